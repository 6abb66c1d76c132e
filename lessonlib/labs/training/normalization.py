"""Normalised features: gradient descent down the long bowl of raw columns and the round bowl of scaled ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets
import numpy as np

from lessonlib.arguments import place, real, whole
from lessonlib.labs.shared.answers import told_apart
from lessonlib.labs.shared.controls import Menu
from lessonlib.labs.shared.own import Departure, name_of, run_own, wanted_shape
from lessonlib.labs.training.normalization_picture import draw_normalization
from lessonlib.nn import SGD, Linear, MSELoss
from lessonlib.stage import Controls, Trace, lab_of, number

ROWS = 60
TRUTH = np.array([2.0, 0.5])  # price for each room and for each square metre
MOST_STEPS = 300

PRESETS = {
    "One rate for both": (
        "The steep side of the long bowl allows 2 / largest curvature, about 0.04: how fast is the other side with it?",
        {"learning_rate": 0.035, "steps": 100},
    ),
    "A rate of 0.042": (
        "The round bowl would bear eighteen times this rate: what does the raw one do?",
        {"learning_rate": 0.042, "steps": 100},
    ),
    "Equal scales": ("With the same deviation in both columns, there is nothing to normalise.", {"scale": 1.0}),
    "A tilted bowl": (
        "Scaling cannot undo a correlation: the bowl stays long, along a diagonal.",
        {"correlation": 0.95},
    ),
}


def record_normalization(
    scale: float = 5.0,
    correlation: float = 0.3,
    learning_rate: float | None = None,
    steps: int = 60,
    start: Sequence[float] = (-1.0, 1.5),
    mine: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Trace:
    """Fit price = w1 rooms + w2 area by gradient descent, on raw columns and on normalised ones, from the same model.

    The loss is the mean squared error. Columns and prices have their means taken off, so that no bias is needed and
    only the scale differs; both bowls hold the same losses, for w1 x1 = (w1 s1) (x1 / s1).

    Args:
        scale: standard deviation of the area, 1 to 30; that of the rooms is 1.
        correlation: between rooms and area, 0 to 0.95.
        learning_rate: the same for both; None gives each bowl the one that is best in the long run, 2 / (smallest
            + largest curvature).
        steps: 1 to 300.
        start: (w1, w2) in the raw bowl; the other begins with the same model.
        mine: the learner's function (n, 2) -> (n, 2) that normalises the columns; its bowl stands in place of ours.

    Raises:
        ValueError, TypeError: for a number out of range; the text says what was wanted.

    Trace:
        told: (2) what the two bowls are called.
        x: (rows, 2) the homes, rooms and area.
        y: (rows) their prices.
        spread: (2) the standard deviations of the columns.
        floor: () the lowest loss.
        {bowl} x: (rows, 2) the columns, raw or normalised.
        {bowl} w, {bowl} gradient: (steps, 2) the path, and the gradient at each of its places.
        {bowl} loss: (steps) the loss there.
        {bowl} diverged, {bowl} rate: () the step at which w left every picture, or -1; the learning rate.
        {bowl} minimum, {bowl} curvature: (2) the best w; the smallest and the largest curvature.
    """
    scale, steps = real(scale, "scale", at_least=1, at_most=30), whole(steps, "steps", at_most=MOST_STEPS)
    if learning_rate is not None:
        real(learning_rate, "learning_rate", above=0)
    flats, price = homes(scale, real(correlation, "correlation", at_least=0, at_most=0.95))
    raw = flats - flats.mean(axis=0)
    spread = raw.std(axis=0)
    advice = "click in the raw bowl or write start=(-1, 1.5)"
    begin = np.array(place(start, "start", (-100, -100), (100, 100), advice))
    sides, notes, told = {"raw": raw, "normalised": raw / spread}, [], ["raw", "normalised"]
    if mine is not None:
        own, problem = run_own(mine, lambda: _own(mine, flats), stays="Our normalising")
        notes += [problem] if problem else _departures(name_of(mine), own)
        if not problem:
            sides["normalised"], told[1] = own, f"by {name_of(mine)}"
    arrays = {"told": told, "x": flats, "y": price, "spread": spread}
    for name, x in sides.items():
        slowest, steepest = np.linalg.eigvalsh(2 * x.T @ x / ROWS)  # the curvatures of the bowl
        rate = 2 / (slowest + steepest) if learning_rate is None else learning_rate
        w, gradient, loss, diverged = descend(x, price, begin if name == "raw" else begin * spread, rate, steps)
        bowl = {
            "x": x,
            "w": w,
            "gradient": gradient,
            "loss": loss,
            "diverged": diverged,
            "rate": rate,
            "minimum": np.linalg.lstsq(x, price, rcond=None)[0],
            "curvature": [slowest, steepest],
        }
        arrays |= {f"{name} {key}": value for key, value in bowl.items()}
    arrays["floor"] = np.mean((raw @ arrays["raw minimum"] - price) ** 2)
    return Trace(arrays, [_caption(arrays, k) for k in range(steps + 1)], notes)


def homes(scale: float, correlation: float) -> tuple[np.ndarray, np.ndarray]:
    """Rooms and area (n, 2), with standard deviations 1 and ``scale``, and the prices (n,), their mean taken off.

    >>> flats, price = homes(10.0, 0.3)
    >>> flats.mean(axis=0).round(9).tolist(), flats.std(axis=0).round(9).tolist()
    ([3.0, 80.0], [1.0, 10.0])
    """
    rng = np.random.default_rng(0)
    free = rng.standard_normal((ROWS, 2))
    free = np.linalg.qr(free - free.mean(axis=0))[0] * np.sqrt(ROWS)  # (n, 2), deviation 1, no correlation
    second = correlation * free[:, 0] + np.sqrt(1 - correlation**2) * free[:, 1]
    flats = np.stack([3 + free[:, 0], scale * (8 + second)], axis=1)
    price = (flats - flats.mean(axis=0)) @ TRUTH + 0.5 * rng.standard_normal(ROWS)
    return flats, price - price.mean()


def descend(x: np.ndarray, y: np.ndarray, begin: np.ndarray, rate: float, steps: int):
    """Run ``steps`` steps of w -= rate * dL/dw on the whole batch, by our layer, loss and optimizer.

    Returns w (steps + 1, 2), dL/dw at each w, the loss (steps + 1,), and the step at which w left every picture, or
    -1; from there on all is NaN.
    """
    layer, loss, sgd = Linear(2, 1, rng=0), MSELoss(), SGD(rate)
    layer.weight[:, 0] = begin
    w, gradient, losses = np.full((steps + 1, 2), np.nan), np.full((steps + 1, 2), np.nan), np.full(steps + 1, np.nan)
    for k in range(steps + 1):
        losses[k] = loss.forward(layer.forward(x), y)
        layer.backward(loss.backward())
        w[k], g = layer.weight[:, 0], layer.gradients()[0][:, 0]
        gradient[k] = np.where(np.abs(g) < 1e-9, 0.0, g)  # what is left of it at the minimum is rounding
        sgd.step([layer.weight], [layer.gradients()[0]])  # not the bias: the columns have mean 0
        if not np.abs(layer.weight).max() < 1e3 * (1 + np.abs(begin).max()):
            return w, gradient, losses, min(k + 1, steps)
    return w, gradient, losses, -1


@lab_of(record_normalization, draw_normalization, presets=PRESETS)
def normalization_lab() -> Controls:
    """Step down the long bowl of raw features and the round bowl of normalised ones, with every gradient in numbers.

    Source: Lecture 1, "Important things" (Why normalize? The gradient of the larger parameter dominates the update).
    """
    rates = [("best for each bowl", None), *((f"{rate:g} for both", rate) for rate in (0.01, 0.035, 0.042, 0.4))]
    return {
        "scale": ipywidgets.FloatSlider(min=1, max=30, step=1, description="std of the area"),
        "correlation": ipywidgets.FloatSlider(min=0, max=0.95, step=0.05, description="correlation"),
        "learning_rate": Menu(options=rates, description="Learning rate"),
        "steps": ipywidgets.IntSlider(min=10, max=MOST_STEPS, description="Steps"),
    }


def _own(mine: Callable, flats: np.ndarray) -> np.ndarray:
    name = name_of(mine)
    x = wanted_shape(mine(flats.copy()), flats.shape, name)
    if not np.isfinite(x).all():
        raise Departure(f"{name} returned {number(x[~np.isfinite(x)][0])}, wanted finite numbers")
    if not x.any():
        raise Departure(f"{name} returned only zeros, wanted columns with standard deviation 1")
    if not (1e-6 < np.abs(x).max() < 1e6):
        raise Departure(f"{name} returned numbers up to {number(np.abs(x).max())}, wanted columns with deviation 1")
    return x


def _departures(name: str, x: np.ndarray) -> list[str]:
    told = []
    for wanted, what, came in ((0, "mean", x.mean(axis=0)), (1, "standard deviation", x.std(axis=0))):
        wrong = np.flatnonzero(~np.isclose(came, wanted, atol=1e-6))
        for c in wrong:
            got, right = told_apart(came[c], float(wanted))
            told.append(f"{name} gives column {c + 1} the {what} {got} instead of {right}.")
    return told


def _caption(arrays: dict, k: int) -> str:
    told = []
    if k == 0:
        loss = number(arrays["raw loss"][0])
        return f"The start, the same model in both bowls, loss {loss}."
    for name, shown in zip(("raw", "normalised"), arrays["told"], strict=True):
        first, second = np.abs(arrays[f"{name} gradient"][k])
        if np.isnan(first) or first == second == 0:
            told.append(f"{shown}, " + ("arrived" if first == 0 else f"diverged at step {arrays[f'{name} diverged']}"))
            continue
        larger, smaller = (("w₂", "w₁"), ("w₁", "w₂"))[int(first > second)]
        times = max(first, second) / min(first, second) if min(first, second) else np.inf
        much = "as large as that" if number(times) == "1" else f"{number(times)} times that"
        loss = number(arrays[f"{name} loss"][k])
        told.append(f"{shown}, the gradient of {larger} is {much} of {smaller}, loss {loss}")
    return f"Step {k}: {'; '.join(told)}."
