"""Word vectors that ship: 20 223 frequent words of GloVe, trained on six billion tokens."""

from __future__ import annotations

import numpy as np

from lessonlib.data.shipped import shipped
from lessonlib.embeddings.vectors import keyed_vectors

FILE = "glove6b_100d_20k_f16.npz"


def load_glove():
    """Return 20 223 lower-case words, most frequent first, with their vectors (20223, 100), as KeyedVectors.

    The words "a" and "i" are not among them, nor any with a digit or a mark.

    Raises:
        FileNotFoundError, ValueError: when the file is missing, cut short or changed; both say how to get it back.

    >>> glove = load_glove()
    >>> glove.most_similar(positive=["king", "woman"], negative=["man"], topn=1)
    [('queen', 0.77)]

    Source: Pennington, Socher, Manning (2014), GloVe: global vectors for word representation; files/LICENSES.md.
    """
    with np.load(shipped(FILE), allow_pickle=False) as arrays:
        words = arrays["words"].tobytes().decode("utf-8").split("\n")
        return keyed_vectors(words, arrays["vectors"])
