"""Mistakes in the bag of words: which words there are, what is counted, and what transform does with other words."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Mistake
from lessonlib.checks.manners import MEMORY, UNCHANGED
from lessonlib.checks.words.bag_of_words import (
    AGAIN,
    CHAIN,
    COUNTS,
    ITSELF,
    NEW,
    OBJECTS,
    VOCABULARY,
    counts_of,
    terms_of,
    words_in,
)

BOTH = ("bag_of_words", "tfidf")
LOWER = "text.lower() before it is cut into words."


def _words(name, words, says, *hints):
    return Mistake(name, BOTH, VOCABULARY, lambda c: np.array(terms_of(c.documents, words), dtype=str), says, hints)


def _counts(name, gives, says, *hints):
    return Mistake(name, BOTH[:1], COUNTS, gives, says, hints)


def _right(c):
    return counts_of(c.documents, terms_of(c.documents))


def _raises(kind):
    def gives(case):
        raise kind

    return gives


def _last_column(c):
    terms = terms_of(c.documents)
    counts = counts_of(c.new, terms)
    counts[:, -1] += [sum(word not in terms for word in words_in(text)) for text in c.new]
    return counts


def fitted_twice(exercise, table):
    """What a vectorizer gives that fits in transform, or keeps what it learnt before; ``table(documents, terms)``."""
    return (
        Mistake(
            "fitted again in transform",
            (exercise,),
            NEW,
            lambda c: table(c.new, terms_of(c.new)),
            "transform made a new vocabulary from the documents it got: its columns no longer mean what they meant.",
            ("Which method learns the vocabulary?", "transform uses self.vocabulary_ as fit left it."),
        ),
        Mistake(
            "vocabulary kept from the first fit",
            (exercise,),
            AGAIN,
            lambda c: table(c.documents, terms_of([*c.new, *c.documents])),
            "A second fit adds to the vocabulary of the first.",
            ("What is left of the first fit when the second begins?", "self.vocabulary_ = {} at the beginning of fit."),
        ),
    )


MISTAKES = (
    Mistake(
        "state shared between objects",
        ("bag_of_words", "tfidf"),
        MEMORY,
        lambda c: {OBJECTS: ANY},
        "A second object changes what the first has learned: it is kept on the class or in a global name.",
        ("Where does your object keep its vocabulary?", "On the object: self.vocabulary_ = ..."),
    ),
    _words(
        "lower case forgotten",
        lambda text: text.replace(".", "").replace(",", "").replace(":", "").split(),
        "“The” and “the” are two terms.",
        "Is “The” at the start of a sentence another word?",
        LOWER,
    ),
    _words(
        "lower case forgotten",
        str.split,
        "“The” and “the” are two terms, and marks stick to words: “road.” is another term than “road”.",
        "Print your terms for one sentence.",
        LOWER,
    ),
    _words(
        "punctuation kept",
        lambda text: text.lower().split(),
        "Marks stick to the words: “road.” is another term than “road”.",
        "Print your terms for one sentence.",
        "re.findall(r'\\w+', text.lower()) finds words without marks.",
    ),
    _words(
        "letters in place of words",
        lambda text: list(text.lower()),
        "The terms are single letters: a loop over a string runs over its letters.",
        "What does `for word in text` give?",
        "Cut the text into words first: text.lower().split().",
    ),
    Mistake(
        "vocabulary not sorted",
        BOTH,
        VOCABULARY,
        lambda c: np.array(list(dict.fromkeys(w for text in c.documents for w in words_in(text))), dtype=str),
        "The columns stand in the order of first appearance; wanted is alphabetical order.",
        ("In which order stand the columns?", "sorted(...) the different words, then number them."),
    ),
    Mistake(
        "vocabulary of one document",
        BOTH,
        VOCABULARY,
        lambda c: np.array(terms_of(c.documents[-1:]), dtype=str),
        "Only the last document's words are there: each one overwrote those before.",
        ("Where does the loop over documents begin with an empty vocabulary?", "Make the set once, before the loop."),
    ),
    Mistake(
        "vocabulary of one document",
        BOTH,
        VOCABULARY,
        lambda c: np.array(terms_of(c.documents[:1]), dtype=str),
        "Only the first document's words are there.",
        ("Over which documents does fit run?", "Collect the words of all documents."),
    ),
    _counts(
        "presence in place of counts",
        lambda c: (_right(c) > 0).astype(float),
        "A word that occurs twice counts 1.",
        "How often does “the” occur in the first sentence?",
        "+= 1, not = 1.",
    ),
    _counts(
        "parts of words counted",
        lambda c: np.array([[float(text.lower().count(t)) for t in terms_of(c.documents)] for text in c.documents]),
        "text.count finds “the” in “there” too.",
        "How often does “the” occur in “there”?",
        "Cut the text into words first, then count words.",
    ),
    _counts(
        "counter not emptied",
        lambda c: _right(c).cumsum(axis=0),
        "Each row holds the counts of the documents before it, too.",
        "What does the counter hold when the second document begins?",
        "Make a new counter inside the loop.",
    ),
    _counts(
        "shares in place of counts",
        lambda c: _right(c) / _right(c).sum(axis=1, keepdims=True),
        "Each count was divided by the number of words of its document.",
        "Is a share asked, or a count?",
        "Leave the counts as they are; dividing comes with TF-IDF.",
    ),
    _counts(
        "transposed",
        lambda c: _right(c).T,
        "Documents are columns and terms rows; it is the other way round.",
        "Which shape is wanted?",
        "One row a document: (documents, terms).",
    ),
    *(
        Mistake(
            "a word that fit never saw crashes",
            BOTH,
            NEW,
            _raises(kind),
            f"transform met a word without a column and raised {kind.__name__}.",
            ("What is the column of “purple”, which fit never saw?", "Skip it: if word in self.vocabulary_."),
        )
        for kind in (KeyError, ValueError, IndexError)
    ),
    Mistake(
        "a word that fit never saw counts as another",
        BOTH[:1],
        NEW,
        _last_column,
        "Words without a column were counted in the last one: an index of −1 is the last column.",
        ("Which column has vocabulary.get(word, -1)?", "Skip it: if word in self.vocabulary_."),
    ),
    *fitted_twice("bag_of_words", counts_of),
    Mistake(
        "fit returns nothing",
        BOTH,
        CHAIN,
        lambda c: {ITSELF: False},
        "fit does not return the object: with scikit-learn's, fit(documents).transform(documents) is one line.",
        ("What is vectorizer.fit(documents).transform(documents)?", "End fit with `return self`."),
    ),
    Mistake(
        "documents written into",
        BOTH,
        UNCHANGED,
        lambda c: {"documents": ANY},
        "The list of documents was changed; the caller still needs it.",
        ("Print the documents before and after.", "Build a new list; do not assign into the one that came."),
    ),
)
