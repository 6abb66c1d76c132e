"""A real corpus: whom a word meets, how much that says, and which words keep the same company."""

from __future__ import annotations

import difflib
from collections import Counter
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from lessonlib.data import load_glosses, load_sotu
from lessonlib.labs.shared.typed_text import shown
from lessonlib.stage import Trace, number
from lessonlib.stage.numbers import count
from lessonlib.text import cooccurrence, ppmi, svd_vectors, tokenize

CORPORA = {"glosses": "WordNet's glosses", "addresses": "the addresses"}
VOCABULARY, DIM = 3000, 50  # the most frequent words, and the length of their vectors
ASKED, NEIGHBOURS = 12, 6
KINDS = (
    "meets most often, times",
    "highest PPMI",
    "alike by counts, cosine",
    "alike by PPMI, cosine",
    f"alike by {DIM} dimensions, cosine",
)


class Company(NamedTuple):
    """A corpus counted: words (V), counts and PPMI (V, V) CSR, vectors (V, 50), and how many tokens there are."""

    words: list[str]
    counts: sparse.csr_matrix
    positive: sparse.csr_matrix
    vectors: np.ndarray
    tokens: int


@lru_cache(maxsize=2)  # 3 s the first time: a corpus is counted once for each window
def company(corpus: str, window: int) -> Company:
    """Count the company of the 3000 most frequent words of ``corpus``, weigh and factorise it."""
    sentences = load_glosses() if corpus == "glosses" else [tokenize(address) for address in load_sotu()]
    seen = Counter(word for sentence in sentences for word in sentence)
    counts, words = cooccurrence(sentences, window, [word for word, _ in seen.most_common(VOCABULARY)])
    positive = ppmi(counts)
    return Company(words, counts, positive, svd_vectors(positive, DIM), seen.total())


def record_corpus(corpus: str, words: Any, window: int) -> Trace:
    """Record for each asked word, in five steps: the words it meets, those that PPMI raises, three lists of its like.

    Raises:
        TypeError, ValueError: for no word, more than 12, and a word that is not among the 3000.
    """
    known = company(corpus, window)
    asked, notes = _asked(words, known.words, corpus)
    lists = [_lists(known, known.words.index(word)) for word in asked]  # five lists of (word, value) each
    around = list(dict.fromkeys([*asked, *[name for five in lists for name, _ in five[4][:4]]]))
    plane = _plane(known.vectors[[known.words.index(word) for word in around]])
    captions = [
        f"{count(known.tokens)} words of {CORPORA[corpus]}, {window} to each side; the {VOCABULARY} most frequent "
        f"words have rows, and “{asked[0]}” is looked up first."
    ]
    for word, five in zip(asked, lists, strict=True):
        captions += [_caption(word, kind, five) for kind in range(len(KINDS))]
    arrays = {
        "part": "corpus",
        "corpus": corpus,
        "window": window,
        "asked": asked,
        "names": [[[name for name, _ in _padded(one)] for one in five] for five in lists],
        "values": [[[_value(kind, v) for _, v in _padded(one)] for kind, one in enumerate(five)] for five in lists],
        "around": around,
        "plane": plane,
        "word": [-1, *np.repeat(np.arange(len(asked)), len(KINDS))],
        "column": [-1, *np.tile(np.arange(5), len(asked))],
    }
    return Trace(arrays, captions, notes)


def _asked(words: Any, known: list[str], corpus: str) -> tuple[list[str], list[str]]:
    if isinstance(words, list | tuple) and all(isinstance(word, str) for word in words):
        words = " ".join(words)
    if not isinstance(words, str):
        raise TypeError(f"words: wanted words apart by commas, got {type(words).__name__}; type some.")
    asked = list(dict.fromkeys(tokenize(words[:1000])))
    if not asked:
        raise ValueError('words: wanted at least one word, got none; type some such as "dog, river".')
    places = set(known)
    for word in asked:
        if word not in places:
            near = difflib.get_close_matches(word, known, n=2, cutoff=0.6)
            hint = f"; did you mean {' or '.join(near)}?" if near else "; ask for another."
            where = f"among the {VOCABULARY} most frequent words of {CORPORA[corpus]}"
            raise ValueError(f"words: “{shown(word)}” is not {where}{hint}")
    notes = []
    if len(asked) > ASKED:
        notes.append(f"Of {len(asked)} words the first {ASKED} are shown, up to “{asked[ASKED - 1]}”.")
    return asked[:ASKED], notes


def _lists(known: Company, i: int) -> list[list[tuple[str, float]]]:
    """For each of :data:`KINDS` the best words for word ``i`` with their values, itself left out."""
    rows = [matrix[i].toarray().ravel() for matrix in (known.counts, known.positive)]
    rows += [_cosines(matrix, i) for matrix in (known.counts, known.positive, sparse.csr_matrix(known.vectors))]
    orders = [np.argsort(-values, kind="stable")[: NEIGHBOURS + 1] for values in rows]
    best = [[j for j in order if j != i and values[j] > 0] for order, values in zip(orders, rows, strict=True)]
    return [[(known.words[j], float(v[j])) for j in js[:NEIGHBOURS]] for js, v in zip(best, rows, strict=True)]


def _cosines(matrix: sparse.csr_matrix, i: int) -> np.ndarray:
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=float)).ravel()
    return (matrix @ matrix[i].T).toarray().ravel() / np.maximum(length * length[i], 1e-12)


def _plane(vectors: np.ndarray) -> np.ndarray:
    """The words' directions, turned so that the two axes show as much of their differences as two can, (n, 2)."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    centred = unit - unit.mean(axis=0)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    flat = np.zeros((len(vectors), 2))
    flat[:, : min(2, len(s))] = (u * s)[:, :2]
    return flat


def _padded(best: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return best + [("", np.nan)] * (NEIGHBOURS - len(best))


def _value(kind: int, value: float) -> str:
    return "" if np.isnan(value) else count(int(value)) if kind == 0 else f"{value:.2f}"


def _caption(word: str, kind: int, five: list[list[tuple[str, float]]]) -> str:
    best = five[kind]
    if not best:
        return f"“{word}”: {KINDS[kind]}: none."
    name, value = best[0]
    if kind == 0:
        often = f"“{word}” meets “{name}” most often, {count(int(value))} times"
        return f"{often}: what nearly every word meets says little of this one."
    if kind == 1:
        times = number(np.exp(value))
        told = f"“{name}” meets “{word}” {times} times as often as by chance"
        return f"PPMI raises what is special: {told}, log {times} = {number(value)}."
    if kind == 2:
        told = f"“{name}” has the row of counts most like that of “{word}”, cosine {number(value)}"
        return f"{told}: frequent words rule it."
    if kind == 3:
        return f"“{name}” has the row of PPMI most like that of “{word}”, cosine {number(value)}."
    return f"In {DIM} dimensions of the SVD, “{name}” is nearest to “{word}”, cosine {number(value)}."
