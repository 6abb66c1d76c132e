"""Analogies: from two words a difference, added to a third; the answer is the word in that direction."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.arguments import switch, told, whole
from lessonlib.embeddings.keyed import cosines_to, unit_vectors
from lessonlib.embeddings.spelling import place_of
from lessonlib.embeddings.vectors import as_keyed_vectors


def analogy(
    vectors: Any, a: str, b: str, c: str, topn: int = 10, exclude_inputs: bool = True
) -> list[tuple[str, float]]:
    """Return the words nearest to a - b + c: "king" - "man" + "woman" is near "queen".

    cos(x - y + y', target) -> max over the targets, where x, y, y' are the vectors of a, b, c at length 1.

    Args:
        vectors: KeyedVectors, ours or gensim's, {word: vector} or (words, matrix).
        a, b, c: words that it holds.
        topn: how many answers, at least 1.
        exclude_inputs: whether a, b and c may not be answers. They usually are the nearest.

    Returns:
        (word, cosine), best first. A word whose vector is zero is never among them.

    Raises:
        ValueError: for a word that is not there (the nearest spellings are offered), one whose vector is zero, or
            three words that add up to zero.

    >>> vectors = {"man": [4, 0, 1], "woman": [4, 2, 1], "king": [4, 0, 5], "queen": [3, 2, 3], "apple": [-1, 3, 0]}
    >>> analogy(vectors, "king", "man", "woman")
    [('queen', 0.99), ('apple', 0.24)]
    >>> analogy(vectors, "king", "man", "woman", topn=2, exclude_inputs=False)
    [('queen', 0.99), ('king', 0.90)]

    Source: Lecture 2, "Word2vec: word analogies"; Mikolov, Yih, Zweig (2013), Linguistic regularities.
    """
    vectors, topn = as_keyed_vectors(vectors), whole(topn, "topn")
    places = [place_of(word, vectors) for word in (a, b, c)]
    cosines = cosines_to(vectors.vectors, target_of(vectors, a, b, c))
    if switch(exclude_inputs, "analogy(exclude_inputs)"):
        cosines[places] = -np.inf
    order = np.argsort(-cosines, kind="stable")[: min(topn, int(np.isfinite(cosines).sum()))]
    return [(vectors.index_to_key[i], float(cosines[i])) for i in order]


def target_of(vectors: Any, a: str, b: str, c: str) -> np.ndarray:
    """Return x - y + y' (d,) of the unit vectors of ``a``, ``b``, ``c``; ValueError when it has no direction."""
    x, y, other = unit_vectors(vectors.vectors[[place_of(word, vectors) for word in (a, b, c)]])  # (d,) each
    for word, vector in zip((a, b, c), (x, y, other), strict=True):
        if not vector.any():
            raise ValueError(
                f"the vector of {told(word)} is zero: it has no direction, so no cosine; "
                "choose another word, or train it."
            )
    target = x - y + other
    if not np.linalg.norm(target) > 1e-6:
        raise ValueError(f"{a} − {b} + {c} is zero: it has no direction, so nothing is nearest; choose other words.")
    return target
