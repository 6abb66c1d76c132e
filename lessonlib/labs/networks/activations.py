"""Activations: a point walks along the curve, with its tangent, its derivative, and its numbers in the formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, some_of
from lessonlib.labs.shared.controls import Choices
from lessonlib.labs.shared.own import counterpart, own_label, run_own, wanted_shape
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
    """
    focus = one_of(function, NAMES, "function")
    names = list(dict.fromkeys([focus, *some_of(compare, NAMES, "function")]))
    notes, rival = [], None
    if mine is not None:
        rival = counterpart(mine, NAMES, otherwise=focus)
        names = list(dict.fromkeys([*names, rival]))
    ours = {"Sigmoid": Sigmoid(), "Tanh": Tanh(), "ReLU": ReLU(), "LeakyReLU": LeakyReLU(slope), "ELU": ELU(alpha)}
    curves = {name: _walk(ours[name], name) for name in names}
    departs = np.zeros(len(X), dtype=bool)
    if mine is not None:
        label = own_label(mine, NAMES)
        curve, problem = run_own(mine, lambda: _walk(mine() if isinstance(mine, type) else mine, label), stays=rival)
        if problem:
            notes.append(problem)
        else:
            curves["mine"] = curve
            wrong = [~np.isclose(a, b, rtol=1e-6, atol=1e-8) for a, b in zip(curve, curves[rival], strict=True)]
            departs = wrong[0] | (wrong[1] & (np.abs(X) > 1e-9))  # at the kink itself, both slopes are right
            notes += _departures(label, rival, curve, curves[rival], wrong[0], departs & wrong[1])
    captions = [_caption(focus, curves, k) for k in range(len(X))]
    arrays = {
        "x": X,
        "y": [c[0] for c in curves.values()],
        "dy": [c[1] for c in curves.values()],
        "names": list(curves),
        "label": label if "mine" in curves else "",
        "departs": departs,
        "slope": slope,
        "alpha": alpha,
    }
    return Trace(arrays, captions, notes)


def draw_activations(trace: Trace) -> Picture:
    """The curves with tangent and derivative, the derivatives compared, the values as a table, the formula."""
    x, y, dy = trace["x"], trace["y"], trace["dy"]
    names = [str(name) for name in trace["names"]]
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
    """y and dy/dx over X, as the layer computes them."""
    y = wanted_shape(layer.forward(X.copy()), X.shape, f"{label}.forward")
    dy = wanted_shape(layer.backward(np.ones_like(X)), X.shape, f"{label}.backward")
    return y, dy


def _departures(label, rival, curve, ours, wrong_y, wrong_dy) -> list[str]:
    told = []
    for what, got, wanted, wrong in (("y", curve[0], ours[0], wrong_y), ("dy/dx", curve[1], ours[1], wrong_dy)):
        if wrong.any():
            k = int(np.argmax(wrong))
            told.append(
                f"{label} departs from {rival} in {what} at {int(wrong.sum())} of {len(X)} points, "
                f"first at x = {number(X[k])}: {number(got[k])} instead of {number(wanted[k])}."
            )
    return told


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
    a = number(trace["slope"] if focus == "LeakyReLU" else trace["alpha"])
    above, below = np.maximum(0, x), np.minimum(0, x)
    values = {
        "x": numbers(x),
        "minus": numbers(-x),
        "y": numbers(y),
        "d": numbers(dy),
        "ysigned": [signed(v) for v in y],
        "plus": numbers(above),
        "below": [signed(v) for v in below],
        "below0": numbers(below),
        "a": a,
        "side": [">" if v > 0 else "<" if v < 0 else "=" for v in x],
    }
    from lessonlib.stage.formula import slots

    return [formula(latex, series=focus, **{name: values[name] for name in slots(latex)}) for latex in FORMULAS[focus]]
