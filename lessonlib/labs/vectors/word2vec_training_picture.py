"""The picture of skip-gram that learns: the pair's decisions, both tables with the rows that move, the loss so far."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    cells,
    expression,
    formula,
    line,
    number,
    numbers,
    points,
    signed,
    table,
    text,
    tokens,
)


def draw_word2vec_pairs_learned(trace: Trace) -> Picture:
    """The pair and its decisions, the tables of input and output vectors, the loss beside ln 2, one decision."""
    key = [("mine", str(trace["label"]))] if trace["theirs"].size else []
    return Picture(_title(trace), [_pair(trace), _loss(trace)], key=key, formulas=[*_formulas(trace), _slide(trace)])


def _title(trace: Trace) -> str:
    means = _means(trace["cost"], int(trace["epoch_pairs"]))
    last = f"A guess costs ln 2 = 0.693; after {len(trace['cost'])} pairs a decision costs {number(means[-1])}"
    if trace["theirs"].size:
        own = _means(trace["theirs"], int(trace["epoch_pairs"]))[-1]
        return f"{last}, and {number(own)} with {trace['label']}."
    return f"{last}."


def _means(cost: np.ndarray, width: int) -> np.ndarray:
    """The mean cost of a decision over as many pairs as an epoch has, up to each pair; shorter at the start."""
    pairs = cost if cost.ndim == 1 else cost.mean(axis=1)  # (P,)
    summed = np.concatenate([[0.0], np.cumsum(pairs)])
    end = np.arange(1, len(pairs) + 1)
    start = np.maximum(end - width, 0)
    return (summed[end] - summed[start]) / (end - start)


def _pair(trace: Trace) -> Sheet:
    """The sentence with its pair, the pair's decisions, and the tables of all vectors."""
    words, targets = [str(word) for word in trace["words"]], trace["targets"]
    shown = [str(word) for word in trace["tokens"]]
    marked = [_roles(shown, words, targets[p], k) for p, k in zip(trace["pair"], trace["decision"], strict=True)]
    text_row = tokens(shown, marked, name="the sentence, its centre and its context")
    return Sheet(
        [text_row, _decisions(trace), _tables(trace)], title="Of all rows, only those of the pair move", grow=0
    )


def _decisions(trace: Trace) -> Mark:
    """A row for each decision, filled one by one: the word of the text, and the words drawn."""
    words, targets, steps = [str(w) for w in trace["words"]], trace["targets"], trace.steps
    rows = targets.shape[1] - 1
    heads = ["", "word", "wanted", "v · u", "σ(v · u)", "σ − wanted", "costs"]
    names = ["beside it", *["drawn"] * (rows - 1)]
    body = np.full((steps, rows, len(heads)), "", dtype=object)
    body[:, :, 0], body[:, :, 2] = names, ["1"] + ["0"] * (rows - 1)
    lit: list[list[tuple]] = []
    wanted = np.eye(1, rows)[0]
    full = np.empty((len(targets), rows, 5), dtype=object)
    full[..., 0] = np.array(words, dtype=object)[targets[:, 1:]]
    for column, values in enumerate((trace["scores"], trace["share"], trace["share"] - wanted, trace["cost"]), 1):
        full[..., column] = numbers(values)
    for s, (p, k) in enumerate(zip(trace["pair"], trace["decision"], strict=True)):
        known = min(int(k) + 1, rows)
        body[s, :, 1] = full[p, :, 0]
        body[s, :known, 3:] = full[p, :known, 1:]
        lit.append([(int(k), c, "lit") for c in (3, 4, 5, 6)] if 0 <= k < rows else [])
    return table(heads, body, lit=lit)


def _roles(shown: list[str], words: list[str], target: np.ndarray, k: int) -> list[tuple]:
    """The centre and the nearest place of its context, of a word that stands twice."""
    if k < 0:
        return []
    centre, context = words[target[0]], words[target[1]]
    pairs = [
        (abs(i - j), i, j)
        for i, a in enumerate(shown)
        for j, b in enumerate(shown)
        if i != j and a == centre and b == context
    ]
    _, i, j = min(pairs)
    return [(i, "lit"), (j, "also")]


