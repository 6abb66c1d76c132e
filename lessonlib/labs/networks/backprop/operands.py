"""What an operation on matrices is made of: the matrices that go in, and the cells and numbers behind one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from lessonlib.stage.numbers import bracketed, that_hold

Named = tuple[str, np.ndarray]
Cells = tuple[list[tuple[int, int]], list[tuple[int, int]]]
MOST_TERMS = 4


@dataclass
class Operands:
    """``left`` ``sign`` ``right`` (+ ``added``).

    Args:
        left, right, added: (name, matrix), or None; ``added`` is a row.
        sign: what stands between left and right.
        terms: of the result's entry (i, j), its calculation as text, which holds for the digits printed.
        value: of the result's entry (i, j), what the calculation gives; None where it is not known.
        touched: of the result's entry (i, j), the cells of left and of right that it is made of.
    """

    left: Named
    sign: str
    right: Named | None
    added: Named | None
    terms: Callable[[int, int], str]
    value: Callable[[int, int], float | None]
    touched: Callable[[int, int], Cells]


def product(left: Named, right: Named, added: Named | None = None) -> Operands:
    """left right + added, row times column.

    >>> operands = product(("x", np.array([[1.0, 2.0]])), ("W", np.array([[0.5], [-3.0]])), ("b", np.array([0.25])))
    >>> operands.terms(0, 0), operands.touched(0, 0)
    ('1 · 0.5 + 2 · (−3) + 0.25', ([(0, 0), (0, 1)], [(0, 0), (1, 0)]))
    """
    a, b = left[1], right[1]
    inner = range(a.shape[1])

    def terms(i: int, j: int, digits: int = 3) -> str:
        last = [added[1][j]] if added else []
        n = len(inner)
        told = that_hold(lambda *v: np.dot(v[:n], v[n : 2 * n]) + sum(v[2 * n :]), [*a[i], *b[:, j], *last], digits)
        lefts = [text if k == 0 else bracketed(text) for k, text in enumerate(told[:n])]
        factors = [f"{one} · {bracketed(other)}" for one, other in zip(lefts, told[n : 2 * n], strict=True)]
        return shortened(factors) + "".join(f" + {bracketed(text)}" for text in told[2 * n :])

    def value(i: int, j: int) -> float:
        return a[i] @ b[:, j] + (added[1][j] if added else 0.0)

    return Operands(
        left, "·", right, added, terms, value, lambda i, j: ([(i, k) for k in inner], [(k, j) for k in inner])
    )


def times(left: Named, right: Named) -> Operands:
    """left * right, entry by entry."""

    def says(g: float, s: float) -> str:
        told = that_hold(lambda g, s: g * s, [g, s])
        return f"{told[0]} · {bracketed(told[1])}"

    operands = entrywise(left, "∗", right, says)
    operands.value = lambda i, j: left[1][i, j] * right[1][i, j]
    return operands


def entrywise(left: Named, sign: str, right: Named, says: Callable[[float, float], str]) -> Operands:
    """One entry of left with the same entry of right; ``says`` writes the calculation."""
    a, b = left[1], right[1]
    return Operands(
        left, sign, right, None, lambda i, j: says(a[i, j], b[i, j]), _unknown, lambda i, j: ([(i, j)], [(i, j)])
    )


def column_sums(left: Named) -> Operands:
    """The sum of each column of left."""
    a = left[1]
    return Operands(
        left,
        "→ sum of each column",
        None,
        None,
        lambda i, j: shortened(added_up(a[:, j])),
        lambda i, j: a[:, j].sum(),
        lambda i, j: ([(k, j) for k in range(len(a))], []),
    )


def through(left: Named, name: str) -> Operands:
    """A function of left of which only the name is known."""
    return Operands(left, name, None, None, lambda i, j: "", _unknown, lambda i, j: ([], []))


def added_up(values: Iterable[float]) -> list[str]:
    """The terms of a sum, in brackets when negative but for the first."""
    first, *others = that_hold(lambda *v: sum(v), values)
    return [first, *map(bracketed, others)]


def shortened(terms: list[str]) -> str:
    """The sum of the terms; of many, the first ones and the last."""
    return " + ".join(terms if len(terms) <= MOST_TERMS else [*terms[: MOST_TERMS - 1], "…", terms[-1]])


def _unknown(i: int, j: int) -> None:
    return None
