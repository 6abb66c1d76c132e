"""Ten measurements of 442 people with diabetes, and how far the disease had gone a year later."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

FEATURES = (
    "age",
    "sex",
    "bmi",
    "blood pressure",
    "cholesterol",
    "LDL",
    "HDL",
    "chol. / HDL",
    "triglycerides",
    "glucose",
)


class Diabetes(NamedTuple):
    """``x`` (442, 10) and ``y`` (442,), each column of mean 0 and standard deviation 1; ``features`` names them."""

    x: np.ndarray
    y: np.ndarray
    features: tuple[str, ...]


def load_diabetes() -> Diabetes:
    """Return the ten measurements and the disease's progression, standardised so that weights can be compared.

    >>> data = load_diabetes()
    >>> data.x.shape, data.y.shape, data.features[2]
    ((442, 10), (442,), 'bmi')

    Source: Efron, Hastie, Johnstone and Tibshirani (2004), Least angle regression; scikit-learn brings it.
    """
    from sklearn.datasets import load_diabetes as brought

    x, y = brought(return_X_y=True, scaled=False)
    x, y = ((values - values.mean(axis=0)) / values.std(axis=0) for values in (x, y))
    return Diabetes(x, y, FEATURES)
