"""The learner's vectorizer in a lab: a copy is fitted, and its matrix brought to the terms and the order of ours."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure
from lessonlib.stage import number

FITTED = ("get_feature_names_out", "vocabulary_", "vocabulary")


def table_of(vectorizer: Any, documents: Sequence[str], terms: Sequence[str], label: str) -> np.ndarray:
    """What ``vectorizer`` gives the ``documents`` for our ``terms``, (documents, terms); NaN for a term it lacks.

    Args:
        vectorizer: an object, or a class made without arguments, with ``fit_transform``, or ``fit`` and ``transform``,
            scikit-learn's or plain, sparse or dense; and ``get_feature_names_out()`` or ``vocabulary_``. Without
            either its columns are taken in alphabetical order.
        documents, terms: what it is fitted on, and what is asked for.
        label: its name in messages.

    Raises:
        Departure: when what comes back cannot be read as such a table.

    >>> from sklearn.feature_extraction.text import CountVectorizer
    >>> table_of(CountVectorizer(), ["a dog", "the dog"], ["a", "dog", "the"], "CountVectorizer")
    array([[nan,  1.,  0.],
           [nan,  1.,  1.]])
    """
    own = vectorizer() if isinstance(vectorizer, type) else copy.deepcopy(vectorizer)
    if hasattr(own, "fit_transform"):
        matrix = own.fit_transform(list(documents))
    elif hasattr(own, "fit") and hasattr(own, "transform"):
        own.fit(list(documents))
        matrix = own.transform(list(documents))
    else:
        raise Departure(f"{label} has no fit_transform, and not both fit and transform; write fit and transform")
    if matrix is None:
        raise Departure(f"{label} returned nothing, wanted a matrix (documents, terms); is a return missing?")
    try:
        matrix = np.asarray(matrix.toarray() if sparse.issparse(matrix) else matrix, dtype=float)
    except (TypeError, ValueError):
        raise Departure(f"{label} returned {type(matrix).__name__}, wanted a matrix of numbers") from None
    names = _names(own, label)
    wanted = (len(documents), len(terms if names is None else names))
    if matrix.shape != wanted:
        raise Departure(f"{label} returned shape {matrix.shape}, wanted (documents, terms) = {wanted}")
    if not np.isfinite(matrix).all():
        d, t = np.argwhere(~np.isfinite(matrix))[0]
        raise Departure(f"{label} returned {number(matrix[d, t])} in row {d}, column {t}; wanted numbers")
    column = {name: i for i, name in enumerate(sorted(terms) if names is None else names)}
    lacking = np.full(len(documents), np.nan)
    return np.stack([matrix[:, column[term]] if term in column else lacking for term in terms], axis=1)


def _names(own: Any, label: str) -> list[str] | None:
    """The terms in the order of its columns, or None when it does not say."""
    for name in FITTED:
        found = getattr(own, name, None)
        found = found() if callable(found) else found
        if isinstance(found, dict):
            return [term for term, _ in sorted(found.items(), key=lambda item: item[1])]
        if isinstance(found, list | tuple | np.ndarray):
            return [str(term) for term in found]
        if found is not None:
            raise Departure(f"{label}.{name} is {type(found).__name__}, wanted a dict of term: column, or a list")
    return None


def laid_beside(
    vectorizer: Any, documents: Sequence[str], terms: Sequence[str], right: np.ndarray, ours: str, names: Sequence[str]
) -> Beside:
    """The learner's table (terms, documents) beside ours, with a note that says so where they are the same.

    Args:
        vectorizer, documents, terms: see :func:`table_of`.
        right: our table (terms, documents).
        ours: the name of our class.
        names: of the documents.
    """
    found = beside(
        vectorizer,
        lambda label: table_of(vectorizer, documents, terms, label).T,
        right,
        ours=ours,
        where=lambda t, d: f"“{terms[t]}” in {names[d]}",
        counted="in {} of {} cells",
    )
    if not found.there:
        return found
    lacks = np.isnan(found.theirs).any(axis=1)
    if lacks.any():
        first = f"“{terms[int(np.argmax(lacks))]}”: it has no column"
        return found._replace(notes=[f"{found.notes[0].partition('first ')[0]}first {first}."])
    return found._replace(notes=found.notes or [f"{found.label} equals {ours} in all {right.size} cells."])
