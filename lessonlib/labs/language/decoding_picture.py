"""The picture of decoding: the likeliest characters as bars and as a table, cut and renormalised, and the draw."""

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
    ask_choice,
    ask_number,
    bars,
    number,
    points,
    table,
)

SHOWN = 8  # so many of the likeliest characters have a row of their own
CONTROL = {" ": "␣", "\n": "¶"}


def visible(characters: str) -> str:
    """Text with a sign for a single blank or a line break, and for a line break inside it.

    >>> visible(" "), visible("a b\\n")
    ('␣', 'a b¶')
    """
    return CONTROL.get(characters, characters.replace("\n", "¶"))


def draw_decoding(trace: Trace) -> Picture:
    """The bars and the table, and one share with its numbers."""
    t, cut = number(trace["temperature"]), str(trace["cut"])
    key = [("mine", str(trace["label"]))] if trace["mine"].size else []
    how = {"none": "without a cut", "top-k": f"top-k with k = {int(trace['k'])}"}
    how |= {"top-p": f"top-p with mass {number(trace['mass'])}"}
    return Picture(
        _title(trace),
        [_bars(trace), _table(trace)],
        key,
        [_formula(trace)],
        f"The character behind “{visible(str(trace['prompt']))}”: temperature {t}, {how[cut]}.",
        _question(trace),
    )


def _name(trace: Trace, place: int) -> str:
    return visible(str(trace["characters"][trace["order"][place]]))


def _title(trace: Trace) -> str:
    drawn, many = _name(trace, int(trace["drawn"])), int(trace["many"])
    if trace["cut"] == "none":
        return f"“{drawn}” is drawn, with p = {number(trace['kept'][trace['order'][trace['drawn']]])}."
    return f"{'One character stays' if many == 1 else f'{many} characters stay'}, and “{drawn}” is drawn."


def _question(trace: Trace) -> Question | None:
    """How many stay; what the likeliest has after the cut, or at the temperature; or which one is drawn."""
    phases, many, cut = trace["phase"].tolist(), int(trace["many"]), str(trace["cut"])
    best, t = int(trace["order"][0]), float(trace["temperature"])
    first, p = _name(trace, 0), 100 * float(trace["p"][best])
    if cut == "top-p":
        slips = {many - 1: "The one that crosses the line stays: only with it the mass is reached."} if many > 1 else {}
        return ask_number(
            f"How many characters does top-p keep with mass {number(trace['mass'])}?",
            many,
            step=phases.index("cut"),
            unit="characters",
            slips=slips,
            why="summed up from the likeliest on, so many are needed to reach the mass",
        )
    if cut == "top-k":
        return ask_number(
            f"What share does “{first}” have when {int(trace['k'])} stay, in percent?"
            if many > 1
            else "What share does the only one that stays have, in percent?",
            100 * float(trace["kept"][best]),
            step=phases.index("share"),
            unit="%",
            tolerance=3,
            slips={round(100 * float(trace["scaled"][best]), 1): "What stays has to be divided by its sum."},
            why="what stays keeps its ratios and sums to 1",
        )
    if t != 1:
        return ask_number(
            f"“{first}” has {number(p)} %. What share does it have at temperature {number(t)}, in percent?",
            100 * float(trace["scaled"][best]),
            step=phases.index("scale"),
            unit="%",
            tolerance=4,
            slips={round(min(p / t, 100.0), 1): "The logits are divided, not the probabilities."},
            why=f"each p is raised to the power 1 / T = {number(1 / t)}, and divided by the sum of these",
        )
    names = [_name(trace, i) for i in range(min(SHOWN, len(trace["order"])))]
    if int(trace["drawn"]) >= len(names):
        return None
    return ask_choice(
        f"The characters stand side by side, the likeliest first, each as wide as its p. At which does "
        f"{number(trace['u'])} point?",
        names,
        _name(trace, int(trace["drawn"])),
        step=trace.steps - 1,
        why="the running sum passes the number there",
    )


