"""How NeuralNetwork is checked, on layers of the check's own: the order of the layers and every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib import nn
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.manners import manners
from lessonlib.nn.derivative import central_differences

RATE = 0.3
BACKWARD, RETURNED, LIST = "backward", "what backward returns", "the list of modules"


class Bent(nn.Module):
    """y = x W + shift + x²/10, of the shape of x: bent and square, so that a wrong order raises nothing and shows."""

    def __init__(self, weight: np.ndarray, shift: float):
        self.weight, self.shift = weight.copy(), shift  # (n, n)
        self.grad, self.taken = np.zeros_like(weight), 0.0

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return x W + shift + x²/10."""
        self.x = np.asarray(x)
        return self.x @ self.weight + self.shift + 0.1 * self.x**2

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Return dL/dx = grad Wᵀ + grad x/5 and keep dL/dW = xᵀ grad."""
        self.grad = self.x.T @ grad
        return grad @ self.weight.T + 0.2 * self.x * grad

    def step(self, learning_rate: float) -> None:
        """Move W, and remember by how much in all."""
        self.weight -= learning_rate * self.grad
        self.taken += learning_rate

    def parameters(self) -> list[np.ndarray]:
        """Return [W]."""
        return [self.weight]

    def gradients(self) -> list[np.ndarray]:
        """Return [dL/dW]."""
        return [self.grad]


def _case(label: str, count: int, rows: int, seed: int, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    weights = [0.5 * rng.normal(size=(3, 3)) for _ in range(count)]
    return Case(label, weights=weights, x=rng.normal(size=(rows, 3)), grad=rng.normal(size=(rows, 3)), **kind)


THREE = _case("three layers, 4 rows", 3, 4, seed=1)
CASES = (
    THREE,
    _case("two layers, one row", 2, 1, seed=2),
    _case("one layer", 1, 2, seed=3, rare=True),
    _case("eight layers", 8, 2, seed=4, rare=True),
)


def layers(case: Case) -> list[Bent]:
    """Fresh layers with the case's weights."""
    return [Bent(weight, shift=0.3 * i) for i, weight in enumerate(case.weights)]


def gradients(modules: list[Bent]) -> dict[str, np.ndarray]:
    """What backward left in each layer."""
    return {f"gradient of layer {i}": module.grad for i, module in enumerate(modules, start=1)}


def weights(modules: list[Bent]) -> dict[str, np.ndarray]:
    """What step left in each layer."""
    return {f"weight of layer {i}": module.weight for i, module in enumerate(modules, start=1)}


def _trained(rounds: int, steps: bool, see: Callable[[list[Bent]], dict]) -> Callable[[Maker, Case], dict]:
    def observe(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        modules = layers(case)
        network = maker(list(modules))
        for _ in range(rounds):
            network.do("forward", case.fresh("x"))
            network.do("backward", case.fresh("grad"))
            if steps:
                network.do("step", RATE)
        return see(modules)

    return observe


def _right(rounds: int, steps: bool, see: Callable[[list[Bent]], dict]) -> Callable[[Case], dict]:
    def wanted(case: Case) -> dict[str, np.ndarray]:
        modules = layers(case)
        network = nn.NeuralNetwork(modules)
        for _ in range(rounds):
            network.forward(case.x)
            network.backward(case.grad)
            if steps:
                network.step(RATE)
        return see(modules)

    return wanted


def _forward(maker: Maker, case: Case) -> np.ndarray:
    return maker(layers(case)).call("forward", case.fresh("x"))


def _backward(maker: Maker, case: Case) -> np.ndarray:
    network = maker(layers(case))
    network.do("forward", case.fresh("x"))
    return network.call("backward", case.fresh("grad"))


def _places(maker: Maker, case: Case) -> np.ndarray:
    """Where the caller's list holds its modules after a round: 0, 1, 2, ... when nobody touched it."""
    modules = layers(case)
    given = list(modules)
    network = maker(given)
    network.do("forward", case.fresh("x"))
    network.do("backward", case.fresh("grad"))
    return np.array([modules.index(module) for module in given])


def _central(maker: Maker, case: Case) -> np.ndarray:
    network = maker(layers(case))
    return central_differences(lambda x: float((network.call("forward", x) * case.grad).sum()), case.x)


def output(case: Case) -> np.ndarray:
    """The right answer of forward."""
    return nn.NeuralNetwork(layers(case)).forward(case.x)


def gradient(case: Case) -> np.ndarray:
    """The right answer of backward."""
    network = nn.NeuralNetwork(layers(case))
    network.forward(case.x)
    return network.backward(case.grad)


ORDER = "Number the modules on paper and follow x through your loop."
PARTS = (
    Part(
        "forward",
        "F_n(... F_2(F_1(x)))",
        CASES,
        _forward,
        output,
        hints=(ORDER, "for module in self.modules: x = module.forward(x), then return x"),
    ),
    Part(
        BACKWARD,
        "each layer gets the gradient from the layer after it",
        CASES,
        _trained(1, False, gradients),
        _right(1, False, gradients),
        hints=(ORDER, "for module in reversed(self.modules): grad = module.backward(grad), then return grad"),
    ),
    Part(
        "step",
        "every layer takes its step",
        CASES,
        _trained(1, True, weights),
        _right(1, True, weights),
        hints=("Which layers moved?", "for module in self.modules: module.step(learning_rate)"),
    ),
    Part(
        "second round",
        "forward, backward and step again",
        CASES[:2],
        _trained(2, True, weights),
        _right(2, True, weights),
        hints=("What does the first round leave changed in your network?", "Reverse a copy: reversed(self.modules)."),
    ),
    Part(
        RETURNED,
        "dL/dx, for whatever stands before the network",
        CASES,
        _backward,
        gradient,
        central=_central,
        rare=True,
        hints=("What does your backward return?", "return grad, after the loop."),
    ),
    Part(
        LIST,
        "the modules in the order given",
        CASES[:1],
        _places,
        lambda c: np.arange(len(c.weights)),
        rare=True,
        hints=("Which line turns the list around?", "reversed(self.modules) leaves the list as it is."),
    ),
    *manners(
        lambda maker, c: maker(layers(c)), output, gradient, THREE, THREE.but("", x=-THREE.x[:2], grad=THREE.grad[2:])
    ),
)
EXERCISES = (
    Exercise(
        "neural_network",
        ("NeuralNetwork", "Network"),
        "class",
        "NeuralNetwork(modules) with forward(x), backward(grad), step(learning_rate)",
        PARTS,
    ),
)
