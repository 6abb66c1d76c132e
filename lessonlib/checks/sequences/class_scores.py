"""How macro_f1 is checked: counts of small tables, and classes that are rare, never guessed or never there."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker

SCORE = "macro-F1"


def _case(label: str, y: str, predicted: str, classes: int, **kind: bool) -> Case:
    gold, guess = (np.array([int(digit) for digit in digits]) for digits in (y, predicted))
    return Case(label, y=gold, predicted=guess, classes=classes, **kind)


CASES = (
    _case("10 examples of 3 classes", "0000011122", "0001011221", 3),
    _case("12 examples of 3 classes", "000000011222", "000010111221", 3),
    _case("12 examples of 4 classes", "001122330000", "010122310003", 4),
    _case("every guess right", "0112", "0112", 3, rare=True),
    _case("a class that is never guessed", "001122", "001111", 3, rare=True),
    _case("a class that nobody names", "001122", "001211", 4, rare=True),
    _case("a class that y does not hold", "001122", "001312", 4, rare=True),
    _case("no guess right", "0011", "1100", 2, rare=True),
)


def counts(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hits, guesses and right answers of each class, each (K,)."""
    hit = case.y[case.y == case.predicted]
    return tuple(np.bincount(of, minlength=case.classes).astype(float) for of in (hit, case.predicted, case.y))


def scores(case: Case) -> np.ndarray:
    """The F1 of each class, 0 where nobody names it."""
    hits, guessed, gold = counts(case)
    return 2 * hits / np.maximum(guessed + gold, 1)


def _observe(maker: Maker, case: Case) -> np.ndarray:
    """A list of the classes is given; whoever wants their number gets it."""
    try:
        return maker.call(case.fresh("y"), case.fresh("predicted"), list(range(case.classes)))
    except TypeError:
        return maker.call(case.fresh("y"), case.fresh("predicted"), case.classes)


EXERCISES = (
    Exercise(
        "macro_f1",
        ("macro_f1",),
        "function",
        "macro_f1(y, predicted, classes) -> float, classes a list of all classes",
        (
            Part(
                SCORE,
                "mean over all classes of 2 hits / (guessed + gold)",
                CASES,
                _observe,
                lambda c: scores(c).mean(),
                hints=(
                    "Count hits, guesses and right answers of one class by hand, and work out its F1.",
                    "f1 = 2 * hits / (guessed + gold), 0 where both are 0; then the mean over all classes.",
                ),
            ),
        ),
    ),
)
