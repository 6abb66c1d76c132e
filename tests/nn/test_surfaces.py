"""Loss surfaces: loss and gradient against torch and central differences, and minima that are all of them."""

import numpy as np
import pytest
from scipy import optimize

from lessonlib.nn.surfaces import SURFACES
from tests.torch_surfaces import loss_and_gradient

NAMES = list(SURFACES)


def window(surface, n=7):
    return [(x, y) for x in np.linspace(*surface.x, n) for y in np.linspace(*surface.y, n)]


@pytest.mark.parametrize("name", NAMES)
def test_loss_and_gradient_are_torchs(name):
    surface = SURFACES[name]
    for x, y in window(surface):
        loss, gradient = loss_and_gradient(name, (x, y))
        np.testing.assert_allclose(surface.loss(x, y), loss, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(surface.gradient(x, y), gradient, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_is_the_slope_between_neighbours(name):
    surface, h = SURFACES[name], 1e-5
    for x, y in window(surface, 5):
        slopes = [
            (surface.loss(x + h, y) - surface.loss(x - h, y)) / (2 * h),
            (surface.loss(x, y + h) - surface.loss(x, y - h)) / (2 * h),
        ]
        np.testing.assert_allclose(surface.gradient(x, y), slopes, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_each_minimum_has_no_slope_and_the_loss_called_floor(name):
    surface = SURFACES[name]
    for x, y in surface.minima:
        np.testing.assert_allclose(surface.gradient(x, y), 0, atol=1e-4)
        np.testing.assert_allclose(surface.loss(x, y), surface.floor, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_no_search_finds_a_place_below_the_floor_or_a_minimum_that_is_not_listed(name):
    surface = SURFACES[name]
    found = set()
    for start in window(surface, 6):
        result = optimize.minimize(lambda w: surface.loss(*w), start, method="Nelder-Mead", options={"fatol": 1e-13})
        assert result.fun >= surface.floor - 1e-9
        inside = all(low <= v <= high for v, (low, high) in zip(result.x, (surface.x, surface.y), strict=True))
        if inside and result.fun < surface.floor + 1e-8:
            distances = [np.hypot(*(result.x - m)) for m in surface.minima]
            assert min(distances) < 1e-2, result.x
            found.add(int(np.argmin(distances)))
    assert found == set(range(len(surface.minima)))


@pytest.mark.parametrize("name", NAMES)
def test_start_and_minima_lie_inside_the_window_and_the_start_is_higher(name):
    surface = SURFACES[name]
    for x, y in (surface.start, *surface.minima):
        assert surface.x[0] < x < surface.x[1] and surface.y[0] < y < surface.y[1]
    assert surface.loss(*surface.start) > surface.floor + 0.2


def test_the_bowl_is_25_times_steeper_along_y():
    along_x, along_y = SURFACES["bowl"].gradient(1.0, 1.0)
    assert along_y == 25 * along_x


def test_the_wall_of_the_cliff_is_a_hundred_times_steeper_than_the_slope_before_it():
    wall, slope = SURFACES["cliff"].gradient(-0.9, 0.0)[0], SURFACES["cliff"].gradient(3.0, 0.0)[0]
    assert -wall / slope == pytest.approx(99, rel=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_a_grid_gives_a_grid_and_no_warning_even_ten_windows_away(name):
    surface = SURFACES[name]
    x, y = np.meshgrid(10 * np.array(surface.x), 10 * np.array(surface.y))
    assert surface.loss(x, y).shape == (2, 2) and np.isfinite(surface.loss(x, y)).all()
    assert np.isfinite(surface.gradient(x[0, 0], y[0, 0])).all()
