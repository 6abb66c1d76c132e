"""Random search: the way down that needs no derivative, and no more than one line of thought."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def random_step(
    loss: Callable[[np.ndarray], float], w: np.ndarray, best: float, radius: float, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Try w' = w + radius * z / sqrt(n), z normal; keep it if L(w') < best, else keep w: returns (weights, their loss).

    ``loss`` takes weights (n,) and returns one number; it is called once. ``best`` is the loss at ``w``, ``radius``
    about the length of a try in any number of weights. Writes into nothing.

    >>> w, best, rng = np.array([3.0]), 9.0, np.random.default_rng(0)
    >>> for _ in range(200):
    ...     w, best = random_step(lambda w: (w**2).sum(), w, best, 0.5, rng)
    >>> bool(best < 0.01)
    True

    Source: Lecture 1, "Gradient Descent: Random Search" ("save weight if current loss better than best loss").
    """
    tried = w + radius * rng.standard_normal(len(w)) / np.sqrt(len(w))
    value = loss(tried)
    return (tried, value) if value < best else (w, best)
