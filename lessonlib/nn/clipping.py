"""Gradient clipping: a step in the same direction, but not off the cliff."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, real


def clip_by_norm(grads: list[np.ndarray], threshold: float) -> list[np.ndarray]:
    """Return new gradients, scaled so that their common norm is at most ``threshold``: g = threshold / ||g|| * g.

    ||g|| is the root of the sum of squares over all entries of all arrays of ``grads``; below the threshold the
    gradients are returned as they are, in new arrays. Shapes and precision are kept.

    Raises:
        ValueError: for a ``threshold`` that is not above 0, and for gradients that are NaN or infinite, which no factor
            makes finite.
        TypeError: when ``grads`` is no list of arrays.

    >>> clip_by_norm([np.array([3.0]), np.array([[4.0]])], threshold=1)  # the norm is 5
    [array([0.6]), array([[0.8]])]

    Source: Lecture 2, "Exploding gradient solution"; Pascanu et al. (2013), arXiv:1211.5063.
    """
    threshold = real(threshold, "clip_by_norm(threshold)", above=0)
    if not isinstance(grads, (list, tuple)):
        came = type(grads).__name__
        raise TypeError(f"clip_by_norm: wanted grads as a list of arrays, got {came}. Write clip_by_norm([grad], 1).")
    grads = [float_array(grad, f"clip_by_norm, grads[{i}]") for i, grad in enumerate(grads)]
    for i, grad in enumerate(grads):
        if not np.isfinite(grad).all():
            raise ValueError(
                f"clip_by_norm: wanted finite gradients, got NaN or infinity in grads[{i}]. "
                "Clip from the first step on, or lower the learning rate."
            )
    largest = max((float(np.abs(grad).max()) for grad in grads if grad.size), default=0.0)
    if largest == 0:
        return [grad.copy() for grad in grads]
    # Squares of an exploding gradient overflow; in units of the largest entry they do not.
    norm = float(np.sqrt(sum(float(np.sum((grad.astype(float) / largest) ** 2)) for grad in grads)))
    if norm * largest < threshold:
        return [grad.copy() for grad in grads]
    return [(grad.astype(float) / largest * (threshold / norm)).astype(grad.dtype) for grad in grads]
