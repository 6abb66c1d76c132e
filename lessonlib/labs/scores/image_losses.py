"""From the scores of three images to their cross-entropy losses and the mean, a column at a time."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from lessonlib import nn
from lessonlib.data.slides import CLASSES, SCORES
from lessonlib.labs.scores.loss_answers import IMAGES, losses_beside, typed_scores
from lessonlib.labs.shared.typed import as_text
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
    text,
)
from lessonlib.stage.equations import read
from lessonlib.stage.filling import Filling
from lessonlib.stage.formula import so_far
from lessonlib.stage.numbers import beyond, gives, worked
from lessonlib.stage.question import Question, ask_choice, ask_number
from lessonlib.stage.trace import columns

TABLE = as_text(SCORES)
PHASES = ("max", "exp", "share", "loss")


def record_image_losses(scores: Any, mine: Any) -> Trace:
    """For each image: the largest score, exp(z − max), the shares, −ln of the right one; then the mean."""
    s = typed_scores(scores)
    loss = nn.NLLLoss()
    losses = [loss.forward(s.T[k : k + 1], [k]) for k in range(3)]  # x of shape (1, 3), y of shape (1,)
    most = s.max(axis=0)  # (3,)
    e = np.exp(s - most)  # (classes, images)
    phases = [("start", -1), *[(phase, k) for k in range(3) for phase in PHASES], ("mean", -1)]
    mean = loss.forward(s.T, [0, 1, 2])
    found = losses_beside(mine, s, [*losses, mean], "NLLLoss")
    shown = {"part": "scores", "scores": s, "most": most, "e": e, "share": nn.softmax(s, axis=0)}
    arrays = shown | {"loss": losses, "mean": mean} | columns("phase image", phases) | found.arrays
    return Trace(arrays, [_caption(phase, k, arrays) for phase, k in phases], found.notes)


def draw_image_losses(trace: Trace) -> Picture:
    """Scores, exponentials and shares side by side, the losses under them; −ln p with the three images on it."""
    loss, share = trace["loss"], np.diag(trace["share"])
    worst, mean = int(np.argmax(loss)), number(float(trace["mean"]))
    title = (
        f"{IMAGES[worst].capitalize()} costs most: its share is {number(share[worst])}, its loss "
        f"{number(loss[worst])}; the mean loss is {mean}."
    )
    if np.allclose(loss, loss[0]):
        title = f"All three images cost the same: the share of the right class is {number(share[0])}, the loss {mean}."
    before = "The scores of three images, a column each: from scores to shares to losses."
    return Picture(title, [_matrices(trace), _curve(trace)], (), _formulas(trace), before, _question(trace))


def _question(trace: Trace) -> Question:
    """Which image costs most; where all cost the same, what one costs."""
    loss, share, s = trace["loss"], np.diag(trace["share"]), trace["scores"]
    if np.allclose(loss, loss[0]):
        slips = {0.0: "that is the price of an answer that is sure and right"}
        why = f"the right class gets the share {number(share[0])}, and −ln of it is that"
        return ask_number("What does each image cost?", loss[0], step=4, tolerance=0.05, why=why, slips=slips)
    worst, lowest = int(loss.argmax()), int(np.diag(s).argmin())
    why = f"the right class has the smallest share, {_near_one(share[worst])}"
    lower = "its score is the lowest, but only the share of its column counts"
    slips = {} if lowest == worst else {IMAGES[lowest]: lower}
    return ask_choice("Which image costs most?", IMAGES, IMAGES[worst], step=12, why=why, slips=slips)


def _caption(phase: str, k: int, a: dict[str, Any]) -> str:
    if phase == "start":
        return "Each column holds the scores of one image: a cat, a car, a frog."
    if phase == "mean":
        losses, gives, mean = worked(lambda *costs: sum(costs) / 3, *a["loss"])
        return f"The mean: ({' + '.join(losses)}) / 3 {gives} {mean}."
    image, e, p = IMAGES[k].capitalize(), a["e"][:, k], a["share"][k, k]
    if phase == "max":
        best = CLASSES[int(a["scores"][:, k].argmax())]
        return f"{image}: the largest score is {number(a['most'][k])}, for {best}; it is subtracted, as in the softmax."
    if phase == "exp":
        return f"{image}: exp gives {', '.join(map(number, e))}; their sum is {number(e.sum())}."
    if phase == "share":
        (above, below), gives, part = worked(operator.truediv, e[k], e.sum())
        return f"{image}: {CLASSES[k]}, the right class, gets {above} / {below} {gives} {part}."
    shown, gives, loss = _cost(float(p), float(a["loss"][k]))
    if p == 0:
        return f"{image}: a float loses the share, −ln 0 = ∞; our NLLLoss takes log and exp together and gives {loss}."
    return f"{image}: the loss is −ln {shown} {gives} {loss}; the other shares do not enter."


def _cost(p: float, loss: float) -> tuple[str, str, str]:
    """A share, a sign and its loss, as they are printed; a share that three digits would call 1, as what it lacks."""
    if 0.9995 <= p < 1:
        return f"(1 − {number(1 - p)})", gives(-np.log1p(-read(number(1 - p))), number(loss)), number(loss)
    if p == 0:  # what a float loses, a power of ten can still say
        return beyond(-loss / np.log(10)), "≈", number(loss)
    (share,), sign, cost = worked(lambda share: -np.log(share), p)
    return share, sign, cost


def _near_one(p: float) -> str:
    return f"1 − {number(1 - p)}" if 0.9995 <= p < 1 else number(p)


def _matrices(trace: Trace) -> Sheet:
    s, heads = trace["scores"], list(IMAGES)
    scores, powers, shares = (Filling(trace.steps, (3, 3)) for _ in range(3))
    losses = Filling(trace.steps, (1 + bool(trace["mine"].size), 4))
    for step, (phase, k) in enumerate(trace.rows("phase", "image")):
        column = [(c, k) for c in range(3)]
        if phase == "max":
            scores.light(step, [(int(s[:, k].argmax()), k)])
        elif phase == "exp":
            scores.light(step, column, "also")
            for c in range(3):
                powers.write(step, c, k)
        elif phase == "share":
            powers.light(step, column, "also")
            for c in range(3):
                shares.write(step, c, k, "lit" if c == k else "also")
        elif phase == "loss":
            shares.light(step, [(k, k)], "also")
            losses.write(step, 0, k)
        elif phase == "mean":
            losses.light(step, [(0, j) for j in range(3)], "also")
            losses.write(step, 0, 3)
    shown = expression(
        cells(s, when="at", texts=numbers(s), lit=scores.lit, rows=list(CLASSES), columns=heads, name="scores z"),
        "→",
        cells(s, when="at", texts=numbers(trace["e"]), **powers.told, columns=heads, name="exp(z − max)"),
        "→",
        cells(s, when="at", texts=numbers(trace["share"]), **shares.told, columns=heads, name="share p"),
        name="from scores to shares, a column for each image",
    )
    return Sheet([shown, expression(_losses(trace, losses), name="losses")], grow=0)


def _losses(trace: Trace, filling: Filling) -> Mark:
    """−ln p of each image and the mean: ours, and the learner's under it."""
    rows, values = ["−ln p"], [[*trace["loss"], float(trace["mean"])]]
    if trace["mine"].size:
        rows, values = [*rows, str(trace["label"])], [*values, trace["mine"]]
        filling.always([(1, k) for k in np.flatnonzero(trace["wrong"])], "departs")
    return cells(values, when="at", texts=numbers(values), **filling.told, rows=rows, columns=[*IMAGES, "mean"])


