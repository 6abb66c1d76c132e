"""The lab of returns: its numbers are those of the definition, a learner's function is laid beside them."""

import re

import numpy as np
import pytest

from lessonlib.labs import returns_lab
from lessonlib.labs.reinforcement.returns import PRESETS, draw_returns, record_returns
from lessonlib.reinforcement import discounted_returns


def by_definition(rewards, gamma):
    """G_t as the sum of gamma^k r_{t+k}, a product with a triangular matrix."""
    steps = np.arange(len(rewards))
    ahead = steps[None, :] - steps[:, None]
    return np.where(ahead >= 0, float(gamma) ** np.maximum(ahead, 0), 0) @ rewards


def test_the_returns_are_those_of_the_syllabus_and_fill_from_the_end():
    trace = record_returns()
    np.testing.assert_allclose(trace["returns"], [1.40049, 1.5561, 1.729, 0.81, 0.9, 1, 0])
    since = draw_returns(trace).panels[1].marks[0].arrays["since"][0]
    assert since[2].tolist() == [0, 7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("given", [{}, *(state for _, state in PRESETS.values())])
def test_every_preset_shows_the_sum_of_what_is_still_to_come(given):
    trace = record_returns(**given)
    np.testing.assert_allclose(trace["returns"], by_definition(trace["rewards"], trace["gamma"]), atol=1e-12)
    np.testing.assert_allclose(trace["rewards"] + trace["later"], trace["returns"], atol=1e-12)


def test_the_four_kinds_of_question_have_their_truth_from_the_definition():
    asked = {name: draw_returns(record_returns(**state)).question for name, (_, state) in PRESETS.items()}
    assert draw_returns(record_returns()).question.truth == "step 2"
    assert asked["A pole that falls"].options["answer"] == pytest.approx(by_definition(np.ones(12), 0.9).tolist())
    assert asked["Nothing discounted"].truth == "2" and asked["Only now"].truth == "0"
    late = asked["A late prize"]
    assert late.truth == "below 0" and "above 0" in late.slips  # the plain sum is above


def test_a_tie_and_two_rewards_ask_nothing():
    assert draw_returns(record_returns("1 0 1", gamma=0.5)).question is not None
    assert draw_returns(record_returns("0 0 0")).question is None
    assert draw_returns(record_returns("1 2")).question is None


def right(rewards, gamma):
    return by_definition(np.array(rewards), gamma)


def without_its_own(rewards, gamma):
    return np.append(discounted_returns(rewards, gamma)[1:], 0.0)


def nothing(rewards, gamma):
    pass


def failing(rewards, gamma):
    raise IndexError("step 7")


def test_a_right_function_in_another_style_departs_nowhere():
    trace = record_returns(mine=right)
    assert trace.notes == () and draw_returns(trace).key[1] == ("mine", "right's return")


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (without_its_own, r"without_its_own departs from discounted_returns at \d of 7 steps, first step 0: 1.56 inst"),
        (nothing, r"nothing returned nothing, wanted an array of numbers of shape \(7,\)"),
        (failing, "failing raised IndexError: step 7. Our discounted_returns stays drawn"),
        (lambda r, g: r[:2], r"returned shape \(2,\), wanted \(7,\)"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(mine, told):
    (note,) = record_returns(mine=mine).notes
    assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"rewards": "1 two"}, "rewards: wanted numbers, got 'two'"),
        ({"rewards": "1 2; 3 4"}, "rewards: wanted at most 1 rows and 12 columns"),
        ({"gamma": 1.5}, "gamma: wanted a finite number at least 0 and at most 1, got 1.5"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = returns_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(rewards="1 2 3", gamma=0.5)
    assert lab.trace["returns"].tolist() == [2.75, 3.5, 3.0] and lab.stage.message == ""
    assert lab.code() == "returns_lab(rewards='1 2 3', gamma=0.5)"
