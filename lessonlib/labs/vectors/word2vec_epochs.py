"""A recorded run of word2vec on a real corpus: the neighbours of chosen words, the loss and the quality, by epoch."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import numpy as np

from lessonlib.data.shipped import shipped
from lessonlib.stage import Axis, Picture, Plot, Sheet, Trace, formula, line, number, table, text
from lessonlib.stage.numbers import count
from lessonlib.stage.question import Question, ask_choice

FILE = "word2vec_by_epoch.json"
SHOWN = 4  # neighbours that a notebook of 800 pixels has room for


@cache
def recorded_run() -> dict[str, Any]:
    """What ``bench/word2vec_record.py`` wrote: the run's settings and, by epoch, its numbers and nearest words."""
    return json.loads(shipped(FILE).read_text(encoding="utf-8"))


def record_word2vec_epochs() -> Trace:
    """The run epoch by epoch, as the shipped file holds it: nothing is trained.

    Raises:
        FileNotFoundError, ValueError: for a file that is missing, or not the one that shipped.
    """
    run = recorded_run()
    epochs = run["epochs"]
    words = list(epochs[0]["near"])
    arrays = {
        "part": "epoch by epoch",
        "words": words,
        "near": np.array([[epoch["near"][word][:SHOWN] for word in words] for epoch in epochs]),
        "loss": [epoch["loss"] for epoch in epochs],
        "spearman": [epoch["wordsim353"] for epoch in epochs],
        "queen": [epoch["queen"] for epoch in epochs],
        "size": run["tokens"],
        "vocabulary": run["vocabulary"],
        "dim": run["dim"],
    }
    return Trace(arrays, [_caption(arrays, k) for k in range(len(epochs))])


def draw_word2vec_epochs(trace: Trace) -> Picture:
    """The nearest words of each chosen word, those that are new lit, beside the loss and the agreement with people."""
    before = f"Skip-gram reads {count(int(trace['size']))} words {trace.steps} times."
    panels = [_neighbours(trace), _numbers(trace)]
    return Picture(_title(trace), panels, formulas=[_weights(trace)], before=before, question=_question(trace))


def _question(trace: Trace) -> Question:
    word, last = str(trace["words"][0]), [str(near) for near in trace["near"][-1, 0]]
    return ask_choice(
        f"Which word will be nearest to “{word}” after the last epoch?",
        sorted({*last, *map(str, trace["near"][0, 0])}),
        last[0],
        step=trace.steps - 1,
        why="the two stand beside the same words in the definitions",
    )


def _title(trace: Trace) -> str:
    words, near = [str(word) for word in trace["words"]], trace["near"]
    told = [f"{word}: {near[-1, i, 0]}" for i, word in enumerate(words[:3])]
    corpus = count(int(trace["size"]))
    return f"After {trace.steps} readings of {corpus} words, the nearest to {'; '.join(told)}."


def _neighbours(trace: Trace) -> Sheet:
    """(epochs, words, 1 + neighbours): a row for each word, nearest first."""
    words, near = [str(word) for word in trace["words"]], trace["near"]
    rows = np.broadcast_to(np.array(words, dtype=object)[None, :, None], (trace.steps, len(words), 1))
    body = np.concatenate([rows, near.astype(object)], axis=2)
    lit = [
        [(i, 1 + j, "lit") for i, j in np.ndindex(near.shape[1:]) if k and near[k, i, j] not in near[k - 1, i]]
        for k in range(trace.steps)
    ]
    heads = ["word", "nearest", *[f"{j}." for j in range(2, near.shape[2] + 1)]]
    return Sheet([table(heads, body, lit=lit)], title="Nearest by cosine; lit: new since the epoch before", grow=0)


def _numbers(trace: Trace) -> Plot:
    """The loss beside ln 2, and Spearman's rank correlation: both lie between 0 and 1."""
    epochs, loss, rho = np.arange(1, trace.steps + 1), trace["loss"], trace["spearman"]
    return Plot(
        [
            line([1, trace.steps], [math.log(2)] * 2, tone="quiet", width=1.5, dash="4 3"),
            text([trace.steps], [math.log(2) + 0.04], ["ln 2: loss of a guess"], tone="quiet", anchor="end"),
            line(epochs, loss, tone="context", width=1.5),
            line(epochs, rho, tone="context", width=1.5),
            text([trace.steps], [loss[-1] - 0.06], ["loss"], series="train", anchor="end"),
            text([trace.steps], [rho[-1] - 0.06], ["ρ, agreement with people"], series="validation", anchor="end"),
            line(epochs, loss, when="upto", series="train", width=3, head=True),
            line(epochs, rho, when="upto", series="validation", width=3, head=True),
        ],
        x=Axis((0.5, trace.steps + 0.5), "epoch"),
        y=Axis((0, 0.9), "cost of a decision; Spearman's ρ"),
        title="Loss falls, agreement grows",
        aspect=0.9,
        alt="By epoch, the mean cost of a decision beside ln 2, and the rank correlation of cosines with what people "
        "said about 353 pairs of words.",
    )


def _weights(trace: Trace):
    vocabulary, dim = int(trace["vocabulary"]), int(trace["dim"])
    thousands = rf"{count(vocabulary)}".replace("\u202f", r"\,").replace(" ", r"\,")
    total = rf"{count(vocabulary * dim)}".replace("\u202f", r"\,").replace(" ", r"\,")
    return formula(
        rf"\text{{here}}: \; {dim} \cdot {thousands} = {total} \; \text{{weights in each table; on the slide}} \; "
        r"300 \cdot 10\,000 = 3\,000\,000"
    )


def _caption(a: dict[str, Any], k: int) -> str:
    words, near, queen = a["words"], a["near"], a["queen"]
    shown = f"“{words[0]}” is nearest to {', '.join(near[k, 0, :3])}"
    place = f"queen is in place {queen[k]}" if queen[k] else "queen is not among the first 1000"
    return (
        f"Epoch {k + 1}: a decision costs {number(a['loss'][k])} (a guess: 0.693). {shown}; for king − man + woman, "
        f"{place}; ρ = {number(a['spearman'][k])}."
    )
