"""Two linear layers are one: W1 W2 = W3 worked out term by term; then an activation between them bends the boundary."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, whole
from lessonlib.data import moons, xor
from lessonlib.labs.networks.linear_collapse_picture import draw_linear_collapse
from lessonlib.labs.shared.decision_regions import places, square
from lessonlib.labs.shared.own import counterpart, own_label, run_own, wanted_shape
from lessonlib.nn import Adam, BCELoss, LeakyReLU, Linear, NeuralNetwork, ReLU, Sigmoid, Tanh, train
from lessonlib.stage import Controls, Trace, lab_of, number, signed

ACTIVATIONS = {"ReLU": ReLU, "LeakyReLU": LeakyReLU, "Tanh": Tanh, "Sigmoid": Sigmoid}
DATA = {"XOR": lambda: xor(80, noise=0.2, rng=0), "moons": lambda: moons(80, noise=0.1, rng=0)}
BEND = np.linspace(0, 1, 21)  # from no activation (0) to the whole (1)
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
    """
    x, y = DATA[one_of(data, DATA, "data")]()
    f = ACTIVATIONS[one_of(activation, ACTIVATIONS, "activation")]()
    if not 2 <= whole(hidden, "hidden", at_least=2) <= 6:
        raise ValueError(f"hidden: wanted 2 to 6 units, so that the matrices can be read, got {hidden}; choose 4.")
    notes, rival = [], activation
    if mine is not None:
        rival = counterpart(mine, ACTIVATIONS, otherwise=activation)
        f = ACTIVATIONS[rival]()
    first, second = trained(f, x, y, hidden, whole(seed, "seed", at_least=0))
    ends = square(x)
    grid = first.forward(places(ends))  # (cells, hidden)
    arrays = {
        "x": x,
        "y": y,
        "ends": ends,
        "activation": rival,
        "h": H,
        "f": f.forward(H),
        "bend": BEND,
        "W1": np.vstack([first.weight, first.bias]),
        "W2": np.vstack([second.weight, second.bias]),  # bias: last row
        "best line": best_line(x, y),
    }
    arrays["p"], arrays["right"] = bent(f, first, second, grid, x, y)
    if mine is not None:
        label = own_label(mine, ACTIVATIONS)
        own, problem = run_own(mine, lambda: _own(mine, first, second, grid, x, y, label), stays=rival)
        notes += [problem] if problem else _departure(label, rival, own["my f"], arrays["f"])
        arrays |= {} if problem else {**own, "label": label}
    sums, terms = products(arrays["W1"], arrays["W2"])
    arrays |= {"sums": sums, "terms": terms}
    return Trace(arrays, _captions(arrays), notes)


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


@lab_of(record_linear_collapse, draw_linear_collapse)
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


def _departure(label: str, rival: str, own: np.ndarray, ours: np.ndarray) -> list[str]:
    wrong = ~np.isclose(own, ours, rtol=1e-6, atol=1e-8)
    if not wrong.any():
        return []
    k = int(np.argmax(wrong))
    return [
        f"{label} departs from {rival} at {int(wrong.sum())} of {len(H)} points, first at h = {number(H[k])}: "
        f"{number(own[k])} instead of {number(ours[k])}."
    ]


def _captions(arrays: dict) -> list[str]:
    w1, w2, sums, terms, right = (arrays[name] for name in ("W1", "W2", "sums", "terms", "right"))
    units, name = w1.shape[1], arrays["activation"]
    told = [f"Two linear layers with {units} units between them and no activation. Predict the shape of the boundary."]
    for (row, j), total in zip(terms, sums, strict=True):
        before = total - w1[row, j] * w2[j, 0] if j < units else total - w2[j, 0]
        term = f"{number(w1[row, j])} · {signed(w2[j, 0])}" if j < units else signed(w2[j, 0])
        start = f"{number(before, 5)} + " if j else ""
        what = ("weight of x₁", "weight of x₂", "bias")[row]
        told.append(f"W₃, {what}, term {j + 1} of {units + (row == 2)}: {start}{term} = {number(total, 5)}.")
    of_line = [sums[i] for i in np.flatnonzero(np.append(np.diff(terms[:, 0]) > 0, True))]
    equation = f"{number(of_line[0], 5)} x₁ + {signed(of_line[1], 5)} x₂ + {signed(of_line[2], 5)} = 0"
    told.append(
        f"One layer does the same as two: the boundary is the straight line {equation}, {_percent(right[0])} right; "
        f"the best of all straight lines gets {_percent(arrays['best line'])}."
    )
    for t, part in zip(BEND[1:], right[1:], strict=True):
        told.append(
            f"Between the layers: {number(1 - t)} · h + {number(t)} · {name}(h). No W₃ does this; "
            f"{_percent(part)} right" + (", with the same weights." if t < 1 else f": {name} alone, the same weights.")
        )
    return told


def _percent(part: float) -> str:
    return f"{number(100 * part)} %"
