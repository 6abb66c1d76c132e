"""Who is masked, replaced and kept: counted against 15 in 100, and 80, 10 and 10, within five standard deviations."""

import pytest
import torch
from scipy.stats import binom

from lessonlib.language import mask_tokens

PAD, END, MASK, V = 0, 1, 2, 20
SPECIAL = (PAD, END, MASK)


def text(rows=400, length=50, seed=0):
    batch = torch.randint(3, V, (rows, length), generator=torch.Generator().manual_seed(seed))
    batch[:, -1], batch[::2, -6:] = END, PAD
    return batch


def within(count, n, p):
    """Whether ``count`` of ``n`` would come by chance with probability ``p``, but for one case in a million."""
    return binom.ppf(5e-7, n, p) <= count <= binom.ppf(1 - 5e-7, n, p)


@pytest.mark.parametrize("share", [0.15, 0.5])
def test_as_many_are_chosen_and_changed_as_the_paper_says(share):
    batch = text()
    inputs, targets = mask_tokens(batch, 1, MASK, V, SPECIAL, share)
    chosen, words = targets != -100, batch > MASK
    assert within(int(chosen.sum()), int(words.sum()), share)
    n, asked = int(chosen.sum()), batch[chosen]
    seen = inputs[chosen]
    assert within(int((seen == MASK).sum()), n, 0.8)
    # A word drawn at random is the right one once in 17.
    assert within(int(((seen != MASK) & (seen != asked)).sum()), n, 0.1 * 16 / 17)
    assert within(int((seen == asked).sum()), n, 0.1 + 0.1 / 17)


def test_targets_are_the_words_that_were_there_and_the_rest_stays():
    batch = text()
    inputs, targets = mask_tokens(batch, 1, MASK, V, SPECIAL)
    chosen = targets != -100
    assert torch.equal(targets[chosen], batch[chosen]) and torch.equal(inputs[~chosen], batch[~chosen])


def test_what_is_special_is_never_chosen_and_never_put_in():
    batch = text()
    inputs, targets = mask_tokens(batch, 1, MASK, V, SPECIAL, share=1)
    assert torch.equal(targets == -100, batch <= MASK)
    assert set(inputs[batch > MASK].unique().tolist()) == {MASK, *range(3, V)}


def test_each_place_is_drawn_by_itself():
    _, targets = mask_tokens(text(), 1, MASK, V, SPECIAL)
    chosen = (targets != -100)[:, :40].double()
    apart = torch.corrcoef(chosen.T) - torch.eye(40)
    assert apart.abs().max() < 5 / 400**0.5


def test_the_same_seed_masks_the_same_words_and_the_batch_is_left_alone():
    batch, copy = text(), text()
    first, again, other = (mask_tokens(batch, seed, MASK, V, SPECIAL)[0] for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other) and torch.equal(batch, copy)


def test_cross_entropy_of_torch_leaves_out_what_was_not_chosen():
    _, targets = mask_tokens(text(), 1, MASK, V, SPECIAL)
    logits = torch.randn(*targets.shape, V)
    chosen = targets != -100
    wanted = torch.nn.functional.cross_entropy(logits[chosen], targets[chosen])
    torch.testing.assert_close(torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten()), wanted)


@pytest.mark.parametrize(
    ("arguments", "kind", "sentence"),
    [
        ((torch.ones(2, 3), 0, 2, 20, ()), TypeError, r"\(batch\): wanted whole numbers, got torch.float32"),
        ((torch.tensor([[20]]), 0, 2, 20, ()), ValueError, "wanted numbers from 0 to 19, got 20"),
        ((torch.tensor([[1]]), 0, 20, 20, ()), ValueError, r"\(mask_index\): .* from 0 to 19, got 20"),
        ((torch.tensor([[1]]), "seed", 2, 20, ()), TypeError, r"\(rng\): wanted a numpy Generator or a seed"),
        ((torch.tensor([[1]]), 0, 2, 3, (0, 1)), ValueError, "wanted a word that is not special, got 3 special ids"),
        ((torch.tensor([[1]]), 0, 2, 20, (), 1.5), ValueError, r"\(share\): wanted a finite number .* at most 1"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(arguments, kind, sentence):
    with pytest.raises(kind, match=sentence):
        mask_tokens(*arguments)
