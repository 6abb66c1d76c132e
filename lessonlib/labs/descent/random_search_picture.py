"""The picture of a random search: tries on the ground, the loss by evaluations beside gradient descent."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.descent.loss_race import CLOSE, RATE, WAYS, arrival
from lessonlib.labs.descent.path_told import departing
from lessonlib.labs.descent.valley_ground import ground, on_ground
from lessonlib.nn.valleys import FLOOR
from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, arrows, formula, line, number, points
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_number

SEARCH = WAYS[0]
FIRST = 10  # tries that are asked about


def draw_random_search(trace: Trace) -> Picture:
    """Tries on the ground, the loss by evaluations, this try's comparison."""
    weights, label = int(trace["weights"]), str(trace["label"])
    shown = "the first two of " * (weights > 2)
    alt = (
        f"The loss over {shown}{plural(weights, 'weight')}, with {trace.steps - 1} random tries, most of them refused."
    )
    title = "Tries" if weights <= 2 else f"The first 2 of {weights} weights"
    where = ground(weights, _tries(trace, label), title, alt)
    key = [
        (SEARCH, f"random search, radius {number(trace['radius'])}"),
        *((way, f"{way}, rate {RATE}") for way in WAYS[1:]),
    ]
    key += [("mine", label)] if label else []
    before = f"Random search in {plural(weights, 'weight')}: {trace.steps - 1} tries, radius {number(trace['radius'])}."
    panels = [where, _losses(trace, label)]
    return Picture(_title(trace), panels, key, [_compared(trace)], before, _question(trace))


def _question(trace: Trace) -> Question:
    """How many of the first tries are kept."""
    kept = int((np.diff(trace["best"][: FIRST + 1]) < 0).sum())
    if kept >= FIRST / 2:
        why = "about half of all directions lead down from a slope"
    else:
        why = "few directions lead down from there, and a long try soon leads up again"
    text = f"Of the first {FIRST} tries, how many are kept?"
    slips = {FIRST: "a random direction leads up as often as down"} if kept < FIRST - 2 else {}
    return ask_number(text, kept, unit="tries", step=FIRST, tolerance=1, why=why, slips=slips)


def _tries(trace: Trace, label: str) -> list[Mark]:
    position, tried = trace["position"], trace["tried"]
    kept = trace["best"][1:] < trace["best"][:-1]
    refused = tried.copy()
    refused[1:][kept] = refused[0] = np.nan
    before = np.concatenate([position[:1], position[:-1]])
    x, y = on_ground(before)
    to = np.array(on_ground(tried)) - (x, y)
    to[:, 0] = np.nan
    marks = [
        points(*on_ground(refused), when="upto", tone="quiet", size=2.5),
        line(*on_ground(position), when="upto", series=SEARCH, width=2, head=True),
        arrows(x, y, *to, when="at", tone="accent", width=2.5),
    ]
    if label:
        own, row = trace["my position"], int(trace["departs"])
        marks.append(line(*on_ground(own), when="upto", series="mine", width=2.5, head=True))
        marks += departing(on_ground(own[row : row + 1]), row)
    along = "x" if position.shape[1] == 1 else "xy"
    return [*marks, points(*on_ground(position[:1]), size=7, filled=False, drag="start", along=along)]


def _losses(trace: Trace, label: str) -> Plot:
    above = trace["best"] - FLOOR
    most = int(trace["evaluations"][-1])
    others = [line(*trace[way], series=way, width=2) for way in WAYS[1:]]
    own = []
    if label:
        inside = np.where(trace["my evaluations"] <= most, trace["my evaluations"], np.nan)
        own = [line(inside, trace["my best"] - FLOOR, when="upto", series="mine", width=2.5, head=True)]
    search = line(trace["evaluations"], above, when="upto", series=SEARCH, width=3, head=True)
    reach = line([1, most], [CLOSE, CLOSE], width=1, label=f"within {CLOSE}")
    low, high = 1e-4, 2 * max(above[0], 1.0)
    return Plot(
        [reach, *others, *own, search],
        x=Axis((1, most), "loss evaluations"),
        y=Axis((low, high), "loss above the lowest", "log"),
        title="Loss by evaluations",
        aspect=0.75 if int(trace["weights"]) == 1 else 0.5,
        alt="Loss above the lowest by number of loss evaluations, for each way down.",
    )


def _compared(trace: Trace) -> Mark:
    value, best = trace["value"], np.concatenate([trace["best"][:1], trace["best"][:-1]])
    kept = np.concatenate([[True], value[1:] < best[1:]])
    sign = [r"<" if k else r"≥" for k in kept]
    digits = [3 if abs(v - b) > 0.01 else 5 for v, b in zip(value, best, strict=True)]
    told = {
        "tried": [number(v, d) for v, d in zip(value, digits, strict=True)],
        "best": [number(b, d) for b, d in zip(best, digits, strict=True)],
        "sign": ["=", *sign[1:]],
        "so": ["start", *("w ← w + r" if k else "w stays" for k in kept[1:])],
    }
    return formula(
        r"L(w + r) = \val{tried} \; \val{sign} \; \val{best} = L(w) \; \Rightarrow \; \val{so}", series=SEARCH, **told
    )


def _title(trace: Trace) -> str:
    n, start = int(trace["weights"]), tuple(trace["start"].tolist())
    random = arrival(SEARCH, n, start, RATE, float(trace["radius"]), int(trace["seed"]))
    rival = arrival(WAYS[2], n, start)
    to = f"Evaluations of the loss until within {CLOSE} of a minimum, in {plural(n, 'weight')}"
    return f"{to}: random search {random}, gradient descent {rival}."
