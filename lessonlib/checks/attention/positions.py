"""How positional_encoding is checked, and its mistakes: the exponent, the base, and the order of sine and cosine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part

WAVES, ORDER = "waves", "order of sine and cosine"
CASES = (
    Case("5 places, 4 numbers", n=5, d=4),
    Case("4 places, 6 numbers", n=4, d=6),
    Case("4 places, 8 numbers", n=4, d=8),
    Case("one place", n=1, d=6, rare=True),
    Case("300 places", n=300, d=10, rare=True),
)


def waves(
    c: Case, exponent=lambda i, d: 2 * i / d, base: float = 10000.0, start: int = 0, sides=(np.sin, np.cos)
) -> Any:
    """The pairs side by side; ``exponent`` of pair number i, ``sides`` what its two columns are."""
    return between(c, *(side(_angle(c, exponent, base, start)) for side in sides))


def _angle(c: Case, exponent=lambda i, d: 2 * i / d, base: float = 10000.0, start: int = 0) -> np.ndarray:
    place = np.arange(c.n)[:, None] + start
    return place / base ** np.asarray(exponent(np.arange(c.d // 2), c.d), dtype=float)


def between(c: Case, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The columns of both in turn."""
    return np.stack([first, second], axis=-1).reshape(c.n, c.d)


def behind(c: Case) -> np.ndarray:
    """All sines, then all cosines: the same numbers in another order."""
    return np.concatenate([np.sin(_angle(c)), np.cos(_angle(c))], axis=1)


EXERCISES = (
    Exercise(
        "positional_encoding",
        ("positional_encoding",),
        "function",
        "positional_encoding(n, d) -> (n, d), d even",
        (
            Part(
                WAVES,
                "sin(pos / 10000^(2i / d)) in column 2i, cos in column 2i + 1",
                CASES,
                lambda maker, c: maker.call(c.n, c.d),
                waves,
                also=(behind,),
                rtol=1e-4,
                atol=5e-3,
                hints=(
                    "Row 0 is 0, 1, 0, 1; row 1 begins with sin(1) = 0.841 and cos(1) = 0.540.",
                    "angle = pos[:, None] / 10000 ** (torch.arange(0, d, 2) / d); sin in [:, 0::2], cos in [:, 1::2]",
                ),
            ),
            Part(
                ORDER,
                "sin, cos, sin, cos",
                CASES[:1],
                lambda maker, c: maker.call(c.n, c.d),
                waves,
                rtol=1e-4,
                atol=5e-3,
                advice=True,
                hints=("Which columns hold the cosines?", "pe[:, 0::2] = sin, pe[:, 1::2] = cos"),
            ),
        ),
    ),
)


def _mistake(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = WAVES) -> Mistake:
    return Mistake(name, ("positional_encoding",), part, gives, says, hints)


def _each_column(c: Case) -> np.ndarray:
    """Column k has the exponent 2k / d: sine and cosine of a pair turn at different speeds."""
    angle = np.arange(c.n)[:, None] / 10000.0 ** (2 * np.arange(c.d) / c.d)
    return np.where(np.arange(c.d) % 2, np.cos(angle), np.sin(angle))


def _no_pairs(c: Case) -> np.ndarray:
    angle = np.arange(c.n)[:, None] / 10000.0 ** (np.arange(c.d) / c.d)
    return np.where(np.arange(c.d) % 2, np.cos(angle), np.sin(angle))


def _cosine_ahead(c: Case) -> np.ndarray:
    return between(c, np.sin(_angle(c)), np.cos(_angle(c, lambda i, d: 2 * (i + 1) / d)))


POWER = "Which speed has pair number i, and how many columns has a pair?"
PAIR = "Both columns of pair i: pos / 10000 ** (2 * i / d), i from 0 to d / 2 − 1."
SIDES = "Row 0: which numbers are sin(0), which cos(0)?", "pe[:, 0::2] = sin(angle), pe[:, 1::2] = cos(angle)"

MISTAKES = (
    _mistake(
        "2i of the column's own number",
        _each_column,
        "The exponent was doubled for every column: i counts pairs, not columns.",
        POWER,
        PAIR,
    ),
    _mistake(
        "every column at its own speed",
        _no_pairs,
        "Sine and cosine of a pair turn at different speeds; then no shift is a turn of the pair.",
        POWER,
        PAIR,
    ),
    _mistake(
        "cosine one step ahead",
        _cosine_ahead,
        "The cosines have the exponent 2(i + 1) / d; a pair shares one.",
        POWER,
        PAIR,
    ),
    _mistake(
        "exponent i / d",
        lambda c: waves(c, lambda i, d: i / d),
        "The 2 of 2i / d is missing: the slowest wave is too fast.",
        POWER,
        PAIR,
    ),
    _mistake(
        "exponent not divided by d",
        lambda c: waves(c, lambda i, d: 2 * i),
        "10000^(2i): all waves but the first stand still.",
        POWER,
        PAIR,
    ),
    _mistake(
        "exponent rounded down",
        lambda c: waves(c, lambda i, d: 2 * i // d),
        "2 * i // d is 0 for every pair: all turn at the speed of the first.",
        "What is 2 * 1 // 4?",
        "Divide with /.",
    ),
    _mistake(
        "divided by d − 2",
        lambda c: waves(c, lambda i, d: 2 * i / (d - 2)),
        "The slowest wave has 1 / 10000 exactly: 2i was divided by d − 2.",
        POWER,
        PAIR,
    ),
    _mistake(
        "1000 for 10000",
        lambda c: waves(c, base=1000.0),
        "The base is 1000.",
        "How many zeros has the base?",
        "10000.0",
    ),
    _mistake(
        "100000 for 10000",
        lambda c: waves(c, base=100000.0),
        "The base is 100000.",
        "How many zeros has the base?",
        "10000.0",
    ),
    _mistake(
        "multiplied by the power",
        lambda c: waves(c, lambda i, d: -2 * i / d),
        "The place was multiplied by 10000^(2i / d): the waves get faster, not slower.",
        POWER,
        PAIR,
    ),
    _mistake(
        "sine and cosine exchanged",
        lambda c: waves(c, sides=(np.cos, np.sin)),
        "Cosines stand in the even columns, sines in the odd ones.",
        *SIDES,
    ),
    _mistake(
        "sines only",
        lambda c: waves(c, sides=(np.sin, np.sin)),
        "Both columns of a pair are sines: one of them is lost.",
        *SIDES,
    ),
    _mistake("cosines only", lambda c: waves(c, sides=(np.cos, np.cos)), "Both columns of a pair are cosines.", *SIDES),
    _mistake(
        "places from 1",
        lambda c: waves(c, start=1),
        "The first place is 1; it should be 0.",
        "What is the first row?",
        "torch.arange(n)",
    ),
    _mistake(
        "angles, no waves",
        lambda c: waves(c, sides=(lambda a: a, lambda a: a)),
        "The angles came without sine and cosine: late places get huge numbers.",
        *SIDES,
    ),
    _mistake(
        "sines first, then cosines",
        behind,
        "All sines stand in front, all cosines behind, as tensor2tensor has them: the same numbers in another order; "
        "but weights learned with the one do not fit the other.",
        *SIDES,
        part=ORDER,
    ),
)
