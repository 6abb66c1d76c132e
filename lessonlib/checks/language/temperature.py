"""temperature_softmax: how it is checked, and its mistakes: where T goes in, and what sums to 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.language.answers import in_either, slips, unchanged

NAME, PART = "temperature_softmax", "probabilities"
ROW = np.array([2.0, -1.0, 0.5, 3.1, 0.2])
TWO = np.array([[1.2, -0.3, 2.5], [0.1, 4.0, -2.0]])
CASES = (
    Case("5 logits, T = 0.5", logits=ROW, temperature=0.5),
    Case("5 logits, T = 2", logits=ROW, temperature=2.0),
    Case("3 logits, T = 1.5", logits=np.array([-4.0, -2.5, 1.0]), temperature=1.5),
    Case("2 rows of 3 logits, T = 0.7", logits=TWO, temperature=0.7, rare=True),
    Case("T = 1", logits=ROW, temperature=1.0, rare=True),
    Case("float32 numbers", logits=ROW.astype(np.float32), temperature=3.0, rare=True),
    Case("huge logits (1e3), T = 0.1", logits=1e3 * ROW, temperature=0.1, extreme=True),
)


def softmax(x: np.ndarray, axis: int | None = -1) -> np.ndarray:
    """The softmax along the last axis."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def observe(maker: Maker, case: Case) -> Any:
    """The candidate's probabilities."""
    return in_either(lambda logits: maker.call(logits, case.temperature), case.fresh("logits"))


KEPT, IN_PLACE = unchanged(
    NAME, "logits", CASES[0], lambda maker, c, x: maker.raw(x, c.temperature), "x = logits / T makes a new array."
)
EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "temperature_softmax(logits, temperature), logits (V,) or (..., V)",
        (
            Part(
                PART,
                "exp(logits / T) / sum of exp(logits / T)",
                CASES,
                observe,
                lambda c: softmax(c.logits / c.temperature),
                hints=(
                    "Does a small T make the largest probability larger?",
                    "z = logits / T; e = exp(z − max of z); e / sum of e.",
                ),
            ),
            KEPT,
        ),
    ),
)

slip = slips(NAME, PART, observe)
WHERE = "Does a small T make the largest probability larger?", "softmax(logits / T)"
SUM = "What do your numbers sum to?", "Divide by the sum of the exponentials."
MISTAKES = (
    slip(
        "multiplied by T",
        lambda x, t: softmax(x * t),
        "The logits were multiplied by T: a large T sharpens. So does p ** T, as some notes have it.",
        *WHERE,
    ),
    slip("T not used", lambda x, t: softmax(x), "This is the softmax with T = 1.", *WHERE),
    slip(
        "probabilities divided by T",
        lambda x, t: softmax(x) / t,
        "T divides the probabilities: they no longer sum to 1.",
        *WHERE,
    ),
    slip(
        "T applied to probabilities",
        lambda x, t: softmax(softmax(x) / t),
        "A softmax was taken of probabilities divided by T: take the logarithm first, or the logits.",
        *WHERE,
    ),
    slip("softmax twice", lambda x, t: softmax(softmax(x / t)), "A softmax was taken of a softmax.", *SUM),
    slip(
        "not normalised",
        lambda x, t: np.exp(x / t),
        "These are the exponentials; they were not divided by their sum.",
        *SUM,
    ),
    slip(
        "not normalised",
        lambda x, t: np.exp((x - x.max(-1, keepdims=True)) / t),
        "These are the exponentials with the maximum taken off; they were not divided by their sum.",
        *SUM,
    ),
    slip("logits returned", lambda x, t: x / t, "These are the logits over T, without a softmax.", *SUM),
    slip(
        "logarithms returned",
        lambda x, t: np.log(softmax(x / t)),
        "These are the logarithms of what was asked.",
        "Can a probability be below 0?",
        "softmax, not log_softmax",
    ),
    slip(
        "shares of the logits",
        lambda x, t: (x / t) / (x / t).sum(-1, keepdims=True),
        "The logits were divided by their sum: without exp they can be below 0.",
        *SUM,
    ),
    slip(
        "normalised over everything",
        lambda x, t: softmax(x / t, axis=None),
        "The sum runs over all rows at once; each row is a distribution of its own.",
        "What does each row sum to?",
        "axis=-1, keepdims=True",
    ),
    slip(
        "normalised down the columns",
        lambda x, t: softmax(x / t, axis=0),
        "The sum runs down the columns; each row is a distribution of its own.",
        "What does each row sum to?",
        "axis=-1, keepdims=True",
    ),
    slip(
        "power of the wrong base",
        lambda x, t: softmax(x / t * np.log(2)),
        "2 was raised to the logits over T; the base is e.",
        "What is the base of exp?",
        "np.exp",
    ),
    slip(
        "most likely token alone",
        lambda x, t: (x == x.max(-1, keepdims=True)).astype(float),
        "All went to the largest logit: that is T towards 0.",
        "What does T = 1 give?",
        "softmax(logits / T)",
    ),
    IN_PLACE,
)
