"""The picture of skip-gram that learns: the pair's decisions, both tables with the rows that move, the loss so far."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
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
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_number


def draw_word2vec_pairs_learned(trace: Trace) -> Picture:
    """The pair and its decisions, the tables of input and output vectors, the loss beside ln 2, one decision."""
    key = [("mine", str(trace["label"]))] if trace["theirs"].size else []
    formulas = [*_formulas(trace), _slide(trace)]
    before = f"Skip-gram with negative sampling learns {plural(len(trace['cost']), 'pair')}, one by one."
    panels = [_pair(trace), _loss(trace)]
    return Picture(_title(trace), panels, key=key, formulas=formulas, before=before, question=_question(trace))


def _question(trace: Trace) -> Question:
    """How many rows the first pair moves: its centre's does not move yet."""
    negative, size = trace["targets"].shape[1] - 2, len(trace["words"])
    moved = len(set(trace["targets"][0, 1:].tolist()))
    return ask_number(
        f"Of {2 * size} rows, how many will the first pair move, with {plural(negative, 'negative')}?",
        moved,
        step=2 + negative,
        unit="rows",
        why="those of the words that it is asked about; its centre's row gets no gradient while all of these are 0",
        slips={
            moved + 1: "From the second time on, yes: now the centre's row gets no gradient, as all those u are 0.",
            size: "So it would be with the full softmax, which reads every output vector.",
            2 * size: "Only the rows that a pair reads can get a gradient.",
        },
    )


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
    marked = [
        [(int(i), "lit"), (int(j), "also")] if k >= 0 else []
        for (i, j), k in zip(trace["places"][trace["pair"]], trace["decision"], strict=True)
    ]
    text_row = tokens(list(map(str, trace["tokens"])), marked, name="the sentence, its centre and its context")
    return Sheet(
        [text_row, _decisions(trace), _tables(trace)], title="Of all rows, only those of the pair move", grow=0
    )


def _decisions(trace: Trace) -> Mark:
    """A row for each decision, filled one by one; when the rows have moved, also v · u as the tables now give it."""
    targets, rows = trace["targets"], trace["targets"].shape[1] - 1
    wanted = np.eye(1, rows, dtype=int)[0]
    full = np.empty((len(targets), rows, 8), dtype=object)
    full[..., 0], full[..., 2] = ["beside it", *["drawn"] * (rows - 1)], wanted.astype(str)
    full[..., 1] = trace["words"].astype(object)[targets[:, 1:]]
    for column, values in enumerate((trace["scores"], trace["share"], trace["share"] - wanted, trace["cost"]), 3):
        full[..., column] = numbers(values)
    pairs = np.arange(len(targets))
    own, others = trace["inputs"][pairs + 1, targets[:, 0]], trace["outputs"][pairs[:, None] + 1, targets[:, 1:]]
    full[..., 7] = numbers(np.einsum("pd,pkd->pk", own, others))
    body = full[trace["pair"]]  # (steps, rows, 8)
    body[..., 3:7][np.arange(rows) > trace["decision"][:, None]] = ""
    body[..., 7][trace["decision"] < rows] = ""
    lit = [[(int(k), c, "lit") for c in (3, 4, 5, 6)] if 0 <= k < rows else [] for k in trace["decision"]]
    return table(["", "word", "wanted", "v · u", "σ(v · u)", "σ − wanted", "costs", "v · u now"], body, lit=lit)


