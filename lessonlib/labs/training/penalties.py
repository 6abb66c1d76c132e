"""Penalties: where loss and penalty touch, and what each strength leaves of the weights; L1 makes some exactly 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, told
from lessonlib.data import load_diabetes
from lessonlib.labs.shared.answers import told_apart
from lessonlib.labs.shared.own import counterpart, own_label, run_own, wanted_shape
from lessonlib.labs.training.penalties_picture import draw_penalties
from lessonlib.labs.training.penalty_shapes import bounds, level_lines, outlines
from lessonlib.nn import L1, L2, ElasticNet
from lessonlib.nn.proximal import penalized_least_squares
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import vector

PENALTIES = ("L1", "L2", "elastic net")
CLASSES = {"L1": "L1", "L2": "L2", "ElasticNet": "elastic net"}  # of lessonlib.nn
STEPS = 61
WEAKEST = 1e-3
OTHER = 0.7  # a strength, other than 1, at which a learner's penalty is compared
PLACES = np.array([[0.5, -0.25], [-0.3, 0.7], [0.4, 0.4]])  # at which a learner's penalty is compared

PRESETS = {
    "L1, a diamond": (
        "Step until the ellipse touches the diamond: at a side or at a corner, and what is then w1?",
        {"penalty": "L1"},
    ),
    "L2, a circle": (
        "Watch where the ellipse touches the circle, and whether a weight ever is exactly 0.",
        {"penalty": "L2"},
    ),
    "Elastic net": (
        "Corners like L1's and sides bent like L2's: which does the ellipse touch?",
        {"penalty": "elastic net"},
    ),
    "Two that say the same": (
        "Cholesterol and LDL say nearly the same: which of the two does L1 drop, and when?",
        {"penalty": "L1", "pair": ("cholesterol", "LDL")},
    ),
}


def record_penalties(
    penalty: str = "L1",
    pair: Sequence[str] = ("bmi", "blood pressure"),
    beta: float = 1.0,
    strongest: float = 10.0,
    mine: Any = None,
) -> Trace:
    """Fit the diabetes data at 61 strengths from 0.001 to ``strongest``, with two features and with all ten.

    Where all weights are 0 a stronger penalty changes nothing: the strengths end there.

    The loss is mean((x w - y)^2) + strength * R(w), R being sum |w| (L1), sum w^2 (L2), or beta L2 + L1 (elastic net).
    It is minimised by proximal steps, down the gradient and then through the soft threshold, so zeros are exact.

    Args:
        penalty: "L1", "L2" or "elastic net".
        pair: the two features whose weights are drawn in the plane.
        beta: share of L2 in the elastic net, at least 0.
        strongest: the last strength, 0.01 to 1000.
        mine: a class ``mine(strength)`` with ``value(weight)`` and ``gradient(weight)``; ``mine(strength, beta)`` for
            an elastic net.

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    Trace:
        penalty, beta, rate: () as given; the rate of the proximal step.
        strength: (steps) from 0.001 on, up to the first that leaves no weight.
        features: (10) their names.
        pair, free: (2) the places of the two; their weights without a penalty.
        weights: (3, steps, 10) all ten weights under L1, L2 and the elastic net.
        w, z: (steps, 2) the two weights, and what goes into the soft threshold.
        shares: (2) of sum |w| and of sum w^2 in the penalty.
        ends, grid: (2), (places) of the plane.
        surface, curvature: (places, places), (2, 2) the loss above its lowest, and its curvature.
        shape: (steps, angles, 2) where the penalty is as large as at w; mine: (steps, places, 2) the learner's.
        label: () what the learner's is called, or "".
    """
    one_of(penalty, PENALTIES, "penalty")
    beta, data = real(beta, "beta", at_least=0), load_diabetes()
    strongest = real(strongest, "strongest", at_least=0.01, at_most=1000)
    two = _pair(pair, data.features)
    strength = np.geomspace(WEAKEST, strongest, STEPS)
    l1, l2 = shares(penalty, beta)
    weights = fits(beta, strongest)
    x = data.x[:, two]
    w = penalized_least_squares(x, data.y, l1 * strength, l2 * strength)  # (steps, 2)
    none = ~weights[PENALTIES.index(penalty)].any(axis=1) & ~w.any(axis=1)  # (steps,)
    steps = int(np.argmax(none)) + 1 if none.any() else STEPS
    strength, weights, w = strength[:steps], weights[:, :steps], w[:steps]
    gram, pull = x.T @ x / len(x), x.T @ data.y / len(x)
    free = np.linalg.solve(gram, pull)  # without a penalty
    ends = bounds(free)
    grid = np.linspace(*ends, 61)
    away = np.stack(np.meshgrid(grid, grid), axis=-1) - free  # (61, 61, 2)
    rate = 1 / (2 * np.linalg.eigvalsh(gram)[-1])  # of the proximal step
    arrays = {
        "penalty": penalty,
        "beta": beta,
        "strength": strength,
        "features": data.features,
        "pair": two,
        "weights": weights,
        "w": w,
        "free": free,
        "ends": ends,
        "grid": grid,
        "rate": rate,
        "shares": (l1, l2),
        "surface": np.einsum("...i,ij,...j", away, gram, away),
        "curvature": gram,
        "z": w - rate * 2 * (w @ gram - pull),
        "shape": outlines(w, l1, l2),
        "label": "",
    }
    notes = []
    if mine is not None:
        label = own_label(mine, CLASSES)
        rival = CLASSES[counterpart(mine, CLASSES, otherwise=type(_ours(penalty, beta)).__name__)]
        ours = _ours(rival, beta)
        stays = type(ours).__name__
        own, problem = run_own(mine, lambda: _own(mine, ours, rival, beta, grid[::2], w, label), stays)
        if problem:
            notes.append(problem)
        else:
            arrays |= {"label": label, "mine": own[0]}
            notes += own[1]
    return Trace(arrays, [_caption(arrays, k) for k in range(steps)], notes)


@lru_cache(maxsize=16)
def fits(beta: float, strongest: float) -> np.ndarray:
    """The ten weights under each penalty at each strength, (3, steps, 10)."""
    data, strength = load_diabetes(), np.geomspace(WEAKEST, strongest, STEPS)
    l1, l2 = np.array([shares(name, beta) for name in PENALTIES]).T  # (3,)
    w = penalized_least_squares(data.x, data.y, np.outer(l1, strength).ravel(), np.outer(l2, strength).ravel())
    return w.reshape(len(PENALTIES), STEPS, -1)


def shares(penalty: str, beta: float) -> tuple[float, float]:
    """How much of sum |w| and of sum w^2 a penalty of strength 1 holds.

    >>> shares("L1", 0.5), shares("elastic net", 0.5)
    ((1.0, 0.0), (1.0, 0.5))
    """
    return {"L1": (1.0, 0.0), "L2": (0.0, 1.0), "elastic net": (1.0, beta)}[penalty]


@lab_of(record_penalties, draw_penalties, presets=PRESETS)
def penalties_lab() -> Controls:
    """Raise the strength of a penalty and see which weights shrink, and which become exactly 0.

    Source: Lecture 1, "Regularization"; Lecture 2, "Regularization: L2, L1, Elastic Net".
    """
    return {
        "penalty": ipywidgets.Dropdown(options=PENALTIES, description="Penalty"),
        "beta": ipywidgets.FloatSlider(min=0, max=5, step=0.1, description="beta of the elastic net"),
        "strongest": ipywidgets.FloatLogSlider(min=-1, max=2, step=0.1, description="Strongest", readout_format=".3g"),
    }


def _pair(pair: Any, features: Sequence[str]) -> list[int]:
    names = list(pair) if isinstance(pair, list | tuple | np.ndarray) else [pair]
    chosen = [features.index(one_of(name, features, "feature")) for name in names]
    if len(set(chosen)) != 2 or len(chosen) != 2:
        raise ValueError(f'pair: wanted two different features, got {told(pair, 60)}; write ("bmi", "blood pressure").')
    return chosen


def _ours(penalty: str, beta: float, strength: float = 1.0) -> Any:
    return ElasticNet(strength, beta) if penalty == "elastic net" else {"L1": L1, "L2": L2}[penalty](strength)


def _own(
    mine: Any, ours: Any, penalty: str, beta: float, grid: np.ndarray, w: np.ndarray, label: str
) -> tuple[np.ndarray, list[str]]:
    """The outline of the learner's penalty through each of ``w``, and where value or gradient departs from ours."""
    own, other = (mine(s, beta) if penalty == "elastic net" else mine(s) for s in (1.0, OTHER))
    places = np.stack(np.meshgrid(grid, grid), axis=-1)

    def value_of(one: Any) -> Callable[[np.ndarray], float]:
        return lambda at: float(wanted_shape(one.value(at.copy()), (), f"{label}.value"))

    value = value_of(own)
    with np.errstate(all="ignore"):
        values = np.array([[value(at) for at in row] for row in places])
        notes = _departures(label, ours, value, own.gradient)
        if not notes:  # right at strength 1, where a forgotten strength does not show
            notes = _departures(label, _ours(penalty, beta, OTHER), value_of(other), other.gradient, OTHER)
        return level_lines(values, grid, [value(at) for at in w]), notes


