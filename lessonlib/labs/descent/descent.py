"""Gradient descent in one weight and in two: w = w - learning_rate * dL/dw, a rate too small, good, too large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, some_of, whole
from lessonlib.labs.descent.descent_paths import Path, follow, moving
from lessonlib.labs.descent.descent_picture import draw_descent
from lessonlib.labs.descent.descent_verdict import verdict
from lessonlib.labs.descent.loss_race import begin
from lessonlib.labs.descent.path_told import moved, path_beside, told
from lessonlib.labs.descent.valley_start import among, valley_start
from lessonlib.labs.shared.controls import Choices
from lessonlib.nn import SGD
from lessonlib.nn.valleys import HILL, WINDOW, Valleys, two_valleys_gradient
from lessonlib.stage import Controls, Trace, lab_of, number

FEWEST_STEPS, MOST_STEPS, LARGEST = 12, 1000, 1e300  # six times a learning rate must still be a number
STILL = 1e-4  # a shorter step is not seen in the picture
OURS = "gradient descent"
OTHER_RATES = {"a tenth of the rate": ("smaller rate", 0.1), "six times the rate": ("larger rate", 6.0)}
START = 3.0
RATES = np.log10([8e-5, 8.0]).tolist()  # the slider's ends, so that 0.08 is one of its places

PRESETS = {
    "Rate 0.003": ("Each step is tiny: how far do 40 of them lead?", {"learning_rate": 0.003, "compare": ()}),
    "Rate 0.08": (
        "Watch the tangent: as it gets flatter, what becomes of the steps?",
        {"learning_rate": 0.08, "compare": ()},
    ),
    "Rate 0.48": (
        "0.48 is above 2 / curvature of the left valley: compare each place with the next.",
        {"learning_rate": 0.48, "compare": (), "start": -1.0},
    ),
    "Rate 0.9": ("Compare the height of each place with that of the next.", {"learning_rate": 0.9, "compare": ()}),
    "Both sides of the hill": (
        "Drag the start over the hill's top, 0.254: which starts end in which valley?",
        {"start": 0.26, "compare": ()},
    ),
    "Two weights": (
        "The step goes straight down the slope, across the contours.",
        {"weights": 2, "start": (0.0, 2.5), "compare": ()},
    ),
}


def record_descent(
    weights: int = 1,
    start: float | Sequence[float] = START,
    learning_rate: float = 0.08,
    compare: Sequence[str] = tuple(OTHER_RATES),
    steps: int = 40,
    mine: Any = None,
) -> Trace:
    """Walk down the two valleys from ``start`` and record each step, with ``learning_rate`` and beside it with others.

    Args:
        weights: 1 or 2.
        start: the first weight, or both; the second begins at 1.5 unless it is given.
        learning_rate: of the walk whose numbers are shown, above 0.
        compare: "a tenth of the rate", "six times the rate", both or none.
        steps: how many, 12 to 1000; fewer are shown where nothing changes any more.
        mine: a class ``mine(lr)`` with ``step(params, grads)`` that changes the arrays in place.

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    Trace:
        weights: () how many.
        series, rates, verdicts: (runs) whose it is, its learning rate, and what became of it.
        label, departs: () what the learner's is called, and the step at which it departs, −1 for none.
        position, gradient: (runs, steps, weights) where it was, and dL/dw there before the step.
        loss: (runs, steps) at the position.
        right: (places) whether a walk that starts there ends right of the hill.
        start: (weights) where all begin.
    """
    weights = among(weights, (1, 2))
    w, rate = begin(weights, valley_start(start, weights)), real(learning_rate, "learning_rate", above=0)
    others = some_of(compare, OTHER_RATES, "rate to compare")
    steps = whole(steps, "steps", at_least=FEWEST_STEPS, at_most=MOST_STEPS)
    surface, still = Valleys(weights), np.zeros((steps, weights))
    rates = {OURS: rate} | {OTHER_RATES[name][0]: min(rate * OTHER_RATES[name][1], LARGEST) for name in others}
    runs = {series: follow(SGD(lr), surface, w, steps, still, series) for series, lr in rates.items()}
    found, departs = path_beside(
        mine,
        lambda label: moving(follow(mine(rate), surface, w, steps, still, label), runs[OURS], label),
        runs[OURS].position,
        ours=OURS,
        names=(OURS, "SGD"),
        stays=OURS.capitalize(),
        read=lambda path: path.position,
        where="at step {}".format,
    )
    if found.there:
        runs["mine"], rates["mine"] = found.theirs, rate
    end = _end(np.concatenate([run.position for run in runs.values()], axis=1))
    arrays = {
        "weights": weights,
        "series": list(runs),
        "rates": list(rates.values()),
        "label": found.label,
        "departs": departs,
        "position": np.stack([run.position[: end + 1] for run in runs.values()]),  # (runs, steps + 1, weights)
        "gradient": np.stack([run.gradient[: end + 1] for run in runs.values()]),
        "loss": np.stack([run.loss[: end + 1] for run in runs.values()]),
        "verdicts": [verdict(run) for run in runs.values()],
        "right": basins(rate, steps),
        "start": w,
    }
    captions = [_caption(runs[OURS], rate, k) for k in range(end + 1)]
    if end < steps:
        captions[-1] += f" Up to step {steps} nothing new comes."
    return Trace(arrays, captions, found.notes)


def _end(path: np.ndarray) -> int:
    """The step after which each run of ``path`` (steps + 1, runs) rests, jumps between two places, or has diverged."""
    lost = np.isnan(path).all(axis=1)
    if lost.any():
        return int(lost.argmax())
    now, before = path[2:], path[:-2]
    same = (np.abs(now - before) < STILL) | (np.isnan(now) & np.isnan(before))
    moving = np.flatnonzero(~same.all(axis=1))
    return min(max(FEWEST_STEPS, int(moving[-1]) + 3 if moving.size else 0), len(path) - 1)


def basins(rate: float, steps: int, places: int = 129) -> np.ndarray:
    """From which first weights (places,) across the window ``steps`` steps of ``rate`` end right of the hill: bool."""
    w = np.linspace(*WINDOW, places)
    for _ in range(steps):
        w = np.clip(w - rate * two_valleys_gradient(w[None])[0], -1e3, 1e3)
    return w > HILL


@lab_of(record_descent, draw_descent, presets=PRESETS)
def descent_lab() -> Controls:
    """Walk down a loss with two valleys; drag the start, change the learning rate.

    Source: Lecture 1, "Gradient Descent: Derivative", "Local minima", "w = w - learning_rate * dLdW".
    """
    return {
        "compare": Choices(tuple(OTHER_RATES), description="Compare with"),
        "weights": ipywidgets.Dropdown(options=(1, 2), description="Weights"),
        "learning_rate": ipywidgets.FloatLogSlider(
            min=RATES[0], max=RATES[1], step=0.01, description="Learning rate", readout_format=".2g"
        ),
        "steps": ipywidgets.IntSlider(min=12, max=200, description="Steps"),
    }


def _caption(run: Path, rate: float, k: int) -> str:
    if k == 0:
        start, loss = told(run.position[0], 3), number(run.loss[0])
        return f"Step 0, the start: w = {start}, loss {loss}."
    if run.diverged_at is not None and k >= run.diverged_at:
        return f"Step {k}: diverged at step {run.diverged_at}; a learning rate of {number(rate)} is too large here."
    names = ("w",) if len(run.move[k]) == 1 else ("w₁", "w₂")
    moves = moved(names, run.position[k - 1], run.move[k])
    # As many digits as it takes to see that it falls.
    pairs = [(number(run.loss[k - 1], digits), number(run.loss[k], digits)) for digits in (4, 5, 6)]
    was, now = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
    went = f"rises from {was} to" if run.loss[k] > run.loss[k - 1] else f"falls from {was} to"
    return f"Step {k}: {moves}; the loss {'stays at' if was == now else went} {now}."
