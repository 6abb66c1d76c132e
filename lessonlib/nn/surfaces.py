"""Loss surfaces of two weights, on which the optimizers are compared; each with its gradient right under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np


@dataclass(frozen=True)
class Surface:
    """A loss L(x, y) with its gradient and the window in which it is worth looking at.

    Args:
        loss: L(x, y) for numbers or arrays of one shape.
        gradient: (dL/dx, dL/dy) at a point.
        x, y: the window, (low, high).
        start: where a path begins unless another point is chosen.
        minima: the places of the lowest loss.
        floor: the loss there.
        rate: a learning rate that suits methods whose step grows with the gradient (SGD, Momentum, Nesterov).
        adaptive_rate: one that suits methods whose step is about as long as the rate (Adagrad, RMSProp, Adam).
        about: what the surface is known for, in one sentence.
    """

    loss: Callable[[np.ndarray, np.ndarray], np.ndarray]
    gradient: Callable[[float, float], tuple[float, float]]
    x: tuple[float, float]
    y: tuple[float, float]
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    floor: float
    rate: float
    adaptive_rate: float
    about: str

    @property
    def window(self) -> tuple[tuple[float, float], ...]:
        """(low, high) for each weight."""
        return (self.x, self.y)


def bowl(x, y):
    """L = (x^2 + 25 y^2) / 2: curvature 1 along x, 25 along y."""
    return (x**2 + 25 * y**2) / 2


def bowl_gradient(x, y):
    """(x, 25 y)."""
    return x, 25 * y


def rosenbrock(x, y):
    """L = (1 - x)^2 + 100 (y - x^2)^2: a curved valley with a nearly flat floor (Rosenbrock, 1960)."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def rosenbrock_gradient(x, y):
    """(-2 (1 - x) - 400 x (y - x^2), 200 (y - x^2))."""
    return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)


def beale(x, y):
    """L = sum over i = 1, 2, 3 of (c_i - x (1 - y^i))^2 with c = 1.5, 2.25, 2.625: a plateau between steep corners."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def beale_gradient(x, y):
    """Twice the sum of each bracket times its own derivative."""
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return 2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1)), 2 * x * (a + 2 * b * y + 3 * c * y**2)


def saddle(x, y):
    """L = x^2 / 2 - y^2 / 2 + y^4 / 4: flat at (0, 0), lower on both sides of it."""
    return x**2 / 2 - y**2 / 2 + y**4 / 4


def saddle_gradient(x, y):
    """(x, y^3 - y)."""
    return x, y**3 - y


def himmelblau(x, y):
    """L = (x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima, all of loss 0 (Himmelblau, 1972)."""
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def himmelblau_gradient(x, y):
    """(4 x (x^2 + y - 11) + 2 (x + y^2 - 7), 2 (x^2 + y - 11) + 4 y (x + y^2 - 7))."""
    return 4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7), 2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7)


def cliff(x, y):
    """L = 0.3 x + 2.5 ln(1 + exp(-12 x)) + y^2 / 5: a gentle slope down to the left, and a wall of slope -30."""
    return 0.3 * x + 2.5 * np.logaddexp(0, -12 * x) + y**2 / 5


def cliff_gradient(x, y):
    """(0.3 - 30 / (1 + exp(12 x)), 2 y / 5)."""
    return 0.3 - 30 * np.exp(-np.logaddexp(0, 12 * x)), 2 * y / 5


_HIMMELBLAU = ((3.0, 2.0), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126))
_FOOT = float(np.log(99) / 12)  # where the cliff's slope is zero: 30 / (1 + exp(12 x)) = 0.3

SURFACES: Mapping[str, Surface] = MappingProxyType(
    {
        "bowl": Surface(
            bowl,
            bowl_gradient,
            x=(-5, 5),
            y=(-2, 2),
            start=(-4.5, 1.5),
            minima=((0.0, 0.0),),
            floor=0.0,
            rate=0.03,
            adaptive_rate=0.15,
            about="A ravine: 25 times steeper along y than along x.",
        ),
        "rosenbrock": Surface(
            rosenbrock,
            rosenbrock_gradient,
            x=(-2, 2),
            y=(-1, 3),
            start=(-1.5, 2.2),
            minima=((1.0, 1.0),),
            floor=0.0,
            rate=0.0005,
            adaptive_rate=0.05,
            about="A curved valley: to reach its floor is easy, to follow it is slow.",
        ),
        "beale": Surface(
            beale,
            beale_gradient,
            x=(-1, 4.5),
            y=(-2, 2),
            start=(0.5, -1.5),
            minima=((3.0, 0.5),),
            floor=0.0,
            rate=0.01,
            adaptive_rate=0.05,
            about="A flat plateau between steep corners.",
        ),
        "saddle": Surface(
            saddle,
            saddle_gradient,
            x=(-2, 2),
            y=(-1.6, 1.6),
            start=(-1.8, 0.001),
            minima=((0.0, 1.0), (0.0, -1.0)),
            floor=-0.25,
            rate=0.1,
            adaptive_rate=0.05,
            about="The gradient vanishes at (0, 0), which is no minimum.",
        ),
        "himmelblau": Surface(
            himmelblau,
            himmelblau_gradient,
            x=(-5, 5),
            y=(-5, 5),
            start=(0.0, -0.5),
            minima=_HIMMELBLAU,
            floor=0.0,
            rate=0.005,
            adaptive_rate=0.1,
            about="Four minima: the start and the method decide which one is found.",
        ),
        "cliff": Surface(
            cliff,
            cliff_gradient,
            x=(-1, 4),
            y=(-2, 2),
            start=(3.5, 1.5),
            minima=((_FOOT, 0.0),),
            floor=float(cliff(_FOOT, 0.0)),
            rate=0.1,
            adaptive_rate=0.05,
            about="A gentle slope that ends at a wall a hundred times steeper.",
        ),
    }
)
