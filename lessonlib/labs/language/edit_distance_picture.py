"""The picture of the edit distance: its table, the three ways into a cell, and the edits on the way back."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Mark,
    Picture,
    Question,
    Sheet,
    Trace,
    ask_number,
    cells,
    expression,
    formula,
    number,
    sentence,
    table,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural

MORE = 3  # places for edits beyond the longer text: as many as there are edits would tell how many there will be
WAYS = ("above: left out", "left: put in", "diagonal")


def draw_edit_distance(trace: Trace) -> Picture:
    """The table with what is walked back, the ways into the cell of this step, the edits and their sum."""
    signs = "The way back: = same, S changed, D left out, I put in"
    now = Sheet([_ways(trace), sentence(signs), _edits(trace)], title="Into this cell", grow=0)
    return Picture(
        _title(trace),
        [Sheet([_table(trace)], title="Rows: the reference. Columns: what was heard", grow=0), now],
        key=[("mine", f"{trace['label']} departs in the marked cells")] if trace["wrong"].any() else [],
        formulas=[
            formula(
                r"D_{i,j} = \min \left( D_{i-1,j} + 1, \; D_{i,j-1} + 1, \; D_{i-1,j-1} + [a_i \ne b_j] \right)"
                r" \qquad \mathrm{WER} = \frac{S + D + I}{N}"
            )
        ],
        before="What was heard, laid against the reference.",
        question=_question(trace),
    )


def _counts(trace: Trace) -> tuple[int, int, int]:
    """How many are changed, left out, put in."""
    pairs = trace["edits"].tolist()
    return (sum(bool(x and y and x != y) for x, y in pairs), sum(not y for _, y in pairs), sum(not x for x, _ in pairs))


def _title(trace: Trace) -> str:
    changed, left_out, put_in = _counts(trace)
    edits, n = int(trace["d"][-1, -1]), len(trace["reference"])
    if trace["wrong"].any():
        return f"{trace['label']} fills the table with other numbers: {int(trace['wrong'].sum())} cells differ."
    told = f"{changed} changed, {left_out} left out, {put_in} put in"
    if trace["by"] == "letters":
        return f"The distance is {edits}: {told}."
    return f"{plural(edits, 'edit')}: {told}. Word error rate {edits} / {n} = {number(edits / n)}."


def _question(trace: Trace) -> Question | None:
    """How many edits, or the rate where it is beyond 1."""
    a, b, edits = trace["reference"], trace["hypothesis"], int(trace["d"][-1, -1])
    last = int(np.flatnonzero(trace["phase"] != "back")[-1])
    if not len(b):
        return None
    if trace["by"] == "words" and edits > len(a):
        return ask_number(
            f"The reference is “{' '.join(a)}”, “{' '.join(b)}” was heard: what is the word error rate?",
            edits / len(a),
            step=last,
            tolerance=0.004,
            slips={
                edits / max(len(a), len(b)): "The errors are divided by the words of the reference.",
                1.0: "Insertions count too: the rate has no upper end.",
            },
            why="all errors are divided by the words of the reference, and insertions have no end",
        )
    places = sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b))
    lengths = abs(len(a) - len(b))
    return ask_number(
        f"How many edits turn “{_told(a, trace)}” into “{_told(b, trace)}”?",
        edits,
        step=last,
        unit="edits",
        slips={
            lengths: "That is the difference of the lengths alone.",
            places: "That compares place by place; one word put in moves all that follow.",
        },
        why="it is the smallest sum on a way through the table",
    )


def _told(tokens: np.ndarray, trace: Trace) -> str:
    return ("" if trace["by"] == "letters" else " ").join(tokens)


def _table(trace: Trace) -> Mark:
    d, shape = trace["d"], trace["d"].shape
    filling = Filling(trace.steps, shape, since=1)
    filling.since[0, 0] = 0
    walked: list[tuple[int, int]] = []
    for step, (phase, i, j) in enumerate(trace.rows("phase", "i", "j")):
        if phase == "edge":
            filling.light(step, [(0, c) for c in range(shape[1])] + [(r, 0) for r in range(1, shape[0])])
        elif phase == "cell":
            filling.light(step, [(i - 1, j), (i, j - 1), (i - 1, j - 1)], "also")
            filling.write(step, i, j)
        elif phase == "back":
            filling.light(step, walked, "also")
            filling.light(step, [(i, j)])
            walked.append((i, j))
    filling.always(np.argwhere(trace["wrong"]).tolist(), "departs")
    rows, heads = ["–", *map(str, trace["reference"])], ["–", *map(str, trace["hypothesis"])]
    return expression(
        cells(np.zeros(shape), texts=d.astype(str), rows=rows, columns=heads, **filling.told),
        name="the fewest edits between the first words of both",
    )


def _ways(trace: Trace) -> Mark:
    """The three sums of the cell that is filled, (steps, 3, 3)."""
    body = np.full((trace.steps, 3, 3), "", dtype=object)
    body[:, :, 0] = WAYS
    lit: list[list[tuple[int, int, str]]] = []
    for step, (phase, i, j) in enumerate(trace.rows("phase", "i", "j")):
        roles: list[tuple[int, int, str]] = []
        if phase == "cell":
            d, cost = trace["d"], int(trace["reference"][i - 1] != trace["hypothesis"][j - 1])
            before = (d[i - 1, j], d[i, j - 1], d[i - 1, j - 1])
            body[step, 2, 0] = "diagonal: changed" if cost else "diagonal: the same"
            for way, (number_before, more) in enumerate(zip(before, (1, 1, cost), strict=True)):
                body[step, way, 1:] = [f"{number_before} + {more}", str(number_before + more)]
            roles = [(w, 2, "lit") for w in range(3) if trace["ways"][i, j, w] == d[i, j]]
        lit.append(roles)
    return table(["from", "its number + cost", "sum"], body, lit=lit)


def _edits(trace: Trace) -> Mark:
    """The way back in reading order, (3, edits): reference, heard, and = same, S changed, D left out, I put in."""
    pairs = trace["edits"].tolist()
    n, m = len(trace["reference"]), len(trace["hypothesis"])
    places = max(len(pairs), min(n + m, max(n, m) + MORE))
    free = [""] * (places - len(pairs))
    texts = [
        [*free, *(x or "–" for x, _ in pairs)],
        [*free, *(y or "–" for _, y in pairs)],
        [*free, *(_name(x, y) for x, y in pairs)],
    ]
    filling = Filling(trace.steps, (3, places), since=trace.steps)
    back = int(np.argmax(trace["phase"] == "back"))
    for k, (x, y) in enumerate(reversed(pairs)):
        for row in range(3):
            filling.write(back + k, row, places - 1 - k, ("lit" if x != y else "also") if row == 2 else None)
    mark = cells(np.zeros((3, places)), texts=texts, rows=["reference", "heard", "edit"], **filling.told)
    return expression(mark, name="the edits")


def _name(x: str, y: str) -> str:
    if x and y:
        return "=" if x == y else "S"
    return "D" if x else "I"
