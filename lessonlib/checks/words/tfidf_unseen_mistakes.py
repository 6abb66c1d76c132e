"""Mistakes of TF-IDF on documents that fit never saw: what is learnt where, words without a column, empty texts."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.words.bag_of_words import NEW, counts_of, terms_of, words_in
from lessonlib.checks.words.bag_of_words_mistakes import fitted_twice
from lessonlib.checks.words.tfidf import idf_of, shares_of, weights_of

EXERCISE = ("tfidf",)


def _own_idf(case):
    terms = terms_of(case.documents)
    df = (counts_of(case.new, terms) > 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return shares_of(case.new, terms) * np.log10(len(case.new) / df)


def _last_column(case):
    terms = terms_of(case.documents)
    counts = counts_of(case.new, terms)
    counts[:, -1] += [sum(word not in terms for word in words_in(text)) for text in case.new]
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) * idf_of(case.documents, terms)


def _nan_where_empty(case, known=False):
    terms, given = terms_of(case.documents), weights_of(case, case.new)
    counts = counts_of(case.new, terms)
    n = counts.sum(axis=1) if known else np.array([len(words_in(text)) for text in case.new])
    with np.errstate(divide="ignore", invalid="ignore"):
        return (counts / n[:, None] * idf_of(case.documents, terms)) if (n == 0).any() or known else given


def _divided_by_zero(case):
    if any(not words_in(text) for text in case.new):
        raise ZeroDivisionError
    return weights_of(case, case.new)


def _table(documents, terms):
    with np.errstate(divide="ignore", invalid="ignore"):
        return shares_of(documents, terms) * idf_of(documents, terms)


MISTAKES = (
    *fitted_twice("tfidf", _table),
    Mistake(
        "idf learnt again in transform",
        EXERCISE,
        NEW,
        _own_idf,
        "transform counts df in the documents it got; a term that they lack has df = 0.",
        ("Which documents decide how rare a term is?", "Learn self.idf_ in fit, and only use it in transform."),
    ),
    Mistake(
        "a word that fit never saw counts as another",
        EXERCISE,
        NEW,
        _last_column,
        "Words without a column were counted in the last one: an index of −1 is the last column.",
        ("Which column has vocabulary.get(word, -1)?", "Skip it: if word in self.vocabulary_."),
    ),
    *(
        Mistake(
            "0 / 0 in an empty document",
            EXERCISE,
            NEW,
            gives,
            "A document without a word has n = 0, and 0 / 0 is no number.",
            ("What is n for an empty text?", "Divide by max(n, 1)."),
        )
        for gives in (_nan_where_empty, lambda c: _nan_where_empty(c, known=True), _divided_by_zero)
    ),
)
