"""What a check is made of: exercises of parts, parts of cases, and known mistakes, which say what they would give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

# In place of a value: "whatever came here, if it is not what was wanted, this mistake made it".
ANY = object()
# In place of a value: "nothing came under this name".
ABSENT = object()


class Case(SimpleNamespace):
    """One input: ``label`` says it in words, the other names hold it (``x``, ``grad``, ...), frozen.

    ``rare`` marks input that an answer may get wrong and still be right on ordinary input (it is then "fragile").
    ``extreme`` marks rare input so large that an overflow on the way is a finding of its own.

    >>> case = Case("one row", x=np.ones((1, 2)))
    >>> case.x.flags.writeable, case.fresh("x").flags.writeable
    (False, True)
    """

    def __init__(self, label: str, *, rare: bool = False, extreme: bool = False, **values: Any):
        frozen = {name: _frozen(value) for name, value in values.items()}
        super().__init__(label=label, rare=rare or extreme, extreme=extreme, **frozen)

    def fresh(self, name: str) -> Any:
        """A copy that the candidate may spoil: same numbers, same precision, same memory order."""
        value = getattr(self, name)
        if isinstance(value, np.ndarray):
            return value.copy(order="K")
        return [array.copy(order="K") for array in value] if isinstance(value, list) else value

    def but(self, label: str, **values: Any) -> Case:
        """This case under another label, with some values added or replaced."""
        return Case(**{**vars(self), **values, "label": label})


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return [_frozen(item) for item in value]
    if isinstance(value, np.ndarray):
        value = value.copy(order="K")
        value.flags.writeable = False
    return value


@dataclass(frozen=True)
class Part:
    """One question of an exercise: run the candidate on each case and compare with what is wanted.

    ``observe(maker, case)`` returns what the candidate gave, ``wanted(case)`` what is right: an array, or a dict of
    named arrays. ``also`` are further right answers (the derivative of ReLU at 0 may be 1). ``central(maker, case)``
    gives a gradient by central differences through the candidate's own forward, ``torch(torch, case)`` torch's: they
    bear witness when the candidate's gradient is off. ``rare=True``: whoever fails only here is "fragile".
    ``advice=True``: whoever fails only here has passed, and the mistake is told as a note. ``attributes``: the results
    that are the object's own parameters, each with the names that are taken for it; one that is not set is left out of
    what ``observe`` returns (see :meth:`~lessonlib.checks.engine.subject.Subject.parameters`).
    """

    name: str
    formula: str
    cases: tuple[Case, ...]
    observe: Callable[[Any, Case], Any]
    wanted: Callable[[Case], Any]
    hints: tuple[str, str]
    also: tuple[Callable[[Case], Any], ...] = ()
    rtol: float = 1e-5
    atol: float = 1e-6
    central: Callable[[Any, Case], Any] | None = None
    torch: Callable[[Any, Case], Any] | None = None
    rare: bool = False
    advice: bool = False
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """One known mistake: its name, where it is made ("*" for everywhere), what it gives, what to say, and two hints.

    ``gives(case)`` returns what a candidate with this mistake returns (an array, or a dict with only the names that it
    changes, :data:`ANY` for "something else"), or raises what that candidate raises. ``case.wanted`` holds the right
    answer. The candidate made the mistake when it gave the same on every case.
    """

    name: str
    exercises: tuple[str, ...]
    part: str
    gives: Callable[[Case], Any]
    says: str
    hints: tuple[str, str]


@dataclass(frozen=True)
class Exercise:
    """A homework exercise: its name, the customary names of answers to it, how one is called, and its parts."""

    name: str
    names: tuple[str, ...]
    form: str  # "class" or "function"
    call: str
    parts: tuple[Part, ...]
