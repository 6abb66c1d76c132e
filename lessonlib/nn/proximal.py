"""The step that makes exact zeros: down the gradient of the loss, then towards 0 by what the penalty takes.

A penalty's gradient alone never stops at 0: L1's pulls with the same force on both sides of it, and the weight hops
over. The proximal step asks instead where loss and penalty together are lowest, and that may be 0 itself.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, real

MOST_STEPS = 100_000


def soft_threshold(w, t):
    """Return S(w, t) = sign(w) * max(|w| - t, 0): each weight moves towards 0 by ``t`` and stays there.

    ``w`` and ``t`` have shapes that broadcast; ``t`` is at least 0.

    >>> soft_threshold(np.array([3.0, -0.5, 0.2]), 0.5)
    array([ 2.5, -0. ,  0. ])

    Source: Daubechies, Defrise and De Mol (2004), An iterative thresholding algorithm.
    """
    return np.sign(w) * np.maximum(np.abs(w) - t, 0)


def proximal_step(w, grad, lr, l1, l2):
    """Return S(w - lr * grad, lr * l1) / (1 + 2 * lr * l2), shape of ``w``.

    That is the place where L(w) + l1 * sum |w| + l2 * sum w^2 would be lowest if L were a bowl of curvature 1 / lr.
    ``grad`` is dL/dw; ``l1`` and ``l2`` are the strengths of the two penalties, numbers or shapes that broadcast.

    >>> proximal_step(np.array([1.0, 0.1]), np.array([2.0, 0.5]), lr=0.1, l1=1.0, l2=0.0)
    array([0.7, 0. ])

    Source: Parikh and Boyd (2014), Proximal algorithms, section 4.2.
    """
    return soft_threshold(w - lr * grad, lr * l1) / (1 + 2 * lr * l2)


def penalized_least_squares(x, y, l1, l2, tolerance: float = 1e-10) -> np.ndarray:
    """Return the weights (k, n) that minimise mean((x w - y)^2) + l1 * sum |w| + l2 * sum w^2, for k strengths at once.

    ``x`` (rows, n) and ``y`` (rows,) are centred data, ``l1`` and ``l2`` (k,) the strengths, at least 0. It takes
    proximal steps of length 1 / curvature until no weight moves by more than ``tolerance``; the zeros are exact.

    Raises:
        ValueError: for a negative strength, and for columns so alike that the steps do not end.

    >>> x, y = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([2.0, 0.1])
    >>> penalized_least_squares(x, y, l1=[0.0, 1.0], l2=[0.0, 0.0])
    array([[2. , 0.1],
           [1. , 0. ]])

    Source: Lecture 1, "Regularization"; Tibshirani (1996), Regression shrinkage and selection via the lasso.
    """
    x, y = float_array(x, "penalized_least_squares, x"), float_array(y, "penalized_least_squares, y")
    strengths = [np.atleast_1d(float_array(s, "penalized_least_squares, strength")) for s in (l1, l2)]
    for strength in strengths:
        real(float(strength.min()), "penalized_least_squares(l1, l2)", at_least=0)
    l1, l2 = (strength[:, None] for strength in strengths)  # (k, 1)
    gram, pull = x.T @ x / len(x), x.T @ y / len(x)  # (n, n), (n,)
    lr = 1 / (2 * np.linalg.eigvalsh(gram)[-1])
    w = np.zeros((len(l1), len(pull)))  # (k, n)
    for _ in range(MOST_STEPS):
        grad = 2 * (w @ gram - pull)  # of the mean of squares, (k, n)
        before, w = w, proximal_step(w, grad, lr, l1, l2) + 0.0  # no -0
        if np.abs(w - before).max() <= tolerance:
            return w
    raise ValueError(
        f"penalized_least_squares: wanted columns that differ, got a matrix on which {MOST_STEPS} steps do not settle. "
        "Leave out one of two columns that say the same."
    )
