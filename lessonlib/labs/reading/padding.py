"""Padding: words become numbers, rows of one length, vectors, one mean each; and what more padding moves is wrong."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, whole
from lessonlib.labs.reading.padding_picture import draw_padding
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import TextField
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.labs.shared.typed_text import LONGEST
from lessonlib.stage import Controls, Trace, lab_of, number, signed
from lessonlib.stage.numbers import plural, vector
from lessonlib.stage.trace import columns
from lessonlib.text.tokens import tokenize

FOUR = "a car having a hatchback door\nlantern carved from a pumpkin\ncleaning with a mop\ntime without end"
ROWS, WORDS, EXTRA, SIZE = 5, 8, 6, 3  # what the picture has room for; numbers in a vector
POOLINGS = ("mean", "max")
PAD_ROWS = ("zeros", "drawn")

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "More padding": ("Four places more: the sentences say the same, and the plain mean says less.", {"extra": 4}),
    "The pad's vector is not 0": (
        "An embedding draws a vector for the padding, too: now it does not only thin the mean, it pulls it aside.",
        {"pad_row": "drawn", "extra": 2},
    ),
    "The largest in place of the mean": (
        "A 0 at the padding is larger than any negative number: the padding wins.",
        {"pooling": "max", "extra": 2},
    ),
    "An empty sentence": (
        "No word, n = 0: the mean divides by max(n, 1).",
        {"definitions": "a car having a hatchback door\n\ntime without end"},
    ),
    "All of one length": (
        "Nothing has to be filled up, and the plain mean is right by chance.",
        {"definitions": "time without end\nitalian operatic composer\nlack of success"},
    ),
}


def record_padding(
    definitions: Any = FOUR,
    extra: int = 0,
    pooling: str = "mean",
    pad_row: str = "zeros",
    seed: int = 3,
    mine: Any = None,
) -> Trace:
    """Record word numbers, padding, vectors, mask, sum and quotient of each sentence, row by row.

    Args:
        definitions: text with one sentence a line, up to 5 of up to 8 words; a line may be empty.
        extra: places of padding more than the longest sentence asks for, 0 to 6.
        pooling: "mean", or "max", the largest of each component.
        pad_row: the vector of the padding: "zeros", or "drawn" as those of the words.
        seed: draws the vectors, rounded to one decimal.
        mine: the learner's ``masked_mean(x, lengths)`` (with "max" ``masked_max``), given torch tensors.

    Raises:
        ValueError, TypeError: for no word, too many, other choices, and numbers out of range.

    Trace:
        words: (rows, T) the words, "" at the padding; T is the longest length and ``extra``.
        indices: (rows, T) their numbers, 0 at the padding.
        lengths: (rows) how many words are real.
        table: (V, 3) the vectors, row 0 that of the padding.
        total: (rows, 3) the sum over the real words, with "max" the largest.
        pooled: (rows, 3) the mean over the real words, with "max" the largest.
        plain: (rows, 3) the same over all places, padding and all.
        right, over all: (7, rows) the first number of both with 0 to 6 places more.
        extra, pooling: () as given.
        phase, row: (steps) "start", "index", "pad", "look up", "mask", "sum", "divide" or "all", and the row.
        label: () what the learner's is called.
        mine, wrong: (7, rows, 3) theirs with 0 to 6 places more, no entry where there are none; where it departs.
    """
    sentences = _typed(definitions)
    extra = whole(extra, "extra", at_least=0, at_most=EXTRA)
    one_of(pooling, POOLINGS, "pooling"), one_of(pad_row, PAD_ROWS, "pad_row"), whole(seed, "seed", at_least=0)
    number_of = {word: i for i, word in enumerate(dict.fromkeys(w for s in sentences for w in s), 1)}
    table = np.random.default_rng(seed).normal(size=(len(number_of) + 1, SIZE)).round(1) + 0.0
    if pad_row == "zeros":
        table[0] = 0
    lengths, longest = np.array([len(s) for s in sentences]), max(map(len, sentences))
    width = longest + extra
    indices = np.array([[number_of[w] for w in s] + [0] * (width - len(s)) for s in sentences])  # (B, T)
    pooled, total = _pooled(table[indices], lengths, pooling)
    batches = [np.pad(indices[:, :longest], ((0, 0), (0, more))) for more in range(EXTRA + 1)]
    over_all = [_pooled(table[b], np.full(len(b), b.shape[1]), pooling)[0] for b in batches]
    every = np.tile(pooled, (EXTRA + 1, 1, 1))  # (7, B, 3): more padding changes nothing
    found = _beside(mine, [table[b] for b in batches], lengths, every, pooling)
    names = ["index", "pad", "look up", "mask", "sum", *["divide"] * (pooling == "mean")]
    phases = [("start", -1), *((name, row) for name in names for row in range(len(sentences))), ("all", -1)]
    arrays = {
        "words": [[*s, *[""] * (width - len(s))] for s in sentences],
        "indices": indices,
        "lengths": lengths,
        "table": table,
        "total": total,
        "pooled": pooled,
        "plain": over_all[extra],
        "right": every[:, :, 0],
        "over all": np.array(over_all)[:, :, 0],
        "extra": extra,
        "pooling": pooling,
        **columns("phase row", phases),
        **found.arrays,
    }
    return Trace(arrays, [_caption(phase, row, arrays) for phase, row in phases], found.notes)


@lab_of(record_padding, draw_padding, presets=PRESETS)
def padding_lab() -> Controls:
    """Pad sentences of unequal length, look their words up, and take each one's mean over its real words.

    Source: Iyyer et al. (2015), Deep unordered composition rivals syntactic methods for text classification.
    """
    return {
        "extra": ipywidgets.IntSlider(min=0, max=EXTRA, description="more padding"),
        "pooling": ipywidgets.Dropdown(options=POOLINGS, description="Pooling"),
        "pad_row": ipywidgets.Dropdown(
            options=PAD_ROWS, description="the pad's vector", style={"description_width": "initial"}
        ),
        "definitions": TextField("Sentences", "\n".join, hint="one a line", lines=4),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed of vectors"),
    }


def _typed(value: Any) -> list[list[str]]:
    """The words of each line; blank lines within are empty sentences."""
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    if not isinstance(value, str):
        came = type(value).__name__
        raise TypeError(f"definitions: wanted text, a sentence a line, got {came}; write it between quotes.")
    sentences = [tokenize(line) for line in value.strip("\n").split("\n")]
    if not any(sentences):
        raise ValueError("definitions: wanted at least one word, got none; type a sentence.")
    most = max(map(len, sentences))
    if len(sentences) > ROWS or most > WORDS:
        raise ValueError(
            f"definitions: wanted at most {ROWS} sentences of at most {WORDS} words, got {len(sentences)}, the longest "
            f"of {plural(most, 'word')}; leave some out."
        )
    if long := [word for s in sentences for word in s if len(word) > LONGEST]:
        raise ValueError(f"definitions: wanted words of at most {LONGEST} letters, got {long[0]!r:.30}; shorten it.")
    return sentences


def _pooled(x: np.ndarray, lengths: np.ndarray, pooling: str) -> tuple[np.ndarray, np.ndarray]:
    """The mean or the largest over the first ``lengths`` of x (B, T, 3), and the sum it came from."""
    there = (np.arange(x.shape[1]) < lengths[:, None])[:, :, None]  # (B, T, 1)
    if pooling == "max":
        largest = np.where(there, x, -np.inf).max(axis=1)
        largest = np.where(lengths[:, None] > 0, largest, 0)
        return largest, largest
    total = np.where(there, x, 0).sum(axis=1)
    return total / np.maximum(lengths, 1)[:, None], total


def _beside(mine: Any, batches: list[np.ndarray], lengths: np.ndarray, right: np.ndarray, pooling: str) -> Beside:
    def run(label: str) -> np.ndarray:
        import torch  # only the learner's function needs it

        answers = [mine(torch.tensor(x), torch.tensor(lengths)) for x in batches]
        answers = [a.detach().numpy() if isinstance(a, torch.Tensor) else a for a in answers]
        return np.array([wanted_shape(a, right.shape[1:], label) for a in answers])

    return beside(
        mine,
        run,
        right,
        ours=f"masked_{pooling}",
        where=lambda more, row, one: f"number {one + 1} of sentence {row + 1} with {plural(more, 'place')} more",
        counted="in {} of {} numbers",
        differs=lambda theirs, ours: ~np.isclose(theirs, ours, rtol=1e-5, atol=1e-6, equal_nan=True),
    )


def _caption(phase: str, row: int, a: dict[str, Any]) -> str:
    if phase == "start":
        return f"{len(a['words'])} sentences of {', '.join(map(str, a['lengths']))} words shall become one batch."
    if phase == "all":
        moved = int((~np.isclose(a["pooled"], a["plain"])).any(axis=1).sum())
        what = "mean" if a["pooling"] == "mean" else "largest"
        return f"The plain {what} over all places is wrong for {moved} of {len(a['words'])} sentences."
    words, n, width = [w for w in a["words"][row] if w], int(a["lengths"][row]), a["indices"].shape[1]
    first = f"Sentence {row + 1}"
    if not n:
        return {
            "index": f"{first} has no word.",
            "pad": f"{first} is padding alone: {width} zeros.",
            "look up": f"{first}: every place takes row 0.",
            "mask": f"{first}: no place is real.",
            "sum": f"{first}: nothing is there to be {'added' if a['pooling'] == 'mean' else 'compared'}: 0.",
            "divide": f"{first}: 0 / 0 is not a number; 0 / max(0, 1) = 0.",
        }[phase]
    if phase == "index":
        told = ", ".join(f"{w} {i}" for w, i in zip(words, a["indices"][row], strict=False))
        return f"{first}: each word has a number, from 1 on: {told}."
    if phase == "pad":
        return f"{first}: {n} words and {plural(width - n, 'place')} of padding, number 0, make {width}."
    if phase == "look up":
        told = f"“{words[0]}” is number {a['indices'][row][0]}: {vector(a['table'][a['indices'][row][0]])}"
        return f"{first}: each number takes its row of the table. {told}."
    if phase == "mask":
        return f"{first}: the first {n} places are real, {width - n} {'is' if width - n == 1 else 'are'} not."
    real = a["table"][a["indices"][row, :n]][:, 0]
    if phase == "sum" and a["pooling"] == "max":
        return f"{first}: the largest first number of {', '.join(map(number, real))} is {number(real.max())}."
    if phase == "sum":
        told = " + ".join([number(real[0]), *map(signed, real[1:])])
        return f"{first}: the first numbers add up, {told} = {number(a['total'][row, 0])}."
    total, mean, plain = a["total"][row, 0], a["pooled"][row, 0], a["plain"][row, 0]
    return (
        f"{first}: divided by its own {n} words, {number(total)} / {n} = {number(mean)}; over all {width} places it "
        f"would be {number(plain)}."
    )
