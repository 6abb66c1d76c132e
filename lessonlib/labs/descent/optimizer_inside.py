"""Inside one optimizer: its formulas with this step's numbers, and the table of what it remembers."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.descent.descent_paths import Path
from lessonlib.nn.optimizers import Optimizer
from lessonlib.stage import number, signed
from lessonlib.stage.formula import slots
from lessonlib.stage.numbers import change

_MOVE = r"x \leftarrow x - \alpha \, {} = \val{{x0}} - \val{{lr}} \cdot {} \approx \val{{x1}}"
_VELOCITY = r"v \leftarrow \rho v + g = \val{rho} \cdot \val{v0s} + \val{gs} \approx \val{v1}"


def formulas(method: str, on_slide: bool) -> tuple[str, ...]:
    """The update of ``method`` along x in LaTeX, with a place for each number.

    g is the gradient, alpha the learning rate; v velocity, s cache, m and v first and second moment, u past squared
    steps. A place called ``gs`` holds g in brackets where it is negative, ``gq`` also where it is a power of ten.
    """
    if method == "SGD":
        return (_MOVE.format("g", r"\val{gs}"),)
    if method == "Momentum":
        return (_VELOCITY, _MOVE.format("v", r"\val{v1s}"))
    if method == "Nesterov":
        return (_VELOCITY, _MOVE.format(r"(g + \rho v)", r"(\val{g} + \val{rho} \cdot \val{v1s})"))
    if method == "Adagrad":
        return (
            r"s \leftarrow s + g^2 = \val{s0} + \val{gq}^2 \approx \val{s1}",
            _divided("g", "g", "s", "s1", on_slide),
        )
    if method == "RMSProp":
        return (_squares("s", r"\beta", "beta"), _divided("g", "g", "s", "s1", on_slide))
    if method == "Adadelta":
        step = (
            r"d = \frac{\sqrt{u + \varepsilon}}{\sqrt{s + \varepsilon}} \, g"
            r" = \frac{\sqrt{\val{u0} + \val{eps}}}{\sqrt{\val{s1} + \val{eps}}} \cdot \val{gs} \approx \val{d}"
        )
        return (_squares("s", r"\rho", "rho"), step, _MOVE.format("d", r"\val{ds}"))
    kept = r"\val{b1} \cdot \val{m0s} + (1 - \val{b1}) \cdot \val{gs}"
    first = rf"m \leftarrow \beta_1 m + (1 - \beta_1) g = {kept} \approx \val{{m1}}"
    moments = (first, _squares("v", r"\beta_2", "b2"))
    if on_slide:
        return (*moments, _divided("m", "m1", "v", "v1", on_slide))
    corrected = (
        r"\hat m = \frac{m}{1 - \beta_1^t} = \frac{\val{m1}}{1 - \val{b1q}^{\val{t}}} \approx \val{mh}",
        r"\hat v = \frac{v}{1 - \beta_2^t} = \frac{\val{v1}}{1 - \val{b2q}^{\val{t}}} \approx \val{vh}",
    )
    return (*moments, *corrected, _divided(r"\hat m", "mh", r"\hat v", "vh", on_slide))


def _squares(symbol: str, share: str, place: str) -> str:
    """The average of squared gradients that forgets: ``share`` of it is kept."""
    kept = rf"\val{{{place}}} \cdot \val{{{symbol}0}} + (1 - \val{{{place}}}) \cdot \val{{gq}}^2"
    return rf"{symbol} \leftarrow {share} {symbol} + (1 - {share}) g^2 = {kept} \approx \val{{{symbol}1}}"


def _divided(above: str, above_place: str, below: str, below_place: str, on_slide: bool) -> str:
    """The step along ``above``, divided by the root of ``below``; the slide prints no root."""
    root = r"\frac{%s}{%s + %s}" if on_slide else r"\frac{%s}{\sqrt{%s} + %s}"
    numbers_in = (rf"\val{{{above_place}}}", rf"\val{{{below_place}}}", r"\val{eps}")
    return _MOVE.format(root % (above, below, r"\varepsilon"), root % numbers_in)


def fill(method: str, optimizer: Optimizer, path: Path, t: np.ndarray) -> tuple[list[str], dict[str, list[str]]]:
    """The formulas, and the strings for their places along x, one a row of ``path``; row 0, the start, asks."""
    rate, (b1, b2) = optimizer.lr, getattr(optimizer, "betas", (0, 0))
    velocity = method in ("Momentum", "Nesterov")
    columns = {"g": path.gradient[:, 0]}
    names = {"v": "velocity" if velocity else "second_moment", "s": "cache", "u": "steps", "m": "first_moment"}
    for letter, key in names.items():
        if key in path.state:
            columns |= {f"{letter}0": path.memory[key][:, 0], f"{letter}1": path.state[key][:, 0]}
    columns["d"] = -path.move[:, 0] / rate
    if method == "Adam" and "m1" in columns:
        corrected = corrections(optimizer, path, t)
        columns |= {"mh": corrected["first moment, corrected"][:, 0], "vh": corrected["second moment, corrected"][:, 0]}
    fixed = {name: getattr(optimizer, name, 0) for name in ("rho", "beta", "eps")}
    fixed |= {"lr": rate, "b1": b1, "b2": b2}
    strings = {name: [number(value, 6)] * len(t) for name, value in fixed.items()}
    strings |= {name + "q": [_powered(value, 6)] * len(t) for name, value in fixed.items()}
    strings["t"] = ["t", *(str(k) for k in t[1:])]
    before = path.position[:, 0] - path.move[:, 0]
    places = [change(x, dx) if np.isfinite(dx) else ("–",) * 4 for x, dx in zip(before, path.move[:, 0], strict=True)]
    strings["x0"], strings["x1"] = [place[0] for place in places], [place[3] for place in places]
    for name, values in columns.items():
        strings[name] = ["–" if np.isnan(value) else number(value) for value in values]
        strings[name + "s"] = ["–" if np.isnan(value) else signed(value) for value in values]
        strings[name + "q"] = ["–" if np.isnan(value) else _powered(value) for value in values]
    lines = formulas(method, getattr(optimizer, "as_on_slide", False))
    names = dict.fromkeys(name for latex in lines for name in slots(latex))
    told = {name: strings.get(name, ["–"] * len(t)) for name in names}
    return lines, {name: ["?" if texts[0] == "–" else texts[0], *texts[1:]] for name, texts in told.items()}


def _powered(value: float, digits: int = 3) -> str:
    """A number as it is written under an exponent: in brackets when it has a sign or a power of ten of its own."""
    text = signed(value, digits)
    return f"({text})" if "·" in text and not text.startswith("(") else text


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
