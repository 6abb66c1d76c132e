"""From the scores of three images to their cross-entropy losses and the mean, a column at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib import nn
from lessonlib.data.slides import CLASSES, SCORES
from lessonlib.labs.scores.loss_answers import IMAGES, losses_of
from lessonlib.labs.shared.answers import apart
from lessonlib.labs.shared.typed import as_text, typed_matrix
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

TABLE = as_text(SCORES)
PHASES = ("max", "exp", "share", "loss")


def record_image_losses(scores: Any, mine: Any) -> Trace:
    """For each image: the largest score, exp(z − max), the shares, −ln of the right one; then the mean."""
    s = typed_matrix(scores, "scores", (3, 3), 1e4)
    if s.shape != (3, 3):
        raise ValueError(f"scores: wanted 3 rows of 3 numbers, one for each class and image, got {s.shape}; add some.")
    loss = nn.NLLLoss()
    losses = [loss.forward(s.T[k : k + 1], [k]) for k in range(3)]  # x of shape (1, 3), y of shape (1,)
    most = s.max(axis=0)  # (3,)
    e = np.exp(s - most)  # (classes, images)
    phases = [("start", -1), *[(phase, k) for k in range(3) for phase in PHASES], ("mean", -1)]
    arrays = {
        "scores": s,
        "most": most,
        "e": e,
        "share": nn.softmax(s, axis=0),
        "loss": losses,
        "mean": loss.forward(s.T, [0, 1, 2]),
        "phase": [p for p, _ in phases],
        "image": [k for _, k in phases],
    }
    theirs, label, notes = losses_of(mine, s, [*losses, arrays["mean"]], "NLLLoss")
    arrays |= {"mine": theirs, "label": label}
    return Trace(arrays, [_caption(phase, k, arrays) for phase, k in phases], notes)


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
    return Picture(title, [_matrices(trace), _curve(trace)], formulas=_formulas(trace))


def _caption(phase: str, k: int, a: dict[str, Any]) -> str:
    if phase == "start":
        return "Each column holds the scores of one image: a cat, a car, a frog. Predict: which loss is the largest?"
    if phase == "mean":
        return f"The mean: ({' + '.join(map(number, a['loss']))}) / 3 = {number(a['mean'])}."
    image, e, p = IMAGES[k].capitalize(), a["e"][:, k], a["share"][k, k]
    if phase == "max":
        best = CLASSES[int(a["scores"][:, k].argmax())]
        return f"{image}: the largest score is {number(a['most'][k])}, for {best}; it is subtracted, as in the softmax."
    if phase == "exp":
        return f"{image}: exp gives {', '.join(map(number, e))}; their sum is {number(e.sum())}."
    if phase == "share":
        return f"{image}: {CLASSES[k]}, the right class, gets {number(e[k])} / {number(e.sum())} = {number(p)}."
    loss = number(a["loss"][k])
    if p == 0:
        return f"{image}: a float loses the share, −ln 0 = ∞; our NLLLoss takes log and exp together and gives {loss}."
    shown = f"({_near_one(p)})" if 0.9995 <= p < 1 else number(p)
    return f"{image}: the loss is −ln {shown} = {loss}; the other shares do not enter."


def _near_one(p: float) -> str:
    """A share; one that three digits would call 1, as what it lacks."""
    return f"1 − {number(1 - p)}" if 0.9995 <= p < 1 else number(p)


def _matrices(trace: Trace) -> Sheet:
    s, phases, image = trace["scores"], trace["phase"], trace["image"]
    begin = {phase: np.array([1 + 4 * k + i for k in range(3)]) for i, phase in enumerate(PHASES)}
    lit: dict[str, list] = {name: [] for name in ("scores", "exp", "share", "loss")}
    for phase, k in zip(phases, image, strict=True):
        column = [(c, k) for c in range(3)]
        best = int(s[:, k].argmax())
        lit["scores"].append([(best, k, "lit")] if phase == "max" else [(*c, "also") for c in column if phase == "exp"])
        role = "lit" if phase == "exp" else "also"
        lit["exp"].append([(*at, role) for at in column if phase in ("exp", "share")])
        if phase == "share":
            lit["share"].append([(c, k, "lit" if c == k else "also") for c in range(3)])
        else:
            lit["share"].append([(k, k, "also")] if phase == "loss" else [])
        ours = {"loss": [(0, k, "lit")], "mean": [*[(0, j, "also") for j in range(3)], (0, 3, "lit")]}
        lit["loss"].append(ours.get(str(phase), []))
    rows, heads = list(CLASSES), list(IMAGES)
    shown = expression(
        cells(s, when="at", texts=numbers(s), lit=lit["scores"], rows=rows, columns=heads, name="scores z"),
        "→",
        cells(
            s,
            when="at",
            texts=numbers(trace["e"]),
            since=np.tile(begin["exp"], (3, 1)),
            lit=lit["exp"],
            columns=heads,
            name="exp(z − max)",
        ),
        "→",
        cells(
            s,
            when="at",
            texts=numbers(trace["share"]),
            since=np.tile(begin["share"], (3, 1)),
            lit=lit["share"],
            columns=heads,
            name="share p",
        ),
        name="from scores to shares, a column for each image",
    )
    return Sheet([shown, expression(_losses(trace, begin["loss"], lit["loss"]), name="losses")], grow=0)


def _losses(trace: Trace, begin: np.ndarray, lit: list) -> Mark:
    """−ln p of each image and the mean: ours, and the learner's under it."""
    ours, theirs = [*trace["loss"], float(trace["mean"])], trace["mine"]
    rows, values = ["−ln p"], [ours]
    if theirs.size:
        rows, values = [*rows, str(trace["label"])], [*values, theirs]
        wrong = [(1, k, "departs") for k in np.flatnonzero(apart(theirs, ours))]
        lit = [[*now, *wrong] for now in lit]
    since = np.zeros((len(rows), 4), dtype=int)
    since[0] = [*begin, trace.steps - 1]
    columns = [*IMAGES, "mean"]
    return cells(values, when="at", texts=numbers(values), since=since, lit=lit, rows=rows, columns=columns)


