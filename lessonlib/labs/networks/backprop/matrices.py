"""The matrices of one step as an equation: what goes in, what comes out, central differences; one entry lit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.stage import Mark, Trace, cells, choice, expression, numbers

SHOWN = 6  # rows and columns that are drawn


def draw_matrices(trace: Trace) -> Mark:
    """Another equation at each step, in one place."""
    return choice(range(trace.steps), [_equation(trace, k) for k in range(trace.steps)])


def _equation(trace: Trace, k: int) -> Mark:
    if k == 0:
        return equation([matrix("x", trace["value x"])], "the batch")
    i, j = trace["entry"][k]
    parts: list[Mark | str] = [_operand(trace, "left", k), f" {trace['sign'][k]} "]
    if f"right {k}" in trace:
        parts.append(_operand(trace, "right", k))
    if f"added {k}" in trace:
        parts += ["+", matrix(trace[f"added name {k}"], trace[f"added {k}"], [(0, j, "also")])]
    off = [(r, c, "departs") for r, c in np.argwhere(trace[f"off {k}"])]
    shape = str(trace["result shape"][k])
    parts += [
        "=" if f"right {k}" in trace else "→",
        matrix(trace[f"result name {k}"], trace[f"result {k}"], [(i, j, "lit"), *off], shape),
    ]
    if f"numeric {k}" in trace:
        parts += ["≈", matrix("numerical", trace[f"numeric {k}"], [(i, j, "also")], shape)]
    return equation(parts, "this step's rule in numbers")


def _operand(trace: Trace, side: str, k: int) -> Mark:
    lit = [(r, c, "also") for r, c in trace[f"touched {side} {k}"]]
    return matrix(trace[f"{side} name {k}"], trace[f"{side} {k}"], lit)


def matrix(name: str, array: np.ndarray, lit: list[tuple[int, int, str]] = (), shape: str = "") -> Mark:
    """An array with one or two axes as cells, cut to 6 x 6; ``shape`` is written in place of its own."""
    shown = np.atleast_2d(array)[:SHOWN, :SHOWN]
    rows, columns = shown.shape
    there = [(int(r), int(c), role) for r, c, role in lit if r < rows and c < columns]
    return cells(shown, texts=numbers(shown), lit=[there], name=titled(name, array, shape))


def titled(name: str, array: np.ndarray, shape: str = "") -> str:
    """An array's name and shape, and how much of it is drawn.

    >>> titled("W₁", np.zeros((2, 3))), titled("x", np.zeros((2, 64)))
    ('W₁ (2, 3)', 'x (2, 64), the first 2 × 6')
    """
    rows, columns = np.atleast_2d(array)[:SHOWN, :SHOWN].shape
    cut = "" if rows * columns == np.size(array) else f", the first {rows} × {columns}"
    return f"{name} {shape or np.shape(array)}{cut}"


def equation(parts: Sequence[Mark | str], name: str, size: float = 0.0) -> Mark:
    """Matrices and signs in a line; where no ``size`` is given, in larger type when they are small."""
    columns = sum(part.arrays["shade"].shape[2] for part in parts if not isinstance(part, str))
    return expression(*parts, name=name, size=size or (1.1 if columns <= 14 else 0.9))
