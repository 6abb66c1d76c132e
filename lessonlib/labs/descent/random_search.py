"""Random search: a try about the best weights so far, kept if the loss is better; and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, whole
from lessonlib.labs.descent.loss_race import RADIUS, WAYS, WEIGHTS, Counted, begin, descent
from lessonlib.labs.descent.random_search_picture import draw_random_search
from lessonlib.labs.descent.valley_start import among, valley_start
from lessonlib.labs.shared.answers import apart
from lessonlib.labs.shared.beside import beside
from lessonlib.labs.shared.own import Departure, wanted_shape
from lessonlib.nn.random_search import random_step
from lessonlib.nn.valleys import FLOOR, two_valleys
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.trace import columns

MOST_TRIES = 1000
OURS = "random search"

PRESETS = {
    "A short arm": (
        "A try reaches at most 0.3 to each side. Which tries are kept, once the walk is in the valley?",
        {"weights": 1, "start": 3.0, "radius": 0.3},
    ),
    "A long arm": (
        "A try may reach over the hill: which valley does the walk end in, and how many tries are kept there?",
        {"weights": 1, "start": 3.0, "radius": 1.5},
    ),
    "Ten weights": (
        "Ten weights: how often is a try kept at the start, and how often later?",
        {"weights": 10, "tries": 600},
    ),
}


def record_random_search(
    weights: int = 2,
    start: float | Sequence[float] = 0.0,
    radius: float = RADIUS,
    tries: int = 200,
    seed: int = 0,
    mine: Any = None,
) -> Trace:
    """Try ``tries`` random changes of the weights one after another and record each: tried, kept or refused.

    Args:
        weights: how many the loss has: 1, 2, 10 or 100.
        start: the first weight, or the first two; the others begin at 1.5.
        radius: about how far from the best weights a try lies, above 0 and below 1000.
        tries: how many, 12 to 1000.
        seed: draws the tries.
        mine: the learner's ``step(loss, w, best, radius, rng) -> (w, best)``, as
            :func:`lessonlib.nn.random_search.random_step`.

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    Trace:
        position, tried: (steps, weights) the weights kept so far, and those of this try.
        best, value, evaluations: (steps) the loss of the weights kept, of this try, and how often it was asked for.
        my {quantity}: the learner's, of the same shapes; only with ``mine``.
        label, departs: () what the learner's is called, and the try at which it departs, −1 for none.
        numerical gradient, gradient descent: (2, points) evaluations and the loss above the lowest by that way.
        weights, radius, seed: () as given.
        start: (1 or 2) as given.
    """
    weights = among(weights, WEIGHTS)
    first = valley_start(start, weights)
    radius, seed = real(radius, "radius", above=0, below=1000), whole(seed, "seed", at_least=0)
    tries = whole(tries, "tries", at_least=12, at_most=MOST_TRIES)
    w = begin(weights, first)
    ours = search(random_step, w, radius, tries, seed)
    found = beside(
        mine,
        lambda label: search(_careful(mine, label), w, radius, tries, seed),
        _kept(ours),
        ours=OURS,
        names=(OURS, "random_step"),
        stays=OURS.capitalize(),
        where="at try {}".format,
        what="its best loss is ",
        read=_kept,
        differs=lambda own, ours: apart(own, ours).any(axis=1),
        told=lambda row: number(row[0], 4),
    )
    arrays = {**ours, "departs": found.first[0] if found.first else -1, "label": found.label}
    arrays |= {f"my {name}": values for name, values in (found.theirs or {}).items()}
    arrays |= {way: descent(way, weights, first, tries + 1) for way in WAYS[1:]}
    arrays |= {"weights": weights, "start": np.array(first), "radius": radius, "seed": seed}
    return Trace(arrays, [_caption(ours, k) for k in range(tries + 1)], found.notes)


def search(step: Callable, w: np.ndarray, radius: float, tries: int, seed: int) -> dict[str, np.ndarray]:
    """Run ``step`` from outside: what it tried is what it asked the loss for.

    Returns position and tried (tries + 1, n), best (the loss kept), value (the loss tried) and evaluations
    (tries + 1,). Row 0 is the start.
    """
    asked = []
    loss = Counted(lambda v: asked.append(np.array(v)) or two_valleys(v))
    rng, best = np.random.default_rng(seed), float(loss(w))
    rows = [(w, w, best, best, loss.calls)]
    for _ in range(tries):
        w, best = step(loss, w, best, radius, rng)
        rows.append((w, asked[-1], best, two_valleys(asked[-1]), loss.calls))
    arrays = columns("position tried best value evaluations", rows)
    return {name: np.array(column) for name, column in arrays.items()}


def _kept(run: dict[str, np.ndarray]) -> np.ndarray:
    """The best loss and the weights after each try, (tries + 1, 1 + n)."""
    return np.column_stack([run["best"], run["position"]])


@lab_of(record_random_search, draw_random_search, presets=PRESETS)
def random_search_lab() -> Controls:
    """Search a loss at random, keeping what is better, beside gradient descent; the loss evaluations are counted.

    Source: Lecture 1, "Gradient Descent: Random Search".
    """
    return {
        "weights": ipywidgets.Dropdown(options=WEIGHTS, value=2, description="Weights"),
        "radius": ipywidgets.FloatSlider(min=0.05, max=3, step=0.05, description="radius of a try"),
        "tries": ipywidgets.IntSlider(min=12, max=MOST_TRIES, description="Tries"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def _careful(mine: Any, label: str) -> Callable:
    """The learner's step, its answer checked, its arrays its own."""

    def step(loss, w, best, radius, rng):
        calls = loss.calls
        with np.errstate(all="ignore"):
            answer = mine(loss, w.copy(), best, radius, rng)
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            raise Departure(
                f"{label} returned {type(answer).__name__}, wanted (w, best), the weights kept and their loss"
            )
        if loss.calls == calls:
            raise Departure(f"{label} never asked for the loss: call loss(tried) once a step")
        kept = wanted_shape(answer[0], w.shape, f"{label}, w")
        value = wanted_shape(answer[1], (), f"{label}, best")
        if not (np.isfinite(kept).all() and np.isfinite(value)):
            raise Departure(f"{label} returned NaN or infinity, from w = {w[:2]} and best = {best:.4g}")
        return kept, float(value)

    return step


def _caption(run: dict[str, np.ndarray], k: int) -> str:
    if k == 0:
        place, loss = _place(run["position"][0]), number(run["best"][0])
        return f"The start: {place}, loss {loss}, one evaluation."
    before, value = run["best"][k - 1], run["value"][k]
    digits = 3 if abs(value - before) > 0.01 else 5
    told = f"Try {k}: L{_place(run['tried'][k], '')} ≈ {number(value, digits)}"
    if run["best"][k] < before:
        above = number(run["best"][k] - FLOOR)
        return f"{told} is below {number(before, digits)}: kept, now {above} above the lowest."
    return f"{told} is not below {number(before, digits)}: refused, the weights stay at {_place(run['position'][k])}."


def _place(w: np.ndarray, name: str = "w = ") -> str:
    inside = ", ".join(number(v) for v in w[:2]) + (", …" if len(w) > 2 else "")
    return f"{name}{inside}" if name and len(w) == 1 else f"{name}({inside})"
