"""XOR, moons and spirals: what no line divides and a curved boundary does."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from lessonlib.data import moons, spirals, xor


@pytest.mark.parametrize("make", [xor, moons, spirals])
def test_neighbours_divide_them_and_no_straight_line_does(make):
    x, y = make(400, rng=3)
    assert x.shape == (400, 2) and y.shape == (400,) and sorted(np.unique(y)) == [0, 1] and y.sum() == 200
    assert KNeighborsClassifier(3).fit(x[:300], y[:300]).score(x[300:], y[300:]) > 0.97
    assert LogisticRegression().fit(x, y).score(x, y) < 0.95


@pytest.mark.parametrize("make", [xor, moons, spirals])
def test_they_depend_on_rng_alone_and_noise_is_as_wide_as_told(make):
    np.testing.assert_array_equal(make(50, rng=1)[0], make(50, rng=np.random.default_rng(1))[0])
    assert (make(50, rng=1)[0] != make(50, rng=2)[0]).any()
    exact, noisy = make(2001, noise=0, rng=4), make(2001, noise=0.5, rng=4)
    np.testing.assert_array_equal(exact[1], noisy[1])
    assert (noisy[0] - exact[0]).std() == pytest.approx(0.5, rel=0.05)
    assert np.abs(exact[0].mean(axis=0)).max() < 0.1 and np.abs(exact[0]).max() <= 1.5


def test_xor_without_noise_is_the_truth_table():
    x, y = xor(64, noise=0)
    np.testing.assert_array_equal(y, (x[:, 0] > 0) ^ (x[:, 1] > 0))


def test_the_two_spirals_are_turned_by_half_a_circle_and_moons_by_the_origin():
    for make in (spirals, moons):
        x, y = make(100, noise=0)
        one, other = x[y == 1], -x[y == 0]
        assert sorted(map(tuple, one.round(9))) == sorted(map(tuple, other.round(9)))


@pytest.mark.parametrize("make", [xor, moons, spirals])
def test_wrong_numbers_are_named(make):
    with pytest.raises(ValueError, match=rf"{make.__name__}\(n\): wanted a whole number from 4 to 10000000, got 3"):
        make(3)
    with pytest.raises(ValueError, match=rf"{make.__name__}\(noise\): wanted a finite number at least 0, got -1"):
        make(10, noise=-1)
    with pytest.raises(TypeError, match=rf"{make.__name__}\(n\): wanted a whole number from 4 to 10000000, got float"):
        make(10.0)
    with pytest.raises(ValueError, match=r"spirals\(turns\)"):
        spirals(turns=0)
