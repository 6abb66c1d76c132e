"""The picture of clipping: both walks on the cliff, the norm of their gradients, and the algorithm's two lines."""

from __future__ import annotations

import numpy as np

from lessonlib.nn.recurrent_cliff import recurrent_loss
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Trace,
    choice,
    contour,
    formula,
    line,
    number,
    points,
    signed,
    text,
)
from lessonlib.stage.numbers import vector
from lessonlib.stage.question import Question, ask_choice, ask_number

WINDOW = ((3.4, 5.4), (-2.8, -1.1))  # of w and of b, about the cliff; a walk that leaps leaves it
SIDES = ("plain", "clipped")
SERIES = {"plain": "unclipped", "clipped": "clipped"}


def draw_clipping(trace: Trace) -> Picture:
    """Paths on the contour, norms beside the threshold, losses, and the two lines with this step's numbers."""
    whose = str(trace["whose"])
    named = {"plain": "without clipping", "clipped": "with clipping"}
    if whose != "clip_by_norm":
        named["clipped"] = f"with {whose}"
    key = [(SERIES[side], named[side]) for side in SIDES]
    return Picture(
        _title(trace),
        [_ground(trace), _norms(trace), _losses(trace)],
        key=key,
        formulas=_lines(trace),
        before="Two walks go down towards a cliff, one as the gradient leads, one with its norm clipped.",
        question=_question(trace),
    )


def _ground(trace: Trace) -> Plot:
    start = trace["clipped position"][0]
    ends = [(min(low, v - 0.2), max(high, v + 0.2)) for (low, high), v in zip(WINDOW, start, strict=True)]
    w, b = (np.linspace(*end, 181) for end in ends)
    loss = recurrent_loss(*np.meshgrid(w, b))
    marks = [
        contour(w, b, loss, np.linspace(0, 0.5, 11)),
        *(line(*trace[f"{s} position"].T, when="upto", series=SERIES[s], width=2.5, head=True) for s in SIDES),
        points([start[0]], [start[1]], size=7, filled=False, drag="start"),
        *_departure(trace),
        *_gone(trace, ends),
    ]
    return Plot(
        marks,
        x=Axis(ends[0], "weight w"),
        y=Axis(ends[1], "bias b"),
        title="The loss over w and b: the darker, the larger",
        grow=1.25,
        aspect=0.8,
        zoom=True,
        alt="Contours of the loss over w and b: two plains and a cliff between them, with the two walks.",
    )


def _gone(trace: Trace, ends: list[tuple[float, float]]) -> list[Mark]:
    """Where the unclipped walk is when it is out of the picture, written at the picture's upper edge."""
    places = trace["plain position"]
    low, high = np.transpose(ends)
    out = ~((low <= places) & (places <= high)).all(axis=1)  # true for NaN too
    told = [
        "" if not o else "unclipped: " + ("far off" if np.isnan(p).any() else vector(p))
        for o, p in zip(out, places, strict=True)
    ]
    x, y = ends[0][1] - 0.03 * (ends[0][1] - ends[0][0]), ends[1][1] - 0.06 * (ends[1][1] - ends[1][0])
    return [text(np.full(len(out), x), np.full(len(out), y), told, when="at", anchor="end")]


def _departure(trace: Trace) -> list[Mark]:
    row = int(trace["departs"])
    if row < 0:
        return []
    x, y = trace["clipped position"][row]
    return [points([x], [y], series="mine", size=6, filled=False, labels=["departs"], since=[row])]


def _norms(trace: Trace) -> Plot:
    steps, threshold = np.arange(trace.steps), float(trace["threshold"])
    norms = [trace[f"{side} norm"] for side in SIDES]
    kept = np.linalg.norm(trace["clipped used"], axis=1)
    known = np.concatenate([*norms, [threshold]])
    known = known[np.isfinite(known) & (known > 0)]
    low, high = known.min() / 3, known.max() * 3
    marks = [
        line([0, trace.steps], [threshold, threshold], tone="quiet", dash="2 3", width=1.5),
        *(line(steps, n, when="upto", series=SERIES[s], head=True) for s, n in zip(SIDES, norms, strict=True)),
        points(steps, np.maximum(kept, low), when="at", tone="accent", size=6, filled=False),
    ]
    return Plot(
        marks,
        x=Axis((-0.03 * trace.steps, trace.steps), "step"),
        y=Axis((low, high), "norm of the gradient", "log"),
        title="Norm; dotted: threshold; ring: clipped",
        aspect=1.0,
        alt="Norm of the gradient by step for both walks, logarithmic, with the threshold.",
    )


