"""A table or a matrix that fills step by step: which cell is written when, and what is lit at each step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lessonlib.stage.marks import ROLES


class Filling:
    """What :func:`table` and :func:`cells` take as ``since`` and ``lit``, told step by step.

    Args:
        steps: how many steps there are.
        shape: (rows, columns).
        since: the step from which cells are written that nobody writes: 0 is from the beginning, ``steps`` never.

    >>> filling = Filling(3, (2, 2))
    >>> filling.write(1, 0, 1)
    >>> filling.light(1, [(0, 0), (0, 1)], "also")
    >>> filling.since.tolist(), filling.lit
    ([[0, 1], [0, 0]], [[], [(0, 1, 'lit'), (0, 0, 'also'), (0, 1, 'also')], []])
    """

    def __init__(self, steps: int, shape: tuple[int, int], since: int = 0) -> None:
        self.since = np.full(shape, since)
        self.lit: list[list[tuple[int, int, str]]] = [[] for _ in range(steps)]

    @property
    def told(self) -> dict[str, Any]:
        """Both as arguments: ``cells(values, **filling.told)``."""
        return {"since": self.since, "lit": self.lit}

    def write(self, step: int, row: int, column: int, role: str | None = "lit") -> None:
        """Write one cell from ``step`` on, and light it there unless ``role`` is None."""
        self.since[row, column] = step
        if role is not None:
            self.light(step, [(row, column)], role)

    def light(self, step: int, places: Iterable[tuple[int, int]], role: str = "lit") -> None:
        """Light cells at ``step`` in a role of :data:`lessonlib.stage.marks.ROLES`.

        Raises:
            ValueError: for another role.
        """
        if role not in ROLES:
            raise ValueError(f"light: wanted a role of {', '.join(ROLES)}, got {role!r}. Choose one of them.")
        self.lit[step] += [(int(row), int(column), role) for row, column in places]

    def always(self, places: Iterable[tuple[int, int]], role: str) -> None:
        """Light cells at every step: those where the learner's answer departs."""
        places = list(places)
        for step in range(len(self.lit)):
            self.light(step, places, role)
