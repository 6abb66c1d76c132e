"""The picture of self-attention: the words' vectors, who looks at whom, what each word takes, and what moved it."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.attention.self_attention_opened import looked, mixed, projected
from lessonlib.stage import (
    Mark,
    Picture,
    Question,
    Sheet,
    Trace,
    ask_choice,
    ask_number,
    cells,
    expression,
    formula,
    number,
    sentence,
)
from lessonlib.stage.filling import Filling

HEADINGS = {
    "start": "Who looks at whom",
    "score": "Scores, query · key",
    "scale": "Scores, divided",
    "mask": "Scores, the later ones hidden",
    "softmax": "Scores become weights, exp(score) / sum of its row",
    "all": "Weights, each row sums to 1",
}


def draw_self_attention(trace: Trace) -> Picture:
    """Vectors on the left, the square of scores, then weights, of each head on the right."""
    return Picture(
        _title(trace),
        [_vectors(trace), _square(trace)],
        key=[("mine", str(trace["label"]))] if trace["mine"].size else [],
        formulas=[_formula(trace)],
        before=f"{len(trace['words'])} words look at each other.",
        question=_question(trace),
    )


def _question(trace: Trace) -> Question | None:
    """Who moves; whether turning round matters; by what two heads divide; how sharp the softmax is without scaling."""
    moved, n, last = trace["moved"] > 1e-9, len(trace["words"]), trace.steps - 1
    phases = trace["phase"].tolist()
    if trace["then"] == "turn round":
        choices = ["the same numbers", "other numbers"]
        why = (
            "its vector tells where it stands" if trace["positions"] else "nothing in its vector tells where it stands"
        )
        text = f"Read backwards, “{trace['words'][0]}” comes last. What will its output hold?"
        return ask_choice(text, choices, choices[int(moved[0])], step=last, why=why)
    if len(trace["q"]) == 2 and trace["scaled"]:
        slips = {2.0: "that is the root of all four columns; a head has two of them", 4.0: "take the root"}
        text = "Two heads share four columns. By which number does each divide its scores?"
        why = "a head's queries are 2 numbers long, and √2 = 1.41"
        return ask_number(text, np.sqrt(2), step=phases.index("scale"), tolerance=0.02, why=why, slips=slips)
    if not trace["scaled"]:
        i, d = int(trace["query"]), trace["q"].shape[-1]
        ready = trace["ready"][0, i]
        seen = np.exp(ready / np.sqrt(d) - (ready / np.sqrt(d)).max())
        usual, sharp = 100 * float((seen / seen.sum()).max()), 100 * float(trace["weights"][0, i].max())
        text = f"With √{d} the largest weight of “{trace['words'][i]}” was {number(usual, 2)} %. What is it without?"
        slips = {usual: "the scores have grown, and their differences with them"}
        why = f"scores that are {number(np.sqrt(d))} times as large lie further apart"
        return ask_number(text, sharp, step=phases.index("all"), unit="%", tolerance=4, why=why, slips=slips)
    touch = int(trace["touch"])
    text = f"At the end word {touch + 1} of {n} gets another vector. How many of the {n} outputs will move?"
    slips = {1.0: "others look at that word, too", float(n): "words before it may not look at it"}
    why = "only it and what stands behind it can see it" if trace["causal"] else "every word looks at it"
    return ask_number(text, float(moved.sum()), step=last, why=why, slips=slips)


def _title(trace: Trace) -> str:
    moved, n, label = trace["moved"] > 1e-9, len(trace["words"]), str(trace["label"])
    if trace["wrong"].any():
        return f"{label} gives other numbers than scaled_dot_product_attention."
    if trace["then"] == "turn round":
        how = "changes places and nothing else" if not moved.any() else "gets another output"
        return f"Read backwards, each word {how}." if moved.all() or not moved.any() else "Some words see the order."
    if not trace["causal"]:
        return f"Without a mask one changed word moves {moved.sum()} of {n} outputs."
    return f"Word {int(trace['touch']) + 1} changes: {moved.sum()} of {n} outputs move, none before it."


def _two(values: np.ndarray) -> np.ndarray:
    """Two decimals at most, as a cell has room for."""
    flat = ["−∞" if np.isneginf(v) else number(round(float(v), 2) + 0.0) for v in np.ravel(values)]
    return np.array(flat, dtype=object).reshape(np.shape(values))


def _first(trace: Trace, *phases: str) -> int:
    return min((k for k, phase in enumerate(trace["phase"]) if phase in phases), default=trace.steps)


def _vectors(trace: Trace) -> Sheet:
    """x, queries and keys; values and outputs: each written when it is projected, the lit numbers in use."""
    n, i, words = len(trace["words"]), int(trace["query"]), trace["words"].tolist()
    wide = trace["q"].shape[-1]
    marks = []
    for name, phase in (("x", "start"), ("q", "query"), ("k", "key"), ("v", "value")):
        rows = trace["x"] if name == "x" else np.concatenate(list(trace[name]), axis=-1)
        filling = Filling(trace.steps, rows.shape, since=_first(trace, phase))
        for step, (now, place) in enumerate(trace.rows("phase", "place")):
            used = {"q": [i], "k": [place], "x": [], "v": []}[name] if now == "score" else []
            filling.light(step, [(r, c) for r in used for c in range(4)], "also")
            if now in ("query", "key", "value"):
                filling.light(step, [(i, c) for c in range(4)] if name == "x" else [(i, 0)] * (now == phase), "also")
            if now == "mix" and name == "v":
                filling.light(step, [(r, place) for r in range(n)], "also")
        names = words if name in "xv" else ()
        title = {"x": "words x", "q": "queries Q", "k": "keys K", "v": "values V"}[name]
        opens = None if name == "x" else projected(trace, name)
        marks.append(cells(np.zeros(rows.shape), texts=_two(rows), rows=names, name=title, opens=opens, **filling.told))
    heads = [] if wide == 4 else [sentence("Head 1 has columns 1 and 2, head 2 columns 3 and 4.", tone="quiet")]
    taken = expression(marks[3], *_outputs(trace), name="values, and what each word takes of them")
    return Sheet([expression(*marks[:3], name="words, queries and keys"), taken, *heads], grow=0)


def _square(trace: Trace) -> Sheet:
    """For each head the square that scores fill, then weights."""
    shades, texts, filling = _stages(trace)
    words, heads = trace["words"].tolist(), len(trace["q"])
    told, opened = [HEADINGS[_heading(phase)] for phase in trace["phase"]], looked(trace)
    squares = []
    for h in range(heads):
        lit = [[(r, c, role) for g, r, c, role in step if g == h] for step in filling]
        mark = cells(
            shades[:, h],
            when="at",
            texts=texts[:, h],
            lit=lit,
            scale="sequential",
            limits=(0, 2),  # no deeper than black text is read on
            rows=words,
            columns=words,
            name=f"head {h + 1}" if heads > 1 else "",
            opens=opened[:, h],
        )
        squares.append(mark)
    return Sheet([sentence(told), *(expression(square, name="who looks at whom") for square in squares)])


def _heading(phase: str) -> str:
    if phase in ("query", "key", "value"):
        return "start"
    return "all" if phase in ("mix", "all", "then") else phase


def _stages(trace: Trace) -> tuple[np.ndarray, np.ndarray, list]:
    """The squares' shades and texts at every step, and (head, row, column, role) that are lit."""
    heads, n, _ = trace["scores"].shape
    i = int(trace["query"])
    shades, texts = np.zeros((trace.steps, heads, n, n)), np.full((trace.steps, heads, n, n), "", dtype=object)
    divided = trace["scores"] / np.sqrt(trace["q"].shape[-1])
    scores, ready, weights = _two(trace["scores"]), _two(trace["ready"]), _two(trace["weights"])
    lit: list[list[tuple]] = [[] for _ in range(trace.steps)]
    every = [(h, r, c) for h in range(heads) for r in range(n) for c in range(n)]
    for step, (phase, place) in enumerate(trace.rows("phase", "place")):
        if phase in ("start", "query", "key", "value"):
            continue
        texts[step] = texts[step - 1]
        shades[step] = shades[step - 1]
        if phase == "score":
            texts[step, :, :, place] = scores[:, :, place]
            lit[step] = [(h, i, place, "lit") for h in range(heads)]
        elif phase == "scale":
            texts[step] = _two(divided)
        elif phase == "mask":
            texts[step] = ready
            lit[step] = [(h, r, c, "lit") for h, r, c in every if texts[step, h, r, c] == "−∞"]
        elif phase == "softmax":
            texts[step, :, :, place], shades[step, :, :, place] = weights[:, :, place], trace["weights"][:, :, place]
            lit[step] = [(h, i, place, "lit") for h in range(heads)]
        elif phase == "mix":
            lit[step] = [(place // (4 // heads), i, c, "also") for c in range(n)]
        if step >= _first(trace, "all") and trace["wrong"].any():
            lit[step] += [(h, r, c, "departs") for h, r, c in every if trace["wrong"][0, h, r, c]]
    return shades, texts, lit


def _outputs(trace: Trace) -> list[Mark]:
    """(n, 4), the followed word's numbers one by one, the others' at the end; and the largest move of each."""
    n, i = len(trace["words"]), int(trace["query"])
    mixes, last = _first(trace, "mix"), trace.steps - 1
    filling = Filling(trace.steps, (n, 4), since=_first(trace, "all"))
    for c in range(4):
        filling.write(mixes + c, i, c)
    moves = Filling(trace.steps, (n, 1), since=last)
    moves.light(last, [(r, 0) for r in np.flatnonzero(trace["moved"] > 1e-9)], "lit")
    name = "changed by" if trace["then"] == "change a word" else "differs by"
    marks = [
        cells(np.zeros((n, 4)), texts=_two(trace["out"]), name="outputs", opens=mixed(trace), **filling.told),
        cells(np.zeros((n, 1)), texts=_two(trace["moved"])[:, None], name=name, **moves.told),
    ]
    if len(trace["theirs moved"]):
        theirs = Filling(trace.steps, (n, 1), since=last)
        early = (trace["theirs moved"] > 1e-9) & (trace["moved"] <= 1e-9)
        theirs.light(last, [(r, 0) for r in np.flatnonzero(early)], "departs")
        texts = _two(trace["theirs moved"])[:, None]
        marks.append(cells(np.zeros((n, 1)), texts=texts, name=str(trace["label"]), **theirs.told))
    return marks


def _formula(trace: Trace) -> Mark:
    root = r" / \sqrt{d}" if trace["scaled"] else ""
    hidden, says = (r" + M", r", \quad M = -\infty \text{ where hidden}") if trace["causal"] else ("", "")
    return formula(rf"\text{{out}} = \text{{softmax}}(Q K^T{root}{hidden}) V{says}")
