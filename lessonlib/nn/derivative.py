"""The numerical derivative: slow, in need of no formula, and therefore the judge of those that have one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.arguments import a_function, float_array, one_number, real

MOST_ENTRIES = 20_000  # two calls of f for each: a few seconds for one that sums them up


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return dL/dx by central differences, (f(x + e) - f(x - e)) / 2h, e being h in one entry and 0 in the others.

    ``f`` takes an array of the shape of ``x`` and returns one number; it is called twice for each entry, in float64,
    on arrays of its own. ``h`` = 1e-5 balances two errors: a larger one bends (error about h^2), a smaller one loses
    digits (about 1e-16 / h). Returns the shape and the precision of ``x``.

    Raises:
        TypeError: for an ``x`` without numbers and an ``f`` that is no function or returns no number.
        ValueError: for an ``h`` that is not above 0, an ``x`` of more than 20 000 entries, and an ``f`` that does not
            look at its argument, as one that reads the weights of a network would.

    >>> numerical_gradient(lambda w: (w**2).sum(), np.array([1.0, -3.0])).round(6)
    array([ 2., -6.])

    Source: Lecture 1, "Gradient Descent: Numerical derivative".
    """
    a_function(f, "numerical_gradient(f)", "f(x)")
    if (entries := float_array(x, "numerical_gradient").size) > MOST_ENTRIES:
        raise ValueError(
            f"numerical_gradient(x): wanted at most {MOST_ENTRIES} entries, got {entries}, and f is called twice for "
            "each. Take a part of x, such as x[:10, :10]."
        )
    grad = central_differences(f, x, h)
    if grad.size and not grad.any() and _ignores_its_argument(f, grad.shape):
        raise ValueError(
            "numerical_gradient(f): wanted a function of x, got one that gives the same value at every point. "
            "Let f use its argument: lambda w: (w**2).sum(), and not the array that w was made from."
        )
    return grad


def central_differences(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """As :func:`numerical_gradient`, for an ``f`` that may be constant: a weight whose input is 0 changes nothing.

    >>> central_differences(lambda w: 3.0, np.zeros(2), 1e-5)
    array([0., 0.])
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


def _ignores_its_argument(f: Callable[[np.ndarray], float], shape: tuple[int, ...]) -> bool:
    """Whether ``f`` gives one and the same number near and far, and where there is none: 0 times NaN is NaN."""
    seen = set()
    with np.errstate(all="ignore"):
        for far in (0.0, 1e3, -1e3, np.nan):
            try:
                seen.add(float(np.asarray(f(np.full(shape, far))).item()))
            except Exception:  # it has looked at what it got
                return False
    return len(seen) == 1
