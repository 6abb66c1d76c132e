"""Binary cross-entropy over p: what a probability costs when the answer is yes, and when it is no; and the clip."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib import nn
from lessonlib.labs.shared.answers import apart, ask, wanted_number
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    cells,
    expression,
    formula,
    line,
    number,
    numbers,
    points,
    text,
)
from lessonlib.stage.formula import so_far
from lessonlib.stage.question import Question, ask_number

TINY = [*10.0 ** np.array([-60, -50, -46, -44, -43, -42, -40, -30, -20, -15, -10, -7, -5, -4, -3]), 0.002, 0.005]
NEAR_ONE = [0.995, 0.998, 1 - 1e-3, 1 - 1e-5, 1 - 1e-10, 1.0]
P = np.concatenate([[0.0], TINY, np.round(np.arange(0.01, 1, 0.01), 2), NEAR_ONE])
SURELY = 0.9  # the probability that is asked about
TOP = 7.2  # of the loss axis: what is higher is told at its upper edge
LOWEST = -60  # of the logarithmic axis; p = 0 is nowhere on it
SURE = 1e-6  # closer to 0 and 1, where a learner's clip begins is a matter of taste; it must be finite


def record_binary_entropy(mine: Any) -> Trace:
    """Walk p from 0 to 1 and record the loss for y = 1 and y = 0, with the clip and without."""
    loss = nn.BCELoss()
    value = np.array([[loss.forward(np.array([[p]]), np.array([y])) for p in P] for y in (1, 0)])  # (2, places)
    with np.errstate(divide="ignore"):
        bare = -np.log(np.stack([P, 1 - P]))
    found = _beside(mine, value)
    curves = {"p": P, "value": value, "bare": bare + 0.0, "theirs": found.arrays["mine"]}
    arrays = {"part": "binary", "label": found.label, **curves}
    return Trace(arrays, [_caption(k, value, bare) for k in range(len(P))], found.notes)


def draw_binary_entropy(trace: Trace) -> Picture:
    """Both curves over p, the logarithmic view of the clip, and the values at this p."""
    title = "A sure and wrong answer costs more and more, without bound; the clip stops it at 100."
    key = [("mine", str(trace["label"]))] if trace["theirs"].size else []
    before = "What a probability p of yes costs: if the answer is yes (y = 1), and if it is no (y = 0)."
    panels = [_curves(trace), _clip(trace), _values(trace)]
    return Picture(title, panels, key, _formulas(trace), before, _question(trace))


def _question(trace: Trace) -> Question:
    """What a sure and wrong answer costs."""
    step = int(np.flatnonzero(trace["p"] == SURELY)[0])
    yes, no = (float(row[step]) for row in trace["value"])
    slips = {yes: "that is what it costs if the answer is yes", SURELY: "that is the distance; the loss is a logarithm"}
    text = f"p = {number(SURELY)} is given to yes, and the answer is no. What does it cost?"
    why = f"only 1 − p = {number(1 - SURELY)} was left for no, and −ln of it is {number(no)}"
    return ask_number(text, no, step=step, tolerance=0.15, why=why, slips=slips)


def _beside(mine: Any, value: np.ndarray) -> Beside:
    """The learner's losses, (2, places) like ours."""

    def run(label: str) -> np.ndarray:
        ps = [np.array([[p]]) for p in P]
        return np.array([[wanted_number(ask(mine, p, np.array([y])), label) for p in ps] for y in (1.0, 0.0)])

    def differs(theirs: np.ndarray, ours: np.ndarray) -> np.ndarray:
        return (apart(theirs, ours) & (P >= SURE) & (1 - P >= SURE)) | ~np.isfinite(theirs)

    return beside(
        mine,
        run,
        value,
        ours="BCELoss",
        counted="at {} of {} places",
        where=lambda row, k: f"at p = {number(P[k])}, y = {1 - row}",
        differs=differs,
        hint=lambda theirs: "" if np.isfinite(theirs).all() else ": keep the logarithm from reaching 0",
    )


def _caption(k: int, value: np.ndarray, bare: np.ndarray) -> str:
    p = number(P[k]) if P[k] <= 0.99 else f"1 − {number(1 - P[k])}" if P[k] < 1 else "1"
    told = f"p = {p}: if the answer is yes (y = 1), the loss is {number(value[0, k])}; if no, {number(value[1, k])}"
    clipped = np.flatnonzero(value[:, k] != bare[:, k])
    if clipped.size and not np.isclose(value[:, k], bare[:, k]).all():
        return f"{told}. Without the clip it would be {number(bare[clipped[0], k])}."
    return f"{told}."


