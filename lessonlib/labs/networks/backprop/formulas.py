"""Another formula at each step: kept in a trace as plain strings, drawn in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from lessonlib.stage import Mark, Trace, choice, formula
from lessonlib.stage.formula import slots

Line = tuple[str, Mapping[str, str]]
NO_LINE: Line = ("", {})


def kept(name: str, lines: Sequence[Line]) -> dict[str, np.ndarray]:
    r"""Arrays of a trace that hold one formula a step: its LaTeX, and the texts of its ``\val{...}`` places in order.

    >>> arrays = kept("rule", [(r"y = \val{x}^2 = \val{y}", {"y": "4", "x": "2", "unused": "7"}), NO_LINE])
    >>> arrays["rule values"].tolist()
    [['2', '4'], ['', '']]
    """
    places = [slots(latex) for latex, _ in lines]
    longest = max(map(len, places))
    rows = [[values[place] for place in wanted] for wanted, (_, values) in zip(places, lines, strict=True)]
    return {
        f"{name} latex": np.array([latex for latex, _ in lines]),
        f"{name} values": np.array([row + [""] * (longest - len(row)) for row in rows], dtype=str),
    }


def drawn(trace: Trace, name: str) -> Mark:
    """The formulas that :func:`kept` put into the trace; none where the LaTeX is empty."""
    marks, which = [], []
    for latex, values in zip(trace[f"{name} latex"], trace[f"{name} values"], strict=True):
        which.append(len(marks) if latex else -1)
        if latex:
            marks.append(formula(str(latex), **dict(zip(slots(str(latex)), map(str, values), strict=False))))
    return choice(which, marks)


def tex(name: str) -> str:
    r"""A name in LaTeX: digits become an index, a word stands upright.

    >>> tex("w0"), tex("a1'"), tex("question")
    ('w_{0}', "a_{1}'", '\\mathrm{question}')
    """
    letters, digits, primes = re.fullmatch(r"(\D+?)(\d*)('*)", name).groups()
    upright = letters if len(letters) == 1 else rf"\mathrm{{{letters}}}"
    return (f"{upright}_{{{digits}}}" if digits else upright) + primes


def pretty(name: str) -> str:
    """A name in plain text, its digits as an index.

    >>> pretty("w0"), pretty("text")
    ('w₀', 'text')
    """
    return name.translate(str.maketrans("0123456789'", "₀₁₂₃₄₅₆₇₈₉′"))
