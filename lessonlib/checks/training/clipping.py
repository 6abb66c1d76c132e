"""Clipping by the norm: how it is checked, and its mistakes: each array alone, entry by entry, the wrong norm."""

from __future__ import annotations

import numpy as np

from lessonlib import nn
from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import as_array
from lessonlib.checks.manners import UNCHANGED

LARGE = [np.array([[3.0, -4.0], [1.0, 2.0]]), np.array([-6.0, 2.0])]
SMALL = [0.01 * grad for grad in LARGE]
CASES = (
    Case("two gradients above the threshold", grads=LARGE, threshold=2.0),
    Case("two gradients below the threshold", grads=SMALL, threshold=2.0),
    Case("one gradient, threshold 0.5", grads=[np.array([[0.3, -1.2, 0.4]])], threshold=0.5),
    Case("gradients of exactly 0", grads=[np.zeros((2, 2)), np.zeros(3)], threshold=1.0, rare=True),
    Case("float32 numbers", grads=[grad.astype(np.float32) for grad in LARGE], threshold=2.0, rare=True),
    Case("a gradient in Fortran order", grads=[np.asfortranarray(grad) for grad in LARGE], threshold=2.0, rare=True),
    Case("an exploded gradient (1e100)", grads=[1e100 * grad for grad in LARGE], threshold=2.0, rare=True),
)


def _named(arrays) -> dict[str, np.ndarray]:
    return {f"gradient {i}": array for i, array in enumerate(arrays, start=1)}


def _clipped(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    value = maker.raw(case.fresh("grads"), case.threshold)
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (list, tuple)):
        value = as_array(value) if len(case.grads) > 1 else [as_array(value).reshape(case.grads[0].shape)]
    return _named(as_array(item) for item in value)


