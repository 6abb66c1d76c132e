"""Sentences as numbers: the vocabulary, the words' ids in one long row, and the pieces that a batch is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lessonlib.arguments import lists_of_words, told, whole


@dataclass(frozen=True)
class Corpus:
    """A text of N tokens over V words: ``words``, most frequent first, with their ``counts`` (V,).

    ``ids`` (N,) is the text, each token as its word's place in ``words``; ``sentence`` (N,) numbers its sentences, so
    that no window reaches from one into the next.
    """

    words: list[str]
    counts: np.ndarray
    ids: np.ndarray
    sentence: np.ndarray


def read_corpus(sentences: Iterable[Iterable[str]], min_count: int = 5) -> Corpus:
    """Return the ``sentences``, each a list of words, as a Corpus of the words that occur ``min_count`` times or more.

    Rarer words are left out of the text, so that windows reach over them. Words of equal count stand in the order of
    their first occurrence.

    Raises:
        TypeError: for one string, or sentences that are strings.
        ValueError: when fewer than two different words are left, or when no sentence has two words.

    >>> corpus = read_corpus([["the", "quick", "fox"], ["the", "dog"]], min_count=1)
    >>> corpus.words, corpus.counts.tolist(), corpus.ids.tolist(), corpus.sentence.tolist()
    (['the', 'quick', 'fox', 'dog'], [2, 1, 1, 1], [0, 1, 2, 0, 3], [0, 0, 0, 1, 1])
    """
    min_count = whole(min_count, "min_count")
    sentences = lists_of_words(sentences, "train_word2vec(sentences)")
    total = Counter(word for sentence in sentences for word in sentence)
    kept = [(word, count) for word, count in total.most_common() if count >= min_count]
    place = {word: i for i, (word, _) in enumerate(kept)}
    numbered = [[place[word] for word in sentence if word in place] for sentence in sentences]
    if len(kept) < 2:
        raise ValueError(_too_few(total, len(kept), min_count))
    lengths = [len(ids) for ids in numbered]
    if max(lengths) < 2:
        raise ValueError(
            f"sentences: wanted words beside each other, got only sentences of one word, counting words that "
            f"occur min_count = {min_count} times; pass longer sentences, or a smaller min_count."
        )
    words, counts = zip(*kept, strict=True)
    ids = np.array([i for sentence in numbered for i in sentence])
    return Corpus(list(words), np.array(counts), ids, np.repeat(np.arange(len(numbered)), lengths))


def thinned_rows(corpus: Corpus, keep: np.ndarray, length: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Return the text as rows of ``length`` tokens, (rows, length) ids and sentence numbers, in an order drawn anew.

    Each token stays with the probability ``keep`` (V,) of its word. What stays is closed up and cut; the first cut is
    drawn, so that no two tokens are parted in every epoch. Places without a token hold the id 0 in a sentence of their
    own, and so meet nobody.

    >>> corpus = read_corpus([["a", "b", "c"], ["a", "d"]], min_count=1)
    >>> ids, sentence = thinned_rows(corpus, np.ones(4), length=4, rng=np.random.default_rng(0))
    >>> ids.shape, sorted(ids[sentence >= 0].tolist())
    ((2, 4), [0, 0, 1, 2, 3])
    """
    stays = rng.random(len(corpus.ids)) < keep[corpus.ids]
    ids, sentence = corpus.ids[stays], corpus.sentence[stays]
    before = rng.integers(length)
    rows = -(-(before + len(ids)) // length)
    row_ids = np.zeros(rows * length, dtype=np.int64)
    row_sentence = -1 - np.arange(rows * length)  # each its own
    row_ids[before : before + len(ids)], row_sentence[before : before + len(ids)] = ids, sentence
    order = rng.permutation(rows)
    return row_ids.reshape(rows, length)[order], row_sentence.reshape(rows, length)[order]


def _too_few(total: Counter, kept: int, min_count: int) -> str:
    wanted = f"sentences: wanted at least two different words that occur min_count = {min_count} times"
    if not total:
        return f"{wanted}, got an empty corpus; pass sentences with words."
    word, count = total.most_common(1)[0]
    which = "only one word" if len(total) == 1 else f"{kept} among {len(total)} words"
    return f"{wanted}, got {which} (most frequent: {told(word)}, {count} times); pass more text or a smaller min_count."
