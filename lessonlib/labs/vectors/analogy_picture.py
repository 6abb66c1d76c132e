"""The picture of an analogy: the parallelogram in its plane, the ranking by cosine, and the accuracy by section."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    arrows,
    formula,
    line,
    number,
    points,
    sentence,
    table,
    text,
)

FIRST = 5  # the step at which the nearest word is shown; before it, the parallelogram is drawn

SECTIONS = {
    "capital-common-countries": "capitals, well known",
    "capital-world": "capitals of the world",
    "currency": "currency",
    "city-in-state": "city : state",
    "family": "male : female",
    "gram1-adjective-to-adverb": "adjective : adverb",
    "gram2-opposite": "opposite",
    "gram3-comparative": "comparative",
    "gram4-superlative": "superlative",
    "gram5-present-participle": "participle",
    "gram6-nationality-adjective": "nationality",
    "gram7-past-tense": "past tense",
    "gram8-plural": "plural of nouns",
    "gram9-plural-verbs": "plural of verbs",
}


def draw_analogy(trace: Trace) -> Picture:
    """The plane, the ranking that fills word by word, one cosine with its numbers, and the sections once measured."""
    panels: list[Plot | Sheet] = [_plane(trace), _ranking(trace)]
    if trace["sections"].size:
        panels.append(_sections(trace))
    return Picture(_title(trace), panels, formulas=[_formula(trace)])


def _title(trace: Trace) -> str:
    a, b, c = trace["inputs"]
    best, expected = int(trace["answer"]), str(trace["expected"])
    answer, cosine = str(trace["words"][best]), number(trace["cosine"][best])
    start = f"{a} − {b} + {c}"
    if trace["is_input"][best]:
        return f"{start} is nearest to {answer} itself, cosine {cosine}: inputs are not excluded."
    if trace["rank"] > 1:
        return f"{start} gives {answer}, cosine {cosine}, not {expected}: a miss."
    return f"{start} is nearest to {answer}, cosine {cosine}."


def _plane(trace: Trace) -> Plot:
    (a, b, c), corners, places = (str(w) for w in trace["inputs"]), trace["corners"], trace["places"]
    x, y, other, target = corners
    steps = np.arange(trace.steps)
    best = int(trace["answer"])
    nowhere = np.full((trace.steps, 2), np.nan)

    def from_step(start: int, tail: np.ndarray, tip: np.ndarray) -> tuple[np.ndarray, ...]:
        tails, ways = nowhere.copy(), nowhere.copy()
        tails[start:], ways[start:] = tail, tip - tail
        return tails[:, 0], tails[:, 1], ways[:, 0], ways[:, 1]

    sides = [np.where(steps[:, None] >= 4, [p[i] for p in (y, other, target, x)], np.nan) for i in (0, 1)]
    side = [
        line(sides[0][:, :2], sides[1][:, :2], when="at", tone="context", width=2, dash="5 3"),
        line(sides[0][:, 2:], sides[1][:, 2:], when="at", tone="context", width=2, dash="5 3"),
    ]
    moved = [
        arrows(*from_step(2, y, x), when="at", tone="ink", width=2.5),
        arrows(*from_step(3, other, target), when="at", tone="accent", width=3),
    ]
    spread = np.vstack([corners, places])
    low, high = spread.min(axis=0), spread.max(axis=0)
    room = 0.22 * max(float((high - low).max()), 0.1)
    fallen = ~np.asarray(trace["is_input"])
    cloud = points(
        places[fallen, 0],
        places[fallen, 1],
        tone="context",
        size=4,
        hover=[f"{trace['words'][i]}, cosine {number(trace['cosine'][i])}" for i in np.flatnonzero(fallen)],
        since=FIRST + np.flatnonzero(fallen),
    )
    gap = 0.055 * float((high - low).max() + 2 * room)
    below = [1.5 * gap, 1.5 * gap, -gap]  # a and b stand under their arrow, c over its own
    named = dict(zip((a, b, c), zip((x, y, other), below, strict=True), strict=True))  # a word given twice, once
    at = np.array([place - [0, down] for place, down in named.values()])
    names = [
        points(*np.array([x, y, other]).T, tone="ink", size=6),
        text(*at.T, list(named), anchor="middle", size=1.1),
    ]
    there = np.where((steps >= 3)[:, None], target, np.nan)
    fourth = points(there[:, 0], there[:, 1], when="at", tone="accent", size=8, filled=False)
    now = np.clip(steps - FIRST, 0, len(places) - 1)
    current = np.where(((steps >= FIRST) & (steps < FIRST + len(places)))[:, None], places[now], np.nan)
    current[1], current[-1] = x, places[best]
    words = np.where(np.isfinite(current[:, 0]), trace["words"][now], "").astype(object)
    words[1], words[-1] = a, str(trace["words"][best])
    is_input = np.isin(words, [a, b, c])
    lit = points(current[:, 0], current[:, 1], when="at", tone="accent", size=6)
    inwards = np.where(current[:, 1] > corners[:, 1].mean(), -1.6 * gap, gap)  # away from both arrows
    told = text(
        current[:, 0],
        current[:, 1] + inwards,
        np.where(is_input, "", words),
        when="at",
        tone="accent",
        anchor="middle",
        size=1.1,
    )
    along = f"along {a} − {b}" if a != b else "first direction"
    return Plot(
        [*side, *moved, cloud, *names, fourth, lit, told],
        x=Axis((low[0] - room, high[0] + 1.6 * room), f"{along} (a vector has length 1)"),
        y=Axis((low[1] - room, high[1] + room), f"across it, towards {c}"),
        equal=True,
        grow=1.4,
        aspect=0.75,
        title="The plane through the three words",
        alt=f"{b}, {a} and {c} as three corners of a parallelogram; near its fourth, {trace['words'][best]}.",
    )


def _ranking(trace: Trace) -> Sheet:
    words, steps = [str(w) for w in trace["words"]], trace.steps
    best, rank = int(trace["answer"]), int(trace["rank"])
    out = trace["is_input"] & trace["excluded"]
    places = np.where(out, 0, np.cumsum(~out))
    marks = ["input, left out" if o else "input" if i else "" for o, i in zip(out, trace["is_input"], strict=True)]
    marks[best] = "the answer" + (", an input" if trace["is_input"][best] else "")
    expected = str(trace["expected"])
    if expected in words and words.index(expected) != best and not out[words.index(expected)]:
        marks[words.index(expected)] = "hoped for"
    body = [
        ["–" if p == 0 else str(p), w, number(s), m]
        for p, w, s, m in zip(places, words, trace["cosine"], marks, strict=True)
    ]
    if rank and expected not in words:
        body.append([f"{rank:,}", expected, number(trace["rank_cosine"]), "hoped for"])
    since = np.array([[min(FIRST + r, steps - 1)] * 4 for r in range(len(body))])
    lit: list[list[tuple]] = []
    for k in range(steps):
        row = k - FIRST
        now = [(row, 1, "lit"), (row, 2, "lit")] if 0 <= row < len(words) else []
        now = [(best, 1, "lit"), (best, 2, "lit")] if k == steps - 1 else now
        missed = [(r, 1, "departs") for r, line_ in enumerate(body) if line_[3] == "hoped for" and k == steps - 1]
        lit.append([*now, *missed])
    return Sheet(
        [
            table(
                ["rank", "word", "cosine", ""],
                np.tile(np.array(body, dtype=object), (steps, 1, 1)),
                since=since,
                lit=lit,
            ),
            sentence(
                f"of {int(trace['size']):,} words in {trace['space']}, {int(trace['dim'])} dimensions", tone="quiet"
            ),
        ],
        title="Nearest to the fourth corner",
    )


def _formula(trace: Trace) -> Mark:
    count = len(trace["words"])
    order = [*range(count), int(trace["answer"])]
    early = ["?"] * FIRST
    return formula(
        r"\cos(x - y + y', v) = \frac{(x - y + y') \cdot v}{|x - y + y'| \, |v|}"
        r" = \frac{\val{dot}}{\val{length} \cdot 1} = \val{cosine} \quad \text{for} \; v = \val{word}",
        dot=early + [number(trace["dot"][k]) for k in order],
        length=number(trace["length"]),
        cosine=early + [number(trace["cosine"][k]) for k in order],
        word=early + [str(trace["words"][k]) for k in order],
    )


def _sections(trace: Trace) -> Plot:
    """A bar to the right for each section, the best on top, beside its name how many were asked."""
    order = np.argsort(np.nan_to_num(trace["accuracy"], nan=-1.0))
    names = [SECTIONS.get(str(trace["sections"][i]), str(trace["sections"][i])) for i in order]
    share = np.nan_to_num(trace["accuracy"][order])
    rows = np.arange(len(order))
    bars = [line([0, s], [r, r], tone="context", width=12) for r, s in zip(rows, share, strict=True)]
    asked = trace["asked"][order]
    names = [f"{name} ({n:,})" for name, n in zip(names, asked, strict=True)]
    ends = [f"{100 * s:.0f} %" if n else "–" for s, n in zip(share, asked, strict=True)]
    skipped = int(trace["skipped"].sum())
    unknown = f"; {skipped:,} not asked" if skipped else ""
    total = trace["right"].sum() / max(int(trace["asked"].sum()), 1)
    return Plot(
        [*bars, text(share + 0.02, rows, ends)],
        x=Axis((0, 1.5), "share of right answers", ticks=[(v, f"{v:g}") for v in (0, 0.5, 1)]),
        y=Axis((-0.7, len(order) - 0.3), "", ticks=list(zip(rows.tolist(), names, strict=True))),
        grow=1.25,
        aspect=0.9,
        title=f"{100 * total:.1f} % of {int(trace['asked'].sum()):,} questions{unknown}",
        alt=f"A bar for each of {len(order)} kinds of analogy: best {names[-1]}, worst {names[0]}.",
    )
