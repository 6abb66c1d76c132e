"""How L1 and L2 penalties are checked: the value, the gradient of signed weights, strengths that are not 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.manners import UNCHANGED

W = np.array([[0.5, -0.25, 3.0], [-2.0, 1.5, 0.75]])
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
L2, L1 = ("l2_penalty",), ("l1_penalty",)


def _mistake(name, exercises, part, gives, says, *hints):
    return Mistake(name, exercises, part, lambda c: np.asarray(gives(c)), says, hints)


def _over_zero(c: Case) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return c.strength * c.w / np.abs(c.w)


SLOPE = "Compare with numerical_gradient: by which factor are you off?"
MISTAKES = (
    _mistake(
        "factor 2 missing",
        L2,
        "gradient",
        lambda c: c.strength * c.w,
        "The derivative of w² is 2w; the 2 is missing.",
        SLOPE,
        "2 * self.strength * weight",
    ),
    _mistake(
        "strength missing",
        L2,
        "gradient",
        lambda c: 2 * c.w,
        "The gradient does not look at the strength; at strength 1 nobody would notice.",
        SLOPE,
        "2 * self.strength * weight",
    ),
    _mistake(
        "size in place of the weight",
        L2,
        "gradient",
        lambda c: 2 * c.strength * np.abs(c.w),
        "The sign is lost: negative weights would be pushed away from 0.",
        "In which direction should a weight of -2 be pulled?",
        "2 * self.strength * weight, without abs.",
    ),
    _mistake(
        "the other penalty's gradient",
        L2,
        "gradient",
        lambda c: c.strength * np.sign(c.w),
        "This is the gradient of L1, the sign.",
        "What is the derivative of w²?",
        "2 * self.strength * weight",
    ),
    _mistake(
        "root of the sum of squares",
        L2,
        "value",
        lambda c: c.strength * np.sqrt(np.square(c.w).sum()),
        "This is the norm, a root; the penalty is the sum of squares itself.",
        "What is the penalty of the weights 3 and -4, at strength 1?",
        "self.strength * np.sum(weight**2)",
    ),
    _mistake(
        "absolute value missing",
        L1,
        "value",
        lambda c: c.strength * c.w.sum(),
        "Positive and negative weights cancel out: the sizes |w| are summed.",
        "What is the penalty of the weights 1 and -1?",
        "self.strength * np.sum(np.abs(weight))",
    ),
    _mistake(
        "size of the sum",
        L1,
        "value",
        lambda c: c.strength * abs(c.w.sum()),
        "The size was taken after the sum; it is taken of each weight first.",
        "What is the penalty of the weights 1 and -1?",
        "self.strength * np.sum(np.abs(weight))",
    ),
    _mistake(
        "sign missing",
        L1,
        "gradient",
        lambda c: np.full_like(c.w, c.strength),
        "Every weight is pulled down, the negative ones away from 0.",
        "In which direction should a weight of -2 be pulled?",
        "self.strength * np.sign(weight)",
    ),
    _mistake(
        "strength missing",
        L1,
        "gradient",
        lambda c: np.sign(c.w),
        "The gradient does not look at the strength; at strength 1 nobody would notice.",
        SLOPE,
        "self.strength * np.sign(weight)",
    ),
    _mistake(
        "the weight in place of its sign",
        L1,
        "gradient",
        lambda c: c.strength * c.w,
        "A large weight is pulled harder than a small one: that is the way of L2.",
        "What is the slope of |w| at 3, and at 0.5?",
        "self.strength * np.sign(weight)",
    ),
    _mistake(
        "division by a weight of 0",
        L1,
        "gradient",
        _over_zero,
        "w / |w| is 0 / 0 for a weight that has become 0, and L1 makes many of them 0.",
        "What comes out for the weight 0?",
        "self.strength * np.sign(weight)",
    ),
    *(
        mistake
        for exercises, size, other in ((L2, np.square, np.abs), (L1, np.abs, np.square))
        for mistake in (
            _mistake(
                "the other penalty's value",
                exercises,
                "value",
                lambda c, other=other: c.strength * other(c.w).sum(),
                "This is the other penalty: L1 sums sizes, L2 squares.",
                "Which of the two is asked?",
                "L1: the sum of all |w|. L2: the sum of all w².",
            ),
            _mistake(
                "strength missing",
                exercises,
                "value",
                lambda c, size=size: size(c.w).sum(),
                "The value does not look at the strength; at strength 1 nobody would notice.",
                "Which two things does the penalty depend on?",
                "self.strength * the sum",
            ),
            _mistake(
                "mean in place of the sum",
                exercises,
                "value",
                lambda c, size=size: c.strength * size(c.w).mean(),
                "The weights are averaged; the penalty sums them.",
                "Look for a mean where a sum was meant.",
                "self.strength * np.sum(...)",
            ),
            _mistake(
                "not summed",
                exercises,
                "value",
                lambda c, size=size: c.strength * size(c.w),
                "One number for each weight came; the penalty is one number, their sum.",
                "How many numbers is a loss?",
                "np.sum(...)",
            ),
            Mistake(
                "in-place edit of the weights",
                exercises,
                UNCHANGED,
                lambda c: {"weight": ANY},
                "The weights that were handed in are written into.",
                ("Which line assigns into weight, or uses *= on it?", "Return a new array."),
            ),
        )
    ),
)
