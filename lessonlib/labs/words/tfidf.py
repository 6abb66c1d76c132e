"""TF-IDF: the lecture's table cell by cell, then the walk from it to scikit-learn's default, one choice at a step."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import switch
from lessonlib.labs.shared.controls import Menu
from lessonlib.labs.shared.typed_text import shown
from lessonlib.labs.words.bag_of_words_documents import NAMES, DocumentsField, typed_documents
from lessonlib.labs.words.bag_of_words_vectorizer import laid_beside
from lessonlib.labs.words.tfidf_picture import draw_tfidf
from lessonlib.labs.words.tfidf_steps import asked, occurrences, phases_of, table_rows, told
from lessonlib.labs.words.tfidf_walk import ONCE, WALK, base_of, leaders, walked, worth_drawing
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.stage.trace import columns
from lessonlib.text.tfidf import TfidfVectorizer
from lessonlib.text.tokens import tokenize

SENTENCES = "The car is driven on the road.\nThe truck is driven on the highway."
MOST_DOCUMENTS, MOST_TERMS, MOST_LINES = 4, 16, 30

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "The slide": ("“the” stands in two rows of 1/7 each: the slide gives each occurrence its own.", {}),
    **{f"{i}. {station.name}": (station.change, station.choices) for i, station in enumerate(WALK[1:], 1)},
    "One document": (
        "N = df = 1 for every word: what is the plain idf of each, log(1 / 1)?",
        ONCE | {"documents": SENTENCES.splitlines()[0]},
    ),
}


def record_tfidf(
    documents: Any = SENTENCES,
    tf: str = "relative",
    idf: str = "plain",
    log_base: Any = 10,
    norm: Any = None,
    as_on_slide: bool = True,
    term: str = "",
    vectorizer: Any = None,
) -> Trace:
    """Record TF, then df, then IDF, then the product, cell by cell; then seven stations from slide to scikit-learn.

    Args:
        documents: text with one document a line, or a list of texts; up to four.
        tf, idf, norm: as :class:`lessonlib.text.tfidf.TfidfVectorizer` takes them.
        log_base: of the logarithm, above 1; or "e".
        as_on_slide: whether each occurrence of a term has its own row. With ``vectorizer`` each term has one.
        term: a term asked for: its row is shown, or why it has none.
        vectorizer: the learner's, class or object; its weights are drawn in place of ours.

    Raises:
        ValueError, TypeError: for documents without a word, and for choices that TfidfVectorizer refuses.

    Trace:
        phase: (steps) "start", "tf", "df", "idf", "weight", "size", "final" or "walk".
        row, document: (steps) the cell that is filled, or -1; of a walk, row is the station.
        names, n, size: (documents) what each is called, its number of words, and its length by the norm.
        rows, df, idf: (rows) the table's terms, in how many documents each stands, and its idf.
        count, weight, final: (rows, documents) how often it stands there, tf · idf, and that after the norm.
        tf, kind, base, norm: () the choices; kind is that of the idf.
        split: () whether each occurrence has a row of its own.
        terms: (drawn) the terms whose weights are drawn on the walk.
        walk: (stations, drawn) their weights in the first document.
        here: () the station whose choices these are, or -1.
        leader: (4) of the term that weighs most at the end of the walk: how often A has it, how many words A has, how
            many documents have it, how many there are.
        leader name: () that term.
        asked: () the row of the term that was asked for, or -1.
        label: () what the learner's vectorizer is called.
        mine, wrong: (rows, documents) its weights, without an entry where there are none; where they depart.
    """
    texts, notes = typed_documents(documents, MOST_DOCUMENTS)
    split = switch(as_on_slide, "as_on_slide") and vectorizer is None
    words = [tokenize(text) for text in texts]
    if not any(words):
        raise ValueError(f"documents: wanted text with at least one word, got {len(texts)} without any; type a word.")
    listed = table_rows(words, split)  # (word, which of its occurrences), in the slide's order
    rows, asked_row, more = asked(listed, words, term, MOST_TERMS)
    notes += more
    marked = [occurrences(w, split) for w in words]
    keyed = [[_key(row) for row in w] for w in marked]
    choices = {"tf": tf, "idf": idf, "log_base": base_of(log_base)}
    plain = TfidfVectorizer(**choices)
    weight = _taken(plain, plain.fit_transform(keyed), rows)  # (documents, rows)
    final = weight
    if norm is not None:
        normed = TfidfVectorizer(**choices, norm=norm)
        final = _taken(normed, normed.fit_transform(keyed), rows)
    count = np.array([[w.count(row) for row in rows] for w in marked])
    df = np.array([sum(row in w for w in marked) for row in rows])
    every = plain.transform(keyed)
    size = np.sqrt(every.multiply(every).sum(axis=1)) if norm == "l2" else abs(every).sum(axis=1)
    terms = list(dict.fromkeys(word for word, _ in listed))
    walk = walked(texts, terms)
    drawn, leader = worth_drawing(walk, MOST_LINES), terms[leaders(walk)[1]]
    arrays = {
        "names": list(NAMES[: len(texts)]),
        "rows": [shown(word) for word, _ in rows],
        "count": count.T,
        "tf": tf,
        "n": [len(w) for w in words],
        "df": df,
        "idf": [plain.idf_[plain.vocabulary_[_key(row)]] for row in rows],
        "kind": idf,
        "base": str(log_base),
        "norm": str(norm or ""),
        "weight": weight.T,
        "final": final.T,
        "size": np.asarray(size).ravel(),
        "split": split,
        "terms": [shown(terms[i]) for i in drawn],
        "walk": walk[:, drawn],
        "leader": [words[0].count(leader), len(words[0]), sum(leader in w for w in words), len(words)],
        "leader name": shown(leader),
        "here": _station(tf, idf, log_base, norm, split),
        "asked": asked_row,
    }
    names = [word for word, _ in rows]
    found = laid_beside(vectorizer, texts, names, final.T, "TfidfVectorizer", arrays["names"])
    phases = phases_of(len(rows), len(texts), bool(norm))
    arrays |= columns("phase row document", phases) | found.arrays
    return Trace(arrays, [told(*p, arrays) for p in phases], notes + found.notes)


@lab_of(record_tfidf, draw_tfidf, presets=PRESETS, own=("vectorizer",))
def tfidf_lab() -> Controls:
    """Weigh terms by tf · idf as the lecture does, then walk to scikit-learn's default, one choice at a step.

    Source: Lecture 2, "TF-IDF example".
    """
    return {
        "documents": DocumentsField(),
        "as_on_slide": ipywidgets.Checkbox(description="a row for each occurrence, as on the slide", indent=False),
        "tf": ipywidgets.Dropdown(
            options=[("share f / n", "relative"), ("count f", "count")], value="relative", description="TF"
        ),
        "log_base": ipywidgets.Dropdown(options=[("10", 10), ("2", 2), ("e", "e")], description="Base of log"),
        "idf": ipywidgets.Dropdown(options=["plain", "smooth", "plain + 1", "smooth + 1"], description="IDF"),
        "norm": Menu(options=[("none", None), ("l1: sum 1", "l1"), ("l2: length 1", "l2")], description="Norm"),
        "term": ipywidgets.Text(description="Ask for a term", continuous_update=False),
    }


def _key(row: tuple[str, int]) -> str:
    return f"{row[0]}\n{row[1]}"


def _taken(tfidf: TfidfVectorizer, matrix: Any, rows: list[tuple[str, int]]) -> np.ndarray:
    """The columns of ``rows`` in their order, (documents, rows)."""
    return matrix.toarray()[:, [tfidf.vocabulary_[_key(row)] for row in rows]]


def _station(tf: str, idf: str, log_base: Any, norm: Any, split: bool) -> int:
    """Where on the walk these choices stand; -1 beside it."""
    chosen = {"tf": tf, "idf": idf, "log_base": log_base, "norm": norm, "as_on_slide": split}
    return next((i for i, station in enumerate(WALK) if station.choices == chosen), -1)
