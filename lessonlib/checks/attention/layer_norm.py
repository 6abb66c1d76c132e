"""How LayerNorm is checked: its parameters, its numbers, a row without variance, and its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.attention.tensors import gradients, tensors
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.engine.values import as_array

PARAMETERS, FORWARD, GRADIENT, BESIDE = "parameters", "numbers", "gradient", "two layers"
OWN = "the first still has a weight and a bias of its own"
NAMES = {"weight": ("weight", "gamma", "gain", "scale", "a_2", "g", "w"), "bias": ("bias", "beta", "shift", "b_2", "b")}
EPS = 1e-5


def _case(label: str, shape: tuple[int, ...], seed: int, size: float = 5.0, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    x, g = rng.normal(size=(2, *shape))
    weight, bias = rng.normal(size=(2, shape[-1])) + np.array([[1.5], [0.5]])
    return Case(label, x=size * x + 0.7, g=g, weight=weight, bias=bias, **kind)


ROWS = _case("3 rows of 4", (3, 4), seed=1)
WORDS = _case("2 sentences, 3 words, 5 numbers", (2, 3, 5), seed=2)
SQUARE = _case("3 rows of 3, far from 0", (3, 3), seed=3, size=40.0)
CASES = (
    ROWS,
    WORDS,
    SQUARE,
    _case("one row of 6", (1, 6), seed=4, rare=True),
    ROWS.but("a row of equal numbers", x=np.stack([np.full(4, 2.5), *ROWS.x[1:]]), rare=True),
    ROWS.but("float32 numbers", x=ROWS.x.astype(np.float32), rare=True),
)


def normalized(c: Case, axis: Any = -1, correction: int = 0, eps: float = EPS) -> np.ndarray:
    """(x - mean) / sqrt(variance + eps)."""
    variance = c.x.var(axis=axis, keepdims=True, ddof=correction)
    with np.errstate(all="ignore"):
        return (c.x - c.x.mean(axis=axis, keepdims=True)) / np.sqrt(variance + eps)


def norm(c: Case) -> np.ndarray:
    """The right answer."""
    return c.weight * normalized(c) + c.bias


def back(c: Case) -> dict[str, np.ndarray]:
    """The derivative of the sum of y * g by x."""
    n, up = normalized(c), c.weight * c.g
    inner = up - up.mean(axis=-1, keepdims=True) - n * (up * n).mean(axis=-1, keepdims=True)
    return {"gradient of x": inner / np.sqrt(c.x.var(axis=-1, keepdims=True) + EPS)}


def _filled(maker: Maker, case: Case) -> Subject:
    layer = maker(case.x.shape[-1])
    if hasattr(layer.thing, "to"):
        layer.thing.to(tensors(case, ("x",))[0].dtype)
    for name, names in NAMES.items():
        layer.put(getattr(case, name), *names)
    return layer


def _parameters(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    layer = maker(case.x.shape[-1])
    held = {name: layer.array(*names) for name, names in NAMES.items()}
    return {name: np.zeros(()) if value is None else value for name, value in held.items()}


def _beside(maker: Maker, case: Case) -> dict[str, bool]:
    """Whether the first of two layers, of other sizes, still has parameters of its own size."""
    size = case.x.shape[-1]
    layer = maker(size)
    maker(size + 1)
    held = [layer.array(*names) for names in NAMES.values()]
    return {OWN: all(value is not None and value.shape == (size,) for value in held)}


def _forward(maker: Maker, case: Case) -> np.ndarray:
    return as_array(_filled(maker, case).call("forward", *tensors(case, ("x",))))


def _gradient(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    import torch

    layer = _filled(maker, case)
    return gradients(lambda x: layer.do("forward", x) * torch.tensor(np.array(case.g)), case, ("x",))


def _torch(torch: Any, case: Case) -> np.ndarray:
    x, weight, bias = (torch.tensor(np.array(getattr(case, name), dtype=float)) for name in ("x", *NAMES))
    return torch.nn.functional.layer_norm(x, weight.shape, weight, bias, EPS).numpy()


EXERCISES = (
    Exercise(
        "layer_norm",
        ("LayerNorm",),
        "class",
        "LayerNorm(d), a torch module with weight and bias (d,); forward(x): (..., d) -> (..., d)",
        (
            Part(
                PARAMETERS,
                "weight of ones and bias of zeros, (d,)",
                (ROWS, WORDS),
                _parameters,
                lambda c: {"weight": np.ones(c.x.shape[-1]), "bias": np.zeros(c.x.shape[-1])},
                hints=("What is learned, and how does it begin?", "self.weight = nn.Parameter(torch.ones(d))"),
            ),
            Part(
                FORWARD,
                "weight (x − mean) / √(variance + eps) + bias",
                CASES,
                _forward,
                norm,
                torch=_torch,
                rtol=2e-4,
                atol=1e-4,
                hints=(
                    "Work out [1, 0, 0, 0] by hand: mean 0.25, variance 0.1875, so 1.732 and −0.577.",
                    "mean = x.mean(-1, keepdim=True); var = x.var(-1, keepdim=True, correction=0)",
                ),
            ),
            Part(
                GRADIENT,
                "mean and variance have their own part in it",
                (ROWS, WORDS),
                _gradient,
                back,
                rtol=1e-3,
                atol=1e-4,
                hints=("Which of your lines cut the mean or the variance off?", "No .detach(), no .data, no no_grad."),
            ),
            Part(
                BESIDE,
                "each has a weight and a bias of its own",
                (ROWS,),
                _beside,
                lambda c: {OWN: True},
                rare=True,
                hints=("Where does your layer keep its weight?", "On the object, in __init__: self.weight = ..."),
            ),
        ),
    ),
)
