"""Bag of words: each document a row, each term of the vocabulary a column, and how often it occurs the number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from numbers import Integral

import numpy as np
from scipy import sparse

from lessonlib.arguments import a_function, in_order, list_of_words, switch, told
from lessonlib.text.estimator import Estimator
from lessonlib.text.tokens import tokenize


class BagOfWords(Estimator):
    """Count terms: X[d, t] = how often term t occurs in document d, terms in alphabetical order.

    Args:
        ngrams: (shortest, longest) run of words that is a term; (1, 1) is single words, (1, 2) adds pairs.
        binary: whether X[d, t] only says if t occurs, 1, or not, 0.
        tokenizer: what splits a document into words; it leaves alone a document that is a list of words already.

    ``vocabulary_`` maps each term to its column, after ``fit``. A term that ``fit`` never saw has no column.

    Raises:
        TypeError: for one string instead of a list of documents, and for a document that is neither text nor a list.
        ValueError: for ngrams that are no range, and when there is no term in any document.

    >>> bag = BagOfWords().fit(["The dog is on the table.", "Now on the table are the cat, the dog."])
    >>> bag.get_feature_names_out().tolist()
    ['are', 'cat', 'dog', 'is', 'now', 'on', 'table', 'the']
    >>> bag.transform(["the dog is on the table"]).toarray()
    array([[0, 0, 1, 1, 0, 1, 1, 2]])

    Source: Lecture 2, slide "Feature extraction" (where "the" counts 1: ``binary=True``).
    """

    def __init__(self, ngrams=(1, 1), binary=False, tokenizer=tokenize):
        self.ngrams = ngrams
        self.binary = binary
        self.tokenizer = tokenizer

    def fit(self, documents, y=None):
        """Learn the vocabulary of ``documents``, an iterable of strings or of lists of words."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents, y=None):
        """Learn the vocabulary and return the counts, CSR (documents, terms) of int64."""
        counts, _, self.vocabulary_ = count_terms(documents, self.ngrams, self.tokenizer)
        return self._seen(counts)

    def transform(self, documents):
        """Return the counts of the terms that ``fit`` saw, CSR (documents, terms) of int64."""
        self._check_fitted()
        counts, _, _ = count_terms(documents, self.ngrams, self.tokenizer, self.vocabulary_)
        return self._seen(counts)

    def _seen(self, counts):
        if switch(self.binary, "BagOfWords(binary)"):
            counts.data[:] = 1
        return counts

    def get_feature_names_out(self, input_features=None):
        """Return the terms in the order of the columns, an array of str."""
        self._check_fitted()
        return np.array(sorted(self.vocabulary_, key=self.vocabulary_.get), dtype=object)


def terms_in(words: list[str], ngrams: tuple[int, int] = (1, 1)) -> list[str]:
    """Return the runs of words from ``ngrams[0]`` to ``ngrams[1]`` long, joined by blanks.

    >>> terms_in(["the", "dog", "is"], (1, 2))
    ['the', 'dog', 'is', 'the dog', 'dog is']
    """
    shortest, longest = ngrams
    if longest == 1:
        return words
    lengths = range(shortest, min(longest, len(words)) + 1)
    runs = (zip(*(words[i:] for i in range(n)), strict=False) for n in lengths)
    return [" ".join(run) for run in chain.from_iterable(runs)]


def count_terms(
    documents: Iterable[str | list[str]],
    ngrams: tuple[int, int],
    tokenizer: Callable[[str], list[str]],
    vocabulary: Mapping[str, int] | None = None,
) -> tuple[sparse.csr_matrix, np.ndarray, dict[str, int]]:
    """Count the terms of each document, those of ``vocabulary`` only, or all if it is None.

    Returns:
        counts (documents, terms) CSR; how many terms each document has, seen before or not (documents,); vocabulary.

    >>> counts, lengths, vocabulary = count_terms(["a dog and a cat"], (1, 1), str.split)
    >>> counts.toarray(), lengths, vocabulary
    (array([[2, 1, 1, 1]]), array([5]), {'a': 0, 'and': 1, 'cat': 2, 'dog': 3})
    """
    ngrams = _range(ngrams)
    column = defaultdict(lambda: len(column))  # a new term gets the next column
    columns, values, ends, lengths = [], [], [0], []
    for words in _words_of(documents, tokenizer):
        terms = terms_in(words, ngrams)
        counter = Counter(terms)
        if vocabulary is not None:
            counter = {term: count for term, count in counter.items() if term in vocabulary}
        columns.extend(map((column if vocabulary is None else vocabulary).__getitem__, counter))
        values.extend(counter.values())
        ends.append(len(columns))
        lengths.append(len(terms))
    columns = np.array(columns, dtype=np.int32)
    if vocabulary is None:
        vocabulary = {term: i for i, term in enumerate(sorted(column))}
        if not vocabulary:
            raise ValueError(
                f"fit: wanted documents with at least one term, got {len(lengths)} without any. "
                "Pass a list of texts that hold words."
            )
        alphabetical = np.array([vocabulary[term] for term in column], dtype=np.int32)
        columns = alphabetical[columns]
    counts = sparse.csr_matrix(
        (np.array(values, dtype=np.int64), columns, np.array(ends, dtype=np.int32)), (len(lengths), len(vocabulary))
    )
    counts.sort_indices()
    return counts, np.array(lengths, dtype=np.int64), dict(vocabulary)


def _range(ngrams) -> tuple[int, int]:
    wanted = "ngrams: wanted (shortest, longest), whole numbers from 1 on, the shortest first"
    if isinstance(ngrams, np.ndarray) and ngrams.size == 2:  # not of one that claims 10^12 entries
        ngrams = ngrams.tolist()
    if not (isinstance(ngrams, tuple | list) and len(ngrams) == 2 and all(_is_whole(n) for n in ngrams)):
        raise TypeError(f"{wanted}, got {told(ngrams)}. Pass (1, 1) for words, (1, 2) for words and pairs.")
    if not 1 <= ngrams[0] <= ngrams[1]:
        raise ValueError(f"{wanted}, got {told(ngrams)}. Pass (1, 1) for words, (1, 2) for words and pairs.")
    return int(ngrams[0]), int(ngrams[1])


def _is_whole(n) -> bool:
    return isinstance(n, Integral) and not isinstance(n, bool)


def _words_of(documents, tokenizer) -> Iterator[list[str]]:
    advice = "Put a single text in a list: [text]."
    if isinstance(documents, str | bytes):
        raise TypeError(f"documents: wanted a list of texts, got {type(documents).__name__}. {advice}")
    a_function(tokenizer, "tokenizer", "tokenizer(text)")
    for i, document in enumerate(in_order(documents, "documents", "a list of texts", advice)):
        if isinstance(document, str):
            yield list_of_words(tokenizer(document), "tokenizer(text), what it returns")
        elif isinstance(document, list | tuple) and all(isinstance(word, str) for word in document):
            yield list(document)
        else:
            raise TypeError(
                f"documents: wanted each a text or a list of words, got {type(document).__name__} at place {i}. "
                "Turn it into a string, or leave it out."
            )
