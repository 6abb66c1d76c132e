"""attend: how the decoder's attention is checked, and its mistakes: the axis, the mask, what is summed up."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, as_array, named
from lessonlib.checks.language.answers import in_either
from lessonlib.checks.trainable import trainable

NAME, PART, EMPTY = "attend", "context and weights", "a sentence of padding alone"


def _case(label: str, lengths: tuple[int, ...], width: int, size: int, seed: int, wide: int = 0, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    rows = len(lengths)
    return Case(
        label,
        query=rng.normal(size=(rows, size)),
        keys=rng.normal(size=(rows, width, size)),
        values=rng.normal(size=(rows, width, wide or size)),
        mask=np.arange(width) < np.array(lengths)[:, None],
        **kind,
    )


CASES = (
    _case("3 sentences of 4, 2 and 3 words", (4, 2, 3), 4, 5, seed=1),
    _case("2 sentences of 5 and 1 words, wider values", (5, 1), 5, 3, seed=2, wide=3),
    _case("3 sentences of 3 words", (3, 3, 3), 3, 4, seed=3),
)
PADDED = (_case("its row should be 0", (2, 0), 3, 4, seed=4),)


def softmax(x: np.ndarray, axis: int = 1) -> np.ndarray:
    """The softmax along an axis, 0 where all is −inf."""
    top = x.max(axis=axis, keepdims=True)
    e = np.exp(x - np.where(np.isfinite(top), top, 0))
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total > 0, total, 1)


def dots(query: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """query . keys_t, (B, T)."""
    return np.einsum("bd,btd->bt", query, keys)


def summed(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Sum of weights_t values_t, (B, E)."""
    return np.einsum("bt,bte->be", weights, values)


def attended(query, keys, values, mask, score=dots, axis=1, fill=-np.inf):
    """The right answer, or one with another score, axis or number at the padding."""
    weights = softmax(np.where(mask, score(query, keys), fill), axis)
    return summed(weights, values), weights


def observe(maker: Maker, case: Case) -> dict[str, Any]:
    """The candidate's two arrays."""
    value = in_either(maker.raw, *(case.fresh(name) for name in ("query", "keys", "values", "mask")))
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise NotNumbers(named(value))
    return dict(zip(("context", "weights"), map(as_array, value), strict=True))


def _wanted(c: Case) -> dict[str, np.ndarray]:
    return dict(zip(("context", "weights"), attended(c.query, c.keys, c.values, c.mask), strict=True))


LEARNING, CUT_OFF = trainable(
    NAME,
    CASES[0],
    ("query", "keys", "values", "mask"),
    ("query", "keys", "values"),
    (("query", "keys"), ("query",), ("keys",), ("values",)),
)

EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "attend(query, keys, values, mask) -> (context, weights); query (B, D), keys (B, T, D), values (B, T, E)",
        (
            Part(
                PART,
                "softmax over t of query · keys, sum of weights · values",
                CASES,
                observe,
                _wanted,
                hints=(
                    "Which axis counts the words, and what do the weights of one sentence sum to?",
                    "scores[~mask] = −inf; softmax over axis 1; (weights[:, :, None] * values).sum(axis=1).",
                ),
            ),
            LEARNING,
            Part(
                EMPTY,
                "weights and context of 0",
                PADDED,
                observe,
                _wanted,
                rare=True,
                hints=("What is the softmax of nothing but −inf?", "weights = np.where(mask, weights, 0) at the end."),
            ),
        ),
    ),
)
