"""Mistakes in sigmoid and tanh: the exponent, and derivatives written in x where y was meant."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Mistake


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


MISTAKES = (
    Mistake(
        "sign of the exponent",
        ("sigmoid",),
        "forward",
        lambda c: 1 / (1 + np.exp(c.x)),
        "The exponent lost its minus: this curve falls from 1 to 0.",
        ("Should sigmoid(5) be near 1 or near 0?", "1 / (1 + exp(−x)): the minus belongs to x."),
    ),
    Mistake(
        "unstable exp",
        ("sigmoid",),
        "forward",
        lambda c: np.exp(c.x) / (1 + np.exp(c.x)),
        "exp(x) / (1 + exp(x)) is infinity over infinity, NaN, for large x.",
        (
            "What is np.exp(1000) / np.exp(1000)?",
            "With e = np.exp(-np.abs(x)): 1 / (1 + e) where x >= 0, and e / (1 + e) where x < 0.",
        ),
    ),
    Mistake(
        "absolute value in the exponent",
        ("sigmoid",),
        "forward",
        lambda c: _sigmoid(np.abs(c.x)),
        "1 / (1 + exp(−|x|)) is the sigmoid of |x|: right from 0 on, and mirrored below 0.",
        (
            "Should sigmoid(−5) be near 1 or near 0?",
            "With e = np.exp(-np.abs(x)): 1 / (1 + e) where x >= 0, and e / (1 + e) where x < 0.",
        ),
    ),
    Mistake(
        "tanh in place of sigmoid",
        ("sigmoid",),
        "forward",
        lambda c: np.tanh(c.x),
        "This is tanh, from −1 to 1; the sigmoid goes from 0 to 1.",
        ("What is the value at 0?", "1 / (1 + exp(−x)) gives 1/2 at 0."),
    ),
    Mistake(
        "clipped too early",
        ("sigmoid",),
        "forward",
        lambda c: _sigmoid(np.maximum(c.x, 0)),
        "Negative x were cut to 0 before the exponent.",
        ("What should sigmoid(−1) be?", "Take exp of −|x| and treat the two sides apart; do not change x."),
    ),
    Mistake(
        "sigmoid in place of tanh",
        ("tanh",),
        "forward",
        lambda c: _sigmoid(c.x),
        "This is the sigmoid, from 0 to 1; tanh goes from −1 to 1.",
        ("What is the value at 0?", "(e^x − e^−x) / (e^x + e^−x), or np.tanh(x)."),
    ),
    Mistake(
        "factor 2 missing",
        ("tanh",),
        "forward",
        lambda c: 2 * _sigmoid(c.x) - 1,
        "2 sigmoid(x) − 1 is half as steep as tanh: tanh(x) = 2 sigmoid(2x) − 1.",
        ("Which slope has tanh at 0?", "tanh(x) = 2 sigmoid(2x) − 1, or np.tanh(x)."),
    ),
    Mistake(
        "unstable exp",
        ("tanh",),
        "forward",
        lambda c: (np.exp(c.x) - np.exp(-c.x)) / (np.exp(c.x) + np.exp(-c.x)),
        "The formula with e^x and e^−x is infinity over infinity, NaN, for large x.",
        ("What is np.exp(1000) / np.exp(1000)?", "np.tanh(x) is stable."),
    ),
    Mistake(
        "unstable exp",
        ("tanh",),
        "forward",
        lambda c: (np.exp(2 * c.x) - 1) / (np.exp(2 * c.x) + 1),
        "The formula with e^2x is infinity over infinity, NaN, for large x.",
        ("What is np.exp(1000) / np.exp(1000)?", "np.tanh(x) is stable."),
    ),
    Mistake(
        "derivative in terms of x where y was meant",
        ("sigmoid",),
        "backward",
        lambda c: c.grad * c.x * (1 - c.x),
        "x (1 − x) was used; the derivative is y (1 − y) with y = sigmoid(x).",
        ("What did forward keep: x or y?", "Keep y in forward: return grad * self.y * (1 - self.y)."),
    ),
    Mistake(
        "derivative in terms of y where x was meant",
        ("sigmoid",),
        "backward",
        lambda c: c.grad * _sigmoid(c.y) * (1 - _sigmoid(c.y)),
        "The sigmoid was taken of y, which is a sigmoid already.",
        ("What did forward keep: x or y?", "With y kept: grad * y * (1 − y), and no further sigmoid."),
    ),
    Mistake(
        "factor missing in the derivative",
        ("sigmoid",),
        "backward",
        lambda c: c.grad * (1 - c.y),
        "Only 1 − y was used; the derivative is y (1 − y).",
        ("Differentiate 1 / (1 + exp(−x)) on paper.", "return grad * y * (1 − y)."),
    ),
    Mistake(
        "sign inside the derivative",
        ("sigmoid",),
        "backward",
        lambda c: c.grad * c.y * (1 + c.y),
        "y (1 + y) was used; the derivative is y (1 − y).",
        ("Is the curve flat for large x? Is your derivative 0 there?", "return grad * y * (1 − y)."),
    ),
    Mistake(
        "square in place of y (1 - y)",
        ("sigmoid",),
        "backward",
        lambda c: c.grad * (1 - c.y**2),
        "1 − y² is the derivative of tanh; that of the sigmoid is y (1 − y).",
        ("Which curve has the derivative 1 − y²?", "return grad * y * (1 − y)."),
    ),
    Mistake(
        "derivative in terms of x where y was meant",
        ("tanh",),
        "backward",
        lambda c: c.grad * (1 - c.x**2),
        "1 − x² was used; the derivative is 1 − y² with y = tanh(x).",
        ("What did forward keep: x or y?", "Keep y in forward: return grad * (1 - self.y ** 2)."),
    ),
    Mistake(
        "derivative in terms of y where x was meant",
        ("tanh",),
        "backward",
        lambda c: c.grad * (1 - np.tanh(c.y) ** 2),
        "tanh was taken of y, which is a tanh already.",
        ("What did forward keep: x or y?", "With y kept: grad * (1 − y²), and no further tanh."),
    ),
    Mistake(
        "square missing",
        ("tanh",),
        "backward",
        lambda c: c.grad * (1 - c.y),
        "1 − y was used; the derivative is 1 − y².",
        ("Is your derivative the same at −x as at x?", "return grad * (1 − y ** 2)."),
    ),
    Mistake(
        "square in the wrong place",
        ("tanh",),
        "backward",
        lambda c: c.grad * (1 - c.y) ** 2,
        "(1 − y)² was used; the derivative is 1 − y².",
        ("Mind the brackets.", "return grad * (1 − y ** 2)."),
    ),
    Mistake(
        "derivative of the sigmoid",
        ("tanh",),
        "backward",
        lambda c: c.grad * c.y * (1 - c.y),
        "y (1 − y) is the derivative of the sigmoid; that of tanh is 1 − y².",
        ("Which slope has tanh at 0?", "return grad * (1 − y ** 2)."),
    ),
)
