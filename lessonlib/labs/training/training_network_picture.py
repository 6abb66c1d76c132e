"""The picture of a network that learns in the plane: its units as small maps, weights as lines, its answer."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.decision_regions import class_points, places, regions
from lessonlib.labs.training.training_inside import SHOWN, SIDE
from lessonlib.stage import Axis, Mark, Plot, Trace, cells, line, number, text, wires

GAP = 2  # cells between two maps of a column
ROWS = SHOWN * (SIDE + GAP) - GAP  # cells of a column: the answer's map is as high
APART, BEFORE_ANSWER, MARGIN = 0.27, 0.2, 0.09  # of the answer's side: between columns, and above and below
PALE = 1.25  # the ends of the scale lie beyond a unit's largest answer: the frame stays in sight


def draw_network(trace: Trace) -> Plot:
    """Inputs, hidden layers and the answer from left to right: what each says at each place, and the weights."""
    low, high = (float(end) for end in trace["ends"])
    side = high - low
    layers = sum(name.startswith("units ") for name in trace.arrays)
    wide = side * SIDE / ROWS
    lefts = [
        low - side * (BEFORE_ANSWER + (layers - layer) * APART) - (layers - layer + 1) * wide
        for layer in range(layers + 1)
    ]
    columns = [_inputs((low, high)), *(_scaled(trace[f"units {layer}"]) for layer in range(1, layers + 1))]
    marks = [mark for maps, left in zip(columns, lefts, strict=True) for mark in _column(maps, left, wide, (low, high))]
    marks += _weights(trace, [maps.shape[1] for maps in columns], lefts, wide, (low, high))
    marks += [*regions(np.nan_to_num(trace["p"], nan=0.5), (low, high)), _frame(low, low, side)]
    marks += class_points(trace["x"], trace["y"], size=3.0)
    top, bottom = high + 0.5 * MARGIN * side, low - 0.5 * MARGIN * side
    heads = ["inputs", *(f"layer {layer}" for layer in range(1, layers + 1)), "answer"]
    middles = [*(left + wide / 2 for left in lefts), (low + high) / 2]
    counts = [(len(trace[f"shown {layer}"]), int(trace[f"of {layer}"])) for layer in range(1, layers + 1)]
    below = ["x₁, x₂", *(f"{some} of {all_}" if some < all_ else "" for some, all_ in counts)]
    below.append(f"x₁ →, x₂ ↑: ±{number(high)}")
    marks += [
        text(middles, [top] * len(middles), heads, anchor="middle"),
        text(middles, [bottom] * len(middles), below, tone="quiet", anchor="middle", size=0.85),
    ]
    left = lefts[0] - 0.6 * wide
    across, up = high - left, side * (1 + 2 * MARGIN)
    return Plot(
        marks,
        x=Axis((left, high)),
        y=Axis((low - MARGIN * side, high + MARGIN * side)),
        title="Units, and weights (dashed: below 0)",
        frame=False,
        equal=True,
        aspect=up / across,
        grow=2.0,
        room=20.0 + 4.5 * layers,
        alt="The network from its two inputs to its answer: each unit as a small map of the plane, the weights "
        "as lines between them, and the answer's map with its boundary and the points it learns from.",
    )


def _inputs(ends: tuple[float, float]) -> np.ndarray:
    """The two inputs as maps, (1, 2, side, side)."""
    return places(ends, SIDE).T.reshape(1, 2, SIDE, SIDE) / ends[1]


def _scaled(units: np.ndarray) -> np.ndarray:
    """Each unit's answers (steps, units, side, side) over its own largest at any step."""
    known = np.nan_to_num(units, nan=0.0, posinf=0.0, neginf=0.0)
    shares = known / np.maximum(np.abs(known).max(axis=(0, 2, 3), keepdims=True), 1e-12)
    return np.round(8 * shares) / 8  # finer than that nobody sees, and the page is half as large


def _bottoms(count: int) -> np.ndarray:
    """The lowest cell of each of ``count`` maps of a column, the first on top.

    >>> _bottoms(SHOWN)[[0, -1]].tolist() == [ROWS - SIDE, 0]
    True
    """
    lowest = (ROWS - count * (SIDE + GAP) + GAP) // 2
    return lowest + (SIDE + GAP) * np.arange(count)[::-1]


def _column(maps: np.ndarray, left: float, wide: float, ends: tuple[float, float]) -> list[Mark]:
    """The maps (steps, units, side, side) of a layer, one over the other, each in a frame."""
    steps, count = maps.shape[:2]
    values, hidden = np.zeros((steps, ROWS, SIDE)), np.full((ROWS, SIDE), 10**6)  # a cell of no map is never filled
    for unit, bottom in enumerate(_bottoms(count)):
        values[:, bottom : bottom + SIDE], hidden[bottom : bottom + SIDE] = maps[:, unit], 0
    # A unit above 0 has the colour of class 1, as has the answer.
    extent = (left, left + wide, *ends)
    heat = cells(-values, when="at", since=hidden, scale="diverging", limits=(-PALE, PALE), extent=extent)
    cell = (ends[1] - ends[0]) / ROWS
    return [heat, *(_frame(left, ends[0] + bottom * cell, wide) for bottom in _bottoms(count))]


def _frame(left: float, bottom: float, side: float) -> Mark:
    x, y = np.array([0, 1, 1, 0, 0]), np.array([0, 0, 1, 1, 0])
    return line(left + side * x, bottom + side * y, tone="quiet", width=1)


def _weights(trace: Trace, counts: list[int], lefts: list[float], wide: float, ends: tuple[float, float]) -> list[Mark]:
    """A line for each weight between units that are shown, the last ones to the answer's map."""
    cell = (ends[1] - ends[0]) / ROWS
    middles = [ends[0] + (_bottoms(count) + SIDE / 2) * cell for count in counts]
    middles.append(np.array([(ends[0] + ends[1]) / 2]))
    lines, values = [], []
    for layer, left in enumerate(lefts):
        to = lefts[layer + 1] if layer + 1 < len(lefts) else ends[0]
        lines += [(left + wide, a, to, b) for a in middles[layer] for b in middles[layer + 1]]
        values.append(trace[f"weights {layer + 1}"].reshape(trace.steps, -1))
    return [wires(lines, np.concatenate(values, axis=1))]
