"""Mistakes in analogies: signs, lengths, distances, inputs that answer themselves, the wrong end of the ranking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.engine.subject import GaveNothing
from lessonlib.checks.engine.values import NotNumbers
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.vectors.analogy import (
    ANSWERS,
    COSINES,
    DEFAULT,
    INPUTS,
    NAMED,
    UNKNOWN,
    WORDS_OUT,
    ZERO,
    cosines,
    ranked,
    target,
    unit,
)

NAME = ("analogy",)


def _mistake(part: str, name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case], Any]):
    """One mistake, written in several ways."""
    return tuple(Mistake(name, NAME, part, way, says, hints) for way in gives)


def _either(name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case, bool], Any]):
    """A mistake with the vectors taken at length 1 before they are added, or as they are."""
    ways = [lambda c, way=way, first=first: way(c, first) for way in gives for first in (True, False)]
    return _mistake(ANSWERS, name, says, hints, *ways)


def _words(found: dict[str, np.ndarray]) -> dict[str, Any]:
    """The words alone: whatever number stands beside them."""
    return {WORDS_OUT: found[WORDS_OUT], COSINES: ANY}


def _signed(*signs: int) -> Callable[[Case, bool], dict[str, Any]]:
    return lambda c, first: _words(ranked(c, unit(c.matrix) @ target(c, signs, first)))


def _distance(c: Case, first: bool) -> np.ndarray:
    return np.linalg.norm(c.matrix - target(c, unit_first=first), axis=1)


def _unit_distance(c: Case, first: bool) -> np.ndarray:
    return np.linalg.norm(unit(c.matrix) - target(c, unit_first=first), axis=1)


def _by_distance(distance: Callable[[Case, bool], np.ndarray], sign: int) -> Callable[[Case, bool], dict[str, Any]]:
    def gives(c: Case, first: bool) -> dict[str, Any]:
        found = ranked(c, -distance(c, first))
        return {WORDS_OUT: found[WORDS_OUT], COSINES: -sign * found[COSINES]}

    return gives


def _cut(name: str, says: str, hints: tuple[str, str], without: slice | None, cut: slice) -> tuple[Mistake, ...]:
    return _either(name, says, hints, lambda c, first: ranked(c, cosines(c, first), without, cut))


def _raises(kind: type[Exception]):
    def gives(case: Case):
        raise kind

    return gives


INPUT = "Is one of a, b, c among your answers?", "Skip the words in (a, b, c), or give them the score −∞."
FORMULA = "cos(u, v) = u · v / (|u| |v|).", "unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)."
SIGNS = "king − man + woman: which word is taken away?", "vectors[a] - vectors[b] + vectors[c]."
BEST = "Is a large cosine near or far?", "np.argsort(-cosines)[:topn]."
ALL = slice(None)


def _counted_first(c: Case, first: bool) -> dict[str, np.ndarray]:
    """The best of all words, of which the inputs are then left out."""
    found = ranked(c, cosines(c, unit_first=first), without=None)
    kept = ~np.isin(found[WORDS_OUT], c.abc)
    return {name: values[kept] for name, values in found.items()}


MISTAKES = (
    Mistake(
        "another default",
        NAME,
        DEFAULT,
        lambda c: {DEFAULT: ANY},
        "Without topn another number of answers comes than the ten that were asked.",
        ("What does your def line say of topn?", "topn=10."),
    ),
    *_either(
        "counted before the inputs are left out",
        "The best topn were taken first, and the inputs left out of these: fewer answers are left than were asked.",
        ("How many answers come for topn = 3, when king is the best of all?", "Leave the inputs out, then [:topn]."),
        _counted_first,
    ),
    *_either(
        "inputs not excluded",
        "The inputs answer themselves: king − man + woman lies nearer to the vectors it is made "
        "of than to most others.",
        INPUT,
        lambda c, first: ranked(c, cosines(c, first), without=None),
    ),
    *_either(
        "inputs not all excluded",
        "One of the three inputs is left out; the other two may still answer.",
        INPUT,
        *(lambda c, first, k=k: ranked(c, cosines(c, first), slice(k, k + 1)) for k in (0, 2)),
    ),
    *_cut(
        "the best ones dropped unseen",
        "The first three of the ranking were dropped, as if they had to be the inputs: "
        "the answer may stand before them.",
        INPUT,
        None,
        slice(3, 6),
    ),
    *_cut(
        "the best ones dropped unseen",
        "The first of the ranking was dropped, as if it had to be an input.",
        INPUT,
        None,
        slice(1, 4),
    ),
    *_either(
        "not normalised",
        "These are dot products: long vectors win, whatever their direction, and frequent words are long.",
        FORMULA,
        lambda c, first: _words(ranked(c, c.matrix @ target(c, unit_first=first))),
        lambda c, first: _words(ranked(c, c.matrix @ target(c, unit_first=first), without=None)),
    ),
    *_either(
        "Euclid in place of cosine",
        "The nearest by distance were taken; the length of a vector then counts as much as its direction.",
        FORMULA,
        *(_by_distance(distance, sign) for distance in (_distance, _unit_distance) for sign in (1, -1)),
    ),
    *_either(
        "signs wrong",
        "The words were not added up as a − b + c.",
        SIGNS,
        *(_signed(*signs) for signs in ((-1, 1, 1), (1, 1, -1), (1, 1, 1), (1, -1, -1), (1, -1, 0))),
    ),
    *_either(
        "lowest in place of largest",
        "These words point away from a − b + c: their cosine is the smallest.",
        BEST,
        lambda c, first: _words(ranked(c, -cosines(c, first))),
    ),
    *_either(
        "best last",
        "The right words, but the best stands at the end.",
        BEST,
        lambda c, first: _words({WORDS_OUT: ranked(c, cosines(c, first))[WORDS_OUT][::-1]}),
    ),
    *_either(
        "one answer only",
        "The best word came alone; topn words were wanted.",
        BEST,
        lambda c, first: _words({WORDS_OUT: ranked(c, cosines(c, first))[WORDS_OUT][:1]}),
    ),
    *_either(
        "topn ignored",
        "Another number of answers came than was asked for.",
        BEST,
        *(lambda c, first, n=n: ranked(c, cosines(c, first), ALL, slice(n)) for n in (5, 10, None)),
    ),
    *_either(
        "cosines missing",
        "The right words, without their cosines.",
        ("What does one entry of the answer hold?", "[(word, cosine), ...]."),
        lambda c, first: {
            WORDS_OUT: ranked(c, cosines(c, first))[WORDS_OUT],
            COSINES: np.full(len(ranked(c, cosines(c, first))[COSINES]), np.nan),
        },
    ),
    *_either(
        "target not normalised",
        "The ranking is right, but the numbers are cosines times the length of a − b + c.",
        FORMULA,
        lambda c, first: ranked(c, unit(c.matrix) @ target(c, unit_first=first)),
    ),
    *_either(
        "distance in place of cosine",
        "1 − cosine is a distance; the cosine itself was wanted.",
        FORMULA,
        lambda c, first: {**ranked(c, cosines(c, first)), COSINES: 1 - ranked(c, cosines(c, first))[COSINES]},
    ),
    *_mistake(
        ANSWERS,
        "nothing returned",
        "It returned None: the `return` was forgotten.",
        ("What does a function give back when it has no `return`?", "return [(word, cosine), ...]."),
        _raises(GaveNothing),
    ),
    *_mistake(
        ANSWERS,
        "not a list of (word, cosine)",
        "Each entry should hold a word and its cosine.",
        ("Print the first entry of what you return.", "[(words[i], float(cosines[i])) for i in order]."),
        _raises(NotNumbers),
    ),
    *_mistake(
        INPUTS,
        "exclude_inputs ignored",
        "With exclude_inputs=False the three inputs may answer too; they were left out all the same.",
        ("Is exclude_inputs used?", "if exclude_inputs: ..."),
        *(lambda c, first=first: ranked(c, cosines(c, first)) for first in (True, False)),
    ),
    *_mistake(
        UNKNOWN,
        "unknown word unnoticed",
        "A word without a vector was answered, or ended in an error that does not "
        "name it: the cause is then far from where it is seen.",
        ("What does your function do with a word that has no vector?", "raise ValueError(f'unknown word {a!r}')."),
        lambda c: {NAMED: False},
    ),
    *_mistake(
        ZERO,
        "division by a length of 0",
        "A vector of zeros has no direction: 0 / 0 is NaN, and NaN spoils the ranking.",
        ("What is 0 / 0, and where does argsort put NaN?", "Divide by np.maximum(norm, 1e-12)."),
        lambda c: {WORDS_OUT: ANY},
    ),
    *_mistake(
        UNCHANGED,
        "vectors written into",
        "The vectors that were handed in have changed; another call sees the new ones.",
        ("Which line uses /= or [...] = on vectors.vectors?", "unit = matrix / norm makes a new array."),
        lambda c: {"vectors": ANY},
    ),
)
