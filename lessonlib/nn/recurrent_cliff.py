"""The loss of a recurrent cell with one hidden number, run for many steps: nearly flat, but for a cliff."""

from __future__ import annotations

import numpy as np

STEPS, START, TARGET = 50, 0.5, 0.7


def recurrent_loss(w, b):
    """Return L = (h_50 - 0.7)^2 with h_t = sigmoid(w h_{t-1} + b) and h_0 = 0.5.

    ``w`` and ``b`` are numbers or arrays of one shape, and so is L.

    >>> round(float(recurrent_loss(0.0, np.log(7 / 3))), 6)  # sigmoid(b) = 0.7 at every step
    0.0

    Source: Pascanu et al. (2013), On the difficulty of training recurrent neural networks, figure 6; lecture 2,
    slide "Exploding gradient solution".
    """
    h = np.full(np.shape(w), START)
    for _ in range(STEPS):
        h = 1 / (1 + np.exp(-(w * h + b)))
    return (h - TARGET) ** 2


def recurrent_gradient(w: float, b: float) -> tuple[float, float]:
    """Return (dL/dw, dL/db) by back-propagation through the 50 steps.

    Each step passes on dL/dh_{t-1} = dL/dh_t h_t (1 - h_t) w: 50 such factors vanish, or explode.

    >>> [round(g, 6) for g in recurrent_gradient(0.0, 0.0)]  # with w = 0 only the last step counts
    [-0.05, -0.1]
    """
    states = [START]
    for _ in range(STEPS):
        states.append(float(1 / (1 + np.exp(-(w * states[-1] + b)))))
    grad, grad_w, grad_b = 2 * (states[-1] - TARGET), 0.0, 0.0
    for before, h in zip(states[-2::-1], states[:0:-1], strict=True):
        inside = grad * h * (1 - h)  # dL/d(w h + b)
        grad_w, grad_b = grad_w + inside * before, grad_b + inside
        grad = inside * w
    return grad_w, grad_b
