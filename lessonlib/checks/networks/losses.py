"""How the losses are checked: the mean as one number, its gradient, what happens at the extremes, and their manners."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib import nn
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.manners import manners
from lessonlib.nn.derivative import central_differences

LOSSES = {"bce_loss": nn.BCELoss, "nll_loss": nn.NLLLoss}
FINITE, LOSS, GRADIENT = "finite at the extremes", "loss is finite", "gradient is finite"


def _case(name: str, label: str, x: Any, y: Any, **kind: Any) -> Case:
    loss, x, y = LOSSES[name](), np.asarray(x), np.asarray(y)
    value = loss.forward(x, y)
    return Case(label, x=x, y=y, value=np.asarray(value), gradient=loss.backward(), **kind)


def _bce_cases() -> tuple[Case, ...]:
    p = np.array([[0.9], [0.2], [0.65], [0.35], [0.05], [0.5]])
    y = np.array([1, 0, 0, 1, 0, 1])
    return (
        _case("bce_loss", "a batch of 6 rows", p, y),
        _case("bce_loss", "another batch, of 3 rows", p[:3], y[3:]),
        _case("bce_loss", "one row", p[:1], y[1:2]),
        _case("bce_loss", "labels as floats", p[1:], y[1:].astype(float)),
        _case("bce_loss", "float32 numbers", p.astype(np.float32), y.astype(np.float32), rare=True),
        _case("bce_loss", "rows in Fortran order", np.asfortranarray(p), y, rare=True),
        _case(
            "bce_loss",
            "a batch of 40 rows",
            np.linspace(0.11, 0.79, 40)[:, None],
            (np.arange(40) % 3 == 0).astype(int),
            rare=True,
        ),
    )


def _nll_cases() -> tuple[Case, ...]:
    x = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1], [-0.5, 0.1, 0.4], [0.0, 1.5, -1.0]])
    y, many = np.array([0, 1, 2, 2, 0]), np.random.default_rng(8).normal(size=(40, 12))
    return (
        _case("nll_loss", "a batch of 5 rows, 3 classes", x, y),
        _case("nll_loss", "a batch of 3 rows, 3 classes", x[:3], y[:3]),
        _case("nll_loss", "two rows, 4 classes", np.array([[0.1, -0.7, 1.2, 0.3], [2.0, 0.4, -1.0, 0.0]]), [3, 1]),
        _case("nll_loss", "one row", x[:1], y[:1]),
        _case("nll_loss", "float32 numbers", x.astype(np.float32), y, rare=True),
        _case("nll_loss", "rows in Fortran order", np.asfortranarray(x), y, rare=True),
        _case("nll_loss", "a batch of 40 rows, 12 classes", many, np.arange(40) % 12, rare=True),
        _case("nll_loss", "huge logits (near 1000)", x + 1000, y, extreme=True),
        _case("nll_loss", "huge negative logits (near −1000)", x - 1000, y, rare=True),
    )


EXTREMES = {
    "bce_loss": (
        Case("p = 0 and 1, and right", x=np.array([[0.0], [1.0]]), y=np.array([0, 1]), rare=True),
        Case("p = 0 and 1, and wrong", x=np.array([[0.0], [1.0]]), y=np.array([1, 0]), rare=True),
    ),
    "nll_loss": (
        Case("logits [0, −800], class 0", x=np.array([[0.0, -800.0]]), y=np.array([0]), rare=True),
        Case("logits [0, −800], class 1", x=np.array([[0.0, -800.0]]), y=np.array([1]), rare=True),
    ),
}


def _make(maker: Maker, case: Case) -> Subject:
    return maker()


def _forward(maker: Maker, case: Case) -> np.ndarray:
    return maker().call("forward", case.fresh("x"), case.fresh("y"))


def _backward(maker: Maker, case: Case) -> np.ndarray:
    loss = maker()
    loss.do("forward", case.fresh("x"), case.fresh("y"))
    return loss.call("backward")


def _finite(maker: Maker, case: Case) -> dict[str, bool]:
    value, gradient = _forward(maker, case), _backward(maker, case)
    return {LOSS: bool(np.isfinite(value).all()), GRADIENT: bool(np.isfinite(gradient).all())}


def _central(maker: Maker, case: Case) -> np.ndarray:
    loss = maker()
    return central_differences(lambda x: float(loss.call("forward", x, case.fresh("y"))), case.x.astype(float))


def _torch(name: str):
    def gradient(torch, case: Case) -> np.ndarray:
        x = torch.tensor(np.array(case.x, dtype=float), requires_grad=True)
        if name == "bce_loss":
            torch.nn.functional.binary_cross_entropy(x[:, 0], torch.tensor(np.array(case.y, dtype=float))).backward()
        else:
            torch.nn.functional.cross_entropy(x, torch.tensor(np.array(case.y))).backward()
        return x.grad.numpy()

    return gradient


def _exercise(name: str, names: tuple[str, ...], value: str, derivative: str, cases: tuple[Case, ...]) -> Exercise:
    parts = (
        Part(
            "forward",
            value,
            cases,
            _forward,
            lambda c: c.value,
            rtol=2e-4,
            hints=("Work out the loss of one row by hand, then of two.", f"The formula is L = {value}."),
        ),
        Part(
            "backward",
            derivative,
            cases,
            _backward,
            lambda c: c.gradient,
            rtol=2e-4,
            central=_central,
            torch=_torch(name),
            hints=("Differentiate the loss of one row; then the mean.", f"The formula is dL/dx = {derivative}."),
        ),
        Part(
            FINITE,
            "finite numbers",
            EXTREMES[name],
            _finite,
            lambda c: {LOSS: True, GRADIENT: True},
            rare=True,
            hints=("What is np.log(0)? What is 0 * np.log(0)?", "Keep what goes into the logarithm away from 0."),
        ),
        *manners(_make, lambda c: c.value, lambda c: c.gradient, cases[0], cases[1], inputs=("x", "y"), upstream=()),
    )
    return Exercise(name, names, "class", f"{names[0]}() with forward(x, y) -> float and backward()", parts)


EXERCISES = (
    _exercise("bce_loss", ("BCELoss",), "−mean(y ln p + (1 − y) ln(1 − p))", "(p − y) / (p (1 − p)) / B", _bce_cases()),
    _exercise(
        "nll_loss",
        ("NLLLoss", "CrossEntropyLoss"),
        "−mean(ln softmax(x)[y])",
        "(softmax(x) − onehot(y)) / B",
        _nll_cases(),
    ),
)
