"""Inside one optimizer: its formulas with this step's numbers, and the table of what it remembers."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.labs.descent_paths import Path
from lessonlib.nn.optimizers import Optimizer
from lessonlib.stage import number, signed
from lessonlib.stage.formula import slots

_MOVE = r"x \leftarrow x - \alpha \, {} = \val{{x0}} - \val{{lr}} \cdot {} = \val{{x1}}"
_ROOT = {
    False: (r"\sqrt{%s} + \varepsilon", r"\sqrt{\val{%s}} + \val{eps}"),
    True: (r"%s + \varepsilon", r"\val{%s} + \val{eps}"),
}


def formulas(method: str, on_slide: bool) -> tuple[str, ...]:
    """The update of ``method`` along x in LaTeX, with a place for each number.

    g is the gradient, alpha the learning rate; v velocity, s cache, m and v first and second moment, u past squared steps.
    """
    sign, value = _ROOT[on_slide]
    divided = _MOVE.format(rf"\frac{{g}}{{{sign % 's'}}}", rf"\frac{{\val{{g}}}}{{{value % 's1'}}}")
    if method == "SGD":
        return (_MOVE.format("g", r"\val{gs}"),)
    if method in ("Momentum", "Nesterov"):
        ahead = (
            _MOVE.format("v", r"\val{v1s}")
            if method == "Momentum"
            else _MOVE.format(r"(g + \rho v)", r"(\val{g} + \val{rho} \cdot \val{v1s})")
        )
        return (r"v \leftarrow \rho v + g = \val{rho} \cdot \val{v0s} + \val{gs} = \val{v1}", ahead)
    if method == "Adagrad":
        return (r"s \leftarrow s + g^2 = \val{s0} + \val{gs}^2 = \val{s1}", divided)
    smooth = r"s \leftarrow {0} s + (1 - {0}) g^2 = \val{{{1}}} \cdot \val{{s0}} + (1 - \val{{{1}}}) \cdot \val{{gs}}^2 = \val{{s1}}"
    if method == "RMSProp":
        return (smooth.format(r"\beta", "beta"), divided)
    if method == "Adadelta":
        step = r"d = \frac{\sqrt{u + \varepsilon}}{\sqrt{s + \varepsilon}} \, g = \frac{\sqrt{\val{u0} + \val{eps}}}{\sqrt{\val{s1} + \val{eps}}} \cdot \val{gs} = \val{d}"
        return (smooth.format(r"\rho", "rho"), step, _MOVE.format("d", r"\val{ds}"))
    moments = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g = \val{b1} \cdot \val{m0s} + (1 - \val{b1}) \cdot \val{gs} = \val{m1}",
        r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2 = \val{b2} \cdot \val{v0} + (1 - \val{b2}) \cdot \val{gs}^2 = \val{v1}",
    )
    if on_slide:
        return (*moments, _MOVE.format(r"\frac{m}{v + \varepsilon}", r"\frac{\val{m1}}{\val{v1} + \val{eps}}"))
    corrected = (
        r"\hat m = \frac{m}{1 - \beta_1^t} = \frac{\val{m1}}{1 - \val{b1}^{\val{t}}} = \val{mh}",
        r"\hat v = \frac{v}{1 - \beta_2^t} = \frac{\val{v1}}{1 - \val{b2}^{\val{t}}} = \val{vh}",
    )
    return (
        *moments,
        *corrected,
        _MOVE.format(r"\frac{\hat m}{\sqrt{\hat v} + \varepsilon}", r"\frac{\val{mh}}{\sqrt{\val{vh}} + \val{eps}}"),
    )


def fill(method: str, optimizer: Optimizer, path: Path, t: np.ndarray) -> list[tuple[str, dict]]:
    """Each formula with the strings for its places: one a row of ``path``, those along x. Row 0, the start, shows dashes."""
    rate, (b1, b2) = optimizer.lr, getattr(optimizer, "betas", (0, 0))
    velocity = method in ("Momentum", "Nesterov")
    columns = {"g": path.gradient[:, 0], "x1": path.position[:, 0], "x0": path.position[:, 0] - path.move[:, 0]}
    names = {"v": "velocity" if velocity else "second_moment", "s": "cache", "u": "steps", "m": "first_moment"}
    for letter, key in names.items():
        if key in path.state:
            columns |= {f"{letter}0": path.memory[key][:, 0], f"{letter}1": path.state[key][:, 0]}
    columns["d"] = -path.move[:, 0] / rate
    if method == "Adam" and "m1" in columns:
        corrected = corrections(optimizer, path, t)
        columns |= {"mh": corrected["first moment, corrected"][:, 0], "vh": corrected["second moment, corrected"][:, 0]}
    fixed = {name: getattr(optimizer, name, 0) for name in ("rho", "beta", "eps")}
    strings: dict[str, Any] = {name: number(value) for name, value in {**fixed, "lr": rate, "b1": b1, "b2": b2}.items()}
    strings["t"] = ["t", *(str(k) for k in t[1:])]
    for name, values in columns.items():
        strings[name] = ["–" if np.isnan(value) else number(value) for value in values]
        strings[name + "s"] = ["–" if np.isnan(value) else signed(value) for value in values]
    lines = formulas(method, getattr(optimizer, "as_on_slide", False))
    return [(latex, {name: strings.get(name, ["–"] * len(t)) for name in slots(latex)}) for latex in lines]


def corrections(optimizer: Optimizer, path: Path, t: np.ndarray) -> dict[str, np.ndarray]:
    """Adam's moments divided by 1 - beta^t, (rows, 2) each; row 0 is before the first step."""
    powers = np.maximum(t, 1)[:, None]
    return {
        f"{name.replace('_', ' ')}, corrected": path.state[name] / (1 - beta**powers)
        for name, beta in zip(("first_moment", "second_moment"), optimizer.betas, strict=True)
    }


def table_rows(method: str, optimizer: Optimizer, path: Path, t: np.ndarray) -> dict[str, np.ndarray]:
    """What the table shows: name -> (rows, 2), in the order in which a step computes it."""
    rows = {"position before": path.position - path.move, "gradient": path.gradient}
    rows |= {name.replace("_", " "): values for name, values in path.state.items()}
    if method == "Adam" and not optimizer.as_on_slide and path.state:
        rows |= corrections(optimizer, path, t)
    return rows | {"step taken": path.move, "position after": path.position}
