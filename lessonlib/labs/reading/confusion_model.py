"""Guesses to be looked into: naive Bayes on the held-out definitions, learned in a tenth of a second."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from lessonlib.data import load_definitions


class Guesses(NamedTuple):
    """Held-out definitions: their kinds, what each is guessed to be, the words, and what is defined."""

    classes: tuple[str, ...]
    y: np.ndarray
    predicted: np.ndarray
    texts: list[str]
    headwords: list[str]


@cache
def bayes_guesses() -> Guesses:
    """Return what naive Bayes says: argmax of ln p(kind) + sum over the words of ln p(word | kind).

    p(word | kind) = (n + 1) / (N + V) with n times the word in N words of that kind, V words in all; a word that was
    never read says nothing.
    """
    data = load_definitions()
    number_of: dict[str, int] = {}
    words = np.array([number_of.setdefault(w, len(number_of)) for s in data.words_train for w in s])
    kinds = np.repeat(data.y_train, [len(s) for s in data.words_train])
    counts = np.zeros((len(number_of), len(data.classes)))
    np.add.at(counts, (words, kinds), 1)
    says = np.log((counts + 1) / (counts.sum(axis=0) + len(number_of)))  # (V, K)
    prior = np.log(np.bincount(data.y_train) / len(data.y_train))
    known = [[number_of[w] for w in s if w in number_of] for s in data.words_held_out]
    predicted = np.array([(prior + says[s].sum(axis=0)).argmax() for s in known])
    texts = [" ".join(s) for s in data.words_held_out]
    return Guesses(data.classes, data.y_held_out, predicted, texts, data.headwords_held_out)
