"""A forward pass, entry by entry: F_n(... F_2(F_1(x, w_1), w_2) ..., w_n) with F(x, w) = non-linearity(x w + b)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of
from lessonlib.labs.networks.backprop.layers import (
    ELEMENTWISE,
    Layer,
    Tensor,
    chained,
    forward_pass,
    linear,
    predicting,
)
from lessonlib.labs.networks.backprop.network import B1, OURS, W1, example_rows, forward_departure, of_learner, rows
from lessonlib.labs.networks.forward_picture import draw_forward
from lessonlib.labs.networks.forward_steps import steps_of
from lessonlib.labs.shared.own import run_own
from lessonlib.nn import Sigmoid
from lessonlib.stage import Controls, Trace, lab_of

WEIGHTS = (
    (W1, B1),
    (((1.0, -0.5, 0.5), (0.5, 1.0, -1.0), (-0.5, 0.5, 1.0)), (0.1, 0.2, -0.1)),
    (((1.0,), (-1.5,), (0.5,)), (0.2,)),
)


def built_in(activation: str = "ReLU") -> list:
    """Linear(2, 3), Linear(3, 3) and Linear(3, 1), the activation after the first two, Sigmoid after the last."""
    modules = []
    for weight, bias in WEIGHTS:
        modules += [linear(weight, bias), ELEMENTWISE[activation]()]
    return [*modules[:-1], Sigmoid()]


PRESETS = {
    "ReLU": ("What is below 0 becomes 0; the next layer does not see how far below.", {}),
    "Sigmoid": ("Every hidden number lies between 0 and 1, and none is 0.", {"activation": "Sigmoid"}),
    "One row": ("A batch of one row: the shapes keep their first axis.", {"x": [[1.0, 2.0]]}),
    "All zeros": ("With x = 0 only the biases speak.", {"x": [[0.0, 0.0], [0.0, 0.0]]}),
}


def record_forward(activation: str = "ReLU", modules: Sequence[Any] | None = None, x: Any = None) -> Trace:
    """Record every entry of every layer's x w + b and of its non-linearity.

    Args:
        activation: between the layers of the built-in network Linear(2, 3), Linear(3, 3), Linear(3, 1), Sigmoid.
        modules: the learner's layers, a list of at most 6 objects with forward(x), backward(grad) and step(rate).
        x: a batch (rows, columns) of at most 6 rows; None is a batch of two rows.

    Raises:
        ValueError, TypeError: when activation or x cannot be used; the text says what was wanted.

    Trace:
        layers: () how many functions F there are.
        layer, i, j: (steps) the function and the entry of this step; 0, -1, -1 at the start.
        x, y: (rows, columns) the batch and what comes out.
        departs: () where the learner's layers depart from ours, or "".
        nested latex, rule latex, entry latex: (steps) the formulas.
        nested values, rule values, entry values: (steps, places) what stands in them.
        weight name {layer}, bias name {layer}: () how they are called.
        x {layer}, z {layer}, a {layer}: (rows, columns) what goes into a function, its linear part, what it gives.
        off z {layer}, off a {layer}: (rows, columns) where they depart.
        kinds {layer}: (modules) the classes of its layers.
        names {layer}: (3) how x, z and a are called.
        weight {layer}: (inputs, columns) of the linear part.
        bias {layer}: (columns) of the linear part.
    """
    one_of(activation, ELEMENTWISE, "activation")
    x = None if x is None else rows(x)
    if modules is None:
        if x is not None and x.shape[1] != 2:
            raise ValueError(f"x: wanted 2 columns for the built-in network, got {x.shape[1]}; or give modules=.")
        return steps_of(*_run(built_in(activation), x))
    found, problem = run_own(of_learner(modules), lambda: _run(chained(modules).modules, x), stays=OURS)
    if problem:
        return steps_of(*_run(built_in(activation), None), notes=[problem])
    departs = forward_departure(found[1])
    return steps_of(*found, departs=departs, notes=[departs] if departs else [])


@lab_of(record_forward, draw_forward, presets=PRESETS, own=("modules",))
def forward_lab() -> Controls:
    """Watch a batch go through a network: each number of each layer, a row of x times a column of w, plus b.

    Source: Lecture 1, "Neural Networks: Forward".
    """
    return {"activation": ipywidgets.Dropdown(options=list(ELEMENTWISE), description="Activation")}


def _run(modules: Sequence[Any], x: np.ndarray | None) -> tuple[Tensor, list[Layer]]:
    x = example_rows(modules) if x is None else x
    with predicting(modules):
        return Tensor("x", x), forward_pass(modules, x)
