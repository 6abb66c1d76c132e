"""The picture of a softmax: its numbers as a table that fills, the shares as bars, and the shares by temperature."""

from __future__ import annotations

import operator

import numpy as np

from lessonlib import nn
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    bars,
    cells,
    expression,
    formula,
    line,
    number,
    numbers,
    points,
    text,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.formula import so_far
from lessonlib.stage.numbers import worked
from lessonlib.stage.question import Question, ask_choice, ask_number

SERIES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


def draw_softmax(trace: Trace) -> Picture:
    """The table, the bars, the shares at every temperature, and one share as a formula with its numbers."""
    key = [("mine", str(trace["label"]))] if trace["mine"].size else []
    panels = [_table(trace), _bars(trace), _temperatures(trace)]
    before = f"{len(trace['names'])} scores become shares of one whole, at temperature {number(trace['temperature'])}."
    return Picture(_title(trace), panels, key, _formulas(trace), before, _question(trace))


def _question(trace: Trace) -> Question:
    """The largest share; or, where exp is lost, what the shares are."""
    z, share = trace["z"], trace["share"]
    best = int(z.argmax())
    step = list(trace.rows("phase", "place")).index(("share", best))
    if np.isnan(share).any():
        step = list(trace.rows("phase", "place")).index(("share", int(np.isnan(share).argmax())))
        lost = "more than a float can hold" if np.isinf(trace["e"]).any() else "0 in a float, and so is their sum"
        choices = ["shares of one whole", "not a number", "equal shares"]
        text = "Nothing is subtracted before exp. What does the division give?"
        return ask_choice(text, choices, "not a number", step=step, why=f"exp of these scores is {lost}")
    answer, total = 100 * float(share[best]), float(z.sum())
    plain = round(100 * float(z[best]) / total) if total > 0 else 0
    slips = {plain: "that divides the score by the sum of the scores; softmax divides exp by the sum of exp"}
    near = not 0 < plain < 100 or abs(plain - answer) < 5
    return ask_number(
        f"What share does {trace['names'][best]} get at temperature {number(trace['temperature'])}, in percent?",
        answer,
        unit="%",
        tolerance=4,
        step=step,
        why="exp turns differences of z / T into ratios, and the shares are the parts of their sum",
        slips={} if near else slips,
    )


def _title(trace: Trace) -> str:
    share, names = trace["share"], trace["names"]
    if np.isnan(share).any():
        lost = "exp overflows: ∞ / ∞" if np.isinf(trace["e"]).any() else "every exp is 0: 0 / 0"
        return f"Without the shift, {lost} is not a number."
    best = int(share.argmax())
    percent = number(100 * share[best])
    return f"At temperature {number(trace['temperature'])}, {names[best]} gets {percent} % of the whole."


def _table(trace: Trace) -> Sheet:
    """(K + 1 rows, 5 or 6 columns): a row for each class, and the sum; what is not known yet stays empty."""
    names, theirs, label = trace["names"].tolist(), trace["mine"], [str(trace["label"])] * bool(trace["mine"].size)
    count, shifted = len(names), f"− {number(trace['most'])}" if trace["shift"] else "no shift"
    columns = ["score z", "z / T", shifted, "exp", "share", *label]
    filling, rows = Filling(trace.steps, (count + 1, len(columns))), range(count)
    texts = np.full((trace.steps, count + 1, len(columns)), "", dtype=object)
    known = [trace[name] for name in ("z", "scaled", "d", "e", "share")] + [theirs] * len(label)
    texts[:, :count] = numbers(np.stack(known, axis=1))
    for step, (phase, i) in enumerate(trace.rows("phase", "place")):
        if phase in ("divide", "shift"):
            for row in rows:
                filling.write(step, row, 1 if phase == "divide" else 2)
            filling.light(step, [(i, 1)] * (phase == "shift" and bool(trace["shift"])), "also")
        elif phase == "exp":
            filling.light(step, [(i, 2)], "also")
            filling.write(step, i, 3)
        elif phase == "sum":
            filling.light(step, [(i, 3)], "also")
            filling.light(step, [(count, 3)])
            texts[step:, count, 3] = number(trace["total"][i])
        elif phase == "share":
            filling.light(step, [(i, 3), (count, 3)], "also")
            filling.write(step, i, 4)
        elif phase == "all":
            filling.light(step, [(count, 4)])
            texts[step, count, 4] = number(trace["share"].sum())
    filling.always([(row, 5) for row in np.flatnonzero(trace["wrong"])], "departs")
    size = np.zeros((count + 1, len(columns)))
    mark = cells(size, when="at", texts=texts, **filling.told, rows=[*names, "sum"], columns=columns)
    return Sheet([expression(mark, name="from scores to shares")], title="From scores to shares", grow=0)


