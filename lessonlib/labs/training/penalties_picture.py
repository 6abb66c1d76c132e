"""The picture of penalties: loss and penalty in the plane of two weights, all weights by strength, their values."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.training.penalty_shapes import ellipses
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_cell,
    ask_choice,
    contour,
    formula,
    line,
    number,
    numbers,
    points,
    table,
    text,
)
from lessonlib.stage.marks import levels
from lessonlib.stage.numbers import that_hold

ENDS = ("some exactly 0", "small, none exactly 0", "all exactly 0")
NAMES = ("L1", "L2", "elastic net")


def draw_penalties(trace: Trace) -> Picture:
    """Where loss and penalty touch, the ten weights by strength and under each penalty, the numbers of the step."""
    penalty, label = str(trace["penalty"]), str(trace["label"])
    key = [(penalty, f"all places where {penalty} is as large as at the weights")]
    key += [("mine", f"all places where {label} is as large as there")] if label else []
    panels = [_plane(trace, penalty), _by_strength(trace, penalty), _values(trace, penalty)]
    before = f"{penalty[0].upper() + penalty[1:]} at growing strengths: two weights in the plane, and all ten."
    question = _question(trace, penalty)
    return Picture(
        _title(trace, penalty), panels, key=key, formulas=_formulas(trace, penalty), before=before, question=question
    )


def _question(trace: Trace, penalty: str) -> Question | None:
    """Which weight is first to be exactly 0; with L2, whether any is."""
    column = NAMES.index(penalty)
    zeros = trace["weights"][column] == 0  # (steps, 10)
    features, last = trace["features"].tolist(), trace.steps - 1
    if penalty == "L2":
        why = "its slope, 2 · strength · w, fades as the weight gets small"
        text = "What does a strong L2 make of the ten weights?"
        return ask_choice(text, ENDS, ENDS[1], step=last, why=why, slips={ENDS[0]: "That is what L1 does."})
    if not zeros.any() or zeros[0].any():
        return None
    step = int(np.argmax(zeros.any(axis=1)))
    first = np.flatnonzero(zeros[step])
    if len(first) > 1:
        return None
    return ask_cell(
        "Which weight is the first to be exactly 0?",
        {name: (row, column + 1) for row, name in enumerate(features)},
        features[first[0]],
        panel=2,
        step=step,
        why="it is the first at which the data pull less than the penalty",
    )


def _plane(trace: Trace, penalty: str) -> Plot:
    w, free, grid, shape = trace["w"], trace["free"], trace["grid"], trace["shape"]
    touching = ellipses(w, free, trace["curvature"])
    a, b = (str(trace["features"][i]) for i in trace["pair"])
    marks = [
        contour(grid, grid, trace["surface"], levels(trace["surface"])),
        line([grid[0], grid[-1]], [0, 0], width=1),
        line([0, 0], [grid[0], grid[-1]], width=1),
        line(touching[..., 0], touching[..., 1], when="at", tone="ink", width=1.5),
        line(shape[..., 0], shape[..., 1], when="at", series=penalty, width=3, dash=""),
        line(*w.T, when="upto", tone="accent", width=2),
        points(*free[:, None], tone="ink", size=4, filled=False),
        text(free[:1], free[1:] + 0.09 * (grid[-1] - grid[0]), ["no penalty"], anchor="middle"),
        points(*w.T, when="at", tone="accent", size=6),
    ]
    if "mine" in trace:
        marks.insert(
            5, line(trace["mine"][..., 0], trace["mine"][..., 1], when="at", series="mine", width=2, dash="4 3")
        )
    ends = (grid[0], grid[-1])
    return Plot(
        marks,
        x=Axis(ends, f"weight of {a}"),
        y=Axis(ends, f"weight of {b}"),
        title="Two features: they touch",
        grow=1.3,
        aspect=0.9,
        equal=True,
        alt=f"Contours of the loss over two weights, with the line of equal {penalty} through its minimum.",
    )


def _by_strength(trace: Trace, penalty: str) -> Plot:
    strength, weights = trace["strength"], trace["weights"][NAMES.index(penalty)]  # (steps, 10)
    features, pair = [str(name) for name in trace["features"]], trace["pair"].tolist()
    reach = 1.12 * np.abs(trace["weights"][:, 0]).max()
    curves = [
        line(
            strength,
            weights[:, i],
            when="upto",
            tone="ink" if i in pair else "context",
            width=2.5 if i in pair else 1.5,
        )
        for i in range(len(features))
    ]
    names = [
        text([0.8 * strength[0]], [height], [name], anchor="end", tone="ink" if i in pair else "quiet", size=0.93)
        for i, (name, height) in enumerate(zip(features, _apart(weights[0], 0.12 * reach), strict=True))
    ]
    now = line(np.stack([strength, strength], axis=1), [-reach, reach], when="at", tone="accent", width=1.5)
    at = points(np.repeat(strength[:, None], len(features), axis=1), weights, when="at", tone="accent", size=3.5)
    handle = points(
        strength, np.full(len(strength), -reach), when="at", tone="accent", size=6, scrub="drag the strength"
    )
    powers = np.arange(np.ceil(np.log10(strength[0])), np.floor(np.log10(strength[-1])) + 1, 2)  # apart enough to read
    ticks = [(10.0**p, number(10.0**p)) for p in powers]
    return Plot(
        [line([strength[0], strength[-1]], [0, 0], width=1), *curves, now, at, *names, handle],
        x=Axis((strength[0] / 3000, strength[-1] * 1.2), "strength", "log", ticks=ticks),
        y=Axis((-reach, reach), "weight"),
        title="All ten features",
        grow=1.1,
        aspect=0.9,
        alt=f"The ten weights by strength of {penalty}, on a logarithmic axis.",
    )


def _values(trace: Trace, penalty: str) -> Sheet:
    weights, features = trace["weights"], trace["features"]  # (3, steps, 10)
    body = np.empty((trace.steps, len(features), 4), dtype=object)
    body[:, :, 0] = features
    body[:, :, 1:] = [[[_fixed(v) for v in row] for row in step] for step in np.moveaxis(weights, 0, -1)]
    column = NAMES.index(penalty)
    lit = [
        [(int(i), int(c) + 1, "lit" if c == column else "also") for c, i in np.argwhere(weights[:, k] == 0)]
        for k in range(trace.steps)
    ]
    return Sheet(
        [table(["weight of", "L1 (lasso)", "L2 (ridge)", "elastic net"], body, lit=lit)],
        title="At this strength; exactly 0 is marked",
        grow=0.6,
    )


def _formulas(trace: Trace, penalty: str) -> list[Mark]:
    """The proximal step that leaves the weights where they are: they are the lowest."""
    (l1, l2), rate, strength = trace["shares"], float(trace["rate"]), trace["strength"]
    z, w, marks = trace["z"], trace["w"], []
    threshold, shrink = rate * l1 * strength, 1 + 2 * rate * l2 * strength

    def after(z: float, t: float, by: float) -> float:
        return np.sign(z) * max(abs(z) - t, 0) / by

    for i, feature in enumerate(trace["pair"]):
        name = rf"w_{{\text{{{trace['features'][feature]}}}}}"
        kept = [that_hold(after, step) for step in zip(z[:, i], threshold, shrink, strict=True)]
        texts = dict(zip(("z", "t", "shrink"), map(list, zip(*kept, strict=True)), strict=True)) | {
            "w": numbers(w[:, i])
        }
        if penalty == "L2":
            latex = rf"{name} = \frac{{z}}{{1 + 2 \eta \lambda}} = \frac{{\val{{z}}}}{{\val{{shrink}}}} = \val{{w}}"
        elif penalty == "L1":
            latex = rf"{name} = S(z, \eta \lambda) = S(\val{{z}}, \val{{t}}) = \val{{w}}"
        else:
            latex = (
                rf"{name} = \frac{{S(z, \eta \lambda)}}{{1 + 2 \eta \lambda \beta}} "
                r"= \frac{S(\val{z}, \val{t})}{\val{shrink}} = \val{w}"
            )
        marks.append(formula(latex, texts, series=penalty))
    says = r"z = w - \eta \frac{\partial L}{\partial w}"
    says += "" if penalty == "L2" else r", \quad S(z, t) = \text{sign}(z) \max(|z| - t, 0)"
    return [*marks, formula(says)]


def _fixed(value: float) -> str:
    """A weight with three decimals, so that no column grows; 0 alone is exactly 0."""
    if value == 0:
        return "0"
    return number(value, 2) if abs(value) < 0.0005 else f"{value:.3f}".replace("-", "−")


def _apart(heights: np.ndarray, gap: float) -> np.ndarray:
    """``heights`` moved as little as need be, so that neighbours are ``gap`` apart."""
    order = np.argsort(heights)
    placed = heights[order].copy()
    for _ in range(200):
        near = np.diff(placed) < gap
        short = np.where(near, (gap - np.diff(placed)) / 2, 0)
        placed[1:] += short
        placed[:-1] -= short
    result = np.empty_like(placed)
    result[order] = placed
    return result


def _title(trace: Trace, penalty: str) -> str:
    weights, strength = trace["weights"], trace["strength"]
    zeros = (weights == 0).sum(axis=2)  # (3, steps)
    if penalty == "L2":
        k = int(np.argmin(np.abs(strength - 1)))
        return (
            f"L2 shrinks all ten weights and makes none exactly 0; at strength {number(strength[k])}, "
            f"L1 has made {zeros[0, k]} of them 0."
        )
    made, name = zeros[NAMES.index(penalty)], penalty[0].upper() + penalty[1:]
    half, every = (int(np.argmax(made >= n)) if (made >= n).any() else -1 for n in (5, 10))
    if half < 0:
        return f"{name} makes {made.max()} of 10 weights exactly 0 up to strength {number(strength[-1])}."
    end = f", all at {number(strength[every])}" if every >= 0 else ""
    return f"{name} makes {made[half]} of 10 weights exactly 0 at strength {number(strength[half])}{end}; L2 none."
