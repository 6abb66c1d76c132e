"""The numerical derivative: slow, in need of no formula, and therefore the judge of those that have one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.arguments import float_array, one_number, real


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return dL/dx by central differences, (f(x + e) - f(x - e)) / 2h, e being h in one entry and 0 in the others.

    ``f`` takes an array of the shape of ``x`` and returns one number; it is called twice for each entry, in float64,
    on arrays of its own. ``h`` = 1e-5 balances two errors: a larger one bends (error about h^2), a smaller one loses
    digits (about 1e-16 / h). Returns the shape and the precision of ``x``. Errors: TypeError for an ``x`` without
    numbers and an ``f`` that returns no number; ValueError for an ``h`` that is not above 0.

    >>> numerical_gradient(lambda w: (w**2).sum(), np.array([1.0, -3.0])).round(6)
    array([ 2., -6.])

    Source: Lecture 1, "Gradient Descent: Numerical derivative".
    """
    h = real(h, "numerical_gradient(h)", above=0)
    x = float_array(x, "numerical_gradient")

    def value(point):
        return one_number(f(point), "numerical_gradient, f(x)")

    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = h
        grad[index] = (value(x + e) - value(x - e)) / (2 * h)
    return grad.astype(x.dtype)
