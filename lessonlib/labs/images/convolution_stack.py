"""Six filters of 5 x 5 x 3 on a photograph of 32 x 32 x 3: six maps of 28 x 28, filled row by row and stacked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.labs.images.convolution_picture import frame, size_formula
from lessonlib.nn import Conv2d
from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, cells, choice, formula, line, number, signed, text
from lessonlib.stage.question import ask_number
from lessonlib.stage.trace import columns

K = 5
NAMES = ("vertical edges", "horizontal edges", "blur", "sharpen", "red against green", "yellow against blue")
COLOURS = ("red", "green", "blue")
BESIDE = 6.5  # pixels on either side of a filter, for its name
APART = 7.0  # pixels from one map of the stack to the next


def six_filters() -> np.ndarray:
    """The filters (6, 3, 5, 5): four treat the colours alike, two compare them; each is typed here, none is learned."""
    across, middle = np.tile([-1.0, -1, 0, 1, 1], (K, 1)) / 20, np.zeros((K, K))
    middle[2, 2] = 1
    mean = np.full((K, K), 1 / K**2)
    alike = [across, across.T, mean, 3 * middle - 2 * mean]
    against = [np.multiply.outer(shares, mean) for shares in ([1, -1, 0], [0.5, 0.5, -1])]
    return np.stack([*(np.stack([f / 3] * 3) for f in alike), *against])


def record_stack(x: np.ndarray, stride: int, padding: int, compare: Callable) -> Trace:
    """Record six maps of ``x`` (3, H, W), a row of a map at a step, with the sum over each colour at one place."""
    weight = six_filters()
    conv = Conv2d(3, 6, K, stride, padding)
    conv.weight[:] = weight
    y = conv.forward(x[None])[0]  # (6, H', W')
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    rows, captions = [(-1, -1, -1, np.nan, np.nan, np.nan)], [_start(x)]
    for m, i in np.ndindex(y.shape[:2]):
        j = int(np.abs(y[m, i]).argmax())
        window = padded[:, i * stride :, j * stride :][:, :K, :K]
        parts = (window * weight[m]).sum(axis=(1, 2))
        rows.append((m, i, j, *parts))
        told = " + ".join(f"{signed(v)} from {name}" for v, name in zip(parts, COLOURS, strict=True))
        captions.append(
            f"Map {m + 1} ({NAMES[m]}), row {i + 1}. It is strongest in column {j + 1}, where 75 products give {told} "
            f"= {number(parts.sum())}."
        )
    found = compare(weight, x, y, stride, padding)
    arrays = {
        "stacked": True,
        "learned": False,
        "x": x,
        "padded": padded,
        "weight": weight,
        "y": y,
        "stride": stride,
        "padding": padding,
        **columns("m i j", [row[:3] for row in rows]),
        "parts": [row[3:] for row in rows],
        **found.arrays,
    }
    return Trace(arrays, captions, found.notes)


def draw_stack(trace: Trace) -> Picture:
    """The three colours with the window, the filter's three slices with their sums, and the stack of maps."""
    sizes = [" × ".join(map(str, (*trace[name].shape[1:], trace[name].shape[0]))) for name in ("x", "y")]
    title = f"6 filters of 5 × 5 × 3 turn {sizes[0]} into {sizes[1]}: each gives one map, and the maps are stacked."
    learn, last = "6 · (5 · 5 · 3 + 1) = 456", trace.steps - 1
    weights = formula(r"\text{numbers to learn} = \val{learn}", learn=["?"] * last + [learn])
    return Picture(
        title,
        [_colours(trace), _filter(trace), _stack(trace)],
        formulas=[size_formula(trace, K), weights],
        before="Six filters move over a photograph in three colours.",
        question=ask_number(
            "How many numbers do six filters of 5 × 5 learn on a picture of three colours, with their biases?",
            456,
            step=last,
            why="each has a slice of 25 for each colour and one bias, 6 · (75 + 1)",
            slips={
                450: "each filter has a bias, too",
                156: "each filter has a slice for each of the three colours",
                150: "each filter has a slice for each of the three colours, and a bias",
                468: "one bias for each filter is enough, not one for each slice",
            },
        ),
    )


def _start(x: np.ndarray) -> str:
    return (
        f"The photograph is {x.shape[1]} × {x.shape[2]} pixels of 3 colours; each filter is of 5 × 5 in each of them. "
        "Here its bias is 0."
    )


