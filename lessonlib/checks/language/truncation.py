"""top_k and top_p: how they are checked, and their mistakes: which tokens stay, where, and what they sum to."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.language.answers import in_either, unchanged

PART, TIES, EDGE = "probabilities", "how many are left among equal ones", "mass at its ends"
P = np.array([0.05, 0.4, 0.1, 0.25, 0.2])
SHORT = np.array([0.2, 0.5, 0.3])
K_CASES = (
    Case("5 tokens, k = 2", p=P, k=2),
    Case("5 tokens, k = 3", p=P, k=3),
    Case("3 tokens, k = 1", p=SHORT, k=1),
    Case("k = V", p=SHORT, k=3, rare=True),
)
EQUAL = (Case("k = 2 of four equal tokens", p=np.full(4, 0.25), k=2),)
P_CASES = (
    Case("5 tokens, mass 0.7", p=P, mass=0.7),
    Case("5 tokens, mass 0.5", p=P, mass=0.5),
    Case("the lecture's row, mass 0.9", p=np.array([0.5, 0.41, 0.09]), mass=0.9),
    Case("3 tokens, mass 0.6", p=SHORT, mass=0.6),
)
ENDS = (
    Case("a mass below the largest share", p=P, mass=0.2),
    Case("mass 1", p=np.array([0.1, 0.2, 0.7]), mass=1.0),
    Case("mass 1 of ten tenths", p=np.full(10, 0.1), mass=1.0),
)


def share(kept: np.ndarray) -> np.ndarray:
    """Divided by the sum."""
    return kept / kept.sum()


def largest(p: np.ndarray, k: int) -> np.ndarray:
    """Where the k largest stand; of equal ones the earlier."""
    mask = np.zeros(len(p), dtype=bool)
    mask[np.argsort(-p, kind="stable")[:k]] = True
    return mask


def needed(p: np.ndarray, mass: float) -> int:
    """How many of the largest reach the mass."""
    return len(p) if mass == 1 else int((np.sort(p)[::-1].cumsum() < mass - 1e-9).sum()) + 1


def kept_k(p: np.ndarray, k: int) -> np.ndarray:
    """The right answer of top_k."""
    return share(np.where(largest(p, k), p, 0))


def _p(p: np.ndarray, mass: float) -> np.ndarray:
    return kept_k(p, needed(p, mass))


def observe_k(maker: Maker, case: Case) -> Any:
    """The candidate's probabilities for top_k."""
    return in_either(lambda p: maker.call(p, case.k), case.fresh("p"))


def observe_p(maker: Maker, case: Case) -> Any:
    """The candidate's probabilities for top_p."""
    return in_either(lambda p: maker.call(p, case.mass), case.fresh("p"))


def left(maker: Maker, case: Case) -> dict[str, Any]:
    """How many tokens still have a probability."""
    return {"tokens left": (observe_k(maker, case) > 0).sum()}


K_KEPT, K_IN_PLACE = unchanged(
    "top_k", "p", K_CASES[0], lambda maker, c, p: maker.raw(p, c.k), "Write into a copy: q = np.zeros_like(p)."
)
P_KEPT, P_IN_PLACE = unchanged(
    "top_p", "p", P_CASES[0], lambda maker, c, p: maker.raw(p, c.mass), "Write into a copy: q = np.zeros_like(p)."
)
SORTED = "order = np.argsort(-p); q = np.zeros_like(p); q[order[:n]] = p[order[:n]]; q / q.sum()"
EXERCISES = (
    Exercise(
        "top_k",
        ("top_k",),
        "function",
        "top_k(p, k), p of shape (V,), the same shape back",
        (
            Part(
                PART,
                "the k largest over their sum, 0 elsewhere",
                K_CASES,
                observe_k,
                lambda c: kept_k(c.p, c.k),
                hints=("Which tokens stay, and what do they sum to?", SORTED),
            ),
            Part(
                TIES,
                "never more than k",
                EQUAL,
                left,
                lambda c: {"tokens left": c.k},
                rare=True,
                hints=("How many tokens are at least as large as the k-th?", "Go by places, np.argsort(-p)[:k]."),
            ),
            K_KEPT,
        ),
    ),
    Exercise(
        "top_p",
        ("top_p",),
        "function",
        "top_p(p, mass), p of shape (V,), the same shape back",
        (
            Part(
                PART,
                "the fewest of the largest that reach the mass, over their sum",
                P_CASES,
                observe_p,
                lambda c: _p(c.p, c.mass),
                hints=("Sort [0.5, 0.41, 0.09] and sum it up: where is 0.9 reached?", SORTED),
            ),
            Part(
                EDGE,
                "one token at least, with mass 1 all",
                ENDS,
                observe_p,
                lambda c: _p(c.p, c.mass),
                rare=True,
                hints=(
                    "What is left when mass is 0.2, and when it is 1?",
                    "Keep a token if the sum before it is below mass.",
                ),
            ),
            P_KEPT,
        ),
    ),
)
