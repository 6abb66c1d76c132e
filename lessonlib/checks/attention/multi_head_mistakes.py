"""Mistakes in attention with several heads: how they are cut and merged, what is projected, the scale, the mask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.checks.attention.multi_head import (
    MASKED,
    OUT,
    REFUSED,
    SHAPE,
    attend,
    heads_of,
    merge,
    multi_head,
    projected,
    split,
)
from lessonlib.checks.attention.weights import ROLES
from lessonlib.checks.engine.exercise import Case, Mistake

Way = Callable[[Case, bool], np.ndarray]


def _mistake(name: str, says: str, hints: tuple[str, str], *ways: Way, part: str = OUT) -> tuple[Mistake, ...]:
    """One mistake, in layers with a bias and without."""
    return tuple(
        Mistake(name, ("multi_head_attention",), part, lambda c, way=way, bias=bias: way(c, bias), says, hints)
        for way in ways
        for bias in (True, False)
    )


def _changed(**how) -> Way:
    return lambda c, bias: multi_head(c, bias, **how)


def _put_together(way: Callable[[Case, np.ndarray], np.ndarray]) -> Way:
    return lambda c, bias: projected(c, "output", way(c, heads_of(c, bias)), bias)


def _of(c: Case, bias: bool, *names: str, cut: Callable = split) -> list[np.ndarray]:
    """x projected by each of these roles (None: not at all) and cut into heads."""
    return [cut(c, c.x if name is None else projected(c, name, c.x, bias)) for name in names]


def _with(*names: str | None) -> Way:
    return lambda c, bias: projected(c, "output", merge(attend(c, *_of(c, bias, *names))), bias)


def _viewed(c: Case, x: np.ndarray) -> np.ndarray:
    return x.reshape(len(x), c.heads, x.shape[1], -1)


def _in_turn(c: Case, x: np.ndarray) -> np.ndarray:
    return np.moveaxis(x.reshape(*x.shape[:2], -1, c.heads), -1, 1)


def _cut_by(cut: Callable, back: Callable) -> Way:
    return lambda c, bias: projected(c, "output", back(c, attend(c, *_of(c, bias, *ROLES[:3], cut=cut))), bias)


def _one_head(c: Case, bias: bool) -> np.ndarray:
    return projected(c, "output", attend(c, *(projected(c, role, c.x, bias) for role in ROLES[:3])), bias)


def _one_head_scaled(c: Case, bias: bool) -> np.ndarray:
    q, k, v = (projected(c, role, c.x, bias) for role in ROLES[:3])
    return projected(c, "output", attend(c, q, k, v, scale=np.sqrt(c.d / c.heads)), bias)


def _flat(c: Case, x: np.ndarray) -> np.ndarray:
    return x.reshape(c.x.shape)


CUT = (
    "Which numbers belong to head 0 of the first word?",
    "x.view(B, T, H, d_h).transpose(1, 2): view alone cannot move an axis.",
)
BACK = "Print the first word's numbers before and after.", "out.transpose(1, 2).reshape(B, T, -1): first the transpose."
ROLE = (
    "What is projected by which layer?",
    "q, k, v = self.query(x), self.key(x), self.value(x); out = self.output(...)",
)
SCALE = "How long is a query of one head?", "Divide by √(d_model / heads)."
AXIS = "Over which axis do a query's weights sum to 1?", "softmax(dim=-1) of scores (B, H, T, S)."
MASK = "What does True in the mask mean here?", "True = may be looked at: scores.masked_fill(~mask, -math.inf)."

MISTAKES = (
    Mistake(
        "heads not put together",
        ("multi_head_attention",),
        SHAPE,
        lambda c: np.zeros(split(c, c.x).shape),
        "The heads came one by one, (B, H, T, d_h).",
        BACK,
    ),
    Mistake(
        "one head's width came out",
        ("multi_head_attention",),
        SHAPE,
        lambda c: np.zeros((*c.x.shape[:2], c.d // c.heads)),
        "d_model / heads numbers came for each word: the heads were averaged, or only one was used.",
        BACK,
    ),
    *_mistake(
        "split without transpose",
        "view cut the words' numbers into heads without moving an axis: a head mixes several words.",
        CUT,
        _cut_by(_viewed, lambda c, x: merge(x)),
        _cut_by(_viewed, _flat),
    ),
    *_mistake(
        "merged without transpose",
        "The heads' outputs were laid one behind the other, without moving the axis back.",
        BACK,
        _put_together(_flat),
    ),
    *_mistake(
        "columns dealt out in turn",
        "Head h got every H-th column; it should have a block of neighbours. Weights of others do not fit then.",
        CUT,
        _cut_by(_in_turn, lambda c, x: np.moveaxis(x, 1, -1).reshape(c.x.shape)),
        _cut_by(_in_turn, lambda c, x: merge(x)),
    ),
    *_mistake(
        "all dimensions in one head",
        "The heads were never cut: one softmax for all dimensions.",
        CUT,
        _one_head,
        _one_head_scaled,
    ),
    *_mistake(
        "no output projection",
        "What the heads took came out as it was: W_o mixes them.",
        ROLE,
        lambda c, bias: merge(heads_of(c, bias)),
    ),
    *_mistake(
        "queries and keys exchanged",
        "The query's layer made the keys, and the key's the queries.",
        ROLE,
        _with("key", "query", "value"),
    ),
    *_mistake("values not projected", "The heads mix x itself.", ROLE, _with("query", "key", None)),
    *_mistake("queries not projected", "x itself looks.", ROLE, _with(None, "key", "value")),
    *_mistake("keys not projected", "x itself is looked at.", ROLE, _with("query", None, "value")),
    *_mistake(
        "keys taken for values",
        "The keys were mixed; the layer of the values is not used.",
        ROLE,
        _with("query", "key", "key"),
    ),
    *_mistake(
        "queries taken for keys",
        "The same projection looks and is looked at: each word sees itself most.",
        ROLE,
        _with("query", "query", "value"),
    ),
    *_mistake("nothing projected", "x was split into heads without W_q, W_k and W_v.", ROLE, _with(None, None, None)),
    *_mistake(
        "scaled by the root of d_model",
        "The scores were divided by √d_model; a head's queries are d_model / heads long.",
        SCALE,
        lambda c, bias: multi_head(c, bias, scale=np.sqrt(c.d)),
    ),
    *_mistake("not scaled", "The scores were not divided by √(d_model / heads).", SCALE, _changed(scale=1.0)),
    *_mistake(
        "divided by the heads' number",
        "The scores were divided by √heads.",
        SCALE,
        lambda c, bias: multi_head(c, bias, scale=np.sqrt(c.heads)),
    ),
    *_mistake(
        "softmax over the heads",
        "The heads compete for each pair of words; in a head, the keys should.",
        AXIS,
        _changed(axis=1),
    ),
    *_mistake("softmax over the queries", "Each key's column sums to 1.", AXIS, _changed(axis=-2)),
    *_mistake("mask ignored", "The mask changes nothing.", MASK, _changed(mask=None), part=MASKED),
    *_mistake(
        "mask inverted",
        "Hidden and seen are exchanged, as nn.MultiheadAttention has them: the first word looks ahead only.",
        MASK,
        lambda c, bias: multi_head(c, bias, mask=~c.mask),
        part=MASKED,
    ),
    *_mistake(
        "mask transposed",
        "Each word looks at what comes after it.",
        MASK,
        lambda c, bias: multi_head(c, bias, mask=c.mask.T),
        part=MASKED,
    ),
    Mistake(
        "heads that do not fit taken",
        ("multi_head_attention",),
        REFUSED,
        lambda c: {"refused": False},
        "6 dimensions with 4 heads were taken without a word; later the split fails, or columns are lost.",
        ("What is 6 // 4?", "if d_model % heads: raise ValueError(...)"),
    ),
)
