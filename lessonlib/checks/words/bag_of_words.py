"""The bag of words: how a vectorizer is checked: its vocabulary, its counts, and documents that it never saw."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.manners import MEMORY, UNCHANGED

VOCABULARY, COUNTS, NEW, AGAIN = "vocabulary", "counts", "documents that fit never saw", "second fit"
OBJECTS = "table of the first of two objects"
CHAIN, ITSELF = "what fit returns", "fit returns the object itself"
SLIDE = ("The car is driven on the road.", "The truck is driven on the highway.")
FOUR = ("The cat sat on the mat.", "The dog sat there, the dog barked.", "Cats and dogs: the end.", "On and on and on.")
UNSEEN = ("The purple truck is on the purple, purple road!", "Zebra and dog.")
CASES = (
    Case("the slide's two sentences", documents=SLIDE, new=UNSEEN),
    Case("four sentences", documents=FOUR, new=UNSEEN),
    Case("documents of one word", documents=("Truck", "The truck and the dog", "Dog"), new=("Dog", "Zebra truck")),
)
SEVERAL = (*CASES, Case("an empty document", documents=FOUR, new=("", "Zebra zebra."), rare=True))
Words = Callable[[str], list[str]]


def words_in(text: str) -> list[str]:
    """The lower-case words; those of the cases have two letters or more, so that every customary rule finds the same.

    >>> words_in("The cat sat.")
    ['the', 'cat', 'sat']
    """
    return re.findall(r"\w+", text.lower())


def terms_of(documents: Sequence[str], words: Words = words_in) -> list[str]:
    """The different words of all documents in alphabetical order."""
    return sorted({word for document in documents for word in words(document)})


def counts_of(documents: Sequence[str], terms: Sequence[str], words: Words = words_in) -> np.ndarray:
    """How often each term occurs in each document, (documents, terms)."""
    rows = [words(document) for document in documents]
    return np.array([[row.count(term) for term in terms] for row in rows], dtype=float).reshape(len(rows), len(terms))


def names_of(thing: Any) -> list[str] | None:
    """The terms in the order of the columns, as the learner's object tells them; None when it does not."""
    for name in ("get_feature_names_out", "vocabulary_", "vocabulary"):
        found = getattr(thing, name, None)
        found = found() if callable(found) else found
        if isinstance(found, dict):
            return [str(term) for term, _ in sorted(found.items(), key=lambda item: item[1])]
        if isinstance(found, list | tuple | np.ndarray):
            return [str(term) for term in found]
    return None


def fitted(maker: Maker, *rounds: Sequence[str]) -> Subject:
    """A fresh object of the candidate's, fitted on each of the rounds' documents in turn."""
    subject = maker()
    for documents in rounds:
        subject.do("fit", list(documents))
    return subject


def _vocabulary(maker: Maker, case: Case) -> np.ndarray:
    names = names_of(fitted(maker, case.documents).thing)
    # It need not tell its terms: then the columns alone have to be right.
    return np.array(terms_of(case.documents) if names is None else names, dtype=str)


def _known(maker: Maker, case: Case) -> np.ndarray:
    return fitted(maker, case.documents).call("transform", list(case.documents))


def _new(maker: Maker, case: Case) -> np.ndarray:
    return fitted(maker, case.documents).call("transform", list(case.new))


def _again(maker: Maker, case: Case) -> np.ndarray:
    return fitted(maker, case.new, case.documents).call("transform", list(case.documents))


def _beside(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    """The table of the first of two objects, fitted on other documents."""
    one = fitted(maker, case.documents)
    fitted(maker, case.new)
    return {OBJECTS: one.call("transform", list(case.documents))}


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    documents, new = list(case.documents), list(case.new)
    subject = maker()
    subject.do("fit", documents)
    subject.do("transform", new)
    return {"documents": np.array(documents + new, dtype=str)}


def _chained(maker: Maker, case: Case) -> dict[str, bool]:
    subject = maker()
    return {ITSELF: subject.do("fit", list(case.documents)) is subject.thing}


def vectorizer_parts(
    table: Callable[[Case, Sequence[str]], np.ndarray],
    known: str,
    formula: str,
    hints: tuple[str, str],
    also: tuple[Callable[[Case], np.ndarray], ...] = (),
) -> tuple[Part, ...]:
    """The parts of a vectorizer; ``table(case, documents)`` is right for documents after a fit on the case's.

    ``known`` names the part on the fitted documents, ``formula`` and ``hints`` belong to it, ``also`` are further right
    answers for documents that fit never saw.
    """
    return (
        Part(
            VOCABULARY,
            "the different words, lower-case, in alphabetical order",
            CASES,
            _vocabulary,
            lambda c: np.array(terms_of(c.documents), dtype=str),
            hints=("Print your terms for one sentence.", "sorted(set(words of all documents))"),
        ),
        Part(known, formula, CASES, _known, lambda c: table(c, c.documents), hints=hints),
        Part(
            NEW,
            "the columns that fit found; other words have none",
            SEVERAL,
            _new,
            lambda c: table(c, c.new),
            hints=("Which words has transform to look for?", "Use the vocabulary of fit; skip words that it lacks."),
            also=also,
        ),
        Part(
            AGAIN,
            "as if fitted for the first time",
            CASES,
            _again,
            lambda c: table(c, c.documents),
            rare=True,
            hints=("What is left of the first fit when the second begins?", "Begin fit with an empty vocabulary."),
        ),
        Part(
            MEMORY,
            "each object has a vocabulary of its own",
            CASES[:1],
            _beside,
            lambda c: {OBJECTS: table(c, c.documents)},
            rare=True,
            hints=("Where does your object keep its vocabulary?", "On the object: self.vocabulary_ = ..."),
        ),
        Part(
            UNCHANGED,
            "the same documents as before the call",
            CASES[:1],
            _after,
            lambda c: {"documents": np.array([*c.documents, *c.new], dtype=str)},
            rare=True,
            hints=("Print the documents before and after.", "Work on copies: text = text.lower() in a new list."),
        ),
        Part(
            CHAIN,
            "as scikit-learn's",
            CASES[:1],
            _chained,
            lambda c: {ITSELF: True},
            advice=True,
            hints=("What is vectorizer.fit(documents).transform(documents)?", "return self at the end of fit."),
        ),
    )


EXERCISES = (
    Exercise(
        "bag_of_words",
        ("BagOfWords",),
        "class",
        "BagOfWords() with fit(documents) and transform(documents) -> counts (documents, terms)",
        vectorizer_parts(
            lambda c, documents: counts_of(documents, terms_of(c.documents)),
            COUNTS,
            "X[d, t] = how often term t occurs in document d",
            ("Count one sentence by hand; “the” occurs twice in it.", "X[d, column of the word] += 1 for each word."),
        ),
    ),
)
