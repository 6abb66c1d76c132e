"""Backpropagation: a graph of numbers, or of layers, stepped forward and then back, one local rule at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from lessonlib.arguments import one_of
from lessonlib.labs.networks.backprop.controls import InputControl
from lessonlib.labs.networks.backprop.expressions import EXPRESSIONS
from lessonlib.labs.networks.backprop.layers import ELEMENTWISE
from lessonlib.labs.networks.backprop.losses import LOSSES
from lessonlib.labs.networks.backprop.network import record_network
from lessonlib.labs.networks.backprop.network_picture import draw_network
from lessonlib.labs.networks.backprop.scalar import record_expression
from lessonlib.labs.networks.backprop.scalar_picture import draw_expression
from lessonlib.labs.shared.controls import Menu
from lessonlib.stage import Controls, Picture, Trace, lab_of

NETWORK = "network"

PRESETS = {
    **{f"Numbers: {name}": (expression.about, {"graph": name}) for name, expression in EXPRESSIONS.items()},
    "Layers: ReLU, NLLLoss": ("Where ReLU gave 0, its slope is 0: no gradient passes.", {"graph": NETWORK}),
    "Layers: Sigmoid, MSELoss": (
        "Each Sigmoid lets through at most a quarter of the gradient.",
        {"graph": NETWORK, "activation": "Sigmoid", "loss": "MSELoss"},
    ),
    "Layers: Tanh, BCELoss": (
        "BCELoss and Sigmoid together give (p − y) / B: for the second row 2 · 0.1875 = 0.375 = 0.75 / 2.",
        {"graph": NETWORK, "activation": "Tanh", "loss": "BCELoss"},
    ),
}


def record_backprop(
    graph: str | None = None,
    inputs: Mapping[str, float] | None = None,
    activation: str = "ReLU",
    loss: str | None = None,
    modules: Sequence[Any] | None = None,
    x: Any = None,
    y: Any = None,
) -> Trace:
    """Record forward and backward through a graph, with central differences beside each gradient.

    Args:
        graph: one of :data:`EXPRESSIONS`, whose nodes hold numbers, or "network", whose nodes hold matrices; None is
            "network" when there are ``modules``, else "sigmoid neuron".
        inputs: numbers for some inputs of an expression, {name: number from -10 to 10}.
        activation: of the built-in network Linear(2, 3), activation, Linear(3, 2).
        loss: "NLLLoss", "BCELoss" or "MSELoss"; None is one that suits the output.
        modules: the learner's layers, a list of at most 6 objects with forward(x), backward(grad) and step(rate).
        x, y: a batch (rows, columns) with its answers; None is a batch of two rows.

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    Trace:
        kind: () "expression" or "network"; what names one of them is recorded for it alone.
        names: (nodes) inputs first, then the results.
        edges: (edges, 2) from and to.
        places: (nodes, 2) column and row.
        phase, node, edge: (steps) "start", "forward", "seed" or "backward"; the node and the edge it is about, or -1.
        since: (nodes) the step that brings the value.
        rule latex: (steps) the formula of the rule.
        rule values: (steps, places) what stands in it.
        about, output: () expression: its sentence, the name of its result.
        inputs: () expression: how many of the nodes are inputs.
        symbols: (nodes) expression: what stands in each node.
        value, numeric: (nodes) expression: the value; the gradient by central difference.
        complete: (nodes) expression: the step that brings the last part of the gradient.
        grad: (steps, nodes) expression: the gradients so far, NaN where there is none yet.
        passed: (steps, edges) expression: what each edge brought back so far.
        check latex: (steps) expression: the formula of the central difference.
        check values: (steps, places) expression: what stands in it.
        loss, loss kind, departs: () network: the loss, its class, and where the learner's layers depart, or "".
        y: (rows, columns) network: the answers.
        labels, shapes: (nodes) network: what stands in each node, and under it.
        graded, wrong: (nodes) network: the first step with its gradient; the first at which it departs.
        largest: (nodes) network: the largest entry of dL/d(node).
        entry: (steps, 2) network: of the result, the entry whose calculation is shown.
        sign, result shape: (steps) network: what stands between left and right; the shape of what comes out.
        number latex: (steps) network: the formula of the entry.
        number values: (steps, places) network: what stands in it.
        left name {step}, right name {step}, added name {step}, result name {step}: () network: how they are called.
        touched left {step}, touched right {step}: (cells, 2) network: the cells that the entry is made of.
        value b{layer}, grad b{layer}, numeric b{layer}: (columns) network: each bias and its gradient.
        value {tensor}, grad {tensor}: (rows, columns) network: each matrix and its gradient.
        left {step}, right {step}: (rows, columns) network: the matrices that go in.
        added {step}: (columns) network: the bias that goes in.
        result {step}, numeric {step}, off {step}: (rows, columns) network: what comes out, the same by central
            differences, and where it departs; numeric also by the name of each matrix.
    """
    graph = _usual(modules) if graph is None else one_of(graph, (*EXPRESSIONS, NETWORK), "graph")
    if graph == NETWORK:
        return record_network(activation, loss, modules, x, y)
    return record_expression(EXPRESSIONS[graph], inputs)


def draw_backprop(trace: Trace) -> Picture:
    """The picture of a graph of numbers or of a network."""
    return (draw_network if trace["kind"] == NETWORK else draw_expression)(trace)


@lab_of(
    record_backprop,
    draw_backprop,
    presets=PRESETS,
    own=("modules",),
    prepare=lambda given: {"graph": _usual(given["modules"]) if given["graph"] is None else given["graph"]},
)
def backprop_lab() -> Controls:
    """Step through a graph: every value on the way forward, every gradient by the chain rule on the way back.

    dL/dx = dL/dy * dy/dx for numbers; dx = grad W^T and dW = x^T grad for layers; each beside its central difference.

    Source: Lecture 1, "Neural Networks: Backward" and "Chain Rule".
    """
    wide = {"description_width": "initial"}
    losses = [("that suits the output", None), *((name, name) for name in LOSSES)]
    controls = {
        "graph": ipywidgets.Dropdown(options=[*EXPRESSIONS, NETWORK], description="Graph", style=wide),
        "inputs": InputControl(EXPRESSIONS["sigmoid neuron"].inputs),
        "activation": ipywidgets.Dropdown(options=list(ELEMENTWISE), description="Activation", style=wide),
        "loss": Menu(options=losses, description="Loss", style=wide),
    }
    controls["graph"].observe(lambda change: _fit(controls, change["new"]), names="value")
    _fit(controls, controls["graph"].value)
    return controls


def _usual(modules: Sequence[Any] | None) -> str:
    return "sigmoid neuron" if modules is None else NETWORK


def _fit(controls: Mapping[str, ipywidgets.Widget], graph: str) -> None:
    """Show the controls that the graph listens to."""
    controls["inputs"].graph(EXPRESSIONS[graph].inputs if graph in EXPRESSIONS else {})
    for name, seen in {"inputs": graph != NETWORK, "activation": graph == NETWORK, "loss": graph == NETWORK}.items():
        controls[name].layout.display = "" if seen else "none"
