"""The picture of collocations: six rankings, count against PMI, a pair's 2 x 2 table, and its scores worked out."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.typed_text import shown
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
    points,
    sentence,
    table,
    text,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.formula import slots, so_far
from lessonlib.stage.numbers import count
from lessonlib.stage.question import Question, ask_choice
from lessonlib.text.collocations import contingency

HEADS = ("frequency", "no stop words", "PMI", "t", "χ²", "likelihood")


def draw_collocations(trace: Trace) -> Picture:
    """The rankings, with the present pair lit in each; where it stands; its table; four formulas with its numbers."""
    return Picture(
        _title(trace),
        [_rankings(trace), _plot(trace), _square(trace)],
        formulas=_formulas(trace),
        before=f"Six rankings of {count(int(trace['kept']))} pairs of neighbours in {trace['text']}.",
        question=_question(trace),
    )


def _question(trace: Trace) -> Question | None:
    """Which ranking has the rarest pairs on top; none where two are alike."""
    seen = np.append(trace["n_uv"], np.nan)[trace["top"]]  # (rows, rankings)
    full = ~np.isnan(seen).all(axis=0)
    middle = np.array([np.nanmedian(column) if there else np.inf for column, there in zip(seen.T, full, strict=True)])
    rarest, second = np.argsort(middle, kind="stable")[:2]
    if trace.steps < 2 or not middle[second] - middle[rarest] > 0.5:
        return None
    return ask_choice(
        "Which ranking has the rarest pairs on top?",
        HEADS,
        HEADS[rarest],
        step=1,
        why=f"half of its best pairs are seen {number(middle[rarest])} times or less, "
        f"of those by {HEADS[second]} {number(middle[second])}",
    )


def _title(trace: Trace) -> str:
    top, seen, least = trace["top"], trace["n_uv"], int(trace["min_count"])
    by_pmi = top[:, 2][top[:, 2] >= 0]
    if by_pmi.size and least == 1 and (seen[by_pmi] == 1).all():
        return f"Without a count filter, the {len(by_pmi)} best pairs by PMI were all seen just once."
    often, bound = (shown(str(trace["pairs"][top[0, column]])) for column in (0, 2))
    if top[0, 0] == top[0, 2]:
        return f"Frequency and PMI agree here: “{often}” comes first."
    return f"Frequency ranks “{often}” first, PMI “{bound}”: a frequent pair need not be a firm one."


def _rankings(trace: Trace) -> Sheet:
    names, top = [shown(str(name)) for name in trace["pairs"]], trace["top"]
    body = np.full((trace.steps, len(top) + 1, len(HEADS) + 1), "", dtype=object)
    body[:, :-1, 0] = [str(r + 1) for r in range(len(top))]
    body[1:, :-1, 1:] = [[names[p] if p >= 0 else "" for p in row] for row in top]  # at first they are to be guessed
    body[:, -1, 0] = "its rank"
    body[1:, -1, 1:] = [[count(int(r)) if r else "left out" for r in trace["rank"][p]] for p in trace["pair"][1:]]
    filling = Filling(trace.steps, body.shape[1:])
    for step, now in enumerate(trace["pair"]):
        places = [(r, c + 1) for c, r in np.argwhere((top == now).T & (now >= 0))]
        filling.light(step, places[:1])
        filling.light(step, places[1:], "also")
    return Sheet(
        [table(["", *HEADS], body, lit=filling.lit)], title=f"The best of {count(int(trace['kept']))} pairs", grow=0
    )


def _plot(trace: Trace) -> Plot:
    """Count against PMI: rare pairs reach far up, frequent ones cannot."""
    dots, least, most = trace["dots"], int(trace["min_count"]), int(trace["most"])
    pmi, seen = trace["scores"][:, 1], trace["n_uv"]
    now = trace["pair"]
    x, y = (np.where(now >= 0, values[np.maximum(now, 0)], np.nan) for values in (seen, pmi))
    kept = dots[0] >= least
    low, high = min(dots[1].min(), pmi.min(), 0) - 1, max(dots[1].max(), pmi.max()) * 1.12 + 1
    right = max(most, 10) * 2.0
    labels = ["" if p < 0 else shown(str(trace["pairs"][p])) for p in now]
    left = x < np.sqrt(right)  # the name stands on the side where there is room
    marks: list[Mark] = [
        points(*dots[:, ~kept], tone="context", size=1.5, filled=False),
        points(*dots[:, kept], tone="context", size=2.5),
        line([0.7, right], [0, 0], tone="context", width=1, dash="4 3"),
        points(seen, pmi, tone="quiet", size=3.5, hover=[_at_hand(trace, i) for i in range(len(seen))]),
        points(x, y, when="at", tone="accent", size=7),
        text(np.where(left, x, np.nan) * 1.3, y, labels, when="at"),
        text(np.where(left, np.nan, x) / 1.3, y, labels, when="at", anchor="end"),
    ]
    if least > 1:
        marks.insert(
            2, line([least, least], [low, high], tone="ink", width=1.5, dash="2 3", label=f"filter: {count(least)}")
        )
    ticks = [(10.0**k, count(10**k)) for k in range(6) if 10**k <= right]
    return Plot(
        marks,
        x=Axis((0.7, right), "times seen", "log", ticks=ticks),
        y=Axis((low, high), "PMI / bits"),
        title="Rare pairs can reach far",
        aspect=0.6,
        alt="Pairs of words as points, by how often they are seen and by PMI: the rarer, the wider PMI is scattered.",
    )


def _at_hand(trace: Trace, i: int) -> str:
    """A pair's table and its four scores in a few words, for the pointer."""
    both, u, v, neither = (count(int(o)) for o in _observed(trace, i))
    scores = ", ".join(f"{head} {number(s, 4)}" for head, s in zip(HEADS[2:], trace["scores"][i][1:], strict=True))
    return f"{shown(str(trace['pairs'][i]))}: seen {both}, u alone {u}, v alone {v}, neither {neither}; {scores}"


