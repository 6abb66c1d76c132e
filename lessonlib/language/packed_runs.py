"""Runs of n tokens as one whole number each: numbers are counted several times faster than tuples of words."""

from __future__ import annotations

from itertools import chain

import numpy as np

from lessonlib.language.ngrams import START, padded_sentences


class PackedRuns:
    """How often each run of ``n`` tokens occurs, and each context: the same numbers as in :func:`count_ngrams`.

    Tokens are numbered from 0 to S - 1; a run w_1 ... w_n is the number w_1 S^(n-1) + ... + w_n, its context the number
    before the last S. ``place`` gives the number of a token, "<s>" with it.

    >>> runs = PackedRuns([["the", "cat"], ["the", "dog"]], 2, "PackedRuns")
    >>> runs.counts("cat", ("the",)), runs.counts("cat", ("never met",))
    ((1, 2), (0, 0))
    """

    def __init__(self, sentences: list[list[str]], n: int, where: str):
        words = list(chain.from_iterable(padded_sentences(sentences, n, where)))
        self.place = {word: i for i, word in enumerate(dict.fromkeys(words))}
        size = self._size = len(self.place)
        ids = np.fromiter(map(self.place.__getitem__, words), np.int64, len(words))
        if size**n >= 2**63:
            ids = ids.astype(object)  # Python's whole numbers have no end
        last = ids[n - 1 :]
        runs = sum(ids[n - 1 - k : len(ids) - k] * size**k for k in range(n))
        runs = runs[last != self.place.get(START, -1)]  # what ends in padding would reach over two sentences
        runs, counts = np.unique(runs, return_counts=True)
        contexts, row = np.unique(runs // size, return_inverse=True)
        self._counts = dict(zip(runs.tolist(), counts.tolist(), strict=True))
        self._totals = dict(zip(contexts.tolist(), np.bincount(row, counts).astype(int).tolist(), strict=True))

    def counts(self, token: str, context: tuple[str, ...]) -> tuple[int, int]:
        """How often ``token`` follows ``context``, and how often anything does."""
        packed = 0
        for word in context:
            if word not in self.place:
                return 0, 0
            packed = packed * self._size + self.place[word]
        run = packed * self._size + self.place[token] if token in self.place else -1
        return self._counts.get(run, 0), self._totals.get(packed, 0)
