"""A network for backprop_lab: the built-in one or the learner's layers, run forward and back on a tiny batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lessonlib.arguments import float_array, one_of
from lessonlib.labs.networks.backprop.formulas import pretty
from lessonlib.labs.networks.backprop.full_pass import full_pass
from lessonlib.labs.networks.backprop.layers import (
    ELEMENTWISE,
    Layer,
    Tensor,
    chained,
    forward_pass,
    linear,
    predicting,
)
from lessonlib.labs.networks.backprop.losses import LOSSES
from lessonlib.labs.networks.backprop.rules import grad_name
from lessonlib.labs.networks.backprop.steps import steps_of
from lessonlib.labs.shared.beside import departure
from lessonlib.labs.shared.own import Departure, Named, name_of, run_own
from lessonlib.nn import Sigmoid
from lessonlib.nn.module import parameters_of
from lessonlib.stage import Trace

OURS = "The built-in network"
MOST_ROWS, MOST_WEIGHTS = 6, 2000  # what can be read, and what central differences take half a second for
X = ((1.0, 2.0), (-1.0, 0.5))
W1, B1 = ((0.5, -1.0, -0.5), (0.5, 0.5, 0.5)), (0.1, -0.2, 0.3)
W2, B2 = ((0.5, -0.5), (1.0, -0.5), (0.5, 1.0)), (0.0, 0.1)


def built_in(activation: str = "ReLU", loss: str = "NLLLoss") -> list:
    """Linear(2, 3), an activation, and Linear(3, 2) or, for the losses of one number a row, Linear(3, 1)."""
    columns = 2 if loss == "NLLLoss" else 1
    second = linear(np.array(W2)[:, :columns], B2[:columns])
    return [linear(W1, B1), ELEMENTWISE[activation](), second, *([Sigmoid()] if loss == "BCELoss" else [])]


def record_network(activation: str, loss: str | None, modules: Any, x: Any, y: Any) -> Trace:
    """Record the learner's ``modules``, or, without any, :func:`built_in`; see :func:`lessonlib.labs.backprop_lab`.

    Raises:
        ValueError, TypeError: when activation, loss, x or y cannot be used.
    """
    one_of(activation, ELEMENTWISE, "activation")
    if loss is not None:
        one_of(loss, LOSSES, "loss")
    x = None if x is None else rows(x)
    count = len(X if x is None else x)
    if y is not None and np.shape(y)[:1] != (count,):
        raise ValueError(f"y: wanted one answer for each of {count} rows, got shape {np.shape(y)}; write one a row.")
    if modules is not None:
        found, problem = run_own(of_learner(modules), lambda: _run(chained(modules).modules, loss, x, y), stays=OURS)
        if not problem:
            departure = _first_departure(*found[:2])
            return steps_of(*found, departs=departure, notes=[departure] if departure else [])
        return steps_of(*_run(built_in(activation), None, None, None), notes=[problem])
    if x is not None and x.shape[1] != len(W1):
        raise ValueError(f"x: wanted {len(W1)} columns for the built-in network, got {x.shape[1]}; or give modules=.")
    try:
        return steps_of(*_run(built_in(activation, loss or "NLLLoss"), loss, x, y))
    except Departure as error:
        raise ValueError(str(error)) from None


def of_learner(modules: Any) -> Named:
    """The learner's list, named in messages by the learner's own classes."""
    listed = modules if isinstance(modules, list | tuple) else []
    own = [name_of(module) for module in listed if not type(module).__module__.startswith("lessonlib.")]
    return Named(", ".join(dict.fromkeys(own)) or "modules")


def rows(x: Any) -> np.ndarray:
    """``x`` as a small matrix of finite floats.

    >>> rows([1, 2])
    Traceback (most recent call last):
    ValueError: x: wanted 1 to 6 rows of finite numbers, (rows, columns), got shape (2,); write x=[[1, 2], [3, 4]].
    """
    array = float_array(x, "x").astype(np.float64)
    if array.ndim != 2 or not array.size or len(array) > MOST_ROWS or not np.isfinite(array).all():
        came = f"shape {array.shape}" if np.isfinite(array).all() else "NaN or infinity"
        raise ValueError(
            f"x: wanted 1 to {MOST_ROWS} rows of finite numbers, (rows, columns), got {came}; write x=[[1, 2], [3, 4]]."
        )
    return array


def example_rows(modules: Sequence[Any]) -> np.ndarray:
    """Two rows for the first layer: as many columns as its weight has rows."""
    shape = np.shape(getattr(modules[0], "weight", None))
    columns = shape[0] if len(shape) == 2 else 2
    return np.array(X) if columns == 2 else np.random.default_rng(0).uniform(-2, 2, (2, columns)).round(1)


def _run(modules: Sequence[Any], kind: str | None, x: np.ndarray | None, y: Any) -> tuple:
    count = sum(np.size(w) for module in modules for w in parameters_of(module))
    if count > MOST_WEIGHTS:
        raise Departure(f"modules: wanted at most {MOST_WEIGHTS} weights, so that each can be nudged, got {count}")
    x = example_rows(modules) if x is None else x
    with predicting(modules):
        output = forward_pass(modules, x)[-1].output.value
    kind = kind or _suitable_loss(modules, output)
    y = _labels(kind, output) if y is None else np.asarray(y)
    return *full_pass(modules, LOSSES[kind](), x, y), kind, y


def _suitable_loss(modules: Sequence[Any], output: np.ndarray) -> str:
    if output.shape[1] > 1:
        return "NLLLoss"
    return "BCELoss" if "sigmoid" in type(modules[-1]).__name__.lower() else "MSELoss"


def _labels(kind: str, output: np.ndarray) -> np.ndarray:
    turns = np.arange(1, len(output) + 1)
    if kind == "NLLLoss":
        return turns % output.shape[1]
    return np.repeat(turns[:, None] % 2, output.shape[1], axis=1).astype(float)


def forward_departure(layers: list[Layer]) -> str:
    """Where the learner's layers first differ from ours; "" if nowhere."""
    for layer in layers:
        if layer.off.any():
            judge = f"{layer.rival} in {pretty(layer.output.name)}"
            return _departure(layer, judge, layer.output.value, layer.ours, layer.off)
    return ""


def _first_departure(first: Tensor, layers: list[Layer]) -> str:
    """Where the layers first differ from what they should give, forward, then backward; "" if nowhere."""
    if told := forward_departure(layers):
        return told
    for i, layer in reversed(list(enumerate(layers))):
        for tensor in (*layer.parameters, layers[i - 1].output if i else first):
            if tensor.off.any():
                judge = f"central differences in {grad_name(tensor.name)}"
                return _departure(layer, judge, tensor.grad, tensor.numeric, tensor.off)
    return ""


def _departure(layer: Layer, judge: str, got: np.ndarray, wanted: np.ndarray, off: np.ndarray) -> str:
    label = f"{layer.kind} ({layer.place})"
    return departure(label, judge, got, wanted, off, where=lambda *at: f"at {list(at)}", counted="at {} of {} entries")
