"""Optimizers on a loss surface: paths, losses, and the numbers inside one method, step by step."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, place, real, some_of, whole
from lessonlib.labs.descent.descent_paths import METHODS, ON_SLIDE, bounds, drawn_steps, follow, make, moving
from lessonlib.labs.descent.optimizer_inside import fill, table_rows
from lessonlib.labs.descent.optimizer_picture import draw_optimizers, nearly_square
from lessonlib.labs.descent.optimizer_presets import PRESETS
from lessonlib.labs.descent.path_told import moved, path_beside, told
from lessonlib.labs.shared.controls import Choices, RateControl
from lessonlib.labs.shared.own import counterpart
from lessonlib.nn.surfaces import SURFACES, Surface
from lessonlib.stage import Controls, Trace, lab_of, number

MOST_STEPS = 100_000
FORMULA = {"as in the paper": (False,), "as on the slide": (True,), "both": (False, True)}


def record_optimizers(
    surface: str = "bowl",
    methods: Sequence[str] = ("SGD", "Momentum", "RMSProp", "Adam"),
    start: Sequence[float] | None = None,
    steps: int = 100,
    learning_rate: float | Mapping[str, float] | None = None,
    rho: float = 0.9,
    beta: float = 0.99,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float | None = None,
    noise: float = 0.0,
    formula: str = "as in the paper",
    inside: str = "Momentum",
    mine: Any = None,
) -> Trace:
    """Run each method from ``start`` and record its path, its loss and, for ``inside``, all that it remembers.

    Args:
        surface: one of :data:`lessonlib.nn.surfaces.SURFACES`.
        methods: any of :data:`METHODS`.
        start: (x, y); by default the surface's own.
        steps: how many, 1 to 100 000; beyond 1000, every n-th is drawn.
        learning_rate: a number for all methods (but Adadelta, whose rate is 1 unless it is named), a dict for some, or
            None for rates that suit the surface.
        rho: part of the velocity kept by Momentum and Nesterov, of the cache by Adadelta.
        beta: part of the cache kept by RMSProp.
        beta1, beta2: parts of the moments kept by Adam.
        eps: added under the division; None is each method's own.
        noise: standard deviation of what is added to each gradient, the same for all methods.
        formula: "as in the paper", "as on the slide" (no root, and for Adam no bias correction), or "both".
        inside: whose formula and table are shown.
        mine: a class ``mine(lr)`` with ``step(params, grads)`` that changes the arrays in place.

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    Trace:
        surface, about: () its name and what is to be said of it.
        x, y: (places) where the surface is drawn.
        z: (places, places) its height above the lowest, a row for each y.
        minima: (minima, 2) its lowest places.
        t: (steps) the steps that are drawn.
        labels, series, rates, diverged: (runs) names, learning rates, and the step at which it diverged, −1 for none.
        position: (runs, steps, 2) where it was.
        excess: (runs, steps) the loss above the lowest.
        departs: () the row at which the learner's departs, −1 for none.
        inside: () the run whose numbers are shown.
        row_names: (rows) what its table shows.
        rows: (steps, rows, 2) that, along x and along y.
        slope: (steps, 2) the surface's gradient where that run stands.
        formulas: (lines) its update in LaTeX.
        places: (places) the names of their numbers.
        written: (steps, places) these numbers.
    """
    ground = SURFACES[one_of(surface, SURFACES, "surface")]
    methods = some_of(methods, METHODS, "method")
    if not methods:
        raise ValueError(f"methods: wanted at least one of {', '.join(METHODS)}, got none; choose one.")
    inside = one_of(inside, METHODS, "method")
    inside = inside if inside in methods else methods[0]
    start = ground.start if start is None else start
    begin = place(start, "start", *bounds(ground), "click in the picture or write start=(-1, 2)")
    steps = whole(steps, "steps", at_most=MOST_STEPS)
    with np.errstate(over="ignore"):  # noise beyond all measure makes a path diverge, which is said
        shake = real(noise, "noise", at_least=0) * np.random.default_rng(0).standard_normal((steps, 2))
    constants = {"rho": rho, "beta": beta, "betas": (beta1, beta2), "eps": eps}
    variants = FORMULA[one_of(formula, FORMULA, "formula")]

    runs = {}
    for name in methods:
        for on_slide in variants if name in ON_SLIDE else (False,):
            optimizer = make(name, _rate(learning_rate, name, ground), on_slide=on_slide, **constants)
            label = f"{name} (slide)" if on_slide else name
            runs[label] = (name, optimizer, follow(optimizer, ground, begin, steps, shake, name))
    rival = methods[0] if mine is None else counterpart(mine, METHODS, otherwise=methods[0])
    rate, t = _rate(learning_rate, rival, ground), drawn_steps(steps)
    ours = next((run for name, _, run in runs.values() if name == rival), None)
    ours = ours or follow(make(rival, rate, on_slide=False, **constants), ground, begin, steps, shake, rival)
    found, departs = path_beside(
        mine,
        lambda label: moving(follow(mine(rate), ground, begin, steps, shake, label), ours, label),
        ours.position,
        ours=rival,
        names=METHODS,
        read=lambda path: path.position,
        where=lambda row: f"at step {t[row]}",
    )
    if found.there:
        runs[found.label] = ("mine", None, found.theirs)
    notes = found.notes
    if steps > len(t):
        notes.append(f"{steps} steps were computed; {len(t) - 1} are drawn, evenly spread.")
    return _trace(surface, ground, runs, inside, t, departs, notes)


def _trace(
    surface: str, ground: Surface, runs: dict, inside: str, t: np.ndarray, departs: int, notes: list[str]
) -> Trace:
    x, y = np.linspace(*ground.x, 101), np.linspace(*ground.y, 101)
    label, (method, optimizer, path) = next(item for item in runs.items() if item[1][0] == inside)
    rows = table_rows(method, optimizer, path, t)
    lines, written = fill(method, optimizer, path, t)
    position = np.stack([p.position for _, _, p in runs.values()])  # (runs, rows, 2)
    lost = np.isnan(position).all(axis=(0, 2))
    end = int(lost.argmax()) + 1 if lost.any() else len(t)  # where all have diverged there is nothing left to see
    t = t[:end]
    arrays = {
        "x": x,
        "y": y,
        "z": ground.loss(*np.meshgrid(x, y)) - ground.floor,
        "minima": ground.minima,
        "t": t,
        "labels": list(runs),
        "series": [name for name, _, _ in runs.values()],
        "rates": [math.nan if o is None else o.lr for _, o, _ in runs.values()],
        "position": position[:, :end],
        "excess": np.stack([p.loss[:end] for _, _, p in runs.values()]) - ground.floor,
        "diverged": [-1 if p.diverged_at is None else p.diverged_at for _, _, p in runs.values()],
        "inside": label,
        "row_names": list(rows),
        "rows": np.stack(list(rows.values()), axis=1)[:end],  # (rows, names, 2)
        "slope": np.array([ground.gradient(*w) if np.isfinite(w).all() else w for w in path.position[:end]]),
        "formulas": lines,
        "places": list(written),
        "written": np.stack(list(written.values()), axis=1)[:end],
        "departs": departs,
        "surface": surface,
        "about": ground.about,
    }
    return Trace(arrays, [_caption(label, path, t, k, ground) for k in range(len(t))], notes)


def _of(*methods: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether one of ``methods`` is drawn; a learner's own may be any of them."""
    return lambda given: given["mine"] is not None or bool({*methods} & {*given["methods"]})


