"""Lines of equal penalty and of equal loss in the plane of two weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from contourpy import LineType, contour_generator

ANGLES = np.linspace(0, 2 * np.pi, 121)  # every right angle is among them: the corners of L1 are sharp


def bounds(free: np.ndarray) -> tuple[float, float]:
    """The ends of a square about the origin that holds the outline of L1 through ``free`` (2,), and more.

    >>> bounds(np.array([0.5, -0.3]))
    (-0.92, 0.92)
    """
    reach = float(np.round(1.15 * np.abs(free).sum(), 3))
    return -reach, reach


def outlines(w: np.ndarray, l1: float, l2: float) -> np.ndarray:
    """Where l1 * sum |v| + l2 * sum v^2 is as large as at ``w`` (steps, 2): closed lines (steps, 121, 2).

    >>> outlines(np.array([[0.3, 0.1]]), 1.0, 0.0)[0, [0, 30]].round(6).tolist()  # a diamond's corners
    [[0.4, 0.0], [0.0, 0.4]]
    """
    u = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)  # (121, 2)
    a, b = l2, l1 * np.abs(u).sum(axis=1)  # a r^2 + b r = level, for each direction
    level = (l1 * np.abs(w).sum(axis=1) + l2 * (w**2).sum(axis=1))[:, None]
    r = 2 * level / (b + np.sqrt(b**2 + 4 * a * level) + 1e-300)
    return r[..., None] * u


def ellipses(w: np.ndarray, free: np.ndarray, curvature: np.ndarray) -> np.ndarray:
    """Where the loss (v - free) curvature (v - free) is as large as at ``w`` (steps, 2): (steps, 121, 2).

    >>> ellipses(np.array([[1.0, 0.0]]), np.zeros(2), np.eye(2))[0, 30].round(6).tolist()
    [0.0, 1.0]
    """
    # With curvature = C C^T, the line is free + r C^-T u for all directions u.
    c = np.linalg.cholesky(curvature)
    u = np.linalg.solve(c.T, np.stack([np.cos(ANGLES), np.sin(ANGLES)]))  # (2, 121)
    away = w - free
    r = np.sqrt(np.einsum("ki,ij,kj->k", away, curvature, away))
    return free + r[:, None, None] * u.T


def level_lines(values: np.ndarray, grid: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Where ``values`` (n, n) over ``grid`` have each level, filled up with NaN to (levels, longest, 2)."""
    generator = contour_generator(grid, grid, values, line_type=LineType.ChunkCombinedNan)
    found = [generator.lines(level)[0][0] if np.isfinite(level) else None for level in levels]
    lines = [np.zeros((0, 2)) if one is None else one for one in found]
    filled = np.full((len(lines), max(1, *map(len, lines)), 2), np.nan)
    for k, one in enumerate(lines):
        filled[k, : len(one)] = one
    return filled
