"""The residual connection: what a block computes is added to what went in."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array
from lessonlib.nn.module import Module
from lessonlib.nn.network import NeuralNetwork
from lessonlib.nn.upstream import gradient_like


class Residual(Module):
    """Add a shortcut around ``modules``: y = x + F(x), with dL/dx = grad + the way of grad back through F.

    F is the chain of ``modules``, a list of objects with forward, backward and step; it keeps the shape of x (any).

    Raises:
        ValueError: when F(x) has another shape; as :class:`NeuralNetwork` for the list.

    >>> from lessonlib.nn import Linear
    >>> layer = Linear(2, 2)
    >>> layer.weight[:] = 0.1
    >>> block = Residual([layer])
    >>> block.forward(np.array([[1.0, 2.0]])), block.backward(np.array([[1.0, 0.0]]))
    (array([[1.3, 2.3]]), array([[1.1, 0.1]]))

    Source: Lecture 2, "Vanishing gradient in non-RNN"; He et al. (2016), arXiv:1512.03385.
    """

    _y = None

    def __init__(self, modules):
        self.block = NeuralNetwork(modules)

    def forward(self, x):
        """Return x + F(x), the shape of ``x``."""
        x = float_array(x, "Residual.forward")
        y = self.block.forward(x)
        if np.shape(y) != x.shape:
            raise ValueError(
                f"Residual.forward: wanted a block that keeps the shape {x.shape}, got {np.shape(y)}. "
                "Give its last layer as many outputs as its first has inputs."
            )
        self._y = x + y
        return self._y

    def backward(self, grad):
        """Return grad + dL/dx through F: the shortcut passes all of it."""
        grad = gradient_like(grad, self._y, "Residual.backward")
        return grad + self.block.backward(grad)

    def step(self, learning_rate):
        """Let the block take its step."""
        self.block.step(learning_rate)

    def parameters(self):
        """Return the block's arrays that learn."""
        return self.block.parameters()

    def gradients(self):
        """Return dL/dw of the latest ``backward``, in the order of ``parameters``."""
        return self.block.gradients()

    def __repr__(self):
        return f"Residual({self.block.modules!r})"
