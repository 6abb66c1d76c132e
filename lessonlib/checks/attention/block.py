"""How TransformerBlock is checked: known weights put in, with a mask and without, and no dropout in evaluation."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.attention.layer_norm import normalized
from lessonlib.checks.attention.multi_head import multi_head, roles, with_mask
from lessonlib.checks.attention.tensors import tensors
from lessonlib.checks.attention.weights import fill
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import as_array

SHAPE, BLOCK, MASKED, TWICE = "shape", "without a mask", "with a causal mask", "evaluation"


def _case(label: str, rows: int, steps: int, d: int, heads: int, seed: int, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    layers = roles(rng, d) | {
        "wide": (rng.normal(size=(4 * d, d)) / np.sqrt(d), rng.normal(size=4 * d)),
        "narrow": (rng.normal(size=(d, 4 * d)) / np.sqrt(d), rng.normal(size=d)),
    }
    norms = [rng.normal(size=d) + shift for shift in (1.5, 0.5, 1.5, -0.5)]
    x = 2 * rng.normal(size=(rows, steps, d))
    return Case(label, x=x, d=d, heads=heads, roles=layers, norms=norms, mask=None, **kind)


TWO = _case("2 sentences of 4 words, 6 dimensions, 2 heads", 2, 4, 6, 2, seed=1)
FOUR = _case("3 sentences of 5 words, 8 dimensions, 4 heads", 3, 5, 8, 4, seed=2)


def norm(c: Case, which: int, x: np.ndarray) -> np.ndarray:
    """Layer norm number 1 or 2 of x."""
    return c.norms[2 * which - 2] * normalized(c.but("", x=x)) + c.norms[2 * which - 1]


def seen(c: Case, x: np.ndarray, **how: Any) -> np.ndarray:
    """What attention gives of x."""
    return multi_head(c.but("", x=x), **how)


def relu(x: np.ndarray) -> np.ndarray:
    """max(0, x)."""
    return np.maximum(0, x)


def gelu(x: np.ndarray) -> np.ndarray:
    """x times the share of a normal distribution below x."""
    from math import erf

    return x * (1 + np.vectorize(erf)(x / np.sqrt(2))) / 2


def thought(c: Case, x: np.ndarray, bend: Any = relu) -> np.ndarray:
    """What the network of two layers gives of x."""
    (wide, b_1), (narrow, b_2) = c.roles["wide"], c.roles["narrow"]
    return bend(x @ wide.T + b_1) @ narrow.T + b_2


def block(c: Case, bend: Any = relu) -> np.ndarray:
    """The right answer."""
    x = c.x + seen(c, norm(c, 1, c.x))
    return x + thought(c, norm(c, 2, x), bend)


def _given(maker: Maker, case: Case) -> np.ndarray:
    subject = maker(case.d, case.heads)
    fill(subject, case.roles, list(case.norms))
    return as_array(with_mask(subject, *tensors(case, ("x", "mask"))))


def _shape(maker: Maker, case: Case) -> np.ndarray:
    x, _ = tensors(case, ("x", "mask"))
    return np.zeros(as_array(with_mask(maker(case.d, case.heads), x.float(), None)).shape)


def _twice(maker: Maker, case: Case) -> dict[str, bool]:
    subject = maker(case.d, case.heads)
    fill(subject, case.roles, list(case.norms))
    x, _ = tensors(case, ("x", "mask"))
    first, second = (as_array(with_mask(subject, x, None)) for _ in range(2))
    return {"the same output twice": bool(np.allclose(first, second))}


def _masked(case: Case) -> Case:
    return case.but(f"{case.label}, causal", mask=np.tri(case.x.shape[1], dtype=bool))


HINTS = (
    "Write the two lines of the formula, x = x + …, one under the other.",
    "x = x + self.attention(self.norm_1(x), mask); x = x + self.linear_2(self.linear_1(self.norm_2(x)).relu())",
)
EXERCISES = (
    Exercise(
        "transformer_block",
        ("TransformerBlock",),
        "class",
        "TransformerBlock(d_model, heads), a torch module, norm first; forward(x, mask=None) -> (B, T, d_model)",
        (
            Part(SHAPE, "(B, T, d_model)", (TWO,), _shape, lambda c: np.zeros(c.x.shape), hints=HINTS),
            Part(
                TWICE,
                "no dropout after .eval()",
                (TWO,),
                _twice,
                lambda c: {"the same output twice": True},
                hints=(
                    "What switches dropout off?",
                    "nn.Dropout as a layer of the module, or F.dropout(x, p, self.training)",
                ),
            ),
            Part(
                BLOCK,
                "x + attention(norm_1(x)), then x + network(norm_2(x))",
                (TWO, FOUR),
                _given,
                block,
                also=(lambda c: block(c, gelu),),
                rtol=1e-3,
                atol=1e-3,
                hints=HINTS,
            ),
            Part(
                MASKED,
                "the mask goes to attention",
                (_masked(TWO), _masked(FOUR)),
                _given,
                block,
                also=(lambda c: block(c, gelu),),
                rtol=1e-3,
                atol=1e-3,
                hints=("Does the mask reach attention?", "self.attention(self.norm_1(x), mask=mask)"),
            ),
        ),
    ),
)
