"""The picture of TF-IDF: the lecture's table as it fills, the walk to scikit-learn, and one cell's formula."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.words.tfidf_steps import log_of
from lessonlib.labs.words.tfidf_walk import WALK, leaders
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    formula,
    line,
    number,
    numbers,
    points,
    sentence,
    table,
    text,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.formula import slots, so_far


def draw_tfidf(trace: Trace) -> Picture:
    """The table, the walk, and the formula of the cell that is filled."""
    return Picture(_title(trace), [_table(trace), _walk(trace)], formulas=_formulas(trace))


def _title(trace: Trace) -> str:
    final, rows = trace["final"], [str(row) for row in trace["rows"]]
    column = final[:, 0]
    if not column.any():
        same = "every word of A stands in every document, so its idf is 0"
        return f"No word of A has any weight: {same}." if trace["n"][0] else "A holds no word, so its row is all 0."
    best, none = int(np.argmax(column)), np.flatnonzero((column == 0) & (trace["count"][:, 0] > 0))
    weighs = f"In A, “{rows[best]}” weighs most, {number(column[best])}"
    return (
        f"{weighs}; “{rows[none[0]]}” weighs 0." if none.size else f"{weighs}, and every word of it weighs something."
    )


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


def _formulas(trace: Trace) -> list[Mark]:
    relative, kind, norm = trace["tf"] == "relative", str(trace["kind"]), str(trace["norm"])
    one, plus = ("1 + " if kind.startswith("smooth") else ""), (" + 1" if kind.endswith("+ 1") else "")
    add = 1 if one else 0
    base = {"10": r"\log_{10}", "2": r"\log_{2}", "e": r"\ln"}.get(str(trace["base"]), rf"\log_{{{trace['base']}}}")
    best = int(np.argmax(trace["final"][:, 0]))  # the title names this cell: its numbers stay while the walk goes on
    steps = []
    for phase, r, d in trace.rows("phase", "row", "document"):
        phase, r, d = ("final", best, 0) if phase == "walk" else (phase, r, d)
        cell, later = phase in ("tf", "weight", "final"), phase in ("weight", "final")
        now = {"n": str(len(trace["n"]) + add)}
        if cell:
            f, n = int(trace["count"][r, d]), int(trace["n"][d])
            now |= {"f": str(f), "of": str(n), "tf": number((f / n if n else 0) if relative else f)}
        if later or phase in ("df", "idf"):
            now["df"] = str(int(trace["df"][r]) + add)
        if later or phase == "idf":
            now["idf"] = number(trace["idf"][r])
        if later:
            now["w"] = number(trace["weight"][r, d])
        if phase in ("size", "final"):
            now["size"] = number(trace["size"][d])
        if phase == "final":
            now["final"] = number(trace["final"][r, d])
        steps.append(now)
    values = so_far(steps)

    def typeset(latex: str) -> Mark:
        return formula(latex, **{name: values[name] for name in slots(latex)})

    share = r"\text{tf}(t, d) = \frac{f_{t,d}}{n_d} = \frac{\val{f}}{\val{of}} = \val{tf}"
    idf = rf"{base} \frac{{{one}N}}{{{one}\text{{df}}_t}}{plus} = {base} \frac{{\val{{n}}}}{{\val{{df}}}}{plus}"
    marks = [
        typeset(share if relative else r"\text{tf}(t, d) = f_{t,d} = \val{tf}"),
        typeset(rf"\text{{idf}}(t) = {idf} = \val{{idf}}"),
        typeset(r"w_{t,d} = \text{tf} \cdot \text{idf} = \val{tf} \cdot \val{idf} = \val{w}"),
    ]
    if norm:
        length = r"\sqrt{\sum_t w_{t,d}^2}" if norm == "l2" else r"\sum_t |w_{t,d}|"
        marks.append(typeset(rf"\frac{{w_{{t,d}}}}{{{length}}} = \frac{{\val{{w}}}}{{\val{{size}}}} = \val{{final}}"))
    return marks
