"""The picture of the hinge loss: W x = scores, the margins under them, the hinge, and the sum over the scale of W."""

from __future__ import annotations

import numpy as np

from lessonlib.data.slides import CLASSES
from lessonlib.labs.scores.loss_answers import IMAGES
from lessonlib.labs.shared.answers import apart
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    cells,
    choice,
    expression,
    formula,
    line,
    number,
    numbers,
    points,
    signed,
)

R = {
    "L2": r"\sum_{k,l} W_{k,l}^2",
    "L1": r"\sum_{k,l} |W_{k,l}|",
    "elastic net": r"\sum_{k,l} (\beta W_{k,l}^2 + |W_{k,l}|)",
}


def draw_hinge(trace: Trace) -> Picture:
    """The matrices and the sums; the hinge with its six margins; data loss, penalty and sum over the scale of W."""
    loss, mean, total = trace["loss"], float(trace["mean"]), float(trace["total"])
    worst = int(np.argmax(loss))
    if loss[worst] > 0:
        costs = f"{IMAGES[worst].capitalize()} costs most, {number(loss[worst])}; the mean is {number(mean)}"
        costs = f"All three images cost the same, {number(mean)}" if np.allclose(loss, mean) else costs
        title = f"{costs}, with λ R(W) it is {number(total)}."
    else:
        title = f"Every image is ahead by the margin and costs nothing; only λ R(W) is left, {number(total)}."
    return Picture(title, [_sums(trace), _hinge(trace), _scales(trace)], formulas=_formulas(trace))


def _sums(trace: Trace) -> Sheet:
    """W · x = scores; the margins and the hinges, column by column; the losses, their mean, the penalty, the total."""
    steps, s = trace.steps, trace["scores"]
    wrong = ~np.eye(3, dtype=bool)
    lit: dict[str, list] = {name: [] for name in ("w", "scores", "open", "hinge")}
    begin = np.zeros((3, 3), dtype=int)
    for step, (phase, k, j) in enumerate(_walk(trace)):
        now = phase == "margin"
        if now:
            begin[j, k] = step
        lit["scores"].append([(j, k, "lit"), (k, k, "also")] if now else [])
        lit["open"].append([(j, k, "lit")] if now else [])
        lit["hinge"].append(
            [(j, k, "lit")] if now else [(i, k, "also") for i in range(3) if phase == "image" and i != k]
        )
        lit["w"].append([(j, c, "lit") for c in range(3)] if phase == "row" else [])
    opened = np.where(wrong, numbers(trace["open"]), "right")
    hinges = np.where(wrong, numbers(np.maximum(0, trace["open"])), "–")
    heads = list(IMAGES)
    scores = expression(
        cells(s, when="at", texts=numbers(trace["w"]), lit=lit["w"], rows=CLASSES, name="W (3, 3)"),
        "·",
        cells(s, texts=numbers(trace["x"]), name="x (3, 3)"),
        "=",
        cells(s, when="at", texts=numbers(s), lit=lit["scores"], columns=heads, name="scores s"),
        name="W times x is the scores",
    )
    margins = expression(
        cells(
            s,
            when="at",
            texts=opened,
            since=begin,
            lit=lit["open"],
            rows=CLASSES,
            columns=heads,
            name=f"s_j − s_y + {number(float(trace['margin']))}",
        ),
        "→",
        cells(s, when="at", texts=hinges, since=begin, lit=lit["hinge"], columns=heads, name="max(0, ·)"),
        name="from margins to hinges",
    )
    return Sheet([scores, margins, expression(_total(trace, steps), name="losses and penalty")], grow=0)


def _walk(trace: Trace) -> list[tuple[str, int, int]]:
    return [(str(p), int(k), int(j)) for p, k, j in zip(trace["phase"], trace["image"], trace["row"], strict=True)]


