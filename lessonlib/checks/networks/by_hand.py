"""How a two-layer network written by hand is checked: the loss, then each gradient, then the arguments."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib import nn
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import NotNumbers, as_array
from lessonlib.checks.manners import UNCHANGED

ARGUMENTS = ("x", "y", "W1", "b1", "W2", "b2")
GRADIENTS = ("dW1", "db1", "dW2", "db2")
LOSS = "loss"


class Incomplete(NotNumbers):
    """Something is missing from what was returned; the text says what came."""


def _case(label: str, rows: int, features: int, hidden: int, seed: int, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    shapes = {"W1": (features, hidden), "b1": (hidden,), "W2": (hidden, 1), "b2": (1,)}
    weights = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    y = np.arange(rows) % 3 % 2  # 0 1 0 0 1 0: no share of one half, at which exchanged labels would cost the same
    return Case(label, x=rng.normal(size=(rows, features)), y=y, **weights, **kind)


SIX = _case("6 rows, 5 features, 4 hidden", 6, 5, 4, seed=1)
CASES = (
    SIX,
    _case("5 rows, 2 features, 3 hidden", 5, 2, 3, seed=2),
    SIX.but("labels as floats", y=SIX.y.astype(float)),
    SIX.but("labels of shape (6, 1)", y=SIX.y.reshape(-1, 1), rare=True),
    _case("one row", 1, 5, 4, seed=4, rare=True),
)


def steps(c: Case) -> dict[str, np.ndarray]:
    """Every number on the way: a = x W1 + b1, h = max(0, a), z = h W2 + b2, p = sigmoid(z), and back again."""
    a = c.x @ c.W1 + c.b1  # (B, hidden)
    h = np.maximum(0, a)  # (B, hidden)
    z = h @ c.W2 + c.b2  # (B, 1)
    p = 1 / (1 + np.exp(-z))  # (B, 1)
    target = c.y.reshape(-1, 1)  # (B, 1)
    dz = (p - target) / len(c.x)  # (B, 1)
    dh = dz @ c.W2.T  # (B, hidden)
    return {"a": a, "h": h, "z": z, "p": p, "target": target, "dz": dz, "dh": dh}


def cost(p: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The mean of -(y ln p + (1 - y) ln(1 - p))."""
    return np.asarray(-np.mean(target * np.log(p) + (1 - target) * np.log(1 - p)))


def gradients(c: Case, dz: np.ndarray, da: np.ndarray) -> dict[str, np.ndarray]:
    """The four gradients, from those of z and a."""
    h = np.maximum(0, c.x @ c.W1 + c.b1)
    return dict(zip(GRADIENTS, (c.x.T @ da, da.sum(axis=0), h.T @ dz, dz.sum(axis=0)), strict=True))


def _wanted(c: Case) -> dict[str, np.ndarray]:
    way = steps(c)
    return gradients(c, way["dz"], way["dh"] * (way["a"] > 0))


def _returned(maker: Maker, case: Case) -> tuple[Any, list[Any]]:
    """The loss and the list of gradients; one flat tuple of five is as good."""
    value = maker.raw(*(case.fresh(name) for name in ARGUMENTS))
    if not isinstance(value, (tuple, list)):
        return maker._array(value, maker.candidate), []
    first, *rest = value or (None,)
    if len(rest) == 1 and isinstance(rest[0], dict):
        rest = list(rest[0].values())
    if len(rest) == 1 and isinstance(rest[0], (tuple, list)):
        rest = list(rest[0])
    return first, rest


def _loss(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    return {LOSS: as_array(_returned(maker, case)[0])}


def _gradients(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    _, grads = _returned(maker, case)
    if len(grads) != len(GRADIENTS):
        came = f"the loss and {len(grads)} gradient{'s' * (len(grads) > 1)}" if grads else "the loss alone"
        raise Incomplete(came)
    return {name: as_array(grad) for name, grad in zip(GRADIENTS, grads, strict=True)}


def _central(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    def loss_of(name: str):
        return lambda value: float(_loss(maker, case.but("", **{name: value}))[LOSS])

    return {f"d{name}": nn.numerical_gradient(loss_of(name), getattr(case, name)) for name in ARGUMENTS[2:]}


def _torch(torch, case: Case) -> dict[str, np.ndarray]:
    x, y = (torch.tensor(np.array(array, dtype=float)) for array in (case.x, case.y))
    leaves = {name: torch.tensor(np.array(getattr(case, name)), requires_grad=True) for name in ARGUMENTS[2:]}
    z = torch.relu(x @ leaves["W1"] + leaves["b1"]) @ leaves["W2"] + leaves["b2"]
    torch.nn.functional.binary_cross_entropy_with_logits(z.ravel(), y.ravel()).backward()
    return {f"d{name}": leaf.grad.numpy() for name, leaf in leaves.items()}


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    given = {name: case.fresh(name) for name in ARGUMENTS}
    maker.raw(*given.values())
    return given


EXERCISES = (
    Exercise(
        "by_hand",
        ("by_hand",),
        "function",
        "by_hand(x, y, W1, b1, W2, b2) -> loss, [dW1, db1, dW2, db2]",
        (
            Part(
                LOSS,
                "−mean(y ln p + (1 − y) ln(1 − p))",
                CASES,
                _loss,
                lambda c: {LOSS: cost(steps(c)["p"], steps(c)["target"])},
                hints=(
                    "Print the shapes of a, h, z, p and y, and compare them with the table above.",
                    "a = x @ W1 + b1, h = max(0, a), z = h @ W2 + b2, p = 1 / (1 + exp(−z)); y becomes (B, 1).",
                ),
            ),
            Part(
                "gradients",
                "dz = (p − y) / B; dW = hᵀ g, db = sum of g over the rows, dh = g Wᵀ",
                CASES,
                _gradients,
                _wanted,
                central=_central,
                torch=_torch,
                hints=(
                    "Go backward a line at a time: dz, then dW2, db2 and dh, then da, then dW1 and db1.",
                    "dz = (p − y) / B, dW2 = h.T @ dz, da = dz @ W2.T * (a > 0), dW1 = x.T @ da; db sums the rows.",
                ),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                _after,
                lambda c: {name: getattr(c, name) for name in ARGUMENTS},
                rare=True,
                hints=("Compare the arguments before and after the call.", "Make new arrays: h = np.maximum(0, a)."),
            ),
        ),
    ),
)
