"""train_word2vec beside gensim's Word2Vec on the same corpus: one run, one table.

    python bench/word2vec.py

Both learn the definitions of WordNet by skip-gram with 5 negatives, 50 dimensions and a window of 5, on one thread.
They take turns, so that whatever else the machine does slows both. Both thin out frequent words, at the slide's 0.001
and at a tenth of it. Tokens are those of the corpus that occur min_count times, times the epochs. wordsim353 is
Spearman's correlation with what people said about 353 pairs of words; "queen" is its place among the answers to
king - man + woman.
"""

from __future__ import annotations

import os
import platform
import time

import gensim
import torch
from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath

from lessonlib.data import load_glosses
from lessonlib.embeddings import train_word2vec

EPOCHS, SEEDS = 5, (0, 1)
SETTINGS = {"window": 5, "negative": 5, "min_count": 5, "epochs": EPOCHS}


def ours(sentences, threshold: float, seed: int):
    """Vectors by the library, frequent words thinned out at ``threshold``, in an object of gensim's."""
    vectors = train_word2vec(sentences, dim=50, threshold=threshold, seed=seed, progress=False, **SETTINGS)
    same = KeyedVectors(vectors.vector_size)
    same.add_vectors(vectors.index_to_key, vectors.vectors)
    return same


def theirs(sentences, threshold: float, seed: int):
    """Vectors by gensim, frequent words thinned out at ``threshold`` by the same formula."""
    return Word2Vec(sentences, vector_size=50, sg=1, sample=threshold, seed=seed, workers=1, **SETTINGS).wv


def measured(train, sentences, threshold: float, seed: int) -> str:
    """Train once; give the seconds, the tokens a second, and the two marks of quality, as cells of the table."""
    start = time.perf_counter()
    vectors = train(sentences, threshold, seed)
    seconds = time.perf_counter() - start
    tokens = EPOCHS * sum(word in vectors for sentence in sentences for word in sentence)
    answers = [word for word, _ in vectors.most_similar(positive=["king", "woman"], negative=["man"], topn=999)]
    queen = answers.index("queen") + 1 if "queen" in answers else "> 999"
    rho = vectors.evaluate_word_pairs(datapath("wordsim353.tsv"))[1][0]
    return f"{seconds:.1f} | {tokens / seconds:,.0f} | {rho:.3f} | {queen}"


def main() -> None:
    """Measure, taking turns, and print the table."""
    sentences = load_glosses()
    versions = f"Python {platform.python_version()}, torch {torch.__version__}, gensim {gensim.__version__}"
    print(f"{os.cpu_count()} cores, {versions}; {EPOCHS} epochs\n")
    print("| who | threshold | seed | seconds | tokens / s | wordsim353 | queen |")
    print("|---|---|---|---|---|---|---|")
    for seed in SEEDS:
        for threshold in (1e-3, 1e-4):
            for name, train in (("ours", ours), ("gensim", theirs)):
                print(
                    f"| {name} | {threshold:g} | {seed} | {measured(train, sentences, threshold, seed)} |", flush=True
                )


if __name__ == "__main__":
    main()
