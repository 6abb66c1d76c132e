"""What a recorder hands over: plain frozen arrays, and one sentence a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from lessonlib.arguments import in_order, is_a, sendable, told, type_name
from lessonlib.stage.equations import honest

_SENTENCES = "a sequence of strings, one sentence each", "Write ['start', 'one step']."


@dataclass(frozen=True, repr=False)
class Trace:
    """The record of one computation: arrays with axis 0 = step, and one caption a step.

    Args:
        arrays: name -> array-like. What changes with the step has ``steps`` rows; the rest (a grid, a table of data)
            has any shape. Copied, then frozen: a later change of the source cannot alter the record.
        captions: one sentence a step with the numbers of that step; as many as there are steps, at least one. An = that
            does not hold for its printed digits becomes ≈.
        notes: sentences about the whole record that the page shows beside it ("MyAdam raised ...").

    Raises:
        ValueError: when there is no caption.
        TypeError: when a caption or a note is not a string.

    >>> trace = Trace({"w": [0.5, 0.62]}, captions=["start at w = 0.5", "w = 0.5 + 0.12 = 0.62"])
    >>> trace
    Trace(steps=2, w: (2,))
    >>> trace["w"][0] = 7
    Traceback (most recent call last):
        ...
    ValueError: assignment destination is read-only
    """

    arrays: Mapping[str, Any]
    captions: Sequence[str]
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not is_a(self.arrays, Mapping):
            came = f"{type_name(self.arrays)} {told(self.arrays)}"
            raise TypeError(f"Trace: wanted arrays by their names, got {came}. Write Trace({{'w': w}}, captions).")
        for name in ("captions", "notes"):
            given = getattr(self, name)
            sentences = [None] if is_a(given, str) else in_order(given, f"Trace({name})", *_SENTENCES)
            if not all(is_a(s, str) for s in sentences):
                raise TypeError(
                    f"Trace: {name} must be a sequence of strings, one sentence each; got {told(given, 80)}"
                )
            object.__setattr__(self, name, tuple(honest(sendable(sentence)) for sentence in sentences))
        if not self.captions:
            raise ValueError("Trace: wanted at least one caption (one a step), got none; record at least one step.")
        frozen = {name: np.array(value) for name, value in self.arrays.items()}
        for array in frozen.values():
            array.setflags(write=False)
        object.__setattr__(self, "arrays", MappingProxyType(frozen))

    @property
    def steps(self) -> int:
        """How many steps were recorded (>= 1); the step shown runs from 0 to ``steps - 1``."""
        return len(self.captions)

    def __getitem__(self, name: str) -> np.ndarray:
        """The array called ``name``; a KeyError lists the names there are."""
        if name not in self:
            raise KeyError(f"no array {told(name)} in this trace; it holds {', '.join(self.arrays) or 'none'}")
        return self.arrays[name]

    def rows(self, *names: str) -> Iterator[tuple]:
        """What the arrays of these names hold, row by row, as numbers and strings of Python.

        >>> list(Trace({"phase": ["start", "sum"], "row": [-1, 0]}, ["", ""]).rows("phase", "row"))
        [('start', -1), ('sum', 0)]
        """
        return zip(*(self[name].tolist() for name in names), strict=True)

    def __contains__(self, name: object) -> bool:
        """Whether an array of that name was recorded."""
        return is_a(name, str) and name in self.arrays

    def __repr__(self) -> str:
        shapes = "".join(f", {name}: {array.shape}" for name, array in self.arrays.items())
        return f"Trace(steps={self.steps}{shapes})"


def columns(names: str, rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    """The rows of a walk as arrays of a trace, a name for each column.

    >>> columns("phase row", [("start", -1), ("sum", 0)])
    {'phase': ['start', 'sum'], 'row': [-1, 0]}
    """
    return dict(zip(names.split(), map(list, zip(*rows, strict=True)), strict=True))
