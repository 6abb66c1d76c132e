"""The window that slides over a text: which words stand in it about each centre."""

from __future__ import annotations

import numpy as np


def inside(sentence: np.ndarray, window: int) -> np.ndarray:
    """Whether word t stands in the window about word i, (tokens, tokens): near it, in its sentence, and not itself.

    Args:
        sentence: (tokens,) the number of each word's sentence.
        window: words to each side.

    >>> inside(np.array([0, 0, 0, 1]), 1).astype(int).tolist()
    [[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    """
    place = np.arange(len(sentence))
    apart = np.abs(place[:, None] - place)
    return (sentence[:, None] == sentence) & (apart > 0) & (apart <= window)
