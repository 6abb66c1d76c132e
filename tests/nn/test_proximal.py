"""Steps that make exact zeros: each against a search for the lowest place, whole fits against scikit-learn."""

import numpy as np
import pytest
from scipy import optimize
from sklearn.datasets import make_regression
from sklearn.linear_model import ElasticNet, Lasso, Ridge

from lessonlib.data import load_diabetes
from lessonlib.nn.proximal import penalized_least_squares, proximal_step, soft_threshold

STRENGTHS = np.array([0.0, 0.003, 0.05, 0.2, 0.7, 1.3, 8.0])


@pytest.mark.parametrize(("w", "t"), [(2.0, 0.5), (-2.0, 0.5), (0.3, 0.5), (-0.3, 0.5), (0.5, 0.5), (0.7, 0.0)])
def test_the_soft_threshold_is_the_lowest_place_of_bowl_and_l1(w, t):
    found = optimize.minimize_scalar(lambda v: (v - w) ** 2 / 2 + t * abs(v), bounds=(-3, 3), method="bounded")
    assert soft_threshold(w, t) == pytest.approx(found.x, abs=1e-4)


@pytest.mark.parametrize("l1", [0.0, 0.8])
@pytest.mark.parametrize("l2", [0.0, 0.5])
def test_a_proximal_step_goes_to_the_lowest_place_of_its_bowl_and_both_penalties(l1, l2):
    for w, grad in [(1.0, 2.0), (0.1, 0.5), (-0.7, 0.3), (0.0, -3.0)]:
        lr = 0.2

        def lost(v, w=w, grad=grad, lr=lr):
            return grad * (v - w) + (v - w) ** 2 / (2 * lr) + l1 * abs(v) + l2 * v**2

        found = optimize.minimize_scalar(lost, bounds=(-5, 5), method="bounded", options={"xatol": 1e-9})
        assert proximal_step(np.array([w]), np.array([grad]), lr, l1, l2)[0] == pytest.approx(found.x, abs=1e-4)


def sklearns(x, y, l1, l2):
    """The same minimum by scikit-learn, whose losses are scaled in other ways."""
    if l1 == 0:
        return Ridge(alpha=len(x) * l2, fit_intercept=False, tol=1e-12).fit(x, y).coef_
    if l2 == 0:
        return Lasso(alpha=l1 / 2, fit_intercept=False, tol=1e-12, max_iter=100_000).fit(x, y).coef_
    alpha = l1 / 2 + l2
    model = ElasticNet(alpha=alpha, l1_ratio=l1 / 2 / alpha, fit_intercept=False, tol=1e-12, max_iter=100_000)
    return model.fit(x, y).coef_


@pytest.mark.parametrize(("a", "b"), [(1.0, 0.0), (0.0, 1.0), (1.0, 0.5)])
def test_a_fit_of_the_diabetes_data_is_scikit_learns_with_the_same_zeros(a, b):
    data = load_diabetes()
    fits = penalized_least_squares(data.x, data.y, a * STRENGTHS, b * STRENGTHS)
    for strength, w in zip(STRENGTHS, fits, strict=True):
        wanted = sklearns(data.x, data.y, a * strength, b * strength)
        np.testing.assert_allclose(w, wanted, atol=1e-7)
        np.testing.assert_array_equal(w == 0, wanted == 0)


def test_all_strengths_at_once_are_each_strength_alone():
    x, y = make_regression(60, 6, n_informative=2, noise=3, random_state=0)
    y = y / 50
    together = penalized_least_squares(x, y, STRENGTHS, np.zeros(7))
    for strength, w in zip(STRENGTHS, together, strict=True):
        np.testing.assert_allclose(penalized_least_squares(x, y, [strength], [0.0])[0], w, atol=1e-8)


def test_no_weight_is_a_negative_zero():
    data = load_diabetes()
    w = penalized_least_squares(data.x, data.y, [0.5], [0.0])
    assert (w == 0).any() and not np.signbit(w[w == 0]).any()


def test_a_negative_strength_is_refused():
    with pytest.raises(ValueError, match=r"at least 0, got -0\.1"):
        penalized_least_squares(np.eye(2), np.ones(2), [0.1, -0.1], [0.0, 0.0])


def test_columns_that_say_the_same_are_named():
    x = np.random.default_rng(0).normal(size=(40, 1))
    twice = np.hstack([x, x + 1e-4 * np.random.default_rng(1).normal(size=x.shape)])
    with pytest.raises(ValueError, match="Leave out one of two columns"):
        penalized_least_squares(twice, np.random.default_rng(2).normal(size=40), [0.0], [0.0])
