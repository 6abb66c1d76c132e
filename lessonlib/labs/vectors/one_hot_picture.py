"""The picture of one-hot vectors: vectors and what they say of pairs, first by position, then by company."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Mark, Picture, Sheet, Trace, cells, expression, formula, number

ORDER = ("start", "hot", "apart", "firth", "company", "alike")


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
    return Picture(_title(trace), panels, formulas=[_formula(trace)])


def _title(trace: Trace) -> str:
    words, cosine = trace["words"], np.array(trace["cosine"])
    cosine[np.tril_indices(len(words))] = np.nan
    if np.isnan(cosine).all():
        return "One-hot vectors are all equally far apart; this text has no company that would tell the words apart."
    i, j = np.unravel_index(np.nanargmax(cosine), cosine.shape)
    return f"One-hot vectors are all equally far apart; by their company “{words[i]}” and “{words[j]}” are nearest."


def _vectors(trace: Trace, values: np.ndarray, words: list[str], phase: str, columns: list[str], name: str) -> Mark:
    known = np.isin(trace["phase"], ORDER[ORDER.index(phase) :])
    filled = [k for k in range(trace.steps) if trace["phase"][k] == phase]
    since = np.repeat(np.array(filled)[:, None], values.shape[1], axis=1)
    texts = np.array([[number(x) for x in row] for row in values], dtype=object)
    lit: list[list[tuple]] = [[] for _ in range(trace.steps)]
    pair = "apart" if phase == "hot" else "alike"
    for k in np.flatnonzero(known):
        now, i, j = trace["phase"][k], int(trace["i"][k]), int(trace["j"][k])
        if now == phase:
            lit[k] = [(i, c, "lit") for c in range(values.shape[1]) if values[i, c]]
        elif now == pair:
            lit[k] = [(r, c, "also") for r in (i, j) for c in range(values.shape[1])]
    return cells(values, texts=texts, since=since, lit=lit, rows=words, columns=columns, name=name)


def _pairs(trace: Trace, values: np.ndarray, words: list[str], phase: str, name: str) -> Mark:
    v = len(words)
    since = np.full((v, v), trace.steps)  # the lower half and the diagonal stay empty
    lit: list[list[tuple]] = [[] for _ in range(trace.steps)]
    for k in range(trace.steps):
        if trace["phase"][k] == phase:
            i, j = int(trace["i"][k]), int(trace["j"][k])
            since[i, j] = k
            lit[k] = [(i, j, "lit")]
    texts = np.array([["–" if np.isnan(x) else number(x) for x in row] for row in values], dtype=object)
    return cells(np.nan_to_num(values), texts=texts, since=since, lit=lit, rows=words, columns=words, name=name)


def _formula(trace: Trace) -> Mark:
    shown = []
    for phase, i, j in zip(trace["phase"], trace["i"], trace["j"], strict=True):
        cosine = 0.0 if phase == "apart" else trace["cosine"][i, j] if phase == "alike" else np.nan
        shown.append("?" if np.isnan(cosine) else number(cosine))
    return formula(r"\cos(u, v) = \frac{u \cdot v}{|u| \, |v|} = \val{c}", c=shown)
