"""Penalties R(W), added to the loss so that weights stay small: the value, and its derivative right under it.

``strength`` is how much the penalty counts, at least 0 (ValueError, TypeError). ``weight`` has any shape.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, real


class L2:
    """Penalise squares: R = strength * sum of w^2, dR/dw = 2 * strength * w; large weights are pulled hardest.

    >>> penalty = L2(0.1)
    >>> penalty.value(np.array([3.0, -1.0])), penalty.gradient(np.array([3.0, -1.0]))
    (1.0, array([ 0.6, -0.2]))

    Source: Lecture 1, "Regularization".
    """

    def __init__(self, strength):
        self.strength = real(strength, "L2(strength)", at_least=0)

    def value(self, weight):
        """Return strength * sum of w^2."""
        with np.errstate(over="ignore"):  # a square beyond a float is infinite, and says so
            return float(self.strength * np.sum(float_array(weight, "L2.value") ** 2))

    def gradient(self, weight):
        """Return 2 * strength * w, shape of ``weight``."""
        with np.errstate(over="ignore"):
            return 2 * self.strength * float_array(weight, "L2.gradient")


class L1:
    """Penalise sizes: R = strength * sum of |w|, dR/dw = strength * sign(w), 0 at 0; all are pulled alike, many to 0.

    >>> penalty = L1(0.1)
    >>> penalty.value(np.array([3.0, -1.0])), penalty.gradient(np.array([3.0, -1.0]))
    (0.4, array([ 0.1, -0.1]))

    Source: Lecture 1, "Regularization".
    """

    def __init__(self, strength):
        self.strength = real(strength, "L1(strength)", at_least=0)

    def value(self, weight):
        """Return strength * sum of |w|."""
        with np.errstate(over="ignore"):
            return float(self.strength * np.sum(np.abs(float_array(weight, "L1.value"))))

    def gradient(self, weight):
        """Return strength * sign(w), shape of ``weight``."""
        return self.strength * np.sign(float_array(weight, "L1.gradient"))


class ElasticNet:
    """Penalise both: R = strength * (beta * sum of w^2 + sum of |w|), with ``beta`` at least 0.

    >>> penalty = ElasticNet(0.1, beta=0.5)
    >>> penalty.value(np.array([3.0, -1.0])), penalty.gradient(np.array([3.0, -1.0]))
    (0.9, array([ 0.4, -0.2]))

    Source: Lecture 2, "Elastic Net (L1 + L2)"; Zou and Hastie (2005), Regularization and variable selection.
    """

    def __init__(self, strength, beta):
        self.strength = real(strength, "ElasticNet(strength)", at_least=0)
        self.beta = real(beta, "ElasticNet(beta)", at_least=0)

    def value(self, weight):
        """Return strength * (beta * sum of w^2 + sum of |w|)."""
        w = float_array(weight, "ElasticNet.value")
        with np.errstate(over="ignore"):
            return float(self.strength * (self.beta * np.sum(w**2) + np.sum(np.abs(w))))

    def gradient(self, weight):
        """Return strength * (2 * beta * w + sign(w)), shape of ``weight``."""
        w = float_array(weight, "ElasticNet.gradient")
        with np.errstate(over="ignore"):
            return self.strength * (2 * self.beta * w + np.sign(w))
