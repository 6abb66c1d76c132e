"""Words as whole numbers: what counting with numpy begins with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.arguments import told


def word_ids(words: Sequence[str], vocabulary: Sequence[str] | None = None) -> tuple[np.ndarray, list[str]]:
    """Return the place of each word in the vocabulary, shape (n,), and the vocabulary, a list of different words.

    ``words`` are numbered as ``vocabulary`` lists them, those that it lacks by -1; without a vocabulary by the
    alphabet.

    >>> ids, vocabulary = word_ids(["the", "dog", "the"])
    >>> ids.tolist(), vocabulary
    ([1, 0, 1], ['dog', 'the'])
    >>> word_ids(["the", "dog"], vocabulary=["dog"])[0].tolist()
    [-1, 0]

    Raises:
        ValueError: when the vocabulary names a word twice.
    """
    known = sorted(set(words)) if vocabulary is None else list(dict.fromkeys(vocabulary))
    if vocabulary is not None and len(known) < len(vocabulary):
        twice = next(word for i, word in enumerate(vocabulary) if word in vocabulary[:i])
        raise ValueError(f"vocabulary: wanted each word once, got {told(twice)} again. Leave the second one out.")
    place = {word: i for i, word in enumerate(known)}
    ids = (place.get(word, -1) for word in words) if vocabulary is not None else map(place.__getitem__, words)
    return np.fromiter(ids, dtype=np.int64, count=len(words)), known
