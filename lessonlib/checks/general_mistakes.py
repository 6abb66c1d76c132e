"""Mistakes that can be made anywhere: nothing returned, a sign, a transposed array, an overflow."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.engine.judge import OVERFLOW
from lessonlib.checks.engine.subject import GaveNothing, Missing
from lessonlib.checks.engine.values import NotNumbers, results


def _raises(kind: type[Exception]):
    def gives(case: Case):
        raise kind

    return gives


def _each(change):
    """Apply ``change`` to every result that was wanted and holds numbers; a yes or no, or a word, has no sign."""
    return lambda case: {
        name: change(right) if right.dtype.kind in "fiu" else right for name, right in results(case.wanted).items()
    }


MISTAKES = (
    Mistake(
        "nothing returned",
        ("*",),
        "*",
        _raises(GaveNothing),
        "It computes, but returns None: the `return` was forgotten.",
        ("What does a Python function give back when it has no `return`?", "End the method with `return ...`."),
    ),
    Mistake(
        "not an array of numbers",
        ("*",),
        "*",
        _raises(NotNumbers),
        "It returns something of another kind than what was asked for.",
        (
            "Print type(...) of what you return.",
            "Where a shape or a number was wanted, return an array of floats; else a list of what is shown.",
        ),
    ),
    Mistake(
        "method missing",
        ("*",),
        "*",
        _raises(Missing),
        "The method is missing, or called otherwise.",
        ("Compare the names of your methods with those that were asked.", "Check the indentation: is it in the class?"),
    ),
    Mistake(
        "overflow",
        ("*",),
        "*",
        lambda c: {OVERFLOW: True},
        "np.exp of a large positive number is infinite, and the answer comes out right only by luck.",
        (
            "For which of your inputs is the exponent large and positive?",
            "Only take exp of what is at most 0: e = np.exp(-np.abs(x)), with a formula for x >= 0 and one for x < 0; "
            "for several numbers, subtract their maximum first.",
        ),
    ),
    Mistake(
        "wrong sign",
        ("*",),
        "*",
        _each(lambda right: -right),
        "Every number has the opposite sign of what was wanted.",
        ("Follow the minus signs from the formula to the code.", "Turn one sign around."),
    ),
    Mistake(
        "absolute value taken",
        ("*",),
        "*",
        _each(np.abs),
        "Every number lost its sign.",
        ("Which entries are off: those that should be negative?", "Look for abs, a square or a root too many."),
    ),
    Mistake(
        "averaged over all entries",
        ("*",),
        "*",
        _each(lambda right: right / right.size),
        "Every number was divided by how many entries there are.",
        ("Look for a mean where a sum, or nothing, was meant.", "Does .mean() have its axis?"),
    ),
    Mistake(
        "transposed",
        ("*",),
        "*",
        _each(lambda right: right.T),
        "The numbers are right, but rows and columns are exchanged.",
        ("Compare the shapes that were wanted and that came.", "Transpose once more with .T, or once less."),
    ),
)
