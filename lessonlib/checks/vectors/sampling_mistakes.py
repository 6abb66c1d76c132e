"""Mistakes in what word2vec leaves out and what it draws: the clip, the root, the threshold, the exponent, the sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Mistake
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.vectors.sampling import DRAW, KEEP, clipped, drawn, keep, setting_of


def _mistakes(exercise: str, part: str, default: float):
    def mistake(name: str, gives: Callable[[np.ndarray, float], Any], says: str, *hints: str) -> Mistake:
        return Mistake(name, (exercise,), part, lambda c: gives(c.x, setting_of(c, default)), says, hints)

    return mistake


def _one_at_a_time(z: np.ndarray, t: float) -> np.ndarray:
    if np.ndim(z):
        raise ValueError
    return clipped(keep(z, t))


def _one_number_only(z: np.ndarray, t: float) -> np.ndarray:
    if np.ndim(z):
        raise TypeError
    return clipped(keep(z, t))


_keep, _draw = _mistakes("keep_probability", KEEP, 1e-3), _mistakes("negative_sampling_distribution", DRAW, 0.75)
CLIP = "Which z give more than 1?", "np.minimum(1, ...): a probability is at most 1."
BY_HAND = "Work it out by hand for z = 0.004 and t = 0.001: (2 + 1) · 0.25.", "(np.sqrt(z / t) + 1) * t / z."
SUM = "What should the sum of your answer be?", "weight = counts ** power; weight / weight.sum()."
POWER = "What does 4 ** 1/2 give: 2, or (4 ** 1) / 2?", "Put the power in brackets: ** (3 / 4), or use np.sqrt."
MISTAKES = (
    _keep(
        "power without brackets",
        lambda z, t: clipped(((z / t) / 2 + 1) * t / z),
        "(z / t) ** 1/2 is (z / t) / 2, for a power is worked out before the division.",
        *POWER,
    ),
    _draw(
        "power without brackets",
        lambda counts, power: np.asarray(counts, dtype=float) ** 3 / np.sum(np.asarray(counts, dtype=float) ** 3),
        "counts ** 3/4 is (counts ** 3) / 4, for a power is worked out before the division; power is not used either.",
        *POWER,
    ),
    _keep(
        "not clipped",
        keep,
        "Below z = 2.618 t the formula gives more than 1; a probability ends at 1, where every word is kept.",
        *CLIP,
    ),
    _keep(
        "root or brackets missing",
        lambda z, t: np.ones_like(z),
        "Every word is kept. Without the root, or without the brackets, the formula is nowhere below 1.",
        *BY_HAND,
    ),
    _keep(
        "root missing",
        lambda z, t: (z / t + 1) * t / z,
        "Without the root, (z / t + 1) t / z = 1 + t / z is above 1 for every word: nothing is left out.",
        *BY_HAND,
    ),
    _keep(
        "threshold misplaced",
        lambda z, t: clipped((np.sqrt(t / z) + 1) * t / z),
        "Under the root, z and t are exchanged.",
        *BY_HAND,
    ),
    _keep(
        "threshold misplaced",
        lambda z, t: clipped((np.sqrt(z / t) + 1) * z / t),
        "The last factor is upside down: frequent words, not rare ones, would be kept.",
        *BY_HAND,
    ),
    _keep(
        "threshold misplaced",
        lambda z, t: (np.sqrt(z / t) + 1) / z,
        "The threshold is missing from the last factor, t / z.",
        *BY_HAND,
    ),
    _keep(
        "threshold misplaced",
        lambda z, t: clipped((np.sqrt(z) + 1) * t / z),
        "The threshold is missing under the root, z / t.",
        *BY_HAND,
    ),
    _keep(
        "brackets missing",
        lambda z, t: np.sqrt(z / t) + 1 * t / z,
        "Without brackets only the 1 is multiplied by t / z.",
        *BY_HAND,
    ),
    _keep(
        "brackets missing",
        lambda z, t: clipped((np.sqrt(z / t) + 1) * t * z),
        "The last factor is t / z, and came out as t times z.",
        *BY_HAND,
    ),
    _keep(
        "brackets missing",
        lambda z, t: clipped(np.sqrt(z / t + 1) * t / z),
        "The 1 stands beside the root, not under it.",
        *BY_HAND,
    ),
    _keep(
        "+ 1 missing",
        lambda z, t: clipped(np.sqrt(z / t) * t / z),
        "This is √(t / z), the formula of the paper; the slide's, and that of word2vec's code, has a + 1.",
        *BY_HAND,
    ),
    _keep(
        "discard in place of keep",
        lambda z, t: 1 - clipped(keep(z, t)),
        "This is the probability that a word is thrown out.",
        "Should 'the' get a small number or a large one?",
        "Leave out the 1 −.",
    ),
    _keep(
        "discard in place of keep",
        lambda z, t: 1 - keep(z, t),
        "This is the probability that a word is thrown out, and below 0 for rare words.",
        "Should 'the' get a small number or a large one?",
        "Leave out the 1 −, and clip at 1.",
    ),
    _keep(
        "discard in place of keep",
        lambda z, t: clipped(1 - np.sqrt(t / z)),
        "This is the paper's probability that a word is thrown out.",
        "Should 'the' get a small number or a large one?",
        BY_HAND[1],
    ),
    _keep(
        "clipped at the wrong end",
        lambda z, t: np.maximum(1, keep(z, t)),
        "np.maximum(1, p) is never below 1; the smaller of the two was meant.",
        *CLIP,
    ),
    _keep(
        "threshold ignored",
        lambda z, t: clipped(keep(z, 1e-3)),
        "The answer is the same for every threshold: 0.001 stands in the formula.",
        "Is the second argument used?",
        "Write threshold wherever 0.001 stands.",
    ),
    _keep(
        "divided by the sum again",
        lambda z, t: clipped(keep(z / np.sum(z), t)),
        "The frequencies were divided by their sum; they are fractions of the whole text already.",
        "What comes in, counts or frequencies?",
        BY_HAND[1],
    ),
    _keep(
        "min of an array",
        _one_at_a_time,
        "min() and `if` compare one number; here an array of frequencies came.",
        "Which line compares?",
        "np.minimum(1, p) compares entry by entry.",
    ),
    _keep(
        "math in place of numpy",
        _one_number_only,
        "math.sqrt takes one number; here an array of frequencies came.",
        "Which line raised?",
        "np.sqrt(z / t).",
    ),
    _draw(
        "exponent missing",
        lambda f, p: f / f.sum(),
        "Words are drawn as often as they occur; with the exponent below 1 rare words get their chance.",
        "Is power used?",
        SUM[1],
    ),
    _draw("not normalised", lambda f, p: f**p, "The numbers do not sum to 1.", *SUM),
    _draw(
        "normalised before the exponent",
        lambda f, p: (f / f.sum()) ** p,
        "The sum was taken before the power: a sum of powers is not the power of a sum, and the numbers do not sum "
        "to 1.",
        *SUM,
    ),
    _draw(
        "exponent on one side only",
        lambda f, p: f**p / f.sum(),
        "The numerator was raised to the power, the sum under it was not.",
        *SUM,
    ),
    _draw(
        "exponent on one side only",
        lambda f, p: f / (f**p).sum(),
        "The sum was raised to the power, the numerator was not.",
        *SUM,
    ),
    _draw(
        "multiplied by the exponent",
        lambda f, p: f * p,
        "* multiplies; ** raises to a power.",
        "What is 16 ** 0.75, and what 16 * 0.75?",
        SUM[1],
    ),
    _draw(
        "power ignored",
        lambda f, p: drawn(f, 0.75),
        "The answer is the same for every power: 0.75 stands in the formula.",
        "Is the second argument used?",
        "Write power wherever 0.75 stands.",
    ),
    _draw(
        "exponent upside down",
        lambda f, p: drawn(f, 1 / p),
        "An exponent above 1 makes frequent words more frequent still.",
        "Is 3/4 above or below 1?",
        SUM[1],
    ),
    _draw(
        "exponent upside down",
        lambda f, p: drawn(f, -p),
        "A negative exponent draws rare words most.",
        "Which word should be drawn most?",
        SUM[1],
    ),
    _draw(
        "softmax of the counts",
        lambda f, p: np.exp(f - f.max()) / np.exp(f - f.max()).sum(),
        "A softmax gives nearly everything to the largest count.",
        *SUM,
    ),
    _draw(
        "all words alike",
        lambda f, p: np.full(f.shape, 1 / f.size),
        "Each word is drawn as often as any other.",
        "Are the counts used?",
        SUM[1],
    ),
    Mistake(
        "counts written into",
        ("keep_probability", "negative_sampling_distribution"),
        UNCHANGED,
        lambda c: {"x": ANY},
        "The array that was handed in has changed.",
        ("Which line uses **=, /= or [...] = on it?", "Make a new array: weight = counts ** power."),
    ),
)
