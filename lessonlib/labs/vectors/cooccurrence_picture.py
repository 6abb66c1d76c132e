"""The picture of co-occurrence in a few sentences: window, counts, PMI, vectors in a plane, neighbours; all linked."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.labs.shared.typed_text import shown
from lessonlib.labs.vectors.cooccurrence_sentences import nearest
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    arrows,
    cells,
    expression,
    formula,
    number,
    points,
    table,
    text,
    tokens,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice

NEIGHBOURS = 3


def draw_sentences(trace: Trace) -> Picture:
    """The sentences with their window, the two tables side by side, the words as points, and who is like whom."""
    panels = [*_tables(trace), _plane(trace), _neighbours(trace)]
    before = f"{plural(int(trace['sentence'][-1]) + 1, 'sentence')}: who keeps whose company?"
    formulas = _formulas(trace)
    return Picture(_title(trace), panels, formulas=formulas, before=before, question=_question(trace))


def _astray(trace: Trace) -> tuple[int, int, int] | None:
    """A word, the one most like it by counts, another most like it by PPMI; None where the two agree on all words."""
    best = [[(nearest(like, i, 1) or [-1])[0] for i in range(len(like))] for like in trace["like"][:2]]
    apart = [(i, c, p) for i, (c, p) in enumerate(zip(*best, strict=True)) if c != p and min(c, p) >= 0]
    return max(apart, key=lambda one: trace["like"][0, one[0], one[1]], default=None)


def _title(trace: Trace) -> str:
    words, (counts, like, _) = [shown(str(word)) for word in trace["words"]], np.array(trace["like"])
    if astray := _astray(trace):
        i, c, p = astray
        told = f"By its row of counts “{words[i]}” is most like “{words[c]}”, cosine {number(counts[i, c])}"
        return f"{told}; by PPMI like “{words[p]}”, {number(like[i, p])}."
    np.fill_diagonal(like, -1)
    u, v = sorted(np.unravel_index(int(like.argmax()), like.shape))
    if like.max() <= 0:
        return "By PPMI no two of these words keep the same company."
    return f"By PPMI “{words[u]}” and “{words[v]}” are most alike: cosine {number(like.max())}."


def _question(trace: Trace) -> Question | None:
    if (astray := _astray(trace)) is None:
        return None
    i, c, p = astray
    words = [shown(str(word)) for word in trace["words"]]
    shared = words[int(np.argmax(trace["counts"][i] * trace["counts"][c]))]
    return ask_choice(
        f"Which word will “{words[i]}” be most like by its row of counts?",
        [words[j] for j in sorted({c, p, *[j for j in range(len(words)) if j != i][:3]})],
        words[c],
        step=int(np.flatnonzero((trace["phase"] == "near") & (trace["at"][:, 0] == i))[0]),
        why=f"both stand beside “{shared}”, and counts do not know how little that says",
        slips={words[p]: "That is what PPMI finds: it weighs each count by what chance would give."},
    )


def _phase(trace: Trace, name: str) -> int:
    """The first step of a phase."""
    return int(np.argmax(trace["phase"] == name))


def _tables(trace: Trace) -> list[Sheet]:
    words, sentence, ids = [shown(str(word)) for word in trace["words"]], trace["sentence"], trace["ids"]
    size, known = len(words), trace["counts"] > 0
    left, right = (Filling(trace.steps, (size, size)) for _ in range(2))
    met = np.where(known, trace.steps, trace.steps + 1)  # the step at which each pair's PMI is written
    roles: list[list[tuple]] = [[] for _ in range(trace.steps)]
    for k, (phase, (i, j)) in enumerate(zip(trace["phase"], trace["at"], strict=True)):
        if phase == "count":
            near = np.flatnonzero(trace["inside"][i])
            # a bar stands between two sentences
            roles[k] = [(int(t + sentence[t]), "lit" if t == i else "also") for t in (i, *near)]
            left.light(k, [(ids[i], ids[t]) for t in near])
        elif phase == "pmi":
            met[i, j] = met[j, i] = k
            left.light(k, [(i, j)])
            right.light(k, [(i, j)])
            right.light(k, [(j, i)] * bool(i != j), "also")
        elif phase == "clip":
            right.light(k, np.argwhere((trace["pmi"] < 0) & known), "also")
        elif phase == "near":
            left.light(k, [(i, c) for c in range(size)], "also")
            right.light(k, [(i, c) for c in range(size)], "also")
    k = np.arange(trace.steps)[:, None, None]
    now = trace["filled"][np.minimum(k.ravel(), len(ids))]
    counts = np.where(now > 0, now.astype(str), "")
    information, positive = (_texts(trace[name]) for name in ("pmi", "ppmi"))
    unseen = np.where(~known & (k >= _phase(trace, "unseen")), "−∞", "")
    pmi = np.where(k >= _phase(trace, "clip"), positive, np.where(k >= met, information, unseen))
    counted, compared = (
        expression(
            cells(np.zeros((size, size)), when="at", texts=texts, lit=filling.lit, rows=words, columns=words), size=0.92
        )
        for texts, filling in ((counts, left), (pmi, right))
    )
    stops = np.flatnonzero(np.diff(sentence)) + 1  # no window reaches across
    line = tokens(np.insert(trace["tokens"].astype(object), stops, "|"), roles)
    return [
        Sheet([line, counted], title="The window slides, counts n(u, v) fill", grow=0),
        Sheet([compared], title="PMI, then PPMI", grow=0),
    ]


def _texts(information: np.ndarray) -> np.ndarray:
    return np.array([["0" if x == 0 else f"{x:.2f}".replace("-", "−") for x in row] for row in information], object)


def _plane(trace: Trace) -> Plot:
    """The words by their first two coordinates, from the step of the SVD on; the arrows of the present neighbours."""
    vectors, words = trace["vectors"], [shown(str(word)) for word in trace["words"]]
    x = vectors[:, 0]
    y = vectors[:, 1] if vectors.shape[1] > 1 else np.zeros(len(x))
    since, steps = _phase(trace, "svd"), trace.steps
    there = (np.arange(steps) >= since)[:, None]
    now = np.where(trace["phase"] == "near", trace["at"][:, 0], -1)
    best = [nearest(trace["like"][2], i, 1) if i >= 0 else [] for i in now]
    partner = np.array([b[0] if b else -1 for b in best])
    span = max(float(np.ptp(x)), float(np.ptp(y)), 1e-3)
    names, right, up = labels(x, y, words, 0.075 * span, 0.38 * span)
    rings = [np.where(who >= 0, values[who], np.nan) for who in (now, partner) for values in (x, y)]
    marks: list[Mark] = [
        arrows(
            0 * x, 0 * y, np.where(there, x, np.nan), np.where(there, y, np.nan), when="at", tone="context", width=1
        ),
        points(np.where(there, x, np.nan), np.where(there, y, np.nan), when="at", tone="quiet", size=4),
        points(rings[2], rings[3], when="at", tone="ink", size=7, filled=False),
        points(rings[0], rings[1], when="at", tone="accent", size=7),
        text(np.where(there, right + 0.03 * span, np.nan), np.where(there, up, np.nan), names, when="at"),
    ]
    pad = 0.12 * span
    low, high = min(x.min(), 0) - pad, max(x.max(), 0) + 0.3 * span
    return Plot(
        marks,
        x=Axis((low, high), "first dimension"),
        y=Axis((min(y.min(), 0) - pad, max(up.max(), 0) + pad), "second dimension"),
        title="Words as vectors",
        aspect=0.55,
        room=30,
        alt="Each word as an arrow in the first two dimensions of the SVD; words in like company point the same way.",
    )


def labels(x: np.ndarray, y: np.ndarray, words: list[str], gap: float, wide: float) -> tuple:
    """The names of points, and x and y where to write them; points that lie on each other share a line.

    ``gap`` is the height of a line, ``wide`` the width of a name, in the plot's units.

    >>> names, x, y = labels(np.array([0.0, 0.0, 1.0]), np.array([1.0, 1.0, 1.1]), ["cat", "dog", "milk"], 0.5, 2)
    >>> names, y.tolist()
    (['cat, dog', 'milk'], [1.0, 1.5])
    """
    groups: list[list[int]] = []
    for i in np.argsort(y, kind="stable"):
        near = [g for g in groups if abs(x[g[0]] - x[i]) < 0.4 * gap and abs(y[g[0]] - y[i]) < 0.4 * gap]
        if near:
            near[0].append(int(i))
        else:
            groups.append([int(i)])
    right, up = np.array([x[g].max() for g in groups]), np.array([y[g[0]] for g in groups])
    for k in range(1, len(groups)):  # from the lowest up: a name that would lie on one below it moves above that
        for j in range(k):
            if abs(right[k] - right[j]) < wide and up[k] - up[j] < gap:
                up[k] = up[j] + gap
    return [", ".join(words[i] for i in sorted(g)) for g in groups], right, up


def _neighbours(trace: Trace) -> Sheet:
    """The nearest words of the present one, by the cosine of counts, of PPMI, and of vectors."""
    words, steps = [shown(str(word)) for word in trace["words"]], trace.steps
    body = np.full((steps, NEIGHBOURS, 4), "", dtype=object)
    body[:, :, 0] = [str(r + 1) for r in range(NEIGHBOURS)]
    for k in np.flatnonzero(trace["phase"] == "near"):
        i = int(trace["at"][k, 0])
        for column, like in enumerate(trace["like"], 1):
            for row, j in enumerate(nearest(like, i, NEIGHBOURS)):
                body[k, row, column] = f"{words[j]} {number(like[i, j], 2)}"
    lit = [[(0, 3, "lit")] if phase == "near" else [] for phase in trace["phase"]]
    heads = ["", "counts", "PPMI", f"{trace['vectors'].shape[1]} dimensions"]
    return Sheet([table(heads, body, lit=lit)], title="Nearest by cosine", grow=0)


def _formulas(trace: Trace) -> list[Mark]:
    at = list(zip(trace["phase"], trace["at"], strict=True))
    return [
        known_formula(
            r"\text{PMI}(u, v) = \log \frac{n_{uv} \, n}{n_u n_v}"
            r" = \log \frac{\val{uv} \cdot \val{n}}{\val{u} \cdot \val{v}} = \val{pmi}",
            [_pmi(trace, i, j) if phase == "pmi" else None for phase, (i, j) in at],
            n=str(trace["counts"].sum()),
        ),
        formula(r"\text{PPMI} = \max(0, \text{PMI}) \approx W C^T, \quad W = U_d \sqrt{S_d}"),
        known_formula(
            r"\cos(\val{a}, \val{b}) = \frac{w_u \cdot w_v}{|w_u| \, |w_v|}"
            r" = \frac{\val{dot}}{\val{la} \cdot \val{lb}} = \val{cos}",
            [_cosine(trace, i) if phase == "near" else None for phase, (i, _) in at],
        ),
    ]


def _pmi(trace: Trace, i: int, j: int) -> dict[str, str]:
    counts = trace["counts"]
    met = {"uv": counts[i, j], "u": counts[i].sum(), "v": counts[:, j].sum()}
    return {**{name: str(n) for name, n in met.items()}, "pmi": number(trace["pmi"][i, j])}


def _cosine(trace: Trace, i: int) -> dict[str, str] | None:
    """The word and the one nearest to it; None where none is."""
    best = nearest(trace["like"][2], i, 1)
    if not best:
        return None
    pair = [i, best[0]]
    (a, b), (u, v) = trace["vectors"][pair], (shown(str(word)) for word in trace["words"][pair])
    told = {"dot": a @ b, "la": np.linalg.norm(a), "lb": np.linalg.norm(b), "cos": trace["like"][2, i, best[0]]}
    return {"a": u, "b": v, **{name: number(value) for name, value in told.items()}}
