"""Marks of a plot: line, points, arrows, area, contour, bars, cells, text; each a plain description of one thing drawn.

Every function takes ``when``: "constant" (the same at all steps), "at" (row k of the data at step k) or "upto" (what
rows 0..k hold). With "at", data of shape (steps,) is one item a step, (steps, n) is n items a step, and (n,) beside a
(steps, n) partner stays the same at all steps. ``series`` names a style of :mod:`lessonlib.stage.theme`; without it the
mark is drawn in ``tone``: "context" (grey), "ink", "accent" or "quiet".
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator

from lessonlib.stage.equations import honest
from lessonlib.stage.picture import Mark, When
from lessonlib.stage.theme import style

ROLES = {"lit": 1, "also": 2, "done": 3, "departs": 4, "back": 5}  # back: an edge of a graph, walked against its arrow


def look(series: str | None, tone: str, **more: Any) -> dict[str, Any]:
    """The style part of a mark's options."""
    if series is None:
        return {"tone": tone, **more}
    chosen = style(series)
    return {"slot": chosen.slot, "dash": chosen.dash, "marker": chosen.marker, **more}


def stepped(when: When, **data: Any) -> dict[str, np.ndarray]:
    """Bring arrays to (steps or 1, n): the one shape that the drawing knows.

    >>> {k: v.shape for k, v in stepped("at", x=[1, 2, 3], y=np.zeros((5, 3))).items()}
    {'x': (1, 3), 'y': (5, 3)}
    """
    arrays = {name: np.asarray(value, dtype=float) for name, value in data.items()}
    if when != "at":
        return {name: np.atleast_1d(array)[None, :] for name, array in arrays.items()}
    per_step = any(array.ndim == 2 for array in arrays.values())
    shape = {1: (lambda a: a[None, :]) if per_step else (lambda a: a[:, None])}
    return {name: shape.get(array.ndim, lambda a: a)(array) for name, array in arrays.items()}


def line(
    x,
    y,
    *,
    when: When = "constant",
    series=None,
    tone="context",
    label="",
    width=2.0,
    head=False,
    opacity=1.0,
    dash=None,
) -> Mark:
    """A line through (x, y); NaN breaks it.

    ``label`` is written at its end; ``head`` sets the marker at its last point; ``dash`` is an SVG dash pattern instead
    of the series' own (a derivative beside its function).
    """
    options = look(series, tone, label=label, width=width, head=head, opacity=opacity)
    return Mark("line", when, stepped(when, x=x, y=y), {}, options if dash is None else {**options, "dash": dash})


def points(
    x,
    y,
    *,
    when: When = "constant",
    series=None,
    tone="ink",
    size=5.0,
    labels: Sequence[str] = (),
    hover: Sequence[str] = (),
    since=None,
    filled=True,
    drag: str = "",
    along: str = "xy",
    scrub: str = "",
) -> Mark:
    """Points with the series' marker.

    Args:
        x, y: coordinates.
        when: see the module.
        series, tone: the style.
        size: radius in pixels.
        labels: text beside each point.
        hover: text shown when a point is pointed at or focused.
        since: step from which each point is there (any order), instead of ``when="upto"``.
        filled: False draws the outline only.
        drag: a name; the point can be moved by mouse, touch and arrow keys, and the new place goes to Python under it.
        along: "xy" moves it anywhere and sends (x, y); "x" keeps its height and sends x.
        scrub: a sentence; dragging along the plot moves to the step whose point is nearest ("Drag x along the curve").
    """
    arrays = stepped(when, x=x, y=y)
    if since is not None:
        arrays["since"] = np.asarray(since, dtype=int)[None, :]
    options = look(series, tone, size=size, filled=filled, drag=drag, along=along, scrub=scrub)
    strings = {name: np.array([list(v)], dtype=object) for name, v in (("labels", labels), ("hover", hover)) if len(v)}
    return Mark("points", when, arrays, strings, options)


