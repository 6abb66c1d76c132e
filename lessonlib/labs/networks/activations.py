"""Activations: a point walks along the curve, with its tangent, its derivative, and its numbers in the formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, some_of
from lessonlib.labs.networks.activations_picture import FLAT, draw_activations
from lessonlib.labs.shared.answers import apart
from lessonlib.labs.shared.beside import beside, departure
from lessonlib.labs.shared.controls import Choices
from lessonlib.labs.shared.own import counterpart, wanted_shape
from lessonlib.nn import ELU, LeakyReLU, ReLU, Sigmoid, Tanh
from lessonlib.stage import Controls, Trace, lab_of, number

NAMES = ("Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU")
X = np.round(np.linspace(-6, 6, 121), 10)


PRESETS = {
    "Sigmoid beside tanh": (
        "Which of the two has the larger slope at 0, and which is saturated over the wider range?",
        {"function": "Sigmoid", "compare": ("Tanh",)},
    ),
    "A flat side": (
        "Left of 0: what comes through, and what do the weights in front learn from such a row?",
        {"function": "ReLU", "compare": ("Sigmoid",)},
    ),
    "A leak": (
        "Left of 0 ReLU is flat and LeakyReLU is not: compare their rows in the table there.",
        {"function": "LeakyReLU", "compare": ("ReLU",)},
    ),
    "A kink": (
        "With alpha = 2 ELU bends down to −2: compare its slope just left of 0 with that on the right.",
        {"function": "ELU", "compare": ("ReLU",), "alpha": 2.0},
    ),
    "Hardly a bend": (
        "With slope 0.9 LeakyReLU is nearly the line y = x: how much does the table say it changes?",
        {"function": "LeakyReLU", "slope": 0.9},
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


def _drawn(name: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda given: name in (given["function"], *given["compare"])


@lab_of(
    record_activations, draw_activations, presets=PRESETS, needs={"slope": _drawn("LeakyReLU"), "alpha": _drawn("ELU")}
)
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
