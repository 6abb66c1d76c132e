"""Words as whole numbers: what counting with numpy begins with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np


def word_ids(words: Sequence[str], vocabulary: Sequence[str] | None = None) -> tuple[np.ndarray, list[str]]:
    """Return the place of each word in the vocabulary, shape (n,), and the vocabulary, a list of different words.

    ``words`` are numbered as ``vocabulary`` lists them, those that it lacks by -1; without a vocabulary by the
    alphabet.

    >>> ids, vocabulary = word_ids(["the", "dog", "the"])
    >>> ids.tolist(), vocabulary
    ([1, 0, 1], ['dog', 'the'])
    >>> word_ids(["the", "dog"], vocabulary=["dog"])[0].tolist()
    [-1, 0]

    Raises ValueError when the vocabulary names a word twice.
    """
    known = sorted(set(words)) if vocabulary is None else list(dict.fromkeys(vocabulary))
    if vocabulary is not None and len(known) < len(vocabulary):
        twice = next(word for i, word in enumerate(vocabulary) if word in vocabulary[:i])
        raise ValueError(f"vocabulary: wanted each word once, got {twice!r:.40} again. Leave the second one out.")
    place = {word: i for i, word in enumerate(known)}
    ids = (place.get(word, -1) for word in words) if vocabulary is not None else map(place.__getitem__, words)
    return np.fromiter(ids, dtype=np.int64, count=len(words)), known


def list_of_words(words: Iterable[str], where: str) -> list[str]:
    """Return ``words`` as a list; TypeError for a text, and for anything in it that is no string.

    >>> list_of_words("the dog", "collocations(tokens)")
    Traceback (most recent call last):
    TypeError: collocations(tokens): wanted a list of words, got the text 'the dog'. Split it: tokenize(text).
    """
    if isinstance(words, str):
        raise TypeError(f"{where}: wanted a list of words, got the text {words[:40]!r}. Split it: tokenize(text).")
    try:
        listed = list(words)
    except TypeError:
        raise TypeError(
            f"{where}: wanted a list of words, got {type(words).__name__}. Pass one such as ['the', 'dog']."
        ) from None
    if set(map(type, listed)) - {str} and not all(isinstance(word, str) for word in listed):
        strange = next(word for word in listed if not isinstance(word, str))
        raise TypeError(
            f"{where}: wanted words, got {type(strange).__name__} {strange!r:.40} among them. Pass a list of strings."
        )
    return listed
