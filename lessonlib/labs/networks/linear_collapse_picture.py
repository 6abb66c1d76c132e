"""The picture of two layers that are one: the matrices as cells, the activation, and the plane with its boundary."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.decision_regions import boundaries, class_points, plane, regions
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Trace,
    ask_choice,
    cells,
    choice,
    formula,
    line,
    number,
    numbers,
    signed,
    text,
)
from lessonlib.stage.filling import Filling

SHAPES = ("a line with a bend for each hidden unit", "a straight line", "a closed curve")
INPUTS = ("x₁", "x₂", "bias")


def draw_linear_collapse(trace: Trace) -> Picture:
    """The product of the matrices, the function between the layers, and the regions that come of it."""
    turned = len(trace["terms"]) + 1  # the step at which W3 is whole, the last without an activation
    t = np.concatenate([np.zeros(turned), trace["bend"]])  # (steps,)
    key = [("class 0", "class 0"), ("class 1", "class 1")]
    mine = str(trace["label"]) if "label" in trace else ""
    return Picture(
        _title(trace),
        [_matrices(trace, turned), _between(trace, t, mine), _plane(trace, turned, mine)],
        key=[*key, *([("mine", mine)] if mine else [])],
        formulas=[_formula(trace, t)],
        before=f"Two linear layers: first with nothing between them, then with {trace['activation']}.",
        question=ask_choice(
            "Two linear layers, nothing between them: which shape has the boundary?",
            SHAPES,
            SHAPES[1],
            step=turned,
            why="x W₁ W₂ is x W₃, and one linear layer can only cut the plane straight",
            slips={SHAPES[0]: "Each unit has a line of its own, but without an activation they add up to one line."},
        ),
    )


def _matrices(trace: Trace, turned: int) -> Plot:
    w1, w2 = trace["W1"], trace["W2"]
    h, steps = w1.shape[1], trace.steps
    left, right, result = (Filling(steps, shape) for shape in (w1.shape, w2.shape, (3, 1)))
    w3 = np.full((steps, 3, 1), "", dtype=object)
    for k, ((row, j), total) in enumerate(zip(trace["terms"], trace["sums"], strict=True), start=1):
        left.light(k, [(row, j)] if j < h else [])
        right.light(k, [(j, 0)])
        result.light(k, [(row, 0)])
        w3[k:, row, 0] = number(total, 5)
    w3[turned + 1 :] = "none"
    tall = max(h + 1, 3)
    top1, top2, top3 = ((tall - rows) / 2 for rows in (3, h + 1, 3))
    marks = [
        cells(w1, texts=numbers(w1), lit=left.lit, extent=(0, h, top1, top1 + 3), rows=INPUTS, name="W₁, b₁"),
        text(h + 0.5, tall / 2, ["·"], anchor="middle", size=1.6),
        cells(w2, texts=numbers(w2), lit=right.lit, extent=(h + 1, h + 2, top2, top2 + h + 1), name="W₂, b₂"),
        text(h + 2.5, tall / 2, ["="], anchor="middle", size=1.6),
        cells(
            np.zeros((3, 1)),
            when="at",
            texts=w3,
            lit=result.lit,
            extent=(h + 3, h + 4.2, top3, top3 + 3),
            name="W₃, b₃",
        ),
    ]
    return Plot(
        marks,
        x=Axis((-1.1, h + 4.3)),
        y=Axis((tall + 0.2, -0.8)),
        frame=False,
        title="The layers as matrices",
        aspect=0.75,
        grow=1.2,
        room=26,  # for numbers in cells
        alt=f"W1 of shape 2 x {h} times W2 of shape {h} x 1 gives W3 of shape 2 x 1.",
    )


def _between(trace: Trace, t: np.ndarray, mine: str) -> Plot:
    h, f, name = trace["h"], trace["f"], str(trace["activation"])
    now = (1 - t)[:, None] * h + t[:, None] * f
    marks = [
        line(h, h, tone="context", dash="3 4", width=1.5),
        *([line(h, trace["my f"], series="mine", width=2)] if mine else []),
        line(h, now, when="at", series=name, width=3.5),
    ]
    return Plot(
        marks,
        x=Axis((-3, 3), "h, from the first layer"),
        y=Axis((-3, 3), "to the second layer"),
        grow=0.7,
        aspect=0.8,
        title="Between the layers",
        alt=f"The function between the layers: first the identity, in the end {name}.",
    )


def _plane(trace: Trace, turned: int, mine: str) -> Plot:
    ends = tuple(trace["ends"])
    bend = np.concatenate([np.zeros(turned, int), np.arange(len(trace["bend"]))])  # (steps,)
    known = np.arange(trace.steps)[:, None, None] >= turned  # only the product W3 says where the boundary is
    straight = boundaries(trace["p"][:1], ends)[0]
    marks: list[Mark] = [*regions(np.where(known, trace["p"][bend], 0.5), ends), *class_points(trace["x"], trace["y"])]
    shown = np.where(np.arange(trace.steps) >= turned, 0, -1)
    marks.insert(1, choice(shown, [line(*straight.T, tone="accent", width=4, dash="7 5")]))
    if mine:
        own = np.where(known, boundaries(trace["my p"], ends)[bend], np.nan)
        marks.append(line(own[..., 0], own[..., 1], when="at", series="mine", width=3, dash="2 4"))
    alt = "The plane, coloured by what the network says, with the data and the boundary."
    return plane(marks, ends, "What the network says", alt, grow=1.05)


def _formula(trace: Trace, t: np.ndarray) -> Mark:
    turned, steps, name = len(trace["terms"]) + 1, trace.steps, str(trace["activation"])
    (a, b), total, place = trace["factors"].T, trace["sums"], trace["terms"][:, 1]
    before = np.where(place > 0, total - a * b, 0)
    texts = {"a": numbers(a), "b": [signed(v) for v in b], "before": numbers(before, 5), "total": numbers(total, 5)}
    texts = {key: ["", *told, *[""] * (steps - turned)] for key, told in texts.items()}
    linear = r"x W_1 W_2 = x \, (W_1 W_2) = x W_3"
    term = r"W_3 \text{, so far} = \val{before} + \val{a} \cdot \val{b} = \val{total}"
    bent = rf"(\val{{rest}} \cdot h + \val{{t}} \cdot \text{{{name}}}(h)) \, W_2 \ne x W_3, \quad h = x W_1 + b_1"
    which = [0, *[1] * (turned - 1), 0, *[2] * (steps - turned - 1)]
    return choice(which, [formula(linear), formula(term, texts), formula(bent, t=numbers(t), rest=numbers(1 - t))])


def _title(trace: Trace) -> str:
    straight, bent = (number(100 * trace["right"][k]) for k in (0, -1))
    return (
        f"Weights learned with {trace['activation']} between the layers get {bent} % right; "
        f"without it they are one straight boundary, and {straight} %."
    )
