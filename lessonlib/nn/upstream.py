"""What ``backward`` asks for: a forward before it, and a gradient of the shape that forward gave."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array


def after_forward(kept, where: str):
    """Return what ``forward`` kept for ``backward``; RuntimeError when there is nothing, because forward never ran.

    >>> after_forward(None, "ReLU.backward")
    Traceback (most recent call last):
    RuntimeError: ReLU.backward: wanted a forward first, none came. Call forward, then backward.
    """
    if kept is None:
        raise RuntimeError(f"{where}: wanted a forward first, none came. Call forward, then backward.")
    return kept


def gradient_like(grad, y: np.ndarray | None, where: str) -> np.ndarray:
    """Return ``grad`` as floats after checking that ``forward`` was called and gave a ``y`` of the same shape.

    Raises:
        RuntimeError: when ``y`` is None.
        ValueError: for another shape.
        TypeError: for what holds no numbers.

    >>> gradient_like([0.5, 2.0], np.zeros(2), "ReLU.backward")
    array([0.5, 2. ])
    """
    grad = float_array(grad, where)
    if grad.shape != after_forward(y, where).shape:
        raise ValueError(
            f"{where}: wanted a gradient of shape {y.shape}, the shape forward returned, got {grad.shape}. "
            "Pass dL/dy of the latest forward, one number for each output."
        )
    return grad