@lab_of(
    record_optimizers,
    draw_optimizers,
    presets=PRESETS,
    needs={
        "inside": lambda given: len(given["methods"]) > 1,
        "formula": _of(*ON_SLIDE),
        "rho": _of("Momentum", "Nesterov", "Adadelta"),
        "beta": _of("RMSProp"),
        "beta1": _of("Adam"),
        "beta2": _of("Adam"),
    },
)
def optimizers_lab() -> Controls:
    """Follow optimizers down a loss surface; click or drag the start, change the rates, compare slide and paper.

    Source: Lecture 2, "Optimizers", "Nesterov momentum", "Comparing optimizers".
    """
    share = {"min": 0.0, "max": 0.999, "step": 0.001, "readout_format": ".3f"}
    controls = {
        "surface": ipywidgets.Dropdown(options=list(SURFACES), description="Surface"),
        "methods": Choices(METHODS, description="Methods"),
        "inside": ipywidgets.Dropdown(options=METHODS, description="Look inside"),
        "formula": ipywidgets.Dropdown(options=list(FORMULA), description="Adagrad, RMSProp, Adam"),
        "learning_rate": RateControl(METHODS),
        "rho": ipywidgets.FloatSlider(description="rho: velocity kept", **share),
        "beta": ipywidgets.FloatSlider(description="beta of RMSProp", **share),
        "beta1": ipywidgets.FloatSlider(description="beta 1 of Adam", **share),
        "beta2": ipywidgets.FloatSlider(description="beta 2 of Adam", **share),
        "noise": ipywidgets.FloatSlider(min=0, max=10, step=0.1, description="noise in the gradient"),
        "steps": ipywidgets.IntSlider(min=1, max=1000, description="Steps"),
    }
    return controls


def _rate(learning_rate: Any, method: str, ground: Surface) -> float:
    if isinstance(learning_rate, Mapping):
        for name in learning_rate:
            one_of(name, METHODS, "method in learning_rate")
        learning_rate = learning_rate.get(method)
    elif method == "Adadelta" and learning_rate is not None:
        return 1.0
    if learning_rate is not None:
        return learning_rate
    return 1.0 if method == "Adadelta" else ground.adaptive_rate if method in ON_SLIDE else ground.rate


def _caption(label: str, path: Any, t: np.ndarray, k: int, ground: Surface) -> str:
    if k == 0:
        start, loss = told(path.position[0]), number(path.loss[0])
        why = "" if nearly_square(ground.x, ground.y) else " The axes differ in scale, so no gradient is drawn."
        return f"Step 0, the start: {start}, loss {loss}.{why}"
    step = f"Step {t[k]}, {label}:"
    if path.diverged_at is not None and t[k] >= path.diverged_at:
        return f"{step} diverged at step {path.diverged_at}; its learning rate is too large for this surface."
    moves = moved("xy", path.position[k] - path.move[k], path.move[k])
    return f"{step} {moves}; loss {number(path.loss[k])}."
