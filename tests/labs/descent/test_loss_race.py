"""The race: evaluations counted by hand in torch and numpy, the table that shows them."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from lessonlib.labs.descent.loss_race import WAYS, WEIGHTS, Counted, arrival, begin, descent
from lessonlib.nn.valleys import FLOOR, HILL, LOCAL_FLOOR


def torch_loss(w):
    return w[0] ** 4 / 8 - w[0] ** 2 + w[0] / 2 + 3.5 + 0.5 * (w[1:] ** 2).sum()


def torch_steps(weights, start, rate):
    """How many steps torch's SGD takes until it is within 0.01 of the minimum of its valley."""
    w = torch.tensor(begin(weights, start), requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=rate)
    for step in range(10_000):
        loss = torch_loss(w)
        if loss.item() <= (LOCAL_FLOOR if w[0].item() > HILL else FLOOR) + 0.01:
            return step, w[0].item() > HILL
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize(("start", "rate"), [((0.0,), 0.1), ((3.0,), 0.08), ((-1.2,), 0.2)])
def test_a_gradient_costs_two_passes_and_a_numerical_one_two_evaluations_a_weight(weights, start, rate):
    steps, local = torch_steps(weights, start, rate)
    by_formula = arrival("gradient descent", weights, start, rate)
    assert (by_formula.evaluations, by_formula.local) == (2 * steps, local)
    numerical = arrival("numerical gradient", weights, start, rate)
    if 2 * weights * steps <= 10_000:
        assert (numerical.evaluations, numerical.local) == (2 * weights * steps, local)
    else:
        assert str(numerical) == "> 10000"


@pytest.mark.parametrize("weights", [1, 2, 10])
def test_random_search_asks_once_at_the_start_and_once_a_try(weights):
    rng, w = np.random.default_rng(3), begin(weights, (0.0,))
    best, asked = torch_loss(torch.tensor(w)).item(), 1
    while best > FLOOR + 0.01:
        tried = w + 0.3 * rng.standard_normal(weights) / np.sqrt(weights)
        value, asked = torch_loss(torch.tensor(tried)).item(), asked + 1
        w, best = (tried, value) if value < best else (w, best)
    assert arrival("random search", weights, (0.0,), seed=3).evaluations == asked


def test_a_descent_that_diverges_says_so_and_one_that_is_slow_is_stopped():
    assert str(arrival("gradient descent", 1, (3.0,), rate=5.0)) == "diverged"
    assert str(arrival("gradient descent", 1, (3.0,), rate=1e-5)) == "> 10000"
    assert str(arrival("random search", 100, (0.0,))) == "> 10000"


def test_the_more_weights_the_dearer_random_search_and_the_numerical_gradient_but_not_the_gradient():
    for way, most in (("random search", 10), ("numerical gradient", 100), ("gradient descent", 100)):
        few, many = (arrival(way, n, (0.0,)).evaluations for n in (1, most))
        assert (many / few > 15) == (way != "gradient descent")


def test_the_curve_of_a_descent_begins_above_the_lowest_and_ends_within_the_evaluations():
    evaluations, above = descent("numerical gradient", 2, (0.0,), most=50)
    np.testing.assert_array_equal(evaluations, np.arange(0, 49, 4))
    assert above[0] == pytest.approx(3.5 + 1.5**2 / 2 - FLOOR)
    assert (np.diff(above) < 0).all()


def test_the_lessons_table_of_costs_holds_what_each_way_needs():
    lesson = (Path(__file__).parents[3] / "notebooks/src/03_gradient_descent.py").read_text(encoding="utf-8")
    for way in WAYS:
        (row,) = re.findall(rf"^# \| {way} \| (.*) \|$", lesson, re.M)
        needed = [str(arrival(way, weights, (0.0,))) for weights in WEIGHTS]
        assert row.replace("more than 10 000", "> 10000").split(" | ") == needed


def test_counted_counts():
    loss = Counted(lambda w: 2 * w)
    assert [loss(1), loss(3)] == [2, 6] and loss.calls == 2
