"""TransformerBlock against nn.TransformerEncoderLayer(norm_first=True) with the same weights."""

import pytest
import torch

from lessonlib.attention import TransformerBlock, causal_mask
from tests.attention.twins import of_block, perturbed

PRECISION = {torch.float32: 1e-6, torch.float64: 1e-12}


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("hidden", [None, 12])
def test_it_equals_torchs_given_the_same_weights(dtype, hidden):
    ours = TransformerBlock(8, 2, hidden, rng=3).to(dtype)
    x = torch.randn(3, 5, 8, dtype=dtype, generator=torch.Generator().manual_seed(4))
    for mask in (None, causal_mask(5)):
        wanted = of_block(ours)(x, src_mask=None if mask is None else ~mask)
        torch.testing.assert_close(ours(x, mask), wanted, rtol=0, atol=2 * PRECISION[dtype])


def test_its_gradients_equal_torchs():
    ours = perturbed(TransformerBlock(8, 2, rng=3).double())
    theirs, x = of_block(ours), torch.randn(3, 5, 8, dtype=torch.float64)
    ours(x, causal_mask(5)).square().sum().backward()
    theirs(x, src_mask=~causal_mask(5)).square().sum().backward()
    torch.testing.assert_close(ours.linear_1.weight.grad, theirs.linear1.weight.grad)
    torch.testing.assert_close(ours.norm_1.weight.grad, theirs.norm1.weight.grad)
    three = [getattr(ours.attention, name).weight.grad for name in ("query", "key", "value")]
    torch.testing.assert_close(torch.cat(three), theirs.self_attn.in_proj_weight.grad)


def test_a_later_word_moves_nothing_before_it():
    block, x = TransformerBlock(8, 2, rng=3), torch.randn(1, 6, 8)
    before = block(x, causal_mask(6))
    x[:, 4] += 1
    after = block(x, causal_mask(6))
    assert torch.equal(before[:, :4], after[:, :4]) and not torch.equal(before[:, 4:], after[:, 4:])


def test_dropout_drops_in_training_and_not_in_evaluation():
    block, x = TransformerBlock(8, 2, dropout=0.5, rng=3), torch.randn(1, 6, 8)
    assert not torch.equal(block(x), block(x))
    block.eval()
    assert torch.equal(block(x), block(x))
    torch.testing.assert_close(block(x), of_block(block).eval()(x))


def test_it_has_about_twelve_times_the_square_of_its_width_in_parameters():
    count = sum(p.numel() for p in TransformerBlock(48, 4).parameters())
    assert count == sum(p.numel() for p in of_block(TransformerBlock(48, 4)).parameters())
    assert 12 * 48**2 < count < 1.03 * 12 * 48**2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"d_model": 9, "heads": 2}, "wanted a d_model that the heads divide, got 9 and 2 heads"),
        ({"d_model": 8, "heads": 2, "hidden": 0}, r"TransformerBlock\(hidden\): wanted a whole number of at least 1"),
        ({"d_model": 8, "heads": 2, "dropout": 1}, r"TransformerBlock\(dropout\): wanted a finite number .* below 1"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        TransformerBlock(**arguments)
