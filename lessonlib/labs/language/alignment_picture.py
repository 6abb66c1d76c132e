"""The picture of IBM model 1: a pair whose word is shared out, expected counts, the table, and its way."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.language.alignment_opened import opened_counts, opened_translations
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_cell,
    ask_choice,
    ask_curve,
    cells,
    expression,
    formula,
    line,
    number,
    points,
    tokens,
)
from lessonlib.stage.numbers import plural

SERIES = ("first", "second", "third", "fourth", "fifth")


def draw_alignment(trace: Trace) -> Picture:
    """The pairs over counts and table, and one word's translations round by round."""
    both = expression(_counts(trace), "→", _translations(trace), name="expected counts, and the table of translations")
    return Picture(
        _title(trace),
        [Sheet([*_pairs(trace), both], title="Shared out, counted, divided", grow=0), _way(trace)],
        key=[("mine", str(trace["label"]))] if trace["mine"].size else [],
        formulas=[
            formula(
                r"c(f, e) = \sum_{\text{pairs}} \frac{t(f \mid e)}{\sum_{e'} t(f \mid e')} \qquad"
                r" t(f \mid e) = \frac{c(f, e)}{\sum_{f'} c(f', e)}"
            )
        ],
        before=f"{plural(len(trace['e side']), 'pair')} of sentences; nobody says which word is which.",
        question=_question(trace),
    )


def _told(trace: Trace, row: int) -> str:
    best = int(trace["t"][-1, row].argmax())
    return f"t({trace['f'][best]} | {trace['e'][row]}) is {number(trace['t'][-1, row, best])}"


def _title(trace: Trace) -> str:
    rounds = plural(len(trace["t"]) - 1, "round")
    if trace["wrong"].any():
        return f"{trace['label']} departs from em_step in {int(trace['wrong'].sum())} numbers."
    if np.allclose(trace["t"][-1][trace["met"]], trace["t"][1][trace["met"]]) and len(trace["t"]) > 2:
        return f"From the first round on nothing moves: {_told(trace, int(trace['word']))}."
    return f"After {rounds}, {_told(trace, int(trace['word']))}, from whole sentences alone."


def _question(trace: Trace) -> Question | None:
    """A curve of one word; whence another comes that stands elsewhere, or from nothing; what becomes of one pair."""
    t, e, f, row = trace["t"], trace["e"].tolist(), trace["f"].tolist(), int(trace["word"])
    last, rounds = trace.steps - 1, len(trace["t"]) - 1
    best = int(t[-1, row].argmax())
    if rounds == 1:
        return None
    if len(trace["e side"]) == 1:
        stays = "what it is after one"
        return ask_choice(
            f"What is t({f[best]} | {e[row]}) after {rounds} rounds?",
            ["nearly 1", stays, "nearly 0"],
            stays,
            step=last,
            slips={"nearly 1": "Nothing in this pair speaks for one word more than for another."},
            why="the table is as even as before, so the next round shares out as the first did",
        )
    turned = _turned(trace)
    if turned is not None:
        winner = int(t[-1, :, turned].argmax())
        always = all(
            e[winner] in left.split()
            for left, right in zip(trace["e side"].tolist(), trace["f side"].tolist(), strict=True)
            if f[turned] in right.split()
        )
        return ask_cell(
            f"Which word will “{f[turned]}” come from in the end? Point at its cell of t.",
            {e[x]: (1, x, turned) for x in np.flatnonzero(trace["met"][:, turned])},
            e[winner],
            panel=0,
            mark=len(trace["e side"]),
            step=last,
            why=f"it stands in every pair that has “{f[turned]}”" if always else "its share grows round by round",
        )
    return ask_curve(
        f"Draw how t({f[best]} | {e[row]}) moves, from the uniform table on.",
        range(rounds + 1),
        t[:, row, best],
        panel=1,
        tolerance=0.12,
        step=last,
        why="each round's table decides the next round's shares, so that a small lead grows",
    )


def _turned(trace: Trace) -> int | None:
    """A word of f whose e stands at another place of its sentence, or is NULL; None where there is none."""
    t, e, f = trace["t"], trace["e"].tolist(), trace["f"].tolist()
    if "NULL" in e:
        return int(t[-1, e.index("NULL")].argmax())
    for left, right in zip(trace["e side"].tolist(), trace["f side"].tolist(), strict=True):
        left, right = left.split(), right.split()
        for at, y in enumerate(right):
            column = f.index(y)
            winner = e[int(t[-1, :, column].argmax())]
            if t[-1, :, column].max() > 0.6 and winner in left and left.index(winner) != at:
                return column
    return None


