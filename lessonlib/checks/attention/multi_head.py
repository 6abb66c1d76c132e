"""How MultiHeadAttention is checked: known weights put in, one head and several, a mask, heads that do not fit."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from lessonlib.checks.attention.tensors import softmax, tensors
from lessonlib.checks.attention.weights import ROLES, fill, symmetric
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.judge import THROWN
from lessonlib.checks.engine.subject import GaveNothing, Maker, Missing, Subject
from lessonlib.checks.engine.values import as_array

SHAPE, OUT, MASKED, REFUSED = "shape", "without a mask", "with a causal mask", "heads that do not fit"


def roles(rng: np.random.Generator, d: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Symmetric weights and a bias for each projection."""
    return {role: (1.5 * symmetric(rng, d), rng.normal(size=d)) for role in ROLES}


def _case(label: str, rows: int, steps: int, d: int, heads: int, seed: int, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    return Case(label, x=rng.normal(size=(rows, steps, d)), d=d, heads=heads, roles=roles(rng, d), mask=None, **kind)


TWO = _case("2 sentences of 4 words, 6 dimensions, 2 heads", 2, 4, 6, 2, seed=1)
FOUR = _case("3 sentences of 5 words, 8 dimensions, 4 heads", 3, 5, 8, 4, seed=2)
ONE = _case("1 sentence of 3 words, 4 dimensions, 1 head", 1, 3, 4, 1, seed=3)


def projected(c: Case, role: str, x: np.ndarray, bias: bool = True) -> np.ndarray:
    """x W + b of one role."""
    weight, shift = c.roles[role]
    return x @ weight.T + (shift if bias else 0.0)


def split(c: Case, x: np.ndarray) -> np.ndarray:
    """(B, T, d) -> (B, heads, T, d_head)."""
    return x.reshape(*x.shape[:2], c.heads, -1).swapaxes(1, 2)


def merge(x: np.ndarray) -> np.ndarray:
    """(B, heads, T, d_head) -> (B, T, d)."""
    return x.swapaxes(1, 2).reshape(x.shape[0], x.shape[2], -1)


def attend(c: Case, q: np.ndarray, k: np.ndarray, v: np.ndarray, **how: Any) -> np.ndarray:
    """What each head takes: ``scale`` divides, ``axis`` is the softmax's, ``mask`` True may be looked at."""
    scores = q @ np.swapaxes(k, -1, -2) / how.get("scale", np.sqrt(q.shape[-1]))
    mask = how.get("mask", c.mask)
    scores = scores if mask is None else np.where(mask, scores, -np.inf)
    return softmax(scores, how.get("axis", -1)) @ v


def heads_of(c: Case, bias: bool = True, **how: Any) -> np.ndarray:
    """What the heads take, (B, heads, T, d_head), from x projected and split."""
    return attend(c, *(split(c, projected(c, role, c.x, bias)) for role in ROLES[:3]), **how)


def multi_head(c: Case, bias: bool = True, **how: Any) -> np.ndarray:
    """The right answer, or with another ``scale``, ``axis`` or ``mask``; ``bias=False`` for layers without one."""
    return projected(c, "output", merge(heads_of(c, bias, **how)), bias)


def with_mask(subject: Subject, x: Any, mask: Any) -> Any:
    """Call a module on x, once or as query, key and value; the mask goes by its name, or stands last."""
    forward = getattr(subject.thing, "forward", None)
    if not callable(forward):
        raise Missing("forward")
    subject.maker.doing = "forward"
    taken = [p for p in inspect.signature(forward).parameters.values() if p.kind is not p.VAR_KEYWORD]
    masks = [p.name for p in taken if "mask" in p.name]
    asked = [p for p in taken if p.default is p.empty and p.name not in masks]
    given = [x] * (3 if len(asked) >= 3 else 1)
    named = {masks[0]: mask} if masks and mask is not None else {}
    value = subject.maker._run(forward, *given, *([mask] if mask is not None and not masks else []), **named)
    if value is None:
        raise GaveNothing("None")
    return value[0] if isinstance(value, (tuple, list)) else value


def _given(maker: Maker, case: Case) -> np.ndarray:
    subject = maker(case.d, case.heads)
    fill(subject, case.roles)
    x, mask = tensors(case, ("x", "mask"))
    return as_array(with_mask(subject, x, mask))


def _shape(maker: Maker, case: Case) -> np.ndarray:
    x, _ = tensors(case, ("x", "mask"))
    return np.zeros(as_array(with_mask(maker(case.d, case.heads), x.float(), None)).shape)


def _refused(maker: Maker, case: Case) -> dict[str, bool]:
    try:
        maker(case.d, case.heads)
    except THROWN:
        return {"refused": True}
    return {"refused": False}


def _masked(case: Case) -> Case:
    return case.but(f"{case.label}, causal", mask=np.tri(case.x.shape[1], dtype=bool))


def without_bias(c: Case) -> np.ndarray:
    """As right as with a bias, where the layers have none."""
    return multi_head(c, bias=False)


def output_bias_alone(c: Case) -> np.ndarray:
    """Projections without a bias, an output with one."""
    return projected(c, "output", merge(heads_of(c, bias=False)))


ALSO = (without_bias, output_bias_alone)
PLAIN_HINTS = (
    "Write the shape at the end of each line: (B, T, d) → (B, T, H, d_h) → (B, H, T, d_h).",
    "x.view(B, T, H, -1).transpose(1, 2) splits; .transpose(1, 2).reshape(B, T, -1) puts them side by side again.",
)
EXERCISES = (
    Exercise(
        "multi_head_attention",
        ("MultiHeadAttention",),
        "class",
        "MultiHeadAttention(d_model, heads), a torch module; forward(x, mask=None) or forward(q, k, v, mask=None) -> "
        "(B, T, d_model); mask True = may be looked at",
        (
            Part(SHAPE, "(B, T, d_model)", (TWO, ONE), _shape, lambda c: np.zeros(c.x.shape), hints=PLAIN_HINTS),
            Part(
                OUT,
                "[head_1 … head_H] W_o, each head in its d_model / H columns",
                (TWO, FOUR, ONE),
                _given,
                multi_head,
                also=ALSO,
                hints=PLAIN_HINTS,
            ),
            Part(
                MASKED,
                "each head under the same mask",
                (_masked(TWO), _masked(FOUR)),
                _given,
                multi_head,
                also=ALSO,
                hints=("Does the mask reach the softmax?", "A mask (T, T) fits scores (B, H, T, T) as it is."),
            ),
            Part(
                REFUSED,
                "d_model has to be a multiple of heads",
                (Case("6 dimensions, 4 heads", d=6, heads=4),),
                _refused,
                lambda c: {"refused": True},
                advice=True,
                hints=("What is 6 // 4?", "Raise a ValueError."),
            ),
        ),
    ),
)
