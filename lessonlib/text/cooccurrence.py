"""Co-occurrence: how often two words stand within a few tokens of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import scipy  # loads scipy.sparse when it is asked for

from lessonlib.arguments import list_of_words, lists_of_words, whole
from lessonlib.text.word_ids import word_ids


def cooccurrence(
    sentences: Iterable[Sequence[str]], window: int, vocabulary: Sequence[str] | None = None
) -> tuple[scipy.sparse.csr_matrix, list[str]]:
    """Count n_uv, how often word v stands at most ``window`` tokens before or after word u, in the same sentence.

    Positions are counted, not words: a word that stands twice in a sentence is counted twice, and meets itself where
    its two places are near enough, but no token is its own neighbour. The matrix is symmetric.

    Args:
        sentences: lists of words.
        window: how many tokens to the left, and as many to the right, are neighbours.
        vocabulary: the words that are counted, in the order of the rows; by default all, by the alphabet. A word that
            it lacks keeps its place in the sentence, so that words far apart do not become neighbours.

    Returns:
        counts: CSR (V, V) of int64; row u holds the counts of u's neighbours.
        vocabulary: V words; row and column i belong to ``vocabulary[i]``.

    Raises:
        TypeError: for a text, or texts, in place of lists of words; for a window that is no whole number.
        ValueError: for a window below 1, and a vocabulary that names a word twice.

    >>> counts, words = cooccurrence([["the", "dog", "saw", "the", "cat"]], window=1)
    >>> words
    ['cat', 'dog', 'saw', 'the']
    >>> counts.toarray()
    array([[0, 0, 0, 1],
           [0, 0, 1, 1],
           [0, 1, 0, 1],
           [1, 1, 1, 0]])

    Source: Lecture 2, slide "Collocations: context is all you need".
    """
    window = whole(window, "window")
    sentences = lists_of_words(sentences, "cooccurrence(sentences)")
    if vocabulary is not None:
        vocabulary = list_of_words(vocabulary, "cooccurrence(vocabulary)")
    ids, words = word_ids(list(chain.from_iterable(sentences)), vocabulary)
    lengths = np.fromiter(map(len, sentences), dtype=np.int64, count=len(sentences))
    sentence = np.repeat(np.arange(len(lengths)), lengths)  # (tokens,): the number of each token's sentence
    size = len(words)
    counts = scipy.sparse.csr_matrix((size, size), dtype=np.int64)
    for distance in range(1, min(window, lengths.max(initial=1) - 1) + 1):
        left, right = ids[:-distance], ids[distance:]
        near = (sentence[:-distance] == sentence[distance:]) & (left >= 0) & (right >= 0)
        left, right = left[near].astype(np.int32), right[near].astype(np.int32)
        counts = counts + scipy.sparse.coo_matrix((np.ones(len(left), np.int64), (left, right)), (size, size)).tocsr()
    return (counts + counts.T).tocsr(), words  # each pair was met once, the left word first