def _tables(trace: Trace) -> Mark:
    """W and W' as they stand at each step; the rows that a decision reads are framed, those that moved are lit."""
    words, targets = [str(word) for word in trace["words"]], trace["targets"]
    rows, (_, size, dim) = targets.shape[1] - 1, trace["inputs"].shape
    now = trace["pair"] + (trace["decision"] == rows)  # the tables after a pair are those before the next
    outputs = trace["outputs"]
    reads, writes = (Filling(trace.steps, (size, dim)) for _ in range(2))
    for s, (p, k) in enumerate(zip(trace["pair"], trace["decision"], strict=True)):
        written = targets[p, 1:] if k == rows else targets[p, 1 + k : k + 2]
        for filling, ids in ((reads, targets[p, :1]), (writes, written)) if k >= 0 else ():
            places = [(i, c) for i in dict.fromkeys(ids) for c in range(dim)]
            moved = k == rows and (filling is writes or outputs[p, targets[p, 1:]].any())
            filling.light(s, places, "lit" if moved else "also")
    shown = [
        cells(values[now], when="at", texts=numbers(values[now], 2), lit=filling.lit, rows=words, name=name)
        for values, filling, name in (
            (trace["inputs"], reads, "v: input vectors"),
            (trace["outputs"], writes, "u: output vectors"),
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
            np.where(cost <= 1.08 * top, cost, np.nan),
            since=np.searchsorted(known, np.arange(1, pairs + 1)),
            tone="context",
            size=2.5,
        ),
        line(known, along(np.where(mean <= 1.08 * top, mean, np.nan)), when="upto", series="train", width=3),
    ]
    if trace["theirs"].size:
        marks.append(line(known, along(_means(trace["theirs"], width)), when="upto", series="mine", width=2.5))
    return Plot(
        marks,
        x=Axis((0, pairs), "pairs learned"),
        y=Axis((0, 1.08 * top), "cost of a decision"),
        title=f"Loss: each pair, mean of {width}" + "; higher ones are off the scale" * bool(cost.max() > 1.08 * top),
        aspect=0.95,
        alt="The mean cost of a decision, pair by pair and as a moving mean, beside ln 2, what a guess costs.",
    )


def _formulas(trace: Trace) -> list[Mark]:
    """One decision with its numbers, and the two rows' gradients."""
    at = zip(trace["pair"], trace["decision"], strict=True)
    last = trace["targets"].shape[1] - 2
    rows = [_numbers(trace, p, min(k, last)) if k >= 0 else None for p, k in at]
    decision = (
        r"\sigma(v \cdot u) = \frac{1}{1 + e^{-v \cdot u}} = \sigma(\val{score}) = \val{share} \qquad "
        r"\frac{\partial \, \text{cost}}{\partial (v \cdot u)} = \sigma - \text{wanted} = \val{share} - \val{wanted}"
        r" = \val{error}"
    )
    whole = (
        r"\text{first component of} \;  v_{\val{centre}}: \quad v \leftarrow v - \eta \, \textstyle\sum (\sigma - "
        r"\text{wanted}) \, u = \val{own} - \val{rate} \cdot \val{pull} = \val{now}"
    )
    move = (
        r"\text{first component of} \;  u_{\val{word}}: \quad u \leftarrow u - \eta \, (\sigma - \text{wanted}) \, v = "
        r"\val{before} - \val{rate} \cdot \val{error} \cdot \val{v} = \val{after}"
    )
    plain = [row and {**row, "error": row["error"].strip("()")} for row in rows]  # no product stands before it
    return [known_formula(decision, plain), known_formula(move, rows), known_formula(whole, rows)]


def _numbers(trace: Trace, p: int, k: int) -> dict[str, str]:
    """Decision ``k`` of pair ``p``, and what it does to the first component of the word's output vector."""
    centre, word, wanted = trace["targets"][p, 0], trace["targets"][p, 1 + k], int(k == 0)
    error = float(trace["share"][p, k] - wanted)
    errors = trace["share"][p] - np.eye(1, trace["share"].shape[1])[0]
    pull = float(errors @ trace["outputs"][p, trace["targets"][p, 1:], 0])
    v, u = trace["inputs"][p, centre, 0], trace["outputs"][p, word, 0]
    return {
        "score": number(trace["scores"][p, k]),
        "share": number(trace["share"][p, k]),
        "wanted": str(wanted),
        "word": str(trace["words"][word]),
        "before": number(u),
        "rate": number(trace["rate"]),
        "error": signed(error),
        "v": signed(v),
        "after": number(u - trace["rate"] * error * v),
        "centre": str(trace["words"][centre]),
        "own": number(v),
        "pull": signed(pull),
        "now": number(v - trace["rate"] * pull),
    }


def _slide(trace: Trace) -> Mark:
    """The weights of the slide's network, and how many of them a pair moves."""
    rows = trace["targets"].shape[1]
    return formula(
        rf"\text{{on the slide}}: \; 300 \cdot 10\,000 = 3\,000\,000 \; \text{{weights a table; "
        rf"such a pair would move}} \; {rows} \cdot 300 = {300 * rows}"
    )
