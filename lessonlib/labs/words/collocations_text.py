"""The text whose pairs are counted: the addresses that ship, or what a learner types, read as text in any case."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from typing import Any

import numpy as np

from lessonlib.data import load_sotu
from lessonlib.labs.shared.typed_text import shown
from lessonlib.stage.numbers import count, plural
from lessonlib.text import sentences, tokenize
from lessonlib.text.collocations import Bigrams, bigrams, with_tables

LETTERS = 500_000  # of a text of one's own: counted well within a second


def read_pairs(text: Any) -> tuple[Bigrams, str, list[str]]:
    """The pairs of ``text``, what to call it, and a sentence when it was cut; for "" those of the addresses.

    Raises:
        TypeError, ValueError: for what is no text, and for a text of less than two words.

    >>> counts, name, notes = read_pairs("New York, New York!")
    >>> len(counts.n_uv), name, notes
    (2, 'your text', [])
    """
    if not isinstance(text, str):
        raise TypeError(f"text: wanted a text, got {type(text).__name__}; paste one, or leave it empty.")
    if not text.strip():
        return _addresses(), "the addresses", []
    notes = []
    if len(text) > LETTERS:
        words = text[:LETTERS].split() or [""]
        notes.append(
            f"The text is cut behind “{shown(words[-1])}”: of its {count(len(text))} letters "
            f"the first {count(LETTERS)} are read."
        )
    counts = _typed(text[:LETTERS])
    if counts.n < 2:
        came = f"only “{shown(counts.vocabulary[0])}”" if counts.n else f"none in “{shown(text.strip())}”"
        raise ValueError(f"text: wanted at least two words, got {came}; paste more, or leave it empty.")
    return counts, "your text", notes


@lru_cache(maxsize=1)
def _typed(text: str) -> Bigrams:
    # With a table that can exist, for "la la la" too.
    return with_tables(bigrams(_apart(text)))


@cache
def _addresses() -> Bigrams:
    return bigrams([words for address in load_sotu() for words in _apart(address)])


def _apart(text: str) -> list[list[str]]:
    """The words of each sentence of ``text``: no pair reaches over a full stop."""
    return [tokenize(sentence) for sentence in sentences(text)]


def words_first(counts: Bigrams, order: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """``order`` with pairs of words before pairs with a number, where their scores are equal."""
    number = np.array([word[:1].isdigit() for word in counts.vocabulary], dtype=bool)
    return order[np.lexsort((number[counts.first[order]] | number[counts.second[order]], -scores))]


def place_of(pair: Any, counts: Bigrams) -> int:
    """The place in ``counts`` of the two words in ``pair``, such as "white house".

    Raises:
        TypeError, ValueError: for what is not two words, and for two that never stand side by side.

    >>> place_of("new YORK", bigrams(["new", "york"]))
    0
    """
    words = tokenize(pair) if isinstance(pair, str) else []
    if len(words) != 2:
        came = plural(len(words), "word") if isinstance(pair, str) else type(pair).__name__
        raise ValueError(f'pair: wanted two words, got {came}; type some such as "white house", or nothing.')
    ids = [bisect_left(counts.vocabulary, word) for word in words]
    known = [i < len(counts.vocabulary) and counts.vocabulary[i] == w for i, w in zip(ids, words, strict=True)]
    if not all(known):
        word = words[known.index(False)]
        raise ValueError(f"pair: “{shown(word)}” was never seen in this text; look up another pair.")
    found = np.flatnonzero((counts.first == ids[0]) & (counts.second == ids[1]))
    if not found.size:
        raise ValueError(
            f"pair: “{shown(words[1])}” never follows “{shown(words[0])}” in this text, so there is nothing to score; "
            "look up another pair."
        )
    return int(found[0])
