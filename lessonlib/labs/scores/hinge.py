"""The multi-class hinge loss on the cat/car/frog table, margin by margin, and what the penalty adds to it."""

from __future__ import annotations

import operator
from typing import Any

import ipywidgets
import numpy as np

from lessonlib import nn
from lessonlib.arguments import one_of, real
from lessonlib.data.slides import CLASSES, SCORES
from lessonlib.labs.scores.hinge_picture import draw_hinge
from lessonlib.labs.scores.loss_answers import IMAGES, losses_beside, scores_field, typed_scores
from lessonlib.labs.shared.typed import as_text
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import bracketed, worked
from lessonlib.stage.trace import columns

TABLE = as_text(SCORES)
PENALTIES = {
    "L2": lambda strength, beta: nn.L2(strength),
    "L1": lambda strength, beta: nn.L1(strength),
    "elastic net": nn.ElasticNet,
}
MOST = 10.0
# Three images of three pixels, a column each. The slide gives only the scores; W is what makes them of these pixels.
PIXELS = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 0.0]])
RIGHT = "3 1 0; 1 4 0; -1 2 3"

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "The slide's table": ("Compare each image's own score with the other two: how far is it ahead?", {}),
    "All right": ("Each own score is the largest: by how much, and what is left in the total?", {"scores": RIGHT}),
    "All right, W halved": (
        "Half the weights: does any image cost something now, and what becomes of R(W)?",
        {"scores": RIGHT, "scale": 0.5},
    ),
    "W = 0": ("All scores are 0, and no class is ahead: what does each image cost?", {"scale": 0.0}),
    "A wider margin": ("At margin 5 the car pays too: its score is ahead, but not by 5.", {"margin": 5.0}),
}


def record_hinge(
    scores: Any = TABLE,
    margin: float = 1.0,
    scale: float = 1.0,
    penalty: str = "L2",
    strength: float = 0.05,
    beta: float = 0.5,
    mine: Any = None,
) -> Trace:
    """Record max(0, s_j − s_y + margin) for each wrong class of each image, sums, mean, λ R(W), and total.

    Args:
        scores: three rows (cat, car, frog) of three numbers, a column for each image.
        margin: by how much the right score must be ahead.
        scale: multiplies W, and with it the scores.
        penalty: R, one of "L2", "L1", "elastic net".
        strength: lambda.
        beta: share of the squares in the elastic net.
        mine: a loss with ``forward(x, y) -> float``, x scores (B, 3), y class numbers (B,); a class is made with the
            margin where that is not 1.

    Raises:
        ValueError, TypeError: for scores that are not three rows of three numbers, and numbers out of range.

    Trace:
        w: (classes, pixels) W, with the scale.
        x: (pixels, images) three images, a column each.
        scores, open: (classes, images) s = W x, and s_j − s_y + margin.
        loss: (images) what each costs.
        mean, added, total: () of the images, λ R(W), and both.
        rows: (classes) R of each row of W.
        margin, scale, penalty, strength, beta: () as given.
        scales: (places) scales of W.
        data by scale, penalty by scale: (places) what mean and λ R(W) are there.
        phase, image, row: (steps) what is computed, for which image and class: −1 for none.
        label: () what the learner's is called.
        mine, wrong: (losses) the learner's loss of each image and of all; where it departs.
    """
    table = typed_scores(scores)
    margin, scale = real(margin, "margin", above=0, at_most=MOST), real(scale, "scale", at_least=0, at_most=MOST)
    strength = real(strength, "strength", at_least=0, at_most=MOST)
    beta = real(beta, "beta", at_least=0, at_most=MOST)
    make = PENALTIES[one_of(penalty, PENALTIES, "penalty")]
    whole = table @ np.linalg.inv(PIXELS)  # W (classes, pixels): W x = the table
    w, s = scale * whole, scale * table
    loss = nn.HingeLoss(margin)
    losses = [loss.forward(s.T[k : k + 1], [k]) for k in range(3)]  # x of shape (1, 3), y of shape (1,)
    mean, added = loss.forward(s.T, [0, 1, 2]), make(strength, beta).value(w)
    found = losses_beside(mine, s, [*losses, mean], "HingeLoss", *([margin] if margin != 1 else []))
    phases = [("start", -1, -1)]
    for k in range(3):
        phases += [("margin", k, j) for j in range(3) if j != k] + [("image", k, -1)]
    phases += [("mean", -1, -1), *[("row", -1, j) for j in range(3)], ("penalty", -1, -1), ("total", -1, -1)]
    scales = np.linspace(0, max(2.0, 1.25 * scale), 81)
    arrays = {
        "w": w,
        "x": PIXELS,
        "scores": s,
        "open": s - np.diag(s) + margin,
        "margin": margin,
        "loss": losses,
        "mean": mean,
        "rows": [make(1.0, beta).value(row) for row in w],
        "added": added,
        "total": mean + added,
        "strength": strength,
        "beta": beta,
        "penalty": penalty,
        "scale": scale,
        "scales": scales,
        "data by scale": [loss.forward(c * table.T, [0, 1, 2]) for c in scales],
        "penalty by scale": [make(strength, beta).value(c * whole) for c in scales],
        **columns("phase image row", phases),
        **found.arrays,
    }
    return Trace(arrays, [_caption(*phase, arrays) for phase in phases], found.notes)


