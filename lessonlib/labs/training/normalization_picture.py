"""The picture of two bowls: contours with path and step, the losses of both, and the update in numbers."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Trace,
    arrows,
    ask_choice,
    ask_number,
    contour,
    formula,
    line,
    number,
    numbers,
    points,
    text,
)
from lessonlib.stage.numbers import plural, that_hold

NAMES = ("raw", "normalised")
ENDS = ("on its way", "at the minimum", "thrown out of the picture")
LOWEST = 1e-6  # of the loss axis: below it, both have arrived
NEAR = 1e-3  # of the first loss above the minimum: arrived, for the title


def draw_normalization(trace: Trace) -> Picture:
    """Both bowls with their paths, the loss by step, and w - lr * gradient with this step's numbers."""
    told = dict(zip(NAMES, map(str, trace["told"]), strict=True))
    series = {"raw": "raw", "normalised": "normalised" if told["normalised"] == "normalised" else "mine"}
    panels = [_bowl(trace, name, told[name], series[name]) for name in NAMES]
    formulas = [_update(trace, name, told[name], series[name]) for name in NAMES]
    panels.append(_losses(trace, told, series))
    before = f"The same model in two bowls, {told['raw']} and {told['normalised']}: step by step down to the minimum."
    return Picture(_title(trace, told), panels, formulas=formulas, before=before, question=_question(trace, told))


def _question(trace: Trace, told: dict) -> Question:
    """How long the raw bowl takes; where it does not arrive, what becomes of it."""
    above, last = _above(trace, "raw"), trace.steps - 1
    low, high = trace["raw curvature"]
    why = f"its curvatures are as {number(high / low)} to 1: the steep side limits the rate, the flat side has to wait"
    there = np.flatnonzero(~(above > NEAR * above[0]))
    diverged = int(trace["raw diverged"])
    if len(there) and diverged < 0:
        text = "How many steps does the raw bowl take, to a thousandth of its first loss above the minimum?"
        return ask_number(text, there[0], step=int(there[0]), why=why, unit="steps", tolerance=max(1, 0.25 * there[0]))
    text = f"Where is the walk in the raw bowl after {plural(last, 'step')}?"
    step = last if diverged < 0 else diverged
    return ask_choice(text, ENDS, ENDS[0] if diverged < 0 else ENDS[2], step=step, why=why)


def _bowl(trace: Trace, name: str, told: str, series: str) -> Plot:
    w, minimum, x = (trace[f"{name} {key}"] for key in ("w", "minimum", "x"))
    reach = max(4.0, 1.25 * float(np.abs(w[0] - minimum).max()))
    grids = [np.linspace(centre - reach, centre + reach, 81) for centre in minimum]
    away = np.stack(np.meshgrid(*grids), axis=-1) - minimum
    z = np.einsum("...i,ij,...j", away, x.T @ x / len(x), away)  # the loss above the minimum
    levels = np.concatenate([[-1e-9], np.geomspace(z.max() * 1e-4, z.max(), 10)[:-1]])
    step = -trace[f"{name} rate"] * trace[f"{name} gradient"]
    far = np.hypot(*(w - minimum).T) > 0.3 * reach  # nearer, its name would stand on that of the minimum
    tip = np.transpose(w + step + [0.06 * reach, 0.0])
    handle = {"drag": "start"} if name == "raw" else {}
    marks = [
        contour(*grids, z, levels),
        points([minimum[0]], [minimum[1]], size=4, labels=["minimum"], filled=False),
        line(*w.T, when="upto", series=series, width=2, dash=""),
        arrows(w[:, 0], w[:, 1], step[:, 0], 0 * step[:, 1], when="at", width=2),
        arrows(w[:, 0], w[:, 1], 0 * step[:, 0], step[:, 1], when="at", width=2),
        arrows(w[:, 0], w[:, 1], step[:, 0], step[:, 1], when="at", tone="accent", width=3),
        text(*np.where(far, tip, np.nan), ["the step"] * len(w), when="at", tone="accent"),
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
    """The loss above the minimum; not a number once it is lower than the axis."""
    above = trace[f"{name} loss"] - trace["floor"]
    return np.where(above < LOWEST, np.nan, above)


def _losses(trace: Trace, told: dict, series: dict) -> Plot:
    first = max(10 * LOWEST, *(float(np.nan_to_num(_above(trace, name)[0])) for name in NAMES))
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
    rate, rows = float(trace[f"{name} rate"]), []
    for (w1, w2), (g1, g2) in zip(trace[f"{name} w"], trace[f"{name} gradient"], strict=True):
        after = (w1 - rate * g1, w2 - rate * g2)
        kept = that_hold(lambda w1, w2, r, g1, g2: (w1 - r * g1, w2 - r * g2), [w1, w2, rate, g1, g2])
        rows.append([*kept, *numbers(after)] if np.isfinite(after).all() else ["–"] * 7)
    places = ("w1", "w2", "rate", "g1", "g2", "n1", "n2")
    values = dict(zip(places, map(list, zip(*rows, strict=True)), strict=True))
    latex = r"w - \eta \nabla L = (\val{w1}, \val{w2}) - \val{rate} \cdot (\val{g1}, \val{g2}) = (\val{n1}, \val{n2})"
    return formula(latex, series=series, label=told, **values)


def _title(trace: Trace, told: dict) -> str:
    arrived = []
    for name in NAMES:
        above, diverged = _above(trace, name), int(trace[f"{name} diverged"])
        there = np.flatnonzero(~(above > NEAR * above[0]))
        if diverged >= 0:
            arrived.append(f"{told[name]} diverges at step {diverged}")
        elif len(there):
            arrived.append(f"{told[name]} takes {plural(there[0], 'step')}")
        else:
            arrived.append(f"{told[name]} does not get there in {plural(trace.steps - 1, 'step')}")
    return f"To a thousandth of the first loss above the minimum, {'; '.join(arrived)}."
