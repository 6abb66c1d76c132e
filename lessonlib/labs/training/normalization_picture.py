"""The picture of two bowls: contours with path and step, the losses of both, and the update in numbers."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, arrows, contour, formula, line, number, numbers, points
from lessonlib.stage.numbers import plural

NAMES = ("raw", "normalised")
LOWEST = 1e-6  # of the loss axis: below it, both have arrived
NEAR = 1e-3  # of the first loss above the minimum: arrived, for the title


def draw_normalization(trace: Trace) -> Picture:
    """Both bowls with their paths, the loss by step, and w - lr * gradient with this step's numbers."""
    told = dict(zip(NAMES, map(str, trace["told"]), strict=True))
    series = {"raw": "raw", "normalised": "normalised" if told["normalised"] == "normalised" else "mine"}
    panels = [_bowl(trace, name, told[name], series[name]) for name in NAMES]
    formulas = [_update(trace, name, told[name], series[name]) for name in NAMES]
    return Picture(_title(trace, told), [*panels, _losses(trace, told, series)], formulas=formulas)


def _bowl(trace: Trace, name: str, told: str, series: str) -> Plot:
    w, minimum, x = (trace[f"{name} {key}"] for key in ("w", "minimum", "x"))
    reach = max(4.0, 1.25 * float(np.abs(w[0] - minimum).max()))
    grids = [np.linspace(centre - reach, centre + reach, 81) for centre in minimum]
    away = np.stack(np.meshgrid(*grids), axis=-1) - minimum
    z = np.einsum("...i,ij,...j", away, x.T @ x / len(x), away)  # the loss above the minimum
    levels = np.concatenate([[-1e-9], np.geomspace(z.max() * 1e-4, z.max(), 10)[:-1]])
    step = -trace[f"{name} rate"] * trace[f"{name} gradient"]
    handle = {"drag": "start"} if name == "raw" else {}
    marks = [
        contour(*grids, z, levels),
        points([minimum[0]], [minimum[1]], size=4, labels=["minimum"], filled=False),
        line(*w.T, when="upto", series=series, width=2, dash=""),
        arrows(w[:, 0], w[:, 1], step[:, 0], 0 * step[:, 1], when="at", width=2),
        arrows(w[:, 0], w[:, 1], 0 * step[:, 0], step[:, 1], when="at", width=2),
        arrows(w[:, 0], w[:, 1], step[:, 0], step[:, 1], when="at", tone="accent", width=3),
        points(w[:, 0], w[:, 1], when="at", series=series, size=5),
        points([w[0, 0]], [w[0, 1]], size=7, filled=False, **handle),
    ]
    low, high = trace[f"{name} curvature"]
    shape = f"curvatures {number(high / low)} : 1" if low > 1e-9 * high else "flat along one side"
    rooms, area = numbers(x.std(axis=0))
    return Plot(
        marks,
        x=Axis((grids[0][0], grids[0][-1]), f"w₁, of rooms (std {rooms})"),
        y=Axis((grids[1][0], grids[1][-1]), f"w₂, of area (std {area})"),
        title=f"{told.capitalize()}: {shape}",
        aspect=1.0,
        alt=f"Contours of the loss over w1 and w2, {told}, with the path of gradient descent.",
    )


def _above(trace: Trace, name: str) -> np.ndarray:
    return np.maximum(trace[f"{name} loss"] - trace["floor"], LOWEST)


def _losses(trace: Trace, told: dict, series: dict) -> Plot:
    first = max(_above(trace, name)[0] for name in NAMES)
    curves = [
        line(np.arange(trace.steps), _above(trace, name), when="upto", series=series[name], label=told[name], head=True)
        for name in NAMES
    ]
    return Plot(
        curves,
        x=Axis((0, trace.steps - 1), "step"),
        y=Axis((LOWEST / 2, first * 20), "loss above the minimum", "log"),
        title="Loss by step",
        aspect=0.9,
        grow=1.15,
        alt="Loss above the minimum by step, raw and normalised, logarithmic.",
    )


def _update(trace: Trace, name: str, told: str, series: str) -> Mark:
    w, gradient = trace[f"{name} w"], trace[f"{name} gradient"]
    rate = float(trace[f"{name} rate"])
    pairs = {"w": w, "g": gradient, "n": w - rate * gradient}
    values = {
        f"{key}{i + 1}": ["–" if np.isnan(v) else number(v) for v in pair[:, i]]
        for key, pair in pairs.items()
        for i in (0, 1)
    }
    latex = r"w - \eta \nabla L = (\val{w1}, \val{w2}) - \val{rate} \cdot (\val{g1}, \val{g2}) = (\val{n1}, \val{n2})"
    return formula(latex, series=series, label=told, rate=number(rate), **values)


def _title(trace: Trace, told: dict) -> str:
    arrived = []
    for name in NAMES:
        above, diverged = _above(trace, name), int(trace[f"{name} diverged"])
        there = np.flatnonzero(above <= NEAR * above[0])
        if diverged >= 0:
            arrived.append(f"{told[name]} diverges at step {diverged}")
        elif len(there):
            arrived.append(f"{told[name]} takes {plural(there[0], 'step')}")
        else:
            arrived.append(f"{told[name]} does not come within {trace.steps - 1}")
    return f"To a thousandth of the first loss, {'; '.join(arrived)}."
