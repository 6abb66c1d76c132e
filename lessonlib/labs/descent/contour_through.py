"""The contour of a loss through each place of a walk: where the gradient stands on it at a right angle."""

from __future__ import annotations

import numpy as np
from contourpy import LineType, contour_generator


def contours_through(
    x: np.ndarray, y: np.ndarray, z: np.ndarray, places: np.ndarray, levels: np.ndarray, reach: float = np.inf
) -> np.ndarray:
    """The contours of ``z`` (len(y), len(x)) at ``levels`` (steps,), filled up with NaN: (2, steps, longest).

    Of each only what lies within ``reach`` of its place (steps, 2) is kept; none where the level is not finite.

    >>> w = np.linspace(-2, 2, 41)
    >>> circle = contours_through(w, w, np.add.outer(w**2, w**2), np.array([[1.0, 0.0]]), np.array([1.0]))
    >>> bool(np.allclose(np.hypot(*circle), 1.0, atol=0.01))
    True
    """
    ground = contour_generator(x, y, z, line_type=LineType.ChunkCombinedNan)
    lines = []
    for place, level in zip(places, levels, strict=True):
        found = ground.lines(float(level))[0][0] if np.isfinite(level) else None
        found = np.zeros((0, 2)) if found is None else found
        near = ~(np.linalg.norm(found - place, axis=1) > reach)  # NaN, which divides pieces, stays
        there = near | np.roll(near, 1) | np.roll(near, -1)  # a gap divides what is kept
        lines.append(np.where(near[:, None], found, np.nan)[there])
    filled = np.full((2, len(lines), max(1, *map(len, lines))), np.nan)
    for k, one in enumerate(lines):
        filled[:, k, : len(one)] = one.T
    # Finer than a thousandth of the picture nobody sees, and round numbers make a smaller page.
    return np.round(filled, 3 - int(np.floor(np.log10(np.ptp(x)))))