def _pairs(trace: Trace) -> list[Mark]:
    """The pair of this step: the word that is shared out, and those that it is shared out among."""
    marks = []
    shown = [pair if phase == "share" else -1 for phase, pair in trace.rows("phase", "pair")]
    for number_of, (left, right) in enumerate(zip(trace["e side"].tolist(), trace["f side"].tolist(), strict=True)):
        words = [*left.split(), "=", *right.split()]
        border = len(left.split())
        roles = [
            [(border + 1 + at, "lit"), *((place, "also") for place in range(border))] if pair == number_of else []
            for pair, at in zip(shown, trace["at"].tolist(), strict=True)
        ]
        marks.append(tokens(words, roles, name=f"pair {number_of + 1}"))
    return marks


def _lit(trace: Trace, phase: str) -> list[list[tuple[int, int, str]]]:
    """The cells that a step writes in the table of counts ("share") or of t ("normalise")."""
    met, roles = trace["met"], []
    e, f = trace["e"].tolist(), trace["f"].tolist()
    for now, pair, at in trace.rows("phase", "pair", "at"):
        here: list[tuple[int, int, str]] = []
        if now == "share":
            column = f.index(trace["f side"][pair].split()[at])
            role = "lit" if phase == "share" else "also"
            here = [(e.index(x), column, role) for x in dict.fromkeys(trace["e side"][pair].split())]
        elif now == "normalise":
            role = "also" if phase == "share" else "lit"
            here = [(at, int(c), role) for c in np.flatnonzero(met[at])]
        roles.append(here)
    return roles


def _matrix(trace: Trace, values: np.ndarray, lit: list, name: str, opens: np.ndarray) -> Mark:
    """A matrix (e, f) that changes with the step; a blank where two words never meet."""
    texts = np.where(trace["met"], np.char.mod("%.2f", values), "")
    rows, heads = trace["e"].tolist(), trace["f"].tolist()
    return cells(
        np.zeros(values.shape), when="at", texts=texts, lit=lit, rows=rows, columns=heads, name=name, opens=opens
    )


def _counts(trace: Trace) -> Mark:
    return _matrix(trace, trace["counts now"], _lit(trace, "share"), "counts c(f, e)", opened_counts(trace))


def _translations(trace: Trace) -> Mark:
    lit = _lit(trace, "normalise")
    wrong = trace["wrong"]
    for step, (phase, r) in enumerate(trace.rows("phase", "round")):
        if phase in ("normalise", "round"):
            lit[step] = [*lit[step], *((int(x), int(y), "departs") for x, y in np.argwhere(wrong[r]))]
    return _matrix(trace, trace["t now"], lit, "t(f | e)", opened_translations(trace))


def _way(trace: Trace) -> Plot:
    """t(f | e) of one e after each round, as far as the rounds have come."""
    row, rounds = int(trace["word"]), len(trace["t"])
    ends = np.append(np.diff(trace["round"]) > 0, True)  # there a round has its table whole
    done = np.where(ends, trace["round"], trace["round"] - 1)
    seen = np.arange(rounds)[None, :] <= done[:, None]  # (steps, rounds)
    marks: list[Mark] = []
    for place, column in enumerate(np.flatnonzero(trace["met"][row])):
        heights = np.where(seen, trace["t"][:, row, column], np.nan)
        label = str(trace["f"][column])
        marks.append(line(np.arange(rounds), heights, when="at", series=SERIES[place], label=label, head=True))
        if trace["mine"].size:
            theirs = np.where(seen, trace["mine"][:, row, column], np.nan)
            marks.append(points(np.arange(rounds), theirs, when="at", series="mine", size=4, filled=False))
    word = str(trace["e"][row])
    return Plot(
        marks,
        x=Axis((0, max(1, rounds - 1) * 1.02), "round", ticks=_ticks(rounds - 1)),
        y=Axis((0, 1.02), f"t(f | {word})"),
        title=f"The translations of “{word}”",
        alt=f"t(f | {word}) after each round, a line for each f.",
        aspect=0.75,
    )


def _ticks(last: int) -> list[tuple[float, str]]:
    step = 1 if last <= 5 else 2 if last <= 10 else 5
    return [(r, str(r)) for r in range(0, last + 1, step)]
