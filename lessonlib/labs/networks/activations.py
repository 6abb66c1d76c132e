"""Activations: a point walks along the curve, with its tangent, its derivative, and its numbers in the formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, some_of
from lessonlib.labs.shared.answers import apart
from lessonlib.labs.shared.beside import beside, departure
from lessonlib.labs.shared.controls import Choices
from lessonlib.labs.shared.own import counterpart, wanted_shape
from lessonlib.nn import ELU, LeakyReLU, ReLU, Sigmoid, Tanh
from lessonlib.stage import (
    Axis,
    Controls,
    Picture,
    Plot,
    Sheet,
    Trace,
    area,
    formula,
    lab_of,
    line,
    number,
    numbers,
    points,
    signed,
    table,
)

NAMES = ("Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU")
X = np.round(np.linspace(-6, 6, 121), 10)
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


def record_activations(
    function: str = "Sigmoid", compare: Sequence[str] = (), slope: float = 0.1, alpha: float = 1.0, mine: Any = None
) -> Trace:
    """Walk x from -6 to 6 and record y and dy/dx of each function, and of the learner's beside its counterpart.

    Args:
        function: the one whose tangent and formula are shown, one of :data:`NAMES`.
        compare: others drawn beside it.
        slope: of LeakyReLU below 0.
        alpha: of ELU: it bends down to -alpha.
        mine: a class, or an object, with ``forward(x)`` and ``backward(grad)``.

    Raises:
        ValueError, TypeError: for a name that is none of ours, a slope below 0, an alpha not above 0.

    Trace:
        x: (steps) where the point walks.
        y, dy: (functions, steps) the value and the slope of each function.
        names: (functions) the one that walks first; "mine" is the learner's, last.
        label: () what the learner's is called, or "".
        departs: (steps) where it departs from ours.
        slope, alpha: () of LeakyReLU and of ELU.
    """
    focus = one_of(function, NAMES, "function")
    rival = focus if mine is None else counterpart(mine, NAMES, otherwise=focus)
    names = list(dict.fromkeys([focus, *some_of(compare, NAMES, "function"), rival]))
    ours = {"Sigmoid": Sigmoid(), "Tanh": Tanh(), "ReLU": ReLU(), "LeakyReLU": LeakyReLU(slope), "ELU": ELU(alpha)}
    curves = {name: _walk(ours[name], name) for name in names}
    y, dy = curves[rival]
    told = {"where": lambda k: f"at x = {number(X[k])}", "counted": "at {} of {} points"}
    found = beside(
        mine,
        lambda label: _walk(mine, label),
        y,
        ours=f"{rival} in y",
        stays=rival,
        names=NAMES,
        read=lambda curve: curve[0],
        **told,
    )
    departs, notes = found.wrong, found.notes
    if found.there:
        curves["mine"] = found.theirs
        steep = apart(found.theirs[1], dy) & ((np.abs(X) > 1e-9) | found.wrong)  # at the kink, both slopes are right
        departs = found.wrong | steep
        note = departure(found.label, f"{rival} in dy/dx", found.theirs[1], dy, steep, **told)
        notes = [*notes, note] if note else notes
    arrays = {
        "x": X,
        "y": [curve[0] for curve in curves.values()],
        "dy": [curve[1] for curve in curves.values()],
        "names": list(curves),
        "label": found.label,
        "departs": departs,
        "slope": slope,
        "alpha": alpha,
    }
    return Trace(arrays, [_caption(focus, curves, k) for k in range(len(X))], notes)


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
    derivative = line(x, dy[0], series=focus, dash="2 3", width=2, label=f"{shown[0]}′")
    walker = points(x, y[0], when="at", series=focus, size=7, scrub="drag along x")
    flat = [area([a, b], [low, low], [high, high], label="saturated") for a, b in _runs(x, np.abs(dy[0]) < FLAT)]
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
        line(x, dy[i], series=name, label=f"{shown[i]}′", width=3 if i == 0 else 2) for i, name in enumerate(names)
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
    return Picture(_title(focus, dy[0], x), [curve_plot, slope_plot, values], formulas=_formulas(trace, focus))


@lab_of(record_activations, draw_activations)
def activations_lab() -> Controls:
    """Walk along an activation: y = f(x), its tangent, dy/dx, the saturated region.

    Source: Lecture 1, "Sigmoid", "Tanh", "ReLU", "Leaky ReLU", "ELU".
    """
    return {
        "function": ipywidgets.Dropdown(options=NAMES, description="Function"),
        "compare": Choices(NAMES, description="Compare with"),
        "slope": ipywidgets.FloatSlider(min=0, max=1, step=0.01, description="slope of LeakyReLU"),
        "alpha": ipywidgets.FloatSlider(min=0.1, max=3, step=0.1, description="alpha of ELU"),
    }


def _walk(layer: Any, label: str) -> tuple[np.ndarray, np.ndarray]:
    """y and dy/dx over X, as the layer, or the class of one, computes them."""
    layer = layer() if isinstance(layer, type) else layer
    y = wanted_shape(layer.forward(X.copy()), X.shape, f"{label}.forward")
    dy = wanted_shape(layer.backward(np.ones_like(X)), X.shape, f"{label}.backward")
    return y, dy


def _caption(focus: str, curves: dict, k: int) -> str:
    y, dy = (values[k] for values in curves[focus])
    passed = (
        f"of a gradient of 1, {number(dy)} passes back"
        if abs(dy) >= FLAT
        else f"saturated: of a gradient of 1, only {number(dy)} passes back"
    )
    return f"x = {number(X[k])}: {focus} gives y = {number(y)}, slope {number(dy)} ({passed})."


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


def _runs(x: np.ndarray, mask: np.ndarray) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return [(x[a], x[b - 1]) for a, b in edges.reshape(-1, 2) if b - a > 1]


def _formulas(trace: Trace, focus: str) -> list:
    x, y, dy = trace["x"], trace["y"][0], trace["dy"][0]
    below = np.minimum(0, x)
    texts = {
        "x": numbers(x),
        "minus": numbers(-x),
        "y": numbers(y),
        "d": numbers(dy),
        "ysigned": [signed(v) for v in y],
        "plus": numbers(np.maximum(0, x)),
        "below": [signed(v) for v in below],
        "below0": numbers(below),
        "a": number(trace["slope"] if focus == "LeakyReLU" else trace["alpha"]),
        "side": [">" if v > 0 else "<" if v < 0 else "=" for v in x],
    }
    return [formula(latex, texts, series=focus) for latex in FORMULAS[focus]]
