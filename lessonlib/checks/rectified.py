"""Mistakes in ReLU, leaky ReLU and ELU: the mask, the slope below zero, and the brackets around alpha."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Mistake

KINKED = ("relu", "leaky_relu", "elu")


def _where(c, below, above=None):
    return np.where(c.x > 0, c.x if above is None else above, below)


MISTAKES = (
    Mistake(
        "abs in place of max", ("relu",), "forward", lambda c: np.abs(c.x),
        "Negative x came out positive: that is |x|, not max(0, x).",
        ("What should come out for x = −1?", "np.maximum(0, x)."),
    ),
    Mistake(
        "min in place of max", ("relu",), "forward", lambda c: np.minimum(0, c.x),
        "The negative numbers passed and the positive ones did not.",
        ("What should come out for x = −1, what for x = 2?", "np.maximum(0, x)."),
    ),
    Mistake(
        "one maximum of the whole array", ("relu",), "forward", lambda c: np.maximum(0, np.max(c.x)),
        "np.max takes the one largest number; np.maximum compares entry by entry.",
        ("Which shape has your answer?", "np.maximum(0, x)."),
    ),
    Mistake(
        "mask in place of the value", ("relu",), "forward", lambda c: c.x > 0,
        "forward returns where x > 0, not the x that passed.",
        ("What should come out for x = 2?", "x * (x > 0), or np.maximum(0, x)."),
    ),
    Mistake(
        "identity", KINKED, "forward", lambda c: c.x,
        "x came out as it went in: there is no bend at 0.",
        ("What should come out for x = −1?", "Treat x > 0 and x <= 0 apart, with np.where."),
    ),
    Mistake(
        "slope missing", ("leaky_relu", "elu"), "forward", lambda c: np.maximum(0, c.x),
        "Below zero nothing comes out: this is the plain ReLU.",
        ("What should come out for x = −1?", "np.where(x > 0, x, ...) with the branch for negative x written out."),
    ),
    Mistake(
        "constant ignored", ("leaky_relu",), "forward", lambda c: _where(c, 0.01 * c.x),
        "0.01 stands in the formula; the slope that the constructor was given is not used.",
        ("Which slope was asked for here?", "Keep it, self.slope = slope, and use self.slope."),
    ),
    Mistake(
        "sign of the slope", ("leaky_relu",), "forward", lambda c: _where(c, -c.slope * c.x),
        "Below zero the line goes up again: the slope has the wrong sign.",
        ("Should leaky ReLU of −1 be negative?", "np.where(x > 0, x, slope * x)."),
    ),
    Mistake(
        "constant in place of the line", ("leaky_relu",), "forward", lambda c: np.maximum(c.slope, c.x),
        "max(slope, x) is flat below zero; the slope has to be multiplied by x.",
        ("What should come out for x = −1 and for x = −2?", "np.maximum(slope * x, x)."),
    ),
    Mistake(
        "constant ignored", ("elu",), "forward", lambda c: _where(c, np.expm1(c.x)),
        "exp(x) − 1 is not multiplied by the alpha that the constructor was given.",
        ("Which alpha was asked for here?", "Keep it, self.alpha = alpha: alpha * (exp(x) − 1)."),
    ),
    Mistake(
        "minus one missing", ("elu",), "forward", lambda c: _where(c, c.alpha * np.exp(c.x)),
        "The − 1 is missing: the curve jumps at 0.",
        ("What should come out just below 0?", "alpha * (exp(x) − 1)."),
    ),
    Mistake(
        "brackets", ("elu",), "forward", lambda c: _where(c, c.alpha * np.exp(c.x) - 1),
        "alpha exp(x) − 1 was computed; alpha multiplies the − 1 too.",
        ("What should come out just below 0 for alpha = 2?", "alpha * (exp(x) − 1)."),
    ),
    Mistake(
        "sign inside the exponent", ("elu",), "forward", lambda c: _where(c, c.alpha * np.expm1(-c.x)),
        "exp(−x) grows without end for negative x.",
        ("Where should the curve go for x = −10?", "alpha * (exp(x) − 1), without a minus at x."),
    ),
    Mistake(
        "derivative of ReLU at negative values", ("relu",), "backward", lambda c: np.where(c.x > 0, c.grad, -c.grad),
        "At negative x the derivative came out as −1; it is 0 there.",
        ("How steep is max(0, x) at x = −1?", "return grad * (x > 0)."),
    ),
    Mistake(
        "derivative of ReLU at negative values", ("relu",), "backward",
        lambda c: np.where(c.x > 0, c.grad, 0.01 * c.grad),
        "At negative x a little gradient leaks through; the derivative of ReLU is 0 there.",
        ("How steep is max(0, x) at x = −1?", "return grad * (x > 0)."),
    ),
    Mistake(
        "derivative of ReLU at negative values", ("leaky_relu", "elu"), "backward", lambda c: c.grad * (c.x > 0),
        "At negative x no gradient passes: that is the derivative of the plain ReLU.",
        ("How steep is the curve at x = −1?", "np.where(x > 0, grad, grad * derivative below zero)."),
    ),
    Mistake(
        "mask inverted", ("relu",), "backward", lambda c: c.grad * (c.x < 0),
        "The gradient passes where x is negative and stops where it is positive.",
        ("Where does forward let x pass?", "return grad * (x > 0)."),
    ),
    Mistake(
        "x in place of its mask", ("relu",), "backward", lambda c: c.grad * c.x,
        "The gradient was multiplied by x; the derivative is 1 or 0.",
        ("How steep is max(0, x) at x = 2?", "return grad * (x > 0)."),
    ),
    Mistake(
        "constant ignored", ("leaky_relu",), "backward", lambda c: np.where(c.x > 0, c.grad, 0.01 * c.grad),
        "0.01 stands in backward; the slope that the constructor was given is not used.",
        ("Which slope was asked for here?", "Keep it, self.slope = slope, and use self.slope."),
    ),
    Mistake(
        "mask of the gradient", ("leaky_relu",), "backward", lambda c: np.where(c.grad > 0, c.grad, c.slope * c.grad),
        "The sign of grad was asked; it is the sign of x that decides.",
        ("Whose sign decides: that of x or that of grad?", "np.where(x > 0, grad, slope * grad)."),
    ),
    Mistake(
        "x in the derivative", ("leaky_relu",), "backward", lambda c: np.where(c.x > 0, c.grad, c.slope * c.x * c.grad),
        "slope · x is the value below zero; its derivative is the slope alone.",
        ("Differentiate slope · x.", "np.where(x > 0, grad, slope * grad)."),
    ),
    Mistake(
        "sign of the slope", ("leaky_relu",), "backward", lambda c: np.where(c.x > 0, c.grad, -c.slope * c.grad),
        "Below zero the slope came out negative.",
        ("Does the curve rise or fall below zero?", "np.where(x > 0, grad, slope * grad)."),
    ),
    Mistake(
        "upstream gradient missing below zero", ("leaky_relu",), "backward",
        lambda c: np.where(c.x > 0, c.grad, c.slope),
        "Below zero the slope was returned without the upstream gradient.",
        ("Is the chain rule in both branches?", "np.where(x > 0, grad, slope * grad)."),
    ),
    Mistake(
        "constant ignored", ("elu",), "backward", lambda c: c.grad * _where(c, np.exp(c.x), 1),
        "exp(x) is not multiplied by the alpha that the constructor was given.",
        ("Which alpha was asked for here?", "Below zero the derivative is alpha exp(x) = y + alpha."),
    ),
    Mistake(
        "constant ignored", ("elu",), "backward", lambda c: c.grad * _where(c, c.y + 1, 1),
        "y + 1 is right only for alpha = 1; the derivative is y + alpha.",
        ("Which alpha was asked for here?", "Below zero the derivative is alpha exp(x) = y + alpha."),
    ),
    Mistake(
        "derivative in terms of y where x was meant", ("elu",), "backward",
        lambda c: c.grad * _where(c, c.alpha * np.exp(c.y), 1),
        "exp was taken of y, the value that came out, not of x.",
        ("What did forward keep: x or y?", "alpha * exp(x), or y + alpha."),
    ),
    Mistake(
        "derivative in terms of x where y was meant", ("elu",), "backward",
        lambda c: c.grad * _where(c, c.x + c.alpha, 1),
        "x + alpha was used; the derivative is y + alpha with y = forward(x).",
        ("What did forward keep: x or y?", "alpha * exp(x), or y + alpha."),
    ),
    Mistake(
        "forward in place of the derivative", ("elu",), "backward", lambda c: c.grad * _where(c, c.y, 1),
        "alpha (exp(x) − 1) is the value; the − 1 is gone in the derivative.",
        ("Differentiate alpha (exp(x) − 1).", "alpha * exp(x), or y + alpha."),
    ),
)  # fmt: skip
