"""Decision regions: what a network says at each place of the plane, and the boundary where it says one half."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from contourpy import LineType, contour_generator

from lessonlib.stage import Axis, Mark, Plot, cells, line, points

CELLS = 40  # a side: coarse enough that a hundred epochs fit into one saved page
CLASSES = ("class 0", "class 1")


def square(x: np.ndarray, margin: float = 0.25) -> tuple[float, float]:
    """The ends (low, high) of a square about the origin that holds the rows of ``x`` (n, 2).

    >>> square(np.array([[0.5, -2.0]]), margin=0.0)
    (-2.0, 2.0)
    """
    reach = float(np.round(np.abs(x).max() + margin, 2))
    return -reach, reach


def places(ends: tuple[float, float], side: int = CELLS) -> np.ndarray:
    """The middles of ``side`` x ``side`` cells of the square, (side * side, 2): row by row, from below.

    >>> places((-1, 1), 2).tolist()
    [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]]
    """
    edges = np.linspace(*ends, side + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    return np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)


def boundary(p: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    """Where ``p`` (side, side), probabilities in the cells, is one half: (m, 2), pieces divided by a row of NaN."""
    edges = np.linspace(*ends, len(p) + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    # Between the cells, log(p / (1 - p)) runs far straighter than p, which a sure network makes a step.
    p = np.clip(p, 1e-9, 1 - 1e-9)
    line_type = LineType.ChunkCombinedNan
    lines = contour_generator(middles, middles, np.log(p / (1 - p)), line_type=line_type).lines(0.0)[0][0]
    # Finer than a thousandth of the picture nobody sees, and round numbers make a smaller page.
    return np.zeros((0, 2)) if lines is None else np.round(lines, 4 - int(np.ceil(np.log10(ends[1] - ends[0]))))


def boundaries(p: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    """:func:`boundary` of each step's ``p`` (steps, side, side), filled up with NaN to (steps, longest, 2)."""
    lines = [boundary(one, ends) for one in p]
    filled = np.full((len(lines), max(1, *map(len, lines)), 2), np.nan)
    for k, one in enumerate(lines):
        filled[k, : len(one)] = one
    return filled


def regions(p: np.ndarray, ends: tuple[float, float], name: str = "") -> list[Mark]:
    """The heat map of ``p`` = p(class 1) by step, (steps, side, side), in the colours of the classes, and its boundary.

    ``name`` is written at the boundary's end.
    """
    extent = (*ends, *ends)
    # Pale, so that the points in front of it stay the strongest: the scale's ends lie beyond 0 and 1.
    shown = np.round(64 * p) / 64  # finer than that nobody sees, and round numbers make a smaller page
    heat = cells(0.5 - shown, when="at", scale="diverging", limits=(-1.0, 1.0), extent=extent)
    edge = boundaries(p, ends)
    return [heat, line(edge[..., 0], edge[..., 1], when="at", tone="ink", width=2.5, label=name)]


def class_points(x: np.ndarray, y: np.ndarray, size: float = 4.0) -> list[Mark]:
    """The rows of ``x`` (n, 2), each class of ``y`` (n,) with its own colour and marker."""
    return [points(*x[y == k].T, series=name, size=size) for k, name in enumerate(CLASSES)]


def plane(marks: Sequence[Mark], ends: tuple[float, float], title: str, alt: str, grow: float = 1.0) -> Plot:
    """A square panel with the two inputs as axes."""
    axes = {"x": Axis(ends, "input x₁"), "y": Axis(ends, "input x₂")}
    return Plot(marks, **axes, title=title, alt=alt, grow=grow, aspect=1.0)
