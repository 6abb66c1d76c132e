"""Pooling: of each window of a map only the largest number stays."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import whole
from lessonlib.nn.convolution import images, windows
from lessonlib.nn.module import Module
from lessonlib.nn.upstream import gradient_like


class MaxPool2d(Module):
    """Keep the largest of each k x k window: y[i, j] = max over u, v of x[i s + u, j s + v]; only it gets the gradient.

    k is ``kernel_size``, s the ``stride`` (by default k, so that windows do not overlap). Of equal numbers the first
    one counts, as in torch. Pixels that fill no whole window are left out.

    Raises:
        ValueError: for an ``x`` that is not (B, C, H, W) or smaller than the window.
        RuntimeError: for ``backward`` before ``forward``.

    >>> pool = MaxPool2d(2)
    >>> pool.forward(np.array([[[[1.0, 2.0], [5.0, 3.0]]]]))
    array([[[[5.]]]])
    >>> pool.backward(np.array([[[[7.0]]]]))
    array([[[[0., 0.],
             [7., 0.]]]])

    Source: Lecture 2, "Convolutional layer" (a ConvNet between its convolutions).
    """

    _y = None

    def __init__(self, kernel_size, stride=None):
        self.kernel_size = whole(kernel_size, "MaxPool2d(kernel_size)")
        self.stride = self.kernel_size if stride is None else whole(stride, "MaxPool2d(stride)")

    def forward(self, x):
        """Return y (B, C, H', W') for ``x`` (B, C, H, W), H' = floor((H - k) / s) + 1."""
        x, k = images(x, f"{self!r}.forward"), self.kernel_size
        if min(x.shape[2:]) < k:
            raise ValueError(f"{self!r}.forward: wanted at least {k} x {k} pixels, got {x.shape}. Take a smaller one.")
        seen = windows(x, k, self.stride)  # (B, C, H', W', k, k)
        flat = seen.reshape(*seen.shape[:4], k * k)
        self._shape, self._largest = x.shape, flat.argmax(axis=-1)  # (B, C, H', W')
        self._y = np.take_along_axis(flat, self._largest[..., None], axis=-1)[..., 0]
        return self._y

    def backward(self, grad):
        """Return dL/dx (B, C, H, W): the gradient of each window at the place of its largest number, else 0."""
        grad = gradient_like(grad, self._y, f"{self!r}.backward")
        b, c, i, j = np.indices(grad.shape)
        u, v = np.divmod(self._largest, self.kernel_size)
        dx = np.zeros(self._shape, grad.dtype)
        np.add.at(dx, (b, c, i * self.stride + u, j * self.stride + v), grad)  # windows that overlap add up
        return dx

    def __repr__(self):
        more = "" if self.stride == self.kernel_size else f", stride={self.stride}"
        return f"{type(self).__name__}({self.kernel_size}{more})"
