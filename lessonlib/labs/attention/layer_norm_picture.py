"""The picture of layer normalization: rows, their means and variances, what they become, and both on a line."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.attention.layer_norm_opened import opened
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_choice,
    ask_number,
    cells,
    expression,
    formula,
    number,
    numbers,
    points,
)
from lessonlib.stage.filling import Filling


def draw_layer_norm(trace: Trace) -> Picture:
    """x, mean and variance, y; and on a line of numbers where each row stood, and where it stands."""
    own = [("mine", str(trace["label"]))] if trace["mine"].size else []
    return Picture(
        _title(trace),
        [_numbers(trace), _line(trace)],
        key=[("raw", "x"), ("normalised", "y"), *own],
        formulas=[formula(r"y = \frac{x - \text{mean}}{\sqrt{\text{variance} + \epsilon}}")],
        before=f"{len(trace['x'])} rows, and one mean and one variance for {trace['over']}.",
        question=_question(trace),
    )


def _rows(trace: Trace) -> bool:
    return str(trace["over"]) == "each row"


def _title(trace: Trace) -> str:
    if trace["wrong"].any():
        return f"{trace['label']} gives other numbers than LayerNorm."
    if not _rows(trace):
        return "Over the batch, a row's numbers depend on the rows beside it."
    level = (np.ptp(trace["x"], axis=1) == 0).any()
    variance = "1, or 0 where its numbers are equal" if level else "1"
    return f"Each row has the mean 0 and the variance {variance}, whatever its neighbours hold."


def _question(trace: Trace) -> Question | None:
    """The first number of row 1; what a factor or a sum leaves; whether a neighbour matters."""
    x, y, last = trace["x"], trace["y"], trace.steps - 1
    if len(x) == 1 and not _rows(trace):
        return None
    if not _rows(trace):
        text = f"Row {len(x)} is replaced by another row. What will row 1 hold after the norm?"
        why = "it is part of the mean and the variance of every column"
        return ask_choice(text, ["other numbers", "the same numbers"], "other numbers", step=last, why=why)
    d, step = x.shape[1], trace["phase"].tolist().index("divide")
    variance = float(trace["variance"][0])
    if variance == 0:
        text = f"Row 1 holds {d} times the number {number(x[0, 0])}. What does the norm make of it?"
        choices = ["zeros", "ones", "not a number"]
        return ask_choice(text, choices, "zeros", step=step, why="0 / √(0 + eps) is 0: eps saves it from 0 / 0")
    unbiased = float(trace["centred"][0, 0] / np.sqrt(variance * d / (d - 1)))
    slips = {
        unbiased: "the variance is divided by d, not by d − 1",
        float(trace["centred"][0, 0] / variance): "divide by the root of the variance",
        float(x[0, 0]): "first the mean is taken away",
    }
    return ask_number(
        "Work it out: what is the first number of row 1 after the norm?",
        float(y[0, 0]),
        step=step,
        tolerance=0.02,
        why=f"its mean is {number(trace['mean'][0], 4)}, and the root of its variance {number(np.sqrt(variance))}",
        slips=slips,
    )


def _numbers(trace: Trace) -> Sheet:
    """x, what it is less its mean, and y, each line written when it is computed."""
    x, rows = trace["x"], _rows(trace)
    shape, names = x.shape, [f"row {r + 1}" for r in range(len(x))]
    walk, told = list(trace.rows("phase", "line")), opened(trace)
    marks = []
    for title, values, phase in (("x", x, ""), ("x − mean", trace["centred"], "centre"), ("y", trace["y"], "divide")):
        filling = Filling(trace.steps, shape, since=0)
        for step, (now, line) in enumerate(walk):
            places = [(line, c) for c in range(shape[1])] if rows else [(r, line) for r in range(shape[0])]
            if now == phase:
                for place in places:
                    filling.write(step, *place)
            read = {"mean": "x", "centre": "x", "variance": "x − mean", "divide": "x − mean"}
            filling.light(step, places if line >= 0 and read.get(now) == title else [], "also")
        if title == "y" and trace["wrong"].any():
            filling.always(np.argwhere(trace["wrong"]).tolist(), "departs")
        texts = numbers(np.round(values, 2) + 0.0)
        heads = names if title == "x" else ()
        marks.append(cells(np.zeros(shape), texts=texts, rows=heads, name=title, opens=told.get(title), **filling.told))
    return Sheet([expression(*marks[:2], name="x and x less its mean"), expression(*_moments(trace), marks[2])], grow=0)


def _moments(trace: Trace) -> list[Mark]:
    """Mean and variance of each line."""
    rows, walk, marks = _rows(trace), list(trace.rows("phase", "line")), []
    told = opened(trace)
    count = len(trace["mean"])
    names = [f"row {r + 1}" for r in range(count)] if rows else ["all rows"]
    for title in ("mean", "variance"):
        shape = (count, 1) if rows else (1, count)
        filling = Filling(trace.steps, shape)
        for step, (now, line) in enumerate(walk):
            if now == title:
                filling.write(step, *((line, 0) if rows else (0, line)))
            if now == "divide" and title == "variance":
                filling.light(step, [(line, 0) if rows else (0, line)], "also")
        texts = numbers(np.round(trace[title], 2) + 0.0, 4).reshape(shape)
        shown = names if title == "mean" else ()
        marks.append(cells(np.zeros(shape), texts=texts, rows=shown, name=title, opens=told[title], **filling.told))
    return marks


def _line(trace: Trace) -> Plot:
    """Where the numbers of each row stand: x at once, y from the step on that computes it."""
    x, y, count = trace["x"], trace["y"], len(trace["x"])
    low, high = float(min(x.min(), y.min())), float(max(x.max(), y.max()))
    room = 0.08 * max(high - low, 1.0)
    marks: list[Mark] = []
    since = np.full(x.shape, trace.steps)
    for step, (phase, line) in enumerate(trace.rows("phase", "line")):
        if phase == "divide":
            since[(line, slice(None)) if _rows(trace) else (slice(None), line)] = step
    height = np.tile(np.arange(count)[:, None], (1, x.shape[1]))
    marks.append(points(x.ravel(), (height - 0.16).ravel(), series="raw", size=6, filled=False))
    marks.append(points(y.ravel(), (height + 0.16).ravel(), series="normalised", size=6, since=since.ravel()))
    if trace["mine"].size:
        shown = np.nan_to_num(trace["mine"], posinf=high, neginf=low).clip(low, high)
        where = (height + 0.36).ravel()
        marks.append(points(shown.ravel(), where, series="mine", size=5, since=since.ravel(), filled=False))
    return Plot(
        marks,
        x=Axis((low - room, high + room), "number"),
        y=Axis((count - 0.5, -0.5), "", ticks=[(r, f"row {r + 1}") for r in range(count)]),
        title="Where the numbers of each row stand",
        alt="The numbers of each row before and after on a line.",
        aspect=0.55,
    )
