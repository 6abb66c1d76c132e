"""The picture of padding: the batch in numbers, the vectors of one row under its mask, and means as padding grows."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_curve,
    ask_number,
    cells,
    expression,
    line,
    number,
    numbers,
    points,
    sentence,
    table,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import vector

SERIES = ("first", "second", "third", "fourth", "fifth")


def draw_padding(trace: Trace) -> Picture:
    """The batch, one row's vectors, the means, and the first number of each mean as padding grows."""
    marks = [_batch(trace), sentence("One sentence looked up:"), _vectors(trace)]
    marks += [sentence(f"One {_what(trace)} for each sentence:"), _means(trace)]
    return Picture(
        _title(trace),
        [Sheet(marks, title="The batch", grow=0), _growing(trace)],
        key=[("mine", str(trace["label"]))] if trace["mine"].size else [],
        formulas=[_formula(trace)],
        before=f"{len(trace['lengths'])} sentences of unequal length become one batch.",
        question=_question(trace),
    )


def _what(trace: Trace) -> str:
    return "mean" if trace["pooling"] == "mean" else "largest"


def _title(trace: Trace) -> str:
    moved = (~np.isclose(trace["over all"][-1], trace["right"][-1])).sum()
    if trace["mine"].size and trace["wrong"].any():
        return f"{trace['label']} moves with the padding, or was wrong before."
    if not moved:
        return f"The {_what(trace)} over all places is the {_what(trace)} over the words, by chance."
    return f"More padding moves the plain {_what(trace)}; over the real words alone it stays."


def _question(trace: Trace) -> Question | None:
    """The plain mean drawn as padding grows; with a length that is already that of the batch, one mean as a number."""
    row = int(np.argmax(np.abs(trace["right"][0])))
    curve, places = trace["over all"][:, row], np.arange(len(trace["over all"]))
    if trace["pooling"] == "mean" and not np.isclose(curve, curve[0]).all() and int(trace["extra"]) == 0:
        return ask_curve(
            f"How does the first number of sentence {row + 1}'s mean over all places change as padding grows?",
            places,
            curve,
            panel=1,
            tolerance=0.15 * float(np.ptp(_range(trace))),
            step=trace.steps - 1,
            why="the sum stays, and what it is divided by grows",
        )
    last = len(trace["lengths"]) - 1
    wrong, right = float(trace["plain"][last, 0]), float(trace["pooled"][last, 0])
    return ask_number(
        f"Step to the vectors of sentence {last + 1}: what will be the first number of its {_what(trace)}?",
        right,
        step=list(trace.rows("phase", "row")).index(("divide" if trace["pooling"] == "mean" else "sum", last)),
        tolerance=0.02,
        slips={} if np.isclose(wrong, right) else {wrong: "That counts the padding as words."},
        why="only its real words count",
    )


def _batch(trace: Trace) -> Mark:
    """(rows, T): numbers as they come, then the padding; the mask strikes out what is not real."""
    lengths, width = trace["lengths"], trace["indices"].shape[1]
    filling = Filling(trace.steps, (len(lengths), width + 1))
    texts = np.full((trace.steps, len(lengths), width + 1), "", dtype=object)
    texts[:, :, 0] = [" ".join(w for w in words if w)[:34] or "(empty)" for words in trace["words"].tolist()]
    now = np.zeros(len(lengths), dtype=int)  # 0 nothing, 1 numbers, 2 padded, 3 masked
    for step, (phase, row) in enumerate(trace.rows("phase", "row")):
        now[row] = {"index": 1, "pad": 2, "mask": 3}.get(phase, now[row]) if row >= 0 else now[row]
        for r, n in enumerate(lengths):
            if now[r] >= 1:
                texts[step, r, 1 : n + 1] = trace["indices"][r, :n].astype(str)
            if now[r] >= 2:
                texts[step, r, n + 1 :] = "0"
            if now[r] == 3:
                texts[step, r, n + 1 :] = "–"
        if row >= 0:
            new = {"pad": range(lengths[row] + 1, width + 1)}.get(phase, range(1, lengths[row] + 1))
            filling.light(step, [(row, c) for c in new], "lit")
    heads = ["sentence", *(str(t + 1) for t in range(width))]
    return table(heads, texts, lit=filling.lit)