def _departures(label: str, ours: Any, value: Any, gradient: Any, strength: float = 1.0) -> list[str]:
    """The first of three places at which value, and at which gradient, differ from ours."""
    told, given = {}, "" if strength == 1 else f"strength {strength:g}, "
    for at in PLACES:
        slope = wanted_shape(gradient(at.copy()), at.shape, f"{label}.gradient")
        got, wanted = np.append(value(at), slope), np.append(ours.value(at), ours.gradient(at))
        for i in np.flatnonzero(~np.isclose(got, wanted)):
            what = ("value", "gradient along the first weight", "gradient along the second weight")[i]
            came, right = told_apart(got[i], wanted[i], lambda value: number(value, 4))
            told.setdefault(
                what.split()[0],
                f"{label} departs from {type(ours).__name__} in {what} at {given}w = {vector(at)}: "
                f"{came} instead of {right}.",
            )
    return list(told.values())


def _caption(arrays: dict[str, Any], k: int) -> str:
    penalty, strength = arrays["penalty"], arrays["strength"][k]
    weights = arrays["weights"][PENALTIES.index(penalty), k]
    gone = [name for name, value in zip(arrays["features"], weights, strict=True) if value == 0]
    told = f"Strength {number(strength)}: {penalty}"
    if penalty == "L2":
        least = int(np.argmin(np.abs(weights)))
        return (
            f"{told} leaves all ten weights other than 0; the smallest, of {arrays['features'][least]}, "
            f"is {number(weights[least])}."
        )
    before = np.argwhere(arrays["weights"][PENALTIES.index(penalty), :k] == 0)
    if not gone and len(before):
        name, last = arrays["features"][before[-1, 1]], number(arrays["strength"][before[-1, 0]])
        return f"{told} has no weight exactly 0 here; that of {name} was, at strength {last}."
    if not gone:
        return f"{told} has made no weight exactly 0 yet."
    which = "all ten weights" if len(gone) == 10 else f"{len(gone)} of 10 weights exactly 0: {', '.join(gone)}"
    return f"{told} has made {which}{' exactly 0' if len(gone) == 10 else ''}."
