"""Words with their vectors: looked up, compared, ranked by cosine, under the names that gensim gave these methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lessonlib.arguments import float_array, switch, told, whole
from lessonlib.embeddings.spelling import UnknownWord, place_of


class KeyedVectors:
    """A vector for each of V words. What is written for gensim's class of this name works on it, and the other way.

    Args:
        words: V different words; :func:`lessonlib.embeddings.keyed_vectors` looks at both and copies them.
        matrix: (V, d) float32, row i for word i.

    Attributes:
        vectors: (V, d) the matrix.
        index_to_key: the words.
        key_to_index: {word: its row}.
        vector_size: d.

    Source: Řehůřek and Sojka (2010), Software framework for topic modelling with large corpora: the names.
    """

    def __init__(self, words: list[str], matrix: np.ndarray) -> None:
        self.vectors, self.index_to_key = matrix, words
        self.key_to_index = {word: row for row, word in enumerate(words)}
        self.vector_size = matrix.shape[1]

    def __len__(self) -> int:
        return len(self.index_to_key)

    def __contains__(self, word: Any) -> bool:
        return isinstance(word, str) and word in self.key_to_index

    def __getitem__(self, word: str | Sequence[str]) -> np.ndarray:
        """The vector of a word, (d,), or those of several, (n, d); an unknown one raises UnknownWord, a KeyError."""
        if isinstance(word, list | tuple):
            return np.array([self.get_vector(one) for one in word])
        return self.get_vector(word)

    def __repr__(self) -> str:
        return f"KeyedVectors({len(self)} words, {self.vector_size} numbers each)"

    def get_vector(self, word: str, norm: bool = False) -> np.ndarray:
        """Return the vector (d,) of ``word``, not to be written into; with ``norm`` at length 1."""
        vector = self.vectors[self.get_index(word)]
        if switch(norm, "get_vector(norm)"):
            return unit_vectors(vector)
        vector.flags.writeable = False
        return vector

    def get_index(self, word: str | int) -> int:
        """Return the row of ``word``; a whole number is a row already, as in gensim."""
        if isinstance(word, int | np.integer) and not isinstance(word, bool):
            if not 0 <= word < len(self):
                raise UnknownWord(f"row: wanted 0 to {len(self) - 1}, got {told(word)}; choose one in that range.")
            return int(word)
        return place_of(word, self)

    def similarity(self, one: str, other: str) -> float:
        """Return the cosine of the vectors of two words; 0 where one is zero and has no direction."""
        return float(self.get_vector(one, norm=True) @ self.get_vector(other, norm=True))

    def most_similar(
        self, positive: Any = (), negative: Any = (), topn: int = 10, restrict_vocab: int | None = None
    ) -> list[tuple[str, float]]:
        """Return the words nearest to the sum of ``positive`` less ``negative``, best first.

        Args:
            positive, negative: a word, which counts at length 1, a vector (d,), which counts as it is, or a list of
                them. The words given are no answers.
            topn: how many answers.
            restrict_vocab: answers are among this many first words, by default all.

        Returns:
            (word, cosine), best first.

        Raises:
            ValueError: for nothing given, an unknown word, a vector of another length, or a sum that is zero.

        >>> from lessonlib.embeddings import keyed_vectors
        >>> vectors = keyed_vectors(["cat", "dog", "car"], [[1.0, 0.0], [0.8, 0.6], [0.0, -1.0]])
        >>> vectors.most_similar("cat", topn=1), vectors.most_similar(["cat", "car"], "dog", topn=1)
        ([('dog', 0.8)], [])
        """
        topn = whole(topn, "most_similar(topn)")
        signed = [(sign, one) for sign, ones in ((1, positive), (-1, negative)) for one in _several(ones)]
        if not signed:
            raise ValueError("most_similar: wanted a word or a vector, got none; give one: most_similar('king').")
        target = np.sum([sign * self._vector(one) for sign, one in signed], axis=0)  # (d,)
        if not np.linalg.norm(target) > 1e-6:
            raise ValueError("most_similar: what is given adds up to zero, which has no direction; give other words.")
        cosines = cosines_to(self.vectors, target)  # (V,)
        cosines[[self.get_index(one) for _, one in signed if isinstance(one, str)]] = -np.inf
        if restrict_vocab is not None:
            cosines = cosines[: whole(restrict_vocab, "most_similar(restrict_vocab)")]
        order = np.argsort(-cosines, kind="stable")[:topn]
        return [(self.index_to_key[row], float(cosines[row])) for row in order if np.isfinite(cosines[row])]

    def similar_by_word(self, word: str, topn: int = 10) -> list[tuple[str, float]]:
        """Return the words nearest to ``word``, as :meth:`most_similar` ranks them."""
        return self.most_similar(word, topn=topn)

    def similar_by_vector(self, vector: np.ndarray, topn: int = 10) -> list[tuple[str, float]]:
        """Return the words nearest to a vector (d,), none left out, as :meth:`most_similar` ranks them."""
        return self.most_similar([vector], topn=topn)

    def _vector(self, one: Any) -> np.ndarray:
        if isinstance(one, str):
            return self.get_vector(one, norm=True)
        vector = float_array(one, "most_similar").astype(np.float32)
        if vector.shape != (self.vector_size,):
            raise ValueError(
                f"most_similar: wanted words, or vectors of {self.vector_size} numbers, got shape {vector.shape}; "
                "put several into a list."
            )
        return vector


def unit_vectors(matrix: np.ndarray) -> np.ndarray:
    """Return each row of ``matrix`` (V, d) divided by its length; a row of zeros stays zero, for it has no direction.

    >>> unit_vectors(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    length = np.linalg.norm(matrix, axis=-1, keepdims=True)  # (V, 1)
    return np.divide(matrix, length, out=np.zeros_like(matrix), where=length > 0)


def cosines_to(matrix: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return the cosine of each row of ``matrix`` (V, d) with ``target`` (d,); -inf for a row that is zero."""
    length = np.linalg.norm(matrix, axis=1)  # (V,)
    cosines = np.full(len(matrix), -np.inf, dtype=matrix.dtype)
    return np.divide(matrix @ (target / np.linalg.norm(target)), length, out=cosines, where=length > 0)


def _several(given: Any) -> list:
    """``given`` as a list: a word and a vector stand alone."""
    if isinstance(given, str) or (isinstance(given, np.ndarray) and given.ndim == 1):
        return [given]
    if given is None:
        return []
    if not isinstance(given, list | tuple | np.ndarray) or getattr(given, "ndim", 1) == 0:
        raise TypeError(f"most_similar: wanted words or vectors, got {type(given).__name__}; put them into a list.")
    return list(given)
