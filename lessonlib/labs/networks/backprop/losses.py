"""The last step forward and the first one back: the loss of the network's output, and its derivative."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.labs.networks.backprop.formulas import pretty, tex
from lessonlib.labs.networks.backprop.layers import Tensor
from lessonlib.labs.networks.backprop.operands import entrywise, shortened
from lessonlib.labs.networks.backprop.rules import Rule, gradient
from lessonlib.nn import BCELoss, MSELoss, NLLLoss, softmax
from lessonlib.stage import number, signed

LOSSES = {"NLLLoss": NLLLoss, "BCELoss": BCELoss, "MSELoss": MSELoss}


def loss_rules(kind: str, scores: Tensor, y: np.ndarray, value: float) -> tuple[Rule, Rule]:
    """The step to L, and the step back to dL/d(scores); ``scores`` and ``y`` are what the loss took."""
    rule = {"NLLLoss": _nll, "MSELoss": _mse, "BCELoss": _bce}[kind]
    says, slope, left, right, terms, total = rule(scores, y)
    back = gradient(scores, "L", slope, entrywise(left, "−", right, terms))
    whole = entrywise(left, ",", right, terms)
    whole.terms, whole.touched = lambda i, j: total, lambda i, j: ([], [])
    forward = Rule("forward", f"L = {says}", "L", scores.name, whole, ("L", np.array(value)), np.array(False))
    return forward, back


def _nll(scores: Tensor, y: np.ndarray) -> tuple:
    z, rows = tex(scores.name), len(scores.value)
    p = softmax(scores.value)
    says = rf"-\frac{{1}}{{{rows}}} \sum \ln \mathrm{{softmax}}({z})_y"
    slope = rf"\frac{{\mathrm{{softmax}}({z}) - \mathrm{{onehot}}(y)}}{{{rows}}}"
    total = f"−({shortened([f'ln {number(p[i, c])}' for i, c in enumerate(y)])}) / {rows}"
    left, right = (f"softmax({pretty(scores.name)})", p), ("one-hot y", np.eye(p.shape[1])[y])
    return says, slope, left, right, lambda a, b: f"({number(a)} − {number(b)}) / {rows}", total


def _mse(scores: Tensor, y: np.ndarray) -> tuple:
    z, n = tex(scores.name), scores.value.size
    says, slope = rf"\frac{{1}}{{{n}}} \sum ({z} - y)^2", rf"\frac{{2}}{{{n}}} ({z} - y)"
    left, right, total = _pairs(scores, y, lambda a, b: f"({number(a)} − {signed(b)})²")
    return says, slope, left, right, lambda a, b: f"2 / {n} · ({number(a)} − {signed(b)})", f"({total}) / {n}"


def _bce(scores: Tensor, y: np.ndarray) -> tuple:
    p, n = tex(scores.name), scores.value.size
    says = rf"-\frac{{1}}{{{n}}} \sum y \ln {p} + (1 - y) \ln (1 - {p})"
    slope = rf"\frac{{1}}{{{n}}} \cdot \frac{{{p} - y}}{{{p} (1 - {p})}}"

    def part(a: float, b: float) -> str:
        both = f"({number(b)} ln {number(a)} + {number(1 - b)} ln {number(1 - a)})"
        return f"ln {number(a if b else 1 - a)}" if b in (0, 1) else both

    def terms(a: float, b: float) -> str:
        return f"({number(a)} − {number(b)}) / ({number(a)} · {number(1 - a)}) / {n}"

    left, right, total = _pairs(scores, y, part)
    return says, slope, left, right, terms, f"−({total}) / {n}"


def _pairs(scores: Tensor, y: np.ndarray, says: Callable[[float, float], str]) -> tuple:
    truth = np.asarray(y, dtype=float).reshape(scores.value.shape)
    total = shortened([says(a, b) for a, b in zip(scores.value.ravel(), truth.ravel(), strict=True)])
    return (pretty(scores.name), scores.value), ("y", truth), total
