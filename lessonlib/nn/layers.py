"""Layers between the activations: Linear, Dropout, Flatten. B is the number of rows in the batch."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.arguments import float_array, generator, real, room, told, whole
from lessonlib.nn.initialization import INITIALIZERS
from lessonlib.nn.module import Module
from lessonlib.nn.upstream import gradient_like


class Linear(Module):
    """Mix the columns: y = x W + b, with dL/dx = grad W^T, dL/dW = x^T grad, dL/db = sum of grad over the batch.

    ``weight`` is W (in_features, out_features), drawn by the rule ``init`` ("he", "xavier", "small", "rand") from
    ``rng`` (a Generator, an int seed, or None for another draw each time); ``bias`` is b (out_features,), zeros.
    Both are float64; results have the precision of ``x``. ``backward`` sets ``_grad_weight`` and ``_grad_bias``
    anew, without averaging (the loss has divided by B).

    Raises:
        ValueError: for an unknown ``init``, an ``x`` that is not (B, in_features), a ``grad`` that is not (B,
            out_features).
        TypeError: for sizes that are no whole numbers.
        RuntimeError: for ``backward`` before ``forward`` and ``step`` before ``backward``.

    >>> linear = Linear(2, 1, rng=0)
    >>> linear.weight[:], linear.bias[:] = [[2.0], [3.0]], [1.0]
    >>> linear.forward(np.array([[1.0, 10.0]]))
    array([[33.]])
    >>> linear.backward(np.array([[-1.0]]))
    array([[-2., -3.]])
    >>> linear.step(learning_rate=0.5)
    >>> linear.weight[:, 0], linear.bias   # 2 + 0.5 * 1, 3 + 0.5 * 10 and 1 + 0.5 * 1
    (array([2.5, 8. ]), array([1.5]))

    Source: Lecture 1, "Neural Networks: Forward" and "Chain Rule".
    """

    _y = _grad_weight = _grad_bias = None

    def __init__(self, in_features, out_features, rng=None, init="he"):
        n_in, n_out = whole(in_features, "Linear(in_features)"), whole(out_features, "Linear(out_features)")
        room("Linear(in_features, out_features)", n_in, n_out)
        if not isinstance(init, str) or init not in INITIALIZERS:
            raise ValueError(f"Linear(init): wanted one of {', '.join(INITIALIZERS)}, got {told(init)}. Choose one.")
        self.weight = INITIALIZERS[init](n_in, n_out, generator(rng, "Linear(rng)"))  # (in, out)
        self.bias = np.zeros(n_out)  # (out,)

    def forward(self, x):
        """Return y = x W + b, shape (B, out), for ``x`` of shape (B, in)."""
        x = float_array(x, f"{self!r}.forward")
        if x.ndim != 2 or x.shape[1] != len(self.weight):
            row = " Write x[None] for a single row." if x.shape == (len(self.weight),) else ""
            raise ValueError(
                f"{self!r}.forward: wanted x of shape (B, {len(self.weight)}), got {x.shape}. "
                f"Each row needs one number for each row of the weight.{row}"
            )
        self._x = x  # (B, in)
        self._y = x @ self.weight.astype(x.dtype, copy=False) + self.bias.astype(x.dtype, copy=False)  # (B, out)
        return self._y

    def backward(self, grad):
        """Return dL/dx = grad W^T, shape (B, in), and keep dL/dW and dL/db, for ``grad`` of shape (B, out)."""
        grad = gradient_like(grad, self._y, f"{self!r}.backward")
        self._grad_weight = self._x.T @ grad  # (in, B)(B, out) -> (in, out)
        self._grad_bias = grad.sum(axis=0)  # (out,)
        return grad @ self.weight.T.astype(grad.dtype, copy=False)  # (B, out)(out, in) -> (B, in)

    def parameters(self):
        """Return [weight, bias]."""
        return [self.weight, self.bias]

    def gradients(self):
        """Return [dL/dW, dL/db] of the latest ``backward``; RuntimeError before the first."""
        if self._grad_weight is None:
            raise RuntimeError(f"{self!r}: wanted a backward first, none came. Call forward, backward, then step.")
        return [self._grad_weight, self._grad_bias]

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(str, self.weight.shape))})"


class Dropout(Module):
    """Drop each number with probability p while training, and divide the others by 1 - p: y = x * m, dL/dx = grad * m.

    m is 0 with probability ``p``, else 1 / (1 - p), drawn anew at each ``forward`` from ``rng``; so the mean of y is x,
    and with ``training = False`` y = x needs no correction. ``p`` is in [0, 1) (ValueError, TypeError). Any shape.

    >>> dropout = Dropout(0.5, rng=1)
    >>> dropout.forward(np.ones(6)), dropout.backward(np.ones(6))
    (array([2., 2., 0., 2., 0., 0.]), array([2., 2., 0., 2., 0., 0.]))
    >>> dropout.training = False
    >>> dropout.forward(np.ones(6))
    array([1., 1., 1., 1., 1., 1.])

    Source: Lecture 2, "Regularization: Dropout"; Srivastava et al. (2014), Dropout.
    """

    _mask = None

    def __init__(self, p, rng=None):
        self.p = real(p, "Dropout(p)", at_least=0, below=1)
        self.rng = generator(rng, "Dropout(rng)")

    def forward(self, x):
        """Return x * m while training, else x, shape of ``x``."""
        x = float_array(x, "Dropout.forward")
        kept = self.rng.random(x.shape) >= self.p if self.training else np.ones(x.shape, dtype=bool)
        self._mask = kept.astype(x.dtype) / (1 - self.p if self.training else 1)
        return x * self._mask

    def backward(self, grad):
        """Return dL/dx = grad * m with the m of the latest ``forward``, shape of ``x``."""
        return gradient_like(grad, self._mask, "Dropout.backward") * self._mask


class Flatten(Module):
    """Make one row of each sample: (B, ...) -> (B, n), n the product of the other sizes, and back.

    Raises:
        ValueError: for an ``x`` without an axis for the batch.

    >>> flatten = Flatten()
    >>> flatten.forward(np.zeros((10, 3, 8, 8))).shape
    (10, 192)
    >>> flatten.backward(np.zeros((10, 192))).shape
    (10, 3, 8, 8)

    Source: Lecture 2, "Convolutional layer".
    """

    _x = None

    def forward(self, x):
        """Return ``x`` as (B, n)."""
        x = float_array(x, "Flatten.forward")
        if x.ndim == 0:
            raise ValueError("Flatten.forward: wanted x of shape (B, ...), got a single number. Write x[None].")
        self._shape = x.shape
        self._x = x.reshape(len(x), math.prod(x.shape[1:]))
        return self._x

    def backward(self, grad):
        """Return ``grad`` (B, n) in the shape of ``x``."""
        return gradient_like(grad, self._x, "Flatten.backward").reshape(self._shape)
