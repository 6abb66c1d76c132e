"""Masked words: the draws shown explain what mask_tokens gives, shares against the binomial, slips told."""

import numpy as np
import pytest
import torch
from scipy.stats import binom

from lessonlib.labs import masked_words_lab
from lessonlib.labs.transfer.masked_words import BEGIN, END, MASK, PRESETS, record_masked_words
from lessonlib.labs.transfer.masked_words_picture import draw_masked_words
from lessonlib.language import mask_tokens

TRACE = record_masked_words(times=1000)


@pytest.mark.parametrize("share", [0.15, 0.6, 1.0])
def test_the_draws_that_are_shown_decide_what_the_model_sees(share):
    trace = record_masked_words(share=share, seed=7, times=5)
    for word, first, second, seen, target in zip(
        *(trace[name] for name in ("words", "first", "second", "inputs", "targets")), strict=True
    ):
        chosen = word not in (BEGIN, END) and first < share
        assert target == (word if chosen else "")
        if chosen and second < 0.8:
            assert seen == MASK
        elif not chosen or second >= 0.9:
            assert seen == word


def test_as_it_opens_one_word_is_masked_one_replaced_and_one_kept():
    assert sorted(TRACE["fate"][TRACE["fate"] >= 0]) == [0, 1, 2]
    question = draw_masked_words(TRACE).question
    place = TRACE["words"].tolist().index(question.truth)
    assert TRACE["first"][place] < 0.15 and 0.8 <= TRACE["second"][place] < 0.9
    assert TRACE["inputs"][place] not in (MASK, question.truth)


def test_what_is_counted_lies_within_the_binomials_bounds():
    chosen = int(TRACE["chosen"][-1])
    low, high = binom.interval(0.9999, 1000 * 10, 0.15)
    assert low <= chosen <= high
    for n, p in zip(TRACE["counts"][-1], (0.8, 0.1, 0.1), strict=True):
        low, high = binom.interval(0.9999, chosen, p)
        assert low <= n <= high
    assert (np.diff(TRACE["counts"], axis=0) >= 0).all()
    assert TRACE["counts"].sum(axis=1).tolist() == TRACE["chosen"].tolist()


def test_the_presets_show_what_their_sentences_say():
    assert (record_masked_words(**PRESETS["Nothing to guess"][1], times=1)["fate"] < 0).all()
    few = record_masked_words(**PRESETS["Twenty times only"][1])
    assert np.abs(few["counts"][-1] / few["chosen"][-1] - (0.8, 0.1, 0.1)).max() > 0.04


def all_masked(batch, rng, mask_index, vocab_size, special):
    _, targets = mask_tokens(batch, rng, mask_index, vocab_size, special)
    return torch.where(targets >= 0, mask_index, batch), targets


def ends_too(batch, rng, mask_index, vocab_size, special):
    return mask_tokens(batch, rng, mask_index, vocab_size, ())


def every_word(batch, rng, mask_index, vocab_size, special):
    return mask_tokens(batch, rng, mask_index, vocab_size, special)[0], batch


def nothing(batch, rng, mask_index, vocab_size, special):
    pass


def one(batch, rng, mask_index, vocab_size, special):
    return batch[0], batch[0]


def none_asked(batch, rng, mask_index, vocab_size, special):
    return batch, torch.full_like(batch, -100)


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (all_masked, "all_masked departs from mask_tokens in the share of these that become the mask: 100 % instead"),
        (ends_too, "in the share of beginnings and ends that are asked about: "),
        (every_word, "in the share of the words that are asked about: 100 % instead of 15 %"),
        (nothing, "nothing returned nothing, wanted (inputs, targets); is a return missing?"),
        (one, "one returned shapes (12,) and (12,), wanted (3000, 12) twice"),
        (none_asked, "none_asked asks about no word"),
    ],
)
def test_what_a_learners_masking_does_otherwise_is_told(mine, told):
    (note,) = record_masked_words(times=1, mine=mine).notes
    assert told in note, note


def test_another_right_masking_departs_nowhere_and_is_drawn():
    def by_torch(batch, rng, mask_index, vocab_size, special):
        lot = torch.from_numpy(rng.random((2, *batch.shape)))
        chosen = (lot[0] < 0.15) & ~torch.isin(batch, torch.tensor(special))
        other = torch.from_numpy(rng.integers(mask_index + 1, vocab_size, batch.shape))
        seen = torch.where(lot[1] < 0.8, mask_index, torch.where(lot[1] < 0.9, other, batch))
        return torch.where(chosen, seen, batch), torch.where(chosen, batch, -100)

    trace = record_masked_words(times=1, mine=by_torch)
    assert trace.notes == () and not trace["wrong"].any()
    assert draw_masked_words(trace).key == [("mine", "by_torch")]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"text": ""}, "text: wanted a sentence, got no word"),
        ({"text": "a b c d e f g h i j k"}, "text: wanted at most 10 words of at most 12 letters"),
        ({"share": 0}, "share: wanted a finite number at least 0.05 and at most 1, got 0"),
        ({"times": 3000}, "times: wanted a whole number from 1 to 2000, got 3000"),
        ({"seed": -1}, "seed: wanted a whole number from 0 to 99"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = masked_words_lab(**bad).stage.message
    assert told in message, message
