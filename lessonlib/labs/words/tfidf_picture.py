"""The picture of TF-IDF: the lecture's table as it fills, the walk to scikit-learn, and one cell's formula."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.words.tfidf_formulas import tfidf_formulas
from lessonlib.labs.words.tfidf_steps import log_of
from lessonlib.labs.words.tfidf_walk import WALK, leaders
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    line,
    number,
    numbers,
    points,
    sentence,
    table,
    text,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_cell, ask_number


def draw_tfidf(trace: Trace) -> Picture:
    """The table, the walk, and the formula of the cell that is filled."""
    return Picture(
        _title(trace),
        [_table(trace), _walk(trace)],
        formulas=tfidf_formulas(trace),
        before=f"The weights of the terms in {plural(len(trace['names']), 'document')}: TF, IDF and their product.",
        question=_question(trace),
        speed=0.5,
    )


def _question(trace: Trace) -> Question | None:
    """How many rows are 0 in the end; where none is, which term weighs most in A; none where two do, or A has one."""
    final, rows, normed = trace["final"], trace["rows"].tolist(), bool(str(trace["norm"]))
    step = int(np.flatnonzero(trace["phase"] == ("final" if normed else "weight"))[-1])
    if zeros := int((final == 0).all(axis=1).sum()):
        where = "in every document" if final.shape[1] > 1 else "in this document"
        return ask_number(
            f"How many of the {plural(len(rows), 'row')} will be 0 {where}?",
            zeros,
            step=step,
            why="a term that every document has gets the idf log(1) = 0",
            unit="rows",
        )
    column = final.shape[1] * (2 if normed else 1) + 3  # of A among the weights, in the table
    in_a = {row: (r, column) for r, row in enumerate(rows) if trace["count"][r, 0]}
    best, second = np.argsort(-final[:, 0], kind="stable")[:2] if len(in_a) > 1 else (0, 0)
    if final[best, 0] - final[second, 0] < 1e-9:
        return None
    return ask_cell(
        "Which term weighs most in A?",
        in_a,
        rows[best],
        panel=0,
        step=step,
        why=f"its weight is {number(final[best, 0])}, the next is {rows[second]}, {number(final[second, 0])}",
    )


def _title(trace: Trace) -> str:
    final, rows = trace["final"], [str(row) for row in trace["rows"]]
    column = final[:, 0]
    if not column.any():
        same = "every word of A stands in every document, so its idf is 0"
        return f"No word of A has any weight: {same}." if trace["n"][0] else "A holds no word, so its row is all 0."
    best, none = int(np.argmax(column)), np.flatnonzero((column == 0) & (trace["count"][:, 0] > 0))
    weighs = f"In A, “{rows[best]}” weighs most, {number(column[best])}"
    weighs += f"; “{rows[none[0]]}” weighs 0." if none.size else ", and every word of it weighs something."
    last = leaders(trace["walk"])[1]
    other = str(trace["leader name"])
    if other == rows[best] or not np.isfinite(trace["walk"][-1, last]):
        return weighs
    return f"{weighs} By scikit-learn's default it is “{other}”, {number(trace['walk'][-1, last])}."


def _table(trace: Trace) -> Sheet:
    """(rows, 3 + 2 documents, or 3 + 3 documents with a norm): each cell from its own step on."""
    names, normed = [str(name) for name in trace["names"]], bool(str(trace["norm"]))
    count, n, rows, many = trace["count"], trace["n"], [str(row) for row in trace["rows"]], len(trace["names"])
    relative = trace["tf"] == "relative"
    tf = [[f"{f} / {of}" if relative and of else str(f) for f, of in zip(line, n, strict=True)] for line in count]
    wide = many > 2 or normed  # then the formula below has to say where the idf comes from
    idf = [number(v) if wide else f"{log_of(trace, r)} = {number(v)}" for r, v in enumerate(trace["idf"])]
    blocks = [np.array(rows)[:, None], np.array(tf), trace["df"].astype(str)[:, None], np.array(idf)[:, None]]
    shares = [numbers(trace["weight"])] + [numbers(trace["final"])] * normed
    mine = trace["mine"]
    if mine.size:
        shares[-1] = np.where(np.isnan(mine), "none", numbers(mine))
    heads = ["term", *[f"TF {name}" for name in names], "df", "IDF", *[f"TF·IDF {name}" for name in names]]
    heads += [f"{name} / ‖{name}‖" for name in names] * normed
    if mine.size:
        heads[-many:] = [f"{trace['label']} {name}" for name in names]
    first = {"tf": 1, "df": 1 + many, "idf": 2 + many, "weight": 3 + many, "final": 3 + 2 * many}
    filling = Filling(trace.steps, (len(rows), len(heads)))
    if int(trace["asked"]) >= 0:
        filling.always([(trace["asked"], 0)], "also")
    filling.always([(r, len(heads) - many + d) for r, d in np.argwhere(trace["wrong"])], "departs")
    for step, (phase, r, d) in enumerate(trace.rows("phase", "row", "document")):
        if phase not in first:
            continue
        used = {
            "df": [first["tf"] + k for k in range(many) if count[r, k]],
            "idf": [first["df"]],
            "weight": [first["tf"] + d, first["idf"]],
            "final": [first["weight"] + d],
        }
        filling.light(step, [(r, c) for c in used.get(phase, [])], "also")
        filling.write(step, r, first[phase] + max(d, 0))
    body = np.concatenate(blocks + shares, axis=1)
    marks: list[Mark] = [table(heads, body, since=filling.since, lit=filling.lit)]
    if rows.count("the") == 2 and trace["split"] and set(n.tolist()) == {7}:
        marks.append(sentence("“the” has two rows, as on the slide: each stands for one occurrence, 1 of 7 words."))
    return Sheet(marks, title="TF, then IDF, then their product", grow=1.3)


def _walk(trace: Trace) -> Plot:
    """What each station changes; then the weights in A there, both leaders in colour, up to the station reached."""
    walk, terms = trace["walk"], [str(term) for term in trace["terms"]]
    first, last = leaders(walk)
    walking = trace["phase"] == "walk"
    station = np.where(walking, trace["row"], np.nan)  # (steps,)
    heights = np.where(walking[:, None], walk[np.where(walking, trace["row"], 0)], np.nan)  # (steps, terms)
    top = max(float(np.nan_to_num(walk).max()) * 1.12, 0.1)
    marks: list[Mark] = []
    if int(trace["here"]) >= 0:
        here = np.where(walking[:, None], [int(trace["here"])] * 2, np.nan)  # (steps, 2)
        marks.append(line(here, [0, top], when="at", tone="accent", width=2, dash="4 3", label="this table"))
    for i in range(len(terms)):
        if i not in (first, last):
            marks.append(line(station, heights[:, i], when="upto", opacity=0.6))
    for i, series in {last: "second", first: "first"}.items():
        marks.append(line(station, heights[:, i], when="upto", series=series, width=2.5, label=terms[i]))
        marks.append(points(station, heights[:, i], when="upto", series=series, size=5))
    marks += _to_come(~walking, top)
    return Plot(
        marks,
        x=Axis(scale="band", domain=(-0.5, len(WALK) - 0.5), bands=[station.name for station in WALK]),
        y=Axis((0, top), "weight in A"),
        title="From the slide to scikit-learn",
        aspect=0.66,
        room=22,  # for a line of what is to come
        alt=f"The weight of each term in A after each of {len(WALK)} changes, those of “{terms[first]}” and "
        f"“{terms[last]}” in colour.",
    )


def _to_come(waiting: np.ndarray, top: float) -> list[Mark]:
    """A line for each station with what it changes, while the table fills."""
    told = [f"{station.name}: {station.brief}" for station in WALK[1:]]
    lines = [f"After the table, {len(told)} changes:", *told]
    height = top * (0.94 - np.arange(len(lines)) / (len(lines) + 0.5))
    shown = np.where(waiting[:, None], height, np.nan)  # (steps, lines)
    return [text([-0.3] * len(lines), shown, lines, when="at", tone="quiet")]
