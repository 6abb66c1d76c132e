"""Gates, the smallest functions of a computational graph: each forward, with its local derivatives right under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Gate:
    r"""One function y of one or several numbers.

    Args:
        symbol: what stands in the node.
        forward: y of the inputs.
        slopes: (y, *inputs) -> dy/d(input), one for each input.
        text: y in plain text, with {0}, {1}, ... for the inputs, {p0}, {p1}, ... where a minus needs no brackets.
        latex: y in LaTeX, from the inputs in LaTeX.
        slopes_latex: dy/d(input) in LaTeX, from y and the inputs in LaTeX.

    >>> MULTIPLY.forward(2.0, -3.0), MULTIPLY.slopes(-6.0, 2.0, -3.0)
    (-6.0, (-3.0, 2.0))
    >>> MULTIPLY.slopes_latex("p", "w", "x")
    ('x', 'w')
    """

    symbol: str
    forward: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]
    text: str
    latex: Callable[..., str]
    slopes_latex: Callable[..., tuple[str, ...]]


def bare(value: str) -> str:
    """A value that needs no brackets when negative: alone in a bracket, an exponent or a fraction."""
    return value.replace(r"\val{n", r"\val{p")


ADD = Gate(
    "+",
    lambda a, b: a + b,
    lambda y, a, b: (1.0, 1.0),
    "{p0} + {1}",
    lambda a, b: f"{bare(a)} + {b}",
    lambda y, a, b: ("1", "1"),
)
SUBTRACT = Gate(
    "−",
    lambda a, b: a - b,
    lambda y, a, b: (1.0, -1.0),
    "{p0} − {1}",
    lambda a, b: f"{bare(a)} - {b}",
    lambda y, a, b: ("1", "(-1)"),
)
MULTIPLY = Gate(
    "×",
    lambda a, b: a * b,
    lambda y, a, b: (b, a),
    "{p0} · {1}",
    lambda a, b: rf"{bare(a)} \cdot {b}",
    lambda y, a, b: (b, a),
)
NEGATE = Gate("·(−1)", lambda a: -a, lambda y, a: (-1.0,), "−{0}", lambda a: f"-{a}", lambda y, a: ("(-1)",))
EXP = Gate(
    "exp", lambda a: float(np.exp(a)), lambda y, a: (y,), "exp({p0})", lambda a: f"e^{{{bare(a)}}}", lambda y, a: (y,)
)
PLUS_ONE = Gate("+1", lambda a: a + 1, lambda y, a: (1.0,), "{p0} + 1", lambda a: f"{bare(a)} + 1", lambda y, a: ("1",))
RECIPROCAL = Gate(
    "1/x",
    lambda a: 1 / a,
    lambda y, a: (-1 / a**2,),
    "1 / {0}",
    lambda a: rf"\frac{{1}}{{{bare(a)}}}",
    lambda y, a: (rf"\left(-\frac{{1}}{{{a}^2}}\right)",),
)
SQUARE = Gate("x²", lambda a: a * a, lambda y, a: (2 * a,), "{0}²", lambda a: f"{a}^2", lambda y, a: (rf"2 \, {a}",))
SIGMOID = Gate(
    "σ",
    lambda a: float(1 / (1 + np.exp(-a))),
    lambda y, a: (y * (1 - y),),
    "σ({p0})",
    lambda a: rf"\sigma({bare(a)})",
    lambda y, a: (f"{y} (1 - {y})",),
)
MAXIMUM = Gate(
    "max",
    lambda a, b: max(a, b),
    lambda y, a, b: (float(a >= b), float(a < b)),  # the larger one passes all of it; at a tie, the first
    "max({p0}, {p1})",
    lambda a, b: rf"\max({bare(a)}, {bare(b)})",
    lambda y, a, b: (rf"[{a} \geq {b}]", f"[{a} < {b}]"),
)
SURPRISE = Gate(
    "−ln",
    lambda a: float(-np.log(a)),
    lambda y, a: (-1 / a,),
    "−ln({p0})",
    lambda a: rf"-\ln({bare(a)})",
    lambda y, a: (rf"\left(-\frac{{1}}{{{a}}}\right)",),
)
SCALED_TANH = Gate(
    "tanh",
    lambda w, x: float(np.tanh(w * x)),
    lambda y, w, x: ((1 - y * y) * x, (1 - y * y) * w),
    "tanh({p0} · {1})",
    lambda w, x: rf"\tanh({bare(w)} \cdot {x})",
    lambda y, w, x: (rf"(1 - {y}^2) \, {x}", rf"(1 - {y}^2) \, {w}"),
)
RNN_CELL = Gate(
    "tanh",
    lambda w, x, u, h: float(np.tanh(w * x + u * h)),
    lambda y, w, x, u, h: tuple((1 - y * y) * other for other in (x, w, h, u)),
    "tanh({p0} · {1} + {2} · {3})",
    lambda w, x, u, h: rf"\tanh({bare(w)} \cdot {x} + {u} \cdot {h})",
    lambda y, w, x, u, h: tuple(rf"(1 - {y}^2) \, {other}" for other in (x, w, h, u)),
)
