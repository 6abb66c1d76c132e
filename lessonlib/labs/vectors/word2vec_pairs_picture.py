"""The picture of word2vec's window: the sentence, its samples in a row for each centre, and what is predicted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, formula, graph, table, tokens

ROOM = 2  # up to this window, a sample is written in full


def pair_text(first: str | Sequence[str], second: str) -> str:
    """A sample as the slide writes it; a bag of words in braces.

    >>> pair_text("the", "quick"), pair_text(["the", "brown"], "quick")
    ('(the, quick)', '({the, brown}, quick)')
    """
    return f"({first if isinstance(first, str) else '{' + ', '.join(first) + '}'}, {second})"


def draw_word2vec_pairs(trace: Trace) -> Picture:
    """The sentence with its window, the samples so far, and the arrows from what is known to what is predicted."""
    words = [str(word) for word in trace["tokens"]]
    skipgram = str(trace["model"]) == "skip-gram"
    roles = []
    for i in trace["centre"]:
        inside = [m for m in range(len(words)) if i >= 0 and 0 < abs(m - i) <= trace["window"]]
        roles.append([(int(i), "lit")] * bool(i >= 0) + [(m, "also") for m in inside])
    sentence = tokens(words, roles, name="the sentence, its centre and its context")
    samples = Sheet([sentence, _samples(trace, words, skipgram)], title="The window slides", grow=1.5)
    model = "Skip-gram: from the centre, each context word" if skipgram else "CBOW: from the bag of context, the centre"
    return Picture(
        _title(trace, words, skipgram),
        [samples, _model(trace, words, skipgram, model)],
        formulas=[_formula(trace, words, skipgram)],
    )


def _title(trace: Trace, words: list[str], skipgram: bool) -> str:
    count, window = int(trace["count"]), int(trace["window"])
    if trace["departs"] >= 0:
        return f"{trace['label']} departs at {trace['told']}, where the row is marked."
    if not count:
        return "A word that stands alone gives no sample."
    whose = f", as {trace['label']} has them" if str(trace["label"]) else ""
    kind = "one for each word and each of its neighbours" if skipgram else "one for each word"
    return f"{len(words)} words and a window of {window} give {count} samples, {kind}{whose}."


def _samples(trace: Trace, words: list[str], skipgram: bool) -> Mark:
    """(steps, words, columns): a row for each centre, a column for each place of its window."""
    window, steps, own = int(trace["window"]), trace.steps, str(trace["label"])
    offsets = [d for d in range(-window, window + 1) if d]
    heads = ["centre", *[f"{'−' if d < 0 else '+'}{abs(d)}" for d in offsets]]
    heads += ["sample"] * (not skipgram) + [own] * bool(own)
    width, last = len(heads), len(heads) - 1
    texts = np.full((len(words), width), "", dtype=object)
    since = np.zeros((len(words), width), dtype=int)
    lit: list[list[tuple]] = [[]]
    begin = {int(i): k for k, i in reversed(list(enumerate(trace["centre"]))) if i >= 0}
    end = {int(i): k for k, i in enumerate(trace["centre"]) if i >= 0}
    texts[:, 0] = words
    for k in range(1, steps):
        i, j = int(trace["centre"][k]), int(trace["context"][k])
        column = 1 + offsets.index(j - i)
        texts[i, column] = pair_text(words[i], words[j]) if skipgram and window <= ROOM else words[j]
        since[i, column] = k
        lit.append([(i, 0, "also"), (i, column, "lit")])
    wrong = _row_of_departure(trace, skipgram)
    for i, k in end.items():
        if not skipgram:
            bag = [words[m] for m in range(len(words)) if 0 < abs(m - i) <= window]
            texts[i, 1 + len(offsets)] = pair_text(bag, words[i]) if window <= ROOM else f"→ {words[i]}"
            since[i, 1 + len(offsets)] = k
        if own and (wrong < 0 or i <= wrong):
            texts[i, last], since[i, last] = "agrees" if i != wrong else str(trace["told"]), k
    if wrong >= 0:
        lit = [row + [(wrong, last, "departs")] * (k >= end[wrong]) for k, row in enumerate(lit)]
    if not begin:
        lit = [[(0, 0, "also")]]
    return table(heads, np.tile(texts, (steps, 1, 1)), since=since, lit=lit)


def _row_of_departure(trace: Trace, skipgram: bool) -> int:
    """The centre in whose row the learner's first other sample stands, or -1."""
    k = int(trace["departs"])
    centres = [int(i) for i in trace["centre"][1:]]
    return -1 if k < 0 else centres[k] if skipgram else sorted(set(centres))[k]


def _model(trace: Trace, words: list[str], skipgram: bool, title: str) -> Plot:
    window = int(trace["window"])
    offsets = [d for d in range(-window, window + 1) if d]
    names = [f"w{d}" for d in offsets]
    nodes = {name: (1.0, -float(r)) for r, name in enumerate(names)}
    middle = -(len(offsets) - 1) / 2
    side, centre = (1.0, 0.0) if skipgram else (0.0, 1.0)
    nodes = {**{name: (side, y) for name, (_, y) in nodes.items()}, "w": (centre, middle)}
    edges = [("w", name) if skipgram else (name, "w") for name in names]
    labels = {name: f"{'−' if d < 0 else '+'}{abs(d)}" for name, d in zip(names, offsets, strict=True)}
    text, lit, lit_edges = [], [], []
    for i, j in zip(trace["centre"], trace["context"], strict=True):
        there = [words[i + d] if i >= 0 and 0 <= i + d < len(words) else "–" for d in offsets]
        text.append([*there, words[i] if i >= 0 else "–"])
        now = offsets.index(j - i) if i >= 0 else -1
        lit.append([("w", "lit"), (names[now], "lit")] if i >= 0 else [])
        lit_edges.append([(now, "lit")] if i >= 0 else [])
    mark = graph(
        nodes,
        edges,
        labels={**labels, "w": "centre"},
        node_text=text,
        text_tones=("ink",),
        lit=lit,
        lit_edges=lit_edges,
    )
    return Plot(
        [mark],
        x=Axis((-0.5, 1.5)),
        y=Axis((-len(offsets) + 0.4, 0.6)),
        frame=False,
        title=title,
        aspect=max(0.8, 0.16 * len(offsets)),
        alt=f"{title}: arrows between the centre and the {len(offsets)} places of its window.",
    )


def _formula(trace: Trace, words: list[str], skipgram: bool) -> Mark:
    centre = [words[i] if i >= 0 else "?" for i in trace["centre"]]
    window = int(trace["window"])
    if skipgram:
        context = [words[j] if j >= 0 else "?" for j in trace["context"]]
        return formula(
            r"p(w_{i-h}, \dots, w_{i+h} \mid w_i): \quad p(\val{context} \mid \val{centre}) \to \max",
            context=context,
            centre=centre,
        )
    bags = [
        ", ".join(words[m] for m in range(max(i - window, 0), min(i + window + 1, len(words))) if m != i and m <= j)
        if i >= 0
        else "?"
        for i, j in zip(trace["centre"], trace["context"], strict=True)
    ]
    return formula(
        r"p(w_i \mid w_{i-h}, \dots, w_{i+h}): \quad p(\val{centre} \mid \val{bag}) \to \max", centre=centre, bag=bags
    )
