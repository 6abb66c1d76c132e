"""What was handed in, before anything of it runs: a class, an object, a function, a stub, or something else."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Exercise
from lessonlib.checks.engine.report import Report
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import named


def admit(exercise: Exercise, candidate: Any) -> tuple[Maker | None, Report | None, str | None]:
    """Return ``(maker, refusal, note)``: how to run the candidate, or the report that says why it cannot be run."""
    if candidate is None or candidate is Ellipsis or _is_empty(candidate):
        empty = f"There is nothing in it yet. Wanted: {exercise.call}."
        return None, Report(exercise.name, "not attempted", empty), None
    if exercise.form == "function":
        return _admit_function(exercise, candidate)
    if inspect.isclass(candidate):
        return Maker(candidate), None, None
    if is_function(candidate):
        return None, _refuse_function(exercise, candidate), None
    if any(callable(getattr(candidate, method, None)) for method in ("forward", "step", "transform")):
        kind = type(candidate)
        return Maker(kind), None, f"An object was handed in; its class {kind.__name__} was checked on fresh objects."
    return None, _refuse(exercise, candidate, "class"), None


def _admit_function(exercise: Exercise, candidate: Any) -> tuple[Maker | None, Report | None, str | None]:
    if callable(getattr(candidate, "forward", None)) and not inspect.isclass(candidate):
        candidate = type(candidate)
    if inspect.isclass(candidate) and hasattr(candidate, "forward"):
        return Maker(candidate), None, f"A function was asked; forward of the class {candidate.__name__} was checked."
    if callable(candidate) and not inspect.isclass(candidate):
        return Maker(candidate), None, None
    return None, _refuse(exercise, candidate, "function"), None


def is_function(candidate: Any) -> bool:
    """Whether it is a function of any kind: def, lambda, bound method, partial, builtin, numpy ufunc.

    >>> is_function(np.tanh), is_function(lambda x: x), is_function(dict)
    (True, True, False)
    """
    return inspect.isroutine(candidate) or isinstance(candidate, (functools.partial, np.ufunc))


def _is_empty(candidate: Any) -> bool:
    """Whether it is a class without a single method: ``class ReLU: pass``."""
    members = (m for base in getattr(candidate, "__mro__", ())[:-1] for m in vars(base).values())
    return inspect.isclass(candidate) and not any(callable(member) for member in members)


def _refuse_function(exercise: Exercise, candidate: Any) -> Report:
    name = getattr(candidate, "__name__", "it")
    sentence = f"A class was wanted, {exercise.call}; {name} is a function. Put its formula into methods of a class."
    return Report(
        exercise.name,
        "raised",
        sentence,
        diagnoses=("function where a class was asked",),
        reasons=("A function has no place to remember what backward needs; an object has.",),
        wanted="a class",
        got=named(candidate),
        hints=(
            f"Write `class {exercise.names[0]}:` and give it the methods of {exercise.call}.",
            "Keep what backward needs in forward, as an attribute: self.x = x.",
        ),
    )


def _refuse(exercise: Exercise, candidate: Any, form: str) -> Report:
    sentence = f"A {form} was wanted, {exercise.call}; what came is {named(candidate)}."
    hint = f"Hand in the {form} itself: check({exercise.name!r}, {exercise.names[0]})."
    return Report(
        exercise.name, "raised", sentence, (f"no {form}",), (hint,), f"a {form}", named(candidate), hints=(hint,)
    )
