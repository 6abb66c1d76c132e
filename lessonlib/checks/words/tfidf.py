"""TF-IDF: how a vectorizer's weights are checked, on documents that fit saw and on others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise
from lessonlib.checks.words.bag_of_words import counts_of, terms_of, vectorizer_parts, words_in

WEIGHTS = "weights"


def shares_of(documents: Sequence[str], terms: Sequence[str]) -> np.ndarray:
    """f / n for each document and term, with n all words of the document; 0 where it has none."""
    n = np.array([[max(len(words_in(text)), 1)] for text in documents])
    return counts_of(documents, terms) / n


def idf_of(documents: Sequence[str], terms: Sequence[str]) -> np.ndarray:
    """log10(N / df) for each term."""
    return np.log10(len(documents) / (counts_of(documents, terms) > 0).sum(axis=0))


def weights_of(case: Case, documents: Sequence[str]) -> np.ndarray:
    """tf · idf of ``documents`` after a fit on the case's."""
    terms = terms_of(case.documents)
    return shares_of(documents, terms) * idf_of(case.documents, terms)


def of_known_words(case: Case) -> np.ndarray:
    """The same for new documents when n counts only the words that fit saw: as right an answer."""
    terms = terms_of(case.documents)
    counts = counts_of(case.new, terms)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) * idf_of(case.documents, terms)


EXERCISES = (
    Exercise(
        "tfidf",
        ("TfidfVectorizer", "Tfidf", "TFIDF"),
        "class",
        "TfidfVectorizer() with fit(documents) and transform(documents) -> weights (documents, terms)",
        vectorizer_parts(
            weights_of,
            WEIGHTS,
            "f / n · log10(N / df)",
            (
                "Work out “car” in the slide's first sentence: 1 / 7 · log10(2 / 1) = 0.0430.",
                "tf = counts / number of words of the document; idf = log10(N / df); tf * idf.",
            ),
            also=(of_known_words,),
        ),
    ),
)
