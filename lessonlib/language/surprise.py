"""Perplexity: among how many equally likely tokens a model hesitates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from lessonlib.arguments import having, told, whole
from lessonlib.language.ngrams import count_ngrams


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
    n = whole(getattr(having(lm, ("probability",), where), "n", None), f"{where}.n")
    surprise = total = 0.0
    for context, row in count_ngrams(sentences, n).items():  # each different run is asked once
        surprise += sum(count * _surprise(lm.probability(token, context)) for token, count in row.items())
        total += row.total()
    mean = surprise / total
    return math.exp(mean) if mean < 700 else math.inf


def _surprise(p: float) -> float:
    if not 0 <= p <= 1 + 1e-9:
        raise ValueError(f"perplexity(lm): wanted probabilities from 0 to 1, got {told(p)}. Look at lm.probability.")
    return -math.log(p) if p > 0 else math.inf
