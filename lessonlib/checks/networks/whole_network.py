"""How a whole network for two classes of digits is checked: its end, its first weights, and that it learns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib import nn
from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.networks.linear_cases import WEIGHT

PROBABILITIES, ONE_SIGN = "every answer between 0 and 1", "weights of one sign"
LEARNS = "loss after 60 steps below ln 2 and below the first"


def _rows() -> tuple[np.ndarray, np.ndarray]:
    """Forty pictures of 8 x 8 of two kinds: bright above, or bright below."""
    rng, y = np.random.default_rng(3), np.arange(40) % 2
    bright = np.where(y[:, None] == np.arange(64)[None] // 32, 1.0, 0.0)
    return np.clip(bright + 0.3 * rng.normal(size=(40, 64)), 0, 1), y


X, Y = _rows()
CASE = Case("40 pictures of 64 numbers", x=X, y=Y)


def _network(maker: Maker) -> Subject:
    return Subject(maker.raw(), maker)


def _parts(thing: Any) -> Iterator[Any]:
    """A module and those inside it."""
    yield thing
    for inner in (item for value in vars(thing).values() if isinstance(value, (list, tuple)) for item in value):
        if hasattr(inner, "__dict__"):
            yield from _parts(inner)


def _output(maker: Maker, case: Case) -> np.ndarray:
    return np.zeros(_network(maker).call("forward", case.fresh("x")).shape)


def _end(maker: Maker, case: Case) -> dict[str, bool]:
    p = _network(maker).call("forward", 5 * case.fresh("x"))
    return {PROBABILITIES: bool(((p >= 0) & (p <= 1)).all())}


def _signs(maker: Maker, case: Case) -> dict[str, bool]:
    network = _network(maker)
    weights = [Subject(part, maker).array(*WEIGHT) for part in _parts(network.thing)]
    return {ONE_SIGN: any(bool((w >= 0).all() or (w <= 0).all()) for w in weights if w is not None)}


def _trained(maker: Maker, case: Case) -> dict[str, bool]:
    network, loss = _network(maker), nn.BCELoss()
    first = loss.forward(network.call("forward", case.fresh("x")), case.y)
    for _ in range(60):
        loss.forward(network.call("forward", case.fresh("x")), case.y)
        network.do("backward", loss.backward())
        network.do("step", 0.1)
    value = loss.forward(network.call("forward", case.fresh("x")), case.y)
    return {LEARNS: bool(value < 0.9 * min(first, np.log(2)))}


def _part(name: str, formula: str, observe, wanted, *hints: str) -> Part:
    return Part(name, formula, (CASE,), observe, lambda c: wanted, hints=hints)


EXERCISES = (
    Exercise(
        "digit_network",
        ("digit_network",),
        "function",
        "digit_network() -> a network of 64 numbers to one probability, with forward, backward and step",
        (
            _part(
                "output",
                "(B, 1)",
                _output,
                np.zeros((len(X), 1)),
                "Print the shape of what forward returns.",
                "The last layer has one column.",
            ),
            _part(
                "probabilities",
                "sigmoid at the end",
                _end,
                {PROBABILITIES: True},
                "What turns any number into one between 0 and 1?",
                "The last module is Sigmoid().",
            ),
            _part(
                "first weights",
                "random numbers of both signs",
                _signs,
                {ONE_SIGN: False},
                "Print the smallest and the largest weight of each layer.",
                "Draw them from a normal distribution.",
            ),
            _part(
                "learning",
                "60 steps of 0.1",
                _trained,
                {LEARNS: True},
                "Print the loss after each step: does it move?",
                "Each layer needs weights of its own, large enough.",
            ),
        ),
    ),
)
MISTAKES = (
    Mistake(
        "sigmoid missing at the end",
        ("digit_network",),
        "probabilities",
        lambda c: {PROBABILITIES: False},
        "The network ends in a layer, so that its answers are any numbers: the last module is missing.",
        ("What stands after the last layer?", "NeuralNetwork([..., Linear(100, 1), Sigmoid()])"),
    ),
    Mistake(
        "weights of one sign",
        ("digit_network",),
        "first weights",
        lambda c: {ONE_SIGN: True},
        "All weights of a layer have one sign: its units begin alike, and stay alike for long.",
        ("What is the smallest number that np.random.rand draws?", "np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)"),
    ),
    Mistake(
        "weights all alike",
        ("digit_network",),
        "learning",
        lambda c: {LEARNS: False},
        "It hardly learns: the weights are too small or all alike, or a layer blocks the gradient.",
        ("Print the standard deviation of each layer's weights.", "np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)"),
    ),
)
