"""Perplexity: among how many equally likely tokens a model hesitates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from lessonlib.arguments import having, lists_of_words, told, whole
from lessonlib.language.ngrams import LONGEST, padded_sentences


def perplexity(lm, sentences: Iterable[Sequence[str]]) -> float:
    """Return exp of the mean surprise of a token: exp(-(1/N) sum of ln P(w | context)).

    N counts all tokens of all ``sentences``, each "</s>" with them and no "<s>": the mean is by token, so a long
    sentence weighs more than a short one. A model that finds V tokens equally likely has V. One that gives a token that
    is there probability 0 has infinity.

    Args:
        lm: a model with ``n`` and ``probability(token, context)``, such as :class:`LaplaceLM`.
        sentences: lists of words, at least one.

    Raises:
        TypeError: for an ``lm`` without them, a text, or texts, in place of lists of words.
        ValueError: for no sentence, and for what ``lm`` refuses: a word outside its vocabulary.

    >>> from lessonlib.language import LaplaceLM
    >>> perplexity(LaplaceLM([["a", "b"]], n=1), [["a"], ["b", "a"]])  # a, b and </s> have 2/6 each
    3.0

    Source: Jurafsky and Martin, Speech and Language Processing, "Evaluating language models: perplexity".
    """
    where = "perplexity(lm)"
    n = whole(getattr(having(lm, ("probability",), where), "n", None), f"{where}.n", at_most=LONGEST)
    padded = padded_sentences(lists_of_words(sentences, "perplexity(sentences)"), n, "perplexity(sentences)")
    runs = Counter(chain.from_iterable(zip(*(one[i:] for i in range(n)), strict=False) for one in padded))
    surprise = sum(often * _surprise(lm.probability(run[-1], run[:-1])) for run, often in runs.items())
    mean = surprise / runs.total()
    return math.exp(mean) if mean < 700 else math.inf


def _surprise(p: float) -> float:
    if not 0 <= p <= 1 + 1e-9:
        raise ValueError(f"perplexity(lm): wanted probabilities from 0 to 1, got {told(p)}. Look at lm.probability.")
    return -math.log(p) if p > 0 else math.inf
