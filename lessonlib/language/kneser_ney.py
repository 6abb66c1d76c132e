"""Kneser-Ney smoothing: take a discount from every count, and give it to words that follow many different ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from lessonlib.arguments import real
from lessonlib.language.ngram_model import NGramModel


class KneserNeyLM(NGramModel):
    """An n-gram model that falls back on shorter contexts: interpolated Kneser-Ney.

        P(w | context) = max(c(context, w) - d, 0) / C + d N(context) / C * P(w | context without its first token)

    c counts w after the context, C = c summed over w, N(context) is how many different tokens follow it, d is
    ``discount``: what the first term loses is just what the second gives out. For the full context c counts places; for
    every shorter one c(context, w) is how many different tokens stand before the run (context, w). So "Francisco",
    often met but only after "San", is not likely after anything else. Without a context, P(w) is the share of its c.
    A context never met has P of the shorter one.

    Args:
        sentences: lists of words, at least one.
        n: the context is n - 1 tokens; from 2, there must be a shorter context.
        discount: d, above 0 and below 1.

    Raises:
        TypeError, ValueError: as :func:`count_ngrams`, and for an n below 2 or a discount outside (0, 1); later for a
            context of another length and a token outside the vocabulary.

    >>> lm = KneserNeyLM([["san", "francisco"], ["san", "francisco"], ["a", "cat"], ["one", "cat"]], n=2)
    >>> lm.probability("francisco", ["never met"]), lm.probability("cat", ["never met"])
    (0.125, 0.25)

    Source: Kneser and Ney (1995), Improved backing-off for m-gram language modeling; Chen and Goodman (1999).
    """

    def __init__(self, sentences: Iterable[Sequence[str]], n: int, discount: float = 0.75):
        self.discount = real(discount, "KneserNeyLM(discount)", above=0, below=1)
        super().__init__(sentences, n, at_least=2)
        self._tables = [self.counts]  # of contexts of n - 1, n - 2, ... 0 tokens
        for _ in range(self.n - 1):
            shorter: dict[tuple[str, ...], Counter[str]] = {}
            for context, row in self._tables[-1].items():  # each different run counts once
                shorter.setdefault(context[1:], Counter()).update(row.keys())
            self._tables.append(shorter)
        self._totals = [{context: row.total() for context, row in table.items()} for table in self._tables]

    def _share(self, token: str, context: tuple[str, ...]) -> float:
        depth = self.n - 1 - len(context)
        row = self._tables[depth].get(context)
        if not context:
            return row[token] / self._totals[depth][context]
        shorter = self._share(token, context[1:])
        if row is None:
            return shorter
        given_out = self.discount * len(row) * shorter
        return (max(row[token] - self.discount, 0) + given_out) / self._totals[depth][context]