def _total(trace: Trace, steps: int) -> Mark:
    ours = [*trace["loss"], float(trace["mean"]), float(trace["added"]), float(trace["total"])]
    theirs, begin, lit = trace["mine"], np.zeros(6, dtype=int), []
    for step, (phase, k, _) in enumerate(_walk(trace)):
        column = {"image": k, "mean": 3, "penalty": 4, "total": 5}.get(phase, -1)
        also = {"mean": (0, 1, 2), "total": (3, 4)}.get(phase, ())
        lit.append([(0, column, "lit")] * (column >= 0) + [(0, c, "also") for c in also])
        if column >= 0:
            begin[column] = step
    rows, texts, since = ["loss"], [numbers(ours)], [begin]
    if theirs.size:
        rows.append(str(trace["label"]))
        texts.append(np.array([*numbers(theirs), "", ""], dtype=object))
        since.append(np.zeros(6, dtype=int))
        departs = [(1, c, "departs") for c in np.flatnonzero(apart(theirs, ours[:4]))]
        lit = [[*now, *departs] for now in lit]
    heads = [*IMAGES, "mean", "λ R(W)", "total"]
    return cells(np.zeros((len(rows), 6)), when="at", texts=texts, since=since, lit=lit, rows=rows, columns=heads)


def _hinge(trace: Trace) -> Plot:
    s, margin = trace["scores"], float(trace["margin"])
    behind = s - np.diag(s)  # (classes, images): s_j − s_y, 0 for the right class
    walk = [(step, k, j) for step, (phase, k, j) in enumerate(_walk(trace)) if phase == "margin"]
    places = np.array([behind[j, k] for _, k, j in walk])
    heights = np.maximum(0, places + margin)
    low, high = min(-4.0, 1.15 * places.min()), max(4.0, 1.15 * places.max())
    now = np.full((trace.steps, 1), np.nan)
    for (step, _, _), place in zip(walk, places, strict=True):
        now[step] = place
    marks = [
        line([low, -margin, high], [0, 0, high + margin], tone="context", width=2.5),
        points(places, heights, since=[step for step, _, _ in walk], tone="ink", size=5),
        points(now, np.maximum(0, now + margin), when="at", tone="accent", size=8),
    ]
    return Plot(
        marks,
        x=Axis((low, high), "s_j − s_y, wrong score minus right"),
        y=Axis((-0.04 * (high + margin), high + margin), "what it costs"),
        title="The hinge",
        aspect=1.15,
        alt=f"The hinge: 0 up to minus the margin {number(margin)}, then rising; a point for each wrong class.",
    )


def _scales(trace: Trace) -> Plot:
    x, data, added, here = trace["scales"], trace["data by scale"], trace["penalty by scale"], float(trace["scale"])
    top = 1.05 * max(float((data + added).max()), 0.1)
    mine = {"data": float(trace["mean"]), "λ R(W)": float(trace["added"]), "sum": float(trace["total"])}
    marks: list[Mark] = [line([here, here], [0, top], tone="accent", width=2, dash="4 3")]
    for series, (name, height), values in zip(
        ("first", "second", "third"), mine.items(), (data, added, data + added), strict=True
    ):
        marks.append(line(x, values, series=series, label=name, width=2.5))
        marks.append(points([here], [height], series=series, size=6))
    return Plot(
        marks,
        x=Axis((0, x[-1]), "scale of W"),
        y=Axis((-0.03 * top, top), "loss"),
        title="If W were smaller or larger",
        aspect=1.15,
        alt="Mean hinge loss, penalty and their sum over the scale of W, with this scale marked.",
    )


def _formulas(trace: Trace) -> list[Mark]:
    s = trace["scores"]
    values: dict[str, list[str]] = {"j": [], "y": [], "h": []}
    for phase, k, j in _walk(trace):
        now = phase == "margin"
        values["j"].append(number(s[j, k]) if now else "?")
        values["y"].append(signed(s[k, k]) if now else "?")
        values["h"].append(number(max(0.0, trace["open"][j, k])) if now else "?")
    general = r"L = \frac{1}{N} \sum_i \sum_{j \ne y_i} \max(0, s_j - s_{y_i} + m) + \lambda R(W)"
    one = formula(r"\max(0, \val{j} - \val{y} + \val{m}) = \val{h}", m=number(float(trace["margin"])), **values)
    known = {name: number(float(trace[key])) for name, key in (("a", "mean"), ("b", "strength"), ("d", "total"))}
    total = formula(r"L = \val{a} + \val{b} \cdot \val{c} = \val{d}", c=number(sum(trace["rows"])), **known)
    shown = [{"margin": 0, "total": 1}.get(phase, -1) for phase, _, _ in _walk(trace)]
    return [formula(general), formula(rf"R(W) = {R[str(trace['penalty'])]}"), choice(shown, [one, total])]
