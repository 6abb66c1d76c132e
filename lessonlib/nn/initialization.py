"""How weights begin: four rules, each a function of the layer's two sizes, so that signals neither die nor explode.

In the course, 7 of 11 students took ``rand``: after 20 epochs the loss was .145, against .011 after 15 with ``he``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def he(n_in: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    """Draw from N(0, 2 / n_in), shape (n_in, n_out): ReLU halves the variance, the 2 gives it back.

    >>> he(2, 3, np.random.default_rng(0)).shape
    (2, 3)

    Source: He et al. (2015), arXiv:1502.01852.
    """
    return rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)


def xavier(n_in: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    """Draw from N(0, 2 / (n_in + n_out)), shape (n_in, n_out): a compromise of forward and backward, for tanh.

    >>> xavier(2, 3, np.random.default_rng(0)).shape
    (2, 3)

    Source: Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks.
    """
    return rng.standard_normal((n_in, n_out)) * np.sqrt(2 / (n_in + n_out))


def small(n_in: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    """Draw ``randn * 0.01``, shape (n_in, n_out): the signal shrinks from layer to layer.

    >>> small(2, 3, np.random.default_rng(0)).shape
    (2, 3)
    """
    return rng.standard_normal((n_in, n_out)) * 0.01


def rand(n_in: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    """Draw ``rand * 0.01``, shape (n_in, n_out): small and all positive, so that the units of a layer look alike.

    >>> bool((rand(2, 3, np.random.default_rng(0)) >= 0).all())
    True
    """
    return rng.random((n_in, n_out)) * 0.01


INITIALIZERS: dict[str, Callable[[int, int, np.random.Generator], np.ndarray]] = {
    "he": he,
    "xavier": xavier,
    "small": small,
    "rand": rand,
}
