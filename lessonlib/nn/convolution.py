"""Convolution: the same small filter at every place of an image. B images, C channels, K filters of k x k."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lessonlib.arguments import float_array, generator, room, whole
from lessonlib.nn.module import Module
from lessonlib.nn.upstream import gradient_like


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Return how many places a filter has along one side: floor((size + 2 padding - kernel_size) / stride) + 1.

    All are in pixels.

    Raises:
        ValueError: when the filter is larger than the padded image.

    >>> output_size(32, 5), output_size(8, 3, stride=2, padding=1)
    (28, 4)

    Source: Lecture 2, "Convolutional layer".
    """
    room = size + 2 * padding
    if kernel_size > room:
        raise ValueError(
            f"wanted an image of at least {kernel_size} pixels a side, the size of the filter, got {size} with "
            f"{padding} of padding at both ends. Take a smaller filter or more padding."
        )
    return (room - kernel_size) // stride + 1


def windows(x: np.ndarray, kernel_size: int, stride: int) -> np.ndarray:
    """Return the k x k pixels of ``x`` (B, C, H, W) that each place sees: a view (B, C, H', W', k, k), not a copy.

    >>> windows(np.arange(9.0).reshape(1, 1, 3, 3), kernel_size=2, stride=1)[0, 0, 1, 0]
    array([[3., 4.],
           [6., 7.]])
    """
    return sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))[:, :, ::stride, ::stride]


def images(x, where: str, channels: int | None = None) -> np.ndarray:
    """Return ``x`` as floats (B, C, H, W); ValueError for another number of axes or, unless None, of ``channels``.

    >>> images(np.zeros((28, 28)), "Conv2d(1, 6, 5).forward", channels=1)
    Traceback (most recent call last):
    ValueError: Conv2d(1, 6, 5).forward: wanted x of shape (B, 1, H, W), got (28, 28). Write x[None, None] for a single
    grey image.
    """
    x = float_array(x, where)
    if x.ndim != 4 or channels not in (None, x.shape[1]):
        grey = {2: "Write x[None, None] for a single grey image.", 3: "Write x[:, None] for a batch of grey images."}
        told = grey.get(x.ndim if channels in (None, 1) else 0, "The first axis counts images, the second channels.")
        raise ValueError(f"{where}: wanted x of shape (B, {channels or 'C'}, H, W), got {x.shape}. {told}")
    return x


class Conv2d(Module):
    """Slide K filters over images: y[k, i, j] = sum over c, u, v of weight[k, c, u, v] * x[c, i s + u, j s + v] + b[k].

    ``weight`` is (out_channels, in_channels, kernel_size, kernel_size) as in torch, from N(0, 2 / (in_channels k^2))
    (He's rule) drawn by ``rng``; ``bias`` b is (out_channels,), zeros. s is the ``stride``; ``padding`` zeros are laid
    around the image. ``backward`` sets ``_grad_weight`` and ``_grad_bias`` anew, summed over batch and places. Errors:
    ValueError for an ``x`` that is not (B, in_channels, H, W) or smaller than the filter; TypeError for sizes that are
    no whole numbers; RuntimeError for ``backward`` before ``forward``.

    >>> conv = Conv2d(3, 6, kernel_size=5, rng=0)
    >>> conv.forward(np.zeros((1, 3, 32, 32))).shape
    (1, 6, 28, 28)
    >>> edges = Conv2d(1, 1, kernel_size=2)
    >>> edges.weight[:] = [[-1.0, 1.0], [-1.0, 1.0]]
    >>> edges.forward(np.array([[[[0.0, 0.0, 5.0], [0.0, 0.0, 5.0]]]]))
    array([[[[ 0., 10.]]]])

    Source: Lecture 2, "Convolutional layer".
    """

    _y = _grad_weight = _grad_bias = None

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, rng=None):
        c, k = whole(in_channels, "Conv2d(in_channels)"), whole(out_channels, "Conv2d(out_channels)")
        self.kernel_size = whole(kernel_size, "Conv2d(kernel_size)")
        room("Conv2d(in_channels, out_channels, kernel_size)", k, c, self.kernel_size, self.kernel_size)
        self.stride, self.padding = whole(stride, "Conv2d(stride)"), whole(padding, "Conv2d(padding)", at_least=0)
        shape = (k, c, self.kernel_size, self.kernel_size)
        draw = generator(rng, "Conv2d(rng)").standard_normal(shape)
        self.weight = draw * np.sqrt(2 / (c * self.kernel_size**2))  # (K, C, k, k)
        self.bias = np.zeros(k)  # (K,)

    def forward(self, x):
        """Return the maps y (B, K, H', W') of ``x`` (B, C, H, W); H' and W' as :func:`output_size` gives them."""
        x = images(x, f"{self!r}.forward", self.weight.shape[1])
        for size in x.shape[2:]:
            try:
                output_size(size, self.kernel_size, self.stride, self.padding)
            except ValueError as error:
                raise ValueError(f"{self!r}.forward: {error}") from None
        p = self.padding
        self._padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))  # (B, C, H + 2p, W + 2p)
        seen = windows(self._padded, self.kernel_size, self.stride)  # (B, C, H', W', k, k)
        y = np.tensordot(seen, self.weight.astype(x.dtype, copy=False), axes=((1, 4, 5), (1, 2, 3)))  # (B, H', W', K)
        self._y = (y + self.bias.astype(x.dtype, copy=False)).transpose(0, 3, 1, 2)  # (B, K, H', W')
        return self._y

    def backward(self, grad):
        """Return dL/dx (B, C, H, W): each place hands its gradient, times the filter, to the pixels it has seen."""
        grad = gradient_like(grad, self._y, f"{self!r}.backward")  # (B, K, H', W')
        seen = windows(self._padded, self.kernel_size, self.stride)  # (B, C, H', W', k, k)
        self._grad_weight = np.tensordot(grad, seen, axes=((0, 2, 3), (0, 2, 3)))  # (K, C, k, k)
        self._grad_bias = grad.sum(axis=(0, 2, 3))  # (K,)
        dx, (high, wide), s, p = np.zeros_like(self._padded), grad.shape[2:], self.stride, self.padding
        for u, v in np.ndindex(self.weight.shape[2:]):  # weight[:, :, u, v] met the pixels s i + u, s j + v
            handed = np.tensordot(grad, self.weight[:, :, u, v].astype(grad.dtype, copy=False), axes=(1, 0))
            dx[:, :, u : u + s * high : s, v : v + s * wide : s] += handed.transpose(0, 3, 1, 2)  # (B, C, H', W')
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]

    def parameters(self):
        """Return [weight, bias]."""
        return [self.weight, self.bias]

    def gradients(self):
        """Return [dL/dweight, dL/db] of the latest ``backward``; RuntimeError before the first."""
        if self._grad_weight is None:
            raise RuntimeError(f"{self!r}: wanted a backward first, none came. Call forward, backward, then step.")
        return [self._grad_weight, self._grad_bias]

    def __repr__(self):
        out, channels = self.weight.shape[:2]
        more = [f"{name}={getattr(self, name)}" for name in ("stride", "padding")]
        shown = [m for m, plain in zip(more, (self.stride == 1, self.padding == 0), strict=True) if not plain]
        return f"{type(self).__name__}({', '.join([str(channels), str(out), str(self.kernel_size), *shown])})"
