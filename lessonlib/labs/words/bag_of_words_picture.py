"""The picture of a bag of words: the documents, the table that they become, and how it grows with longer terms."""

from __future__ import annotations

import itertools

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, bars, cells, expression, formula, number, tokens
from lessonlib.stage.filling import Filling
from lessonlib.stage.formula import slots, so_far
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice, ask_number

KINDS = ("words", "+ pairs", "+ triples")
WALK = ("phase", "document", "place", "n", "term")


def draw_bag_of_words(trace: Trace) -> Picture:
    """The documents and the table under them, the size of the table by n-grams, and the count as a formula."""
    return Picture(
        _title(trace),
        [_documents(trace), _sizes(trace)],
        formulas=_formulas(trace),
        before=f"{plural(len(trace['names']), 'document')}: first the vocabulary grows, then each becomes a row.",
        question=_question(trace),
    )


def _same(trace: Trace) -> list[tuple[int, int]]:
    """The pairs of documents whose rows are the same."""
    counts = trace["counts"]
    return [p for p in itertools.combinations(range(len(counts)), 2) if (counts[p[0]] == counts[p[1]]).all()]


def _question(trace: Trace) -> Question:
    """Which two documents get the same row; of documents too few, too many or too alike, how many terms there are."""
    names, same, terms = trace["names"].tolist(), _same(trace), trace["counts"].shape[1]
    if len(names) == 1 or len(same) > 1:
        step, why = int(np.argmax(trace["phase"] == "sorted")), "a term that comes again is in the vocabulary already"
        return ask_number("How many different terms are there?", terms, step=step, why=why, unit="terms", tolerance=1)
    pairs = [f"{a} and {b}" for a, b in itertools.combinations(names, 2)]
    none = "no two of them"
    if not same:
        why = "each has a term that the others lack, or has it more often"
        text = "Which two documents will get the same row?"
        return ask_choice(text, [*pairs, none], none, step=trace.steps - 1, why=why)
    truth = " and ".join(names[i] for i in same[0])
    why = "they hold the same terms equally often, and the order is forgotten"
    slips = {none: "the order of the words tells them apart, but the bag has none"}
    return ask_choice(
        "Which two documents will get the same row?", [*pairs, none], truth, step=trace.steps - 1, why=why, slips=slips
    )


def _title(trace: Trace) -> str:
    counts, names = trace["counts"], trace["names"]
    if same := _same(trace):
        return f"{names[same[0][0]]} and {names[same[0][1]]} become the same row: a bag of words forgets the order."
    share = number(100 * (counts == 0).mean())
    rows = "No two rows are the same" if len(counts) > 1 else "One document is one row"
    return f"{rows}; {share} % of the table of {plural(counts.shape[1], 'term')} is 0."


def _documents(trace: Trace) -> Sheet:
    words, lengths = [str(word) for word in trace["words"]], trace["lengths"].tolist()
    walk, marks, start = list(trace.rows(*WALK)), [], 0
    for k, (name, length) in enumerate(zip(trace["names"], lengths, strict=True)):
        roles = [[(i + 1 + j, "lit") for j in range(n)] if d == k else [] for _, d, i, n, _ in walk]
        marks.append(tokens([f"{name}:", *words[start : start + length]], roles, name=f"document {name}"))
        start += length
    return Sheet(
        [*marks, expression(_table(trace, walk), name="documents by terms")], title="Documents, and their rows"
    )


