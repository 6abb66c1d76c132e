"""The picture of optimizers on a surface: contour with paths, loss by step, and the table of one method's memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.labs.descent.contour_through import contours_through
from lessonlib.labs.descent.optimizer_question import LOWEST, above, question
from lessonlib.labs.descent.path_told import departing
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    arrows,
    contour,
    formula,
    line,
    number,
    numbers,
    points,
    table,
)
from lessonlib.stage.marks import levels
from lessonlib.stage.numbers import plural

NEARLY_SQUARE = 1.5  # how much wider than high a surface may be for its gradients to be drawn at right angles
_DASH = "1 4"  # of a method as it stands on the slide, beside the paper's in the same colour


def draw_optimizers(trace: Trace) -> Picture:
    """Paths on the contour, the loss above the minimum by step, the inside of one method, its formula."""
    labels, series = [str(v) for v in trace["labels"]], [str(v) for v in trace["series"]]
    position, excess = trace["position"], trace["excess"]
    dashes = [_DASH if "slide" in label else None for label in labels]
    paths = [
        line(position[i, :, 0], position[i, :, 1], when="upto", series=series[i], width=2.5, head=True, dash=dashes[i])
        for i in range(len(labels))
    ]
    minima = points(*trace["minima"].T, tone="ink", size=4, labels=["minimum"] * len(trace["minima"]), filled=False)
    start = points([position[0, 0, 0]], [position[0, 0, 1]], size=7, filled=False, drag="start")
    row = int(trace["departs"])
    place = position[-1, row : row + 1]  # the learner's is the last
    x, y, named = trace["x"], trace["y"], ", ".join(labels)
    equal = nearly_square(x, y)
    square = _gradient(trace, labels.index(str(trace["inside"]))) if equal else []
    ground = Plot(
        [contour(x, y, trace["z"], levels(trace["z"])), minima, *paths, *square, *departing(place.T, row), start],
        x=Axis((x[0], x[-1]), "x"),
        y=Axis((y[0], y[-1]), "y"),
        title="Paths",
        grow=1.3,
        aspect=0.85,
        zoom=True,
        equal=equal,
        alt=f"Contours of the surface {trace['surface']}, darker where the loss is higher, with the path of {named}.",
    )
    floored = np.where(excess > LOWEST, excess, np.nan)  # below it, a line ends
    shown = np.append(floored[np.isfinite(floored)], (0.1, 1.0))
    height = Axis((shown.min() / 2, shown.max() * 2), "loss above the minimum", "log")
    curves = [
        line(trace["t"], floored[i], when="upto", series=series[i], label=labels[i], head=True, dash=dashes[i])
        for i in range(len(labels))
    ]
    losses = Plot(
        curves,
        x=Axis((0, int(trace["t"][-1])), "step"),
        y=height,
        title="Loss by step",
        aspect=1.0,
        alt=f"Loss above the minimum by step, logarithmic, for {named}.",
    )
    names = [str(name) for name in trace["row_names"]]
    # (steps, names, 3): the name and the two coordinates; before the first step only the position is known
    digits = [5 if name.startswith("position") else 3 for name in names]  # of a place more, so that a short step shows
    strings = np.stack([numbers(trace["rows"][:, i], digits[i]) for i in range(len(names))], axis=1)
    values = np.where(np.isnan(trace["rows"]), "–", strings)
    body = np.empty((trace.steps, len(names), 3), dtype=object)
    body[:, :, 0], body[:, :, 1:] = names, values
    body[0, :-1, 1:] = "–"
    inside = str(trace["inside"])
    lit = [[], *[[(len(names) - 1, 1, "lit"), (len(names) - 1, 2, "lit")]] * (trace.steps - 1)]
    sheet = Sheet(
        [table([f"this step of {inside}", "along x", "along y"], body, lit=lit)], title=f"Inside {inside}", grow=0.8
    )
    before = f"{' and '.join(labels)} on the {trace['surface']}, {plural(int(trace['t'][-1]), 'step')}."
    formulas = _formulas(trace, series[labels.index(inside)])
    return Picture(
        _title(trace, labels), [ground, losses, sheet], _key(trace, labels, series), formulas, before, question(trace)
    )


def nearly_square(x: Any, y: Any) -> bool:
    """Whether axes over ``x`` and ``y`` may have a unit as long on both: else that would leave a strip."""
    return bool(np.ptp(x) < NEARLY_SQUARE * np.ptp(y))


def _gradient(trace: Trace, run: int) -> list[Mark]:
    """The contour through the place of the run that is looked into, and the gradient there, square to it."""
    place, slope = trace["position"][run], trace["slope"]
    through = contours_through(
        trace["x"], trace["y"], trace["z"], place, trace["excess"][run], 0.2 * np.ptp(trace["y"])
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        uphill = 0.13 * np.ptp(trace["y"]) * slope / np.linalg.norm(slope, axis=1, keepdims=True)
    return [
        line(*through, when="at", tone="ink", width=1.5, dash="3 3"),
        arrows(*place.T, *uphill.T, when="at", tone="ink", width=1.5, label="gradient"),
    ]


def _key(trace: Trace, labels: list[str], series: list[str]) -> list[tuple[str, ...]]:
    told = []
    for label, name, rate in zip(labels, series, trace["rates"], strict=True):
        details = [] if np.isnan(rate) else [f"lr {number(rate)}"]
        words = f"{label} ({', '.join(details)})" if details else label
        told.append((name, words, _DASH) if "slide" in label else (name, words))
    return told


def _title(trace: Trace, labels: list[str]) -> str:
    last = trace["excess"][:, -1]
    lost = [f"{label} diverged at step {k}" for label, k in zip(labels, trace["diverged"], strict=True) if k >= 0]
    steps = int(trace["t"][-1])
    if np.isnan(last).all():
        return f"{' and '.join(lost)}."
    best = int(np.nanargmin(last))
    stands = "is lowest:" if len(labels) > 1 else "stands"
    first = f"After {plural(steps, 'step')}, {labels[best]} {stands} {above(last[best])} above the minimum"
    return f"{'; '.join([first, *lost])}."


def _formulas(trace: Trace, series: str) -> list[Mark]:
    written = dict(zip(trace["places"].tolist(), trace["written"].T.tolist(), strict=True))
    texts = {name: column[0] if len(set(column)) == 1 else column for name, column in written.items()}
    return [formula(latex, texts, series=series) for latex in trace["formulas"].tolist()]