def arrows(x, y, dx, dy, *, when: When = "constant", series=None, tone="ink", width=2.0, label="") -> Mark:
    """Arrows from (x, y) to (x + dx, y + dy), in data units."""
    return Mark("arrows", when, stepped(when, x=x, y=y, dx=dx, dy=dy), {}, look(series, tone, width=width, label=label))


def area(x, low, high, *, when: When = "constant", series=None, tone="context", label="", opacity=0.25) -> Mark:
    """The region between ``low`` and ``high`` over x, named by ``label`` in its middle."""
    return Mark(
        "area", when, stepped(when, x=x, low=low, high=high), {}, look(series, tone, label=label, opacity=opacity)
    )


def bars(x, height, *, when: When = "constant", base=0.0, series=None, tone="context", width=0.8, labels=None) -> Mark:
    """Bars at x (index on a band axis, or data units) from ``base`` to ``height``; ``width`` is in units of x.

    ``labels`` are strings (n,) or (steps, n), written at the bars' ends.
    """
    arrays = stepped(when, x=x, height=height)
    strings = {} if labels is None else {"labels": np.atleast_2d(np.asarray(labels, dtype=object))}
    return Mark("bars", when, arrays, strings, look(series, tone, base=float(base), width=width))


def text(x, y, strings, *, when: When = "constant", series=None, tone="ink", anchor="start", size=1.0) -> Mark:
    """Text in a plot at (x, y); ``strings`` (n,) or (steps, n). ``size`` multiplies the page's 14 px."""
    arrays = stepped(when, x=x, y=y)
    words = np.asarray(strings, dtype=object)
    words = words[:, None] if when == "at" and words.ndim == 1 and arrays["x"].shape[1] == 1 else np.atleast_2d(words)
    return Mark("text", when, arrays, {"text": words}, look(series, tone, anchor=anchor, size=size))


def contour(x, y, z, levels) -> Mark:
    """Filled contours of z (len(y), len(x)) between ``levels``: grey, as the ground on which paths are drawn.

    Raises:
        ValueError: when z does not have shape (len(y), len(x)).
    """
    x, y, z = (np.asarray(values, dtype=float) for values in (x, y, z))
    if z.shape != (len(y), len(x)):
        raise ValueError(f"contour: z must have shape (len(y), len(x)) = ({len(y)}, {len(x)}), got {z.shape}")
    generator = contour_generator(x, y, z, fill_type=FillType.OuterOffset)
    rings: list[np.ndarray] = []
    rows: list[tuple[int, int]] = []  # (level, number of points)
    for level, (low, high) in enumerate(zip(levels, [*list(levels)[1:], np.inf], strict=True)):
        top = min(high, float(np.nanmax(z)) + 1.0)
        if low >= top:
            continue
        for vertices, offsets in zip(*generator.filled(low, top), strict=True):
            for start, stop in itertools.pairwise(offsets):
                rings.append(vertices[start:stop])
                rows.append((level, int(stop - start)))
    flat = np.concatenate(rings) if rings else np.zeros((0, 2))
    arrays = {"x": flat[None, :, 0], "y": flat[None, :, 1], "ring": np.array(rows, dtype=int).reshape(-1, 2)}
    return Mark("contour", "constant", arrays, {}, {"levels": len(levels)})


def levels(z: np.ndarray) -> np.ndarray:
    """Where the contours of ``z``, 0 at its lowest, are drawn: denser towards the minimum."""
    low = max(np.quantile(z, 0.01), z.max() * 1e-5)
    return np.concatenate([[z.min() - 1e-9], np.geomspace(low, z.max(), 11)[:-1]])


