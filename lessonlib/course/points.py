"""What one answer earns, in the words that nbgrader understands."""

from __future__ import annotations

from typing import Any

from lessonlib.checks import check


def earned(exercise: str, candidate: Any) -> float:
    """Return the points of a candidate: 1 for passed, 1/2 for fragile; the value of a cell is its partial credit.

    Raises:
        AssertionError: with the report, when there are none: nbgrader gives nothing to a cell that raises alone.

    >>> import numpy as np
    >>> class Rectifier:
    ...     def forward(self, x):
    ...         self.mask = x > 0
    ...         return np.maximum(0, x)
    ...     def backward(self, grad):
    ...         return grad * self.mask
    ...     def step(self, learning_rate): pass
    >>> earned("relu", Rectifier)
    1.0
    """
    report = check(exercise, candidate)
    if not report.points:
        raise AssertionError(str(report))
    return report.points
