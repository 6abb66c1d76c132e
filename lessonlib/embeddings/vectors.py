"""Words and their vectors: made from rows, looked up, brought to length 1, named when they are not there."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.arguments import float_array, list_of_words, told


def keyed_vectors(words: Sequence[str], matrix):
    """Return gensim KeyedVectors that hold row i of ``matrix`` (V, d) for word i; the rows are copied as float32.

    Raises:
        ValueError: for no words, a word twice, another number of rows, or rows that hold NaN or infinity.
        TypeError: for what holds no numbers, and words that are no list of strings.

    >>> vectors = keyed_vectors(["cat", "dog"], [[1.0, 0.0], [0.8, 0.6]])
    >>> round(float(vectors.similarity("cat", "dog")), 2)
    0.8
    """
    from gensim.models import KeyedVectors

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
    vectors = KeyedVectors(matrix.shape[1], count=0, dtype=np.float32)
    vectors.add_vectors(words, matrix.astype(np.float32))
    return vectors


def as_keyed_vectors(vectors: Any):
    """Return ``vectors`` as KeyedVectors: they themselves, those of a trained model, {word: vector} or (words, matrix).

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
        f"vectors: wanted gensim KeyedVectors, {{word: vector}} or (words, matrix), got {type(vectors).__name__}; "
        "load_glove() returns some."
    )


def unit_vectors(matrix: np.ndarray) -> np.ndarray:
    """Return each row of ``matrix`` (V, d) divided by its length; a row of zeros stays zero, for it has no direction.

    >>> unit_vectors(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    length = np.linalg.norm(matrix, axis=-1, keepdims=True)  # (V, 1)
    return np.divide(matrix, length, out=np.zeros_like(matrix), where=length > 0)


def place_of(word: Any, vectors: Any) -> int:
    """Return the row of ``word``; ValueError with the nearest spellings when there is none.

    >>> place_of("kat", keyed_vectors(["cat", "dog"], np.eye(2)))
    Traceback (most recent call last):
    ValueError: unknown word 'kat': it is not among these 2 words; did you mean 'cat'?
    """
    if not isinstance(word, str):
        raise TypeError(f"wanted a word, got {type(word).__name__} {told(word)}; write it in quotes.")
    if word in vectors.key_to_index:
        return vectors.key_to_index[word]
    near = nearest_spellings(word, vectors.key_to_index)
    guess = " or ".join(filter(None, [", ".join(map(repr, near[:-1])), *map(repr, near[-1:])]))
    advice = f"did you mean {guess}?" if near else "choose another."
    raise ValueError(
        f"unknown word {told(word, 60)}: it is not among these {len(vectors.key_to_index):,} words; {advice}"
    )


def nearest_spellings(word: str, words: Any, n: int = 3) -> list[str]:
    """Return up to ``n`` of ``words`` that are written most like ``word``: first the same in another case.

    >>> nearest_spellings("Quean", ["king", "queen", "queens"])
    ['queen', 'queens']
    """
    word = word.strip()[:60]
    same = [w for w in words if w.lower() == word.lower()] if word else []
    return same[:n] or difflib.get_close_matches(word.lower(), list(words), n=n, cutoff=0.6)
