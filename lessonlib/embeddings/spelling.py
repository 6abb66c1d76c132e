"""Words that are looked up, and told with their nearest spellings when they are not there."""

from __future__ import annotations

import difflib
from typing import Any

from lessonlib.arguments import told


class UnknownWord(KeyError, ValueError):
    """A word without a vector: what a look-up raises, as a dictionary does, and what an argument that is wrong does."""

    __str__ = Exception.__str__  # KeyError would put the sentence in quotes


def place_of(word: Any, vectors: Any) -> int:
    """Return the row of ``word``; UnknownWord, a ValueError, with the nearest spellings when there is none.

    >>> from lessonlib.embeddings import keyed_vectors
    >>> place_of("kat", keyed_vectors(["cat", "dog"], [[1, 0], [0, 1]]))
    Traceback (most recent call last):
    lessonlib.embeddings.spelling.UnknownWord: unknown word 'kat': it is not among these 2 words; did you mean 'cat'?
    """
    if not isinstance(word, str):
        raise TypeError(f"wanted a word, got {type(word).__name__} {told(word)}; write it in quotes.")
    if word in vectors.key_to_index:
        return vectors.key_to_index[word]
    near = nearest_spellings(word, vectors.key_to_index)
    guess = " or ".join(filter(None, [", ".join(map(repr, near[:-1])), *map(repr, near[-1:])]))
    advice = f"did you mean {guess}?" if near else "choose another."
    raise UnknownWord(
        f"unknown word {told(word, 60)}: it is not among these {len(vectors.key_to_index)} words; {advice}"
    )


def nearest_spellings(word: str, words: Any, n: int = 3) -> list[str]:
    """Return up to ``n`` of ``words`` that are written most like ``word``: first the same in another case.

    >>> nearest_spellings("Quean", ["king", "queen", "queens"])
    ['queen', 'queens']
    """
    word = word.strip()[:60]
    same = [w for w in words if w.lower() == word.lower()] if word else []
    return same[:n] or difflib.get_close_matches(word.lower(), list(words), n=n, cutoff=0.6)
