"""The picture of an analogy: the parallelogram in its plane, the ranking by cosine, and the accuracy by section."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, arrows, line, number, points, sentence, table, text
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import count
from lessonlib.stage.question import Question, ask_choice

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
    a, b, c = trace["inputs"]
    before = f"The way from {b} to {a}, taken from {c}."
    return Picture(_title(trace), panels, formulas=[_formula(trace)], before=before, question=_question(trace))


def _question(trace: Trace) -> Question | None:
    words = [str(word) for word in trace["words"]]
    a, b, c = trace["inputs"]
    first = next((word for word in words if word not in (a, b, c)), "")
    choices = [*dict.fromkeys([*words[:4], first, str(a), str(c), str(trace["expected"])])]
    choices = sorted(word for word in choices if word)
    if len(choices) < 3 or len({a, b, c}) < 3:
        return None
    inside = words[0] in (a, b, c)
    told = "Of those that are no inputs it is the nearest: which is why inputs are left out."
    return ask_choice(
        f"Of all words, which is nearest to {a} − {b} + {c}?",
        choices,
        words[0],
        step=FIRST,
        why="the difference of the other two is short, so the sum stays near it" if inside else "no input lies nearer",
        slips={first: told} if inside else {},
    )


def _title(trace: Trace) -> str:
    a, b, c = trace["inputs"]
    best, expected = int(trace["answer"]), str(trace["expected"])
    answer, cosine = str(trace["words"][best]), number(trace["cosine"][best])
    start = f"{a} − {b} + {c}"
    if trace["is_input"][best]:
        return f"{start} is nearest to {answer} itself, cosine {cosine}: inputs are not excluded."
    if not trace["is_input"][: best + 1].any() and trace["rank"] <= 1:
        return f"{start} is nearest to {answer}, cosine {cosine}."
    if trace["rank"] > 1:
        return f"{start} gives {answer}, cosine {cosine}, not {expected}: a miss."
    return f"{start}: of all words that are no inputs, {answer} is nearest, cosine {cosine}."


def _from(trace: Trace, step: int, values: list[float] | np.ndarray) -> np.ndarray:
    """``values`` (n,) from ``step`` on and NaN before, (steps, n)."""
    return np.where(np.arange(trace.steps)[:, None] >= step, values, np.nan)


def _plane(trace: Trace) -> Plot:
    (a, b, c), corners, places = (str(w) for w in trace["inputs"]), trace["corners"], trace["places"]
    x, y, other, target = corners
    best = int(trace["answer"])
    sides = [
        line(*(_from(trace, 4, ends) for ends in side.T), when="at", tone="context", width=2, dash="5 3")
        for side in (corners[[1, 2]], corners[[3, 0]])
    ]
    moved = [
        arrows(*_from(trace, 2, [*y, *(x - y)]).T, when="at", tone="ink", width=2.5),
        arrows(*_from(trace, 3, [*other, *(target - other)]).T, when="at", tone="accent", width=3),
    ]
    spread = np.vstack([corners, places])
    low, high = spread.min(axis=0), spread.max(axis=0)
    room = 0.22 * max(float((high - low).max()), 0.1)
    fallen = np.flatnonzero(~trace["is_input"])
    cloud = points(
        *places[fallen].T,
        tone="context",
        size=4,
        hover=[f"{trace['words'][i]}, cosine {number(trace['cosine'][i])}" for i in fallen],
        since=FIRST + fallen,
    )
    gap = 0.055 * float((high - low).max() + 2 * room)
    below = [1.5 * gap, 1.5 * gap, -gap]  # a and b stand under their arrow, c over its own
    named = dict(zip((a, b, c), zip((x, y, other), below, strict=True), strict=True))  # a word given twice, once
    at = np.array([place - [0, down] for place, down in named.values()])
    names = [points(*corners[:3].T, tone="ink", size=6), text(*at.T, list(named), anchor="middle", size=1.1)]
    fourth = points(*_from(trace, 3, target).T, when="at", tone="accent", size=8, filled=False)
    # At each step one word is lit: a, later each of the nearest in its turn, at last the answer.
    current, words = np.full((trace.steps, 2), np.nan), np.full(trace.steps, "", dtype=object)
    current[1], current[FIRST:-1], current[-1] = x, places, places[best]
    words[1], words[FIRST:-1], words[-1] = a, trace["words"], trace["words"][best]
    lit = points(*current.T, when="at", tone="accent", size=6)
    inwards = np.where(current[:, 1] > corners[:, 1].mean(), -1.6 * gap, gap)  # away from both arrows
    shown = np.where(np.isin(words, [a, b, c]), "", words)
    told = text(current[:, 0], current[:, 1] + inwards, shown, when="at", tone="accent", anchor="middle", size=1.1)
    along = f"along {a} − {b}" if a != b else "first direction"
    return Plot(
        [*sides, *moved, cloud, *names, fourth, lit, told],
        x=Axis((low[0] - room, high[0] + 1.6 * room), f"{along} (unit vectors)"),
        y=Axis((low[1] - room, high[1] + room), f"across it, towards {c}"),
        equal=True,
        grow=1.4,
        aspect=0.75,
        title="The plane through the three words",
        alt=f"{b}, {a} and {c} as three corners of a parallelogram; near its fourth, {trace['words'][best]}.",
    )


def _ranking(trace: Trace) -> Sheet:
    words, best, last = [str(w) for w in trace["words"]], int(trace["answer"]), trace.steps - 1
    out = trace["is_input"] & trace["excluded"]
    ranks = np.where(out, 0, np.cumsum(~out))
    marks = ["input, left out" if o else "input" if i else "" for o, i in zip(out, trace["is_input"], strict=True)]
    marks[best] = "the answer" + (", an input" if trace["is_input"][best] else "")
    body = [
        [str(rank) if rank else "–", word, number(cosine), mark]
        for rank, word, cosine, mark in zip(ranks, words, trace["cosine"], marks, strict=True)
    ]
    expected, rank = str(trace["expected"]), int(trace["rank"])
    if rank and expected not in words:
        body.append([count(rank), expected, number(trace["rank_cosine"]), ""])
    hoped = [r for r, (_, word, _, mark) in enumerate(body) if rank and word == expected and r != best]
    filling = Filling(trace.steps, (len(body), 4))
    for row in range(len(body)):
        for column in range(4):
            filling.write(FIRST + row, row, column, "lit" if column in (1, 2) and row < len(words) else None)
    filling.light(last, [(best, 1), (best, 2)])
    for row in hoped:
        body[row][3] = "hoped for"
        filling.light(last, [(row, 1)], "departs")
    told = np.tile(np.array(body, dtype=object), (trace.steps, 1, 1))
    of = f"of {count(int(trace['size']))} words in {trace['space']}, {int(trace['dim'])} dimensions"
    return Sheet(
        [table(["rank", "word", "cosine", ""], told, since=filling.since, lit=filling.lit), sentence(of, tone="quiet")],
        title="Nearest to the fourth corner",
    )


def _formula(trace: Trace) -> Mark:
    rows = [
        {"dot": number(dot), "cosine": number(cosine), "word": str(word)}
        for dot, cosine, word in zip(trace["dot"], trace["cosine"], trace["words"], strict=True)
    ]
    return known_formula(
        r"\cos(x - y + y', v) = \frac{(x - y + y') \cdot v}{|x - y + y'| \, |v|}"
        r" = \frac{\val{dot}}{\val{length} \cdot 1} = \val{cosine} \quad \text{for} \; v = \val{word}",
        [*[None] * FIRST, *rows, rows[trace["answer"]]],
        length=number(trace["length"]),
    )


def _sections(trace: Trace) -> Plot:
    """A bar to the right for each section, the best on top, beside its name how many were asked."""
    order = np.argsort(np.nan_to_num(trace["accuracy"], nan=-1.0))
    names = [SECTIONS.get(str(trace["sections"][i]), str(trace["sections"][i])) for i in order]
    share = np.nan_to_num(trace["accuracy"][order])
    rows = np.arange(len(order))
    bars = [line([0, s], [r, r], tone="context", width=12) for r, s in zip(rows, share, strict=True)]
    asked = trace["asked"][order]
    names = [f"{name} ({count(n)})" for name, n in zip(names, asked, strict=True)]
    ends = [f"{100 * s:.0f} %" if n else "–" for s, n in zip(share, asked, strict=True)]
    skipped = int(trace["skipped"].sum())
    unknown = f"; {count(skipped)} not asked" if skipped else ""
    total = trace["right"].sum() / max(int(trace["asked"].sum()), 1)
    return Plot(
        [*bars, text(share + 0.02, rows, ends)],
        x=Axis((0, 1.5), "share of right answers", ticks=[(v, f"{v:g}") for v in (0, 0.5, 1)]),
        y=Axis((-0.7, len(order) - 0.3), "", ticks=list(zip(rows.tolist(), names, strict=True))),
        grow=1.25,
        aspect=0.9,
        title=f"{100 * total:.1f} % of {count(int(trace['asked'].sum()))} questions{unknown}",
        alt=f"A bar for each of {len(order)} kinds of analogy: best {names[-1]}, worst {names[0]}.",
    )
