"""Mistakes in layer normalization: which numbers share a mean, what divides, and what stretches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.attention.layer_norm import BESIDE, FORWARD, GRADIENT, OWN, PARAMETERS, norm, normalized
from lessonlib.checks.engine.exercise import Case, Mistake


def _mistake(name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case], Any], part: str = FORWARD):
    return tuple(Mistake(name, ("layer_norm",), part, way, says, hints) for way in gives)


def _of(way: Callable[[Case], np.ndarray]) -> Callable[[Case], np.ndarray]:
    return lambda c: c.weight * way(c) + c.bias


def _centred(c: Case) -> np.ndarray:
    return c.x - c.x.mean(axis=-1, keepdims=True)


def _detached(c: Case) -> dict[str, np.ndarray]:
    """Mean and variance taken for constants."""
    return {"gradient of x": c.weight * c.g / np.sqrt(c.x.var(axis=-1, keepdims=True) + 1e-5)}


def _variance_detached(c: Case) -> dict[str, np.ndarray]:
    up = c.weight * c.g
    return {"gradient of x": (up - up.mean(axis=-1, keepdims=True)) / np.sqrt(c.x.var(axis=-1, keepdims=True) + 1e-5)}


ROW = "Which numbers share one mean?", "x.mean(dim=-1, keepdim=True): a row by itself, whatever else is in the batch."
DIVIDE = "What is [1, 0, 0, 0] afterwards? 1.732 and −0.577.", "(x - mean) / torch.sqrt(var + eps), correction=0."
AFFINE = "What are weight and bias for?", "return self.weight * normalized + self.bias"
LEARNED = (
    "What does an optimizer find in layer.parameters()?",
    "self.weight = nn.Parameter(torch.ones(d)), bias of zeros",
)
GRAPH = "How does the mean change when x does?", "No .detach(), no .data: mean and variance belong to the formula."

MISTAKES = (
    *_mistake(
        "state shared between objects",
        "A second layer, of another size, takes the place of the first one's weight or bias: they are on the class.",
        ("Where does your layer keep its weight?", "On the object, in __init__: self.weight = ..."),
        lambda c: {OWN: False},
        part=BESIDE,
    ),
    *_mistake(
        "no weight and no bias",
        "Nothing can be learned in it.",
        LEARNED,
        lambda c: {"weight": np.zeros(()), "bias": np.zeros(())},
        part=PARAMETERS,
    ),
    *_mistake(
        "no bias",
        "The bias is missing.",
        LEARNED,
        lambda c: {"weight": np.ones(c.x.shape[-1]), "bias": np.zeros(())},
        part=PARAMETERS,
    ),
    *_mistake(
        "no weight",
        "The weight is missing.",
        LEARNED,
        lambda c: {"weight": np.zeros(()), "bias": np.zeros(c.x.shape[-1])},
        part=PARAMETERS,
    ),
    *_mistake(
        "one number for the whole row",
        "Weight and bias are single numbers; every column has its own.",
        LEARNED,
        lambda c: {"weight": np.ones(1), "bias": np.zeros(1)},
        part=PARAMETERS,
    ),
    *_mistake(
        "weight begins with zeros",
        "With a weight of 0 everything that comes in is lost.",
        LEARNED,
        lambda c: {"weight": np.zeros(c.x.shape[-1])},
        part=PARAMETERS,
    ),
    *_mistake(
        "unbiased variance",
        "The variance was divided by d − 1: torch's .var and .std do so unless told otherwise.",
        DIVIDE,
        _of(lambda c: normalized(c, correction=1)),
    ),
    *_mistake(
        "over the batch",
        "The mean was taken over the rows, one for each column: that is batch normalization.",
        ROW,
        _of(lambda c: normalized(c, axis=0)),
    ),
    *_mistake(
        "over the whole tensor",
        "All rows share one mean and one variance: a word then depends on the others.",
        ROW,
        _of(lambda c: normalized(c, axis=None)),
        _of(lambda c: normalized(c, axis=(-2, -1))),
    ),
    *_mistake(
        "not centred",
        "The mean was not taken away.",
        DIVIDE,
        _of(lambda c: c.x / np.sqrt(c.x.var(axis=-1, keepdims=True) + 1e-5)),
    ),
    *_mistake(
        "root mean square",
        "x was divided by the root of its mean square, without its mean: that is RMSNorm.",
        DIVIDE,
        _of(lambda c: c.x / np.sqrt((c.x**2).mean(axis=-1, keepdims=True) + 1e-5)),
    ),
    *_mistake("not divided", "The mean was taken away, but nothing divides.", DIVIDE, _of(_centred)),
    *_mistake(
        "divided by the variance",
        "The root was forgotten.",
        DIVIDE,
        _of(lambda c: _centred(c) / (c.x.var(axis=-1, keepdims=True) + 1e-5)),
    ),
    *_mistake(
        "multiplied by the standard deviation",
        "It stretches where it should shrink.",
        DIVIDE,
        _of(lambda c: _centred(c) * np.sqrt(c.x.var(axis=-1, keepdims=True) + 1e-5)),
    ),
    *_mistake(
        "divided by the length",
        "The row was divided by its length, not by its standard deviation: √d is missing.",
        DIVIDE,
        _of(lambda c: normalized(c) / np.sqrt(c.x.shape[-1])),
    ),
    *_mistake(
        "weight and bias not used", "The row is normalized, but neither stretched nor shifted.", AFFINE, normalized
    ),
    *_mistake(
        "weight not used", "The bias is added, the weight is not used.", AFFINE, lambda c: normalized(c) + c.bias
    ),
    *_mistake("bias not used", "The weight is used, the bias is not.", AFFINE, lambda c: c.weight * normalized(c)),
    *_mistake(
        "weight and bias exchanged",
        "The bias stretches and the weight shifts.",
        AFFINE,
        lambda c: c.bias * normalized(c) + c.weight,
    ),
    *_mistake(
        "shifted before stretched",
        "The bias was added first and stretched by the weight.",
        AFFINE,
        lambda c: c.weight * (normalized(c) + c.bias),
    ),
    *_mistake(
        "eps missing",
        "A row of equal numbers has the variance 0: 0 / 0.",
        ("What is the variance of [2, 2, 2]?", "torch.sqrt(var + self.eps)"),
        _of(lambda c: normalized(c, eps=0.0)),
    ),
    *_mistake(
        "cut off from autograd",
        "No gradient reaches x.",
        GRAPH,
        lambda c: {"gradient of x": np.zeros(c.x.shape)},
        part=GRADIENT,
    ),
    *_mistake(
        "mean and variance cut off",
        "Mean and variance were taken for constants: the gradient lacks their part.",
        GRAPH,
        _detached,
        part=GRADIENT,
    ),
    *_mistake("variance cut off", "The variance was taken for a constant.", GRAPH, _variance_detached, part=GRADIENT),
    *_mistake(
        "normalized again",
        "It was normalized once more after the bias.",
        AFFINE,
        lambda c: normalized(c.but("", x=norm(c))),
    ),
)
