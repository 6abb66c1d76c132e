"""How answers that are no arrays are laid beside what is wanted; a mistake is told by code that makes it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Mistake, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, named
from lessonlib.checks.manners import UNCHANGED

Observe = Callable[[Maker, Case], Any]
EXTRA, NOTHING = "too many", "none"
# What code for tensors raises when it is handed an array.
NOT_FOR_ARRAYS = (AttributeError, TypeError, RuntimeError, ValueError)


def keyed(got: Mapping[str, float], wanted: Iterable[str]) -> dict[str, Any]:
    """Give the number of each wanted name, 0 where it is missing, and which names with a number are too many.

    >>> keyed({"a": 2, "b": 1}, ["a", "c"])
    {'a': 2, 'c': 0, 'too many': 'b'}
    """
    wanted = list(wanted)
    more = sorted(name for name, number in got.items() if number and name not in set(wanted))
    listed = ", ".join(more[:4]) + (", …" if len(more) > 4 else "")
    return {**{name: got.get(name, 0) for name in wanted}, EXTRA: listed or NOTHING}


def mapping(value: Any) -> Mapping[Any, Any]:
    """What was returned, if it is a mapping."""
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, Mapping):
        raise NotNumbers(named(value))
    return value


def listed(value: Any, most: int = 1000) -> list[Any]:
    """What was returned as a list, if it is a list of anything, or a generator."""
    if value is None:
        raise GaveNothing("None")
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise NotNumbers(named(value))
    items = []
    for item in value:
        items.append(item)
        if len(items) == most:
            break
    return items


def in_either(call: Callable[..., Any], *arrays: np.ndarray) -> Any:
    """Call with arrays; where that fails and torch is there, the answer may be written for tensors: as good."""
    try:
        return call(*(array.copy() for array in arrays))
    except NOT_FOR_ARRAYS:
        torch = sys.modules.get("torch")
        if torch is None:
            raise
        try:
            return call(*(torch.tensor(array) for array in arrays))
        except NOT_FOR_ARRAYS:
            pass
        return call(*(array.copy() for array in arrays))  # its first error says more


def slips(exercise: str, part: str, observe: Observe) -> Callable[..., Mistake]:
    """Return what makes entries of the catalogue: (name, code that makes the mistake, what to say, two hints)."""

    def slip(name: str, wrong: Callable[..., Any], says: str, *hints: str) -> Mistake:
        return Mistake(name, (exercise,), part, lambda case: observe(Maker(wrong), case), says, hints)

    return slip


def unchanged(exercise: str, name: str, case: Case, call: Callable[[Maker, Case, Any], Any], line: str):
    """Return the part that looks whether the argument ``name`` stays as it was, and its mistake."""

    def after(maker: Maker, case: Case) -> dict[str, Any]:
        given = case.fresh(name)
        try:
            call(maker, case, given)
        except NOT_FOR_ARRAYS:
            torch = sys.modules.get("torch")
            if torch is None:
                raise
            given = torch.tensor(case.fresh(name))
            call(maker, case, given)
        return {name: np.asarray(given)}

    part = Part(
        UNCHANGED,
        "the same numbers as before the call",
        (case,),
        after,
        lambda c: {name: getattr(c, name)},
        rare=True,
        hints=(f"Compare {name} before and after the call.", line),
    )
    mistake = Mistake(
        f"in-place edit of {name}",
        (exercise,),
        UNCHANGED,
        lambda c: {name: ANY},
        f"The {name} that was handed in is written into, and the caller's numbers are spoilt.",
        (f"Which line assigns into {name}, or uses += or /= on it?", line),
    )
    return part, mistake
