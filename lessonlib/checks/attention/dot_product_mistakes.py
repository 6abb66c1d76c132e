"""Mistakes in attention by scaled dot products: the scale, the softmax, and what is mixed by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.attention.dot_product import PLAIN, SHAPES, OnlyOne, attend, mixed, scaled, scores
from lessonlib.checks.attention.tensors import softmax
from lessonlib.checks.engine.exercise import Case, Mistake

Answer = Callable[[Case], Any]


def of_part(part: str, name: str, says: str, hints: tuple[str, str], *gives: Answer) -> tuple[Mistake, ...]:
    """One mistake, written in several ways."""
    return tuple(Mistake(name, ("scaled_dot_product_attention",), part, way, says, hints) for way in gives)


def _plain(name: str, says: str, hints: tuple[str, str], *ways: Callable[[Case], np.ndarray]) -> tuple[Mistake, ...]:
    """A mistake that gives these weights, and mixes the values by them."""
    return of_part(PLAIN, name, says, hints, *(lambda c, way=way: mixed(c, way(c)) for way in ways))


def _only_one(c: Case) -> Any:
    raise OnlyOne


def _raises(c: Case) -> Any:
    raise RuntimeError


def _cosine(c: Case) -> np.ndarray:
    q, k = (x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (c.q, c.k))
    return q @ np.swapaxes(k, -1, -2)


def _unstable(c: Case) -> np.ndarray:
    with np.errstate(all="ignore"):
        grown = np.exp(scaled(c))
        return grown / grown.sum(axis=-1, keepdims=True)


SCALE = "By what number is a score divided when d is 64?", "scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])"
AXIS = "Which numbers should sum to 1?", "Each query's weights over the keys: softmax(dim=-1) of (..., T, S)."
MIX = "Which of q, k and v is looked for, looked at, and taken?", "(q @ k.transpose(-2, -1)) scores, weights @ v mixes."
ONCE = "What does a softmax over one row do?", "weights = scores.softmax(dim=-1), once."
PAIR = "What should come back, and in which order?", "return out, weights"

MISTAKES = (
    *of_part(SHAPES, "weights not returned", "out came alone.", PAIR, _only_one),
    *of_part(
        SHAPES,
        "out and weights exchanged",
        "The weights came first, and out second.",
        PAIR,
        lambda c: {name: np.zeros(x.shape) for name, x in zip(("weights", "out"), attend(c).values(), strict=True)},
    ),
    *of_part(
        SHAPES,
        "keys mixed in place of values",
        "out is as wide as the keys: the weights have to mix the values.",
        MIX,
        lambda c: {"out": np.zeros((*c.q.shape[:-1], c.k.shape[-1]))},
    ),
    *of_part(
        SHAPES,
        "shapes do not meet",
        "Q Kᵀ is (T, d) times (d, S): q stands first, and the last two axes of k change places.",
        MIX,
        _raises,
    ),
    *of_part(
        SHAPES,
        "all axes turned",
        ".T turns all axes, those of sentences and heads too; only the last two should change places.",
        ("What shape has k.T of four axes?", "k.transpose(-2, -1)"),
        lambda c: {"out": np.zeros(attend(c)["out"].shape)} if c.q.ndim == 2 else _raises(c),
    ),
    *_plain("not scaled", "The scores were not divided by √d.", SCALE, lambda c: softmax(scores(c))),
    *_plain(
        "divided by d",
        "The scores were divided by d, not by its root: the weights are flatter than they should be.",
        SCALE,
        lambda c: softmax(scores(c) / c.q.shape[-1]),
    ),
    *_plain(
        "multiplied by the root of d",
        "The scores were multiplied by √d, or divided by 1 / √d.",
        SCALE,
        lambda c: softmax(scores(c) * np.sqrt(c.q.shape[-1])),
    ),
    *_plain(
        "divided by the root of the length",
        "The scores were divided by √ of how many words there are; d is the last axis.",
        SCALE,
        lambda c: softmax(scores(c) / np.sqrt(c.q.shape[-2])),
        lambda c: softmax(scores(c) / np.sqrt(c.k.shape[-2])),
    ),
    *_plain(
        "divided by the root of the values' width",
        "√ of the width of v was taken; the scores are dot products of queries and keys.",
        SCALE,
        lambda c: softmax(scores(c) / np.sqrt(c.v.shape[-1])),
    ),
    *_plain(
        "scaled after the softmax",
        "The weights were divided by √d, and no longer sum to 1; the scores should be.",
        SCALE,
        lambda c: softmax(scores(c)) / np.sqrt(c.q.shape[-1]),
    ),
    *_plain(
        "softmax over the queries",
        "Each key's column sums to 1: the queries compete for a key. Trained so, the loss is as small as ever, and "
        "nothing that is written is right.",
        AXIS,
        lambda c: softmax(scaled(c), axis=-2),
    ),
    *_plain("softmax over the first axis", "dim=0 is the batch.", AXIS, lambda c: softmax(scaled(c), axis=0)),
    *_plain(
        "softmax over the second axis",
        "dim=1 is no longer the keys once there are heads.",
        AXIS,
        lambda c: softmax(scaled(c), axis=1),
    ),
    *_plain(
        "softmax over the whole table",
        "All weights of a table sum to 1, not each row.",
        AXIS,
        lambda c: softmax(scaled(c), axis=(-2, -1)),
    ),
    *_plain("no softmax", "The scores themselves mix the values.", ONCE, scaled, scores),
    *_plain(
        "softmax twice",
        "A softmax was taken of the softmax: nearly the plain mean.",
        ONCE,
        lambda c: softmax(softmax(scaled(c))),
    ),
    *_plain("exp not normalised", "The rows were not divided by their sum.", ONCE, lambda c: np.exp(scaled(c))),
    *_plain(
        "logarithm of the softmax",
        "log_softmax gives logarithms of weights, below 0.",
        ONCE,
        lambda c: np.log(softmax(scaled(c))),
    ),
    *_plain(
        "sigmoid in place of softmax",
        "Each weight was squashed by itself; those of a row should share 1.",
        ONCE,
        lambda c: 1 / (1 + np.exp(-scaled(c))),
    ),
    *_plain(
        "softmax unstable",
        "exp of a large score is ∞, and ∞ / ∞ is NaN.",
        ("What is exp(1000)?", "scores.softmax(dim=-1), or take away the row's maximum before exp."),
        _unstable,
    ),
    *_plain(
        "cosine in place of the dot product",
        "Queries and keys were brought to length 1 first.",
        MIX,
        lambda c: softmax(_cosine(c)),
        lambda c: softmax(_cosine(c) / np.sqrt(c.q.shape[-1])),
    ),
    *of_part(
        PLAIN,
        "scores mix the values",
        "The weights are right, but out was mixed by the scores.",
        MIX,
        lambda c: {"out": scaled(c) @ c.v, "weights": attend(c)["weights"]},
    ),
)
