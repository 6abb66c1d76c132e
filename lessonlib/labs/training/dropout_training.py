"""What dropout does to over-fitting: the same network on the same few points, trained with it and without."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.labs.shared.decision_regions import class_points, plane, regions
from lessonlib.labs.shared.own import Departure, own_label, run_own
from lessonlib.labs.training.early_stopping import overfit
from lessonlib.nn import Dropout
from lessonlib.stage import Axis, Picture, Plot, Question, Trace, ask_choice, line, number
from lessonlib.stage.numbers import plural

SETTINGS = {"epochs": 80, "rows": 30, "noise": 0.3, "hidden": 32}
SIDES = ("no dropout", "dropout")


def record_dropout_training(p: float, seed: int, mine: Any = None) -> Trace:
    """Train twice from the same weights: losses (epochs + 1, 2), train and held out, and the regions by epoch."""
    plain = overfit(**SETTINGS, seed=seed)
    masks = np.random.default_rng(seed)
    runs, notes, whose = {"no dropout": plain}, [], "Dropout"
    if mine is not None:
        own, problem = run_own(mine, lambda: _own(mine, p, seed), stays="Dropout")
        notes += [problem] if problem else []
        if not problem:
            runs["dropout"], whose = own, own_label(mine, ("Dropout",))
    if "dropout" not in runs:
        runs["dropout"] = overfit(**SETTINGS, seed=seed, inner=lambda: [Dropout(p, rng=masks)])
    arrays = {"points": plain["x"], "classes": plain["y"], "ends": plain["ends"], "drop": p}
    arrays |= {"part": "training", "whose": whose}
    for side, run in runs.items():
        arrays |= {f"{side} {name}": run[name] for name in ("p", "train", "held out", "accuracy")}
    return Trace(arrays, [_caption(arrays, k) for k in range(SETTINGS["epochs"] + 1)], notes)


def _own(mine: Any, p: float, seed: int) -> dict:
    """The training with the learner's layer, if its loss stays a number to the end."""
    run = overfit(**SETTINGS, seed=seed, inner=lambda: [mine(p)])
    epochs = len(run["held out"]) - 1
    if epochs < SETTINGS["epochs"] or not np.isfinite(run["held out"]).all():
        raise Departure(f"with {own_label(mine, ['Dropout'])} the loss is not finite in epoch {epochs}")
    return run


def draw_dropout_training(trace: Trace) -> Picture:
    """Both held-out losses and train losses by epoch, and the regions of both networks."""
    ends = tuple(trace["ends"])
    data = class_points(trace["points"], trace["classes"])
    named = {"no dropout": "Without dropout", "dropout": f"With {trace['whose']}, p = {number(float(trace['drop']))}"}
    planes = [
        plane([*regions(trace[f"{s} p"], ends), *data], ends, named[s], f"Regions {named[s]} at this epoch.", grow=0.9)
        for s in SIDES
    ]
    key = [("no dropout", "held out, without dropout"), ("dropout", "held out, with dropout")]
    before = "The same network twice from the same weights, without dropout and with it."
    return Picture(_title(trace), [_losses(trace), *planes], key=key, before=before, question=_question(trace))


def _question(trace: Trace) -> Question | None:
    """Which held-out loss is the higher one in the end."""
    without, having = (float(trace[f"{side} held out"][-1]) for side in SIDES)
    if np.isclose(without, having):
        return None
    answers = ("the one with dropout", "the one without")
    return ask_choice(
        f"Which held-out loss is higher after {trace.steps - 1} epochs?",
        answers,
        answers[int(without > having)],
        step=trace.steps - 1,
        why="without dropout it goes on learning single points by heart"
        if without > having
        else "with so much dropped it learns too little",
    )


def _losses(trace: Trace) -> Plot:
    epochs = np.arange(trace.steps)
    held = {side: trace[f"{side} held out"] for side in SIDES}
    top = max(0.8, 1.08 * max(float(np.quantile(values[1:], 0.99)) for values in held.values()))
    marks = [
        line([0, trace.steps], [np.log(2)] * 2, tone="quiet", dash="2 3", width=1.5, label="ln 2"),
        *(
            line(epochs, trace[f"{s} train"], when="upto", series=s, width=1.2, dash="2 3", opacity=0.6, head=True)
            for s in SIDES
        ),
        *(line(epochs, values, when="upto", series=side, width=2.5, head=True) for side, values in held.items()),
    ]
    return Plot(
        marks,
        x=Axis((0, trace.steps), "epoch"),
        y=Axis((0, top), "loss (binary cross-entropy)"),
        title="Held-out losses; dotted: while training",
        grow=1.3,
        aspect=0.8,
        alt="Held-out loss by epoch with and without dropout, the losses while training dotted, and ln 2.",
    )


def _title(trace: Trace) -> str:
    without, having = (trace[f"{side} held out"] for side in SIDES)
    scores = [100 * float(trace[f"{side} accuracy"][-1]) for side in SIDES]
    end = f"{number(without[-1])} without dropout, {number(having[-1])} with it"
    told = f"After {trace.steps - 1} epochs the held-out loss is {end}"
    return f"{told}; {number(scores[0])} % and {number(scores[1])} % right."


def _caption(arrays: dict, k: int) -> str:
    if k == 0:
        count = plural(len(arrays["classes"]), "point")
        return f"Before the first epoch: {count} to learn from."
    parts = [
        f"{name} {number(arrays[f'{side} train'][k])} while training, {number(arrays[f'{side} held out'][k])} held out"
        for side, name in zip(SIDES, ("without dropout", "with it"), strict=True)
    ]
    return f"Epoch {k}, loss: {'; '.join(parts)}."