def _vectors(trace: Trace) -> Mark:
    """(3, T) of the row that is being worked on, since it is looked up; what is masked is struck out by a dash."""
    width = trace["indices"].shape[1]
    texts = np.full((trace.steps, 3, width), "", dtype=object)
    filling = Filling(trace.steps, (3, width))
    seen = 0
    for step, (phase, row) in enumerate(trace.rows("phase", "row")):
        seen = row if phase in ("look up", "mask", "sum", "divide") else seen
        n = trace["lengths"][seen]
        if phase in ("look up", "mask", "sum", "divide", "all"):
            texts[step] = numbers(trace["table"][trace["indices"][seen]].T)
        if phase in ("mask", "sum", "divide", "all"):
            texts[step, :, n:] = "–"
            filling.light(step, [(0, c) for c in range(n)] if phase == "sum" else [], "lit")
    mark = cells(np.zeros((3, width)), when="at", texts=texts, lit=filling.lit, rows=["x₁", "x₂", "x₃"])
    return expression(mark, name="the vectors of one sentence, a column for each place")


def _means(trace: Trace) -> Mark:
    """Length, sum and mean, the same over all places, and the learner's."""
    mean = str(trace["pooling"]) == "mean"
    theirs = [trace["mine"][int(trace["extra"])]] if trace["mine"].size else []
    what = _what(trace)
    heads = [
        "sentence",
        "n",
        *["sum"] * mean,
        f"{what} of words",
        f"{what} of all",
        *[str(trace["label"])] * len(theirs),
    ]
    parts = [*[trace["total"]] * mean, trace["pooled"], trace["plain"], *theirs]
    told = [[str(r + 1), str(n), *(vector(part[r], 2) for part in parts)] for r, n in enumerate(trace["lengths"])]
    body = np.array(told)
    filling = Filling(trace.steps, body.shape, since=trace.steps - 1)
    filling.since[:, 0] = 0
    last = "divide" if mean else "sum"
    for step, (phase, row) in enumerate(trace.rows("phase", "row")):
        if phase == "mask":
            filling.write(step, row, 1)
        if phase == "sum" and mean:
            filling.write(step, row, 2)
        if phase == last:
            filling.write(step, row, 2 + mean)
            filling.write(step, row, 3 + mean, None)
    if theirs:
        wrong = trace["wrong"][int(trace["extra"])].any(axis=1)
        filling.light(trace.steps - 1, [(r, len(heads) - 1) for r in np.flatnonzero(wrong)], "departs")
    off = ~np.isclose(trace["pooled"], trace["plain"]).all(axis=1)
    filling.light(trace.steps - 1, [(r, 3 + mean) for r in np.flatnonzero(off)], "also")
    return table(heads, body, **filling.told)


def _range(trace: Trace) -> tuple[float, float]:
    every = np.concatenate([trace["right"].ravel(), trace["over all"].ravel()])
    room = 0.15 * max(float(np.ptp(every)), 0.5)
    return float(every.min()) - room, float(every.max()) + room


def _growing(trace: Trace) -> Plot:
    """The first number of each mean with 0 to 6 places more: level over the words, not over all places."""
    places, done = np.arange(len(trace["right"])), np.arange(trace.steps)[:, None] == trace.steps - 1
    marks: list[Mark] = [line([int(trace["extra"])] * 2, _range(trace), tone="accent", dash="4 3", label="this batch")]
    for row in range(len(trace["lengths"])):
        for name, dash in (("right", ""), ("over all", "3 4")):
            heights = np.where(done, trace[name][:, row], np.nan)
            label = f"sentence {row + 1}" if name == "right" else ""
            marks.append(line(places, heights, when="at", series=SERIES[row], dash=dash, label=label, head=True))
        if trace["mine"].size:
            heights = np.where(done, trace["mine"][:, row, 0], np.nan)
            marks.append(points(places, heights, when="at", series="mine", size=4, filled=False))
    return Plot(
        marks,
        x=Axis((-0.2, len(places) - 0.2), "places of padding more", ticks=[(p, str(p)) for p in places]),
        y=Axis(_range(trace), "first number"),
        title=f"The {_what(trace)} of the words (solid) and of all places (dotted)",
        alt=f"The first number of each sentence's {_what(trace)} as padding grows.",
        aspect=0.9,
    )


def _formula(trace: Trace) -> Mark:
    rows, last = [], None
    mean = str(trace["pooling"]) == "mean"
    for phase, row in trace.rows("phase", "row"):
        if phase == ("divide" if mean else "sum"):
            n = str(max(int(trace["lengths"][row]), 1))
            last = {"s": number(trace["total"][row, 0]), "n": n, "m": number(trace["pooled"][row, 0])}
        rows.append(last)
    if not mean:
        return known_formula(r"m_b = \max_{t < n_b} x_{bt} = \val{m}", rows)
    return known_formula(r"m_b = \frac{\sum_{t < n_b} x_{bt}}{\max(n_b, 1)} = \frac{\val{s}}{\val{n}} = \val{m}", rows)
