"""Bag of words: the vocabulary grows word by word, then each document becomes a row of counts, mostly zeros."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import switch, told
from lessonlib.labs.shared.typed_text import shown
from lessonlib.labs.words.bag_of_words_documents import NAMES, DocumentsField, typed_documents
from lessonlib.labs.words.bag_of_words_picture import draw_bag_of_words
from lessonlib.labs.words.bag_of_words_vectorizer import laid_beside
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns
from lessonlib.text.bag_of_words import BagOfWords, terms_in
from lessonlib.text.tokens import tokenize

SENTENCES = (
    "The dog is on the table.\nThe cat, the dog are now on the table.\nThe dog is on the cat.\nThe cat is on the dog."
)
MOST_DOCUMENTS, MOST_WORDS, MOST_TERMS, LONGEST = 4, 20, 14, 3

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "The slide": ("With binary, a cell says only whether a term occurs, as in the slide's row.", {"binary": True}),
    "Words and pairs": ("Each pair of neighbours is a term, too: which rows differ now?", {"ngrams": (1, 2)}),
    "Pairs alone": ("Only pairs are terms: how much of the table is 0 now?", {"ngrams": (2, 2)}),
    "Nothing in common": (
        "No word occurs in two documents: how much of the table is 0?",
        {"documents": "cats purr softly\ndogs bark loudly\nbirds sing early\nfish keep quiet"},
    ),
}


def record_bag_of_words(
    documents: Any = SENTENCES, ngrams: Any = (1, 1), binary: bool = False, vectorizer: Any = None
) -> Trace:
    """Record how each term is read into the vocabulary, then counted in its document; and how many cells stay 0.

    Args:
        documents: text with one document a line, or a list of texts; up to four, of which 20 words are read each.
        ngrams: (shortest, longest) run of words that is a term, up to 3.
        binary: whether a cell only says if the term occurs.
        vectorizer: the learner's, class or object; its counts are drawn in place of ours.

    Raises:
        ValueError, TypeError: for documents without a term, and ngrams that are no range up to 3.

    Trace:
        phase: (steps) "start", "read", "sorted", "count" or "zeros".
        document, place, n, term: (steps) where the term begins, how many words it has, and its column; -1 for none.
        names, lengths: (documents) what each is called, and how many words it has.
        words: (words) those of all documents, one after the other.
        terms: (terms) the vocabulary.
        counts: (documents, terms) the table.
        sizes: (longest, 2) with terms of up to so many words: how many terms, and how many cells that are not 0.
        binary, most: () as given, and how many terms have room.
        ngrams: (2) as given.
        label: () what the learner's vectorizer is called.
        mine, wrong: (terms, documents) its table, without an entry where there is none; where it departs.
    """
    binary, (texts, notes) = switch(binary, "binary"), typed_documents(documents, MOST_DOCUMENTS)
    words = []
    for name, text in zip(NAMES, texts, strict=False):
        every = tokenize(text)
        words.append(every[:MOST_WORDS])
        if len(every) > MOST_WORDS:
            notes.append(f"Of the {len(every)} words of {name} the first {MOST_WORDS} are read, each at a step.")
    if not any(words):
        raise ValueError(f"documents: wanted text with at least one word, got {len(texts)} without any; type a word.")
    ngrams = tuple(ngrams) if isinstance(ngrams, list) else ngrams
    if isinstance(ngrams, tuple) and any(isinstance(n, int) and n > LONGEST for n in ngrams):
        raise ValueError(f"ngrams: wanted runs of at most {LONGEST} words, got {told(ngrams)}; choose (1, {LONGEST}).")
    bag = BagOfWords(ngrams, binary)
    counts = bag.fit_transform(words).toarray()  # (documents, terms)
    terms = bag.get_feature_names_out().tolist()
    occurrences = [
        (d, i, n, bag.vocabulary_[" ".join(document[i : i + n])])
        for d, document in enumerate(words)
        for n in range(ngrams[0], ngrams[1] + 1)
        for i in range(len(document) - n + 1)
    ]
    nowhere = (-1, -1, 0, -1)
    steps = [("start", *nowhere), *[("read", *place) for place in occurrences], ("sorted", *nowhere)]
    steps += [("count", *place) for place in occurrences] + [("zeros", *nowhere)]
    if len(terms) > MOST_TERMS:
        notes.append(f"The table shows {MOST_TERMS} of {len(terms)} terms; the others are counted too.")
    arrays = {
        "names": list(NAMES[: len(texts)]),
        "words": [shown(word) for document in words for word in document],
        "lengths": [len(document) for document in words],
        "terms": [shown(term) for term in terms],
        "counts": counts,
        "binary": binary,
        "most": MOST_TERMS,
        "sizes": [_size(words, (1, longest)) for longest in range(1, LONGEST + 1)],
        "ngrams": ngrams,
        **columns("phase document place n term", steps),
    }
    found = laid_beside(vectorizer, [" ".join(w) for w in words], terms, counts.T, "BagOfWords", arrays["names"])
    return Trace(arrays | found.arrays, _captions(steps, arrays), notes + found.notes)


@lab_of(record_bag_of_words, draw_bag_of_words, presets=PRESETS, own=("vectorizer",))
def bag_of_words_lab() -> Controls:
    """Turn documents into rows of counts over one vocabulary, and see what is lost: the order, and most of the table.

    Source: Lecture 2, "Feature extraction", "How to improve BOW?".
    """
    options = [("words", (1, 1)), ("words and pairs", (1, 2)), ("pairs", (2, 2)), ("up to triples", (1, 3))]
    return {
        "documents": DocumentsField(),
        "ngrams": ipywidgets.Dropdown(options=options, description="Terms"),
        "binary": ipywidgets.Checkbox(description="binary: 1 however often", indent=False),
    }


def _size(words: list[list[str]], ngrams: tuple[int, int]) -> tuple[int, int]:
    """How many terms there are, and how many cells of the table are not 0."""
    rows = [set(terms_in(document, ngrams)) for document in words]
    return len(set().union(*rows)), sum(map(len, rows))


def _captions(steps: list[tuple], a: dict[str, Any]) -> list[str]:
    told, known, seen = [], set(), np.zeros(a["counts"].shape, dtype=int)
    many, width = a["counts"].shape
    for phase, d, _, _, t in steps:
        word = f"“{a['terms'][t]}”"
        if phase == "start":
            told.append(f"{plural(many, 'document')}. Each becomes a row of counts.")
        elif phase == "read":
            new = t not in known
            known.add(t)
            terms, where = plural(len(known), "term"), f"{word} in {a['names'][d]} is"
            more = f"{where} in the vocabulary already; it stays at {terms}."
            told.append(f"{where} new: the vocabulary has {terms}." if new else more)
        elif phase == "sorted":
            told.append(f"The vocabulary is complete, {plural(width, 'term')} in alphabetical order: each is a column.")
        elif phase == "count":
            before, seen[d, t] = seen[d, t], 1 if a["binary"] else seen[d, t] + 1
            sum_ = "is 1 however often" if a["binary"] else f"{before} + 1 = {seen[d, t]}"
            told.append(f"{word} in {a['names'][d]}: {sum_}.")
        else:
            filled, cells = int((a["counts"] > 0).sum()), many * width
            share = number(100 * (1 - filled / cells))
            told.append(
                f"{many} · {width} = {plural(cells, 'cell')}, {filled} of them not 0: {share} % "
                "are zeros, which a sparse matrix does not store."
            )
    return told
