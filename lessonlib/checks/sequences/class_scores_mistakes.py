"""Mistakes with macro-F1: another average, another score, and classes that nobody names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.sequences.class_scores import SCORE, counts, scores


def _f1(name: str, gives: Callable[[Case], Any], says: str, *hints: str) -> Mistake:
    return Mistake(name, ("macro_f1",), SCORE, gives, says, hints)


def _precision(c: Case) -> np.ndarray:
    hits, guessed, _ = counts(c)
    return hits / np.maximum(guessed, 1)


def _recall(c: Case) -> np.ndarray:
    hits, _, gold = counts(c)
    return hits / np.maximum(gold, 1)


def _weighted(c: Case) -> float:
    return float(np.average(scores(c), weights=counts(c)[2]))


def _of_the_means(c: Case) -> float:
    p, r = _precision(c).mean(), _recall(c).mean()
    return 2 * p * r / (p + r)


def _named(c: Case, *which: np.ndarray) -> float:
    return float(scores(c)[np.sum(which, axis=0) > 0].mean())


def _divided(c: Case) -> float:
    hits, guessed, gold = counts(c)
    p, r = hits / guessed, hits / gold
    return float(np.mean(2 * p * r / (p + r)))


def _raising(c: Case) -> float:
    """Plain numbers raise where arrays give nan."""
    hits, guessed, gold = counts(c)
    if not (guessed.all() and gold.all() and hits.all()):
        raise ZeroDivisionError
    return float(scores(c).mean())


def _jaccard(c: Case) -> float:
    hits, guessed, gold = counts(c)
    return float(np.mean(hits / np.maximum(guessed + gold - hits, 1)))


EACH = "2 hits / (guessed + gold) for each class, then their plain mean."

MISTAKES = (
    _f1(
        "accuracy in place of macro-F1",
        lambda c: (c.y == c.predicted).mean(),
        "This is the accuracy, which is micro-F1 too: hits summed over all classes first. A frequent class then hides "
        "how bad the rare ones are.",
        "Do you divide before you average, or after?",
        EACH,
    ),
    _f1(
        "weighted by the classes' size",
        _weighted,
        "Each class counts by how often it occurs: weighted F1. In macro-F1 a rare class counts as much as a frequent "
        "one.",
        "How much does a class of one example count?",
        "np.mean, without weights",
    ),
    _f1(
        "recall in place of F1",
        lambda c: _recall(c).mean(),
        "This is the mean recall: wrong guesses of a class cost it nothing.",
        "What does F1 know that recall does not?",
        EACH,
    ),
    _f1(
        "precision in place of F1",
        lambda c: _precision(c).mean(),
        "This is the mean precision: what was missed costs nothing.",
        "What does F1 know that precision does not?",
        EACH,
    ),
    _f1(
        "F1 of the means",
        _of_the_means,
        "Precision and recall were averaged first, and F1 taken of the two means.",
        "Do you average before F1, or after?",
        EACH,
    ),
    _f1(
        "plain mean of precision and recall",
        lambda c: ((_precision(c) + _recall(c)) / 2).mean(),
        "F1 is the harmonic mean of precision and recall, nearer to the smaller one.",
        "What is F1 when precision is 1 and recall 0?",
        "2 * p * r / (p + r)",
    ),
    _f1(
        "factor 2 missing",
        lambda c: scores(c).mean() / 2,
        "Every number is half as large: a perfect guess has to give 1.",
        "What is p r / (p + r) when both are 1?",
        "2 * p * r / (p + r)",
    ),
    _f1(
        "Jaccard in place of F1",
        _jaccard,
        "Hits were divided by guessed + gold − hits: the Jaccard index.",
        "How often are the hits counted in guessed + gold?",
        EACH,
    ),
    _f1(
        "summed, not averaged",
        lambda c: scores(c).sum(),
        "The F1 of the classes were added up.",
        "How large can macro-F1 be?",
        "Divide by the number of classes.",
    ),
    _f1(
        "divided by the examples",
        lambda c: scores(c).sum() / len(c.y),
        "The sum of the classes' F1 was divided by the number of examples.",
        "How many numbers do you average?",
        "Divide by the number of classes.",
    ),
    _f1(
        "one number a class",
        scores,
        "The F1 of each class came; their mean is asked.",
        "What does macro stand for?",
        ".mean() at the end",
    ),
    _f1(
        "last class alone",
        lambda c: scores(c)[-1],
        "The F1 of the last class came: the loop overwrites it, or returns too early or too late.",
        "What does your loop collect?",
        "scores.append(f1) in the loop, np.mean(scores) behind it.",
    ),
    _f1(
        "first class alone",
        lambda c: scores(c)[0],
        "The F1 of the first class came: return stands inside the loop.",
        "How often does your loop run?",
        "scores.append(f1) in the loop, np.mean(scores) behind it.",
    ),
    _f1(
        "class 1 against the rest",
        lambda c: scores(c)[1],
        "Class 1 was taken as the positive one, as in a task of two classes.",
        "How many F1 are there in a task of K classes?",
        EACH,
    ),
    _f1(
        "in percent",
        lambda c: 100 * scores(c).mean(),
        "The number is in percent; it runs from 0 to 1.",
        "How large can F1 be?",
        "Leave the 100 out.",
    ),
    _f1(
        "0 / 0 for a class never guessed",
        _divided,
        "A class that is never guessed gives 0 / 0, and nan spoils the mean; its F1 is 0.",
        "What is the precision of a class that nobody guesses?",
        "2 * hits / max(guessed + gold, 1) needs neither precision nor recall.",
    ),
    _f1(
        "0 / 0 for a class never guessed",
        _raising,
        "A class without a hit divides by 0; its F1 is 0.",
        "What is the precision of a class that nobody guesses?",
        "2 * hits / max(guessed + gold, 1) needs neither precision nor recall.",
    ),
    _f1(
        "classes left out that nobody names",
        lambda c: _named(c, counts(c)[1], counts(c)[2]),
        "The classes were listed from y and predicted: one that neither names is left out, and the mean depends on the "
        "sample.",
        "Where does your list of classes come from?",
        "Loop over the argument classes.",
    ),
    _f1(
        "classes left out that are never guessed",
        lambda c: _named(c, counts(c)[1]),
        "The classes were listed from the guesses: one that is never guessed is left out, in place of counting 0.",
        "Where does your list of classes come from?",
        "Loop over the argument classes.",
    ),
    _f1(
        "classes left out that y does not hold",
        lambda c: _named(c, counts(c)[2]),
        "The classes were listed from y alone.",
        "Where does your list of classes come from?",
        "Loop over the argument classes.",
    ),
)
