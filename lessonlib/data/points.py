"""Points in the plane that no straight line divides: XOR, two moons, two spirals.

Each returns ``x`` (n, 2) float64 and ``y`` (n,) int64, classes 0 and 1 in equal numbers (one more of class 0 when ``n``
is odd), in random order, about the origin and about 1 wide. ``noise`` is the standard deviation of what is added to a
coordinate, ``rng`` a Generator or an int seed. Errors: ValueError for fewer than 4 points or negative noise.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import generator, real, whole


def xor(n: int = 200, noise: float = 0.2, rng=0) -> tuple[np.ndarray, np.ndarray]:
    """Return points about the corners of a square: class 1 where the signs of the two coordinates differ.

    >>> x, y = xor(4, noise=0)
    >>> sorted((*row.tolist(), label) for row, label in zip(x, y.tolist()))
    [(-1.0, -1.0, 0), (-1.0, 1.0, 1), (1.0, -1.0, 1), (1.0, 1.0, 0)]
    """
    corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
    return _scattered(lambda i, y: corners[i % 4], n, noise, rng, "xor")


def moons(n: int = 200, noise: float = 0.1, rng=0) -> tuple[np.ndarray, np.ndarray]:
    """Return two half circles that reach into one another.

    >>> x, y = moons(200)
    >>> x.shape, y.mean()
    ((200, 2), np.float64(0.5))
    """

    def place(i, y):
        angle = np.pi * (i // 2) / max(n // 2 - 1, 1)
        arc = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
        return np.where(y[:, None] == 0, arc, -arc)

    return _scattered(place, n, noise, rng, "moons")


def spirals(n: int = 200, noise: float = 0.03, turns: float = 1.0, rng=0) -> tuple[np.ndarray, np.ndarray]:
    """Return two arms that wind around one another ``turns`` times, from near the origin to distance 1.

    >>> x, y = spirals(200)
    >>> x.shape, y.mean()
    ((200, 2), np.float64(0.5))
    """
    turns = real(turns, "spirals(turns)", above=0)

    def place(i, y):
        radius = 0.1 + 0.9 * (i // 2) / max(n // 2 - 1, 1)
        angle = 2 * np.pi * turns * radius + np.pi * y
        return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)

    return _scattered(place, n, noise, rng, "spirals")


def _scattered(place, n, noise, rng, name) -> tuple[np.ndarray, np.ndarray]:
    n, noise = whole(n, f"{name}(n)", at_least=4, at_most=10**7), real(noise, f"{name}(noise)", at_least=0)
    rng = generator(rng, f"{name}(rng)")
    i = rng.permutation(n)
    y = i % 2
    return place(i, y) + noise * rng.standard_normal((n, 2)), y
