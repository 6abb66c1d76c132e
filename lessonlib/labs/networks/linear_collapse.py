"""Two linear layers are one: W1 W2 = W3 worked out term by term; then an activation between them bends the boundary."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, whole
from lessonlib.data import moons, xor
from lessonlib.labs.networks.linear_collapse_picture import draw_linear_collapse
from lessonlib.labs.shared.beside import beside
from lessonlib.labs.shared.decision_regions import places, square
from lessonlib.labs.shared.own import counterpart, wanted_shape
from lessonlib.nn import Adam, BCELoss, LeakyReLU, Linear, NeuralNetwork, ReLU, Sigmoid, Tanh, train
from lessonlib.stage import Controls, Trace, lab_of, number, signed

ACTIVATIONS = {"ReLU": ReLU, "LeakyReLU": LeakyReLU, "Tanh": Tanh, "Sigmoid": Sigmoid}
DATA = {"XOR": lambda: xor(80, noise=0.2, rng=0), "moons": lambda: moons(80, noise=0.1, rng=0)}
BEND = np.linspace(0, 1, 21)  # from no activation (0) to the whole (1)
PRESETS = {
    "XOR": ("Watch what is lost where ReLU is taken out, and what comes back with it.", {}),
    "Moons": ("A line does quite well here: see how much of the data the activation adds.", {"data": "moons"}),
    "A smooth bend": ("With tanh the boundary has no corners.", {"activation": "Tanh"}),
    "Two units": ("Two units have too few bends for XOR: how far from 100 % does ReLU leave them?", {"hidden": 2}),
}
H = np.round(np.linspace(-3, 3, 61), 10)  # where the activation is drawn


def record_linear_collapse(
    data: str = "XOR", activation: str = "ReLU", hidden: int = 4, seed: int = 0, mine: Any = None
) -> Trace:
    """Train two layers with an activation, take it out, multiply the matrices, and bring it back by and by.

    Between the layers stands (1 - t) h + t f(h): nothing at t = 0, the activation f at t = 1. The weights stay the
    same; they have one decimal, so that the products can be checked by hand.

    Args:
        data: "XOR" or "moons".
        activation: f, one of :data:`ACTIVATIONS`.
        hidden: units between the layers, 2 to 6.
        seed: draws the first weights.
        mine: the learner's activation: a class, or an object, with ``forward(x)``.

    Raises:
        ValueError, TypeError: for an unknown name, or a number out of range.

    Trace:
        x: (rows, inputs) the data.
        y: (rows) their classes.
        ends: (2) of the square that is drawn.
        activation: () the name of f.
        h, f: (points) the curve of f.
        bend: (bends) t, from 0 to 1.
        W1: (3, hidden) the first weights, the bias as the last row.
        W2: (hidden + 1, 1) the second ones, the bias as the last row.
        sums: (terms) of W3, the sum so far.
        terms: (terms, 2) the row of W3 and the place in its sum.
        factors: (terms, 2) the two numbers multiplied.
        p: (bends, side, side) p(class 1) in the plane.
        right: (bends) the part of the rows that is right.
        best line: () the largest part that a straight line gets right.
        And by the learner's activation: label, what it is called, and my f, my p, my right.
    """
    x, y = DATA[one_of(data, DATA, "data")]()
    name = one_of(activation, ACTIVATIONS, "activation")
    rival = name if mine is None else counterpart(mine, ACTIVATIONS, otherwise=name)
    f = ACTIVATIONS[rival]()
    hidden, seed = whole(hidden, "hidden", at_least=2, at_most=6), whole(seed, "seed", at_least=0)
    first, second = trained(f, x, y, hidden, seed)
    ends = square(x)
    grid = first.forward(places(ends))  # (cells, hidden)
    p, right = bent(f, first, second, grid, x, y)
    w1, w2 = np.vstack([first.weight, first.bias]), np.vstack([second.weight, second.bias])
    sums, terms = products(w1, w2)
    arrays = {
        "x": x,
        "y": y,
        "ends": ends,
        "activation": rival,
        "h": H,
        "f": f.forward(H),
        "bend": BEND,
        "W1": w1,
        "W2": w2,
        "sums": sums,
        "terms": terms,
        "factors": [(w1[row, j] if j < hidden else 1.0, w2[j, 0]) for row, j in terms],  # b2 is added as it is
        "p": p,
        "right": right,
        "best line": best_line(x, y),
    }
    found = beside(
        mine,
        lambda label: _own(mine, first, second, grid, x, y, label),
        arrays["f"],
        ours=rival,
        names=ACTIVATIONS,
        read=lambda own: own["my f"],
        where=lambda k: f"at h = {number(H[k])}",
        counted="at {} of {} points",
    )
    arrays |= {**found.theirs, "label": found.label} if found.there else {}
    return Trace(arrays, _captions(arrays), found.notes)


def trained(f: Any, x: np.ndarray, y: np.ndarray, hidden: int, seed: int) -> tuple[Linear, Linear]:
    """The two linear layers of a network that learned ``x`` with ``f`` between them, rounded to one decimal."""
    rng = np.random.default_rng(seed)
    first, second = Linear(2, hidden, rng=rng), Linear(hidden, 1, rng=rng)
    network = NeuralNetwork([first, f, second, Sigmoid()])
    train(network, BCELoss(), x, y, optimizer=Adam(0.05), epochs=200, batch_size=len(x), rng=rng, progress=False)
    for w in network.parameters():
        w[...] = np.round(w, 1) + 0.0  # no -0
    return first, second


def bent(f: Any, first: Linear, second: Linear, grid: np.ndarray, x: np.ndarray, y: np.ndarray):
    """p(class 1) in the cells, (21, side, side), and the part of ``x`` that is right, (21,), for each t of BEND."""
    side, out = round(len(grid) ** 0.5), Sigmoid()
    hidden = first.forward(x)  # (n, hidden)
    on_grid, on_data = f.forward(grid), f.forward(hidden)

    def network(h, f_h, t):
        return out.forward(second.forward((1 - t) * h + t * f_h))[:, 0]

    p = [network(grid, on_grid, t).reshape(side, side) for t in BEND]
    right = [np.mean((network(hidden, on_data, t) > 0.5) == y) for t in BEND]
    return np.array(p), np.array(right)


def products(w1: np.ndarray, w2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every term of W3 = W1 W2, and b3 = b1 W2 + b2 as its last row: the running sums and (row, place in the sum).

    ``w1`` (3, h) and ``w2`` (h + 1, 1) hold the biases as their last rows; both results have a row for each term.

    >>> sums, terms = products(np.array([[1, 2], [0, 1], [1, 1]]), np.array([[3], [4], [5]]))
    >>> sums.tolist()
    [3.0, 11.0, 0.0, 4.0, 3.0, 7.0, 12.0]
    """
    h = w1.shape[1]
    terms = [(row, j) for row in range(3) for j in range(h + (row == 2))]
    values = [w1[row, j] * w2[j, 0] if j < h else w2[h, 0] for row, j in terms]
    sums: list[float] = []
    for (_, j), value in zip(terms, values, strict=True):
        sums.append(float(value) + (sums[-1] if j else 0.0))
    return np.round(sums, 10), np.array(terms)


