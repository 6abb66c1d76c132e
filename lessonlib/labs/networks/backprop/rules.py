"""The local rule of each layer: z = x W + b, and back dW = x^T grad, db = sum of grad, dx = grad W^T; a = f(x)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from lessonlib.labs.networks.backprop.formulas import pretty, tex
from lessonlib.labs.networks.backprop.layers import Layer, Tensor
from lessonlib.labs.networks.backprop.operands import Named, Operands, column_sums, product, through, times
from lessonlib.stage import number
from lessonlib.stage.numbers import digits_that_hold


@dataclass
class Rule:
    """One step through the network.

    Args:
        phase: "forward" or "backward".
        latex: the rule.
        target: the name of the tensor that is computed, or whose gradient is.
        source: the name of the tensor at the other end of the arrow.
        operands: what goes in.
        result: (name, matrix).
        off: where the result is not what it should be.
        numeric: the same by central differences; None on the way forward.
    """

    phase: str
    latex: str
    target: str
    source: str
    operands: Operands
    result: Named
    off: np.ndarray
    numeric: np.ndarray | None = None

    def holds(self, entry: tuple[int, int]) -> bool:
        """Whether the calculation shown for this entry of the result gives what the layer gave."""
        value = self.operands.value(*entry)
        return value is None or bool(np.isclose(value, np.atleast_2d(self.result[1])[entry], rtol=1e-5, atol=1e-7))


def forward_rule(layer: Layer, into: Tensor) -> Rule:
    """From ``into`` to the layer's output."""
    out, x = layer.output, (pretty(into.name), into.value)
    if is_linear(layer, into.value):
        weight, *biases = [(pretty(parameter.name), parameter.value) for parameter in layer.parameters]
        names = [tex(parameter.name) for parameter in layer.parameters]
        says, operands = f"{tex(into.name)} {' + '.join(names)}", product(x, weight, *biases)
    else:
        says, operands = rf"{function(layer)}({tex(into.name)})", through(x, f"→ {layer.kind}")
        if into.value.shape == out.value.shape:
            operands.terms = lambda i, j: _asked(layer, into.value[i, j])
            operands.touched = lambda i, j: ([(i, j)], [])
            operands.value = (lambda i, j: layer.ours[i, j]) if layer.ours is not None else operands.value
    latex = f"{tex(out.name)} = {says}"
    return Rule("forward", latex, out.name, into.name, operands, (pretty(out.name), out.value), layer.off)


def _asked(layer: Layer, x: float) -> str:
    return f"{layer.kind}({number(x, digits_asked(layer, x))})"


def digits_asked(layer: Layer, x: float) -> int:
    """How many digits of ``x`` it takes to see what the layer makes of it."""
    return 3 if layer.slope is None else digits_that_hold(lambda v: layer.twin.forward(np.array([[v]])), [x])


def backward_rules(layer: Layer, into: Tensor) -> list[Rule]:
    """From the gradient of the layer's output to those of its parameters, and to that of ``into``."""
    out = layer.output
    grad, upstream = (grad_name(out.name), out.grad), partial(out.name)
    if is_linear(layer, into.value):
        weight, *biases = layer.parameters
        x_t, w_t = (f"{pretty(into.name)}ᵀ", into.value.T), (f"{pretty(weight.name)}ᵀ", weight.value.T)
        return [
            gradient(weight, out.name, rf"{tex(into.name)}^\top {upstream}", product(x_t, grad)),
            *(gradient(b, out.name, rf"\sum_{{\mathrm{{rows}}}} {upstream}", column_sums(grad)) for b in biases),
            gradient(into, out.name, rf"{upstream} {tex(weight.name)}^\top", product(grad, w_t)),
        ]
    if layer.slope is not None:
        slope = (f"{layer.kind}′({pretty(into.name)})", layer.slope)
        return [gradient(into, out.name, rf"{upstream} \ast {function(layer)}'({tex(into.name)})", times(grad, slope))]
    own = rf"{function(layer)}\text{{.backward}}\left({upstream}\right)"
    return [gradient(t, out.name, own, through(grad, f"→ {layer.kind}.backward")) for t in (*layer.parameters, into)]


def gradient(of: Tensor, source: str, latex: str, operands: Operands) -> Rule:
    """The step that gives dL/d(of)."""
    result, says = (grad_name(of.name), of.grad), f"{partial(of.name)} = {latex}"
    return Rule("backward", says, of.name, source, operands, result, of.off, of.numeric)


def is_linear(layer: Layer, x: np.ndarray) -> bool:
    """Whether the layer has a weight (in, out), and perhaps a bias (out,), and nothing else."""
    shapes = [parameter.value.shape for parameter in layer.parameters]
    columns = layer.output.value.shape[1]
    return shapes in ([(x.shape[1], columns)], [(x.shape[1], columns), (columns,)])


def function(layer: Layer) -> str:
    """The layer's class as an upright name in LaTeX."""
    return rf"\mathrm{{{re.sub(r'[^a-zA-Z0-9]', '', layer.kind) or 'f'}}}"


def partial(name: str) -> str:
    """dL/d(name) in LaTeX."""
    return rf"\frac{{\partial L}}{{\partial {tex(name)}}}"


def grad_name(name: str) -> str:
    """dL/d(name) in plain text."""
    return f"∂L/∂{pretty(name)}"
