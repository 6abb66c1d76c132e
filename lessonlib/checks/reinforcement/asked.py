"""What these exercises share: a function is called with a case's ``args``, and must leave them as they were."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.manners import UNCHANGED


def fresh(case: Case) -> list[Any]:
    """Copies of the arguments, which the candidate may spoil."""
    return [copy.deepcopy(value) for value in case.args]


def call(maker: Maker, case: Case) -> np.ndarray:
    """What the candidate gives for the arguments: an array or a number."""
    return maker.call(*fresh(case))


def result(formula: Callable[..., Any]) -> Callable[[Case], Any]:
    """``formula`` of the arguments, as an answer to a case."""
    return lambda case: formula(*case.args)


def stays(cases: tuple[Case, ...]) -> Part:
    """The part that asks for the arguments to stay as they were."""

    def after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        given = fresh(case)
        maker.raw(*given)
        return {"x": np.array(list(_numbers(given)))}

    return Part(
        UNCHANGED,
        "the same numbers as before the call",
        cases[:1],
        after,
        lambda c: {"x": np.array(list(_numbers(c.args)))},
        rare=True,
        hints=("Compare your arguments before and after the call.", "Make a new array; do not write into one."),
    )


def _numbers(value: Any):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _numbers(item)
    elif np.asarray(value).dtype != object:
        yield from np.ravel(value).astype(float)


def mistakes_in(exercise: str, part: str) -> Callable[..., Mistake]:
    """Make entries of the catalogue for one part: name, what it gives for the arguments, what to say, two hints."""

    def entry(name: str, gives: Callable[..., Any], says: str, *hints: str) -> Mistake:
        return Mistake(name, (exercise,), part, result(gives), says, hints)

    return entry