def _losses(trace: Trace) -> Plot:
    steps, losses = np.arange(trace.steps), [trace[f"{side} loss"] for side in SIDES]
    top = 1.1 * max(float(np.nanmax(values)) for values in losses)
    return Plot(
        [line(steps, v, when="upto", series=SERIES[s], head=True) for s, v in zip(SIDES, losses, strict=True)],
        x=Axis((-0.03 * trace.steps, trace.steps), "step"),
        y=Axis((0, top), "loss"),
        title="Loss",
        aspect=1.0,
        alt="Loss by step for both walks.",
    )


def _lines(trace: Trace) -> list[Mark]:
    """The two lines of the algorithm, and from step 1 on with this step's numbers."""
    gradient, used, norm = (trace[f"clipped {name}"][1:] for name in ("gradient", "used", "norm"))
    gone, cut, threshold = np.isnan(norm), norm >= float(trace["threshold"]), number(float(trace["threshold"]))
    return [
        _from_first_step(
            r"\lVert g \rVert = \sqrt{g_w^2 + g_b^2}",
            r"\lVert g \rVert = \sqrt{\val{x}^2 + \val{y}^2} = \val{norm} \; \val{sign} \; \text{threshold}"
            rf" = {threshold}",
            gone,
            x=[signed(v) for v in gradient[:, 0]],
            y=[signed(v) for v in gradient[:, 1]],
            norm=[number(v) for v in norm],
            sign=["≥" if c else "<" for c in cut],
        ),
        _from_first_step(
            r"g \leftarrow g \cdot \text{threshold} / \lVert g \rVert \quad \text{where the norm reaches it}",
            r"g \leftarrow \val{factor} \cdot \val{before} = \val{after}",
            gone,
            factor=[f"{threshold} / {number(n)}" if c else "1" for n, c in zip(norm, cut, strict=True)],
            before=[vector(row) for row in gradient],
            after=[vector(row) for row in used],
        ),
    ]


def _from_first_step(rule: str, latex: str, gone: np.ndarray, **values: list[str]) -> Mark:
    """The rule where a step has no numbers, at the start and behind the end of a walk; else the numbers."""
    filled = formula(latex, series="clipped", **{name: ["", *told] for name, told in values.items()})
    return choice([0, *np.where(gone, 0, 1)], [formula(rule, series="clipped"), filled])


def _thrown(trace: Trace) -> tuple[str, int, float]:
    """What becomes of the walk without clipping, at which step, and how far that step is."""
    jump = np.linalg.norm(np.diff(trace["plain position"], axis=0), axis=1)
    if np.isnan(jump).any():
        return "leaves", int(np.argmax(np.isnan(jump))) + 1, np.inf
    at = int(np.argmax(jump))
    return ("leaps" if jump[at] > 1 else "stays"), at + 1, float(jump[at])


def _cut(trace: Trace) -> int:
    return int(np.nansum(trace["clipped norm"] >= float(trace["threshold"])))


def _title(trace: Trace) -> str:
    what, step, far = _thrown(trace)
    if not _cut(trace):
        return "The threshold is never reached: nothing is clipped, and both walks are one."
    thrown = {
        "leaves": f"Without clipping, step {step} leads out of all bounds",
        "leaps": f"Without clipping, step {step} leaps {number(far)} away from the cliff",
        "stays": f"Without clipping, the longest step is {number(far)}",
    }[what]
    loss = number(trace["clipped loss"][-1])
    return f"{thrown}; with it, {_cut(trace)} of {trace.steps - 1} steps are shortened, and the loss ends at {loss}."


def _question(trace: Trace) -> Question | None:
    """What the cliff does to the walk without clipping; where nothing happens there, how many steps are shortened."""
    what, step, _ = _thrown(trace)
    if trace.steps == 1:
        return None
    if what == "stays" or not _cut(trace):
        cut, steps = _cut(trace), trace.steps - 1
        told = "so many gradients have" if cut else "no gradient has"
        why = f"{told} a norm of {number(float(trace['threshold']))} or more"
        text = f"How many of the {steps} steps will be shortened?"
        tolerance = min(cut, steps // 10)  # none is none
        return ask_number(text, cut, step=steps, why=why, unit="steps", tolerance=tolerance)
    thrown = "thrown far away"
    return ask_choice(
        "What becomes of the walk without clipping when it gets to the cliff?",
        ("led down along it", "stopped there", thrown),
        thrown,
        step=step,
        why=f"at step {step} the gradient is as long as the cliff is steep, and so is the step",
        slips={
            "stopped there": "it would where the gradient is 0, but on the cliff it is longest",
            "led down along it": "for that its steps would have to stay short",
        },
    )
