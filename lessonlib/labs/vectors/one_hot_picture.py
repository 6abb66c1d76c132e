"""The picture of one-hot vectors: vectors and what they say of pairs, first by position, then by company."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import Mark, Picture, Sheet, Trace, cells, expression, number, numbers
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_number


def draw_one_hot(trace: Trace) -> Picture:
    """Two sheets: one-hot vectors with their distances, counts of neighbours with their cosines."""
    words, v = [str(word) for word in trace["words"]], len(trace["words"])
    one_hot = expression(
        _vectors(trace, np.eye(v), words, "hot", [str(i + 1) for i in range(v)], "one-hot vectors"),
        _pairs(trace, np.full((v, v), np.sqrt(2)), words, "apart", "distances"),
        name="one-hot vectors and their distances",
    )
    company = expression(
        _vectors(trace, trace["counts"], words, "company", list(map(str, trace["company"])), "counts of neighbours"),
        _pairs(trace, trace["cosine"], words, "alike", "cosines"),
        name="counts of neighbours and their cosines",
    )
    panels = [Sheet([one_hot], title="By its place in the list"), Sheet([company], title="By the company it keeps")]
    before = f"{plural(v, 'word')} as vectors: by their place in the list, then by the words beside them."
    return Picture(_title(trace), panels, formulas=[_formula(trace)], before=before, question=_question(trace))


def _question(trace: Trace) -> Question:
    return ask_number(
        f"How far apart are the one-hot vectors of “{trace['words'][0]}” and “{trace['words'][1]}”?",
        np.sqrt(2),
        step=int(np.argmax(trace["phase"] == "apart")),
        tolerance=0.01,
        why="they differ by 1 in two places, √(1² + 1²), whatever the words mean",
        slips={
            1.0: "In each of two places they differ by 1: the distance is √(1² + 1²).",
            2.0: "That is the square of the distance.",
            0.0: "Their cosine is 0; their distance is not.",
        },
    )


def _title(trace: Trace) -> str:
    words, cosine = trace["words"], np.array(trace["cosine"])
    cosine[np.tril_indices(len(words))] = np.nan
    if np.isnan(cosine).all():
        return "One-hot vectors are all equally far apart; this text has no company that would tell the words apart."
    i, j = np.unravel_index(np.nanargmax(cosine), cosine.shape)
    return f"One-hot vectors are all equally far apart; by their company “{words[i]}” and “{words[j]}” are nearest."


def _vectors(trace: Trace, values: np.ndarray, words: list[str], phase: str, columns: list[str], name: str) -> Mark:
    filling, pair = Filling(trace.steps, values.shape), "apart" if phase == "hot" else "alike"
    for k, (now, i, j) in enumerate(zip(trace["phase"], trace["i"], trace["j"], strict=True)):
        if now == phase:
            for c, value in enumerate(values[i]):
                filling.write(k, i, c, "lit" if value else None)
        elif now == pair:
            filling.light(k, [(r, c) for r in (i, j) for c in range(len(columns))], "also")
    return _matrix(values, numbers(values), filling, words, columns, name)


def _pairs(trace: Trace, values: np.ndarray, words: list[str], phase: str, name: str) -> Mark:
    filling = Filling(trace.steps, values.shape, since=trace.steps)  # the lower half and the diagonal stay empty
    for k in np.flatnonzero(trace["phase"] == phase):
        filling.write(k, trace["i"][k], trace["j"][k])
    texts = np.where(np.isnan(values), "–", numbers(values))
    return _matrix(np.nan_to_num(values), texts, filling, words, words, name)


def _matrix(
    values: np.ndarray, texts: np.ndarray, filling: Filling, words: list[str], columns: list[str], name: str
) -> Mark:
    return cells(values, texts=texts, since=filling.since, lit=filling.lit, rows=words, columns=columns, name=name)


def _formula(trace: Trace) -> Mark:
    cosine = {"apart": np.zeros_like(trace["cosine"]), "alike": trace["cosine"]}
    known = [
        cosine[phase][i, j] if phase in cosine else np.nan
        for phase, i, j in zip(trace["phase"], trace["i"], trace["j"], strict=True)
    ]
    return known_formula(
        r"\cos(u, v) = \frac{u \cdot v}{|u| \, |v|} = \val{c}",
        [None if np.isnan(c) else {"c": number(c)} for c in known],
    )