def _bars(trace: Trace) -> Plot:
    """First exp, where the shift keeps it at most 1, then the share: every bar is divided by the same sum."""
    share, e, names = trace["share"], trace["e"], [str(name) for name in trace["names"]]
    place, steps = np.arange(len(share)), np.arange(trace.steps)[:, None]
    raised, shared = (steps >= int(np.argmax(trace["phase"] == phase)) + place for phase in ("exp", "share"))
    early = raised & ~shared & bool(trace["shift"])  # (steps, K)
    height = np.where(shared, share, np.where(early, e, np.nan))
    labels = np.where(shared, [_percent(p) for p in share], np.where(early, numbers(e, 2), ""))
    now = np.isin(trace["phase"], ["exp", "share"])[:, None] & (trace["place"][:, None] == place)
    marks: list[Mark] = [
        bars(place, np.where(now, np.nan, height), when="at", tone="context", labels=labels),
        bars(place, np.where(now, height, np.nan), when="at", tone="accent", labels=labels),
        text(place, np.where(shared & np.isnan(share), 0.05, np.nan), labels, when="at", anchor="middle"),
    ]
    if trace["mine"].size:
        beside = place + 0.36  # not on the percentage
        marks.append(points(beside, trace["mine"], series="mine", size=5, filled=False))
    what = "exp, then share" if trace["shift"] else "share"
    return Plot(
        marks,
        x=Axis((-0.5, len(share) - 0.5), scale="band", bands=names),
        y=Axis((0, 1.08), what, ticks=[(v, f"{v:g}") for v in (0, 0.25, 0.5, 0.75, 1)]),
        title=what.capitalize(),
        aspect=0.9,
        alt=f"A bar for the share of each class: {', '.join(names)}.",
    )


def _percent(share: float) -> str:
    if np.isnan(share):
        return "NaN"
    return "<1 %" if 0 < share < 0.01 else f"{100 * share:.0f} %"


def _temperatures(trace: Trace) -> Plot:
    """The shares of the same scores at every temperature, computed as the table's are: with the shift or without."""
    t, now = np.geomspace(0.1, 100, 121), float(trace["temperature"])
    scaled, here = trace["z"] / t[:, None], trace["share"]  # (121, K)
    with np.errstate(all="ignore"):
        raised = np.exp(scaled)
        curves = nn.softmax(scaled) if trace["shift"] else raised / raised.sum(axis=1, keepdims=True)
    marks: list[Mark] = [line([now, now], [0, 1.08], tone="accent", width=2, dash="4 3")]
    last = trace["phase"] == "all"  # before it, the curves would give the shares away
    for i, name in enumerate(trace["names"]):
        drawn = np.where(last[:, None], curves[:, i], np.nan)  # (steps, 121)
        marks.append(line(t, drawn, when="at", series=SERIES[i], label=str(name), width=2.5))
        marks.append(points(np.where(last, now, np.nan), np.where(last, here[i], np.nan), when="at", series=SERIES[i]))
    return Plot(
        marks,
        x=Axis((0.08, 125), "temperature T", "log"),
        y=Axis((0, 1.08), "share"),
        title="Cold to hot",
        aspect=0.9,
        alt="The share of each class by temperature, from cold to hot.",
    )


def _formulas(trace: Trace) -> list[Mark]:
    steps = []
    for phase, i in trace.rows("phase", "place"):
        step = {"is": "="}
        if phase in ("exp", "sum", "share", "all"):
            step |= {"d": number(trace["d"][i]), "e": number(trace["e"][i])}
        if phase == "sum":
            step["sum"] = number(trace["total"][i])
        if phase in ("share", "all"):  # the last one stays
            texts, step["is"], step["p"] = worked(operator.truediv, trace["e"][i], trace["total"][-1])
            step["e"], step["sum"] = texts
        steps.append(step)
    shifted = "z_i / T - m" if trace["shift"] else "z_i / T"
    summed = shifted.replace("i", "k")
    present = formula(
        rf"p_i = \frac{{e^{{{shifted}}}}}{{\sum_k e^{{{summed}}}}} = \frac{{e^{{\val{{d}}}}}}{{\val{{sum}}}}"
        r" = \frac{\val{e}}{\val{sum}} \; \val{is} \; \val{p}",
        so_far(steps),
    )
    same = r"\frac{e^{-m} e^{z_i}}{e^{-m} \sum_k e^{z_k}} = \frac{e^{z_i}}{\sum_k e^{z_k}}"
    return [present, formula(same, label="the shift cancels")]
