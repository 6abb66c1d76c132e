"""Four filters that a network learns: their maps of one digit epoch by epoch, then max pooling, place by place."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from lessonlib.data import load_digits
from lessonlib.nn import (
    Adam,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    NeuralNetwork,
    NLLLoss,
    ReLU,
    evaluate,
    softmax,
    train,
)
from lessonlib.stage import Trace, number
from lessonlib.stage.numbers import plural

LEARNED = "learned"
FILTERS, K, POOL = 4, 3, 2
EPOCHS, RATE, BATCH = 8, 1e-2, 64


class Epoch(NamedTuple):
    """The network after an epoch: its filters (4, 1, 3, 3) with biases, its last layer, how many are right."""

    weight: np.ndarray
    bias: np.ndarray
    last: tuple[np.ndarray, np.ndarray]
    right: float


@cache
def epochs() -> tuple[Epoch, ...]:
    """A training on all ten digits, once for all images: as it begins, and after each epoch."""
    digits = load_digits(range(10))
    x, held_out = (rows.reshape(-1, 1, 8, 8) for rows in (digits.x_train, digits.x_held_out))
    conv, last = Conv2d(1, FILTERS, K, rng=0), Linear(FILTERS * 9, 10, rng=1)
    network, loss, seen = NeuralNetwork([conv, ReLU(), MaxPool2d(POOL), Flatten(), last]), NLLLoss(), []

    def look(_=None) -> None:
        right = evaluate(network, loss, held_out, digits.y_held_out)[1]
        copies = [part.copy() for part in (conv.weight, conv.bias, last.weight, last.bias)]
        seen.append(Epoch(copies[0], copies[1], (copies[2], copies[3]), float(right)))

    look()
    settings = {"epochs": EPOCHS, "batch_size": BATCH, "rng": 0, "metric": None}
    train(network, loss, x, digits.y_train, optimizer=Adam(RATE), on_epoch=look, progress=False, **settings)
    return tuple(seen)


def record_learned(name: str, x: np.ndarray, compare: Callable) -> Trace:
    """Record the maps of the digit ``x`` (8, 8) under each epoch's filters, then the places of the pooling window."""
    states, digit = epochs(), int(name.split()[-1])
    rows = [_look(state, x) for state in states]
    maps, pooled, says = (np.stack(each) for each in zip(*rows, strict=True))
    side = pooled.shape[-1]
    places = list(np.ndindex(side, side))
    last, held_out = len(states) - 1, load_digits(range(10)).y_held_out
    epoch = [*range(len(states)), *[last] * len(places)]
    corner = [(-1, -1)] * len(states) + places
    plain = Conv2d(1, FILTERS, K)  # as the learner's layer is tried: without a bias
    plain.weight = states[-1].weight
    found = compare(plain.weight, x[None] / 16, plain.forward(x[None, None] / 16)[0], 1, 0)
    arrays = {
        "stacked": False,
        "learned": True,
        "name": name,
        "x": x[None],
        "epoch": epoch,
        "i": [i for i, _ in corner],
        "j": [j for _, j in corner],
        "filters": np.stack([state.weight[:, 0] for state in states]),
        "maps": maps,
        "pooled": pooled[-1],
        "says": says,
        "right": [state.right for state in states],
        "digit": digit,
        "share": np.bincount(held_out).max() / len(held_out),
    }
    captions = [_caption(arrays, k) for k in range(len(states))]
    captions += [_pooling(arrays, i, j) for i, j in places]
    return Trace(arrays, captions, found.notes)


def _look(state: Epoch, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The maps (4, 6, 6) behind the ReLU, the pooled ones (4, 3, 3), and the probability of each digit (10,)."""
    conv, last = Conv2d(1, FILTERS, K), Linear(FILTERS * 9, 10)
    conv.weight, conv.bias = state.weight, state.bias
    last.weight, last.bias = state.last
    maps = np.maximum(conv.forward(x[None, None] / 16), 0.0)
    pooled = MaxPool2d(POOL).forward(maps)
    return maps[0], pooled[0], softmax(last.forward(pooled.reshape(1, -1)))[0]


def _caption(a: dict, k: int) -> str:
    digit, p, right = a["digit"], number(a["says"][k, a["digit"]]), number(100 * a["right"][k])
    if k == 0:
        return (
            f"Before the first epoch: four filters of 3 × 3 are drawn at random; {right} % of the held-out digits are "
            f"right, and this {digit} gets p = {p}."
        )
    moved = np.abs(a["filters"][k] - a["filters"][k - 1]).sum(axis=(1, 2))
    most = int(moved.argmax()) + 1
    return (
        f"After {plural(k, 'epoch')}: {right} % of the held-out digits are right, this {digit} gets p = {p}. "
        f"Filter {most} has changed most."
    )


def _pooling(a: dict, i: int, j: int) -> str:
    window = a["maps"][-1][0, POOL * i : POOL * i + POOL, POOL * j : POOL * j + POOL].ravel()
    told = ", ".join(number(v) for v in window)
    return f"Pooling, row {i + 1}, column {j + 1}: of {told} in map 1 the largest stays, {number(window.max())}."