def _pile(
    maps: np.ndarray, names: tuple[str, ...], scale: str, since: list[np.ndarray] | None, limits=None
) -> list[list[Mark]]:
    """Maps behind one another, each a little lower and further right than the one before, named at the top."""
    piled, (high, wide) = [], maps.shape[1:]
    for m, values in enumerate(maps):
        a, last = APART * m, m == len(maps) - 1
        more = {} if since is None else {"since": since[m]}
        map_ = cells(values, scale=scale, limits=limits, extent=(a, a + wide, a, a + high), **more)
        # Only the border that no later map covers.
        x = [a + (wide if last else APART), a, a, a + wide, a + wide, a + wide if last else np.nan]
        y = [a + high, a + high, a, a, a + (high if last else APART), np.nan]
        name = text([a + wide], [a - 1.4], [names[m]], anchor="end", size=0.8)
        piled.append([map_, line(x, y, tone="quiet", width=1), name])
    return piled


def _pile_plot(marks: list[Mark], count: int, shape: tuple[int, int], **more) -> Plot:
    high, wide = (size + APART * (count - 1) + 1 for size in shape)
    return Plot(
        marks, x=Axis((-1, wide)), y=Axis((high, -3)), frame=False, aspect=(high + 3) / (wide + 1), equal=True, **more
    )


def _colours(trace: Trace) -> Plot:
    """The slices with the window in each; a frame belongs to its slice and is covered where that is."""
    padded, s = trace["padded"], float(trace["stride"])
    there = trace["i"] >= 0
    marks: list[Mark] = []
    for c, slice_ in enumerate(_pile(padded, COLOURS, "sequential", None, limits=(0.0, 255.0))):
        corner = (np.where(there, trace[axis] * s + APART * c, np.nan) for axis in "ij")
        marks += [*slice_, frame(*corner, K, K, when="at", tone="accent", width=3)]
    return _pile_plot(
        marks,
        3,
        padded.shape[1:],
        title=f"A photograph, {trace['x'].shape[1]} × {trace['x'].shape[2]} × 3",
        alt="The red, green and blue of a flower's photograph, one behind the other, and in each the same window.",
    )


def _filter(trace: Trace) -> Plot:
    """The slices of the present filter, one under the other, each with the sum of its 25 products."""
    weight, parts, which = trace["weight"], trace["parts"], np.maximum(trace["m"], 0)
    marks: list[Mark] = []
    for c, name in enumerate(COLOURS):
        top = c * (K + 1.6)
        largest = [float(np.abs(w).max()) for w in weight]
        shown = [
            cells(w[c], scale="diverging", limits=(-most, most), extent=(0, K, top, top + K))
            for w, most in zip(weight, largest, strict=True)
        ]
        told = [f"{name}: {'' if np.isnan(part) else number(part)}" for part in parts[:, c]]
        marks += [choice(which, shown), text([K / 2], [top + K + 0.7], told, when="at", anchor="middle")]
    bottom = 3 * (K + 1.6)
    total = ["" if np.isnan(part).any() else f"in all: {number(part.sum())}" for part in parts]
    named = [f"{m + 1}: {NAMES[m]}" for m in which]
    marks += [
        text([K / 2], [bottom + 1.0], total, when="at", tone="accent", anchor="middle"),
        text([K / 2], [-0.7], named, when="at", anchor="middle", size=0.9),
    ]
    return Plot(
        marks,
        x=Axis((-BESIDE, K + BESIDE)),
        y=Axis((bottom + 1.7, -1.4)),
        frame=False,
        aspect=(bottom + 3.1) / (K + 2 * BESIDE),
        grow=0.45,
        title="One filter",
        equal=True,
        alt="The three slices of the filter at work, one for each colour.",
    )


def _stack(trace: Trace) -> Plot:
    y = trace["y"]
    rows = np.arange(y.shape[1])[:, None] + np.zeros(y.shape[1:], dtype=int)
    piled = _pile(y, tuple("123456"), "diverging", [1 + m * y.shape[1] + rows for m in range(len(y))])
    marks = [mark for map_ in piled for mark in map_]
    there = trace["i"] >= 0
    top = np.where(there, trace["i"] + APART * trace["m"], np.nan)
    left = np.where(there, APART * trace["m"], np.nan)
    marks.append(frame(top, left, 1, y.shape[2], when="at", tone="accent", width=3))
    return _pile_plot(
        marks,
        len(y),
        y.shape[1:],
        title=f"Six maps, stacked: {y.shape[1]} × {y.shape[2]} × 6",
        grow=1.2,
        alt="Six maps, one behind the other, each filled row by row.",
    )
