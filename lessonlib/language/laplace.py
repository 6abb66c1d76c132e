"""Laplace's smoothing: every token is counted delta times more than it was met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lessonlib.arguments import real, told
from lessonlib.language.ngram_model import NGramModel


class LaplaceLM(NGramModel):
    """An n-gram model in which nothing is impossible: P(w | context) = (c(context, w) + delta) / (C + delta V).

    c counts w after the context, C = c summed over w, V is the size of the vocabulary, "</s>" with it. A context that
    was never met has C = 0, and every token 1 / V. With ``delta`` = 0 these are the plain shares c / C.

    Args:
        sentences: lists of words, at least one.
        n: the context is n - 1 tokens; from 1.
        delta: what is added to every count, from 0.

    Raises:
        TypeError, ValueError: as :func:`count_ngrams`, and for a delta below 0; later for a context of another length,
            for a token outside the vocabulary, and for a context never met where delta is 0.

    >>> lm = LaplaceLM([["the", "cat"], ["the", "dog"]], n=2)
    >>> lm.probability("cat", ["the"])  # (1 + 1) / (2 + 4)
    0.3333
    >>> sum(lm.distribution(["a word never met"]).values())
    1.0

    Source: Jurafsky and Martin, Speech and Language Processing, "Smoothing"; delta below 1 is Lidstone's.
    """

    def __init__(self, sentences: Iterable[Sequence[str]], n: int, delta: float = 1.0):
        self.delta = real(delta, "LaplaceLM(delta)", at_least=0)
        super().__init__(sentences, n)

    def _share(self, token: str, context: tuple[str, ...]) -> float:
        count, total = self._runs.counts(token, context)
        total += self.delta * len(self.vocabulary)
        if total == 0:
            raise ValueError(
                f"{self!r}: wanted a context met in the corpus, got {told(context, 60)}; without smoothing nothing is "
                "known after it. Choose a delta above 0."
            )
        return (count + self.delta) / total