def _curves(trace: Trace) -> Plot:
    p, value = trace["p"], trace["value"]
    marks: list[Mark] = [
        line(p, np.where(row < TOP, row, np.nan), when="upto", series=name, label=label, width=2.5)
        for row, name, label in zip(value, ("class 1", "class 0"), ("y = 1", "y = 0"), strict=True)
    ]
    if trace["theirs"].size:
        marks += [line(p, row, series="mine", width=1.5) for row in trace["theirs"]]
    marks += [
        points(p, np.where(row_of < TOP, row_of, np.nan), when="at", series=name, size=7, scrub=scrub)
        for row_of, name, scrub in zip(value, ("class 1", "class 0"), ("drag along p", ""), strict=True)
    ]
    above = [["" if v < TOP else f"↑ {number(v)}" for v in row] for row in value]
    marks += [
        text(np.clip(p, 0, 0.88), np.full(len(p), 6.8), told, when="at", series=name)
        for told, name in zip(above, ("class 1", "class 0"), strict=True)
    ]
    return Plot(
        marks,
        x=Axis((-0.03, 1.03), "p, the probability given to yes"),
        y=Axis((-0.25, TOP), "loss"),
        title="Loss over p",
        alt="For y = 1 the loss falls to 0 at p = 1, for y = 0 it rises from 0 at p = 0.",
    )


def _clip(trace: Trace) -> Plot:
    """For y = 1: the loss over log10 p, straight down to the left, level from the clip on."""
    with np.errstate(divide="ignore"):
        place = np.where(trace["p"] > 0, np.log10(trace["p"]), np.nan)
    order = slice(0, len(TINY) + 100)
    ends = np.array([LOWEST, 0.0])
    marks: list[Mark] = [
        line(ends, -ends * np.log(10), tone="context", width=2, dash="5 4"),
        line(place[order], trace["value"][0][order], series="class 1", width=2.5),
    ]
    marks.append(text([-50, -57], [127, 91], ["without the clip", "with it"], tone="quiet"))
    if trace["theirs"].size:
        marks.append(line(place, trace["theirs"][0], series="mine", width=1.5))
    marks.append(points(place, trace["value"][0], when="at", series="class 1", size=7))
    far = ["" if p else "← p = 0: infinitely far" for p in trace["p"]]
    marks.append(text(np.full(len(far), LOWEST + 1.0), np.full(len(far), 108.0), far, when="at", series="class 1"))
    ticks = [(-60, "10⁻⁶⁰"), (-43, "10⁻⁴³"), (-20, "10⁻²⁰"), (0, "1")]
    return Plot(
        marks,
        x=Axis((LOWEST - 2, 2), "p, logarithmic", ticks=ticks),
        y=Axis((-6, 145), "loss for y = 1"),
        title="The clip: ln p no lower than −100",
        aspect=0.8,
        alt="The loss for y = 1 over the logarithm of p: it rises to the left and stays at 100 from p = 4e-44 on.",
    )


def _values(trace: Trace) -> Sheet:
    columns = ["loss", "without the clip"]
    texts = np.stack([numbers(trace[name]).T for name in ("value", "bare")], axis=2)  # (steps, 2, 2)
    rows = ["y = 1", "y = 0"]
    if trace["theirs"].size:
        columns.append(str(trace["label"]))
        texts = np.concatenate([texts, numbers(trace["theirs"]).T[:, :, None]], axis=2)
    mark = cells(np.zeros((2, len(columns))), when="at", texts=texts, rows=rows, columns=columns)
    return Sheet([expression(mark, name="the loss at this p")], title="At this p", grow=0)


def _formulas(trace: Trace) -> list[Mark]:
    steps = []
    for p, value, bare in zip(trace["p"], trace["value"].T, trace["bare"].T, strict=True):
        low, high = (number(q) if q <= 0.99 else f"1 − {number(1 - q)}" if q < 1 else "1" for q in (p, 1 - p))
        high = f"1 − {number(p)}" if 0 < p < 0.01 else high
        costs = [
            number(v) if np.isclose(v, b) else f"{number(b)}, clipped to {number(v)}"
            for v, b in zip(value, bare, strict=True)
        ]
        sign = "≈" if 0 < p < 1e-16 else "="  # a float holds no 1 − p there
        steps.append({"p": low, "rest": high, "yes": costs[0], "no": costs[1], "is": sign})
    texts = so_far(steps)
    general = r"L = -(y \ln(p) + (1 - y) \ln(1 - p))"
    return [
        formula(general),
        formula(r"y = 1: \; -\ln(\val{p}) = \val{yes}", texts, series="class 1"),
        formula(r"y = 0: \; -\ln(\val{rest}) \; \val{is} \; \val{no}", texts, series="class 0"),
    ]
