"""The picture of an activation: the curve with its tangent, slopes as far as x has come, the values, the formula."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    area,
    ask_curve,
    choice,
    formula,
    line,
    number,
    numbers,
    points,
    signed,
    table,
)
from lessonlib.stage.numbers import bracketed, that_hold

FLAT = 0.05  # a slope below this passes less than a twentieth of the gradient on: saturated

_BY_SIDE = r"f'(x) = \val{d} \quad \text{because} \quad x = \val{x} \; \val{side} \; 0"
FORMULAS = {
    "Sigmoid": (
        r"\sigma(x) = \frac{1}{1 + e^{-x}} = \frac{1}{1 + e^{\val{minus}}} = \val{y}",
        r"\sigma'(x) = \sigma(x) (1 - \sigma(x)) = \val{y} \cdot (1 - \val{ysigned}) = \val{d}",
    ),
    "Tanh": (r"\tanh(x) = \tanh(\val{x}) = \val{y}", r"\tanh'(x) = 1 - \tanh^2(x) = 1 - \val{ysigned}^2 = \val{d}"),
    "ReLU": (r"f(x) = \max(0, x) = \max(0, \val{x}) = \val{y}", _BY_SIDE),
    "LeakyReLU": (r"f(x) = \max(0, x) + a \min(0, x) = \val{plus} + \val{a} \cdot \val{below} = \val{y}", _BY_SIDE),
    "ELU": (
        r"f(x) = \max(0, x) + \alpha (e^{\min(0, x)} - 1)"
        r" = \val{plus} + \val{a} \cdot (e^{\val{below0}} - 1) = \val{y}",
        _BY_SIDE,
    ),
}
WHY = {
    "Sigmoid": "f′ = f (1 − f) is 0.25 at 0, where f is 0.5, and falls to 0 on both sides",
    "Tanh": "f′ = 1 − f² is 1 at 0 and falls to 0 on both sides, sooner than the sigmoid's",
    "ReLU": "the line on the right has the slope 1, the flat side 0",
    "LeakyReLU": "each side is a line, and its slope is the same all along",
    "ELU": "right of 0 it is a line, left of 0 the slope is that of an exponential",
}


def draw_activations(trace: Trace) -> Picture:
    """The curves with tangent and derivative, the derivatives compared, the values as a table, the formula."""
    x, y, dy = trace["x"], trace["y"], trace["dy"]
    names = trace["names"].tolist()
    shown = [str(trace["label"]) if name == "mine" else name for name in names]
    focus = names[0]
    ours = [name != "mine" for name in names]  # the point walks within the picture; a learner's curve may leave it
    low, high = min(-1.5, y[ours].min() - 0.3), max(1.5, y[ours].max() + 0.3)
    steepest = max(1.4, 1.1 * dy[ours].max())
    curves = [line(x, y[i], series=name, label=shown[i], width=3 if i == 0 else 2) for i, name in enumerate(names)]
    run = 1.3  # half the length of the tangent, in units of x
    ends = x[:, None] + np.array([-run, run])
    tangent = line(ends, y[0][:, None] + dy[0][:, None] * np.array([-run, run]), when="at", tone="accent", width=3)
    derivative = line(x, dy[0], when="upto", series=focus, dash="1 4", width=2, label=f"{shown[0]}′")
    walker = points(x, y[0], when="at", series=focus, size=7, scrub="drag along x")
    flat = [_saturated(x, a, b, low, high) for a, b in _runs(x, np.abs(dy[0]) < FLAT)]
    apart = trace["departs"]
    own = [points(x[apart], y[-1][apart], series="mine", size=3.5)] if apart.any() else []
    curve_plot = Plot(
        [*flat, *curves[::-1], derivative, tangent, *own, walker],
        x=Axis((-6, 6), "x"),
        y=Axis((low, high), "y"),
        title="Curve, tangent, and derivative (dotted)",
        grow=1.35,
        alt=f"{shown[0]} and its derivative over x from -6 to 6, with the tangent at the walking point.",
    )
    slopes = [
        line(x, dy[i], when="upto", series=name, label=f"{shown[i]}′", width=3 if i == 0 else 2)
        for i, name in enumerate(names)
    ]
    dots = [points(x, dy[i], when="at", series=name, size=6) for i, name in enumerate(names)]
    slope_plot = Plot(
        [*slopes, *dots],
        x=Axis((-6, 6), "x"),
        y=Axis((-0.2, steepest), "dy/dx"),
        title="How much gradient passes",
        aspect=0.9,
        alt=f"The derivatives of {', '.join(shown)} over x.",
    )
    body = [[[shown[i], number(y[i, k]), number(dy[i, k])] for i in range(len(names))] for k in range(trace.steps)]
    values = Sheet([table(["function", "y", "dy/dx"], body, series=names)], title="Values at this x", grow=0.6)
    panels = [curve_plot, slope_plot, values]
    question = ask_curve(
        f"Draw the slope of {focus}: of a gradient of 1, how much passes back at each x?",
        x,
        dy[0],
        panel=1,
        tolerance=0.2 * float(dy[0].max()),
        step=trace.steps - 1,
        why=WHY[focus],
    )
    before = f"{' and '.join(shown)} from x = −6 to 6: the curve, and its slope as far as x has come."
    return Picture(_title(focus, dy[0], x), panels, formulas=_formulas(trace, focus), before=before, question=question)


def _title(focus: str, dy: np.ndarray, x: np.ndarray) -> str:
    flat = np.abs(dy) < FLAT
    steep = (
        f"{focus} is steepest at x = {number(x[np.argmax(dy)])}, slope {number(dy.max())}"
        if len(np.unique(dy.round(9))) > 2
        else f"{focus} has slope {number(dy.max())} on the right and {number(dy.min())} on the left"
    )
    return (
        f"{steep}; it passes hardly any gradient in {number(100 * flat.mean(), 2)} % of this range."
        if flat.any()
        else f"{steep}; it saturates nowhere in this range."
    )


def _saturated(x: np.ndarray, a: float, b: float, low: float, high: float) -> Mark:
    """The band from a to b, as far as x has come, once there is room for its name."""
    ends = np.stack([np.full(len(x), a), np.clip(x, a + 0.1, b)], axis=1)  # (steps, 2)
    band = area(ends, [low, low], [high, high], when="at", label="saturated")
    return choice(np.where(x >= min(a + 1.5, b), 0, -1), [band])


def _runs(x: np.ndarray, mask: np.ndarray) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return [(x[a], x[b - 1]) for a, b in edges.reshape(-1, 2) if b - a > 1]


def _formulas(trace: Trace, focus: str) -> list[Mark]:
    x, y, dy = trace["x"], trace["y"][0], trace["dy"][0]
    below = np.minimum(0, x)
    # Where it is saturated, three digits of y do not give the slope.
    slope = {"Sigmoid": lambda y: y * (1 - y), "Tanh": lambda y: 1 - y**2}.get(focus, lambda y: y)
    kept = [that_hold(slope, [v])[0] for v in y]
    texts = {
        "x": numbers(x),
        "minus": numbers(-x),
        "y": kept,
        "d": numbers(dy),
        "ysigned": [bracketed(v) for v in kept],
        "plus": numbers(np.maximum(0, x)),
        "below": [signed(v) for v in below],
        "below0": numbers(below),
        "a": number(trace["slope"] if focus == "LeakyReLU" else trace["alpha"], 6),
        "side": [">" if v > 0 else "<" if v < 0 else "=" for v in x],
    }
    return [formula(latex, texts, series=focus) for latex in FORMULAS[focus]]
