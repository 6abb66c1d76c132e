"""Mistakes in penalties: the factor 2, signs, strengths, the other penalty, a mean, what is shared or written into."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.training.penalties import TWO

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
                "state shared between objects",
                exercises,
                TWO,
                lambda c: {"value": ANY, "gradient": ANY},
                "The strength of one object is overwritten by another: it is kept on the class or in a global name.",
                ("Where do you keep the strength?", "Keep it on the object: self.strength = strength."),
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
