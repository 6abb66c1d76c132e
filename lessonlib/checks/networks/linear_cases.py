"""The inputs on which Linear is checked, and how the case's weights get into the learner's layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case
from lessonlib.checks.engine.subject import Maker, Subject

# The first name of each is the contract's; the others are accepted.
WEIGHT = ("weight", "weights", "W", "w", "_weight", "_W")
BIAS = ("bias", "b", "biases", "_bias", "_b")
GRAD_WEIGHT = ("_grad_weight", "grad_weight", "weight_grad", "_grad_W", "grad_W", "grad_w", "dW", "dw", "_dW")
GRAD_BIAS = ("_grad_bias", "grad_bias", "bias_grad", "_grad_b", "grad_b", "db", "_db")


def _case(label: str, rows: int, n_in: int, n_out: int, seed: int, scale: float = 1.0, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    weight, bias = rng.normal(size=(n_in, n_out)), rng.normal(size=n_out) + 1.0
    x, grad = scale * rng.normal(size=(rows, n_in)), rng.normal(size=(rows, n_out))
    return Case(label, x=x, grad=grad, weight=weight, bias=bias, x2=rng.normal(size=(rows, n_in)), **kind)


FIVE = _case("a batch of 5 rows, 3 columns to 2", 5, 3, 2, seed=1)
SQUARE = _case("a batch of 3 rows, 3 columns to 3", 3, 3, 3, seed=2)
ROW = _case("one row, 4 columns to 3", 1, 4, 3, seed=3)
_FORTRAN = _case("rows in Fortran order", 4, 3, 2, seed=4, rare=True)
CASES = (
    FIVE,
    SQUARE,
    ROW,
    _FORTRAN.but(_FORTRAN.label, x=np.asfortranarray(_FORTRAN.x), grad=np.asfortranarray(_FORTRAN.grad)),
    FIVE.but("float32 numbers", x=FIVE.x.astype(np.float32), grad=FIVE.grad.astype(np.float32), rare=True),
    FIVE.but("all zeros", x=np.zeros((5, 3)), rare=True),
    _case("a batch of 40 rows, 12 columns to 11", 40, 12, 11, seed=6, rare=True),
    _case("huge numbers (1e6)", 4, 3, 2, seed=5, scale=1e6, rare=True),
)


def make(maker: Maker, case: Case) -> Subject:
    """A layer of the learner's class with the case's weights in it."""
    layer = maker(*case.weight.shape)
    layer.put(case.weight, *WEIGHT)
    layer.put(case.bias, *BIAS)
    return layer
