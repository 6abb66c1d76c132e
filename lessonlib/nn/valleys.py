"""One loss with two valleys, of any number of weights, and one with a kink; each with its gradient right under it.

It is the same loss under every way of searching, so that the ways can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

WINDOW = (-3.2, 3.2)  # worth looking at, for each weight


def two_valleys(w: np.ndarray) -> np.ndarray:
    """Return L = w_1^4 / 8 - w_1^2 + w_1 / 2 + 7/2 + (w_2^2 + ... + w_n^2) / 2, shape (...), for ``w`` (n, ...).

    >>> two_valleys(np.array([2.0])), two_valleys(np.array([2.0, 1.0]))
    (np.float64(2.5), np.float64(3.0))

    Source: Lecture 1, "Gradient Descent: Local minima".
    """
    first, others = w[0], w[1:]
    return first**4 / 8 - first**2 + first / 2 + 3.5 + (others**2).sum(axis=0) / 2


def two_valleys_gradient(w: np.ndarray) -> np.ndarray:
    """Return dL/dw = (w_1^3 / 2 - 2 w_1 + 1/2, w_2, ..., w_n), shape of ``w``.

    >>> two_valleys_gradient(np.array([2.0, 1.0]))
    array([0.5, 1. ])
    """
    return np.concatenate([w[:1] ** 3 / 2 - 2 * w[:1] + 0.5, w[1:]])


def kink(w: np.ndarray) -> np.ndarray:
    """Return L = |w_1| + w_1^2 / 4, which has no derivative at 0; shape (...) for ``w`` (1, ...).

    >>> kink(np.array([-1.0]))
    np.float64(1.25)
    """
    return np.abs(w[0]) + w[0] ** 2 / 4


def kink_gradient(w: np.ndarray) -> np.ndarray:
    """Return dL/dw = sign(w) + w / 2, and 0 at the kink, as ReLU's is taken there; shape of ``w``.

    >>> kink_gradient(np.array([-1.0])), kink_gradient(np.array([0.0]))
    (array([-1.5]), array([0.]))
    """
    return np.sign(w) + w / 2


LOWEST, HILL, LOCAL = sorted(float(root) for root in np.roots([0.5, 0.0, -2.0, 0.5]).real)  # where dL/dw_1 = 0
FLOOR, LOCAL_FLOOR = (float(two_valleys(np.array([w]))) for w in (LOWEST, LOCAL))  # the lowest loss of each valley


@dataclass(frozen=True)
class Valleys:
    """The two valleys as a surface of so many ``weights``, which a path walks down.

    >>> Valleys(2).loss(2.0, 1.0), Valleys(2).gradient(2.0, 1.0)
    (3.0, (0.5, 1.0))
    """

    weights: int

    @property
    def window(self) -> tuple[tuple[float, float], ...]:
        """(low, high) for each weight."""
        return (WINDOW,) * self.weights

    def loss(self, *w: float) -> float:
        """L at the weights ``w``."""
        return float(two_valleys(np.array(w)))

    def gradient(self, *w: float) -> Iterable[float]:
        """dL/dw at the weights ``w``, one number for each."""
        return tuple(two_valleys_gradient(np.array(w)).tolist())
