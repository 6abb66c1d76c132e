"""One step of random search: kept if better, refused if not, one evaluation, about as long as the radius."""

import numpy as np
import pytest

from lessonlib.nn.random_search import random_step


class Drawn:
    """A generator whose normal numbers are known."""

    def __init__(self, *numbers):
        self.numbers = np.array(numbers)

    def standard_normal(self, size):
        assert size == len(self.numbers)
        return self.numbers


def square(w):
    return float((w**2).sum())


def test_a_better_try_is_kept_and_a_worse_one_refused():
    w = np.array([1.0, 2.0])
    kept, best = random_step(square, w, 5.0, np.sqrt(2), Drawn(-1.0, -0.5))
    np.testing.assert_allclose(kept, [0.0, 1.5])
    assert best == pytest.approx(2.25)
    same, still = random_step(square, w, 5.0, np.sqrt(2), Drawn(1.0, 0.0))
    assert same is w and still == 5.0


def test_a_try_that_is_as_good_or_not_a_number_is_refused():
    w = np.array([1.0])
    for value in (1.0, float("nan")):
        same, best = random_step(lambda tried, value=value: value, w, 1.0, 1.0, Drawn(-2.0))
        assert same is w and best == 1.0


def test_the_loss_is_asked_once_and_nothing_is_written_into():
    asked = []
    w = np.array([1.0, 1.0])
    random_step(lambda tried: asked.append(tried) or 0.0, w, 2.0, 0.5, np.random.default_rng(0))
    assert len(asked) == 1 and w.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("weights", [1, 2, 10, 100])
def test_a_try_is_about_as_long_as_the_radius_in_any_number_of_weights(weights):
    rng, w, asked = np.random.default_rng(0), np.zeros(weights), []
    for _ in range(2000):
        random_step(lambda tried: asked.append(tried) or 1.0, w, 0.0, 0.3, rng)
    assert np.sqrt((np.array(asked) ** 2).sum(axis=1).mean()) == pytest.approx(0.3, rel=0.05)
