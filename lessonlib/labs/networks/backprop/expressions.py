"""The graphs of numbers that backprop_lab and graphs_lab step through: gates, what goes into them, and their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lessonlib.labs.networks.backprop.gates import (
    ADD,
    EXP,
    MAXIMUM,
    MULTIPLY,
    NEGATE,
    PLUS_ONE,
    RECIPROCAL,
    RNN_CELL,
    SCALED_TANH,
    SIGMOID,
    SQUARE,
    SUBTRACT,
    SURPRISE,
    Gate,
)


@dataclass(frozen=True)
class Expression:
    """A scalar function as a graph.

    Args:
        latex: the whole formula.
        inputs: name -> number.
        gates: name of the result -> (gate, names of what goes in), in an order in which it can be computed; the last
            one is the output.
        places: name -> (column, row) of each node, row 0 at the bottom.
        about: what to look for, in one sentence.
    """

    latex: str
    inputs: Mapping[str, float]
    gates: Mapping[str, tuple[Gate, tuple[str, ...]]]
    places: Mapping[str, tuple[float, float]]
    about: str

    @property
    def output(self) -> str:
        """The name of the last result."""
        return list(self.gates)[-1]

    @property
    def names(self) -> list[str]:
        """Inputs first, then the results in the order of computing."""
        return [*self.inputs, *self.gates]

    @property
    def edges(self) -> list[tuple[str, str]]:
        """(from, to), in the order of computing."""
        return [(source, name) for name, (_, sources) in self.gates.items() for source in sources]


_NEURON = {"w0": 2.0, "x0": 1.0, "w1": -1.0, "x1": 0.5, "b": -0.5}
_NEURON_GATES = {
    "p": (MULTIPLY, ("w0", "x0")),
    "q": (MULTIPLY, ("w1", "x1")),
    "s": (ADD, ("p", "q")),
    "z": (ADD, ("s", "b")),
}
_NEURON_PLACES = {
    "w0": (0, 3), "x0": (0, 2), "w1": (0, 1), "x1": (0, 0), "b": (2, 0.3),
    "p": (1, 2.5), "q": (1, 0.5), "s": (2, 1.5), "z": (3, 1.5),
}  # fmt: skip

_PLACES = {  # (column, row) of each node, row 0 at the bottom
    "logistic loss": {"w": (0, 2), "x": (0, 1), "b": (1, 0.3), "p": (1, 1.5), "z": (2, 1.2), "f": (3, 1.2),
        "L": (4, 1.2)},
    "squared error": {"w": (0, 2.2), "x": (0, 1.2), "b": (1, 0.5), "y": (2, 0), "p": (1, 1.7), "z": (2, 1.3),
        "r": (3, 1), "L": (4, 1)},
    "x used twice": {"y": (0, 2), "x": (0, 0.5), "p": (1, 1.6), "s": (2, 0.9), "f": (3, 0.9)},
    "maximum": {"y": (0, 2.2), "x": (0, 1.2), "z": (0, 0), "p": (1, 2), "m": (2, 1.7), "s": (2, 0.5), "f": (3, 1.1)},
    "recurrent": {"w": (0.8, 2.4), "u": (3.2, 2.4), "h0": (0, 1), "x1": (1, 0), "x2": (2, 0), "x3": (3, 0),
        "y": (4, 0), "h1": (1, 1), "h2": (2, 1), "h3": (3, 1), "r": (4, 1), "L": (5, 1)},
    "two inputs": {"w": (0, 3), "text": (0, 2), "v": (0, 1), "question": (0, 0), "s": (2, 0.3), "a": (1, 2.5),
        "c": (1, 0.5), "m": (2, 1.5), "z": (3, 1.5), "p": (4, 1.5), "L": (5, 1.5)},
    "two heads": {"w": (0, 2.1), "x": (0, 1), "v": (1, 3.1), "u": (1, 0), "y": (3, -0.7), "h": (1, 1.55),
        "z": (2, 2.7), "p": (3, 2.7), "A": (4, 2.7), "g": (2, 0.4), "r": (3, 0.4), "B": (4, 0.4), "L": (5, 1.55)},
}  # fmt: skip

EXPRESSIONS = {
    "sigmoid neuron": Expression(
        r"f = \frac{1}{1 + e^{-(w_0 x_0 + w_1 x_1 + b)}}",
        _NEURON,
        {
            **_NEURON_GATES,
            "m": (NEGATE, ("z",)),
            "e": (EXP, ("m",)),
            "d": (PLUS_ONE, ("e",)),
            "f": (RECIPROCAL, ("d",)),
        },
        {**_NEURON_PLACES, "m": (4, 1.5), "e": (5, 1.5), "d": (5, 0.3), "f": (4, 0.3)},
        "Four small gates make the sigmoid; their slopes multiply to f (1 − f).",
    ),
    "sigmoid as one gate": Expression(
        r"f = \sigma(w_0 x_0 + w_1 x_1 + b)",
        _NEURON,
        {**_NEURON_GATES, "f": (SIGMOID, ("z",))},
        {**_NEURON_PLACES, "f": (4, 1.5)},
        "The gradients are those of the four small gates: f (1 − f) is their product.",
    ),
    "logistic loss": Expression(
        r"L = -\ln \sigma(w \cdot x + b)",
        {"w": 0.5, "x": 2.0, "b": -1.5},
        {"p": (MULTIPLY, ("w", "x")), "z": (ADD, ("p", "b")), "f": (SIGMOID, ("z",)), "L": (SURPRISE, ("f",))},
        _PLACES["logistic loss"],
        "−1/f times f (1 − f) is f − 1: what the model says minus the truth, 1.",
    ),
    "squared error": Expression(
        r"L = (w \cdot x + b - y)^2",
        {"w": 1.5, "x": 2.0, "b": -1.0, "y": 3.0},
        {"p": (MULTIPLY, ("w", "x")), "z": (ADD, ("p", "b")), "r": (SUBTRACT, ("z", "y")), "L": (SQUARE, ("r",))},
        _PLACES["squared error"],
        "The sums pass the gradient on as it is; the square and the product change it.",
    ),
    "x used twice": Expression(
        r"f = (x \cdot y + x)^2",
        {"x": 2.0, "y": -3.0},
        {"p": (MULTIPLY, ("x", "y")), "s": (ADD, ("p", "x")), "f": (SQUARE, ("s",))},
        _PLACES["x used twice"],
        "Two paths lead back to x: what becomes of the gradients that they bring?",
    ),
    "maximum": Expression(
        r"f = \max(x \cdot y, z) \cdot (x + z)",
        {"x": 2.0, "y": 1.5, "z": -1.0},
        {"p": (MULTIPLY, ("x", "y")), "m": (MAXIMUM, ("p", "z")), "s": (ADD, ("x", "z")), "f": (MULTIPLY, ("m", "s"))},
        _PLACES["maximum"],
        "The maximum passes the gradient to the larger input only.",
    ),
}

GRAPHS = {
    "recurrent": Expression(
        r"h_t = \tanh(w \, x_t + u \, h_{t-1}), \quad L = (h_3 - y)^2",
        {"w": 0.8, "u": 0.6, "h0": 0.0, "x1": 0.5, "x2": 0.4, "x3": 0.6, "y": 1.0},
        {
            "h1": (RNN_CELL, ("w", "x1", "u", "h0")),
            "h2": (RNN_CELL, ("w", "x2", "u", "h1")),
            "h3": (RNN_CELL, ("w", "x3", "u", "h2")),
            "r": (SUBTRACT, ("h3", "y")),
            "L": (SQUARE, ("r",)),
        },
        _PLACES["recurrent"],
        "The same w and u work at every time: what does each time bring to their gradients?",
    ),
    "two inputs": Expression(
        r"a = \tanh(w \cdot \mathrm{text}), \quad c = \tanh(v \cdot \mathrm{question}), "
        r"\quad L = -\ln \sigma(s \, a \, c)",
        {"w": 0.9, "text": 1.2, "v": -0.7, "question": -1.5, "s": 1.5},
        {
            "a": (SCALED_TANH, ("w", "text")),
            "c": (SCALED_TANH, ("v", "question")),
            "m": (MULTIPLY, ("a", "c")),
            "z": (MULTIPLY, ("m", "s")),
            "p": (SIGMOID, ("z",)),
            "L": (SURPRISE, ("p",)),
        },
        _PLACES["two inputs"],
        "Text and question are encoded apart and meet in a product: each one's gradient holds the other's code.",
    ),
    "two heads": Expression(
        r"h = \tanh(w \, x), \quad L = -\ln \sigma(v \, h) + (u \, h - y)^2",
        {"w": 0.9, "x": 1.0, "v": 1.2, "u": -0.8, "y": -1.0},
        {
            "h": (SCALED_TANH, ("w", "x")),
            "z": (MULTIPLY, ("v", "h")),
            "p": (SIGMOID, ("z",)),
            "A": (SURPRISE, ("p",)),
            "g": (MULTIPLY, ("u", "h")),
            "r": (SUBTRACT, ("g", "y")),
            "B": (SQUARE, ("r",)),
            "L": (ADD, ("A", "B")),
        },
        _PLACES["two heads"],
        "One trunk, two tasks: what becomes of h, when both heads ask something of it?",
    ),
}
