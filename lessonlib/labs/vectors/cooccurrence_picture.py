"""The picture of co-occurrence in a few sentences: window, counts, PMI, vectors in a plane, neighbours; all linked."""

from __future__ import annotations

import numpy as np

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

NEIGHBOURS = 3


def draw_sentences(trace: Trace) -> Picture:
    """The sentences with their window, the two tables side by side, the words as points, and who is like whom."""
    panels = [_tables(trace), _plane(trace), _neighbours(trace)]
    return Picture(_title(trace), panels, formulas=_formulas(trace))


def _title(trace: Trace) -> str:
    like, counts, words = np.array(trace["like"][2]), trace["counts"], [shown(str(word)) for word in trace["words"]]
    np.fill_diagonal(like, -1)
    never = np.where(counts == 0, like, -1)
    if never.max() > 0.5:
        u, v = np.unravel_index(int(never.argmax()), never.shape)
        pair = f"“{words[min(u, v)]}” and “{words[max(u, v)]}”"
        return f"{pair} never meet, but keep the same company: cosine {number(never.max())}."
    if like.max() <= 0:
        return "No two of these words keep the same company."
    u, v = np.unravel_index(int(like.argmax()), like.shape)
    return f"“{words[min(u, v)]}” and “{words[max(u, v)]}” come out most alike: cosine {number(like.max())}."


def _phase(trace: Trace, name: str) -> int:
    """The first step of a phase."""
    return int(np.argmax(trace["phase"] == name))


def _tables(trace: Trace) -> Sheet:
    words = [shown(str(word)) for word in trace["words"]]
    steps, size = trace.steps, len(words)
    place = {str(word): i for i, word in enumerate(trace["words"])}
    said = [str(word) for word in trace["tokens"]]
    first = np.cumsum([0, *trace["lengths"]])
    counting = len(trace["filled"])
    roles: list[list[tuple]] = [[] for _ in range(steps)]
    lit_counts: list[list[tuple]] = [[] for _ in range(steps)]
    lit_pmi: list[list[tuple]] = [[] for _ in range(steps)]
    counts = np.full((steps, size, size), "", dtype=object)
    right = np.full((steps, size, size), "", dtype=object)
    known = trace["counts"] > 0
    for k, (phase, (i, j)) in enumerate(zip(trace["phase"], trace["at"], strict=True)):
        now = trace["filled"][min(k, counting - 1)]
        counts[k] = np.where(now > 0, now.astype(str), "")
        if phase == "count":
            low, high = first[np.searchsorted(first, i, "right") - 1], first[np.searchsorted(first, i, "right")]
            near = [t for t in range(max(low, i - trace["window"]), min(high, i + trace["window"] + 1)) if t != i]
            roles[k] = [(int(i), "lit"), *[(int(t), "also") for t in near]]
            lit_counts[k] = [(place[said[i]], place[said[t]], "lit") for t in near]
        elif phase == "pmi":
            lit_counts[k] = [(int(i), int(j), "lit")]
            lit_pmi[k] = [(int(i), int(j), "lit"), *[(int(j), int(i), "also")] * bool(i != j)]
        elif phase == "clip":
            lit_pmi[k] = [(int(u), int(v), "also") for u, v in np.argwhere((trace["pmi"] < 0) & known)]
        elif phase == "near":
            lit_counts[k] = lit_pmi[k] = [(int(i), c, "also") for c in range(size)]
    begin, clip = _phase(trace, "pmi"), _phase(trace, "clip")
    for k in range(_phase(trace, "unseen"), steps):
        done = {(int(u), int(v)) for u, v in trace["at"][begin : min(k, clip - 1) + 1]}
        for u in range(size):
            for v in range(size):
                if k >= clip:
                    right[k, u, v] = "0" if trace["ppmi"][u, v] == 0 else f"{trace['ppmi'][u, v]:.2f}"
                elif not known[u, v]:
                    right[k, u, v] = "−∞"
                elif (min(u, v), max(u, v)) in done:
                    right[k, u, v] = f"{trace['pmi'][u, v]:.2f}".replace("-", "−")
    nothing = np.zeros((size, size))
    left = cells(nothing, when="at", texts=counts, lit=lit_counts, rows=words, columns=words, name="counts n(u, v)")
    info = cells(nothing, when="at", texts=right, lit=lit_pmi, rows=words, columns=words, name="PMI, then PPMI")
    line = tokens(_with_stops(said, first), [[(_place(t, first), role) for t, role in row] for row in roles])
    return Sheet(
        [line, expression(left, info, name="counts and their PMI", size=0.92)],
        title="The window slides, counts fill",
        grow=0,
    )


def _with_stops(said: list[str], first: np.ndarray) -> list[str]:
    """The words, with a bar between two sentences: no window reaches across."""
    return [piece for i, word in enumerate(said) for piece in (["|"] * bool(i and i in first) + [word])]


def _place(token: int, first: np.ndarray) -> int:
    """Where a token stands once the bars are in."""
    return int(token) + int(np.searchsorted(first[1:], token, "right"))


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
    counts, like, words = trace["counts"], trace["like"][2], [shown(str(word)) for word in trace["words"]]
    n = str(int(counts.sum()))
    pmi: dict[str, list[str]] = {"uv": [], "u": [], "v": [], "pmi": []}
    cosine: dict[str, list[str]] = {"a": [], "b": [], "dot": [], "la": [], "lb": [], "cos": []}
    for phase, (i, j) in zip(trace["phase"], trace["at"], strict=True):
        known = phase == "pmi"
        pmi["uv"].append(str(counts[i, j]) if known else "?")
        pmi["u"].append(str(counts[i].sum()) if known else "?")
        pmi["v"].append(str(counts[:, j].sum()) if known else "?")
        pmi["pmi"].append(number(trace["pmi"][i, j]) if known else "?")
        best = nearest(like, int(i), 1) if phase == "near" else []
        a, b = (trace["vectors"][i], trace["vectors"][best[0]]) if best else (np.zeros(1), np.zeros(1))
        now = (
            (words[i], words[best[0]], *map(number, (a @ b, np.linalg.norm(a), np.linalg.norm(b), like[i, best[0]])))
            if best
            else ("?",) * 6
        )
        for name, value in zip(cosine, now, strict=True):
            cosine[name].append(value)
    return [
        formula(
            r"\text{PMI}(u, v) = \log \frac{n_{uv} \, n}{n_u n_v}"
            r" = \log \frac{\val{uv} \cdot \val{n}}{\val{u} \cdot \val{v}} = \val{pmi}",
            n=n,
            **pmi,
        ),
        formula(r"\text{PPMI} = \max(0, \text{PMI}) \approx W C^T, \quad W = U_d \sqrt{S_d}"),
        formula(
            r"\cos(\val{a}, \val{b}) = \frac{w_u \cdot w_v}{|w_u| \, |w_v|}"
            r" = \frac{\val{dot}}{\val{la} \cdot \val{lb}} = \val{cos}",
            **cosine,
        ),
    ]
