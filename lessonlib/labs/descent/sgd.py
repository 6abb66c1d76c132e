"""Stochastic gradient descent on real data: one sample, a mini-batch, or all rows for each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, place, real, some_of, whole
from lessonlib.data import load_breast_cancer, load_iris
from lessonlib.labs.descent.path_told import moved, path_beside, told
from lessonlib.labs.descent.sgd_picture import draw_sgd
from lessonlib.labs.descent.sgd_runs import Regression, Run, run
from lessonlib.labs.shared.controls import Choices
from lessonlib.nn import SGD
from lessonlib.stage import Controls, Trace, lab_of, number

DATA = {"breast cancer": load_breast_cancer, "iris": load_iris}
BATCHES = ("single sample", "mini-batch", "whole batch")
MEASURES = ("loss by rows read", "noise by batch size")
WINDOW = ((-3.0, 7.0), (-3.0, 7.0))  # of the two weights
START = (-1.5, 3.0)
MOST_STEPS = 500

PRESETS = {
    "One sample a step": (
        "Its steps do not shrink near the lowest loss: the gradient of one sample is not 0 there.",
        {"show": ("single sample", "whole batch"), "learning_rate": 2.0},
    ),
    "Noise": (
        "A small point is one update: compare the spread of the three columns.",
        {"measure": "noise by batch size"},
    ),
    "A smaller rate": ("A tenth of the rate: each path trembles less and gets less far.", {"learning_rate": 0.1}),
    "Four rows a step": (
        "Compare the path of four rows a step with that of all 569, and what each pays for it in rows read.",
        {"show": ("mini-batch", "whole batch"), "batch_size": 4},
    ),
    "Irises": ("A hundred flowers, whose petals overlap: a long, flat valley.", {"data": "iris", "learning_rate": 2.0}),
}


def record_sgd(
    data: str = "breast cancer",
    batch_size: int = 16,
    learning_rate: float = 1.0,
    show: Sequence[str] = BATCHES,
    measure: str = "loss by rows read",
    start: Sequence[float] = START,
    steps: int = 150,
    seed: int = 0,
    mine: Any = None,
) -> Trace:
    """Fit p = sigmoid(w1 x1 + w2 x2) three times, by batches of one row, of ``batch_size`` rows and of all.

    Args:
        data: "breast cancer" or "iris"; the two features are standardised, so that no bias is needed.
        batch_size: rows of a mini-batch, 1 to all.
        learning_rate: above 0, the same for all.
        show: any of "single sample", "mini-batch", "whole batch".
        measure: what the third panel and the table show: "loss by rows read", or "noise by batch size".
        start: the two weights.
        steps: updates, 12 to 500.
        seed: draws the order of the rows.
        mine: a class ``mine(lr)`` with ``step(params, grads)`` in place; it is given the mini-batches.

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    Trace:
        x: (rows, features) as measured.
        y: (rows) the class.
        centre, scale, features: (features) what standardises each, and its name.
        classes: (2) their names.
        first, second: (places) weights over which the loss is drawn.
        surface: (places, places) the loss there, a row for each second weight.
        lowest: (2) the weights of the lowest loss.
        floor: () that loss.
        names, sizes, diverged: (runs) whose it is, the rows of a batch, and the step at which it diverged, −1 for none.
        w: (runs, steps, 2) the weights.
        loss, error, read: (runs, steps) over all rows, the batch's gradient against that of all, and rows read so far.
        inside: () the run whose numbers are shown.
        path, gradient, whole: (steps, 2) of that run: weights, gradient of the batch and of all rows.
        batch: (steps, longest) the rows of that run's batch, filled up with −1.
        rate, measure: () the learning rate, and what is measured.
        label, departs: () what the learner's is called, and the step at which it departs, −1 for none.
    """
    measured = DATA[one_of(data, DATA, "data")]()
    n, rate = len(measured.y), real(learning_rate, "learning_rate", above=0)
    batch_size = whole(batch_size, "batch_size", at_most=n)
    names = [name for name in BATCHES if name in some_of(show, BATCHES, "batch")]
    if not names:
        raise ValueError(f"show: wanted at least one of {', '.join(BATCHES)}, got none; choose one.")
    one_of(measure, MEASURES, "measure")
    steps, seed = whole(steps, "steps", at_least=12, at_most=MOST_STEPS), whole(seed, "seed", at_least=0)
    low, high = zip(*WINDOW, strict=True)
    begin = np.array(place(start, "start", low, high, "click in the picture or write start=(-1.5, 3)"))
    model, sizes = Regression(measured), dict(zip(BATCHES, (1, batch_size, n), strict=True))
    runs = {name: run(SGD(rate), model, begin, sizes[name], steps, seed, name) for name in BATCHES}
    inside = "mini-batch" if "mini-batch" in names else names[0]
    drawn = {name: runs[name] for name in names}
    found, departs = path_beside(
        mine,
        lambda label: run(mine(rate), model, begin, batch_size, steps, seed, label),
        runs["mini-batch"].w,
        ours="SGD",
        read=lambda r: r.w,
        where="at update {}".format,
    )
    if found.there:
        drawn["mine"], sizes["mine"] = found.theirs, batch_size
    first, second = (np.linspace(*ends, 61) for ends in WINDOW)
    lowest = model.lowest()
    arrays = {
        "x": measured.x * measured.scale + measured.centre,
        "y": measured.y,
        "centre": measured.centre,
        "scale": measured.scale,
        "features": measured.features,
        "classes": measured.classes,
        "first": first,
        "second": second,
        "surface": model.surface(first, second),
        "lowest": lowest,
        "floor": model.loss(lowest),
        "names": list(drawn),
        "sizes": [sizes[name] for name in drawn],
        "label": found.label,
        "w": np.stack([r.w for r in drawn.values()]),
        "loss": np.stack([r.loss for r in drawn.values()]),  # (runs, ...)
        "error": np.stack([r.error for r in drawn.values()]),
        "read": np.stack([r.read for r in drawn.values()]),
        "gradient": runs[inside].gradient,
        "whole": runs[inside].whole,
        "path": runs[inside].w,
        "inside": inside,
        "batch": _rows(runs[inside].rows, n),
        "rate": rate,
        "measure": measure,
        "departs": departs,
        "diverged": [-1 if r.diverged_at is None else r.diverged_at for r in drawn.values()],
    }
    return Trace(arrays, [_caption(inside, runs[inside], rate, k) for k in range(steps + 1)], found.notes)


@lab_of(
    record_sgd,
    draw_sgd,
    presets=PRESETS,
    needs={"batch_size": lambda given: "mini-batch" in given["show"] or given["mine"] is not None},
)
def sgd_lab() -> Controls:
    """Fit a logistic regression by single samples, mini-batches and all rows; drag the start.

    Source: Lecture 1, "Stochastic Gradient Descent".
    """
    return {
        "show": Choices(BATCHES, description="Show"),
        "measure": ipywidgets.Dropdown(options=MEASURES, description="Measure"),
        "data": ipywidgets.Dropdown(options=list(DATA), description="Data"),
        "batch_size": ipywidgets.IntSlider(min=1, max=100, description="Rows of a mini-batch"),
        "learning_rate": ipywidgets.FloatLogSlider(
            min=-2, max=2, step=0.01, description="Learning rate", readout_format=".2g"
        ),
        "steps": ipywidgets.IntSlider(min=12, max=MOST_STEPS, description="Updates"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def _rows(batches: list[np.ndarray], n: int) -> np.ndarray:
    """The rows of each batch, (steps + 1, longest), filled up with -1; none for batches of more than 64."""
    longest = max(map(len, batches))
    if longest > 64:
        return np.full((len(batches) + 1, 1), -1)
    filled = np.full((len(batches) + 1, longest), -1)
    for k, rows in enumerate(batches, start=1):
        filled[k, : len(rows)] = rows
    return filled


def _caption(name: str, r: Run, rate: float, k: int) -> str:
    if k == 0:
        return f"The start: w = {told(r.w[0], 3)}, loss {number(r.loss[0])} over all rows."
    if r.diverged_at is not None and k >= r.diverged_at:
        return f"Update {k}, {name}: diverged at step {r.diverged_at}; a learning rate of {number(rate)} is too large."
    moves = moved(("w₁", "w₂"), r.w[k - 1], r.w[k] - r.w[k - 1])
    return f"Update {k}, {name} of {len(r.rows[k - 1])}: {moves}; loss over all rows {number(r.loss[k])}."