def _count(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    value = maker.raw(case.fresh("grads"), case.threshold)
    several = isinstance(value, (list, tuple))
    return {"number of gradients": np.asarray(len(value) if several else len(case.grads))}


def _new(maker: Maker, case: Case) -> dict[str, bool]:
    given = case.fresh("grads")
    value = maker.raw(given, case.threshold)
    came = [value, *value] if isinstance(value, (list, tuple)) else [value]
    return {"new arrays": not any(thing is given or any(thing is grad for grad in given) for thing in came)}


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    given = case.fresh("grads")
    maker.raw(given, case.threshold)
    return {"grad": np.concatenate([grad.ravel() for grad in given])}


EXERCISES = (
    Exercise(
        "clip_by_norm",
        ("clip_by_norm",),
        "function",
        "clip_by_norm(grads, threshold) -> new list of gradients",
        (
            Part(
                "clipping",
                "threshold / norm · grad, where the norm is above the threshold",
                CASES,
                _clipped,
                lambda c: _named(nn.clip_by_norm(c.grads, c.threshold)),
                hints=(
                    "What is the norm of all entries of all arrays together?",
                    "norm = √(sum of all squares); above the threshold, each grad * (threshold / norm).",
                ),
            ),
            Part(
                "how many",
                "as many gradients as were given",
                CASES[:3],
                _count,
                lambda c: {"number of gradients": np.asarray(len(c.grads))},
                hints=("Print len(...) of what you return.", "One array for each that was given."),
            ),
            Part(
                "below the threshold",
                "new arrays there too",
                CASES[1:2],
                _new,
                lambda c: {"new arrays": True},
                advice=True,
                hints=("What do you return below the threshold?", "[grad.copy() for grad in grads]"),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                _after,
                lambda c: {"grad": np.concatenate([grad.ravel() for grad in c.grads])},
                rare=True,
                hints=("Compare the gradients before and after.", "[grad * scale for grad in grads] makes new arrays."),
            ),
        ),
    ),
)


def _clip(name, gives, says, *hints):
    return Mistake(name, ("clip_by_norm",), "clipping", lambda c: _named(gives(c)), says, hints)


def _squares(c):
    return sum(float((grad**2).sum()) for grad in c.grads)


def _scaled(norm, always=False):
    """Scale all gradients by threshold / norm(case), above the threshold or ``always``."""

    def gives(c):
        size = np.float64(norm(c))
        scale = c.threshold / size if always or size >= c.threshold else 1.0
        return [grad * scale for grad in c.grads]

    return gives


def _length(c):
    return np.sqrt(_squares(c))


def _own(c):
    norms = [np.linalg.norm(grad) for grad in c.grads]
    return [g * (c.threshold / n) if n >= c.threshold else g for g, n in zip(c.grads, norms, strict=True)]


NORM = "What is the norm of [3] and [4] together?", "np.sqrt(sum((grad ** 2).sum() for grad in grads))."
MISTAKES = (
    Mistake(
        "the caller's own arrays returned",
        ("clip_by_norm",),
        "below the threshold",
        lambda c: {"new arrays": False},
        "Below the threshold the very arrays that were handed in come back; whoever writes into them spoils them.",
        ("What do you return below the threshold?", "Return copies: [grad.copy() for grad in grads]."),
    ),
    _clip(
        "each gradient by itself",
        _own,
        "Each array was scaled by its own norm, which turns the step into another direction.",
        *NORM,
    ),
    _clip(
        "clipped entry by entry",
        lambda c: [np.clip(grad, -c.threshold, c.threshold) for grad in c.grads],
        "np.clip cuts each number alone, which turns the step into another direction.",
        *NORM,
    ),
    _clip(
        "scaled below the threshold too",
        _scaled(_length, always=True),
        "Small gradients were blown up to the threshold; they should stay as they are.",
        "What should happen when the norm is below the threshold?",
        "if norm >= threshold: scale, else leave.",
    ),
    _clip(
        "nothing clipped",
        lambda c: c.grads,
        "The gradients came back as they were.",
        "What is the norm of your answer?",
        *NORM[1:],
    ),
    _clip(
        "missing square root", _scaled(_squares), "The sum of squares was taken for the norm, without the root.", *NORM
    ),
    _clip(
        "norms added up",
        _scaled(lambda c: sum(np.linalg.norm(grad) for grad in c.grads)),
        "The norms of the arrays were added; squares add up, norms do not.",
        *NORM,
    ),
    _clip(
        "sum of absolute values",
        _scaled(lambda c: sum(np.abs(grad).sum() for grad in c.grads)),
        "The absolute values were added; the norm is the root of the sum of squares.",
        *NORM,
    ),
    _clip(
        "largest entry in place of the norm",
        _scaled(lambda c: max(np.abs(grad).max() for grad in c.grads)),
        "The largest entry was taken for the norm.",
        *NORM,
    ),
    _clip(
        "scaled to length 1",
        lambda c: [g / _length(c) if _length(c) >= c.threshold else g for g in c.grads],
        "The gradients were divided by the norm, without the threshold.",
        "What should the norm of the answer be?",
        "grad * (threshold / norm).",
    ),
    _clip(
        "scale upside down",
        lambda c: [g * _length(c) / c.threshold if _length(c) >= c.threshold else g for g in c.grads],
        "The gradients were multiplied by norm / threshold, and grew.",
        "Should the answer be longer or shorter?",
        "grad * (threshold / norm).",
    ),
    Mistake(
        "nothing returned",
        ("clip_by_norm",),
        "clipping",
        lambda c: (_ for _ in ()).throw(GaveNothing("None")),
        "None came back: new gradients were wanted, not a change of the old ones.",
        ("What does the function return?", "return [grad * scale for grad in grads]."),
    ),
    Mistake(
        "in-place edit of the gradient",
        ("clip_by_norm",),
        UNCHANGED,
        lambda c: {"grad": ANY},
        "The caller's gradients were scaled in place.",
        ("Which line uses *= or [...] = on a gradient?", "[grad * scale for grad in grads] makes new arrays."),
    ),
)
