"""Runs of stochastic gradient descent on one logistic regression: each step's batch, gradient and its error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonlib.data import Measured
from lessonlib.labs.shared.own import Departure
from lessonlib.nn import BCELoss, Linear, NeuralNetwork, Sigmoid

FAR = 100.0  # a weight beyond it belongs to a run that diverges


@dataclass
class Run:
    """One run: where it was and what it knew at each step.

    ``w``, ``gradient`` (of the batch) and ``whole`` (of all rows) have shape (steps + 1, 2), ``loss`` (over all rows),
    ``spread`` and ``read`` (samples so far) have shape (steps + 1,). Row 0 is the start; in the other rows the
    gradients belong to the step that led there, taken at the weights before. ``rows`` holds the rows of each batch.
    From ``diverged_at`` on, all but ``read`` is NaN.
    """

    w: np.ndarray
    gradient: np.ndarray
    whole: np.ndarray
    loss: np.ndarray
    spread: np.ndarray
    read: np.ndarray
    rows: list[np.ndarray]
    diverged_at: int | None = None

    @property
    def error(self) -> np.ndarray:
        """How far the batch's gradient was from that of all rows, in units of the single samples' spread."""
        # The order of the rows alone changes the last digits of a sum.
        return np.round(np.linalg.norm(self.gradient - self.whole, axis=1) / self.spread, 12)


class Regression:
    """p = sigmoid(x w) on ``data``, with its losses and gradients; the two weights are all it has.

    >>> from lessonlib.data import load_iris
    >>> model = Regression(load_iris())
    >>> round(model.loss(np.zeros(2)), 4)  # ln 2: every probability is one half
    0.6931
    """

    def __init__(self, data: Measured) -> None:
        self.x, self.y = data.x, data.y
        self.linear = Linear(2, 1, rng=0)  # its bias stays 0
        self.network, self.bce = NeuralNetwork([self.linear, Sigmoid()]), BCELoss()

    def loss(self, w: np.ndarray, rows: Any = slice(None)) -> float:
        """The mean cross-entropy of ``rows``."""
        self.linear.weight[:, 0] = w
        return self.bce.forward(self.network.forward(self.x[rows]), self.y[rows])

    def gradient(self, w: np.ndarray, rows: Any = slice(None)) -> np.ndarray:
        """Its gradient (2,)."""
        self.loss(w, rows)
        self.network.backward(self.bce.backward())
        return self.network.gradients()[0][:, 0].copy()

    def spread(self, w: np.ndarray) -> float:
        """The root of the mean squared distance of a single sample's gradient (p - y) x from that of all."""
        self.linear.weight[:, 0] = w
        single = (self.network.forward(self.x) - self.y[:, None]) * self.x  # (n, 2)
        return float(np.sqrt(((single - single.mean(axis=0)) ** 2).sum(axis=1).mean()))

    def surface(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """The loss over a grid of weights, (len(second), len(first))."""
        w = np.stack(np.meshgrid(first, second), axis=-1)  # (rows, columns, 2)
        z = np.where(self.y == 1, -1, 1) * (w @ self.x.T)  # (rows, columns, n)
        return np.logaddexp(0, z).mean(axis=-1)  # -log p of the true class

    def lowest(self) -> np.ndarray:
        """The weights (2,) of the lowest loss, by Newton's method."""
        w = np.zeros(2)
        for _ in range(30):
            p = 1 / (1 + np.exp(-self.x @ w))
            curvature = (self.x * (p * (1 - p))[:, None]).T @ self.x / len(self.x)
            w = w - np.linalg.solve(curvature, self.gradient(w))
        return w


def batches(n: int, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """The rows of one batch after another: each epoch visits all ``n`` rows once, in a new order.

    >>> [len(rows) for rows, _ in zip(batches(10, 4, np.random.default_rng(0)), range(4))]
    [4, 4, 2, 4]
    """
    while True:
        order = rng.permutation(n)
        yield from (order[start : start + size] for start in range(0, n, size))


def run(optimizer: Any, model: Regression, start: np.ndarray, size: int, steps: int, seed: int, name: str) -> Run:
    """Take ``steps`` steps from ``start`` (2,) with batches of ``size`` rows.

    Raises:
        Departure: when a learner's optimizer changes the shape, or gives NaN at once.
    """
    pairs = (np.full((steps + 1, 2), np.nan) for _ in range(3))
    record = Run(*pairs, *(np.full(steps + 1, np.nan) for _ in range(2)), np.zeros(steps + 1, dtype=int), [])
    w = start[:, None].copy()  # (2, 1), as Linear has it
    record.w[0], record.loss[0] = start, model.loss(start)
    drawn = batches(len(model.y), size, np.random.default_rng(seed))
    for k in range(1, steps + 1):
        rows, before = next(drawn), w[:, 0].copy()
        record.rows.append(rows)
        record.read[k] = record.read[k - 1] + len(rows)
        if record.diverged_at is not None:
            continue
        gradient = model.gradient(before, rows)
        optimizer.step([w], [gradient[:, None].copy()])
        if w.shape != (2, 1):
            raise Departure(f"{name}.step changed the shape of the parameters from (2, 1) to {w.shape}")
        if k == 1 and np.isnan(w).any():
            raise Departure(f"{name}.step gave NaN at the first step, from w = {before} and gradient {gradient}")
        if not (np.abs(w) <= FAR).all():  # false for NaN too
            record.diverged_at = k
            continue
        record.w[k], record.loss[k] = w[:, 0], model.loss(w[:, 0])
        record.gradient[k], record.whole[k], record.spread[k] = gradient, model.gradient(before), model.spread(before)
    return record
