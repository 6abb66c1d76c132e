"""Vectors of words from whatever holds some: rows, a mapping, a trained model, gensim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.arguments import float_array, list_of_words, told
from lessonlib.embeddings.keyed import KeyedVectors


def keyed_vectors(words: Sequence[str], matrix) -> KeyedVectors:
    """Return KeyedVectors that hold row i of ``matrix`` (V, d) for word i; the rows are copied as float32.

    Raises:
        ValueError: for no words, a word twice, another number of rows, or rows that hold NaN or infinity.
        TypeError: for what holds no numbers, and words that are no list of strings.

    >>> vectors = keyed_vectors(["cat", "dog"], [[1.0, 0.0], [0.8, 0.6]])
    >>> round(float(vectors.similarity("cat", "dog")), 2)
    0.8
    """
    words, matrix = list_of_words(words, "keyed_vectors(words)"), float_array(matrix, "keyed_vectors(matrix)")
    if not words or matrix.ndim != 2 or matrix.shape[0] != len(words) or matrix.shape[1] == 0:
        raise ValueError(
            f"keyed_vectors: wanted a row of at least one number for each of {len(words)} words, got shape "
            f"{matrix.shape}; give words and matrix the same order and length, at least one word."
        )
    if len(set(words)) != len(words):
        twice = next(word for i, word in enumerate(words) if word in words[:i])
        raise ValueError(f"keyed_vectors: wanted each word once, got {told(twice)} twice; leave out the second row.")
    if not np.isfinite(matrix).all():
        row = int(np.argmax(~np.isfinite(matrix).all(axis=1)))
        raise ValueError(
            f"keyed_vectors: wanted finite numbers, got NaN or infinity in the row of {told(words[row])}; "
            "lower the learning rate it was trained with."
        )
    return KeyedVectors(words, matrix.astype(np.float32))


def as_keyed_vectors(vectors: Any):
    """Return ``vectors`` as KeyedVectors, ours or gensim's: themselves, or made of {word: vector} or (words, matrix).

    A trained model of gensim is taken for the vectors that it holds.

    Raises:
        TypeError: for anything else.

    >>> as_keyed_vectors({"cat": [1.0, 0.0], "dog": [0.8, 0.6]}).index_to_key
    ['cat', 'dog']
    """
    vectors = getattr(vectors, "wv", vectors)  # gensim's Word2Vec keeps its KeyedVectors there
    if all(hasattr(vectors, name) for name in ("index_to_key", "key_to_index", "vectors")):
        return vectors
    if isinstance(vectors, Mapping):
        return keyed_vectors(list(vectors), list(vectors.values()))
    if isinstance(vectors, tuple | list) and len(vectors) == 2:
        return keyed_vectors(*vectors)
    raise TypeError(
        f"vectors: wanted KeyedVectors, {{word: vector}} or (words, matrix), got {type(vectors).__name__}; "
        "load_glove() returns some."
    )
