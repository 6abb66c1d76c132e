"""The picture of gradient descent: the walk on its ground with the tangent, the loss by step, the step's numbers."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.descent.contour_through import contours_through
from lessonlib.labs.descent.path_told import departing, updates
from lessonlib.labs.descent.valley_ground import LOSSES, ground, on_ground
from lessonlib.nn.valleys import FLOOR, WINDOW, two_valleys
from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, area, arrows, choice, formula, line, number, points
from lessonlib.stage.numbers import plural, vector
from lessonlib.stage.question import Question, ask_choice, ask_number

LEAST = 1e-8  # of the loss axis: below it a line ends, for it has arrived
# What became of a walk: how that is asked, and why it comes about.
ENDS = {
    "lowest minimum": ("in the lowest minimum", "near a minimum the slope fades, and the steps with it"),
    "local minimum": ("in the local minimum", "near a minimum the slope fades, and no step leads up"),
    "on its way": ("still on its way", "a step is the slope times the rate, and that is small for long"),
    "to and fro": ("jumping to and fro", "each step leads so far beyond the minimum that the next leads back"),
    "diverged": ("gone from the picture", "each step overshoots by more than it gains"),
}


def draw_descent(trace: Trace) -> Picture:
    """The walk with its tangent and where each start ends, the loss by step, the step's numbers."""
    series = [str(name) for name in trace["series"]]
    weights, rate = int(trace["weights"]), float(trace["rates"][0])
    verdicts = [str(told) for told in trace["verdicts"]]
    where = "over the weight" if weights == 1 else "over two weights"
    alt = f"The loss {where}, with the path of gradient descent at {len(series)} learning rates."
    question = _question(trace)
    bands = _basins(trace, question.step if question else 0) if weights == 1 else ()
    view = ground(weights, _walks(trace, series), "The walk", alt, behind=bands)
    names = [
        f"{trace['label'] if name == 'mine' else ''} lr {number(lr)}".strip()
        for name, lr in zip(series, trace["rates"], strict=True)
    ]
    told = [f"{name}: {verdict}" for name, verdict in zip(names[1:], verdicts[1:], strict=True)]
    begin, count = vector(trace["start"], 4), plural(trace.steps - 1, "step")
    before = f"Gradient descent from w = {begin} with {' and '.join(names)}, {count}."
    key, formulas = list(zip(series, names, strict=True)), _formulas(trace, rate)
    title = "; ".join([_title(rate, verdicts[0], trace).rstrip("."), *told]) + "."
    return Picture(title, [view, _losses(trace, series)], key, formulas, before, question)


def _question(trace: Trace) -> Question | None:
    """With two weights the angle of the first step; else where the walk ends; None where it has arrived already."""
    if int(trace["weights"]) == 2:
        return ask_number(
            "Which angle does the first step make with the contour it starts on, in degrees?",
            90,
            unit="degrees",
            step=1,
            tolerance=5,
            why="along its contour the loss does not change, so the gradient has no part along it",
        )
    verdict, last = str(trace["verdicts"][0]), trace.steps - 1
    kind = next(kind for kind in ENDS if kind in verdict)
    answer, why = ENDS[kind]
    step = {"minimum": verdict.split()[-2], "diverged": verdict.split()[-1]}.get(kind.split()[-1], last)
    if int(step) < 1:
        return None
    choices, slips = [choice for choice, _ in ENDS.values()], {}
    if kind == "local minimum":
        slips = {"in the lowest minimum": "it would have to climb over the hill first"}
    text = f"Where does the walk with learning rate {number(trace['rates'][0])} end?"
    return ask_choice(text, choices, answer, step=int(step), why=why, slips=slips)


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
        slope = np.append(gradient[0, 1:], np.full((1, 2), np.nan), axis=0)
        uphill = 0.9 * slope / np.linalg.norm(slope, axis=1, keepdims=True)
        marks.append(line(*_contours(position[0]), when="at", tone="ink", width=1.5, dash="3 3"))
        marks.append(arrows(x, y, *uphill.T, when="at", tone="ink", width=1.5, label="gradient"))
        marks.append(arrows(x, y, *move.T, when="at", tone="accent", width=3))
    row = int(trace["departs"])
    marks += departing(on_ground(position[-1, row : row + 1]), row)  # the learner's is the last
    along = "x" if position.shape[2] == 1 else "xy"
    return [*marks, points([x[0]], [y[0]], size=7, filled=False, drag="start", along=along)]


def _contours(position: np.ndarray) -> np.ndarray:
    """The contour of the loss through each place (steps, 2): (2, steps, longest)."""
    w = np.linspace(*WINDOW, 81)
    z = two_valleys(np.array(np.meshgrid(w, w)))
    return contours_through(w, w, z, position, [two_valleys(place) for place in position])


def _basins(trace: Trace, since: int) -> list[Mark]:
    """The starts that end right of the hill, as bands, from the step ``since`` on."""
    right = trace["right"]
    w = np.linspace(*WINDOW, len(right))
    half = (w[1] - w[0]) / 2
    edges = np.flatnonzero(np.diff(np.concatenate([[0], right.astype(int), [0]]))).reshape(-1, 2)
    widest = max((b - a for a, b in edges), default=0)
    bands = []
    for a, b in edges:
        ends, label = [w[a] - half, w[b - 1] + half], "ends on the right" if b - a == widest else ""
        band = area(ends, [LOSSES[0]] * 2, [LOSSES[1]] * 2, label=label, opacity=0.18)
        bands.append(choice((np.arange(trace.steps) >= since) - 1, [band]))
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


def _title(rate: float, told: str, trace: Trace) -> str:
    first, floor, end = f"Learning rate {number(rate)}: {told}", number(FLOOR), trace["position"][0, -1]
    if "local minimum" in told:
        return f"{first}, loss {number(two_valleys(end))}; the lowest, {floor}, lies behind the hill."
    if "lowest" in told:
        return f"{first}, loss {floor}."
    return f"{first}; the least loss it met is {number(np.nanmin(trace['loss'][0]))}, the lowest there is {floor}."
