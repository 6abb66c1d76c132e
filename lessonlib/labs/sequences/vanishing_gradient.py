"""The vanishing gradient: its norm on the way back through layers, or through the steps of a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, switch, whole
from lessonlib.labs.sequences.vanishing_gradient_picture import as_product, draw_vanishing_gradient
from lessonlib.labs.sequences.vanishing_norms import ACTIVATIONS, CELLS, through_layers, through_time
from lessonlib.labs.shared.own import own_label, run_own
from lessonlib.nn.initialization import INITIALIZERS
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.stage.numbers import plural

PARTS = ("layers", "time")
MOST = 100

PRESETS = {
    "Three activations": (
        "The slope of the sigmoid is at most 0.25, that of tanh and ReLU at most 1: compare the factors of a layer.",
        {},
    ),
    "Weights begin too small": ("Weights of randn * 0.01: does the activation matter now?", {"init": "small"}),
    "Residual connections": (
        "The same small weights, with shortcuts: read the factor of a layer.",
        {"init": "small", "residual": True},
    ),
    "Too much of it": (
        "He's weights and shortcuts: each layer adds to what the shortcut passes on. Compare the three.",
        {"residual": True},
    ),
    "Through time": (
        "Fifty steps of three cells: which of the curves falls most slowly?",
        {"part": "time", "depth": 50},
    ),
    "LSTM without an open gate": (
        "The forget gate begins half closed: compare the LSTM's factor with that of the GRU.",
        {"part": "time", "depth": 50, "forget_bias": 0.0},
    ),
    "LSTM with an open gate": (
        "A bias of 3: the forget gate begins near σ(3) = 0.95. Read the LSTM's factor.",
        {"part": "time", "depth": 50, "forget_bias": 3.0},
    ),
}


def record_vanishing_gradient(
    part: str = "layers",
    depth: int = 20,
    init: str = "he",
    residual: bool = False,
    forget_bias: float = 1.0,
    seed: int = 0,
    mine: Any = None,
) -> Trace:
    """Send a gradient of norm 1 back, and record its norm after each layer or time step.

    Args:
        part: "layers" of equal width, each Linear and an activation, or "time" steps of recurrent cells.
        depth: how many layers or steps, 2 to 100.
        init: how the layers' weights begin, one of "he", "xavier", "small", "rand".
        residual: whether each layer has a shortcut, y = x + F(x).
        forget_bias: added to the bias of the LSTM's forget gate, so that it begins open.
        seed: draws weights, inputs and the gradient.
        mine: the learner's activation, a class ``mine()``, or in time a cell ``mine(in_features, hidden_features)``
            whose forward takes (x, h) and backward returns (dL/dx, dL/dh).

    Raises:
        ValueError, TypeError: for an argument that cannot be used; the text says what was wanted.

    Trace:
        names, series: (curves,) of each activation or cell, its name and its style.
        norms: (curves, steps) the norm of the gradient, after so many layers or steps back.
        unit: () "layer" or "step".
        residual: () whether there are shortcuts.
    """
    depth = whole(depth, "depth", at_least=2, at_most=MOST)
    residual = switch(residual, "residual")
    seed, open_by = whole(seed, "seed", at_least=0), real(forget_bias, "forget_bias")
    if one_of(part, PARTS, "part") == "layers":
        one_of(init, INITIALIZERS, "init")
        ours, unit = ACTIVATIONS, "layer"

        def norms(kind: Any) -> np.ndarray:
            return through_layers(kind, depth, init, residual, seed)

    else:
        ours, unit = CELLS, "step"

        def norms(kind: Any) -> np.ndarray:
            return through_time(kind, depth, open_by, seed)

    curves, notes = {name: norms(kind) for name, kind in ours.items()}, []
    series = dict.fromkeys(curves)
    if mine is not None:
        name = own_label(mine, ours)
        own, problem = run_own(mine, lambda: norms(mine), stays="What we drew")
        if problem:
            notes = [problem]
        else:
            curves[name], series[name] = own, "mine"
    arrays = {
        "names": list(curves),
        "series": [series[name] or name for name in curves],
        "norms": np.array(list(curves.values())),
        "unit": unit,
        "residual": residual and part == "layers",
    }
    return Trace(arrays, [_caption(curves, k, unit) for k in range(depth + 1)], notes)


def _in_layers(given: Mapping[str, Any]) -> bool:
    return given["part"] == "layers"


@lab_of(
    record_vanishing_gradient,
    draw_vanishing_gradient,
    presets=PRESETS,
    needs={"init": _in_layers, "residual": _in_layers, "forget_bias": lambda given: not _in_layers(given)},
)
def vanishing_gradient_lab() -> Controls:
    """Step back with the gradient, through layers or through time, and watch its norm shrink, hold or grow.

    Source: Lecture 2, "Vanishing gradient", "Vanishing gradient in non-RNN"; Pascanu et al. (2013), arXiv:1211.5063.
    """
    return {
        "part": ipywidgets.Dropdown(
            options=[("layers of a deep network", "layers"), ("steps of a sequence", "time")],
            description="Back through",
        ),
        "depth": ipywidgets.IntSlider(min=2, max=MOST, description="Layers or steps", continuous_update=False),
        "init": ipywidgets.Dropdown(
            options=[("He", "he"), ("Xavier", "xavier"), ("randn * 0.01", "small"), ("rand * 0.01", "rand")],
            description="Layers: begin with",
        ),
        "residual": ipywidgets.Checkbox(description="Layers: residual connections", indent=False),
        "forget_bias": ipywidgets.FloatSlider(min=0, max=4, step=0.25, description="Steps: forget bias of the LSTM"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="Seed", continuous_update=False),
    }


def _caption(curves: dict[str, np.ndarray], k: int, unit: str) -> str:
    if k == 0:
        return f"At the output the gradient has norm 1. From there it goes back, {unit} by {unit}."
    told = [f"{name} {{}} · {{}} = {{}}".format(*as_product(v[k - 1], v[k])) for name, v in curves.items()]
    return f"Back through {plural(k, unit)}: {', '.join(told)}."