def _rows(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """The places of the characters shown, by the alphabet and by size."""
    shown = trace["order"][:SHOWN]
    return np.sort(shown), shown


def _bars(trace: Trace) -> Plot:
    """At each step what p has become: as the model has it, scaled, sorted, cut, and divided by the sum."""
    steps, (plain, best) = trace.steps, _rows(trace)
    height, names = np.zeros((steps, SHOWN)), np.empty((steps, SHOWN), dtype=object)
    lit = np.zeros((steps, SHOWN), dtype=bool)
    stays = trace["kept"] > 0
    for step, (phase, row) in enumerate(trace.rows("phase", "row")):
        here = plain if phase in ("start", "scale") else best
        values = {"start": trace["p"], "share": trace["kept"], "draw": trace["kept"]}.get(phase, trace["scaled"])
        height[step] = np.where(stays[here], values[here], 0) if phase == "cut" else values[here]
        names[step] = [visible(str(trace["characters"][i])) for i in here]
        lit[step] = np.arange(SHOWN) == {"sum": row, "draw": int(trace["drawn"])}.get(phase, -1)
    place = np.arange(SHOWN)
    high = min(1.0, 1.15 * max(float(height.max()), 0.1))
    marks: list[Mark] = [
        bars(place, np.where(lit, np.nan, height), when="at", tone="context", labels=np.where(lit, "", names)),
        bars(place, np.where(lit, height, np.nan), when="at", tone="accent", labels=np.where(lit, names, "")),
    ]
    if trace["mine"].size:
        shared = np.isin(trace["phase"], ["share", "draw"] if trace["cut"] != "none" else ["sort", "draw"])
        theirs = np.where(shared[:, None], np.clip(trace["mine"][best], 0, high), np.nan)
        marks.append(points(place, theirs, when="at", series="mine", filled=False))
    return Plot(
        marks,
        x=Axis((-0.5, SHOWN - 0.5), "the characters of the table", ticks=[]),
        y=Axis((0, high * 1.1), "p"),
        title="What could come next (␣ is a blank)",
        aspect=0.62,
        alt=f"Bars for the {SHOWN} likeliest characters.",
    )


def _table(trace: Trace) -> Sheet:
    """(steps, 9, 4 or 5): p, p at the temperature, the running sum, and what is left after the cut."""
    steps, (plain, best), many = trace.steps, _rows(trace), int(trace["many"])
    cutting = str(trace["cut"]) != "none"
    heads = ["character", "p", f"T = {number(trace['temperature'])}", "sum", *["after the cut"] * cutting]
    body, lit = np.full((steps, SHOWN + 1, len(heads)), "", dtype=object), []
    body[:, SHOWN, 0] = f"{len(trace['order']) - SHOWN} others"
    rest = [float(values[trace["order"][SHOWN:]].sum()) for values in (trace["p"], trace["scaled"], trace["kept"])]
    summed = 0
    for step, (phase, row) in enumerate(trace.rows("phase", "row")):
        here = plain if phase in ("start", "scale") else best
        body[step, :SHOWN, 0] = [visible(str(trace["characters"][i])) for i in here]
        body[step, :SHOWN, 1], body[step, SHOWN, 1] = [number(p) for p in trace["p"][here]], number(rest[0])
        roles: list[tuple[int, int, str]] = []
        if phase != "start":
            body[step, :SHOWN, 2], body[step, SHOWN, 2] = [number(p) for p in trace["scaled"][here]], number(rest[1])
        if phase == "sum":
            summed = row + 1
            roles = [(row, 3, "lit"), (row, 2, "also")]
        sums = [number(v) for v in trace["sums"][:SHOWN]]
        body[step, : min(summed, SHOWN), 3] = sums[: min(summed, SHOWN)]
        if summed > SHOWN:
            body[step, SHOWN, 3] = number(trace["sums"][many - 1])
        if phase == "cut":
            roles = [(r, 2, "also") for r in range(min(many, SHOWN))]
        if phase in ("share", "draw") and cutting:
            body[step, :SHOWN, 4] = [number(p) if p else "0" for p in trace["kept"][best]]
            body[step, SHOWN, 4] = number(rest[2])
            roles = [(r, 4, "lit") for r in range(min(many, SHOWN))]
        if phase == "draw":
            ends = [number(v) for v in trace["points"][:SHOWN]]  # now of what is left
            body[step, :SHOWN, 3], body[step, SHOWN, 3] = ends, "1"
            at = min(int(trace["drawn"]), SHOWN)
            roles = [(at, 3, "lit"), (at, 0, "lit"), *[(at - 1, 3, "also")] * (at > 0)]
        lit.append(roles)
    return Sheet([table(heads, body, lit=lit)], title=f"The {SHOWN} likeliest", grow=0)


def _formula(trace: Trace) -> Mark:
    """The share of the likeliest character, after the cut or at the temperature."""
    best, many = int(trace["order"][0]), int(trace["many"])
    phases = trace["phase"].tolist()
    if trace["cut"] == "none":
        t = number(trace["temperature"])
        known = {"c": _name(trace, 0), "p": number(trace["scaled"][best])}
        rows = [known if phase not in ("start", "scale") else None for phase in phases]
        return known_formula(
            rf"p(\val{{c}}) = \frac{{e^{{z / T}}}}{{\sum_k e^{{z_k / T}}}} = \val{{p}}, \quad T = {t}", rows
        )
    above, below = number(trace["scaled"][best], 4), number(trace["sums"][many - 1], 4)
    known = {"c": _name(trace, 0), "a": above, "b": below, "q": number(trace["kept"][best])}
    rows = [known if phase in ("share", "draw") else None for phase in phases]
    return known_formula(
        r"p'(\val{c}) = \frac{p(\val{c})}{\sum_{\text{kept}} p} = \frac{\val{a}}{\val{b}} = \val{q}", rows
    )
