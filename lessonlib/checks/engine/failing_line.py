"""Where the learner's code raised: the line, the method it stands in, and what its names held at that moment."""

from __future__ import annotations

import dis
import linecache
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import numpy as np

from lessonlib.checks.engine.belongings import own_functions
from lessonlib.checks.engine.subject import Maker


@dataclass(frozen=True)
class Place:
    """The last frame of a traceback that is the learner's own; ``number`` is its line."""

    code: CodeType
    number: int
    held: dict[str, Any]

    @property
    def method(self) -> str:
        """The name of the method or function."""
        return self.code.co_name

    @property
    def text(self) -> str:
        """The line as it was written, when its source is known."""
        return linecache.getline(self.code.co_filename, self.number).strip()[:100]

    @property
    def said(self) -> str:
        """The place in words: ``in forward, line 3: return x``."""
        return f"in {self.method}, line {self.number}{f': {self.text}' if self.text else ''}"

    def names(self, what: str) -> set[str]:
        """The names that the line's instructions of a kind mention: ``names("STORE_ATTR")``."""
        line, found = None, set()
        for step in dis.get_instructions(self.code):
            line = step.starts_line if isinstance(step.starts_line, int) and step.starts_line else line
            if _line(step, line) == self.number and step.opname == what:
                found.add(str(step.argval))
        return found

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shapes of the arrays among the local names and the object's attributes."""
        own = getattr(self.held.get("self"), "__dict__", {})
        named = {**self.held, **{f"self.{name}": value for name, value in own.items()}}
        kinds = {name: getattr(value, "shape", None) for name, value in named.items()}
        return {name: tuple(map(int, shape)) for name, shape in kinds.items() if isinstance(shape, tuple) and shape}


def _line(step: Any, otherwise: int | None) -> int | None:
    """The line of an instruction: Python 3.13 keeps it as ``line_number``, others in its positions."""
    return getattr(step, "line_number", None) or getattr(step.positions, "lineno", None) or otherwise


def place_of(error: BaseException, maker: Maker) -> Place | None:
    """The learner's line that raised: the last frame that is neither ours nor a library's."""
    files = {function.__code__.co_filename for function in own_functions(maker.candidate)}
    found, trace = None, error.__traceback__
    while trace is not None:
        frame: FrameType = trace.tb_frame
        if frame.f_code.co_filename in files:
            found = Place(frame.f_code, trace.tb_lineno, dict(frame.f_locals))
        trace = trace.tb_next
    return found


def is_square_of(shape: tuple[int, ...], rows: int) -> bool:
    """Whether a shape is (B, B) for a batch of B rows: a column met a row, and broadcast.

    >>> is_square_of((6, 6), 6), is_square_of((6, 1), 6), is_square_of((1, 1), 1)
    (True, False, False)
    """
    return rows > 1 and shape == (rows, rows)


def rows_of(labels: Any) -> int:
    """How many labels there are in an array of shape (B,), 0 for anything else."""
    return len(labels) if isinstance(labels, np.ndarray) and labels.ndim == 1 else 0
