"""gensim's KeyedVectors of the same words and numbers as ours; there are no wheels of gensim for Python 3.14."""

import numpy as np
import pytest


def gensims(vectors):
    """gensim's own object that holds what ``vectors`` hold; the test is skipped where there is no gensim."""
    models = pytest.importorskip("gensim.models")
    theirs = models.KeyedVectors(vectors.vector_size, count=0, dtype=np.float32)
    theirs.add_vectors(vectors.index_to_key, vectors.vectors.copy())
    return theirs
