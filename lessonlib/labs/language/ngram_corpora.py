"""The sentences whose n-grams are counted: the beginning of a novel or of the speeches, rare words as <unk>."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from lessonlib.data import load_novels, load_sotu
from lessonlib.language.laplace import LaplaceLM
from lessonlib.language.ngrams import UNKNOWN
from lessonlib.text import tokenize

LETTERS = 300_000  # of each: about 55 000 words are cut and counted within a second
CORPORA = {"Emma": lambda: load_novels()[:LETTERS], "speeches": lambda: "\n".join(load_sotu())[:LETTERS]}


@lru_cache(maxsize=2)
def sentences_of(corpus: str) -> tuple[tuple[str, ...], ...]:
    """The sentences of ``corpus`` as words; a word that is met once only is "<unk>"."""
    sentences = [tokenize(sentence) for sentence in re.split(r"(?<=[.!?])\s+", CORPORA[corpus]())]
    met = Counter(word for sentence in sentences for word in sentence)
    return tuple(tuple(w if met[w] > 1 else UNKNOWN for w in sentence) for sentence in sentences if sentence)


@lru_cache(maxsize=6)
def model_of(corpus: str, n: int, delta: float) -> LaplaceLM:
    """The model that has counted ``corpus``."""
    return LaplaceLM(sentences_of(corpus), n, delta)
