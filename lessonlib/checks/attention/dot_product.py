"""How scaled_dot_product_attention is checked: without a mask, with one, where all is hidden, and its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.attention.tensors import answer, gradients, softmax, tensors, untouched
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import NotNumbers, as_array, named

SHAPES, PLAIN, MASKED, NOTHING, GRADIENT = "shapes", "without a mask", "with a mask", "nothing to look at", "gradient"
QKV = ("q", "k", "v")


class OnlyOne(NotNumbers):
    """One tensor came where out and weights were asked."""


def _case(label: str, batch: tuple[int, ...], t: int, s: int, d: int, d_v: int, seed: int, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    q, k, v = (rng.normal(size=(*batch, *shape)) for shape in ((t, d), (s, d), (s, d_v)))
    return Case(label, **{"q": q, "k": k, "v": v, "mask": None, "g": rng.normal(size=(*batch, t, d_v)), **kind})


FLAT = _case("4 queries, 6 keys, 3 dimensions", (), 4, 6, 3, 2, seed=1)
BATCH = _case("2 sentences of 5 words, 4 dimensions", (2,), 5, 5, 4, 4, seed=2)
HEADS = _case("2 sentences, 3 heads, 4 queries, 5 keys", (2, 3), 4, 5, 2, 3, seed=3)
CAUSAL = BATCH.but("a causal mask over 5 words", mask=np.tri(5, dtype=bool))
SOME = FLAT.but(
    "a mask of 4 rows and 6 columns", mask=np.array([[1, 0, 0, 1, 0, 1], [0, 1, 1, 0, 0, 0]] * 2, dtype=bool)
)
PADDED = HEADS.but("padding behind 3 and 5 words", mask=(np.arange(5) < [[3], [5]])[:, None, None])
BLIND = CAUSAL.but(
    "a causal mask whose second row is all False", mask=np.tri(5, dtype=bool) & (np.arange(5) != 1)[:, None]
)
DARK = SOME.but("a mask of False alone", mask=np.zeros((4, 6), dtype=bool))


def scores(c: Case) -> np.ndarray:
    """Q K^T, not scaled yet."""
    return c.q @ np.swapaxes(c.k, -1, -2)


def scaled(c: Case) -> np.ndarray:
    """Q K^T / sqrt(d)."""
    return scores(c) / np.sqrt(c.q.shape[-1])


def attend(c: Case) -> dict[str, np.ndarray]:
    """The right answer; zeros where nothing may be looked at."""
    mask = np.array(True) if c.mask is None else c.mask
    weights = softmax(np.where(mask, scaled(c), -np.inf))
    return mixed(c, np.where(mask.any(axis=-1, keepdims=True) if mask.ndim else mask, weights, 0.0))


def mixed(c: Case, weights: np.ndarray) -> dict[str, np.ndarray]:
    """These weights, and the values mixed by them."""
    return {"out": weights @ c.v, "weights": weights}


def back(c: Case) -> dict[str, np.ndarray]:
    """The derivatives of the sum of out * g."""
    w = attend(c)["weights"]
    dw = c.g @ np.swapaxes(c.v, -1, -2)
    ds = w * (dw - (w * dw).sum(axis=-1, keepdims=True)) / np.sqrt(c.q.shape[-1])
    return {
        "gradient of q": ds @ c.k,
        "gradient of k": np.swapaxes(ds, -1, -2) @ c.q,
        "gradient of v": np.swapaxes(w, -1, -2) @ c.g,
    }


def _both(maker: Maker, case: Case, given: list[Any]) -> tuple[Any, Any]:
    mask = tensors(case, ("mask",))
    value = answer(maker, *given, *(mask if case.mask is not None else ()))
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise OnlyOne(named(value))
    return tuple(value)


def _given(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    return {
        name: as_array(x) for name, x in zip(("out", "weights"), _both(maker, case, tensors(case, QKV)), strict=True)
    }


def _shapes(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    return {name: np.zeros(x.shape) for name, x in _given(maker, case).items()}


def _gradients(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    import torch

    return gradients(lambda *given: _both(maker, case, list(given))[0] * torch.tensor(np.array(case.g)), case, QKV)


def _torch(torch: Any, case: Case) -> dict[str, np.ndarray]:
    q, k, v, mask = tensors(case, (*QKV, "mask"))
    return {"out": torch.nn.functional.scaled_dot_product_attention(q, k, v, mask).numpy()}


LOW = "scores of less than minus a hundred thousand"
EXERCISES = (
    Exercise(
        "scaled_dot_product_attention",
        ("scaled_dot_product_attention",),
        "function",
        "scaled_dot_product_attention(q, k, v, mask=None) -> (out, weights): tensors (..., T, d), (..., S, d), "
        "(..., S, d_v); mask True = may be looked at",
        (
            Part(
                SHAPES,
                "out (..., T, d_v), weights (..., T, S)",
                (FLAT, HEADS),
                _shapes,
                lambda c: {name: np.zeros(x.shape) for name, x in attend(c).items()},
                hints=("Write the shapes at the end of each line.", "return weights @ v, weights"),
            ),
            Part(
                PLAIN,
                "softmax(Q Kᵀ / √d) V",
                (
                    FLAT,
                    BATCH,
                    HEADS,
                    FLAT.but("scores of some thousand", q=2000 * FLAT.q, rare=True),
                    HEADS.but("float32 numbers", **{n: getattr(HEADS, n).astype(np.float32) for n in QKV}, rare=True),
                ),
                _given,
                attend,
                torch=_torch,
                hints=(
                    "Print the scores, the weights and their sums by row for two queries and three keys.",
                    "scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]); weights = scores.softmax(dim=-1)",
                ),
            ),
            Part(
                MASKED,
                "scores of hidden keys are −∞ before the softmax",
                (CAUSAL, SOME, PADDED, SOME.but(LOW, q=-1e6 * np.abs(SOME.q), k=np.abs(SOME.k), rare=True)),
                _given,
                attend,
                torch=_torch,
                hints=(
                    "Which weights must be exactly 0, and what do the others of their row sum to?",
                    "scores = scores.masked_fill(~mask, -math.inf), before the softmax",
                ),
            ),
            Part(
                NOTHING,
                "zeros, where a query may look at no key",
                (BLIND, DARK),
                _given,
                attend,
                rare=True,
                hints=(
                    "What is softmax of −∞ alone?",
                    "weights.masked_fill(~mask.any(dim=-1, keepdim=True), 0.0) after the softmax",
                ),
            ),
            Part(
                GRADIENT,
                "autograd finds the way from out to q, k and v",
                (CAUSAL, SOME, BLIND.but(BLIND.label, rare=True)),
                _gradients,
                back,
                hints=(
                    "Which of your lines leave torch: .detach(), .data, .numpy()?",
                    "Use operations of torch alone.",
                ),
            ),
            untouched(FLAT, QKV),
        ),
    ),
)
