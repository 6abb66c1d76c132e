"""The picture of transfer: macro-F1 by the number of labels, and the labels each way needs for one level."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_choice,
    ask_curve,
    ask_number,
    line,
    points,
    table,
    text,
)
from lessonlib.stage.filling import Filling


def draw_transfer(trace: Trace) -> Picture:
    """The learning curves, and the same numbers as a table."""
    return Picture(
        _title(trace),
        [_curves(trace), Sheet([_table(trace)], title="Mean of five draws", grow=0)],
        key=[("mine", str(trace["label"]))] if trace["mine"].size else [],  # the table's rows name the others
        before="Definitions of twelve kinds of thing, and 5 to 200 labels of each to learn from.",
        question=_question(trace),
    )


def _title(trace: Trace) -> str:
    names, needed, at = trace["methods"].tolist(), trace["needed"], int(trace["at"])
    slowest = int(np.argmax(needed))
    if needed[slowest] <= at:
        return f"None of these needs more labels than {at} for what the frozen model does with them."
    many = f"more than {int(trace['labels'][-1])}" if np.isinf(needed[slowest]) else f"{needed[slowest]:.0f}"
    name = names[slowest][0].upper() + names[slowest][1:]
    return f"{name} needs {many} labels of each kind for what the frozen model does with {at}."


def _question(trace: Trace) -> Question:
    """What TF-IDF needs; its curve where it stands alone; else, which way is best with most labels."""
    names, at, last = trace["methods"].tolist(), int(trace["at"]), trace.steps - 1
    if names == ["TF-IDF"]:
        x, mean = np.log(trace["labels"].astype(float)), trace["mean"][0]
        grid = np.linspace(x[0], x[-1], 21)
        return ask_curve(
            "Draw the macro-F1 of TF-IDF by the number of labels of each kind.",
            np.exp(grid),
            np.interp(grid, x, mean),
            panel=0,
            tolerance=0.08,
            step=last,
            why="each doubling of the labels brings words that it had never seen",
        )
    needed = dict(zip(names, trace["needed"], strict=True)).get("TF-IDF", np.inf)
    if np.isfinite(needed) and needed > at:
        return ask_number(
            f"How many labels of each kind does TF-IDF need for what the frozen model does with {at}?",
            float(round(needed)),
            unit="labels",
            tolerance=max(1.0, 0.35 * needed),
            step=last,
            why="it has to meet each word first, and the model has read",
            slips={float(at): "then nothing would be gained by what the model has read before"},
        )
    if len(names) > 1:
        best = names[int(trace["mean"][:, -1].argmax())]
        called = {name: "the one from scratch" if name == "from scratch" else f"the {name}" for name in names}
        slips = {"from scratch": "with 200 labels it is nearly there, and still behind"}
        return ask_choice(
            "Which of these is best with 200 labels of each kind?",
            list(called.values()),
            called[best],
            step=last - 1,
            why="it begins with what was read, and with so many labels there is enough to adapt it",
            slips={called[name]: told for name, told in slips.items() if name in names},
        )
    return ask_number(
        f"What macro-F1 does it get with {int(trace['labels'][-1])} labels of each kind?",
        float(trace["mean"][0, -1]),
        tolerance=0.05,
        step=last - 1,
        why="there are twelve kinds, and one kind for all gets hardly more than 0",
    )


def _curves(trace: Trace) -> Plot:
    """A line a way through its means, a point a draw; at the end the level, and where each line meets it."""
    labels, place = trace["labels"].astype(float), trace["place"]
    seen = np.arange(len(labels)) <= place[:, None]  # (steps, 5)
    done = place == len(labels)
    level = np.where(done, float(trace["level"]), np.nan)[:, None]
    guess = float(trace["guess"])
    marks: list[Mark] = [
        line([4.3, 240], [guess, guess], dash="2 3"),
        text([230], [guess + 0.03], ["one kind for all"], anchor="end"),
        line([4.3, 240], np.repeat(level, 2, axis=1), when="at", tone="ink", dash="5 4", width=1.5),
    ]
    for name, mean, draws, needed in zip(*(trace[k] for k in ("methods", "mean", "scores", "needed")), strict=True):
        series = str(name)
        marks.append(line(labels, np.where(seen, mean, np.nan), when="at", series=series, width=2.5))
        every = np.where(np.tile(seen, len(draws)), draws.ravel(), np.nan)
        marks.append(points(np.tile(labels, len(draws)), every, when="at", series=series, size=2.5))
        if 0 < needed < np.inf:
            marks.append(points(np.where(done, needed, np.nan), level[:, 0], when="at", series=series, size=6))
    if trace["mine"].size:
        marks.append(points([5, 20], trace["mine"], series="mine", size=6, filled=False))
    return Plot(
        marks,
        x=Axis((4.3, 240), "labels of each kind", "log", ticks=[(v, str(int(v))) for v in labels]),
        y=Axis((0, 0.88), "macro-F1", ticks=[(v, f"{v:g}") for v in (0, 0.2, 0.4, 0.6, 0.8)]),
        title="Macro-F1 by labels",
        alt="A line for each way of learning: its macro-F1 on held-out definitions by the number of labels.",
        aspect=0.75,
    )


def _table(trace: Trace) -> Mark:
    """A row a way: its mean macro-F1 by the number of labels, and how many it needs for the level."""
    names, last = trace["methods"].tolist(), trace.steps - 1
    heads = ["way", *map(str, trace["labels"]), "needs"]
    told = [
        f"> {int(trace['labels'][-1])}" if np.isinf(n) else f"< {int(trace['labels'][0])}" if n == 0 else f"{n:.0f}"
        for n in trace["needed"]
    ]
    body = [[name, *(f"{v:.2f}" for v in row), n] for name, row, n in zip(names, trace["mean"], told, strict=True)]
    filling = Filling(trace.steps, (len(names), len(heads)))
    for row in range(len(names)):
        for column in range(1, len(heads)):
            filling.write(column, row, column)
    at = 1 + trace["labels"].tolist().index(int(trace["at"]))
    if "frozen model" in names:
        filling.light(last, [(names.index("frozen model"), at)], "also")
    return table(heads, body, **filling.told, series=names)
