"""The norm of a gradient on its way back: through layers of equal width, and through the steps of a cell."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from lessonlib.labs.shared.own import Departure, name_of
from lessonlib.nn import GRUCell, Linear, LSTMCell, NeuralNetwork, ReLU, RNNCell, Sigmoid, Tanh
from lessonlib.nn.residual import Residual

ACTIVATIONS = {"Sigmoid": Sigmoid, "Tanh": Tanh, "ReLU": ReLU}
CELLS = {"RNN": RNNCell, "GRU": GRUCell, "LSTM": LSTMCell}
ROWS, HIDDEN, INPUTS = 32, 32, 8


def through_layers(activation: Any, depth: int, init: str, residual: bool, seed: int) -> np.ndarray:
    """‖dL/dx‖ (depth + 1,) at the output, then before each layer from the last to the first; 1 at the output."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((ROWS, HIDDEN))
    blocks = []
    for _ in range(depth):
        modules = [Linear(HIDDEN, HIDDEN, rng=rng, init=init), activation()]
        blocks.append(Residual(modules) if residual else NeuralNetwork(modules))
        x = blocks[-1].forward(x)
    grad, norms = _unit(x.shape, seed), [1.0]
    for block in reversed(blocks):
        grad = block.backward(grad)
        norms.append(float(np.linalg.norm(grad)))
    return _finite(norms, activation)


def through_time(cell: Any, depth: int, forget_bias: float, seed: int) -> np.ndarray:
    """‖dL/dh‖ (depth + 1,) at the last step, then before each step from the last to the first; 1 at the last.

    For the LSTM the norm is that of (dL/dh, dL/dc): both lead back.
    """
    kind = cell
    cell = cell(INPUTS, HIDDEN, rng=seed) if cell in CELLS.values() else cell(INPUTS, HIDDEN)
    if isinstance(cell, LSTMCell):
        cell.bias_ih[HIDDEN : 2 * HIDDEN] += forget_bias  # torch's order of gates: i, f, g, o
    steps, state = [], None
    for x in np.random.default_rng(seed).standard_normal((depth, ROWS, INPUTS)):
        steps.append(copy.copy(cell))  # the same weights, a memory of its own
        state = steps[-1].forward(x, state)
    grad, norms = _unit((ROWS, HIDDEN), seed), [1.0]
    grad = (grad, np.zeros_like(grad)) if isinstance(cell, LSTMCell) else grad
    for step in reversed(steps):
        _, grad = step.backward(grad)
        norms.append(float(np.linalg.norm(grad)))
    return _finite(norms, kind)


def _unit(shape: tuple[int, ...], seed: int) -> np.ndarray:
    grad = np.random.default_rng([seed, 1]).standard_normal(shape)
    return grad / np.linalg.norm(grad)


def _finite(norms: list[float], kind: Any) -> np.ndarray:
    if not np.isfinite(norms).all():
        at = int(np.argmin(np.isfinite(norms)))
        raise Departure(f"with {name_of(kind)} the gradient is not finite {at} further back")
    return np.array(norms)
