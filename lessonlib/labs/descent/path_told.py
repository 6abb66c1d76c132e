"""What is said of a path: its places and steps in words, and where a learner's departs from ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from lessonlib.labs.shared.answers import apart
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.stage import Mark, number, points, signed
from lessonlib.stage.equations import read
from lessonlib.stage.numbers import change, gives, vector


def told(place: np.ndarray, digits: int = 4) -> str:
    """A place in words.

    >>> told(np.array([0.5, -1.0])), told(np.array([0.5, np.nan]))
    ('(0.5, −1)', 'diverged')
    """
    return "diverged" if np.isnan(place).any() else vector(place, digits)


def moved(names: Iterable[str], before: np.ndarray, move: np.ndarray) -> str:
    """A step in words, a sum for each weight.

    >>> moved(["x", "y"], np.array([1.0, 2.0]), np.array([0.5, -0.25]))
    'x = 1 + 0.5 = 1.5, y = 2 − 0.25 = 1.75'
    """
    steps = [(name, *change(*step)) for name, *step in zip(names, before, move, strict=True)]
    return ", ".join(f"{name} = {was} {sign} {size} = {now}" for name, was, sign, size, now in steps)


def updates(position: np.ndarray, slope: np.ndarray, rate: float) -> dict[str, list[str]]:
    """The steps of one weight as a formula writes them, before − rate · slope = after, each told at its end.

    Args:
        position: the weight (steps + 1,), NaN where it has diverged.
        slope: dL/dw (steps,) before each step.
        rate: the learning rate.
    """
    start = {"before": "?", "slope": "?", "is": "=", "after": "?"}
    rows = [start]
    for before, move, g in zip(position[:-1], np.diff(position), slope, strict=True):
        was, _, _, now = change(before, move) if np.isfinite(move) else ("–",) * 4
        row = dict.fromkeys(start, "–") if was == "–" else {"before": was, "is": "≈", "slope": signed(g), "after": now}
        for digits in range(3, 7 if was != "–" else 3):
            if gives(read(was) - rate * read(number(g, digits)), now) == "=":
                row |= {"slope": signed(g, digits), "is": "="}
                break
        rows.append(row)
    return {"rate": number(rate, 6), **{name: [row[name] for row in rows] for name in start}}


def path_beside(
    mine: Any,
    run: Callable[[str], Any],
    right: np.ndarray,
    *,
    ours: str,
    where: Callable[[int], str],
    read: Callable[[Any], np.ndarray],
    names: Iterable[str] = (),
    stays: str = "",
) -> tuple[Beside, int]:
    """The learner's path beside ours, ``right`` (rows, n), and the first row at which it departs; −1 where it does not.

    The arguments are those of :func:`lessonlib.labs.shared.beside.beside`.
    """

    def rows(theirs: np.ndarray, ours: np.ndarray) -> np.ndarray:
        return apart(theirs, ours).any(axis=1)

    found = beside(
        mine, run, right, ours=ours, where=where, names=names, stays=stays, read=read, differs=rows, told=told
    )
    return found, found.first[0] if found.first else -1


def departing(place: tuple[np.ndarray, np.ndarray], row: int) -> list[Mark]:
    """The mark at ``place``, where the learner's path departs at step ``row``; none for −1."""
    return [points(*place, series="mine", size=7, filled=False, labels=["departs"], since=[row])] if row >= 0 else []
