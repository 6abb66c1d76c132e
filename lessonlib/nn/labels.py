"""What a loss accepts as the true answers y, seen beside the network's answers x; B is the number of rows."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array


def targets(y, x: np.ndarray, where: str) -> np.ndarray:
    """Return ``y`` as floats in the shape and precision of ``x``; (B,) and (B, 1) count as the same column.

    Raises:
        ValueError: for any other shape and for an empty batch: (B, 1) - (B,) would silently become (B, B).

    >>> targets([1, 0], np.zeros((2, 1)), "BCELoss.forward")
    array([[1.],
           [0.]])
    """
    y = float_array(y, where)
    column = {x.shape, y.shape} == {(len(x),), (len(x), 1)} if x.ndim else False
    if y.shape != x.shape and not column:
        raise ValueError(f"{where}: wanted y of shape {x.shape}, that of x, got {y.shape}. Pass one y for each number.")
    if x.size == 0:
        raise ValueError(f"{where}: wanted at least one row, got x of shape {x.shape}. Pass a batch that is not empty.")
    return y.reshape(x.shape).astype(x.dtype, copy=False)


def class_numbers(y, x: np.ndarray, where: str) -> np.ndarray:
    """Return ``y`` (B,) as whole numbers 0 .. C-1, one for each row of ``x`` (B, C).

    Raises:
        ValueError: for scores that are not (B, C) with B > 0 and C > 1, another shape of y (one-hot rows, say), and
            classes that ``x`` has no column for.

    >>> class_numbers([2.0, 0.0], np.zeros((2, 3)), "NLLLoss.forward")
    array([2, 0])
    """
    if x.ndim != 2 or x.shape[0] < 1 or x.shape[1] < 2:
        raise ValueError(f"{where}: wanted x of shape (B, C), scores for C > 1 classes, got {x.shape}. Pass rows.")
    y = float_array(y, where)
    if y.shape != x.shape[:1]:
        one_hot = " For one-hot rows pass y.argmax(axis=1)." if y.shape == x.shape else ""
        raise ValueError(f"{where}: wanted y of shape {x.shape[:1]}, one class a row, got {y.shape}.{one_hot}")
    wrong = ~np.isin(y, np.arange(x.shape[1]))
    if wrong.any():
        row = int(wrong.argmax())
        raise ValueError(
            f"{where}: wanted classes 0 to {x.shape[1] - 1}, one for each column of x, got {y[row]:g} in row {row}. "
            "Number the classes from 0, or give the last layer a column for each."
        )
    return y.astype(np.intp)
