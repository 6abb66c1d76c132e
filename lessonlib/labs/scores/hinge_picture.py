"""The picture of the hinge loss: W x = scores, the margins under them, the hinge, and the sum over the scale of W."""

from __future__ import annotations

import numpy as np

from lessonlib.data.slides import CLASSES
from lessonlib.labs.scores.loss_answers import IMAGES
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
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.formula import so_far
from lessonlib.stage.numbers import bracketed, worked
from lessonlib.stage.question import Question, ask_number

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
    margin = number(trace["margin"])
    before = f"W x = scores, for three images; the hinge with margin {margin}, and λ R(W), {trace['penalty']}."
    panels = [_sums(trace), _hinge(trace), _scales(trace)]
    return Picture(title, panels, (), _formulas(trace), before, _question(trace))


def _question(trace: Trace) -> Question:
    """What the first image costs; what is often done instead: the right class counted too, or no margin."""
    s, margin, cost = trace["scores"][:, 0], float(trace["margin"]), float(trace["loss"][0])
    opened = trace["open"][1:, 0]
    counted = " + ".join(number(max(0.0, over)) for over in opened)
    bare = float(np.maximum(0, s[1:] - s[0]).sum())
    slips = {cost + margin: "that counts the right class too"}
    slips |= {bare: "that leaves the margin out"} if abs(bare - cost) > 0.1 else {}
    why = f"each wrong class counts what it lacks to be {number(margin)} behind: {counted}"
    text = f"What does {IMAGES[0]} cost, with margin {number(margin)}?"
    return ask_number(text, cost, step=3, tolerance=0.05, why=why, slips=slips)


def _sums(trace: Trace) -> Sheet:
    """W · x = scores; the margins and the hinges, column by column; the losses, their mean, the penalty, the total."""
    s, wrong, heads = trace["scores"], ~np.eye(3, dtype=bool), list(IMAGES)
    weights, lit, margins, hinges = (Filling(trace.steps, (3, 3)) for _ in range(4))
    for step, (phase, k, j) in enumerate(trace.rows("phase", "image", "row")):
        if phase == "margin":
            lit.light(step, [(j, k)])
            lit.light(step, [(k, k)], "also")
            margins.write(step, j, k)
            hinges.write(step, j, k)
        elif phase == "image":
            hinges.light(step, [(i, k) for i in range(3) if i != k], "also")
        elif phase == "row":
            weights.light(step, [(j, c) for c in range(3)])
    opened = np.where(wrong, numbers(trace["open"]), "right")
    costs = np.where(wrong, numbers(np.maximum(0, trace["open"])), "–")
    room = f"wrong − right + {number(trace['margin'])}"
    scores = expression(
        cells(s, when="at", texts=numbers(trace["w"]), lit=weights.lit, rows=CLASSES, name="W (3, 3)"),
        "·",
        cells(s, texts=numbers(trace["x"]), name="x (3, 3)"),
        "=",
        cells(s, when="at", texts=numbers(s), lit=lit.lit, columns=heads, name="scores s"),
        name="W times x is the scores",
    )
    over = expression(
        cells(s, when="at", texts=opened, **margins.told, rows=CLASSES, columns=heads, name=room),
        "→",
        cells(s, when="at", texts=costs, **hinges.told, columns=heads, name="max(0, ·)"),
        name="from margins to hinges",
    )
    return Sheet([scores, over, expression(_total(trace), name="losses and penalty")], grow=0)


def _total(trace: Trace) -> Mark:
    rows, filling = ["loss"], Filling(trace.steps, (1 + bool(trace["mine"].size), 6))
    texts = [numbers([*trace["loss"], *(trace[name] for name in ("mean", "added", "total"))])]
    for step, (phase, k) in enumerate(trace.rows("phase", "image")):
        column = {"image": k, "mean": 3, "penalty": 4, "total": 5}.get(phase, -1)
        if column >= 0:
            filling.write(step, 0, column)
        filling.light(step, [(0, c) for c in {"mean": (0, 1, 2), "total": (3, 4)}.get(phase, ())], "also")
    if trace["mine"].size:
        rows.append(str(trace["label"]))
        texts.append(np.array([*numbers(trace["mine"]), "", ""], dtype=object))
        filling.always([(1, c) for c in np.flatnonzero(trace["wrong"])], "departs")
    heads = [*IMAGES, "mean", "λ R(W)", "total"]
    return cells(np.zeros((len(rows), 6)), when="at", texts=texts, **filling.told, rows=rows, columns=heads)


def _hinge(trace: Trace) -> Plot:
    s, margin = trace["scores"], float(trace["margin"])
    behind = s - np.diag(s)  # (classes, images): s_j − s_y, 0 for the right class
    walk = enumerate(trace.rows("phase", "image", "row"))
    walk = [(step, k, j) for step, (phase, k, j) in walk if phase == "margin"]
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
        x=Axis((low, high), "wrong score minus right"),
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
    margin, steps = float(trace["margin"]), []
    for phase, k, j in trace.rows("phase", "image", "row"):
        steps.append({"m": number(margin), "is": "="})
        if phase == "margin":
            texts, gives, cost = worked(lambda j, y, m: max(0.0, j - y + m), s[j, k], s[k, k], margin)
            steps[-1] = {"j": texts[0], "y": bracketed(texts[1]), "m": texts[2], "is": gives, "h": cost}
    general = r"L = \frac{1}{N} \sum_i \sum_{j \ne y_i} \max(0, s_j - s_{y_i} + m) + \lambda R(W)"
    one = formula(r"\max(0, \val{j} - \val{y} + \val{m}) \; \val{is} \; \val{h}", so_far(steps))
    given = (float(trace["mean"]), float(trace["strength"]), sum(trace["rows"].tolist()))
    (mean, strength, size), gives, cost = worked(lambda a, b, c: a + b * c, *given)
    texts = {"a": mean, "b": strength, "c": size, "is": gives, "d": cost}
    total = formula(r"L = \val{a} + \val{b} \cdot \val{c} \; \val{is} \; \val{d}", texts)
    shown = [{"margin": 0, "total": 1}.get(phase, -1) for phase in trace["phase"].tolist()]
    return [formula(general), formula(rf"R(W) = {R[str(trace['penalty'])]}"), choice(shown, [one, total])]
