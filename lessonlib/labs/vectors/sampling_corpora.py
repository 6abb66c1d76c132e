"""How often words occur in the shipped texts: counted once for each text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from lessonlib.arguments import one_of
from lessonlib.data import load_glosses, load_novels, load_sotu
from lessonlib.text import tokenize

MIN_COUNT = 5  # as word2vec has it: a rarer word is no part of the vocabulary

CORPORA: dict[str, Callable[[], Iterable[str]]] = {
    "definitions": lambda: chain.from_iterable(load_glosses()),
    "speeches": lambda: chain.from_iterable(tokenize(address) for address in load_sotu()),
    "novels": lambda: tokenize(load_novels()),
}


class Counts(NamedTuple):
    """``words`` by falling frequency, and how often each occurs, ``counts`` (V,)."""

    words: list[str]
    counts: np.ndarray


@cache
def counts_of(corpus: str) -> Counts:
    """The words of a corpus that occur at least five times; ValueError for a corpus that there is not.

    >>> counts_of("definitions").words[:3]
    ['the', 'a', 'of']
    """
    counted = Counter(CORPORA[one_of(corpus, CORPORA, "corpus")]()).most_common()
    frequent = [(word, count) for word, count in counted if count >= MIN_COUNT]
    words, counts = zip(*frequent, strict=True)
    return Counts(list(words), np.array(counts))
