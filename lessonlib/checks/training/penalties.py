"""How L1 and L2 penalties are checked: the value, the gradient of signed weights, strengths that are not 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.manners import UNCHANGED

W = np.array([[0.5, -0.25, 3.0], [-2.0, 1.5, 0.75]])
TWO = "the first of two objects"
CASES = (
    Case("strength 0.3, six weights", strength=0.3, w=W),
    Case("strength 1.7, two weights", strength=1.7, w=W[0, :2]),
    Case("strength 1, negative weights", strength=1.0, w=-np.abs(W)),
    Case("a weight of exactly 0", strength=0.5, w=np.array([0.0, -4.0]), rare=True),
)


def _value(maker: Maker, case: Case) -> np.ndarray:
    return maker(case.strength).call("value", case.fresh("w"))


def _gradient(maker: Maker, case: Case) -> np.ndarray:
    return maker(case.strength).call("gradient", case.fresh("w"))


def _beside(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    first, second = maker(case.strength), maker(10 * case.strength)
    second.call("value", case.fresh("w"))
    return {"value": first.call("value", case.fresh("w")), "gradient": first.call("gradient", case.fresh("w"))}


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    penalty, w = maker(case.strength), case.fresh("w")
    penalty.do("value", w)
    penalty.do("gradient", w)
    return {"weight": w}


def _exercise(letter: str, size: Callable, slope: Callable, words: tuple[str, str], also=()) -> Exercise:
    """The exercise of one penalty: strength * sum of ``size(w)``, with the gradient strength * ``slope(w)``."""
    value, gradient = words
    return Exercise(
        f"{letter.lower()}_penalty",
        (letter, f"My{letter}"),
        "class",
        f"{letter}(strength) with value(weight) and gradient(weight)",
        (
            Part(
                "value",
                f"strength · Σ {value}",
                CASES,
                _value,
                lambda c: np.asarray(c.strength * size(c.w).sum()),
                hints=("Work it out by hand for the weights 3 and -1.", f"self.strength * the sum of all {value}"),
            ),
            Part(
                "gradient",
                f"strength · {gradient}",
                CASES,
                _gradient,
                lambda c: c.strength * slope(c.w),
                also=also,
                hints=(f"What is the derivative of {value} for w?", f"self.strength * {gradient}, for each weight."),
            ),
            Part(
                TWO,
                "each with its own strength",
                CASES[:1],
                _beside,
                lambda c: {"value": np.asarray(c.strength * size(c.w).sum()), "gradient": c.strength * slope(c.w)},
                rare=True,
                hints=("Where do you keep the strength, and who else sees it?", "self.strength = strength"),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                _after,
                lambda c: {"weight": c.w},
                rare=True,
                hints=("Compare the weights before and after the calls.", "Make a new array of them."),
            ),
        ),
    )


# At 0 the slope of |w| may be anything from -1 to 1.
AT_ZERO = tuple(lambda c, side=side: c.strength * np.where(c.w == 0, side, np.sign(c.w)) for side in (-1, 1))
EXERCISES = (
    _exercise("L2", np.square, lambda w: 2 * w, ("w²", "2w")),
    _exercise("L1", np.abs, np.sign, ("|w|", "sign(w)"), also=AT_ZERO),
)
