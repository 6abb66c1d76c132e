"""The training samples of word2vec: a window slides over the tokens, and each centre is paired with its context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lessonlib.arguments import in_order, told, whole


def skipgram_pairs(tokens: Sequence[Any], window: int) -> list[tuple[Any, Any]]:
    """Return the pairs of skip-gram, which predicts each context word from the centre word, in reading order.

    (tokens[i], tokens[j]) for every j from i - ``window`` to i + ``window`` within the sentence, j = i left out. A
    context is left out by its position, never by its value: of "the dog the" both "the" are kept.

    Args:
        tokens: words, or their numbers; one sentence.
        window: how many words to each side, at least 1.

    Raises:
        TypeError: for a string, a dict or a list of sentences in place of a list of words, and a window that is no
            whole number.
        ValueError: for a window below 1.

    >>> skipgram_pairs(["the", "quick", "brown", "fox"], window=2)[:5]
    [('the', 'quick'), ('the', 'brown'), ('quick', 'the'), ('quick', 'brown'), ('quick', 'fox')]

    Source: Lecture 2, "Embeddings: word2vec"; Mikolov et al. (2013), Efficient estimation of word representations.
    """
    return [(centre, context) for centre, contexts in windows(tokens, window) for context in contexts]


def cbow_pairs(tokens: Sequence[Any], window: int) -> list[tuple[list[Any], Any]]:
    """Return the pairs of CBOW, which predicts the centre word from all of its context, in reading order.

    ([tokens[i - window], ..., tokens[i + window]] without position i, tokens[i]); near the ends of the sentence the
    context is shorter. A sentence of one word has no context, and gives no pair.

    Args, Raises: as :func:`skipgram_pairs`.

    >>> cbow_pairs(["the", "quick", "brown"], window=1)
    [(['quick'], 'the'), (['the', 'brown'], 'quick'), (['quick'], 'brown')]

    Source: Lecture 2, "Word2vec: two models".
    """
    return [(contexts, centre) for centre, contexts in windows(tokens, window) if contexts]


def windows(tokens: Sequence[Any], window: int) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each token with those up to ``window`` places before and after it, as the window slides."""
    if isinstance(tokens, str | bytes):
        raise TypeError(f"tokens: wanted a list of words, got the text {told(tokens)}; split it: text.lower().split()")
    tokens = in_order(tokens, "tokens", "a list of words", "Pass one such as ['the', 'dog'].")
    for one in tokens:
        if isinstance(one, list | tuple | dict) or getattr(one, "ndim", 0):
            came = f"{type(one).__name__} {told(one)} in it"
            raise TypeError(f"tokens: wanted the words of one sentence, got {came}; call it for each sentence.")
    window = whole(window, "window")
    for i, centre in enumerate(tokens):
        yield centre, tokens[max(i - window, 0) : i] + tokens[i + 1 : i + 1 + window]
