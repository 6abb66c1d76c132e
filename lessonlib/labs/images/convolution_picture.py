"""The picture of one map: the image with the window in it, window times filter, and the map that fills."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    cells,
    expression,
    formula,
    line,
    number,
    numbers,
    points,
    sentence,
)
from lessonlib.stage.question import Question, ask_number, ask_place

ROOM = 12  # letters wide at the least, so that image, products and map stand in one row
WRITTEN = 12  # up to so many pixels a side, their numbers are written in them


def draw_one_map(trace: Trace) -> Picture:
    """Image, products and map side by side, the size of the map and one of its sums as formulas."""
    return Picture(
        _title(trace),
        [_image(trace), _products(trace), _map(trace)],
        formulas=[size_formula(trace, trace["weight"].shape[-1]), _sum(trace)],
        before=f"A filter moves over the image {trace['name']}; each place gives one sum.",
        question=_question(trace),
    )


def _question(trace: Trace) -> Question | None:
    """How large the map is, where the window skips places or stands in zeros; else where the sum is largest."""
    y, s, p, k = trace["y"][0], int(trace["stride"]), int(trace["padding"]), trace["weight"].shape[-1]
    if s > 1 or p:
        size = trace["x"].shape[-1]
        return ask_number(
            f"How many places does the window have from left to right: {size} pixels, k = {k}, p = {p}, s = {s}?",
            y.shape[1],
            step=1,
            why=f"it can move ({size} + {2 * p} − {k}) / {s} times, rounded down, and it begins at one more",
            slips={
                size: "only a padding of (k − 1) / 2 at stride 1 keeps the size",
                y.shape[1] - 1: "count the place where it begins, too",
            }
            if y.shape[1] != size
            else {},
        )
    high = np.argwhere(y == y.max())
    if len(high) > 1:
        return None
    i, j = high[0]
    return ask_place(
        "Where on the map will the sum be largest?",
        (j + 0.5, i + 0.5),
        panel=2,
        tolerance=1.0,
        step=trace.steps - 1,
        why=f"there the products sum to {number(y[i, j])}",
        told=f"in row {i + 1}, column {j + 1}",
        near=(y.shape[1] / 2, y.shape[0] / 2),
    )


def frame(top: np.ndarray, left: np.ndarray, high: float, wide: float, **how) -> Mark:
    """The border of a rectangle of cells, one for each step; NaN draws none."""
    x = np.stack([left, left + wide, left + wide, left, left], axis=-1)
    y = np.stack([top, top, top + high, top + high, top], axis=-1)
    return line(x, y, **how)


def grid(values: np.ndarray, scale: str, left: float = 0.0, **more) -> Mark:
    """A map as cells from column ``left`` on, its row 0 on top, with its numbers if they can be read."""
    rows, columns = values.shape
    texts = numbers(values) if max(values.shape) <= WRITTEN else None
    return cells(values, texts=texts, scale=scale, extent=(left, left + columns, 0, rows), **more)


def plot(marks: list[Mark], shape: tuple[int, int], **more) -> Plot:
    """A plot whose unit is a pixel, row 0 on top."""
    rows, columns = shape
    whole = {"frame": False, "aspect": rows / columns, "equal": True, "room": ROOM}
    return Plot(marks, x=Axis((0, columns)), y=Axis((rows, 0)), **whole, **more)


def size_formula(trace: Trace, k: int) -> Mark:
    """How many places there are along a side, with the numbers of this picture."""
    size, s, p = trace["x"].shape[-1], int(trace["stride"]), int(trace["padding"])
    places = str(trace["y"].shape[-1])
    return formula(
        r"\text{size of the map} = \left\lfloor \frac{\text{size} + 2p - k}{s} \right\rfloor + 1"
        rf" = \left\lfloor \frac{{{size} + 2 \cdot {p} - {k}}}{{{s}}} \right\rfloor + 1 = \val{{places}}",
        places=["?"] + [places] * (trace.steps - 1),
    )


def _title(trace: Trace) -> str:
    y, k = trace["y"][0], trace["weight"].shape[-1]
    i, j = np.unravel_index(np.argmax(y), y.shape)
    most = (
        "the sum is the same everywhere"
        if np.ptp(y) == 0
        else f"largest, {number(y[i, j])}, at row {i + 1}, column {j + 1}"
    )
    sizes = " × ".join(map(str, trace["x"].shape[1:])), " × ".join(map(str, y.shape))
    return f"A {k} × {k} filter turns {sizes[0]} pixels into {sizes[1]} sums: {most}."


def _corner(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """The window's top left pixel at each step, NaN before the first place."""
    return tuple(np.where(trace[name] < 0, np.nan, trace[name] * float(trace["stride"])) for name in "ij")


