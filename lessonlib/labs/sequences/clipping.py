"""Gradient clipping: two walks along a cliff, one with the gradient as it is, one with its norm cut to a threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, whole
from lessonlib.labs.sequences.clipping_picture import draw_clipping
from lessonlib.labs.shared.own import Departure, name_of, run_own, wanted_shape
from lessonlib.nn import SGD, clip_by_norm
from lessonlib.nn.recurrent_cliff import recurrent_gradient, recurrent_loss
from lessonlib.stage import Controls, Trace, lab_of, number

MOST = 500
START = (5.0, -2.0)
FAR = 100.0  # a walk that gets so far is over


PRESETS = {
    "The cliff": ("One walk is thrown onto a plain where the gradient vanishes: it never comes back.", {}),
    "Threshold too high": (
        "No gradient is longer than 100, so nothing is clipped, and both walks are one.",
        {"threshold": 100.0},
    ),
    "Threshold too low": (
        "Every gradient is cut to 0.02: no leap, but each step has the same length, and at the cliff it bounces.",
        {"threshold": 0.02},
    ),
    "A smaller learning rate": (
        "A fifth of the learning rate comes late to the cliff, and is thrown all the same.",
        {"learning_rate": 0.2, "steps": 150},
    ),
}


def record_clipping(
    threshold: float = 0.2,
    learning_rate: float = 1.0,
    start: Sequence[float] = START,
    steps: int = 60,
    mine: Callable | None = None,
) -> Trace:
    """Train a recurrent cell of two weights along its cliff, with and without clipping, and record both walks.

    Args:
        threshold: the largest norm that a gradient may keep, above 0.
        learning_rate: of both walks, above 0.
        start: (w, b), where both begin.
        steps: 1 to 500.
        mine: the learner's ``mine(grads, threshold) -> grads``, in place of ours.

    Raises:
        ValueError, TypeError: for an argument that cannot be used; the text says what was wanted.
    """
    threshold, rate = real(threshold, "threshold", above=0), real(learning_rate, "learning_rate", above=0)
    if whole(steps, "steps") > MOST:
        raise ValueError(f"steps: wanted 1 to {MOST}, got {steps}; choose one in that range.")
    begin = _start(start)
    plain = walk(lambda grads, _: grads, begin, rate, threshold, steps)
    ours = walk(clip_by_norm, begin, rate, threshold, steps)
    drawn, whose, departs, notes = ours, "clip_by_norm", -1, []
    if mine is not None:
        name = name_of(mine)
        own, problem = run_own(
            mine, lambda: walk(_checked(mine, name), begin, rate, threshold, steps), stays="clip_by_norm"
        )
        notes += [problem] if problem else []
        if not problem:
            drawn, whose = own, name
            apart = ~np.isclose(own["used"], ours["used"], rtol=1e-6, atol=1e-9, equal_nan=True).all(axis=1)
            if apart.any():
                departs = int(np.argmax(apart))
                came, wanted = (_pair(run["used"][departs]) for run in (own, ours))
                notes.append(f"{name} departs from ours at step {departs}: it gave {came}, wanted {wanted}.")
    arrays = {f"plain {key}": value for key, value in plain.items()} | {
        **{f"clipped {key}": value for key, value in drawn.items()},
        "threshold": threshold,
        "rate": rate,
        "whose": whose,
        "departs": departs,
    }
    return Trace(arrays, [_caption(plain, drawn, k, threshold) for k in range(steps + 1)], notes)


def walk(clip: Callable, start: np.ndarray, rate: float, threshold: float, steps: int) -> dict[str, np.ndarray]:
    """Descend by w = w - rate * clip(gradient): position, gradient and used (rows, 2), norm and loss (rows,).

    Row 0 is the start. The gradient of row k belongs to the step that leads to row k; from where a walk leaves all
    bounds on, all is NaN.
    """
    rows = {key: np.full((steps + 1, 2), np.nan) for key in ("position", "gradient", "used")}
    rows |= {key: np.full(steps + 1, np.nan) for key in ("norm", "loss")}
    w, optimizer = start.copy(), SGD(rate)
    rows["position"][0], rows["loss"][0] = w, recurrent_loss(*w)
    for k in range(1, steps + 1):
        gradient = np.array(recurrent_gradient(*w))
        used = clip([gradient.copy()], threshold)[0]
        optimizer.step([w], [used])
        if not (np.abs(w) <= FAR).all():  # false for NaN too
            break
        rows["position"][k], rows["gradient"][k], rows["used"][k] = w, gradient, used
        rows["norm"][k], rows["loss"][k] = np.linalg.norm(gradient), recurrent_loss(*w)
    return rows


@lab_of(record_clipping, draw_clipping, presets=PRESETS)
def clipping_lab() -> Controls:
    """Step two walks along a cliff: the plain gradient throws one of them far off, the clipped one stays on its way.

    Source: Lecture 2, "Exploding gradient solution"; Pascanu et al. (2013), arXiv:1211.5063.
    """
    return {
        "threshold": ipywidgets.FloatLogSlider(min=-2, max=2, step=0.05, description="Threshold", readout_format=".3g"),
        "learning_rate": ipywidgets.FloatSlider(min=0.05, max=4, step=0.05, description="Learning rate"),
        "steps": ipywidgets.IntSlider(min=10, max=200, step=10, description="Steps", continuous_update=False),
    }


def _checked(mine: Callable, name: str) -> Callable:
    """The learner's function, held to the form that ours has."""

    def clip(grads: list[np.ndarray], threshold: float) -> list[np.ndarray]:
        given = mine(grads, threshold)
        if not isinstance(given, list | tuple) or len(given) != 1:
            raise Departure(f"{name} returned {type(given).__name__}, wanted a list of as many arrays as it was given")
        used = wanted_shape(given[0], (2,), name)
        if not np.isfinite(used).all():
            raise Departure(f"{name} returned {used} for the gradient {_pair(grads[0])}, wanted finite numbers")
        return [used]

    return clip


def _start(start: Any) -> np.ndarray:
    try:
        w = np.array([float(value) for value in start])
    except (TypeError, ValueError):
        w = np.array([])
    if w.shape != (2,) or not (np.abs(w) <= FAR).all():
        raise ValueError(f"start: wanted two numbers (w, b) of at most {FAR:g}, got {start!r:.60}; try {START}.")
    return w


def _pair(values: np.ndarray) -> str:
    return f"({number(values[0])}, {number(values[1])})"


def _caption(plain: dict, clipped: dict, k: int, threshold: float) -> str:
    if k == 0:
        where = _pair(plain["position"][0])
        return f"The start, w and b = {where}: a gentle slope. Predict what the gradient is like at the cliff."
    if np.isnan(clipped["norm"][k]):
        return f"Step {k}: the clipped walk has left the picture, too; lower the threshold or the learning rate."
    norm, used = clipped["norm"][k], clipped["used"][k]
    if norm >= threshold:
        factor = f"{number(threshold)} / {number(norm)}"
        told = f"norm {number(norm)} is at least {number(threshold)}, so g = {factor} · g = {_pair(used)}"
    else:
        told = f"norm {number(norm)} is below {number(threshold)}, so g = {_pair(used)} stays"
    losses = [f"{number(run['loss'][k])}" for run in (clipped, plain)]
    return f"Step {k}, clipped: {told}; loss {losses[0]}. Unclipped: loss {losses[1]}."