@lab_of(record_hinge, draw_hinge, presets=PRESETS, needs={"beta": lambda given: given["penalty"] == "elastic net"})
def hinge_lab() -> Controls:
    """Follow L = mean over images of sum over j != y of max(0, s_j - s_y + margin), + lambda R(W).

    Source: Lecture 2, "Regularization"; the table is that of Lecture 1, "Negative Log-Likelihood".
    """
    return {
        "scores": scores_field(),
        "margin": ipywidgets.FloatSlider(min=0.1, max=5, step=0.1, description="margin"),
        "scale": ipywidgets.FloatSlider(min=0, max=2, step=0.05, description="scale of W"),
        "penalty": ipywidgets.Dropdown(options=list(PENALTIES), description="R(W)"),
        "strength": ipywidgets.FloatSlider(min=0, max=0.5, step=0.01, description="lambda"),
        "beta": ipywidgets.FloatSlider(min=0, max=2, step=0.1, description="beta of elastic net"),
    }


def _caption(phase: str, k: int, j: int, a: dict[str, Any]) -> str:
    s, losses, rows = a["scores"], a["loss"], a["rows"]
    if phase == "start":
        return "The scores are W x, for three images of three pixels."
    if phase == "margin":
        room, image = a["open"][j, k], IMAGES[k].capitalize()
        (wrong, right, ahead), gives, over = worked(lambda j, y, m: j - y + m, s[j, k], s[k, k], a["margin"])
        told = f"{image} against {CLASSES[j]}: {wrong} − {bracketed(right)} + {ahead} {gives} {over}"
        return f"{told}: counts." if room > 0 else f"{told}, not above 0: ahead by the margin, it counts 0."
    if phase == "image":
        hinges, gives, cost = worked(operator.add, *(max(0.0, a["open"][i, k]) for i in range(3) if i != k))
        return f"{IMAGES[k].capitalize()}: {' + '.join(hinges)} {gives} {cost}."
    if phase == "mean":
        costs, gives, mean = worked(lambda *costs: sum(costs) / 3, *losses)
        return f"The mean over the images: ({' + '.join(costs)}) / 3 {gives} {mean}."
    if phase == "row":
        return f"R(W), row {CLASSES[j]}: {number(rows[j])}; the sum so far is {number(sum(rows[: j + 1]))}."
    if phase == "penalty":
        (strength, size), gives, added = worked(operator.mul, a["strength"], sum(rows))
        return f"λ R(W) = {strength} · {size} {gives} {added}."
    (mean, added), gives, total = worked(operator.add, a["mean"], a["added"])
    return f"Loss and penalty: {mean} + {added} {gives} {total}."