def _image(trace: Trace) -> Plot:
    padded, p, k = trace["padded"][0], int(trace["padding"]), trace["weight"].shape[-1]
    marks = [grid(padded, "sequential", limits=(0.0, float(padded.max()) or 1.0))]
    if p:
        (high, wide), at = trace["x"].shape[1:], np.array(float(p))
        marks.append(frame(at, at, high, wide, tone="quiet", dash="4 3"))
    marks.append(frame(*_corner(trace), k, k, when="at", tone="accent", width=4))
    zeros = f", {p} of padding outside the dashes" if p else ""
    return plot(
        marks,
        padded.shape,
        title=f"{trace['name']}{zeros}",
        alt=f"The pixels of the image {trace['name']}, and a frame of {k} by {k} that moves over them.",
    )


def _products(trace: Trace) -> Sheet:
    weight, padded, s = trace["weight"][0, 0], trace["padded"][0], int(trace["stride"])
    k = len(weight)
    texts = np.full((2, trace.steps, k, k), "", dtype=object)
    for step, (i, j) in enumerate(zip(trace["i"], trace["j"], strict=True)):
        if i >= 0:
            window = padded[i * s : i * s + k, j * s : j * s + k]
            texts[:, step] = numbers(window), numbers(window * weight)
    blank = np.zeros((k, k))
    parts = [
        cells(blank, when="at", texts=texts[0], name="window"),
        "×",
        cells(weight, texts=numbers(weight), scale="diverging", name="filter w"),
        "=",
        cells(blank, when="at", texts=texts[1], name="products"),
    ]
    told = [
        f"The sum of the {k * k} products: {number(v)}" if i >= 0 else ""
        for i, v in zip(trace["i"], _sums(trace), strict=True)
    ]
    size = {4: 1.0, 5: 0.82}.get(k, 1.15)
    return Sheet(
        [expression(*parts, name="window times filter", size=size), sentence(told)], title="Entry by entry", grow=0
    )


def _sums(trace: Trace) -> np.ndarray:
    """The entry of the map at each step; that of the last place before the first."""
    return trace["y"][0, trace["i"], trace["j"]]


def _since(trace: Trace) -> np.ndarray:
    """(H', W') the step that fills each entry."""
    shape = trace["y"].shape[1:]
    return (
        np.repeat(np.arange(shape[0]), shape[1]).reshape(shape) + 1
        if trace["by row"]
        else np.arange(trace["y"].size).reshape(shape) + 1
    )


def _map(trace: Trace) -> Plot:
    """Our map and, beside it, the learner's with a dot where it departs."""
    y = trace["y"][0]
    rows, columns = y.shape
    at = [np.where(trace[name] < 0, np.nan, trace[name].astype(float)) for name in "ij"]
    border = frame(np.array(0.0), np.array(0.0), rows, columns, tone="quiet", width=1)
    marks = [grid(y, "diverging", since=_since(trace)), border, frame(*at, 1, 1, when="at", tone="accent", width=4)]
    title, alt = "The map", "The sums, one for each place of the window; they fill row by row."
    if not trace["mine"].size:
        return plot(marks, y.shape, title=title, alt=alt)
    theirs, left = trace["mine"][0], columns + 1
    limit = float(np.abs(y).max())
    marks.append(grid(np.nan_to_num(theirs), "diverging", left, since=_since(trace), limits=(-limit, limit)))
    marks.append(frame(np.array(0.0), np.array(float(left)), rows, columns, series="mine", width=1))
    wrong = np.argwhere(trace["wrong"][0])
    if len(wrong):
        since = _since(trace)[tuple(wrong.T)]
        marks.append(points(left + wrong[:, 1] + 0.85, wrong[:, 0] + 0.2, series="mine", size=3, since=since))
    said = f"{len(wrong)} of {y.size} depart (dots)" if len(wrong) else "the same"
    wide = (rows, 2 * columns + 1)
    return plot(
        marks, wide, title=f"Ours and {trace['label']}: {said}", grow=1.9, alt=f"{alt} Beside it the learner's."
    )


def _sum(trace: Trace) -> Mark:
    i, j = ([str(v + 1) if v >= 0 else name for v in trace[name]] for name in "ij")
    value = [number(v) if row >= 0 else "?" for row, v in zip(trace["i"], _sums(trace), strict=True)]
    return formula(
        r"y_{\val{i},\val{j}} = \sum_{u,v} w_{uv} \, x_{(i-1)s + u, \, (j-1)s + v} = \val{y}", i=i, j=j, y=value
    )
