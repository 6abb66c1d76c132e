"""Three ways down one loss, each evaluation counted: at random, by the numerical gradient, by the gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lessonlib.nn import SGD, numerical_gradient
from lessonlib.nn.random_search import random_step
from lessonlib.nn.valleys import FLOOR, HILL, LOCAL_FLOOR, two_valleys, two_valleys_gradient

WAYS = ("random search", "numerical gradient", "gradient descent")
WEIGHTS = (1, 2, 10, 100)
CLOSE = 0.01  # so far above the minimum of its valley, a way counts as arrived
MOST = 10_000  # evaluations; a way that needs more is stopped
OTHERS = 1.5  # where all weights but the first begin
FAR = 1e6  # a weight beyond it belongs to a path that diverges
RATE, RADIUS = 0.1, 0.3


class Counted:
    """A loss that counts how often it is asked.

    >>> loss = Counted(lambda w: w**2)
    >>> loss(3.0), loss(1.0), loss.calls
    (9.0, 1.0, 2)
    """

    def __init__(self, loss: Callable[[np.ndarray], float]) -> None:
        self.loss, self.calls = loss, 0

    def __call__(self, w: np.ndarray) -> float:
        """L(w), counted."""
        self.calls += 1
        return self.loss(w)


def begin(weights: int, start: Sequence[float]) -> np.ndarray:
    """The weights (n,) at the start: ``start`` for the first ones, 1.5 for the others.

    >>> begin(3, (0.0,)).tolist()
    [0.0, 1.5, 1.5]
    """
    given = np.asarray(start, dtype=float)[:weights]
    return np.concatenate([given, np.full(weights - len(given), OTHERS)])


def walk(way: str, weights: int, start: Sequence[float], rate: float, radius: float, seed: int) -> Iterator:
    """Go down by ``way`` and yield (evaluations so far, loss, weights), first at the start, until it diverges.

    A numerical gradient asks for the loss twice a weight. A gradient by its formula costs a forward and a backward
    pass: counted as two evaluations, for any number of weights.
    """
    loss, w = Counted(two_valleys), begin(weights, start)
    if way == "random search":
        rng, best = np.random.default_rng(seed), loss(w)
        while True:
            yield loss.calls, best, w
            w, best = random_step(loss, w, best, radius, rng)
    optimizer, passes = SGD(rate), 0
    while (np.abs(w) < FAR).all():
        yield loss.calls + passes, float(two_valleys(w)), w
        if way == "numerical gradient":
            grad = numerical_gradient(loss, w)
        else:
            grad, passes = two_valleys_gradient(w), passes + 2
        optimizer.step([w], [grad])


class Arrival(NamedTuple):
    """How many evaluations a way needed, and whether the minimum it came to is the local one.

    ``evaluations`` is NaN when :data:`MOST` were not enough, infinity when none would be: it diverged.
    """

    evaluations: float
    local: bool = False

    def __str__(self) -> str:
        if np.isnan(self.evaluations):
            return f"> {MOST}"
        return "diverged" if np.isinf(self.evaluations) else f"{self.evaluations}{' (the local one)' * self.local}"


@lru_cache(maxsize=256)
def arrival(
    way: str, weights: int, start: tuple[float, ...], rate: float = RATE, radius: float = RADIUS, seed: int = 0
) -> Arrival:
    """When ``way`` comes within :data:`CLOSE` of the minimum of the valley in which it is.

    >>> [str(arrival("gradient descent", n, (0.0,))) for n in (1, 100)], str(arrival("gradient descent", 1, (3.0,)))
    (['34', '90'], '10 (the local one)')
    >>> str(arrival("numerical gradient", 100, (0.0,))), str(arrival("random search", 100, (0.0,)))
    ('9000', '> 10000')
    """
    for evaluations, loss, w in walk(way, weights, start, rate, radius, seed):
        if loss <= valley_floor(w) + CLOSE:
            return Arrival(evaluations, bool(w[0] > HILL))
        if evaluations >= MOST:
            return Arrival(np.nan)
    return Arrival(np.inf)


def valley_floor(w: np.ndarray) -> float:
    """The lowest loss in the valley in which ``w`` (n,) lies."""
    return LOCAL_FLOOR if w[0] > HILL else FLOOR


def descent(way: str, weights: int, start: Sequence[float], most: int, rate: float = RATE) -> np.ndarray:
    """(evaluations, loss above the lowest) of a ``way`` without chance, (2, rows), up to ``most`` evaluations."""
    rows = []
    for evaluations, loss, _ in walk(way, weights, start, rate, RADIUS, seed=0):
        if evaluations > most:
            break
        rows.append((evaluations, loss - FLOOR))
    return np.array(rows).T
