"""Two measured features of real things that belong to one of two classes: tumours, and irises."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Measured(NamedTuple):
    """Rows of two measurements, and what they are.

    ``x`` (n, 2) is standardised: (measured - centre) / scale, ``centre`` (2,) halfway between the means of the classes
    and ``scale`` (2,) the standard deviation. So a boundary through the origin divides the classes nearly as well as
    any, and a logistic regression needs no bias. ``y`` (n,) int64 is 0 or 1; ``features`` and ``classes`` are names.
    """

    x: np.ndarray
    y: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    features: tuple[str, str]
    classes: tuple[str, str]


def load_breast_cancer() -> Measured:
    """Return mean radius and mean texture of the cell nuclei in 569 breast tumours, 212 of them malignant (class 1).

    >>> data = load_breast_cancer()
    >>> data.x.shape, int(data.y.sum()), data.classes
    ((569, 2), 212, ('benign', 'malignant'))

    Source: Wolberg, Street and Mangasarian (1995), Breast Cancer Wisconsin (Diagnostic), that scikit-learn brings.
    """
    from sklearn.datasets import load_breast_cancer as all_features

    brought = all_features()
    return _two(brought.data, 1 - brought.target, (0, 1), ("mean radius", "mean texture"), ("benign", "malignant"))


def load_iris() -> Measured:
    """Return length and width of the petals, in cm, of 50 versicolor and 50 virginica irises (class 1).

    >>> data = load_iris()
    >>> data.x.shape, data.features
    ((100, 2), ('petal length / cm', 'petal width / cm'))

    Source: Fisher (1936), The use of multiple measurements in taxonomic problems; scikit-learn brings it.
    """
    from sklearn.datasets import load_iris as all_features

    brought = all_features()
    rows = brought.target > 0
    names = ("petal length / cm", "petal width / cm")
    return _two(brought.data[rows], brought.target[rows] - 1, (2, 3), names, ("versicolor", "virginica"))


def _two(data: np.ndarray, y: np.ndarray, columns: tuple[int, int], features, classes) -> Measured:
    measured = data[:, list(columns)]
    centre = (measured[y == 0].mean(axis=0) + measured[y == 1].mean(axis=0)) / 2
    scale = measured.std(axis=0)
    return Measured((measured - centre) / scale, y.astype(np.int64), centre, scale, features, classes)
