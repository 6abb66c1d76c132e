"""The two valleys and the kink: loss and gradient against torch, minima against scipy's search."""

import numpy as np
import pytest
import torch
from scipy import optimize

from lessonlib.nn.valleys import (
    FLOOR,
    HILL,
    LOCAL,
    LOCAL_FLOOR,
    LOWEST,
    WINDOW,
    Valleys,
    kink,
    kink_gradient,
    two_valleys,
    two_valleys_gradient,
)


def in_torch(w):
    """The loss of the lesson's text, and its gradient by autograd."""
    w = torch.tensor(w, requires_grad=True)
    loss = w[0] ** 4 / 8 - w[0] ** 2 + w[0] / 2 + 3.5 + 0.5 * (w[1:] ** 2).sum()
    loss.backward()
    return loss.item(), w.grad.numpy()


@pytest.mark.parametrize("weights", [1, 2, 10, 100])
def test_loss_and_gradient_are_torchs_in_any_number_of_weights(weights):
    for w in np.random.default_rng(weights).uniform(-3, 3, (20, weights)):
        loss, grad = in_torch(w)
        assert two_valleys(w) == pytest.approx(loss, rel=1e-13)
        np.testing.assert_allclose(two_valleys_gradient(w), grad, rtol=1e-12, atol=1e-13)
        assert Valleys(weights).loss(*w) == pytest.approx(loss, rel=1e-13)
        np.testing.assert_allclose(Valleys(weights).gradient(*w), grad, rtol=1e-12, atol=1e-13)


def test_a_grid_of_places_gives_a_grid_of_losses():
    x, y = np.meshgrid(np.linspace(-3, 3, 5), np.linspace(-2, 2, 4))
    grid = two_valleys(np.array([x, y]))
    assert grid.shape == (4, 5)
    assert grid[3, 1] == two_valleys(np.array([x[3, 1], y[3, 1]]))


def test_the_minima_and_the_hill_are_where_a_search_finds_them():
    def f(w):
        return float(two_valleys(np.array([w])))

    left, right = (optimize.minimize_scalar(f, bounds=ends, method="bounded") for ends in ((-3, 0), (0.5, 3)))
    top = optimize.minimize_scalar(lambda w: -f(w), bounds=(-1, 1), method="bounded")
    assert (left.x, top.x, right.x) == pytest.approx((LOWEST, HILL, LOCAL), abs=1e-4)
    assert (left.fun, right.fun) == pytest.approx((FLOOR, LOCAL_FLOOR), abs=1e-8)
    assert FLOOR < LOCAL_FLOOR < f(HILL) and WINDOW[0] < LOWEST < LOCAL < WINDOW[1]


def test_the_kinks_gradient_is_the_slope_on_either_side_and_0_between():
    h = 1e-6
    for w in (-2.0, -0.1, 0.3, 1.7):
        slope = (kink(np.array([w + h])) - kink(np.array([w - h]))) / (2 * h)
        assert kink_gradient(np.array([w]))[0] == pytest.approx(slope, abs=1e-8)
    right, left = (float(kink(np.array([s * h])) / (s * h)) for s in (1, -1))
    assert (right, left) == pytest.approx((1, -1), abs=1e-5)
    assert kink_gradient(np.array([0.0]))[0] == 0
