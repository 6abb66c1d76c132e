"""The lab of overestimation: the mean of a maximum by an integral, for five seeds; the double estimate by hand."""

import re

import numpy as np
import pytest
from scipy import integrate, stats

from lessonlib.labs import overestimation_lab
from lessonlib.labs.reinforcement.overestimation import PRESETS, draw_overestimation, record_overestimation


def mean_of_the_maximum(actions):
    """The integral over x of x times the density of the largest of so many standard normals."""
    density = lambda x: x * actions * stats.norm.pdf(x) * stats.norm.cdf(x) ** (actions - 1)  # noqa: E731
    return integrate.quad(density, -9, 9)[0]


def test_the_means_of_the_syllabus_are_those_of_the_integral():
    assert mean_of_the_maximum(3) == pytest.approx(3 / (2 * np.sqrt(np.pi))) == pytest.approx(0.8463, abs=1e-4)
    assert mean_of_the_maximum(10) == pytest.approx(1.5388, abs=1e-4)


@pytest.mark.parametrize("actions", [3, 10, 20])
def test_the_maximum_lies_where_the_integral_says_and_the_double_estimate_at_the_truth_for_five_seeds(actions):
    for seed in range(5):
        single, double = record_overestimation(actions, seed=seed)["means"][-1]
        assert single == pytest.approx(mean_of_the_maximum(actions), abs=0.08)
        assert double == pytest.approx(0, abs=0.11)


def test_where_one_is_better_the_double_estimate_lies_below_it_for_five_seeds():
    for seed in range(5):
        single, double = record_overestimation(**PRESETS["One is worth 2"][1], seed=seed)["means"][-1]
        assert 2.2 < single < 2.4 and double < 1.6


def test_each_trial_picks_by_the_first_estimate_and_values_by_the_second():
    trace = record_overestimation(actions=4, better=0.5)
    for first, second, best, double in zip(
        *(trace[name] for name in ("first", "second", "best", "double")), strict=True
    ):
        assert first[best] == max(first) and double == second[best]
    np.testing.assert_allclose(trace["grows"][-1, 1], np.mean(np.maximum(*trace["first"][:, :2].T)))
    assert trace["means"][5].tolist() == pytest.approx([trace["single"][:5].mean(), trace["double"][:5].mean()])


def test_a_number_is_asked_for_and_with_many_actions_a_curve():
    asked = {name: draw_overestimation(record_overestimation(**state)).question for name, (_, state) in PRESETS.items()}
    assert asked["By the number of actions"].kind == "curve" and asked["Three actions"].kind == "number"
    assert 0.0 in asked["Three actions"].slips
    np.testing.assert_allclose(asked["By the number of actions"].options["answer"][9], 1.5388, atol=0.1)


def double(first, second):
    return second[np.flatnonzero(first == first.max())[0]]


def same_twice(first, second):
    return first.max()


def roles_swapped(first, second):
    return first[second.argmax()]


def test_a_right_function_departs_nowhere():
    trace = record_overestimation(mine=double)
    assert trace.notes == () and draw_overestimation(trace).key[-1] == ("mine", "double")


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (same_twice, "same_twice departs from the double estimate in 1000 of 1000 trials, first trial 1"),
        (roles_swapped, r"roles_swapped departs from the double estimate in \d+ of 1000 trials"),
        (lambda first, second: second, r"returned shape \(10,\), wanted \(\)"),
        (lambda first, second: None, "returned nothing"),
        (0.5, "float is no function; give it one. The double estimate stays drawn"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(mine, told):
    trace = record_overestimation(mine=mine)
    assert re.search(told, trace.notes[0]), trace.notes
    draw_overestimation(trace)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"actions": 1}, "actions: wanted a whole number from 2 to 20"),
        ({"noise": 0}, "noise: wanted a finite number above 0 and at most 3"),
        ({"better": -1}, "better: wanted a finite number at least 0 and at most 3"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = overestimation_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.choose("Three actions")
    lab.wait()
    assert lab.stage.message == "" and lab.code() == "overestimation_lab(actions=3)"
