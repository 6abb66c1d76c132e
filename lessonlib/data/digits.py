"""Real digits, 8 x 8 pixels, split into images to learn from and images held out."""

from __future__ import annotations

from numbers import Integral
from typing import NamedTuple

import numpy as np

from lessonlib.arguments import generator, real, told


class Split(NamedTuple):
    """Data in two parts: rows to learn from, and rows that the network must not see until it is judged."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_held_out: np.ndarray
    y_held_out: np.ndarray


def load_digits(classes=(3, 7), held_out: float = 0.25, rng=0) -> Split:
    """Return handwritten digits of some ``classes``, shuffled and split.

    ``x`` is (n, 64) float64, the ink of each pixel from 0 to 1; ``y`` is (n,) int64, the place of the digit in
    ``classes``: 0 for a 3 and 1 for a 7 unless told otherwise. ``held_out`` is the part, above 0 and below 1, that is
    kept for judging; ``rng`` (a Generator or an int seed) draws it.

    Raises:
        ValueError: for fewer than two classes, one given twice or that is no digit, and a part out of range.

    >>> split = load_digits()
    >>> split.x_train.shape, split.x_held_out.shape
    ((272, 64), (90, 64))

    Source: the course's first homework (there MNIST, 3 against 7); the images are the test set of Alpaydin and Kaynak
    (1998), Optical Recognition of Handwritten Digits, that scikit-learn brings.
    """
    from sklearn.datasets import load_digits as all_digits

    several = isinstance(classes, tuple | list | range) or (isinstance(classes, np.ndarray) and classes.ndim == 1)
    classes = list(classes[:11]) if several else [classes]  # of eleven, one is there twice
    whole = all(isinstance(digit, Integral) and digit in range(10) for digit in classes)
    if len(classes) < 2 or not whole or len(set(classes)) < len(classes):
        came = f"{told(classes, 60)}"
        raise ValueError(f"load_digits(classes): wanted two or more different digits, got {came}. Write (3, 7).")
    part = real(held_out, "load_digits(held_out)", above=0, below=1)
    images, digits = all_digits(return_X_y=True)
    rows = np.flatnonzero(np.isin(digits, classes))
    rows = generator(rng, "load_digits(rng)").permutation(rows)
    x, y = images[rows] / 16, np.array([classes.index(digit) for digit in digits[rows]])
    first = min(max(round(len(rows) * (1 - part)), 1), len(rows) - 1)
    return Split(x[:first], y[:first], x[first:], y[first:])