def _tables(trace: Trace) -> Mark:
    """W and W' as they stand at each step; the rows that a decision reads are framed, those that moved are lit."""
    words, targets = [str(word) for word in trace["words"]], trace["targets"]
    rows = targets.shape[1] - 1
    moved = trace["decision"] == rows
    now = trace["pair"] + moved  # the tables after a pair are those before the next
    places = np.arange(trace["inputs"].shape[2])
    lit: tuple[list, list] = ([], [])
    for p, k in zip(trace["pair"], trace["decision"], strict=True):
        reads = [] if k < 0 else [targets[p, 0]]
        writes = [] if k < 0 else targets[p, 1:] if k == rows else [targets[p, 1 + k]]
        for which, ids in zip(lit, (reads, writes), strict=True):
            which.append([(int(i), int(c), "lit" if k == rows else "also") for i in dict.fromkeys(ids) for c in places])
    shown = [
        cells(values[now], when="at", texts=numbers(values[now], 2), lit=marks, rows=words, name=name)
        for values, marks, name in zip(
            (trace["inputs"], trace["outputs"]), lit, ("v: input vectors", "u: output vectors"), strict=True
        )
    ]
    return expression(*shown, name="input and output vectors")


def _loss(trace: Trace) -> Plot:
    cost, width = trace["cost"].mean(axis=1), int(trace["epoch_pairs"])
    known = trace["pair"] + (trace["decision"] >= trace["targets"].shape[1] - 2)  # pairs whose decisions are all known

    def along(values: np.ndarray) -> np.ndarray:
        return np.where(known > 0, values[known - 1], np.nan)

    mean = _means(trace["cost"], width)
    top = min(max(1.0, float(cost.max()), float(trace["theirs"].max(initial=0))), 3.0)  # beyond it, the steps diverge
    pairs = len(cost)
    marks: list[Mark] = [
        line([0, pairs], [math.log(2)] * 2, tone="quiet", width=1.5, dash="4 3"),
        text([0.01 * pairs], [math.log(2) + 0.04 * top], ["ln 2: a guess"], tone="quiet"),
        points(
            np.arange(1, pairs + 1),
            cost,
            since=np.searchsorted(known, np.arange(1, pairs + 1)),
            tone="context",
            size=2.5,
        ),
        line(known, along(mean), when="upto", series="train", width=3),
    ]
    if trace["theirs"].size:
        marks.append(line(known, along(_means(trace["theirs"], width)), when="upto", series="mine", width=2.5))
    return Plot(
        marks,
        x=Axis((0, pairs), "pairs learned"),
        y=Axis((0, 1.08 * top), "cost of a decision"),
        title=f"Loss: each pair, mean of {width}",
        aspect=0.95,
        alt="The mean cost of a decision, pair by pair and as a moving mean, beside ln 2, what a guess costs.",
    )


def _formulas(trace: Trace) -> list[Mark]:
    """One decision with its numbers, and the two rows' gradients."""
    targets, words = trace["targets"], [str(word) for word in trace["words"]]
    rows = targets.shape[1] - 1
    values: dict[str, list[str]] = {name: [] for name in ("score", "share", "wanted", "error")}
    step: dict[str, list[str]] = {name: [] for name in ("word", "before", "rate", "error", "v", "after")}
    for p, k in zip(trace["pair"], trace["decision"], strict=True):
        k = min(int(k), rows - 1)
        wanted = int(k == 0)
        if k < 0:
            for each in (*values.values(), *step.values()):
                each.append("?")
            continue
        word = targets[p, 1 + k]
        error = float(trace["share"][p, k] - wanted)
        v, u = trace["inputs"][p, targets[p, 0], 0], trace["outputs"][p, word, 0]
        move = -trace["rate"] * error * v
        told = (number(trace["scores"][p, k]), number(trace["share"][p, k]), str(wanted), number(error))
        for name, value in zip(values, told, strict=True):
            values[name].append(value)
        now = (words[word], number(u), number(trace["rate"]), signed(error), signed(v), number(u + move))
        for name, value in zip(step, now, strict=True):
            step[name].append(value)
    decision = (
        r"\sigma(v \cdot u) = \frac{1}{1 + e^{-v \cdot u}} = \sigma(\val{score}) = \val{share} \qquad "
        r"\frac{\partial L}{\partial (v \cdot u)} = \sigma - \text{wanted} = \val{share} - \val{wanted} = \val{error}"
    )
    row = (
        r"\text{first component of} \;  u_{\val{word}}: \quad u \leftarrow u - \eta \, (\sigma - \text{wanted}) \, v = "
        r"\val{before} - \val{rate} \cdot \val{error} \cdot \val{v} = \val{after}"
    )
    return [formula(decision, **values), formula(row, **step)]


def _slide(trace: Trace) -> Mark:
    """The weights of the slide's network, and how many of them a pair moves."""
    rows = trace["targets"].shape[1]
    return formula(
        rf"\text{{on the slide}}: \; 300 \cdot 10\,000 = 3\,000\,000 \; \text{{weights a table; "
        rf"such a pair would move}} \; {rows} \cdot 300 = {300 * rows}"
    )
