"""One pass forward and back through a list of layers, and central differences of every tensor in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lessonlib.labs.networks.backprop.layers import Layer, Tensor, forward_pass, predicting
from lessonlib.labs.networks.backprop.returned import called, like
from lessonlib.labs.shared.own import Departure
from lessonlib.nn import BCELoss
from lessonlib.nn.derivative import central_differences
from lessonlib.nn.gradient_check import loss_of, slopes_beside
from lessonlib.nn.module import gradients_of, parameters_of


def full_pass(modules: Sequence[Any], loss: Any, x: np.ndarray, y: np.ndarray) -> tuple[Tensor, list[Layer], float]:
    """Forward, backward, and central differences of x, every output and every parameter; dropout is switched off."""
    with predicting(modules):
        layers = forward_pass(modules, x)
        value = _loss(loss, layers[-1].output.value, y)
        first = _backward_pass(modules, layers, x, loss.backward())
        _measure(modules, loss, y, first, layers)
    return first, layers, value


def _loss(loss: Any, scores: np.ndarray, y: np.ndarray) -> float:
    try:
        return loss.forward(scores, y)
    except (TypeError, ValueError) as error:  # not probabilities, say, or a class number that is no column
        raise Departure(str(error)) from None


def _backward_pass(modules: Sequence[Any], layers: list[Layer], x: np.ndarray, grad: np.ndarray) -> Tensor:
    first = Tensor("x", x, single=layers[0].output.single)
    layers[-1].output.grad = grad
    for i in range(len(modules) - 1, -1, -1):
        layer, into = layers[i], layers[i - 1].output if i else first
        where = f"{layer.place}, {layer.kind}.backward"
        into.grad = grad = like(called(modules[i].backward, grad, where), into.value, where)
        kept = gradients_of(modules[i])
        if len(kept) != len(layer.parameters):
            raise Departure(f"{where} keeps {len(kept)} gradients for {len(layer.parameters)} parameters")
        for weight, got in zip(layer.parameters, kept, strict=True):
            weight.grad = like(got, weight.value, f"{where}, its gradient of {weight.name},")
    return first


def _measure(modules, loss, y, first: Tensor, layers: list[Layer]) -> None:
    """Central differences of every tensor, the last one first."""

    def onward(i: int) -> Callable[[np.ndarray], float]:
        return lambda value: loss.forward(_scores(modules[i:], value, loss), y)

    smooth = True  # behind a kink, slopes to its left and right mix: nothing before it can be compared
    for i in range(len(layers), -1, -1):
        output = layers[i - 1].output if i else first
        _nudge(onward(i), output)
        output.kinks |= output.off if i == len(layers) else not smooth  # the loss is ours: off where it is kept finite
        smooth = smooth and not output.kinks.any()
        for w, weight in zip(parameters_of(modules[i - 1]), layers[i - 1].parameters, strict=True) if i else ():
            _nudge(loss_of(w, lambda: onward(0)(first.value.copy())), weight)
            weight.kinks |= not smooth


def _nudge(f: Callable[[np.ndarray], float], tensor: Tensor) -> None:
    h = 1e-2 if tensor.single else 1e-5
    tensor.numeric = central_differences(f, tensor.value.astype(np.float64), h)
    tensor.kinks = np.zeros(tensor.value.shape, dtype=bool)
    for index in map(tuple, np.argwhere(tensor.off)):
        left, right = slopes_beside(f, tensor.value, index, h)
        tensor.kinks[index] = abs(right - left) > 100 * h * tensor.scale


def _scores(modules: Sequence[Any], value: np.ndarray, loss: Any) -> np.ndarray:
    for module in modules:
        value = module.forward(value)
    return np.clip(value, 0, 1) if isinstance(loss, BCELoss) else value  # a probability of 1, nudged, stays one
