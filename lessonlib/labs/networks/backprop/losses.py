"""The last step forward and the first one back: the loss of the network's output, and its derivative."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.networks.backprop.formulas import pretty, tex
from lessonlib.labs.networks.backprop.layers import Tensor
from lessonlib.labs.networks.backprop.operands import entrywise, shortened
from lessonlib.labs.networks.backprop.rules import Rule, gradient
from lessonlib.nn import BCELoss, MSELoss, NLLLoss, softmax
from lessonlib.stage.numbers import bracketed, number, that_hold

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
    told = that_hold(lambda *p: -np.mean(np.log(p)), [p[i, c] for i, c in enumerate(y)])
    total = f"−({shortened([f'ln {one}' for one in told])}) / {rows}"
    left, right = (f"softmax({pretty(scores.name)})", p), ("one-hot y", np.eye(p.shape[1])[y])

    def terms(a: float, b: float) -> str:
        a, b = that_hold(lambda a, b: (a - b) / rows, [a, b])
        return f"({a} − {b}) / {rows}"

    return says, slope, left, right, terms, total


def _mse(scores: Tensor, y: np.ndarray) -> tuple:
    z, n = tex(scores.name), scores.value.size
    says, slope = rf"\frac{{1}}{{{n}}} \sum ({z} - y)^2", rf"\frac{{2}}{{{n}}} ({z} - y)"
    left, right, flat = _pairs(scores, y)
    told = that_hold(lambda *v: np.mean(np.square(np.subtract(v[:n], v[n:]))), flat)
    squares = [f"({a} − {bracketed(b)})²" for a, b in zip(told[:n], told[n:], strict=True)]

    def terms(a: float, b: float) -> str:
        a, b = that_hold(lambda a, b: 2 / n * (a - b), [a, b])
        return f"2 / {n} · ({a} − {bracketed(b)})"

    return says, slope, left, right, terms, f"({shortened(squares)}) / {n}"


def _bce(scores: Tensor, y: np.ndarray) -> tuple:
    p, n = tex(scores.name), scores.value.size
    says = rf"-\frac{{1}}{{{n}}} \sum y \ln {p} + (1 - y) \ln (1 - {p})"
    slope = rf"\frac{{1}}{{{n}}} \cdot \frac{{{p} - y}}{{{p} (1 - {p})}}"
    left, right, flat = _pairs(scores, y)
    chances, truth = np.array(flat[:n]), np.array(flat[n:])

    def loss(*p: float) -> float:
        logs = np.log(np.maximum(p, np.exp(-100)))  # as BCELoss keeps them finite
        return -np.mean(truth * logs[:n] + (1 - truth) * logs[n:])

    told = that_hold(loss, [*chances, *(1 - chances)])
    parts = [_part(a, not_a, b) for a, not_a, b in zip(told[:n], told[n:], truth, strict=True)]

    def terms(a: float, b: float) -> str:
        a, not_a, b = that_hold(lambda a, not_a, b: (a - b) / max(a * not_a, 1e-12) / n, [a, 1 - a, b])
        return f"({a} − {b}) / ({a} · {not_a}) / {n}"

    return says, slope, left, right, terms, f"−({shortened(parts)}) / {n}"


def _part(a: str, not_a: str, b: float) -> str:
    """One term of the cross-entropy of an answer ``a`` to a truth ``b``."""
    both = f"({number(b)} ln {a} + {number(1 - b)} ln {not_a})"
    return f"ln {a if b else not_a}" if b in (0, 1) else both


def _pairs(scores: Tensor, y: np.ndarray) -> tuple:
    truth = np.asarray(y, dtype=float).reshape(scores.value.shape)
    return (pretty(scores.name), scores.value), ("y", truth), [*scores.value.ravel(), *truth.ravel()]
