"""How masked_mean is checked, and its mistakes: what is summed, and what the sum is divided by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.sequences.tensors import either, given_after, noisy, there
from lessonlib.checks.trainable import trainable

MEAN = "mean"
FOUR = noisy("4 sentences of up to 5 words", [5, 2, 4, 1], 5, 3, seed=1)
CASES = (
    FOUR,
    noisy("3 sentences, 3 places, 3 components", [3, 1, 2], 3, 3, seed=2),
    noisy("2 sentences with 3 more places of padding", [2, 4], 7, 2, seed=3),
    noisy("one sentence", [3], 4, 2, seed=4, rare=True),
    noisy("an empty sentence", [2, 0, 3], 3, 2, seed=5, rare=True),
    FOUR.but("float32 numbers", x=FOUR.x.astype(np.float32), rare=True),
)


def mean(case: Case, shift: int = 0) -> np.ndarray:
    """The sum over the real places by their number, at least 1."""
    return (case.x * there(case, shift)).sum(axis=1) / np.maximum(case.lengths + shift, 1)[:, None]


LEARNING, CUT_OFF = trainable("masked_mean", FOUR, ("x", "lengths"), ("x",), ())

EXERCISES = (
    Exercise(
        "masked_mean",
        ("masked_mean",),
        "function",
        "masked_mean(x, lengths): (B, T, D) and (B,) -> (B, D)",
        (
            Part(
                MEAN,
                "sum of the first n vectors / n",
                CASES,
                lambda maker, c: either(maker.call, c.x, c.lengths),
                mean,
                hints=(
                    "Work out one sentence of two words and three places of padding by hand.",
                    "mask = torch.arange(T) < lengths[:, None]; (x * mask[:, :, None]).sum(1) / lengths[:, None]",
                ),
            ),
            LEARNING,
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                (FOUR,),
                lambda maker, c: given_after(maker.raw, c, ("x", "lengths")),
                lambda c: {"x": c.x, "lengths": c.lengths},
                rare=True,
                hints=("Compare x before and after the call.", "x * mask makes a new tensor; x[~mask] = 0 does not."),
            ),
        ),
    ),
)


def _mean(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = MEAN) -> Mistake:
    return Mistake(name, ("masked_mean",), part, gives, says, hints)


def _total(c: Case) -> np.ndarray:
    return (c.x * there(c)).sum(axis=1)


def _divided(c: Case, by: Any) -> np.ndarray:
    with np.errstate(all="ignore"):
        return _total(c) / by


def _from_the_right(c: Case) -> np.ndarray:
    return (c.x * there(c)[:, ::-1]).sum(axis=1) / c.lengths[:, None]


def _mask_turned(c: Case) -> np.ndarray:
    """torch broadcasts (T, B, 1) against (B, T, D) only when B = T."""
    if c.x.shape[0] != c.x.shape[1]:
        raise RuntimeError
    return (c.x * there(c).swapaxes(0, 1)).sum(axis=1) / c.lengths[:, None]


def _mask_of_components(c: Case) -> np.ndarray:
    """(B, T) against (B, T, D) lays the sentences' mask over places and words over components, when the sizes allow."""
    mask = there(c)[:, :, 0]
    if c.x.shape[1] != mask.shape[0] or c.x.shape[2] != mask.shape[1]:
        raise RuntimeError
    return (c.x * mask).sum(axis=1) / c.lengths[:, None]


SUM, NUMBER = "What goes into the sum?", "What is the sum divided by?"
LAY = "mask[:, :, None] has the shape (B, T, 1) and fits x."
BY_LENGTH = "Divide by lengths[:, None], a number for each sentence."

