"""MultiHeadAttention against nn.MultiheadAttention with the same weights, and what it refuses."""

import pytest
import torch

from lessonlib.attention import Cache, MultiHeadAttention, causal_mask
from tests.attention.twins import of_attention, perturbed

PRECISION = {torch.float32: 1e-6, torch.float64: 1e-12}


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("heads", [1, 2, 4])
def test_it_equals_torchs_given_the_same_weights(dtype, heads):
    ours = perturbed(MultiHeadAttention(8, heads, rng=1).to(dtype))
    theirs = of_attention(ours)
    x = torch.randn(3, 5, 8, dtype=dtype, generator=torch.Generator().manual_seed(2))
    for mask in (None, causal_mask(5)):
        out, weights = ours(x, mask=mask)
        wanted = theirs(x, x, x, attn_mask=None if mask is None else ~mask, average_attn_weights=False)
        torch.testing.assert_close((out, weights), wanted, rtol=0, atol=2 * PRECISION[dtype])


def test_another_text_can_be_looked_at_and_its_padding_hidden():
    ours = perturbed(MultiHeadAttention(8, 2, rng=1).double())
    x, other = torch.randn(3, 5, 8, dtype=torch.float64), torch.randn(3, 6, 8, dtype=torch.float64)
    value, real = torch.randn_like(other), torch.arange(6) < torch.tensor([6, 2, 4])[:, None]  # (B, S)
    out, weights = ours(x, other, value, mask=real[:, None, None])
    wanted = of_attention(ours)(x, other, value, key_padding_mask=~real, average_attn_weights=False)
    torch.testing.assert_close((out, weights), wanted, rtol=0, atol=1e-12)


def test_a_mask_of_three_axes_holds_for_every_head():
    ours, x = MultiHeadAttention(8, 2, rng=1), torch.randn(3, 5, 8)
    mask = torch.rand(3, 5, 5) < 0.7
    torch.testing.assert_close(ours(x, mask=mask), ours(x, mask=mask[:, None].expand(3, 2, 5, 5)))


def test_without_positions_words_that_change_places_take_their_outputs_along():
    ours, x, order = MultiHeadAttention(8, 2, rng=1), torch.randn(1, 6, 8), torch.randperm(6)
    torch.testing.assert_close(ours(x[:, order])[0], ours(x)[0][:, order])


def test_with_a_cache_word_by_word_is_as_good_as_all_at_once():
    ours, x, cache = MultiHeadAttention(8, 2, rng=1).double(), torch.randn(2, 5, 8, dtype=torch.float64), Cache()
    steps = [ours(x[:, t : t + 1], cache=cache)[0] for t in range(5)]
    torch.testing.assert_close(torch.cat(steps, dim=1), ours(x, mask=causal_mask(5))[0], rtol=0, atol=1e-12)
    assert len(cache) == 5


def test_the_same_seed_gives_the_same_weights_and_leaves_torchs_generator_alone():
    torch.manual_seed(0)
    before = torch.random.get_rng_state()
    a, b, c = (MultiHeadAttention(8, 2, rng=seed).query.weight for seed in (1, 1, 2))
    assert torch.equal(a, b) and not torch.equal(a, c)
    assert torch.equal(before, torch.random.get_rng_state())


def test_an_attention_of_ones_own_is_asked():
    def mean_of_values(q, k, v, mask):
        return v.mean(dim=-2, keepdim=True).expand_as(q), None

    model, x = MultiHeadAttention(8, 2, rng=1, attention=mean_of_values), torch.randn(1, 4, 8)
    torch.testing.assert_close(model(x)[0], model.output(model.value(x).mean(dim=1, keepdim=True).expand(1, 4, 8)))


@pytest.mark.parametrize(
    ("call", "kind", "sentence"),
    [
        (lambda: MultiHeadAttention(10, 4), ValueError, "got 10 and 4 heads. Choose d_model = 12"),
        (lambda: MultiHeadAttention(8, 0), ValueError, r"\(heads\): wanted a whole number from 1 to 8, got 0"),
        (lambda: MultiHeadAttention("8", 2), TypeError, r"\(d_model\): wanted a whole number .* got str '8'"),
        (
            lambda: MultiHeadAttention(8, 2)(torch.ones(3, 8)),
            ValueError,
            r"\(query\): .* \(B, T, d_model\), got \(3, 8\)",
        ),
        (
            lambda: MultiHeadAttention(8, 2).double()(torch.ones(1, 3, 8)),
            TypeError,
            "type of the weights, got .*float32",
        ),
        (lambda: MultiHeadAttention(8, 2)(torch.ones(1, 3, 6)), ValueError, r"\(B, T, 8\), got \(1, 3, 6\)"),
        (lambda: MultiHeadAttention(8, 2)(torch.ones(1, 3, 8), mask=torch.ones(3, 3)), TypeError, "torch.float32"),
        (lambda: MultiHeadAttention(8, 2)(torch.ones(1, 3, 8), mask=causal_mask(4)), ValueError, r"got \(4, 4\)"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(call, kind, sentence):
    with pytest.raises(kind, match=sentence):
        call()