def _curve(trace: Trace) -> Plot:
    loss, share = np.asarray(trace["loss"]), np.diag(trace["share"])
    top = min(max(7.0, 1.1 * loss.max()), 20.0)
    height = np.minimum(loss, 0.97 * top)  # one that is out of reach stands at the upper edge
    p = np.concatenate([np.geomspace(1e-4, 0.1, 40), np.linspace(0.11, 1, 60)])
    begin = np.array([4, 8, 12])
    now = (trace["phase"] == "loss")[:, None] & (trace["image"][:, None] == np.arange(3))  # (steps, images)
    marks = [
        line(p, -np.log(p), tone="context", width=2.5),
        points(share, height, since=begin, tone="ink", size=5, labels=_labels(share)),
        points(np.where(now, share, np.nan), height, when="at", tone="accent", size=8),
    ]
    across, up = Axis((-0.03, 1.03), "share p of the right class"), Axis((-0.25, top), "loss −ln p")
    alt = "The loss, minus the logarithm of the share of the right class, with a point for each image."
    return Plot(marks, x=across, y=up, title="The smaller the share, the larger the loss", aspect=0.7, alt=alt)


def _labels(share: np.ndarray) -> list[str]:
    """A name for each point; points in one place are named together, at the last of them."""
    names = [[IMAGES[j] for j in range(3) if np.isclose(share[j], share[k])] for k in range(3)]
    return ["" if any(np.isclose(share[k + 1 :], share[k])) else ", ".join(names[k]) for k in range(3)]


def _formulas(trace: Trace) -> list[Mark]:
    values: dict[str, list[str]] = {"e": [], "sum": [], "p": [], "loss": []}
    for phase, k in zip(trace["phase"], trace["image"], strict=True):
        known = PHASES.index(phase) if phase in PHASES else -1
        e, p = trace["e"][:, k], trace["share"][k, k]
        values["e"].append(number(e[k]) if known >= 1 else "?")
        values["sum"].append(number(e.sum()) if known >= 1 else "?")
        values["p"].append(_near_one(p) if known >= 2 else "?")
        values["loss"].append(number(trace["loss"][k]) if known >= 3 else "?")
    general = r"H_p(q) = -\sum_{c=1}^{C} q(y_c) \cdot \ln(p(y_c))"
    one = r"q = 1 \; \text{for the right class:} \;\; L = -\ln\frac{\val{e}}{\val{sum}} = -\ln(\val{p}) = \val{loss}"
    a, b, c = numbers(trace["loss"])
    mean = formula(
        r"\frac{\val{a} + \val{b} + \val{c}}{3} = \val{mean}", a=a, b=b, c=c, mean=number(float(trace["mean"]))
    )
    return [
        formula(general),
        choice([int(phase == "mean") for phase in trace["phase"]], [formula(one, **values), mean]),
    ]