def best_line(x: np.ndarray, y: np.ndarray) -> float:
    """The largest part of the rows of ``x`` (n, 2), with classes ``y`` (n,), that any straight line gets right.

    >>> best_line(np.array([[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]]), np.array([0, 0, 1, 1]))
    0.75
    """
    i, j = np.triu_indices(len(x), 1)
    across = x[i] - x[j]
    # Seen along a direction, two points change their order only where it is square to the line through them.
    turns = np.sort((np.arctan2(across[:, 1], across[:, 0]) + np.pi / 2) % np.pi)
    angles = (turns + np.append(turns[1:], turns[0] + np.pi)) / 2
    order = np.argsort(x @ np.stack([np.cos(angles), np.sin(angles)]), axis=0)  # (n, angles)
    ones = np.cumsum(y[order], axis=0)  # class 1 up to each point
    zeros = np.arange(1, len(y) + 1)[:, None] - ones
    right = (zeros + y.sum() - ones) / len(y)
    return float(max(right.max(), 1 - right.min()))


@lab_of(record_linear_collapse, draw_linear_collapse, presets=PRESETS)
def linear_collapse_lab() -> Controls:
    """Multiply two layers into one, W1 W2 = W3, see one straight boundary, and bend it by an activation between them.

    Source: Lecture 1, "Neural Networks" (W1 W2 X = W3 X).
    """
    return {
        "data": ipywidgets.Dropdown(options=list(DATA), description="Data"),
        "activation": ipywidgets.Dropdown(options=list(ACTIVATIONS), description="Activation"),
        "hidden": ipywidgets.IntSlider(min=2, max=6, description="Hidden units"),
        "seed": ipywidgets.IntSlider(min=0, max=9, description="Seed of the weights"),
    }


def _own(mine: Any, first, second, grid, x, y, label: str) -> dict[str, np.ndarray]:
    """What :func:`record_linear_collapse` records, from the learner's activation."""
    layer = mine() if isinstance(mine, type) else mine

    class Checked:
        def forward(self, h):
            return wanted_shape(layer.forward(h.copy()), h.shape, f"{label}.forward")

    p, right = bent(Checked(), first, second, grid, x, y)
    return {"my f": Checked().forward(H), "my p": p, "my right": right}


def _captions(arrays: dict) -> list[str]:
    sums, terms, right = (arrays[name] for name in ("sums", "terms", "right"))
    units, name = arrays["W1"].shape[1], arrays["activation"]
    told = [f"Two linear layers with {units} units between them and no activation."]
    for (row, j), (a, b), total in zip(terms, arrays["factors"], sums, strict=True):
        term = f"{number(a)} · {signed(b)}" if j < units else signed(b)
        start = f"{number(total - a * b, 5)} + " if j else ""
        what = ("weight of x₁", "weight of x₂", "bias")[row]
        told.append(f"W₃, {what}, term {j + 1} of {units + (row == 2)}: {start}{term} = {number(total, 5)}.")
    of_line = sums[np.append(np.diff(terms[:, 0]) > 0, True)]
    equation = f"{number(of_line[0], 5)} x₁ + {signed(of_line[1], 5)} x₂ + {signed(of_line[2], 5)} = 0"
    told.append(
        f"One layer does the same as two: the boundary is the straight line {equation}, {_percent(right[0])} right, "
        f"for the weights were learned with {name}; the best straight line gets {_percent(arrays['best line'])}."
    )
    for t, part in zip(BEND[1:], right[1:], strict=True):
        end = ", with the same weights." if t < 1 else f": {name} alone, the same weights."
        mix = f"{number(1 - t)} · h + {number(t)} · {name}(h)"
        told.append(f"Between the layers: {mix}. No W₃ does this; {_percent(part)} right{end}")
    return told


def _percent(part: float) -> str:
    return f"{number(100 * part)} %"
