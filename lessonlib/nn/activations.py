"""Activations: a curve applied to every number, and its derivative right under it.

All keep the shape (any) and the precision of ``x``, write into no argument, and stay finite at +-1000.
``forward`` raises TypeError for what holds no numbers. ``backward`` raises RuntimeError before any ``forward``
and ValueError for a ``grad`` whose shape is not that of ``x``. ``step`` does nothing: there is nothing to learn.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, real
from lessonlib.nn.module import Module
from lessonlib.nn.upstream import gradient_like


class Sigmoid(Module):
    """Squash any number into (0, 1): y = 1 / (1 + exp(-x)), dy/dx = y (1 - y), at most 1/4.

    >>> sigmoid = Sigmoid()
    >>> sigmoid.forward(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    >>> sigmoid.backward(np.ones(3))
    array([0.  , 0.25, 0.  ])

    Source: Lecture 1, "Sigmoid".
    """

    _y = None

    def forward(self, x):
        """Return y = 1 / (1 + exp(-x)), shape of ``x``."""
        x = float_array(x, "Sigmoid.forward")
        e = np.exp(-np.abs(x))  # in (0, 1]: the exponent is never positive, so nothing overflows
        self._y = np.where(x >= 0, 1, e) / (1 + e)  # below zero the same fraction times e^x / e^x
        return self._y

    def backward(self, grad):
        """Return dL/dx = grad * y * (1 - y), shape of ``x``."""
        grad = gradient_like(grad, self._y, "Sigmoid.backward")
        return grad * self._y * (1 - self._y)


class Tanh(Module):
    """Squash any number into (-1, 1): y = tanh(x), dy/dx = 1 - y^2, at most 1.

    >>> tanh = Tanh()
    >>> tanh.forward(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    >>> tanh.backward(np.ones(3))
    array([0., 1., 0.])

    Source: Lecture 1, "Tanh".
    """

    _y = None

    def forward(self, x):
        """Return y = tanh(x), shape of ``x``."""
        self._y = np.tanh(float_array(x, "Tanh.forward"))
        return self._y

    def backward(self, grad):
        """Return dL/dx = grad * (1 - y^2), shape of ``x``."""
        grad = gradient_like(grad, self._y, "Tanh.backward")
        return grad * (1 - self._y**2)


class ReLU(Module):
    """Let positive numbers pass: y = max(0, x), dy/dx = 1 where x > 0, else 0 (at 0 too, as torch has it).

    >>> relu = ReLU()
    >>> relu.forward(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    >>> relu.backward(np.array([-5.0, -5.0, -5.0]))
    array([ 0.,  0., -5.])

    Source: Lecture 1, "ReLU"; Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines.
    """

    _positive = None

    def forward(self, x):
        """Return y = max(0, x), shape of ``x``."""
        x = float_array(x, "ReLU.forward")
        self._positive = x > 0
        return np.maximum(0, x)

    def backward(self, grad):
        """Return dL/dx = grad where x > 0, else 0, shape of ``x``; the sign of ``grad`` plays no part."""
        grad = gradient_like(grad, self._positive, "ReLU.backward")
        return np.where(self._positive, grad, 0)


class LeakyReLU(Module):
    """Let positive numbers pass and the others leak: y = x where x > 0, else slope * x; dy/dx = 1 or ``slope``.

    ``slope`` is at least 0 (ValueError, TypeError).

    >>> leaky = LeakyReLU(slope=0.1)
    >>> leaky.forward(np.array([-2.0, 0.0, 3.0]))
    array([-0.2,  0. ,  3. ])
    >>> leaky.backward(np.ones(3))
    array([0.1, 0.1, 1. ])

    Source: Lecture 1, "Leaky ReLU"; Maas et al. (2013), Rectifier nonlinearities improve acoustic models.
    """

    _positive = None

    def __init__(self, slope=0.01):
        self.slope = real(slope, "LeakyReLU(slope)", at_least=0)

    def forward(self, x):
        """Return y = x where x > 0, else slope * x, shape of ``x``."""
        x = float_array(x, "LeakyReLU.forward")
        self._positive = x > 0
        return np.where(self._positive, x, self.slope * x)

    def backward(self, grad):
        """Return dL/dx = grad where x > 0, else slope * grad, shape of ``x``."""
        grad = gradient_like(grad, self._positive, "LeakyReLU.backward")
        return np.where(self._positive, grad, self.slope * grad)


class ELU(Module):
    """Bend smoothly down to -alpha: y = x where x > 0, else alpha (exp(x) - 1); dy/dx = 1, else y + alpha.

    ``alpha`` is above 0 (ValueError, TypeError).

    >>> elu = ELU(alpha=2.0)
    >>> elu.forward(np.array([-1000.0, 0.0, 3.0]))
    array([-2.,  0.,  3.])
    >>> elu.backward(np.ones(3))
    array([0., 2., 1.])

    Source: Lecture 1, "ELU"; Clevert et al. (2015), arXiv:1511.07289.
    """

    _y = None

    def __init__(self, alpha=1.0):
        self.alpha = real(alpha, "ELU(alpha)", above=0)

    def forward(self, x):
        """Return y = x where x > 0, else alpha * (exp(x) - 1), shape of ``x``."""
        x = float_array(x, "ELU.forward")
        below = self.alpha * np.expm1(np.minimum(x, 0))  # np.where computes both branches: keep e^1000 out of this one
        self._y = np.where(x > 0, x, below)
        return self._y

    def backward(self, grad):
        """Return dL/dx = grad where x > 0, else grad * (y + alpha), shape of ``x``."""
        grad = gradient_like(grad, self._y, "ELU.backward")
        return grad * np.where(self._y > 0, 1, self._y + self.alpha)
