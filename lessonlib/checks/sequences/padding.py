"""How pad is checked, and its mistakes: where the padding stands, how long the rows are, what fills them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import NotNumbers
from lessonlib.checks.manners import UNCHANGED

BATCH, WHOLE = "batch", "kind of numbers"


def _case(label: str, *sentences: tuple[int, ...], fill: int = 0, **kind: bool) -> Case:
    return Case(f"{label}, filled with {fill}", sentences=sentences, fill=fill, **kind)


CASES = (
    _case("sentences of 3, 1 and 2 words", (4, 7, 2), (5,), (9, 3)),
    _case("sentences of 2, 5 and 1 words", (3, 1), (8, 6, 2, 4, 1), (7,), fill=9),
    _case("sentences of 1, 4 and 2 words", (6,), (2, 5, 3, 8), (4, 9), fill=1),
    _case("two of the same length", (4, 7), (5, 6), rare=True),
    _case("one sentence", (4, 7, 2), rare=True),
    _case("an empty sentence", (4, 7), (), rare=True),
)


def padded(rows: Any, fill: int, steps: int | None = None) -> np.ndarray:
    """The rows cut or filled up to ``steps``, the longest unless told otherwise."""
    steps = max(map(len, rows)) if steps is None else steps
    return np.array([[*row[:steps], *[fill] * (steps - len(row))] for row in rows], dtype=int)


def right(case: Case) -> np.ndarray:
    """(B, T), the padding at the end."""
    return padded(case.sentences, case.fill)


def _lists(case: Case) -> list[list[int]]:
    return [list(sentence) for sentence in case.sentences]


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    sentences = _lists(case)
    before = copy.deepcopy(sentences)
    maker.raw(sentences, case.fill)
    return {"sentences": np.array(sentences == before)}


EXERCISES = (
    Exercise(
        "pad",
        ("pad", "pad_sequences"),
        "function",
        "pad(sequences, pad_index) -> (B, T), the padding at the end",
        (
            Part(
                BATCH,
                "(B, T), T the longest length, the padding at the end",
                CASES,
                lambda maker, c: maker.call(_lists(c), c.fill),
                right,
                hints=(
                    "Write down the batch of [4, 7, 2] and [5] by hand.",
                    "T = max(len(s) for s in sequences); row + [pad_index] * (T - len(row)) for each.",
                ),
            ),
            Part(
                WHOLE,
                "whole numbers, torch.int64",
                CASES[:1],
                lambda maker, c: {"whole numbers": maker.call(_lists(c), c.fill).dtype.kind in "iu"},
                lambda c: {"whole numbers": True},
                hints=(
                    "Print batch.dtype.",
                    "torch.full((B, T), pad_index) keeps whole numbers; torch.zeros does not.",
                ),
            ),
            Part(
                UNCHANGED,
                "the same lists as before the call",
                CASES[:1],
                _after,
                lambda c: {"sentences": np.array(True)},
                rare=True,
                hints=(
                    "Print the sentences before and after the call.",
                    "Make a new list: row + [pad_index] * missing.",
                ),
            ),
        ),
    ),
)


def _pad(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = BATCH) -> Mistake:
    return Mistake(name, ("pad",), part, gives, says, hints)


def _left(c: Case) -> np.ndarray:
    return padded([row[::-1] for row in c.sentences], c.fill)[:, ::-1]


def _repeated(c: Case) -> np.ndarray:
    steps = max(map(len, c.sentences))
    return np.array([[*row, *[row[-1]] * (steps - len(row))] for row in c.sentences])


def _ragged(case: Case) -> Any:
    raise NotNumbers


LONGEST = "T is the longest length of all: max(len(s) for s in sequences)."

MISTAKES = (
    _pad(
        "padded on the left",
        _left,
        "The padding stands in front. What goes by lengths counts from the left, and would read padding as words.",
        "Where does the first word of the shortest sentence stand?",
        "row + [pad_index] * (T - len(row)), not the other way round.",
    ),
    _pad(
        "cut to the shortest",
        lambda c: padded(c.sentences, c.fill, min(map(len, c.sentences))),
        "Every sentence was cut to the length of the shortest: words are lost.",
        "Is it min or max that you take of the lengths?",
        LONGEST,
    ),
    _pad(
        "cut to the first",
        lambda c: padded(c.sentences, c.fill, len(c.sentences[0])),
        "The rows are as long as the first sentence; longer ones lose their end.",
        "What if the first sentence is not the longest?",
        LONGEST,
    ),
    _pad(
        "one place too many",
        lambda c: padded(c.sentences, c.fill, max(map(len, c.sentences)) + 1),
        "The batch is one place longer than its longest sentence.",
        "Which row has no padding?",
        LONGEST,
    ),
    _pad(
        "last word lost",
        lambda c: padded([row[:-1] for row in c.sentences], c.fill, max(map(len, c.sentences))),
        "The last word of each sentence is missing.",
        "Does a slice end one too early?",
        "batch[i, :len(row)] = row",
    ),
    _pad(
        "last word lost",
        lambda c: padded([row[:-1] for row in c.sentences], c.fill),
        "The last word of each sentence is missing.",
        "Does a slice end one too early?",
        "row[:-1] leaves the last out; take row.",
    ),
    _pad(
        "pad index ignored",
        lambda c: padded(c.sentences, 0),
        "It fills with 0, whatever pad_index says; 0 may be a real word.",
        "Where do you use pad_index?",
        "torch.full((B, T), pad_index)",
    ),
    _pad(
        "last word repeated",
        _repeated,
        "The last word fills the row; it would count several times.",
        "What stands behind the last word?",
        "Fill with pad_index.",
    ),
    _pad(
        "first sentence repeated to the end",
        lambda c: padded([(row * 9)[: max(map(len, c.sentences))] for row in c.sentences], c.fill),
        "The sentence begins again where it should be filled up.",
        "What stands behind the last word?",
        "Fill with pad_index.",
    ),
    _pad(
        "sorted by length",
        lambda c: padded(sorted(c.sentences, key=len, reverse=True), c.fill),
        "The longest sentence came first: rows no longer fit their labels.",
        "Is row 0 of the batch still sentence 0?",
        "Keep the order.",
    ),
    _pad(
        "sorted by length",
        lambda c: padded(sorted(c.sentences, key=len), c.fill),
        "The shortest sentence came first: rows no longer fit their labels.",
        "Is row 0 of the batch still sentence 0?",
        "Keep the order.",
    ),
    _pad(
        "steps before sentences",
        lambda c: right(c).T,
        "The batch is (T, B): a row holds the first words of all sentences.",
        "How many rows has a batch of two sentences?",
        "torch's pad_sequence needs batch_first=True.",
    ),
    _pad(
        "all in one row",
        lambda c: np.concatenate([np.array(row, dtype=int) for row in c.sentences]),
        "All sentences stand in one row: where each ends is lost.",
        "How many axes has a batch?",
        "One row a sentence, (B, T).",
    ),
    _pad(
        "all words moved by one",
        lambda c: padded([[word + 1 for word in row] for row in c.sentences], c.fill),
        "1 was added to each word. That makes room for the padding, but the vocabulary has to do it.",
        "Is word 4 still word 4?",
        "Leave the numbers as they are.",
    ),
    _pad(
        "left ragged",
        _ragged,
        "The rows still have different lengths: no array can hold them.",
        "Print the length of each row that you return.",
        "Return one tensor: torch.tensor(rows), after filling.",
    ),
    _pad(
        "fractions in place of whole numbers",
        lambda c: {"whole numbers": False},
        "The batch holds fractions, and no table can be looked up with 4.0.",
        "What does torch.zeros make?",
        "dtype=torch.long, or torch.full((B, T), pad_index).",
        part=WHOLE,
    ),
    _pad(
        "in-place edit of the sentences",
        lambda c: {"sentences": ANY},
        "The lists that were handed in got longer: row += [...] or row.append(...) changes the caller's own.",
        "Which line appends, or uses +=?",
        "row + [pad_index] * missing makes a new list.",
        part=UNCHANGED,
    ),
)