def _curve(trace: Trace) -> Plot:
    loss, share = np.asarray(trace["loss"]), np.diag(trace["share"])
    top = min(max(7.0, 1.1 * loss.max()), 20.0)
    height = np.where(loss < top, loss, np.nan)
    above = ["" if cost < top else f"{name} ↑ {number(cost)}" for name, cost in zip(IMAGES, loss, strict=True)]
    p = np.concatenate([np.geomspace(1e-4, 0.1, 40), np.linspace(0.11, 1, 60)])
    begin = np.array([4, 8, 12])
    done = np.arange(trace.steps)[:, None] >= begin  # (steps, images)
    now = (trace["phase"] == "loss")[:, None] & (trace["image"][:, None] == np.arange(3))
    marks = [
        line(p, -np.log(p), tone="context", width=2.5),
        points(share, height, since=begin, tone="ink", size=5, labels=_labels(share)),
        points(np.where(now, share, np.nan), height, when="at", tone="accent", size=8),
    ]
    if any(above):
        marks.append(text(np.where(done, share + 0.02, np.nan), np.full(3, 0.94 * top), [above], when="at"))
    across, up = Axis((-0.03, 1.03), "share p of the right class"), Axis((-0.25, top), "loss −ln p")
    alt = "The loss, minus the logarithm of the share of the right class, with a point for each image."
    return Plot(marks, x=across, y=up, title="The smaller the share, the larger the loss", aspect=0.7, alt=alt)


def _labels(share: np.ndarray) -> list[str]:
    """A name for each point; points in one place are named together, at the last of them."""
    names = [[IMAGES[j] for j in range(3) if np.isclose(share[j], share[k])] for k in range(3)]
    return ["" if any(np.isclose(share[k + 1 :], share[k])) else ", ".join(names[k]) for k in range(3)]


def _formulas(trace: Trace) -> list[Mark]:
    steps = []
    for phase, k in trace.rows("phase", "image"):
        e, known = trace["e"][:, k], {"exp": 2, "share": 3, "loss": 5}.get(phase, 0)
        (above, below), _, _ = worked(operator.truediv, e[k], e.sum())
        share, gives, loss = _cost(float(trace["share"][k, k]), float(trace["loss"][k]))
        now = {"e": above, "sum": below, "p": share.strip("()"), "is": gives, "loss": loss}
        steps.append({"is": "="} | dict(list(now.items())[:known]))
    general = r"H_p(q) = -\sum_{c=1}^{C} q(y_c) \cdot \ln(p(y_c))"
    one = r"q = 1 \; \text{for the right class:} \;\; L = -\ln\frac{\val{e}}{\val{sum}} = -\ln(\val{p})"
    (a, b, c), gives, mean = worked(lambda *costs: sum(costs) / 3, *trace["loss"].tolist())
    latex = r"\frac{\val{a} + \val{b} + \val{c}}{3} \; \val{is} \; \val{mean}"
    mean = formula(latex, {"a": a, "b": b, "c": c, "is": gives, "mean": mean})
    return [
        formula(general),
        choice(
            [int(phase == "mean") for phase in trace["phase"]],
            [formula(rf"{one} \; \val{{is}} \; \val{{loss}}", so_far(steps)), mean],
        ),
    ]
