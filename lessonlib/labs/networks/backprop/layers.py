"""A list of layers, ours or a learner's, run forward: what each one gives, beside what ours would give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonlib.labs.networks.backprop.returned import called, matrix, parameter
from lessonlib.labs.shared.own import Departure, counterpart
from lessonlib.nn import ELU, LeakyReLU, Linear, NeuralNetwork, ReLU, Sigmoid, Tanh
from lessonlib.nn.module import parameters_of, set_training
from lessonlib.stage.numbers import plural

MOST_LAYERS = 6  # more would not be readable
ELEMENTWISE = {"Sigmoid": Sigmoid, "Tanh": Tanh, "ReLU": ReLU, "LeakyReLU": LeakyReLU, "ELU": ELU}


@dataclass
class Tensor:
    """A value, dL/d(value) as ``backward`` gave it, and the same by central differences.

    ``kinks`` tells where the loss has two slopes, as at the 0 of a ReLU; there, nothing is compared. ``single`` says
    that a layer computes with the digits of float32, so that a nudge must be larger to be felt.
    """

    name: str
    value: np.ndarray
    grad: np.ndarray | None = None
    numeric: np.ndarray | None = None
    kinks: np.ndarray | None = None
    single: bool = False

    @property
    def scale(self) -> float:
        """The size beside which a difference is small; below 1e-3, differences are rounding."""
        return max(np.abs(self.grad).max(initial=0), np.abs(self.numeric).max(initial=0), 1e-3)

    @property
    def off(self) -> np.ndarray:
        """Where the two derivatives differ by more than central differences err."""
        tolerance = 1e-2 if self.single else 1e-5
        return (np.abs(self.grad - self.numeric) > tolerance * self.scale) & ~self.kinks


@dataclass
class Layer:
    """A module with what it gave: its output, its parameters, and the output that ours gives on the same input."""

    kind: str
    place: str
    output: Tensor
    parameters: list[Tensor]
    ours: np.ndarray | None = None
    twin: Any = None  # that ours, to ask about one number
    rival: str = ""  # what it is compared with
    slope: np.ndarray | None = None  # f'(x) where the layer works entry by entry

    @property
    def off(self) -> np.ndarray:
        """Where the output differs from ours."""
        if self.ours is None:
            return np.zeros(self.output.value.shape, dtype=bool)
        return ~np.isclose(self.output.value, self.ours, rtol=1e-5, atol=1e-7)


def linear(weight: Any, bias: Any) -> Linear:
    """Ours with these weights, (in, out) and (out,)."""
    layer = Linear(len(weight), len(bias), rng=0)
    layer.weight[:], layer.bias[:] = weight, bias
    return layer


def chained(modules: Any) -> NeuralNetwork:
    """``modules`` as a network, or a Departure that says which module cannot be used or which two do not chain."""
    try:
        network = NeuralNetwork(modules)
    except (TypeError, ValueError) as error:
        raise Departure(str(error)) from None
    if len(network.modules) > MOST_LAYERS:
        count = len(network.modules)
        raise Departure(f"modules: wanted 1 to {MOST_LAYERS} layers, so that they can be read, got {count}")
    return network


def forward_pass(modules: Sequence[Any], x: np.ndarray) -> list[Layer]:
    """Run ``x`` (B, columns) through the modules; raises a Departure for a module that raises or gives no matrix."""
    layers, value, single = [], x, False
    for i, (module, (name, names)) in enumerate(zip(modules, names_of(modules), strict=True)):
        kind, before = type(module).__name__, f"modules[{i - 1}], {type(modules[i - 1]).__name__}" if i else "x"
        got = called(module.forward, value.copy(), f"modules[{i}], {kind}.forward, on the {value.shape} of {before},")
        output = matrix(got, f"modules[{i}], {kind}.forward")
        if len(output) != len(value):
            raise Departure(
                f"modules[{i}], {kind}.forward gave {plural(len(output), 'row')} for a batch of {len(value)}"
            )
        single = single or any(np.asarray(a).dtype == np.float32 for a in (got, *parameters_of(module)))
        weights = [Tensor(n, parameter(w, n, kind)) for n, w in zip(names, parameters_of(module), strict=True)]
        layer = Layer(kind, f"modules[{i}]", Tensor(name, output), weights)
        if (twin := _twin(module, value)) is not None:
            layer.twin, layer.ours, layer.rival = (
                twin,
                twin.forward(value),
                "x W + b" if weights else f"our {type(twin).__name__}",
            )
            layer.slope = None if weights else twin.backward(np.ones_like(value))
        layers.append(layer)
        value = output
    for layer in layers:
        for tensor in (layer.output, *layer.parameters):
            tensor.single = single
    return layers


@contextmanager
def predicting(modules: Sequence[Any]) -> Iterator[None]:
    """Dropout switched off meanwhile, and numpy silent: NaN and infinity are named where they appear."""
    was = [getattr(module, "training", None) for module in modules]
    for module in modules:
        set_training(module, False)
    try:
        with np.errstate(all="ignore"):
            yield
    finally:
        for module, training in zip(modules, was, strict=True):
            if isinstance(training, bool):
                set_training(module, training)


def names_of(modules: Sequence[Any]) -> list[tuple[str, list[str]]]:
    """For each module the name of its output, z for a layer with parameters, else a, and those of its parameters.

    >>> names_of([Linear(2, 3), ReLU(), Linear(3, 1)])
    [('z1', ['W1', 'b1']), ('a1', []), ('z2', ['W2', 'b2'])]
    """
    found, number = [], 0
    for module in modules:
        shapes = [np.shape(w) for w in parameters_of(module)]
        number += bool(shapes)
        name = f"{'z' if shapes else 'a'}{number}"
        name += "'" * sum(other.rstrip("'") == name for other, _ in found)
        letters = ["W" if len(shape) == 2 else "b" for shape in shapes]
        primes = ["'" * letters[:j].count(letter) for j, letter in enumerate(letters)]
        found.append((name, [f"{letter}{number}{prime}" for letter, prime in zip(letters, primes, strict=True)]))
    return found


def _twin(module: Any, x: np.ndarray) -> Any:
    """Ours with the same weights, to compare with; None for a layer that we do not have."""
    kind = counterpart(module, ["Linear", *ELEMENTWISE], otherwise="")
    if kind == "Linear" and np.ndim(getattr(module, "weight", None)) == 2 and len(module.weight) == x.shape[1]:
        columns, bias = module.weight.shape[1], getattr(module, "bias", None)
        bias = np.zeros(columns) if bias is None else np.array(bias, dtype=float).ravel()
        return linear(module.weight, bias) if bias.shape == (columns,) else None
    if kind in ELEMENTWISE and not parameters_of(module):
        wanted = {"LeakyReLU": ("slope",), "ELU": ("alpha",)}.get(kind, ())
        if all(hasattr(module, name) for name in wanted):
            return ELEMENTWISE[kind](**{name: getattr(module, name) for name in wanted})
    return None