def _table(trace: Trace, walk: list[tuple[str, int, int, int, int]]) -> Mark:
    """(1 + documents, terms): the term when it is first read, counts as they run, zeros when a document is done."""
    counts, terms = trace["counts"], [str(term) for term in trace["terms"]][: int(trace["most"])]
    many, width, mine, wrong = len(counts), len(terms), trace["mine"].T, np.argwhere(trace["wrong"].T)
    filling = Filling(trace.steps, (1 + many, trace["counts"].shape[1]))
    texts = np.full((trace.steps, 1 + many, width), "", dtype=object)
    running, first = np.zeros(counts.shape, dtype=int), {}
    last = {d: step for step, (phase, d, *_) in enumerate(walk) if phase == "count"}
    end = len(walk) - 1
    done = [last.get(d, end) for d in range(many)]  # a document without a term is done at the end
    for step, (phase, d, _, _, t) in enumerate(walk):
        if phase == "read":
            first.setdefault(t, step)
            filling.light(step, [(0, t)])
        if phase == "count":
            running[d, t] = 1 if trace["binary"] else running[d, t] + 1
            filling.light(step, [(1 + d, t)])
            filling.light(step, [(0, t)], "also")
        for row in range(many):
            shown = mine if mine.size and step >= done[row] else running
            for c in range(width):
                if step >= done[row] or running[row, c]:
                    texts[step, 1 + row, c] = "none" if np.isnan(shown[row, c]) else number(shown[row, c])
        filling.light(step, [(1 + r, c) for r, c in wrong if step >= done[r]], "departs")
    for c in range(width):
        texts[first[c] :, 0, c] = terms[c]
    lit = [[cell for cell in step if cell[1] < width] for step in filling.lit]
    name = f"{trace['label']} (documents, terms)" if mine.size else "counts (documents, terms)"
    return cells(
        np.zeros((1 + many, width)), when="at", texts=texts, lit=lit, rows=["", *map(str, trace["names"])], name=name
    )


def _sizes(trace: Trace) -> Plot:
    """For words, pairs and triples: all cells of the table in grey, those that are not 0 in front of them."""
    sizes, many = trace["sizes"], len(trace["names"])
    cells_, filled = sizes[:, 0] * many, sizes[:, 1]
    place = np.arange(len(KINDS))
    zeros = [f"{number(100 * (1 - f / c), 2)} % zeros" if c else "" for f, c in zip(filled, cells_, strict=True)]
    longest = int(trace["ngrams"][1]) if int(trace["ngrams"][0]) == 1 else 0
    now = place == longest - 1
    wide = min(trace["counts"].shape[1], int(trace["most"])) > 12  # then the table stands above the bars, not beside
    end = np.arange(trace.steps)[:, None] == trace.steps - 1  # then they are known
    marks: list[Mark] = [
        bars(place, np.where(end, cells_, np.nan), when="at", tone="context", labels=np.where(end, zeros, "")),
        bars(place, np.where(end & ~now, filled, np.nan), when="at", tone="quiet"),
        bars(place, np.where(end & now, filled, np.nan), when="at", tone="accent"),
    ]
    return Plot(
        marks,
        x=Axis((-0.5, 2.5), "terms", scale="band", bands=KINDS),
        y=Axis((0, 1.15 * max(cells_)), "cells"),
        title="Cells of the table, those not 0 in front",
        aspect=0.35 if wide else 0.8,
        alt="Bars for words, with pairs, and with triples: how many cells the table has, and how many are not 0.",
    )


def _formulas(trace: Trace) -> list[Mark]:
    counts = trace["counts"]
    running, steps, vocabulary = np.zeros(counts.shape, dtype=int), [], set()
    filled, size = int((counts > 0).sum()), counts.size
    for phase, d, _, _, t in trace.rows(*WALK):
        vocabulary |= {t} if phase == "read" else set()
        if phase == "count":
            running[d, t] = 1 if trace["binary"] else running[d, t] + 1
        steps.append({"v": str(len(vocabulary))})
        if phase == "count":
            steps[-1]["x"] = str(running[d, t])
        if phase == "zeros":
            share = f"{number(100 * (1 - filled / size))} %"
            steps[-1] |= {"filled": str(filled), "cells": str(size), "share": share}
    values = so_far(steps)
    what = (
        r"X_{d,t} = [\text{t occurs in d}] = \val{x}"
        if trace["binary"]
        else (r"X_{d,t} = \text{number of times t occurs in d} = \val{x}")
    )
    zeros = r"\text{zeros} = 1 - \frac{\val{filled}}{\val{cells}} = \val{share}"
    lines = (r"|V| = \val{v}", what, zeros)
    return [formula(latex, **{name: values[name] for name in slots(latex)}) for latex in lines]
