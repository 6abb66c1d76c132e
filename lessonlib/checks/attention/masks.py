"""How causal_mask is checked, and its mistakes: which side of the diagonal, and the diagonal itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.attention.tensors import answer
from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import as_array

MASK, KIND = "mask", "kind of number"
CASES = (Case("n = 4", n=4), Case("n = 6", n=6), Case("n = 1", n=1))


def _kind(maker: Maker, case: Case) -> dict[str, bool]:
    return {"booleans": as_array(answer(maker, case.n)).dtype == bool}


EXERCISES = (
    Exercise(
        "causal_mask",
        ("causal_mask",),
        "function",
        "causal_mask(n) -> (n, n) booleans, True where row i may look at column j",
        (
            Part(
                MASK,
                "True where j ≤ i",
                CASES,
                lambda maker, c: maker.call(c.n),
                lambda c: np.tri(c.n),
                hints=("Write down the rows of n = 3 by hand.", "torch.ones(n, n, dtype=torch.bool).tril()"),
            ),
            Part(
                KIND,
                "truth values",
                CASES[:1],
                _kind,
                lambda c: {"booleans": True},
                advice=True,
                hints=("What does ~ do to a 1?", "Make it of dtype=torch.bool."),
            ),
        ),
    ),
)


def _mistake(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = MASK) -> Mistake:
    return Mistake(name, ("causal_mask",), part, gives, says, hints)


ROW = "What may the first word look at, and what the last?"
SIDE = "Row i is the one that looks, column j the one that is looked at: j ≤ i."

MISTAKES = (
    _mistake(
        "diagonal hidden",
        lambda c: np.tri(c.n, k=-1),
        "No word may look at itself, and the first at nothing.",
        ROW,
        "tril() keeps the diagonal, tril(-1) does not.",
    ),
    _mistake(
        "looks ahead only",
        lambda c: np.tri(c.n).T,
        "The triangle is transposed: each word looks at what comes after it.",
        ROW,
        SIDE,
    ),
    _mistake(
        "True means hidden",
        lambda c: 1 - np.tri(c.n),
        "True stands where a key must not be looked at. nn.MultiheadAttention means it so; here True may be looked at.",
        ROW,
        SIDE,
    ),
    _mistake(
        "everything may be looked at",
        lambda c: np.ones((c.n, c.n)),
        "Nothing is hidden.",
        ROW,
        "Keep one triangle: .tril().",
    ),
    _mistake(
        "nothing may be looked at",
        lambda c: np.zeros((c.n, c.n)),
        "Everything is hidden.",
        ROW,
        "tril() of ones, not of zeros.",
    ),
    _mistake("only itself", lambda c: np.eye(c.n), "Each word looks at itself alone.", ROW, SIDE),
    _mistake(
        "one word too far",
        lambda c: np.tri(c.n, k=1),
        "Each word sees the next one, which is what it has to guess.",
        ROW,
        "tril(), without a number.",
    ),
    _mistake("the wrong diagonal", lambda c: np.tri(c.n)[:, ::-1], "The triangle has the other diagonal.", ROW, SIDE),
    _mistake("the wrong diagonal", lambda c: np.tri(c.n)[::-1], "The triangle has the other diagonal.", ROW, SIDE),
    _mistake(
        "numbers to be added",
        lambda c: np.where(np.tri(c.n) > 0, 0, -np.inf),
        "These are 0 and −∞, to be added to scores; truth values were asked.",
        "What do you do with the mask later?",
        "torch.ones(n, n, dtype=torch.bool).tril()",
    ),
    _mistake(
        "before itself only",
        lambda c: np.tri(c.n) - np.tri(c.n, k=-2),
        "Each word sees itself and the one before, no more.",
        ROW,
        SIDE,
    ),
    _mistake(
        "numbers in place of truth values",
        lambda c: {"booleans": False},
        "The mask holds numbers: right, but ~mask and masked_fill need truth values.",
        "What is ~1?",
        "Make it of dtype=torch.bool, or compare: mask > 0.",
        part=KIND,
    ),
)
