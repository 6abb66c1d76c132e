"""From the slide's table to scikit-learn's default, one choice at a step, and what becomes of each weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lessonlib.stage import number
from lessonlib.text.bag_of_words import BagOfWords
from lessonlib.text.tfidf import TfidfVectorizer


class Station(NamedTuple):
    """One more choice: its name, what it changes, all choices so far (arguments of the lab), the change in brief."""

    name: str
    change: str
    choices: dict
    brief: str


SLIDE = {"tf": "relative", "idf": "plain", "log_base": 10, "norm": None, "as_on_slide": True}
ONCE = SLIDE | {"as_on_slide": False}
COUNT = ONCE | {"tf": "count"}
NATURAL = COUNT | {"log_base": "e"}
SMOOTH = NATURAL | {"idf": "smooth"}
PLUS_ONE = SMOOTH | {"idf": "smooth + 1"}
SKLEARN = PLUS_ONE | {"norm": "l2"}
WALK = (
    Station("slide", "The slide: each occurrence has a row of its own.", SLIDE, "each occurrence has a row"),
    Station("once", "Each term once, its occurrences added up: as any vectorizer does.", ONCE, "each term once"),
    Station("count", "Counts, not shares: f instead of f / n.", COUNT, "counts, not shares"),
    Station("ln", "The natural logarithm instead of log₁₀.", NATURAL, "natural logarithm"),
    Station("smooth", "Smoothed: (1 + N) / (1 + df) instead of N / df.", SMOOTH, "(1 + N) / (1 + df)"),
    Station("+ 1", "1 is added to every idf.", PLUS_ONE, "1 added to the idf"),
    Station(
        "l2",
        "Each document is divided by the root of its sum of squares: this is scikit-learn's default.",
        SKLEARN,
        "each row made 1 long",
    ),
)


def base_of(log_base) -> float:
    """The base as a number; "e" is the natural one.

    >>> base_of(10), round(base_of("e"), 3)
    (10, 2.718)
    """
    return math.e if isinstance(log_base, str) and log_base == "e" else log_base


def walked(documents: Sequence[str], terms: Sequence[str]) -> np.ndarray:
    """The weight of each of ``terms`` in the first document at each station, (stations, terms); NaN for none.

    >>> weights = walked(["the car the", "the truck"], ["the", "car"])
    >>> weights.round(3).tolist()[0], weights.round(3).tolist()[-2]
    ([0.0, 0.1], [2.0, 1.405])
    """
    rows = []
    for station in WALK:
        given = {name: value for name, value in station.choices.items() if name != "as_on_slide"}
        tfidf = TfidfVectorizer(**given | {"log_base": base_of(given["log_base"])})
        if station is WALK[-1]:
            tfidf = TfidfVectorizer.like_sklearn()
        try:
            row = tfidf.fit_transform(documents).toarray()[0]
        except ValueError:  # scikit-learn's words have two letters or more: there may be none
            rows.append(np.full(len(terms), np.nan))
            continue
        if station.choices["as_on_slide"]:  # the weight of one occurrence
            times = BagOfWords().fit(documents).transform(documents[:1]).toarray()[0]
            row = row / np.maximum(times, 1)
        rows.append([row[tfidf.vocabulary_[term]] if term in tfidf.vocabulary_ else np.nan for term in terms])
    return np.array(rows)


def leaders(walk: np.ndarray) -> tuple[int, int]:
    """The term that weighs most on the slide, and the one that weighs most at the end; the same when there is no other.

    >>> leaders(walked(["the car the", "the truck"], ["the", "car"]))
    (1, 0)
    """
    filled = np.nan_to_num(walk, nan=-1.0)
    return int(filled[0].argmax()), int(filled[-1].argmax())


def worth_drawing(walk: np.ndarray, most: int) -> np.ndarray:
    """The places of the terms to draw: the two leaders first, then those of the first document, ``most`` at most."""
    present = np.flatnonzero(np.nan_to_num(walk, nan=0.0).max(axis=0) > 0)
    return np.array(list(dict.fromkeys([*leaders(walk), *present.tolist()]))[:most])


def told(k: int, walk: np.ndarray, terms: Sequence[str]) -> str:
    """The caption of station ``k``: what it changes, and the two terms' weights before and after."""
    parts = []
    for term in dict.fromkeys(leaders(walk)):
        now = number(walk[k, term]) if np.isfinite(walk[k, term]) else "no word of scikit-learn's"
        before = f"{number(walk[k - 1, term])} → " if k and np.isfinite(walk[k - 1, term]) else ""
        parts.append(f"“{terms[term]}” {before}{now}")
    sentence = f"{WALK[k].change} In A: {', '.join(parts)}."
    first, last = leaders(walk)
    if k and first != last and walk[k, last] > walk[k, first] and not walk[k - 1, last] > walk[k - 1, first]:
        sentence += f" Now “{terms[last]}” weighs more than “{terms[first]}”."
    return sentence
