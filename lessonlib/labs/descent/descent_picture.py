"""The picture of gradient descent: the walk on its ground with the tangent, the loss by step, the counts."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.descent.loss_race import race_table
from lessonlib.labs.descent.path_told import departing, updates
from lessonlib.labs.descent.valley_ground import LOSSES, ground, on_ground
from lessonlib.nn.valleys import FLOOR, WINDOW, two_valleys
from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, area, arrows, formula, line, number, points

LEAST = 1e-8  # of the loss axis: below it a line ends, for it has arrived


def draw_descent(trace: Trace) -> Picture:
    """The walk with its tangent and where each start ends, the loss by step, the step's numbers, the counts."""
    series = [str(name) for name in trace["series"]]
    weights, rate = int(trace["weights"]), float(trace["rates"][0])
    verdicts = [str(told) for told in trace["verdicts"]]
    where = "over the weight" if weights == 1 else "over two weights"
    alt = f"The loss {where}, with the path of gradient descent at {len(series)} learning rates."
    marks = _walks(trace, series)
    view = ground(weights, marks, "The walk", alt, behind=_basins(trace) if weights == 1 else ())
    key = []
    for name, lr, told in zip(series, trace["rates"], verdicts, strict=True):
        key.append((name, f"{trace['label'] if name == 'mine' else ''} lr {number(lr)}: {told}".strip()))
    counts = race_table(weights, tuple(trace["start"].tolist()), rate)
    return Picture(
        _title(rate, verdicts[0], trace["position"][0, -1]),
        [view, _losses(trace, series)],
        key=key,
        formulas=[*_formulas(trace, rate), counts],
    )


def _walks(trace: Trace, series: list[str]) -> list[Mark]:
    position, gradient = trace["position"], trace["gradient"]
    marks = []
    for i, name in reversed(list(enumerate(series))):
        wide = 3 if i == 0 else 2
        marks.append(line(*on_ground(position[i]), when="upto", series=name, width=wide, head=True))
        if name == "gradient descent":
            marks.append(points(*on_ground(position[i]), when="upto", series=name, size=3))
    x, y = on_ground(position[0])
    if position.shape[2] == 1:
        # The tangent at the step's beginning is what the step knows of the loss.
        slope, half = np.append(gradient[0, 1:, 0], np.nan), 0.7
        ends = x[:, None] + np.array([-half, half])
        marks.append(line(ends, y[:, None] + slope[:, None] * (ends - x[:, None]), when="at", tone="accent", width=3))
    else:
        move = np.diff(position[0], axis=0, append=np.full((1, 2), np.nan))
        marks.append(arrows(x, y, *move.T, when="at", tone="accent", width=3))
    row = int(trace["departs"])
    marks += departing(on_ground(position[-1, row : row + 1]), row)  # the learner's is the last
    along = "x" if position.shape[2] == 1 else "xy"
    return [*marks, points([x[0]], [y[0]], size=7, filled=False, drag="start", along=along)]


def _basins(trace: Trace) -> list[Mark]:
    """The starts that end right of the hill, as bands."""
    right = trace["right"]
    w = np.linspace(*WINDOW, len(right))
    half = (w[1] - w[0]) / 2
    edges = np.flatnonzero(np.diff(np.concatenate([[0], right.astype(int), [0]]))).reshape(-1, 2)
    widest = max((b - a for a, b in edges), default=0)
    bands = []
    for a, b in edges:
        ends, label = [w[a] - half, w[b - 1] + half], "ends on the right" if b - a == widest else ""
        bands.append(area(ends, [LOSSES[0]] * 2, [LOSSES[1]] * 2, label=label, opacity=0.18))
        widest = widest if b - a != widest else np.inf
    return bands


def _losses(trace: Trace, series: list[str]) -> Plot:
    above = np.where(trace["loss"] - FLOOR > LEAST, trace["loss"] - FLOOR, np.nan)  # below it, a line ends
    steps = np.arange(trace.steps)
    curves = [
        line(steps, above[i], when="upto", series=name, head=True, width=3 if i == 0 else 2)
        for i, name in reversed(list(enumerate(series)))
    ]
    shown = np.append(above[np.isfinite(above)], (0.1, 1.0))
    return Plot(
        curves,
        x=Axis((0, trace.steps - 1), "step"),
        y=Axis((shown.min() / 2, shown.max() * 2), "loss above the lowest", "log"),
        title="Loss by step",
        aspect=0.75 if int(trace["weights"]) == 1 else 0.5,
        alt="Loss above the lowest by step, logarithmic, for each learning rate.",
    )


def _formulas(trace: Trace, rate: float) -> list[Mark]:
    """The gradient at the step's beginning and the step, of the last step taken, for each weight."""
    position, slope, marks = trace["position"][0], trace["gradient"][0, 1:], []
    for i, name in enumerate(("w",) if position.shape[1] == 1 else ("w_1", "w_2")):
        step = rf"{name} \leftarrow {name} - \eta \frac{{\partial L}}{{\partial {name}}}"
        latex = step + r" = \val{before} - \val{rate} \cdot \val{slope} \; \val{is} \; \val{after}"
        marks.append(formula(latex, updates(position[:, i], slope[:, i], rate), series="gradient descent"))
    return marks


def _title(rate: float, told: str, end: np.ndarray) -> str:
    first, floor = f"Learning rate {number(rate)}: {told}", number(FLOOR)
    if "local minimum" in told:
        return f"{first}, loss {number(two_valleys(end))}; the lowest, {floor}, lies behind the hill."
    return f"{first}, loss {floor}." if "lowest" in told else f"{first}; the lowest loss is {floor}."
