"""The spaces of words that labs look into: shipped vectors, counted ones, the learner's; each made once, when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any

from lessonlib.arguments import one_of
from lessonlib.data import load_glosses
from lessonlib.embeddings import analogy_accuracy, as_keyed_vectors, keyed_vectors, load_glove
from lessonlib.embeddings.accuracy import Section
from lessonlib.stage.progress import report

OWN = "mine"
COUNTED = 8000  # words, the most frequent of the definitions: counted and factorised in some seconds
DIM, WINDOW = 100, 5


class WordSpace:
    """Words with their vectors, and what has been measured on them.

    Args:
        label: what the picture calls it.
        vectors: what :func:`lessonlib.embeddings.as_keyed_vectors` takes.

    Raises:
        TypeError, ValueError: for what holds no vectors.
    """

    def __init__(self, label: str, vectors: Any) -> None:
        self.label, self.vectors = label, as_keyed_vectors(vectors)
        self.__name__ = "vectors"  # as Lab.code() writes it: the learner's name of them is not known
        self._sections: list[Section] | None = None

    def word(self, typed: str) -> str:
        """``typed`` without blanks around it, in lower case where only that is known."""
        plain = typed.strip() if isinstance(typed, str) else typed
        known = self.vectors.key_to_index
        return plain.lower() if isinstance(plain, str) and plain not in known and plain.lower() in known else plain

    def accuracy(self) -> list[Section]:
        """The share of right analogies by section, measured once; how far it is, is reported."""
        if self._sections is None:
            self._sections = analogy_accuracy(self.vectors, progress=report)
        return self._sections


@cache
def glove_space() -> WordSpace:
    """The shipped vectors of GloVe."""
    return WordSpace("GloVe", load_glove())


@cache
def counted_space() -> WordSpace:
    """PPMI of the counts in WordNet's definitions, factorised by SVD: no training, only counting."""
    from lessonlib.text.cooccurrence import cooccurrence
    from lessonlib.text.ppmi import ppmi
    from lessonlib.text.svd import svd_vectors

    sentences = load_glosses()
    words = [word for word, _ in Counter(chain.from_iterable(sentences)).most_common(COUNTED)]
    counts, words = cooccurrence(sentences, WINDOW, words)
    return WordSpace("PPMI-SVD", keyed_vectors(words, svd_vectors(ppmi(counts), DIM)))


SPACES: dict[str, Callable[[], WordSpace]] = {"GloVe": glove_space, "PPMI-SVD": counted_space}


def usual_space(name: str | None, vectors: Any) -> str:
    """``name``, or for None the space that is meant: that of the learner's ``vectors``, else GloVe."""
    return name if name is not None else "GloVe" if vectors is None else OWN


def space_of(name: str | None, vectors: Any = None) -> WordSpace:
    """The space called ``name``: "GloVe", "PPMI-SVD", or "mine" for ``vectors``; None is the usual one.

    >>> space_of("GloVe").label
    'GloVe'

    Raises:
        ValueError, TypeError: for another name, for "mine" without vectors, and for what holds none.
    """
    name = usual_space(name, vectors)
    if not isinstance(name, str) or name != OWN:
        return SPACES[one_of(name, SPACES, "space")]()
    if vectors is None:
        raise ValueError('space: wanted vectors=... for "mine", got none; train some, or choose "GloVe".')
    return vectors if isinstance(vectors, WordSpace) else WordSpace("your vectors", vectors)
