"""A plane chosen for three words: the parallelogram of an analogy lies in it, true in every length."""

from __future__ import annotations

import numpy as np

TINY = 1e-6


class Plane:
    """The plane through y that holds x - y and y' - y, so x, y, y' and x - y + y' all lie in it.

    Args:
        x, y, other: vectors of a, b, c, shape (d,).
        spare: directions (n, d) that stand in where the three words leave a direction open (a word given twice).
    """

    def __init__(self, x: np.ndarray, y: np.ndarray, other: np.ndarray, spare: np.ndarray) -> None:
        self.origin = y
        axes: list[np.ndarray] = []
        for direction in (x - y, other - y, *spare):
            rest = direction - sum((axis @ direction) * axis for axis in axes)
            length = np.linalg.norm(rest)
            if length > TINY and len(axes) < 2:
                axes.append(rest / length)
        while len(axes) < 2:  # one dimension only
            axes.append(np.zeros_like(y))
        self.axes = np.array(axes)  # (2, d), orthonormal

    def place(self, vectors: np.ndarray) -> np.ndarray:
        """Coordinates (n, 2) of the feet of ``vectors`` (n, d) on the plane."""
        return (vectors - self.origin) @ self.axes.T

    def height(self, vectors: np.ndarray) -> np.ndarray:
        """How far ``vectors`` (n, d) are from the plane, (n,)."""
        away = vectors - self.origin
        return np.linalg.norm(away - (away @ self.axes.T) @ self.axes, axis=1)