def cells(
    values,
    *,
    when: When = "constant",
    texts=None,
    since=None,
    lit: Sequence[Sequence[tuple]] = (),
    scale="none",
    limits: tuple[float, float] | None = None,
    extent: tuple[float, float, float, float] | None = None,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    name="",
    opens=None,
    sides=None,
) -> Mark:
    """A matrix or a heat map: in a plot; in a sheet a matrix of texts, alone or in an expression of several.

    Args:
        values: (rows, cols), or (steps, rows, cols) with ``when="at"``.
        texts: strings of the same shape, written in the cells; without them the cells are a heat map.
        since: (rows, cols) step from which each cell is filled.
        lit: for each step, (row, col, role) with a role of :data:`ROLES`.
        scale: "none", "sequential" or "diverging" (0 in the middle) colouring, over ``limits``.
        limits: values at the scale's ends; by default the data's lowest and highest, 0 among them.
        extent: (x0, x1, y0, y1) in the plot's units, row 0 at y0; by default the cells fill the plot, row 0 on top.
        rows, columns: names beside the matrix.
        name: the matrix's own name, above it.
        opens: strings (rows, cols) or (steps, rows, cols), "" for none: the arithmetic that made each cell, shown where
            it is pointed at. An = that does not hold for its printed digits becomes ≈.
        sides: (rows, cols, 4) or (steps, rows, cols, 4) values that colour a part along each edge of a cell in a plot,
            above, right, below, left, on the cells' own scale; NaN colours none.
    """
    values = np.asarray(values, dtype=float)
    values = values if values.ndim == 3 else values[None]
    finite = values[np.isfinite(values)]
    low, high = limits or (finite.min(initial=0.0), finite.max(initial=0.0))
    if scale == "diverging":
        low, high = -max(abs(low), abs(high)), max(abs(low), abs(high))

    def shades(values: np.ndarray) -> np.ndarray:
        """The drawing needs one of 256 shades, not the number."""
        shade = np.nan_to_num((values - low) / ((high - low) or 1.0), nan=0.0, posinf=1.0, neginf=0.0)
        return np.rint(np.clip(shade, 0, 1) * 255)

    arrays = {"shade": shades(values).astype(np.uint8)}
    if sides is not None:
        sides = np.asarray(sides, dtype=float).reshape(-1, *values.shape[1:], 4)
        arrays["sides"] = np.where(np.isnan(sides), -1, shades(sides)).astype(int)
    strings = {}
    if opens is not None:
        told = {one: honest(one) for one in set(np.ravel(opens).tolist())}
        opens = np.array([told[one] for one in np.ravel(opens).tolist()], dtype=object).reshape(np.shape(opens))
    for which, words in (("text", texts), ("opens", opens)):
        if words is not None:
            words = np.asarray(words, dtype=object)
            strings[which] = words if words.ndim == 3 else words[None]
    if since is not None:
        arrays["since"] = np.asarray(since, dtype=int)[None]
    if len(lit):
        arrays["lit"] = ragged([[(r, c, ROLES[role]) for r, c, role in step] for step in lit], 3)
    options = {"scale": scale, "extent": extent, "rows": list(rows), "columns": list(columns), "name": name}
    return Mark("cells", when, arrays, strings, options)


def choice(which: Sequence[int], marks: Sequence[Mark]) -> Mark:
    """Of ``marks``, the one at place ``which[k]`` is drawn at step k, none for -1; in a sheet they share one place.

    Raises:
        ValueError: when ``which`` names a place that ``marks`` does not have.

    >>> choice([0, -1, 0], [text(0, 0, ["x W + b"])]).arrays["which"].tolist()
    [[0], [-1], [0]]
    """
    which = np.asarray(which, dtype=int)
    if which.min() < -1 or which.max() >= len(marks):
        raise ValueError(f"choice: which must be -1 or a place in {len(marks)} marks, got up to {which.max()}")
    return Mark("choice", "at", {"which": which[:, None]}, marks=tuple(marks))


def ragged(rows: Sequence[Sequence[tuple]], width: int) -> np.ndarray:
    """Lists of different length as one array (steps, longest, width), filled up with -1.

    >>> ragged([[(0, 1)], []], 2).tolist()
    [[[0, 1]], [[-1, -1]]]
    """
    longest = max((len(row) for row in rows), default=0)
    filled = np.full((len(rows), max(longest, 1), width), -1)
    for k, row in enumerate(rows):
        if len(row):
            filled[k, : len(row)] = row
    return filled
