"""Mistakes in the binary cross-entropy: the mean, the second term, shapes that broadcast, and the logarithm of 0."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Mistake
from lessonlib.checks.networks.losses import FINITE, GRADIENT, LOSS


def _bce(name, part, gives, says, *hints):
    return Mistake(name, ("bce_loss",), part, gives, says, hints)


def _rows(c):
    """The loss of each row, (B,)."""
    p = c.x[:, 0]
    return -(c.y * np.log(p) + (1 - c.y) * np.log(1 - p))


def _columns(c):
    """(B, 1) beside (B,): every probability with every label, (B, B)."""
    return -(c.y * np.log(c.x) + (1 - c.y) * np.log(1 - c.x))


def _y(c):
    return c.y[:, None]


MISTAKES = (
    _bce(
        "not averaged over the batch",
        "forward",
        lambda c: _rows(c).sum(),
        "The losses of the rows were summed; a batch twice as large would have twice the loss.",
        "What happens to your loss when every row comes twice?",
        "Divide by the number of rows: np.mean.",
    ),
    _bce(
        "averaged twice",
        "forward",
        lambda c: _rows(c).mean() / len(c.y),
        "The mean was divided by the number of rows once more.",
        "Count the divisions by the number of rows.",
        "np.mean divides already.",
    ),
    _bce(
        "wrong sign",
        "forward",
        lambda c: -_rows(c).mean(),
        "The minus is missing: a logarithm of a probability is negative, a loss is positive.",
        "Can a loss be negative?",
        "−mean(...): one minus before the mean.",
    ),
    _bce(
        "labels broadcast to (B, B)",
        "forward",
        lambda c: _columns(c).mean(),
        "x is (B, 1) and y is (B,): numpy made (B, B) of them, every probability with every label.",
        "Print (x * y).shape.",
        "Give both one shape first: y.reshape(x.shape), or x[:, 0].",
    ),
    _bce(
        "labels broadcast to (B, B)",
        "forward",
        lambda c: _columns(c).sum() / len(c.y),
        "x is (B, 1) and y is (B,): numpy made (B, B) of them, every probability with every label.",
        "Print (x * y).shape.",
        "Give both one shape first: y.reshape(x.shape), or x[:, 0].",
    ),
    _bce(
        "second term missing",
        "forward",
        lambda c: -(c.y * np.log(c.x[:, 0])).mean(),
        "Only the rows with y = 1 count; (1 − y) ln(1 − p) is missing.",
        "What does your loss say of a row with y = 0?",
        "y ln p + (1 − y) ln(1 − p).",
    ),
    _bce(
        "p in place of 1 - p",
        "forward",
        lambda c: -np.log(c.x[:, 0]).mean(),
        "ln p stands in both terms; the second is ln(1 − p).",
        "Which p is good for a row with y = 0?",
        "y ln p + (1 − y) ln(1 − p).",
    ),
    _bce(
        "labels exchanged",
        "forward",
        lambda c: -((1 - c.y) * np.log(c.x[:, 0]) + c.y * np.log(1 - c.x[:, 0])).mean(),
        "y and 1 − y are exchanged.",
        "Which p is good for a row with y = 1?",
        "y ln p + (1 − y) ln(1 − p).",
    ),
    _bce(
        "wrong logarithm",
        "forward",
        lambda c: _rows(c).mean() / np.log(2),
        "The logarithm of base 2 was taken; the natural one was meant.",
        "What is the loss at p = 1/2? It should be ln 2 = 0.693.",
        "np.log is the natural logarithm.",
    ),
    _bce(
        "wrong logarithm",
        "forward",
        lambda c: _rows(c).mean() / np.log(10),
        "The logarithm of base 10 was taken; the natural one was meant.",
        "What is the loss at p = 1/2? It should be ln 2 = 0.693.",
        "np.log is the natural logarithm.",
    ),
    _bce(
        "sigmoid applied again",
        "forward",
        lambda c: np.mean(np.logaddexp(0, c.x[:, 0]) - c.y * c.x[:, 0]),
        "A sigmoid was applied to x, but x are probabilities already.",
        "What does the last layer of the network return?",
        "Take ln of x itself.",
    ),
    _bce(
        "squared error",
        "forward",
        lambda c: ((c.x[:, 0] - c.y) ** 2).mean(),
        "This is the mean squared error.",
        "Where is the logarithm?",
        "−mean(y ln p + (1 − y) ln(1 − p)).",
    ),
    _bce(
        "not averaged over the batch",
        "forward",
        _rows,
        "One loss a row was returned; one number was wanted.",
        "Which shape has your answer?",
        "np.mean(...) of the rows.",
    ),
    _bce(
        "not averaged over the batch",
        "forward",
        lambda c: _rows(c)[:, None],
        "One loss a row was returned; one number was wanted.",
        "Which shape has your answer?",
        "np.mean(...) of the rows.",
    ),
    _bce(
        "not averaged over the batch",
        "backward",
        lambda c: c.gradient * len(c.y),
        "The loss is a mean, so its gradient is divided by the number of rows; here it is not.",
        "What does the mean in forward do to the derivative?",
        "Divide by len(x).",
    ),
    _bce(
        "averaged twice",
        "backward",
        lambda c: c.gradient / len(c.y),
        "The gradient was divided by the number of rows twice.",
        "Count the divisions by the number of rows.",
        "Divide by len(x) once.",
    ),
    _bce(
        "wrong sign",
        "backward",
        lambda c: -c.gradient,
        "Every gradient has the opposite sign.",
        "If p is too large for a row with y = 0, should the gradient be positive?",
        "(p − y), not (y − p).",
    ),
    _bce(
        "gradient of the logit",
        "backward",
        lambda c: (c.x - _y(c)) / len(c.y),
        "(p − y) / B is the gradient before the sigmoid; this loss sees p, and the sigmoid has its own backward.",
        "With respect to what is the derivative taken?",
        "Divide by p (1 − p) as well.",
    ),
    _bce(
        "gradient of the logit",
        "backward",
        lambda c: c.x - _y(c),
        "p − y is the gradient before the sigmoid, and of the sum, not of the mean.",
        "With respect to what is the derivative taken?",
        "Divide by p (1 − p) and by B as well.",
    ),
    _bce(
        "second term missing",
        "backward",
        lambda c: -_y(c) / c.x / len(c.y),
        "Rows with y = 0 have no gradient: (1 − y) / (1 − p) is missing.",
        "Differentiate both terms.",
        "−y / p + (1 − y) / (1 − p), divided by B.",
    ),
    _bce(
        "sign of the second term",
        "backward",
        lambda c: (-_y(c) / c.x - (1 - _y(c)) / (1 - c.x)) / len(c.y),
        "The second term has the wrong sign: the derivative of ln(1 − p) is −1 / (1 − p).",
        "Differentiate ln(1 − p).",
        "−y / p + (1 − y) / (1 − p), divided by B.",
    ),
    _bce(
        "half of the denominator",
        "backward",
        lambda c: (c.x - _y(c)) / c.x / len(c.y),
        "Only p stands below; it is p (1 − p).",
        "Bring both terms over one denominator.",
        "(p − y) / (p (1 − p)) / B.",
    ),
    _bce(
        "gradient of shape (B,)",
        "backward",
        lambda c: c.gradient[:, 0],
        "The numbers are right, but x is (B, 1), and its gradient has to be (B, 1) too.",
        "Which shape has x?",
        "Return it as .reshape(-1, 1).",
    ),
    _bce(
        "labels broadcast to (B, B)",
        "backward",
        lambda c: (c.x - c.y) / (c.x * (1 - c.x)) / len(c.y),
        "x is (B, 1) and y is (B,): their difference is (B, B).",
        "Print (x - y).shape.",
        "Give both one shape first: y.reshape(x.shape).",
    ),
    _bce(
        "unclipped log",
        FINITE,
        lambda c: {LOSS: ANY},
        "ln(0) is minus infinity, and 0 · ln(0) is NaN: from then on every weight is NaN.",
        "What is np.log(0)?",
        "p = np.clip(p, 1e-12, 1 - 1e-12) before the logarithm.",
    ),
    _bce(
        "division by zero",
        FINITE,
        lambda c: {GRADIENT: ANY},
        "p (1 − p) is 0 at p = 0 and 1, and the gradient is divided by it.",
        "What is the denominator at p = 1?",
        "Use the clipped p in backward too.",
    ),
)
