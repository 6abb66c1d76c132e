"""Losses: one number that says how wrong the network is, and its derivative right under it.

``forward(x, y)`` takes the network's answers x and the true ones y, and returns the mean over the batch as a float.
``backward()`` returns dL/dx, shape of x, divided by B already. Both write into nothing. Wrong shapes and labels raise
ValueError, what holds no numbers TypeError, ``backward`` before ``forward`` RuntimeError. B rows, C classes.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, real, told
from lessonlib.nn.labels import class_numbers, targets
from lessonlib.nn.upstream import after_forward


def softmax(z: np.ndarray, axis: int = -1) -> np.ndarray:
    """Turn scores into probabilities: p_i = exp(z_i) / sum_k exp(z_k) along ``axis``, shape of ``z``.

    The largest score is subtracted first: the fraction stays the same, and exp never overflows.

    Raises:
        TypeError: for what holds no numbers and an ``axis`` that is no whole number.
        ValueError: for an axis that ``z`` has not.

    >>> softmax(np.array([0.0, 1000.0, 1000.0]))
    array([0. , 0.5, 0.5])

    Source: Lecture 1, "Softmax".
    """
    z = float_array(z, "softmax")
    try:
        largest = z.max(axis=axis, keepdims=True)
    except (TypeError, ValueError, OverflowError) as error:  # no axis of z, or one without a score
        wanted = f"softmax(axis): wanted an axis of z, shape {z.shape}, that holds a score, got {told(axis)}"
        kind = TypeError if type(error) is TypeError else ValueError
        raise kind(f"{wanted}. Write axis=-1 for the last one.") from None
    e = np.exp(z - largest)
    return e / e.sum(axis=axis, keepdims=True)


def _log(p):
    # -100 stands for log(0), as in torch: a loss of infinity would say nothing about the other rows.
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(p), -100)


class BCELoss:
    """Binary cross-entropy: L = -mean(y log p + (1 - y) log(1 - p)), dL/dp = (p - y) / (p (1 - p)) / B.

    x = p are probabilities, (B, 1) or (B,), from a sigmoid; y is 0 or 1 (or between), (B,) or (B, 1). Finite at p = 0
    and 1: no logarithm goes below -100, no p (1 - p) below 1e-12.

    >>> loss = BCELoss()
    >>> round(loss.forward(np.array([[0.5], [0.8]]), np.array([0, 1])), 4)  # -(ln 0.5 + ln 0.8) / 2
    0.4581
    >>> loss.backward()
    array([[ 1.   ],
           [-0.625]])

    Source: Lecture 1, "Logistic Regression: Train".
    """

    _p = None

    def forward(self, x, y):
        """Return -mean(y log x + (1 - y) log(1 - x)) for probabilities ``x`` (B, 1) and labels ``y`` (B,)."""
        p = float_array(x, "BCELoss.forward")
        y = targets(y, p, "BCELoss.forward")
        if ((p < 0) | (p > 1)).any():
            raise ValueError(
                f"BCELoss.forward: wanted probabilities from 0 to 1, got {p.min():.3g} to {p.max():.3g}. "
                "End the network with Sigmoid()."
            )
        if not ((y >= 0) & (y <= 1)).all():
            raise ValueError(
                f"BCELoss.forward: wanted labels 0 and 1, got {y.min():.3g} to {y.max():.3g}. "
                "Write (y == 7) to make the 7 class 1."
            )
        self._p, self._y = p, y
        return float(-np.mean(y * _log(p) + (1 - y) * _log(1 - p)))

    def backward(self):
        """Return dL/dx = (x - y) / (x (1 - x)) / B, shape of ``x``."""
        p, y = after_forward(self._p, "BCELoss.backward"), self._y
        return (p - y) / np.maximum(p * (1 - p), 1e-12) / p.size


class NLLLoss:
    """Negative log-likelihood of the softmax: L = -mean(log softmax(x)[y]), dL/dx = (softmax(x) - onehot(y)) / B.

    x are logits (B, C), y class numbers (B,). Stable: log softmax(x) = z - log(sum exp z) with z = x - max x.

    >>> loss = NLLLoss()
    >>> scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])  # a cat, a car, a frog
    >>> round(loss.forward(scores, np.array([0, 1, 2])), 4)  # (2.0404 + 0.0791 + 6.1563) / 3
    2.7587
    >>> loss.forward(np.array([[1000.0, 0.0]]), np.array([1]))
    1000.0

    Source: Lecture 1, "Negative Log-Likelihood".
    """

    _p = None

    def forward(self, x, y):
        """Return -mean of log softmax(x)[y] for logits ``x`` (B, C) and class numbers ``y`` (B,)."""
        x = float_array(x, "NLLLoss.forward")
        y = class_numbers(y, x, "NLLLoss.forward")
        z = x - x.max(axis=1, keepdims=True)  # (B, C)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))  # (B, C)
        self._p, self._y = np.exp(log_p), y
        return float(-log_p[np.arange(len(y)), y].mean())

    def backward(self):
        """Return dL/dx = (softmax(x) - onehot(y)) / B, shape (B, C)."""
        grad = after_forward(self._p, "NLLLoss.backward").copy()
        grad[np.arange(len(grad)), self._y] -= 1
        return grad / len(grad)


class HingeLoss:
    """Multi-class hinge: L = mean over rows of sum over j != y of max(0, x_j - x_y + margin).

    dL/dx_j = 1/B where the hinge is open, and dL/dx_y = -(number of open ones)/B. x are scores (B, C), y class numbers
    (B,); ``margin`` is above 0. The lecture's loss without its penalty.

    >>> loss = HingeLoss()
    >>> round(loss.forward(np.array([[3.2, 5.1, -1.7]]), np.array([0])), 4)  # max(0, 2.9) + max(0, -3.9)
    2.9
    >>> loss.backward()
    array([[-1.,  1.,  0.]])

    Source: Lecture 2, the slide after "Comparing optimizers".
    """

    _open = None

    def __init__(self, margin=1.0):
        self.margin = real(margin, "HingeLoss(margin)", above=0)

    def forward(self, x, y):
        """Return the mean over rows of the hinges, for scores ``x`` (B, C) and class numbers ``y`` (B,)."""
        x = float_array(x, "HingeLoss.forward")
        y = class_numbers(y, x, "HingeLoss.forward")
        rows = np.arange(len(y))
        hinges = np.maximum(0, x - x[rows, y][:, None] + self.margin)  # (B, C)
        hinges[rows, y] = 0
        self._open, self._y = (hinges > 0).astype(x.dtype), y
        return float(hinges.sum() / len(y))

    def backward(self):
        """Return dL/dx, shape (B, C): 1/B for each open hinge, minus their number/B in the column of the true class."""
        grad = after_forward(self._open, "HingeLoss.backward").copy()
        grad[np.arange(len(grad)), self._y] = -grad.sum(axis=1)
        return grad / len(grad)


class MSELoss:
    """Mean squared error: L = mean((x - y)^2), dL/dx = 2 (x - y) / n, n the number of entries of x.

    x and y have one shape; (B, 1) beside (B,) counts as such.

    >>> loss = MSELoss()
    >>> loss.forward(np.array([1.0, 2.0]), np.array([1.0, 4.0]))
    2.0
    >>> loss.backward()
    array([ 0., -2.])

    Source: Lecture 1, "Logistic Regression: Train" (a loss for numbers instead of classes).
    """

    _difference = None

    def forward(self, x, y):
        """Return mean((x - y)^2)."""
        x = float_array(x, "MSELoss.forward")
        self._difference = x - targets(y, x, "MSELoss.forward")
        return float(np.mean(self._difference**2))

    def backward(self):
        """Return dL/dx = 2 (x - y) / n, shape of ``x``."""
        difference = after_forward(self._difference, "MSELoss.backward")
        return 2 * difference / difference.size
