"""The picture of a ranking: one question's scores as bars with what pushes, and a row for each question."""

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
    arrows,
    ask_choice,
    ask_number,
    line,
    number,
    table,
    text,
)
from lessonlib.stage.filling import Filling

BEYOND = 0.09  # where the right answer's arrow begins: its rank stands before it
GUESS = sum(1 / rank for rank in range(1, 11)) / 10


def draw_ranking(trace: Trace) -> Picture:
    """The bars of the question at hand, and the table of all."""
    return Picture(
        f"The mean reciprocal rank is {number(trace['reciprocal'])}; {int(trace['open'].sum())} of "
        f"{int(trace['formed'].sum())} triplets push at a margin of {number(trace['margin'])}.",
        [_bars(trace), Sheet([_table(trace)], title="All ten questions", grow=1)],
        key=[("mine", str(trace["label"]))] if trace["mine"].size else [],
        before="Ten questions, each with the same ten answers to rank.",
        question=_question(trace),
    )


def _question(trace: Trace) -> Question:
    """How many push; the mean of all for replies; or which answer comes first for the question with the worst rank."""
    worst = int(trace["rank"].argmax())
    asked, answers = str(trace["questions"][worst]), trace["answers"].tolist()
    if trace["negatives"] == "all nine":
        return ask_number(
            f"How many of the nine wrong answers push for “{asked}”, at a margin of {number(trace['margin'])}?",
            int(trace["open"][worst].sum()),
            unit="answers",
            step=3 + 3 * worst,
            tolerance=1,
            why="all push whose score is above that of the right one less the margin",
            slips={int(trace["rank"][worst]) - 1: "these are above the right one; those just below it push, too"},
        )
    if trace["pairs"] == "replies":
        return ask_number(
            "What will be the mean reciprocal rank of these ten replies, from 0.1 to 1?",
            float(trace["reciprocal"]),
            tolerance=0.08,
            step=trace.steps - 1,
            why="a first place counts 1, a second only a half, and all others little",
            slips={round(GUESS, 2): "ranks drawn by chance would get that"},
        )
    right = answers[worst]
    slip = "that is the right one; this mean of vectors does not know it"
    return ask_choice(
        f"Which answer will get the highest score for “{asked}”?",
        answers,
        answers[int(trace["scores"][worst].argmax())],
        step=1 + 3 * worst,
        why="the mean of its words' vectors points there, whatever they mean together",
        slips={right: slip},
    )


def _bars(trace: Trace) -> Plot:
    """The scores of the question at hand: their ranks, then the margin and an arrow for each triplet that pushes."""
    phase, scores = trace["phase"], trace["scores"]
    rows = np.where(phase == "all", 9, trace["row"])  # the last one stays
    y, steps = np.arange(10.0), trace.steps
    shown = rows >= 0
    now = np.where(shown[:, None], scores[rows], np.nan)  # (steps, 10)
    right = rows[:, None] == np.arange(10)
    ranked = np.isin(phase, ["rank", "push", "all"])
    pushed, margin = np.isin(phase, ["push", "all"]), float(trace["margin"])
    border = np.where(pushed, scores[rows, rows] - margin, np.nan)
    order = np.array([(row >= row[:, None]).sum(axis=1) for row in scores])  # a tie counts against both
    told = np.where(ranked[:, None], order[rows].astype(str), "")
    cost = np.where(pushed[:, None] & trace["open"][rows], trace["cost"][rows], np.nan)  # (steps, 10)
    up = np.where(pushed, trace["loss"][rows], np.nan)
    up = np.where(up > 0, up, np.nan)
    low = min(0.0, float(scores.min()), float((scores.diagonal() - margin).min())) - 0.05
    high = max(float(scores.max()), float((scores.diagonal() + trace["loss"]).max())) + BEYOND + 0.04
    across = np.tile(np.repeat(y, 3), (steps, 1))
    marks: list[Mark] = [
        line(_from_zero(np.where(right, np.nan, now)), across, when="at", width=9),
        line(_from_zero(np.where(right, now, np.nan)), across, when="at", tone="accent", width=9),
        line(np.stack([border, border], axis=1), [-0.5, 9.5], when="at", tone="ink", dash="5 4"),
        arrows(now, np.tile(y, (steps, 1)), -cost, np.zeros((steps, 10)), when="at"),
        arrows(scores[rows, rows] + BEYOND, rows.astype(float), up, np.zeros(steps), when="at"),
        text(np.maximum(now, 0) + 0.02, np.tile(y, (steps, 1)), told, when="at"),
    ]
    return Plot(
        marks,
        x=Axis((low, high), "cosine with the question"),
        y=Axis((9.6, -0.6), "", ticks=[(i, str(answer)) for i, answer in enumerate(trace["answers"])]),
        title="Ten answers; the right one in colour",
        alt="A bar for the score of each answer, the right one in another colour.",
        aspect=0.75,
    )


def _from_zero(values: np.ndarray) -> np.ndarray:
    """Bars as one line a step, broken between them: (steps, 30)."""
    parts = np.stack([np.where(np.isnan(values), np.nan, 0.0), values, np.full(values.shape, np.nan)], axis=2)
    return parts.reshape(len(values), -1)


def _table(trace: Trace) -> Mark:
    """A row a question: rank, its reciprocal, whether it is among the best k, and the loss; below, their means."""
    theirs = [str(trace["label"])] if trace["mine"].size else []
    best = trace["rank"] <= trace["k"]
    body = [
        [str(trace["questions"][i]), str(rank), number(1 / rank), "yes" if best[i] else "no", number(trace["loss"][i])]
        for i, rank in enumerate(trace["rank"])
    ]
    means = ["mean", "", *(number(v) for v in (trace["reciprocal"], trace["recall"], trace["loss"].mean()))]
    body = [*body, means]
    if theirs:
        body = [[*row, more] for row, more in zip(body, [*map(number, trace["mine"]), ""], strict=True)]
    heads = ["question", "rank", "1 / rank", f"best {trace['k']}", "loss", *theirs]
    filling = Filling(trace.steps, (11, len(heads)), since=trace.steps - 1)
    filling.since[:, 0] = 0
    for step, (phase, i) in enumerate(trace.rows("phase", "row")):
        for column in {"rank": (1, 2, 3), "push": (4, *range(5, len(heads)))}.get(phase, ()):
            filling.write(step, i, column)
        filling.light(step, [(i, 0)] * (i >= 0), "also")
    filling.always([(i, 5) for i in np.flatnonzero(trace["wrong"])], "departs")
    return table(heads, body, **filling.told)
