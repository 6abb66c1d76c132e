"""The picture of word2vec's window: the sentence, its samples in a row for each centre, and what is predicted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, graph, table, tokens
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_number

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
    roles = [[(int(i), "lit"), *[(int(m), "also") for m in _bag(trace, i)]] if i >= 0 else [] for i in trace["centre"]]
    sentence = tokens(words, roles, name="the sentence, its centre and its context")
    samples = Sheet([sentence, _samples(trace, words, skipgram)], title="The window slides", grow=1.5)
    return Picture(
        _title(trace, words, skipgram),
        [samples, _model(trace, words, skipgram)],
        formulas=[_formula(trace, words, skipgram)],
        before=f"A window slides over {plural(len(words), 'word')}, {int(trace['window'])} to each side.",
        question=_question(trace, words, skipgram),
    )


def _question(trace: Trace, words: list[str], skipgram: bool) -> Question | None:
    n, window, samples = len(words), int(trace["window"]), int(trace["count"])
    if trace.steps < 3:
        return None
    each = "one for each word of its context" if skipgram else "all of its context for one centre"
    slips = {2 * window * n: "At the ends the window is cut off: there are fewer neighbours."} if skipgram else {}
    others = int(trace["inside"].sum())
    slips |= {} if skipgram else {others: "That many pairs has skip-gram: here a bag is one sample."}
    return ask_number(
        f"How many samples will these {n} words give, {each}?",
        samples,
        step=trace.steps - 1,
        unit="samples",
        why="a window that reaches over an end of the sentence holds fewer words"
        if skipgram
        else "each word is a centre once",
        slips={wrong: told for wrong, told in slips.items() if wrong != samples},
    )


def _bag(trace: Trace, i: int) -> np.ndarray:
    """The places in the window about centre ``i``."""
    return np.flatnonzero(trace["inside"][i])


def _offsets(trace: Trace) -> dict[int, str]:
    """How far from the centre each place of the window is, and how that is written."""
    window = int(trace["window"])
    return {d: f"{'−' if d < 0 else '+'}{abs(d)}" for d in range(-window, window + 1) if d}


def _title(trace: Trace, words: list[str], skipgram: bool) -> str:
    count, window = int(trace["count"]), int(trace["window"])
    if trace["departs"] >= 0:
        return f"{trace['label']} departs where the row is marked: it has {trace['told']} there."
    if not count:
        return "A word that stands alone gives no sample."
    whose = f", as {trace['label']} has them" if str(trace["label"]) else ""
    kind = "one for each word and each of its neighbours" if skipgram else "one for each word"
    return f"{len(words)} words and a window of {window} give {count} samples, {kind}{whose}."


def _samples(trace: Trace, words: list[str], skipgram: bool) -> Mark:
    """A row for each centre, a column for each place of its window, for CBOW the sample, and the learner's."""
    offsets, own, in_full = list(_offsets(trace)), str(trace["label"]), trace["window"] <= ROOM
    heads = ["centre", *_offsets(trace).values(), *["sample"] * (not skipgram), *[own] * bool(own)]
    texts = np.full((len(words), len(heads)), "", dtype=object)
    texts[:, 0] = words
    filling = Filling(trace.steps, texts.shape)
    if trace.steps == 1:
        filling.light(0, [(0, 0)], "also")
    ends = {}
    for k, (i, j) in enumerate(zip(trace["centre"], trace["context"], strict=True)):
        if i >= 0:
            column = 1 + offsets.index(j - i)
            texts[i, column] = pair_text(words[i], words[j]) if skipgram and in_full else words[j]
            filling.light(k, [(i, 0)], "also")
            filling.write(k, i, column)
            ends[int(i)] = k
    if not skipgram:
        for i, k in ends.items():
            bag = pair_text([words[m] for m in _bag(trace, i)], words[i])
            texts[i, 1 + len(offsets)] = bag if in_full else f"→ {words[i]}"
            filling.write(k, i, 1 + len(offsets), None)
    wrong = _row_of_departure(trace, skipgram)
    for i, k in ends.items():
        if own and (wrong < 0 or i <= wrong):
            texts[i, -1] = "agrees" if i != wrong else str(trace["told"])
            filling.write(k, i, len(heads) - 1, None)
    for k in range(ends[wrong] if wrong >= 0 else trace.steps, trace.steps):
        filling.light(k, [(wrong, len(heads) - 1)], "departs")
    return table(heads, np.tile(texts, (trace.steps, 1, 1)), since=filling.since, lit=filling.lit)


def _row_of_departure(trace: Trace, skipgram: bool) -> int:
    """The centre in whose row the learner's first other sample stands, or -1."""
    k, centres = int(trace["departs"]), trace["centre"][1:]
    return -1 if k < 0 else int(centres[k] if skipgram else np.unique(centres)[k])


def _model(trace: Trace, words: list[str], skipgram: bool) -> Plot:
    title = "Skip-gram: from the centre, each context word" if skipgram else "CBOW: from the bag of context, the centre"
    offsets = _offsets(trace)
    side, centre = (1.0, 0.0) if skipgram else (0.0, 1.0)
    nodes = {f"w{d}": (side, -float(r)) for r, d in enumerate(offsets)}
    edges = [("w", name) if skipgram else (name, "w") for name in nodes]
    text, lit, lit_edges = [], [], []
    names = {**{f"w{d}": name for d, name in offsets.items()}, "w": "centre"}
    one_line = len(offsets) > 6  # a wide window's places are read from the last row, too
    for i, j in zip(trace["centre"], trace["context"], strict=True):
        around = [words[i + d] if i >= 0 and 0 <= i + d < len(words) else "–" for d in offsets]
        now = [*around, words[i] if i >= 0 else "–"]
        text.append([f"{name}: {word}" for name, word in zip(names.values(), now, strict=True)] if one_line else now)
        lit.append([("w", "lit"), (f"w{j - i}", "lit")] if i >= 0 else [])
        lit_edges.append([(list(offsets).index(j - i), "lit")] if i >= 0 else [])
    mark = graph(
        {**nodes, "w": (centre, -(len(offsets) - 1) / 2)},
        edges,
        labels=dict.fromkeys(names, "") if one_line else names,
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
    rows = [
        {"centre": words[i], "context": words[j], "bag": ", ".join(words[m] for m in _bag(trace, i) if m <= j)}
        if i >= 0
        else None
        for i, j in zip(trace["centre"], trace["context"], strict=True)
    ]
    skip = r"p(w_{i-h}, \dots, w_{i+h} \mid w_i): \quad p(\val{context} \mid \val{centre}) \to \max"
    bags = r"p(w_i \mid w_{i-h}, \dots, w_{i+h}): \quad p(\val{centre} \mid \val{bag}) \to \max"
    return known_formula(skip if skipgram else bags, rows)
