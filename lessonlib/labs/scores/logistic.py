"""Logistic regression on the table of the slides: one row number by number, then row by row, then the batch at once."""

from __future__ import annotations

import inspect
import operator
from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import place, real, whole
from lessonlib.data.slides import ROWS
from lessonlib.labs.scores.logistic_picture import draw_logistic, sure
from lessonlib.labs.shared.answers import apart, ask
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import Sliders
from lessonlib.labs.shared.own import Departure, wanted_shape
from lessonlib.nn import Sigmoid
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import bracketed, worked
from lessonlib.stage.trace import columns

WEIGHTS, BIAS = (2.0, -3.0, 1.0), 0.5
LARGEST = 100.0

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "All weights zero": (
        "z = b for every row: the features do not count, and every probability is the same.",
        {"weights": (0.0, 0.0, 0.0), "b": 0.0},
    ),
    "Weights ten times as large": (
        "Which rows change sides, and how sure is the model of each of them now?",
        {"weights": (20.0, -30.0, 10.0), "b": 5.0},
    ),
    "Only b": ("b alone moves all points along the curve together.", {"weights": (0.0, 0.0, 0.0), "b": 3.0}),
}


def record_logistic(weights: Sequence[float] = WEIGHTS, b: float = BIAS, row: int = 0, mine: Any = None) -> Trace:
    """Record S(x w + b) on the (10, 3) table: ``row`` product by product, the other rows one by one, then all at once.

    Args:
        weights: w, three numbers.
        b: added to each row.
        row: which of the ten is walked number by number, 0 to 9.
        mine: maps the data to probabilities, (10, 3) -> (10,) or (10, 1): a function of x with weights of its own or of
            (x, w, b), or an object with ``forward(x)``.

    Raises:
        ValueError, TypeError: for weights that are not three numbers from −100 to 100, another b, a row there is not.

    Trace:
        x: (rows, columns) the table.
        w: (columns) the weights.
        b: () the bias.
        dot, z, p: (rows) x w, x w + b and S(z).
        phase, row, term: (steps) what is computed, in which row and column: −1 for all rows, and for none.
        label: () what the learner's is called.
        mine, wrong: (rows) the learner's probabilities, without an entry where there are none; where they depart.
    """
    weights = np.ravel(weights) if isinstance(weights, np.ndarray) else weights
    ends = np.full(3, LARGEST)
    w = np.array(place(weights, "weights", -ends, ends, "one for each column; write weights=(2, -3, 1)"))
    b = real(b, "b", at_least=-LARGEST, at_most=LARGEST)
    first = whole(row, "row", at_least=0, at_most=len(ROWS) - 1)
    dot = np.dot(ROWS, w)  # (10,)
    z = dot + b
    p = Sigmoid().forward(z)
    phases = [("start", first, -1), *[("product", first, t) for t in range(3)], ("plus b", first, -1)]
    phases += [("sigmoid", first, -1), *[("row", r, -1) for r in range(len(ROWS)) if r != first]]
    phases += [("all x w", -1, -1), ("all plus b", -1, -1), ("all sigmoid", -1, -1)]
    captions = [_caption(phase, r, t, w, b, dot, p) for phase, r, t in phases]
    found = _beside(mine, w, b, z, p)
    table = {"x": ROWS, "w": w, "b": b, "dot": dot, "z": z, "p": p}
    return Trace(table | columns("phase row term", phases) | found.arrays, captions, found.notes)


@lab_of(record_logistic, draw_logistic, presets=PRESETS)
def logistic_lab() -> Controls:
    """Put rows of numbers through f = 1 / (1 + exp(-(x w + b))): one row number by number, then the whole batch.

    Source: Lecture 1, "Logistic Regression: Inference".
    """
    return {
        "weights": Sliders(["w0", "w1", "w2"], low=-5, high=5, step=0.1),
        "b": ipywidgets.FloatSlider(min=-5, max=5, step=0.1, description="b"),
        "row": ipywidgets.IntSlider(min=0, max=len(ROWS) - 1, description="row to walk along"),
    }


def _beside(mine: Any, w: np.ndarray, b: float, z: np.ndarray, p: np.ndarray) -> Beside:
    """The learner's probabilities (10,) beside ours."""
    takes_all = _takes(mine, 3)

    def run(label: str) -> np.ndarray:
        got = ask(mine, ROWS, w, b) if takes_all else ask(mine, ROWS)
        column = np.shape(got) == (len(ROWS), 1)
        theirs = wanted_shape(np.ravel(got) if column else got, p.shape, label)
        if not apart(theirs, z).any() and apart(z, p).any():
            raise Departure(f"{label} returned z itself ({number(z[0])} in row 0): the sigmoid is missing")
        outside = ~((theirs >= 0) & (theirs <= 1))
        if outside.any():
            r = int(np.argmax(outside))
            raise Departure(f"{label} returned {number(theirs[r])} in row {r}, wanted a probability from 0 to 1")
        return theirs

    return beside(
        mine,
        run,
        p,
        ours="ours",
        stays="Our model",
        verb="departs from" if takes_all else "has weights of its own and differs from",
        counted="in {} of {} rows",
        where="in row {}".format,
    )


def _takes(mine: Any, count: int) -> bool:
    """Whether ``mine`` is a function that can be called with ``count`` arguments."""
    if isinstance(mine, type) or hasattr(mine, "forward"):
        return False
    try:
        inspect.signature(mine).bind(*range(count))
    except (TypeError, ValueError):
        return False
    return True


def _caption(phase: str, r: int, t: int, w: np.ndarray, b: float, dot: np.ndarray, p: np.ndarray) -> str:
    x = ROWS[r]
    if phase == "start":
        return f"Row {r} of the table: {', '.join(map(number, x))}."
    if phase == "product":
        (u, v), gives, product = worked(operator.mul, x[t], w[t])
        told = f"Row {r}, column {t}: {u} · {bracketed(v)} {gives} {product}"
        (before, more), gives, total = worked(operator.add, float(x[:t] @ w[:t]), x[t] * w[t])
        return f"{told}; the sum is {before} + {bracketed(more)} {gives} {total}." if t else f"{told}."
    if phase == "plus b":
        (before, more), gives, total = worked(operator.add, dot[r], b)
        return f"Row {r}: plus b, z = {before} + {bracketed(more)} {gives} {total}."
    if phase in ("sigmoid", "row"):
        side = "above 0.5, class 1" if p[r] > 0.5 else "at most 0.5, class 0"
        return f"Row {r}: z = {number(dot[r] + b)}, and the sigmoid makes it {sure(dot[r] + b, p[r])}: {side}."
    if phase == "all x w":
        return "Now without a loop: np.dot(x, w), (10, 3)(3, 1), gives all ten sums at once."
    if phase == "all plus b":
        return f"b = {number(b)} is one number, and is added to each of the ten."
    above = int((p > 0.5).sum())
    return f"The sigmoid of each: the same ten probabilities as before, {above} of them above 0.5."