def _square(trace: Trace) -> Sheet:
    """Observed counts of the 2 x 2 table, and in brackets those that independent words would give."""
    steps, now = trace.steps, trace["pair"]
    body = np.full((steps, 3, 4), "", dtype=object)
    said = ["Step on to take up a pair: u is its first word, v its second."]
    body[:, :, 0] = ["u", "not u", "sum"]
    for k in range(1, steps):
        i = int(now[k])
        seen, expected = _observed(trace, i), _expected(trace, i)
        n_u, n_v, n = (int(trace["n_u"][i]), int(trace["n_v"][i]), int(trace["n"]))
        cell = [f"{count(int(o))} ({_expected_text(e)})" for o, e in zip(seen, expected, strict=True)]
        body[k, 0, 1:] = cell[0], cell[1], count(n_u)
        body[k, 1, 1:] = cell[2], cell[3], count(n - n_u)
        body[k, 2, 1:] = count(n_v), count(n - n_v), count(n)
        said.append(f"u = “{shown(str(trace['first'][i]))}”, v = “{shown(str(trace['second'][i]))}”")
    lit = [[(0, 1, "lit")] if k else [] for k in range(steps)]
    return Sheet(
        [sentence(said), table(["seen (expected)", "then v", "then another", "sum"], body, lit=lit)],
        title="The pair's 2 × 2 table",
        grow=0,
    )


def _observed(trace: Trace, i: int) -> tuple[float, ...]:
    return contingency(trace["n_uv"][i], trace["n_u"][i], trace["n_v"][i], int(trace["n"]))


def _expected(trace: Trace, i: int) -> list[float]:
    n_u, n_v, n = trace["n_u"][i], trace["n_v"][i], int(trace["n"])
    return [row * column / n for row in (n_u, n - n_u) for column in (n_v, n - n_v)]


def _expected_text(expected: float) -> str:
    """In full where it is large: the difference from the count is what matters."""
    return count(round(expected)) if expected >= 1000 else number(expected)


def _halves(name: str, terms: list[str]) -> dict[str, str]:
    """Four terms as two values of a formula, between which a line may break."""
    return {f"{name}1": " + ".join(terms[:2]), f"{name}2": " + ".join(terms[2:])}


def _formulas(trace: Trace) -> list[Mark]:
    n, steps = count(int(trace["n"])), [{}]
    for i in trace["pair"][1:]:
        seen, expected = _observed(trace, i), _expected(trace, i)
        pairs = [(count(int(o)), _expected_text(e)) for o, e in zip(seen, expected, strict=True)]
        now = {
            "o": pairs[0][0],
            "e": pairs[0][1],
            "u": count(int(trace["n_u"][i])),
            "v": count(int(trace["n_v"][i])),
            **_halves("chi", [f"({o} − {e})² / {e}" for o, e in pairs]),
            **_halves("log", [f"{o} ln({o} / {e})" if o != "0" else "0" for o, e in pairs]),
        }
        scores = [number(s, 4) for s in trace["scores"][i][1:]]
        steps.append(now | dict(zip(("pmi", "t", "chisq", "likelihood"), scores, strict=True)))
    values = so_far(steps) | {"n": n}
    lines = (
        r"\text{PMI} = \log_2 \frac{n_{uv} n}{n_u n_v} = \log_2 \frac{\val{o} \cdot \val{n}}{\val{u} \cdot \val{v}}"
        r" = \val{pmi}",
        r"t = \frac{n_{uv} - n_u n_v / n}{\sqrt{n_{uv}}} = \frac{\val{o} - \val{e}}{\sqrt{\val{o}}} = \val{t}",
        r"\chi^2 = \sum \frac{(o - e)^2}{e} \quad = \val{chi1} \quad + \val{chi2} \quad = \val{chisq}",
        r"\text{likelihood ratio} = 2 \sum o \ln \frac{o}{e} \quad = 2 \, [ \val{log1} \quad + \val{log2} ]"
        r" \quad = \val{likelihood}",
    )
    return [formula(latex, **{name: told for name, told in values.items() if name in slots(latex)}) for latex in lines]
