"""What the n-gram models share: their vocabulary, and what they ask of a token and a context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from lessonlib.arguments import list_of_words, lists_of_words, told, whole
from lessonlib.language.ngrams import LONGEST, START, UNKNOWN, count_ngrams
from lessonlib.language.packed_runs import PackedRuns


class NGramModel:
    """A model of the next token by the n - 1 before it; a subclass gives ``_share(token, context)`` of known words.

    ``vocabulary`` lists the tokens of the sentences and "</s>", by the alphabet. If "<unk>" is
    among them, it stands for every word that is not.
    """

    def __init__(self, sentences: Iterable[Sequence[str]], n: int, at_least: int = 1):
        self.n = whole(n, f"{type(self).__name__}(n)", at_least=at_least, at_most=LONGEST)
        where = f"{type(self).__name__}(sentences)"
        self._sentences = lists_of_words(sentences, where)
        self._runs = PackedRuns(self._sentences, self.n, where)
        self.vocabulary = sorted(self._runs.place.keys() - {START})
        self._known = set(self.vocabulary)
        self._may_stand_before = self._known | {START}

    @cached_property
    def counts(self) -> dict[tuple[str, ...], Counter[str]]:
        """The table of :func:`count_ngrams`, made when it is asked for."""
        return count_ngrams(self._sentences, self.n)

    def probability(self, token: str, context: Sequence[str] = ()) -> float:
        """Return P(``token`` | ``context``), the context being the n - 1 tokens before it.

        Raises ValueError for a context of another length, and for a token outside the vocabulary unless "<unk>" is
        in it; TypeError for what are no words.
        """
        context = self._context(context)
        if not isinstance(token, str):
            raise TypeError(f"{self!r}: wanted a token, got {type(token).__name__} {told(token)}. Pass one word.")
        if token not in self._known:
            if UNKNOWN not in self._known or token == START:
                raise ValueError(self._strange(token))
            token = UNKNOWN
        return self._share(token, context)

    def distribution(self, context: Sequence[str] = ()) -> dict[str, float]:
        """Return {token: P(token | ``context``)} over the vocabulary, "</s>" with it, "<s>" not: it sums to 1."""
        context = self._context(context)
        return {token: self._share(token, context) for token in self.vocabulary}

    def _context(self, context: Sequence[str]) -> tuple[str, ...]:
        where = f"{type(self).__name__}(context)"
        if type(context) is not tuple or set(map(type, context)) - {str}:
            context = list_of_words(context, where)
        if len(context) != self.n - 1:
            raise ValueError(
                f"{where}: wanted {self.n - 1} token{'s' * (self.n != 2)}, got {len(context)}. "
                f"Pass what stands before the token, {START} where the sentence begins."
            )
        if UNKNOWN in self._known and not self._may_stand_before.issuperset(context):
            return tuple(w if w in self._may_stand_before else UNKNOWN for w in context)
        return tuple(context)

    def _strange(self, token: str) -> str:
        if token == START:
            return f"{self!r}: wanted a token that can follow, got {START}, which only begins a sentence. Leave it out."
        return (
            f"{self!r}: wanted a token of its {len(self.vocabulary)}, got {told(token)}. "
            f"Replace rare words by {UNKNOWN} before counting, then it stands for words never met."
        )

    def _share(self, token: str, context: tuple[str, ...]) -> float:
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}(n={self.n})"
