"""The formulas of TF-IDF with the numbers of a step: those of a cell of the table, then those of each station."""

from __future__ import annotations

import math

from lessonlib.labs.words.tfidf_walk import WALK, leaders
from lessonlib.stage import Mark, Trace, choice, formula, number
from lessonlib.stage.formula import slots, so_far


def tfidf_formulas(trace: Trace) -> list[Mark]:
    """TF, IDF and weight of the cell that is filled; on the walk, as each station has them, of the term that wins."""
    relative, kind, norm = trace["tf"] == "relative", str(trace["kind"]), str(trace["norm"])
    one, plus = ("1 + " if kind.startswith("smooth") else ""), (" + 1" if kind.endswith("+ 1") else "")
    add = 1 if one else 0
    base = {"10": r"\log_{10}", "2": r"\log_{2}", "e": r"\ln"}.get(str(trace["base"]), rf"\log_{{{trace['base']}}}")
    steps = []
    for phase, r, d in trace.rows("phase", "row", "document"):
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
    return _with_stations(marks, trace)


def _with_stations(marks: list[Mark], trace: Trace) -> list[Mark]:
    """The formulas of the table, and on the walk those of the station."""
    stations = [_station(trace, k) for k in range(len(WALK))]
    which = [r + 1 if phase == "walk" else 0 for phase, r in trace.rows("phase", "row")]
    lines = [
        choice(which, [mark, *of_stations])
        for mark, of_stations in zip(marks, zip(*stations, strict=True), strict=False)
    ]
    return lines + [choice([-1 if k else 0 for k in which], [mark]) for mark in marks[3:]]


def _station(trace: Trace, k: int) -> list[Mark]:
    """TF, IDF and weight of the walk's winner in A, by the choices of station ``k``."""
    f, n, df, many = (int(v) for v in trace["leader"])
    name, choices = str(trace["leader name"]), WALK[k].choices
    f = min(f, 1) if choices["as_on_slide"] else f
    relative, smooth, plus = (
        choices["tf"] == "relative",
        choices["idf"].startswith("smooth"),
        choices["idf"].endswith("+ 1"),
    )
    tf = (f / n if n else 0.0) if relative else float(f)
    log = r"\log_{10}" if choices["log_base"] == 10 else r"\ln"
    idf = math.log((many + smooth) / (df + smooth)) / (math.log(10) if choices["log_base"] == 10 else 1.0) + plus
    share = rf"\frac{{{f}}}{{{n}}} = \val{{tf}}" if relative else r"\val{tf}"
    weight = trace["walk"][k, leaders(trace["walk"])[1]]
    before = tf * idf
    size = r" \, / \, \lVert A \rVert = \val{before} \, / \, \val{size}" if choices["norm"] else ""
    values = {"t": name, "tf": number(tf), "idf": number(idf), "w": number(weight)}
    values |= {"before": number(before), "size": number(before / weight if weight else 0.0)}
    ratio = rf"\frac{{{many + smooth}}}{{{df + smooth}}}{' + 1' if plus else ''}"
    rules = (
        rf"\text{{tf}}(\val{{t}}, A) = {share}",
        rf"\text{{idf}}(\val{{t}}) = {log} {ratio} = \val{{idf}}",
        rf"w = \val{{tf}} \cdot \val{{idf}}{size} = \val{{w}}",
    )
    return [formula(latex, **{one: values[one] for one in slots(latex)}) for latex in rules]
