"""Co-occurrence counts: how cooccurrence is checked, and its mistakes: the window, the sentences, the vocabulary."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import as_array

COUNTS = "counts"


def _case(label: str, text: str, window: int, words: str, **kind: bool) -> Case:
    sentences = tuple(tuple(sentence.split()) for sentence in text.split("."))
    return Case(f"{label}, window {window}", sentences=sentences, window=window, words=tuple(words.split()), **kind)


ANIMALS = "the cat drinks milk. the dog drinks water. the cat sees the dog"
CASES = (
    _case("three sentences", ANIMALS, 2, "water the milk dog cat drinks sees"),
    _case("words that come back", "it is what it is what. very very good", 3, "what very it good is"),
    _case("three sentences", ANIMALS, 1, "water the milk dog cat drinks sees"),
    _case("words outside the vocabulary", ANIMALS, 2, "milk dog cat drinks", rare=True),
    _case("sentences shorter than the window", "deep learning. works.", 5, "works learning deep", rare=True),
)
Places = Callable[[Sequence[str], int, int], Iterable[int]]


def around(said: Sequence[str], i: int, window: int) -> list[int]:
    """The places of the neighbours of place ``i``: up to ``window`` to each side."""
    return [j for j in range(max(0, i - window), min(len(said), i + window + 1)) if j != i]


def count(case: Case, places: Places = around, sentences=None, words: Sequence[str] = ()) -> np.ndarray:
    """n_uv with rows and columns as ``case.words`` lists them, (V, V)."""
    row = {word: i for i, word in enumerate(words or case.words)}
    counts = np.zeros((len(case.words),) * 2)
    for said in case.sentences if sentences is None else sentences:
        for i in range(len(said)):
            for j in places(said, i, case.window):
                if said[i] in row and said[j] in row:
                    counts[row[said[i]], row[said[j]]] += 1
    return counts


def _observe(maker: Maker, case: Case) -> Any:
    sentences, words = [list(said) for said in case.sentences], list(case.words)
    try:
        alone = len(inspect.signature(maker.candidate).parameters) == 2
    except (TypeError, ValueError):
        alone = False
    value = maker.raw(sentences, case.window) if alone else maker.raw(sentences, case.window, words)
    if value is None:
        raise GaveNothing("None")
    if isinstance(value, tuple) and len(value) == 2:  # counts and vocabulary
        value, named = value
        counts = as_array(value)
        return _in_order(counts, list(named), words) if alone else counts
    return as_array(value)


def _in_order(counts: np.ndarray, named: list, words: list[str]) -> np.ndarray:
    """The counts of a candidate with a vocabulary of its own, in the order of ours; words that it never saw are 0."""
    row = {word: i for i, word in enumerate(named)}
    table = np.zeros((len(words), len(words)))
    for u, first in enumerate(words):
        for v, second in enumerate(words):
            if first in row and second in row:
                table[u, v] = counts[row[first], row[second]]
    return table


EXERCISES = (
    Exercise(
        "cooccurrence",
        ("cooccurrence", "cooccurrence_matrix"),
        "function",
        "cooccurrence(sentences, window, vocabulary)",
        (
            Part(
                COUNTS,
                "n_uv: how often v stands at most window places from u, to either side",
                CASES,
                _observe,
                count,
                hints=(
                    "Count a sentence of three words by hand and lay your table beside it.",
                    "For each place i, each j from i - window to i + window inside the sentence, j other than i.",
                ),
            ),
        ),
    ),
)


def _places(change: Callable[[Sequence[str], int, int], Iterable[int]]):
    return lambda c: count(c, change)


def _mistake(name, gives, says, *hints):
    return Mistake(name, ("cooccurrence",), COUNTS, gives, says, hints)


def _joined(case: Case) -> np.ndarray:
    return count(case, sentences=[[word for said in case.sentences for word in said]])


def _only_known(case: Case) -> np.ndarray:
    return count(case, sentences=[[word for word in said if word in case.words] for said in case.sentences])


ONE_SIDE = (
    "Which words left of the centre do you count?",
    "range(max(0, i - window), min(len(sentence), i + window + 1)).",
)
OFF = ("List the places that your range gives for i = 3.", "A range ends before its second number: i + window + 1.")
MISTAKES = (
    _mistake(
        "window one-sided",
        _places(lambda s, i, w: [j for j in around(s, i, w) if j > i]),
        "Only the words to the right are counted.",
        *ONE_SIDE,
    ),
    _mistake(
        "window one-sided",
        _places(lambda s, i, w: [j for j in around(s, i, w) if j < i]),
        "Only the words to the left are counted.",
        *ONE_SIDE,
    ),
    _mistake(
        "window off by one",
        _places(lambda s, i, w: [j for j in around(s, i, w) if j < i + w]),
        "To the right the window ends one word early: -w to w - 1.",
        *OFF,
    ),
    _mistake(
        "window off by one", _places(lambda s, i, w: around(s, i, w + 1)), "The window is one word too wide.", *OFF
    ),
    _mistake(
        "window off by one", _places(lambda s, i, w: around(s, i, w - 1)), "The window is one word too narrow.", *OFF
    ),
    _mistake(
        "pair with itself counted",
        _places(lambda s, i, w: [*around(s, i, w), i]),
        "Each token is counted as its own neighbour: the diagonal is too large.",
        "What stands at distance 0?",
        "Skip j == i.",
    ),
    _mistake(
        "context dropped by value",
        _places(lambda s, i, w: [j for j in around(s, i, w) if s[j] != s[i]]),
        "A neighbour that is the same word is left out; only the place itself should be.",
        "What should “very very” count?",
        "Compare places, j != i, not words.",
    ),
    _mistake(
        "place looked up by value",
        _places(lambda s, i, w: around(s, s.index(s[i]), w)),
        "sentence.index(word) finds the first place of a word: its later places are counted there again.",
        "What does index give for the second “it”?",
        "Walk over places: for i, word in enumerate(sentence).",
    ),
    _mistake(
        "across sentences",
        _joined,
        "The window reaches from one sentence into the next.",
        "Who are the neighbours of the last word of a sentence?",
        "Slide the window over each sentence by itself.",
    ),
    _mistake(
        "window ignored",
        _places(lambda s, i, w: [j for j in range(len(s)) if j != i]),
        "All words of a sentence are counted as neighbours.",
        "Where does `window` come in?",
        *OFF[1:],
    ),
    _mistake(
        "counted twice",
        lambda c: 2 * count(c),
        "Each number is doubled.",
        "How often do you add to the table for one pair of places?",
        "Add to [u, v]; [v, u] gets its turn.",
    ),
    _mistake(
        "not symmetric",
        lambda c: np.triu(count(c)),
        "Only one half of the table is filled.",
        "Is n_uv the same as n_vu?",
        "Count each centre with all of its neighbours.",
    ),
    _mistake(
        "presence, not count",
        lambda c: np.minimum(count(c), 1),
        "The table only says whether two words met.",
        "And the second meeting?",
        "Add 1: counts[u, v] += 1.",
    ),
    _mistake(
        "vocabulary order",
        lambda c: count(c, words=sorted(c.words)),
        "Rows and columns stand in the order of the alphabet, not in that of the vocabulary.",
        "Which word has row 0?",
        "row = {word: i for i, word in enumerate(vocabulary)}.",
    ),
    _mistake(
        "unknown words removed first",
        _only_known,
        "Words outside the vocabulary were taken out before the window slid.",
        "Do others move together when one is not counted?",
        "Keep the sentence whole; skip such words when adding.",
    ),
)
