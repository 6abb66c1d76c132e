"""Mistakes with the sum over all paths: max in place of sum, another axis, exp and log at the wrong place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.sequences.best_path import SUM, summed, walk
from lessonlib.checks.sequences.best_path_mistakes import ALIKE


def _sum_over_next(paths: np.ndarray, axis: int) -> np.ndarray:
    return np.logaddexp.reduce(paths, axis=paths.ndim - 1)


def _sum(name: str, gives: Callable[[Case], Any], says: str, *hints: str) -> Mistake:
    return Mistake(name, ("log_partition",), SUM, gives, says, hints)


def _changed(changed: Callable[[Case], dict[str, Any]]) -> Callable[[Case], float]:
    return lambda c: summed(c, **changed(c))


def _linear_sum(c: Case) -> float:
    start, transitions, emissions, end = (np.exp(t) for t in (c.start, c.transitions, c.emissions, c.end))
    total = start * emissions[0]
    for row in emissions[1:]:
        total = (total @ transitions) * row
    return float(np.log(total @ end))


def _largest_until_the_end(c: Case) -> float:
    best = c.start + c.emissions[0]
    for row in c.emissions[1:]:
        best = (best[:, None] + c.transitions).max(axis=0) + row
    return float(np.logaddexp.reduce(best + c.end))


def _normalised(c: Case) -> float:
    rows = c.emissions - np.logaddexp.reduce(c.emissions, axis=1, keepdims=True)
    return summed(c, emissions=rows)


def _paths(c: Case) -> float:
    return len(c.emissions) * np.log(len(c.start))


STEP = "total = np.logaddexp.reduce(total[:, None] + transitions, axis=0) + row"

MISTAKES = (
    *(_sum(name, _changed(changed), says, *hints) for name, changed, says, *hints in ALIKE),
    _sum(
        "maximum in place of the sum",
        lambda c: walk(c)[1],
        "This is the score of the best path; log Z sums over all of them, and is larger.",
        "Max or log sum exp?",
        STEP,
    ),
    _sum(
        "maximum until the last step",
        _largest_until_the_end,
        "On the way the maximum was taken, and only at the end the sum.",
        "How many paths lead to each tag?",
        STEP,
    ),
    _sum(
        "sum over the next tag",
        lambda c: walk(c, join=_sum_over_next)[1],
        "The sum runs over the tag that comes next, axis 1; each next tag has to sum over the tags before.",
        "Which axis of total[:, None] + transitions holds the tags before?",
        STEP,
    ),
    _sum(
        "Z in place of log Z",
        lambda c: float(np.exp(summed(c))),
        "exp was taken at the end; asked is the logarithm.",
        "Is the answer in log space?",
        "Leave the last exp out.",
    ),
    _sum(
        "averaged over the paths",
        lambda c: summed(c) - _paths(c),
        "The log of the mean came, smaller by T log K; Z is a sum.",
        "Do you divide somewhere?",
        "np.logaddexp.reduce, no mean.",
    ),
    _sum(
        "logarithm to base 2",
        lambda c: summed(c) / np.log(2),
        "The logarithm has base 2; exp and log belong together.",
        "Which function undoes np.exp?",
        "np.log",
    ),
    _sum(
        "emissions normalised first",
        _normalised,
        "Each word's scores went through log softmax first; Z normalises whole paths, and words must not be.",
        "Which softmax does log Z belong to?",
        "Use emissions as they are.",
    ),
    _sum(
        "one number a tag",
        lambda c: _last_column(c),
        "The last column of the table came; the sum over its tags is missing.",
        "Where may a path end?",
        "np.logaddexp.reduce(total + end)",
    ),
    _sum(
        "one number a tag",
        lambda c: _last_column(c) - c.end,
        "The last column of the table came; the sum over its tags is missing.",
        "Where may a path end?",
        "np.logaddexp.reduce(total + end)",
    ),
    _sum(
        "underflow",
        _linear_sum,
        "exp of a small score is 0, and log 0 is -inf.",
        "What is np.exp(-800)?",
        "Subtract the maximum first: m + np.log(np.exp(a - m).sum()), or np.logaddexp.reduce(a).",
    ),
)


def _last_column(c: Case) -> np.ndarray:
    total = c.start + c.emissions[0]
    for row in c.emissions[1:]:
        total = np.logaddexp.reduce(total[:, None] + c.transitions, axis=0) + row
    return total + c.end
