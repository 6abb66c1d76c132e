"""Gradient clipping: two walks along a cliff, one with the gradient as it is, one with its norm cut to a threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets
import numpy as np

from lessonlib.arguments import place, real, whole
from lessonlib.labs.sequences.clipping_picture import draw_clipping
from lessonlib.labs.shared.answers import apart
from lessonlib.labs.shared.beside import beside
from lessonlib.labs.shared.own import Departure, wanted_shape
from lessonlib.nn import SGD, clip_by_norm
from lessonlib.nn.recurrent_cliff import recurrent_gradient, recurrent_loss
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import vector

MOST = 500
START = (5.0, -2.0)
FAR = 100.0  # a walk that gets so far is over
SMALLEST, LARGEST = 1e-6, 1e6  # thresholds that an axis can hold

PRESETS = {
    "The cliff": ("Follow the walk without clipping past the cliff: what is the gradient like where it lands?", {}),
    "Threshold 100": ("A threshold of 100: is any gradient as long as that?", {"threshold": 100.0}),
    "Threshold 0.02": (
        "A threshold of 0.02: how long is each step of the clipped walk, and what becomes of it at the cliff?",
        {"threshold": 0.02},
    ),
    "A smaller learning rate": (
        "A fifth of the learning rate comes later to the cliff. Is that enough to stay on it?",
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
        threshold: the largest norm that a gradient may keep, 1e-6 to 1e6.
        learning_rate: of both walks, above 0.
        start: (w, b), where both begin.
        steps: 1 to 500.
        mine: the learner's ``mine(grads, threshold) -> grads``, in place of ours.

    Raises:
        ValueError, TypeError: for an argument that cannot be used; the text says what was wanted.

    Trace:
        plain position, plain gradient, plain used, clipped position, clipped gradient, clipped used: (steps, 2) of each
            walk, the step's place, its gradient, and what was made of it.
        plain norm, plain loss, clipped norm, clipped loss: (steps,) of that gradient, and at that place.
        threshold, rate: () as given.
        whose: () the name of what clips.
        departs: () the first step at which the learner's differs from ours, or -1.
    """
    threshold, rate = (
        real(threshold, "threshold", at_least=SMALLEST, at_most=LARGEST),
        real(learning_rate, "learning_rate", above=0),
    )
    steps = whole(steps, "steps", at_most=MOST)
    begin = np.array(place(start, "start", (-FAR, -FAR), (FAR, FAR), f"write start={START}"))
    plain = walk(lambda grads, _: grads, begin, rate, threshold, steps)
    ours = walk(clip_by_norm, begin, rate, threshold, steps)
    found = beside(
        mine,
        lambda label: walk(_checked(mine, label), begin, rate, threshold, steps),
        ours["used"],
        ours="clip_by_norm",
        where="at step {}".format,
        read=lambda theirs: theirs["used"],
        differs=lambda theirs, right: apart(theirs, right).any(axis=1),
        told=vector,
    )
    drawn = found.theirs or ours
    arrays = {f"plain {key}": value for key, value in plain.items()} | {
        **{f"clipped {key}": value for key, value in drawn.items()},
        "threshold": threshold,
        "rate": rate,
        "whose": found.label or "clip_by_norm",
        "departs": found.first[0] if found.first else -1,
    }
    return Trace(arrays, [_caption(plain, drawn, k, threshold) for k in range(steps + 1)], found.notes)


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
            raise Departure(f"{name} returned {used} for the gradient {vector(grads[0])}, wanted finite numbers")
        return [used]

    return clip


def _caption(plain: dict, clipped: dict, k: int, threshold: float) -> str:
    if k == 0:
        where = vector(plain["position"][0])
        return f"The start, w and b = {where}: a gentle slope."
    if np.isnan(clipped["norm"][k]):
        return f"Step {k}: the clipped walk has left the picture, too; lower the threshold or the learning rate."
    norm, used = clipped["norm"][k], clipped["used"][k]
    if norm >= threshold:
        factor = f"{number(threshold)} / {number(norm)}"
        told = f"norm {number(norm)} is at least {number(threshold)}, so g = {factor} · g = {vector(used)}"
    else:
        told = f"norm {number(norm)} is below {number(threshold)}, so g = {vector(used)} stays"
    losses = [f"{number(run['loss'][k])}" for run in (clipped, plain)]
    return f"Step {k}, clipped: {told}; loss {losses[0]}. Unclipped: loss {losses[1]}."
