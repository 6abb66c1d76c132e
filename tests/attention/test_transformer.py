"""The whole transformer against the same one of torch's modules, word by word against all at once, and writing on."""

import math

import pytest
import torch
from torch import nn

from lessonlib.attention import Transformer, generate, positional_encoding
from tests.attention.twins import of_block, perturbed


def model(seed=0, **changed):
    sizes = {"vocab_size": 11, "d_model": 8, "heads": 2, "layers": 2, "max_length": 16, "rng": seed} | changed
    return Transformer(**sizes).double()


def ids(*shape, seed=0):
    return torch.randint(0, 11, shape, generator=torch.Generator().manual_seed(seed))


def by_torch(ours, x):
    """The same numbers by torch's layers, mask and norm."""
    layers = [of_block(block) for block in ours.blocks]
    hidden = nn.functional.embedding(x, ours.embedding.weight) + positional_encoding(16, 8)[: x.shape[1]].double()
    for layer in layers:
        hidden = layer(hidden, src_mask=nn.Transformer.generate_square_subsequent_mask(x.shape[1]).double())
    hidden = nn.functional.layer_norm(hidden, (8,), ours.norm.weight, ours.norm.bias)
    return hidden @ ours.scores.weight.T + ours.scores.bias


def test_its_logits_are_those_of_torchs_own_layers():
    ours, x = perturbed(model()), ids(3, 7)
    torch.testing.assert_close(ours(x), by_torch(ours, x), rtol=0, atol=1e-12)


def test_a_later_word_moves_no_logits_before_it():
    ours, x = model(), ids(1, 9)
    before = ours(x)
    x[0, 5] = (x[0, 5] + 1) % 11
    after = ours(x)
    assert torch.equal(before[:, :5], after[:, :5]) and not torch.equal(before[:, 5], after[:, 5])


def test_with_positions_the_order_of_the_words_matters_and_without_it_does_not_to_the_last():
    x, order = ids(1, 6), torch.tensor([3, 1, 4, 0, 2, 5])
    assert not torch.allclose(model()(x)[:, -1], model()(x[:, order])[:, -1])
    none = model(layers=1, positions=lambda n, d: torch.zeros(n, d))
    torch.testing.assert_close(none(x)[:, -1], none(x[:, order])[:, -1])


@pytest.mark.parametrize("pieces", [[1] * 9, [4, 1, 1, 1, 1, 1], [3, 6], [9]])
def test_with_caches_the_logits_are_those_of_one_full_pass(pieces):
    ours, x = perturbed(model()), ids(3, 9)
    caches = ours.caches()
    parts = [ours(part, caches) for part in x.split(pieces, dim=1)]
    torch.testing.assert_close(torch.cat(parts, dim=1), ours(x), rtol=0, atol=1e-12)


def test_the_first_loss_is_near_that_of_a_guess():
    x = ids(40, 12)
    loss = nn.functional.cross_entropy(model(d_model=48, heads=4)(x).flatten(0, 1), ids(40, 12, seed=1).flatten())
    assert math.log(11) < loss.item() < math.log(11) + 0.3


def test_a_cache_that_was_filled_with_other_rows_is_refused_in_a_sentence():
    ours = model()
    caches = ours.caches()
    ours(ids(1, 4), caches)
    with pytest.raises(ValueError, match=r"Cache: wanted rows and heads \(1, 2\) as before, got \(3, 2\)"):
        ours(ids(3, 1), caches)


def argmax_by_argmax(ours, row, end, length):
    """Greedy search with nothing kept, one row at a time."""
    row = row.tolist()
    for _ in range(length):
        row.append(by_torch(ours, torch.tensor([row]))[0, -1].argmax().item())
        if row[-1] == end:
            break
    return row


@pytest.mark.parametrize("cache", [True, False])
def test_writing_on_takes_the_best_word_each_time(cache):
    for seed in range(6):
        ours, prefix = perturbed(model(seed), seed), ids(3, seed=seed)
        end = argmax_by_argmax(ours, prefix, None, 6)[5]  # a word that does come
        for stop in (None, end):
            got = generate(ours, prefix, stop, length=6, cache=cache)
            assert got.tolist() == argmax_by_argmax(ours, prefix, stop, 6)


def test_several_rows_are_written_together_and_the_ended_ones_filled_with_the_end():
    ours = model(1)
    with torch.no_grad():
        ours.scores.bias[4] += 1.5  # the word that ends
    prefix = ids(8, 3)
    alone = [generate(ours, row, 4, length=8).tolist() for row in prefix]
    together = generate(ours, prefix, 4, length=8)
    longest = max(map(len, alone))
    assert together.tolist() == [row + [4] * (longest - len(row)) for row in alone]
    assert len({len(row) for row in alone}) > 1, "some rows should end sooner than others"


def test_writing_leaves_the_prefix_and_the_gradients_alone():
    ours, prefix = model(), ids(2, 3)
    before = prefix.clone()
    out = generate(ours, prefix, None, 4)
    assert torch.equal(prefix, before) and torch.equal(out[:, :3], prefix) and not out.is_floating_point()


@pytest.mark.parametrize(
    ("call", "kind", "sentence"),
    [
        (lambda: model(heads=3), ValueError, "wanted a d_model that the heads divide, got 8 and 3 heads"),
        (lambda: model(layers=0), ValueError, r"Transformer\(layers\): wanted a whole number from 1 to 1000, got 0"),
        (lambda: model(layers=10**9), ValueError, r"wanted a whole number from 1 to 1000, got 1000000000"),
        (lambda: model(d_model=4096, layers=999), ValueError, r"wanted at most 50000000 numbers in one table"),
        (lambda: model()(ids(1, 17)), ValueError, "wanted from 1 to 16 words a row, got 17"),
        (lambda: model()(ids(1, 0)), ValueError, "wanted from 1 to 16 words a row, got 0"),
        (lambda: model()(torch.tensor([[0, 11]])), ValueError, r"\(ids\): wanted numbers from 0 to 10, got 11"),
        (lambda: model()(torch.ones(1, 3)), TypeError, "wanted whole numbers, got torch.float32"),
        (lambda: model()(ids(3)), ValueError, r"wanted the shape \(B, T\), got \(3,\)"),
        (lambda: generate(model(), [], 0, 3), ValueError, r"generate\(prefix\): wanted words to begin with"),
        (lambda: generate(model(), ids(2, 0), 0, 3), ValueError, r"got \(2, 0\)"),
        (lambda: generate(model(), ids(1, 1, 1), 0, 3), ValueError, r"got \(1, 1, 1\)"),
        (lambda: generate(model(), [1], 0, 0), ValueError, r"generate\(length\): wanted a whole number of at least 1"),
        (lambda: generate(model(), [1, 2], 0, 16), ValueError, "to read at most 16 words, got 2 and 16 to write"),
        (lambda: generate(model(), [1], 11, 3), ValueError, r"generate\(end\): wanted a whole number from 0 to 10"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(call, kind, sentence):
    with pytest.raises(kind, match=sentence):
        call()