MISTAKES = (
    *CUT_OFF,
    _mean(
        "mean over the padding",
        lambda c: c.x.mean(axis=1),
        "The mean runs over all T places. The mean of 1, 2, 3 and two places of padding is 2, not 1.2; and the same "
        "sentence in a longer batch would get another vector.",
        SUM,
        "Multiply x by the mask first, and divide by the length.",
    ),
    _mean(
        "padding in the sum",
        lambda c: c.x.sum(axis=1) / c.lengths[:, None],
        "It divides by the length, but the padding's vectors are in the sum. That is right only while they are zeros.",
        SUM,
        LAY,
    ),
    _mean(
        "divided by the longest length",
        lambda c: (c.x * there(c)).mean(axis=1),
        "The padding is out of the sum, but it is divided by T: short sentences get short vectors.",
        NUMBER,
        BY_LENGTH,
    ),
    _mean(
        "divided by the longest length",
        lambda c: _divided(c, c.lengths.max()),
        "Every sum is divided by the longest length: short sentences get short vectors.",
        NUMBER,
        BY_LENGTH,
    ),
    _mean(
        "divided by the batch size",
        lambda c: _divided(c, len(c.x)),
        "Every sum is divided by B, the number of sentences.",
        NUMBER,
        BY_LENGTH,
    ),
    _mean("not divided", _total, "This is the sum over the words; a mean divides it.", NUMBER, BY_LENGTH),
    _mean(
        "0 / 0 for an empty sentence",
        lambda c: _divided(c, c.lengths[:, None]),
        "An empty sentence gives 0 / 0, and one nan spoils the whole batch's loss.",
        "What is the length of an empty sentence?",
        "lengths.clamp(min=1) divides zeros by 1.",
    ),
    _mean(
        "last word lost",
        lambda c: (c.x * there(c, -1)).sum(axis=1) / c.lengths[:, None],
        "The last word of each sentence is not in the sum.",
        "Does place n − 1 belong to a sentence of n words?",
        "torch.arange(T) < lengths[:, None], without − 1.",
    ),
    _mean(
        "one place of padding too many",
        lambda c: (c.x * there(c, 1)).sum(axis=1) / c.lengths[:, None],
        "The first place behind the sentence is in the sum.",
        "Does place n belong to a sentence of n words?",
        "torch.arange(T) < lengths[:, None], not <=.",
    ),
    _mean(
        "mask inverted",
        lambda c: (c.x * ~there(c)).sum(axis=1) / c.lengths[:, None],
        "The padding is summed, and the words are left out.",
        "Where is your mask True?",
        "torch.arange(T) < lengths[:, None] is True at the words.",
    ),
    _mean(
        "counted from the right",
        _from_the_right,
        "The last n places are taken; the padding stands at the end, the words at the beginning.",
        "Which places hold the words?",
        "x[i, :n], not x[i, -n:].",
    ),
    _mean(
        "mask along the wrong axis",
        _mask_turned,
        "The mask's axes are exchanged: it is laid over sentences where it should be laid over places. With as many "
        "sentences as places it runs, and is wrong.",
        "Print the shapes of x and of the mask.",
        LAY,
    ),
    _mean(
        "mask along the wrong axis",
        _mask_of_components,
        "A mask (B, T) does not fit x (B, T, D): it is laid over the last two axes. Where the sizes happen to agree it "
        "runs, and is wrong.",
        "Print the shapes of x and of the mask.",
        LAY,
    ),
    _mean(
        "mean over all sentences",
        lambda c: _total(c).sum(axis=0) / c.lengths.sum(),
        "One vector came for the whole batch.",
        "How many vectors does a batch of B sentences get?",
        ".sum(dim=1) sums over the places alone.",
    ),
    _mean(
        "mean over the components",
        lambda c: c.x.mean(axis=2),
        "The mean was taken over the D components of each word.",
        "Which axis holds the words?",
        "dim=1",
    ),
    _mean(
        "mean over the sentences",
        lambda c: c.x.mean(axis=0),
        "The mean was taken over the B sentences, place by place.",
        "Which axis holds the words?",
        "dim=1",
    ),
    _mean(
        "maximum in place of the mean",
        lambda c: np.where(there(c), c.x, -np.inf).max(axis=1),
        "This is the largest of each component.",
        "Max or mean?",
        "(x * mask).sum(1) / n",
    ),
    _mean(
        "axis kept",
        lambda c: mean(c)[:, None],
        "The axis of the places is still there, with one entry.",
        "What does keepdim do?",
        ".sum(dim=1), without keepdim",
    ),
    _mean(
        "in-place edit of x",
        lambda c: {"x": ANY},
        "The vectors that were handed in are written into; backward may still need them.",
        "Which line assigns into x, or uses *= on it?",
        "x * mask[:, :, None] makes a new tensor.",
        part=UNCHANGED,
    ),
    _mean(
        "in-place edit of the lengths",
        lambda c: {"lengths": ANY},
        "The lengths that were handed in are written into.",
        "Which line changes lengths? clamp_ does.",
        "lengths.clamp(min=1), without the underscore",
        part=UNCHANGED,
    ),
)
