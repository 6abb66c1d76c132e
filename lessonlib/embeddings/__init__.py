"""Words as vectors: word2vec in torch, its sampling, shipped vectors, analogies."""

from importlib import import_module

from lessonlib.embeddings.accuracy import analogy_accuracy, load_questions
from lessonlib.embeddings.analogies import analogy
from lessonlib.embeddings.glove import load_glove
from lessonlib.embeddings.pairs import cbow_pairs, skipgram_pairs
from lessonlib.embeddings.sampling import keep_probability, negative_sampling_distribution
from lessonlib.embeddings.vectors import as_keyed_vectors, keyed_vectors

# Torch takes a second to import, and whoever slides a window or loads vectors needs none of it: found when asked for.
_NEEDS_TORCH = {
    "CBOW": "cbow",
    "NegativeSampling": "negative_sampling",
    "SkipGram": "skipgram",
    "negative_sampling_loss": "negative_sampling",
    "train_word2vec": "training",
}

__all__ = [
    "CBOW",
    "NegativeSampling",
    "SkipGram",
    "analogy",
    "analogy_accuracy",
    "as_keyed_vectors",
    "cbow_pairs",
    "keep_probability",
    "keyed_vectors",
    "load_glove",
    "load_questions",
    "negative_sampling_distribution",
    "negative_sampling_loss",
    "skipgram_pairs",
    "train_word2vec",
]


def __getattr__(name: str):
    if name not in _NEEDS_TORCH:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_NEEDS_TORCH[name]}"), name)
