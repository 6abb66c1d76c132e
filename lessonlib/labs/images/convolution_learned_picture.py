"""The picture of learned filters: digit, filters, maps and pooled maps in rows, the answers, how many are right."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.images.convolution_learned import FILTERS, POOL
from lessonlib.labs.images.convolution_picture import frame
from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, bars, cells, formula, line, number, text
from lessonlib.stage.question import Question, ask_number

# Where the columns begin, in pixels of the image; a row of the picture is a map high, and one pixel apart.
IMAGE, FILTER, MAP, POOLED, ROW = 0.0, 10.5, 16.0, 24.5, 7.2


def draw_learned(trace: Trace) -> Picture:
    """The digit, and in a row each filter with its map, pooled at the end; what is answered, and how many are right."""
    count, side = trace["filters"].shape[1], trace["pooled"].shape[-1]
    return Picture(
        f"Four filters read {number(100 * trace['right'][-1])} % of the held-out digits; pooling leaves "
        f"{count * side * side} numbers of {count * (side * POOL) ** 2}.",
        [_rows(trace), _says(trace), _right(trace)],
        formulas=[_sizes(trace)],
        before="Four filters learn to read digits; then each map is pooled.",
        question=_question(trace),
        speed=0.5,
    )


def _question(trace: Trace) -> Question | None:
    count, side = trace["filters"].shape[1], trace["pooled"].shape[-1]
    left, all_ = count * side * side, trace["maps"][0].size
    return ask_number(
        f"Max pooling keeps the largest of every {POOL} × {POOL} numbers of {count} maps of {POOL * side} × "
        f"{POOL * side}. How many numbers are left in all?",
        left,
        unit="numbers",
        step=trace.steps - 1,
        why=f"each map is {side} × {side} then, a quarter of what it was",
        slips={
            left // count: f"of one map; there are {count}",
            all_ // 2: "half along each side is a quarter in all",
            count * (2 * side - 1) ** 2: "so many if the window moved by one; it moves by two",
        },
    )


def _rows(trace: Trace) -> Plot:
    epoch, learned = trace["epoch"], len(trace["maps"])
    filters, maps, pooled = trace["filters"][epoch], trace["maps"][epoch], trace["pooled"]
    high, side = maps.shape[-1], pooled.shape[-1]
    most, brightest = float(np.abs(filters).max()), float(maps.max())
    pixels, middle = trace["x"][0], (FILTERS * ROW - 1.2) / 2
    top = middle - len(pixels) / 2
    corner = [np.where(trace[name] < 0, np.nan, trace[name] * float(POOL)) for name in "ij"]
    since = learned + np.arange(side * side).reshape(side, side)
    marks: list[Mark] = [
        cells(pixels, scale="sequential", limits=(0.0, 16.0), extent=(IMAGE, IMAGE + 8, top, top + 8)),
        text(
            [IMAGE + 4, FILTER + 1.5, MAP + high / 2, POOLED + high / 2],
            [-0.9] * 4,
            ["image", "filter", "map", "pooled"],
            tone="quiet",
            anchor="middle",
        ),
    ]
    for m in range(FILTERS):
        a, b = m * ROW, m * ROW + (high - 3) / 2
        marks += [
            line([IMAGE + 8.3, FILTER - 0.3], [middle, b + 1.5], tone="context", width=1.5),
            line([FILTER + 3.3, MAP - 0.3], [b + 1.5, b + 1.5], tone="context", width=1.5),
            line([MAP + high + 0.3, POOLED - 0.3], [b + 1.5, b + 1.5], tone="context", width=1.5),
            cells(
                filters[:, m], when="at", scale="diverging", limits=(-most, most), extent=(FILTER, FILTER + 3, b, b + 3)
            ),
            cells(
                maps[:, m], when="at", scale="sequential", limits=(0, brightest), extent=(MAP, MAP + high, a, a + high)
            ),
            cells(
                pooled[m],
                since=since,
                scale="sequential",
                limits=(0.0, brightest),
                extent=(POOLED, POOLED + high, a, a + high),
            ),
            frame(a + corner[0], MAP + corner[1], POOL, POOL, when="at", tone="accent", width=3),
            frame(a + corner[0], POOLED + corner[1], POOL, POOL, when="at", tone="accent", width=3),
        ]
    wide, tall = POOLED + high + 0.5, FILTERS * ROW
    return Plot(
        marks,
        x=Axis((-0.5, wide)),
        y=Axis((tall - 0.8, -1.8)),
        title="Four filters, their maps, pooled",
        frame=False,
        equal=True,
        aspect=(tall + 1) / (wide + 0.5),
        grow=1.6,
        room=30.0,
        alt=f"The image {trace['name']}, four filters of 3 by 3, the map of each, and its maxima over 2 by 2.",
    )


def _says(trace: Trace) -> Plot:
    says, digit = trace["says"][trace["epoch"]], int(trace["digit"])
    places = np.arange(says.shape[1])
    other = np.where(places == digit, np.nan, says)
    return Plot(
        [
            bars(places, other, when="at", tone="context"),
            bars(places, np.where(places == digit, says, np.nan), when="at", tone="accent"),
        ],
        x=Axis(scale="band", bands=[str(d) for d in places], label="digit"),
        y=Axis((0.0, 1.0), "p"),
        title=f"What it says of this {digit}",
        aspect=0.9,
        grow=0.8,
        alt=f"The probability that the network gives to each digit for this {digit}.",
    )


def _right(trace: Trace) -> Plot:
    right, share = 100 * trace["right"], 100 * float(trace["share"])
    last = len(right) - 1
    return Plot(
        [
            line([0, last], [share, share], tone="quiet", dash="2 3", width=1.5),
            text([last], [share + 4], [f"commonest digit: {number(share)} %"], tone="quiet", anchor="end"),
            line(trace["epoch"], right[trace["epoch"]], when="upto", series="validation", head=True, width=3),
        ],
        x=Axis((0, last), "epoch"),
        y=Axis((0, 100), "held out, right, %"),
        title="Held-out digits",
        aspect=0.9,
        grow=0.8,
        alt="The share of held-out digits that are right, by epoch, beside that of the commonest digit.",
    )


def _sizes(trace: Trace) -> Mark:
    size, high, side = trace["x"].shape[-1], trace["maps"].shape[-1], trace["pooled"].shape[-1]
    return formula(
        rf"\text{{map}}: \; {size} - 3 + 1 = {high} \qquad \text{{pooled}}: \; "
        rf"\left\lfloor \frac{{{high} - {POOL}}}{{{POOL}}} \right\rfloor + 1 = \val{{side}} \qquad "
        r"p_{ij} = \max_{u,v} \, y_{2i - 2 + u, \, 2j - 2 + v}",
        side=["?" if i < 0 else str(side) for i in trace["i"]],
    )
