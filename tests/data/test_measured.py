"""Measured data: scikit-learn's columns, standardised so that a boundary through the origin does nearly as well."""

import numpy as np
import pytest
from sklearn import datasets
from sklearn.linear_model import LogisticRegression

from lessonlib.data import load_breast_cancer, load_diabetes, load_iris


@pytest.mark.parametrize(
    ("load", "brought", "columns", "kept"),
    [
        (load_breast_cancer, datasets.load_breast_cancer(), ["mean radius", "mean texture"], slice(None)),
        (load_iris, datasets.load_iris(), ["petal length (cm)", "petal width (cm)"], slice(50, 150)),
    ],
)
def test_rows_and_classes_are_scikit_learns(load, brought, columns, kept):
    data = load()
    wanted = brought.data[kept][:, [list(brought.feature_names).index(name) for name in columns]]
    np.testing.assert_allclose(data.x * data.scale + data.centre, wanted)
    np.testing.assert_allclose(data.x.std(axis=0), 1)
    said = np.array(data.classes)[data.y]
    np.testing.assert_array_equal(said, brought.target_names[brought.target[kept]])


@pytest.mark.parametrize("load", [load_breast_cancer, load_iris])
def test_a_boundary_through_the_origin_divides_nearly_as_well_as_any(load):
    data = load()
    scores = [
        LogisticRegression(C=np.inf, fit_intercept=bias).fit(data.x, data.y).score(data.x, data.y)
        for bias in (False, True)
    ]
    assert scores[0] >= scores[1] - 0.01 and scores[0] > 0.85


def test_the_diabetes_data_is_scikit_learns_standardised():
    data = load_diabetes()
    scaled = datasets.load_diabetes()  # columns of mean 0 and of length 1
    np.testing.assert_allclose(data.x, scaled.data * np.sqrt(442), atol=1e-9)
    np.testing.assert_allclose(data.y, (scaled.target - scaled.target.mean()) / scaled.target.std())
    assert len(data.features) == 10
