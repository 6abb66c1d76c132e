"""Mistakes in TF-IDF: the logarithm, what df counts, what a count is divided by, and what a library adds to it."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.words.bag_of_words import counts_of, terms_of
from lessonlib.checks.words.tfidf import WEIGHTS

EXERCISE = ("tfidf",)


def _weights(name, gives, says, *hints):
    return Mistake(name, EXERCISE, WEIGHTS, lambda c: gives(_Facts(c)), says, hints)


class _Facts:
    """The quantities of the formula for the documents of one case."""

    def __init__(self, case):
        documents, terms = case.documents, terms_of(case.documents)
        self.f = counts_of(documents, terms)  # (documents, terms)
        self.n = self.f.sum(axis=1, keepdims=True)  # (documents, 1)
        self.df = (self.f > 0).sum(axis=0)  # (terms,)
        self.N, self.V = self.f.shape
        self.parts = np.array([[float(text.lower().count(term)) for term in terms] for text in documents])
        self.parts_df = (self.parts > 0).sum(axis=0)
        self.letters = np.array([[len(text)] for text in documents])
        self.tf, self.idf = self.f / self.n, np.log10(self.N / self.df)
        self.right = self.tf * self.idf


def _length(weights, power=2):
    size = (np.abs(weights) ** power).sum(axis=1, keepdims=True) ** (1 / power)
    return weights / np.where(size == 0, 1, size)


LN = "np.log10, or np.log(...) / np.log(10)."
IDF = "idf = np.log10(N / df)."
DF = "df: in how many documents the term occurs, (counts > 0).sum(axis=0)."
TF = "tf = counts / number of words of the document."
PRODUCT = "weights = tf * idf."

MISTAKES = (
    _weights(
        "natural logarithm",
        lambda q: q.tf * np.log(q.N / q.df),
        "The logarithm is the natural one; the slide's has base 10: log(2 / 1) = 0.3.",
        "What is your log(2)?",
        LN,
    ),
    _weights(
        "logarithm to base 2",
        lambda q: q.tf * np.log2(q.N / q.df),
        "The logarithm has base 2; the slide's has base 10: log(2 / 1) = 0.3.",
        "What is your log(2)?",
        LN,
    ),
    _weights(
        "no logarithm",
        lambda q: q.tf * q.N / q.df,
        "The idf is N / df, without the logarithm.",
        "What is the idf of a word in every document?",
        IDF,
    ),
    _weights(
        "idf not inverted",
        lambda q: q.tf * np.log10(q.df / q.N),
        "df / N stands in the logarithm: the weights are negative.",
        "Can a weight be negative?",
        IDF,
    ),
    _weights(
        "idf smoothed",
        lambda q: q.tf * np.log10((1 + q.N) / (1 + q.df)),
        "1 is added to N and to df; the slide adds nothing.",
        "What does the slide divide?",
        IDF,
    ),
    _weights(
        "1 added to df",
        lambda q: q.tf * np.log10(q.N / (1 + q.df)),
        "1 is added to df: a word in every document gets a negative weight.",
        "What is the idf of a word in every document?",
        IDF,
    ),
    _weights(
        "1 added to the idf",
        lambda q: q.tf * (np.log10(q.N / q.df) + 1),
        "1 is added to the idf: a word in every document has a weight.",
        "What should “the” weigh, which every document has?",
        IDF,
    ),
    _weights(
        "scikit-learn's default",
        lambda q: _length(q.f * (np.log((1 + q.N) / (1 + q.df)) + 1)),
        "These are the weights of scikit-learn's default: counts, smoothed natural logarithm, + 1, rows of length 1.",
        "What does “the” weigh here, and what on the slide?",
        f"{TF} {IDF}",
    ),
    _weights(
        "normalised",
        lambda q: _length(q.right),
        "Each row was divided by its length; the slide leaves it.",
        "What is “car” in the first sentence, 0.0430 or 0.707?",
        PRODUCT,
    ),
    _weights(
        "normalised",
        lambda q: _length(q.right, 1),
        "Each row was divided by its sum; the slide leaves it.",
        "What is “car” in the first sentence, 0.0430 or 0.5?",
        PRODUCT,
    ),
    _weights(
        "df counted over occurrences",
        lambda q: q.tf * np.log10(q.N / q.f.sum(axis=0)),
        "df counts every occurrence; it should count documents, each once.",
        "In how many documents does “the” occur, and how often in all?",
        DF,
    ),
    _weights(
        "N counted over words",
        lambda q: q.tf * np.log10(q.n.sum() / q.df),
        "N is the number of words; it should be that of documents.",
        "What is N for two sentences?",
        IDF,
    ),
    _weights(
        "N off by one",
        lambda q: q.tf * np.log10((q.N - 1) / q.df),
        "N is one too small.",
        "What is N for two sentences?",
        "N = len(documents).",
    ),
    _weights(
        "N off by one",
        lambda q: q.tf * np.log10((q.N + 1) / q.df),
        "N is one too large.",
        "What is N for two sentences?",
        "N = len(documents).",
    ),
    _weights(
        "tf not divided",
        lambda q: q.f * q.idf,
        "The counts were not divided by the number of words of the document.",
        "What is tf of “car” in a sentence of 7 words?",
        TF,
    ),
    _weights(
        "divided by the size of the vocabulary",
        lambda q: q.f / q.V * q.idf,
        "The counts were divided by the number of terms in the vocabulary.",
        "How many words has the first sentence, how many terms the vocabulary?",
        TF,
    ),
    _weights(
        "divided by the number of different words",
        lambda q: q.f / (q.f > 0).sum(axis=1, keepdims=True) * q.idf,
        "The counts were divided by how many different words the document has; “the” is there twice.",
        "How many words has the first sentence, repeated ones counted again?",
        TF,
    ),
    _weights(
        "divided by the number of letters",
        lambda q: q.f / q.letters * q.idf,
        "The counts were divided by the length of the text in letters: len of a string counts letters.",
        "What is len(document) of a string?",
        TF,
    ),
    _weights(
        "divided by the words of all documents",
        lambda q: q.f / q.n.sum() * q.idf,
        "The counts were divided by the number of words of all documents together.",
        "Along which axis is the sum?",
        TF,
    ),
    _weights(
        "presence in place of counts",
        lambda q: (q.f > 0) / q.n * q.idf,
        "A word that occurs twice counts 1.",
        "How often does “dog” occur in the second sentence?",
        TF,
    ),
    *(
        _weights(
            "parts of words counted",
            gives,
            "text.count(term) and `term in text` look at letters: they find “the” in “there” too.",
            "How often does “the” occur in “there”, and in how many documents?",
            "Cut the text into words first: words.count(term), term in words.",
        )
        for gives in (
            lambda q: q.parts / q.n * q.idf,
            lambda q: q.tf * np.log10(q.N / q.parts_df),
            lambda q: q.parts / q.n * np.log10(q.N / q.parts_df),
        )
    ),
    *(
        _weights(
            "counts not divided, and another logarithm",
            lambda q, log=log: q.f * log(q.N / q.df),
            f"Two things: the counts were not divided by the words of the document, and the logarithm {base}.",
            "What is your tf of “car” in a sentence of 7 words, and your log(2)?",
            f"{TF} {LN}",
        )
        for log, base in ((np.log, "is the natural one; the slide's has base 10"), (np.log2, "has base 2, not 10"))
    ),
    _weights(
        "idf left out",
        lambda q: q.tf,
        "These are the shares alone, without the idf.",
        "What should “the” weigh, which every document has?",
        PRODUCT,
    ),
    _weights(
        "tf left out",
        lambda q: (q.f > 0) * q.idf,
        "These are the idf alone, wherever a term occurs.",
        "Which factor stands for the document?",
        PRODUCT,
    ),
    _weights(
        "tf left out",
        lambda q: np.ones_like(q.f) * q.idf,
        "Each row is the idf, in words that it lacks too.",
        "What should a term weigh that the document lacks?",
        PRODUCT,
    ),
    _weights(
        "sum in place of product",
        lambda q: q.tf + q.idf,
        "tf and idf were added.",
        "What should a term weigh that the document lacks?",
        PRODUCT,
    ),
    _weights(
        "transposed",
        lambda q: q.right.T,
        "Documents are columns and terms rows; it is the other way round.",
        "Which shape is wanted?",
        "One row a document: (documents, terms).",
    ),
)
