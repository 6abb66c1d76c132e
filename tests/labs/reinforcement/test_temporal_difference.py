"""The lab of learning from transitions: its targets by hand, Gymnasium's transitions, and runs over ten seeds."""

import re

import numpy as np
import pytest

from lessonlib.labs import temporal_difference_lab
from lessonlib.labs.reinforcement.cliff_runs import greedy_way, learned
from lessonlib.labs.reinforcement.temporal_difference import (
    METHODS,
    PRESETS,
    draw_temporal_difference,
    record_temporal_difference,
)

STANDARD = (500, 0.5, 1.0, 0.1)


@pytest.fixture(scope="module")
def runs():
    return record_temporal_difference(**PRESETS["500 episodes"][1])


@pytest.mark.parametrize("method", METHODS)
def test_targets_and_changes_are_those_of_the_formulas(method):
    trace = record_temporal_difference(method=method, gamma=0.95)
    for i in range(len(trace["state"])):
        q, end = trace["q_next"][i], bool(trace["terminated"][i])
        worth = [q.max(), q[trace["chosen"][i]], 0.9 * q.max() + 0.1 * q.mean()]
        wanted = trace["reward"][i] + 0.95 * (not end) * np.array(worth)
        np.testing.assert_allclose(trace["targets"][i], wanted)
        aim = wanted[METHODS.index(method)]
        assert trace["after"][i] == pytest.approx((trace["before"][i] + aim) / 2)


def test_transitions_are_gymnasiums():
    gymnasium = pytest.importorskip("gymnasium")
    P = gymnasium.make("CliffWalking-v1").unwrapped.P
    trace = record_temporal_difference()
    for i in range(len(trace["state"])):
        (_, following, reward, end), *_ = P[int(trace["state"][i])][int(trace["action"][i])]
        assert (following, reward, end) == (trace["next"][i], trace["reward"][i], trace["terminated"][i])


def test_the_chosen_action_is_the_one_that_is_done_next():
    trace = record_temporal_difference()
    goes_on = ~trace["terminated"][:-1]
    assert (trace["chosen"][:-1] == trace["action"][1:])[goes_on].all()
    assert (trace["next"][:-1] == trace["state"][1:])[goes_on].all()


def test_the_last_100_of_500_episodes_over_seeds_0_to_9():
    means = [np.mean([learned(m, *STANDARD, seed)[1][-100:].mean() for seed in range(10)]) for m in METHODS]
    np.testing.assert_allclose(means, [-51.1, -25.6, -21.3], atol=0.05)


def test_q_learning_walks_the_edge_and_the_others_do_not_for_seeds_0_to_4():
    for seed in range(5):
        ways = [greedy_way(learned(m, *STANDARD, seed)[0]) for m in METHODS]
        assert [(w >= 0).sum() - 1 for w in ways] == [13, 17, 15]


def test_fewer_episodes_are_the_beginning_of_more():
    np.testing.assert_array_equal(learned("sarsa", 50, *STANDARD[1:], 3)[1], learned("sarsa", *STANDARD, 3)[1][:50])


def test_the_title_and_the_question_of_the_runs_tell_the_same(runs):
    picture = draw_temporal_difference(runs)
    assert picture.title == "Mean return of the last 100 episodes: Q-learning −47.4, SARSA −29.1, Expected SARSA −20.2."
    assert picture.question.truth == "the run of SARSA" and "the run of Q-learning" in picture.question.slips


def test_who_has_learned_nothing_has_no_way_and_no_way_crosses_a_name(runs):
    assert (runs["ways"][0] == -1).all()
    field = draw_temporal_difference(runs).panels[0]
    (names,) = [mark for mark in field.marks if mark.kind == "text"]
    lowest = max(np.nanmax(mark.arrays["y"]) for mark in field.marks if mark.kind == "line")
    assert names.arrays["y"].min() > lowest + 0.2


def test_without_exploring_all_three_walk_the_edge():
    trace = record_temporal_difference(**PRESETS["Without exploring"][1])
    assert ((trace["ways"][-1] >= 0).sum(axis=1) - 1).tolist() == [13, 13, 13]
    assert draw_temporal_difference(trace).question.truth == "13 steps"


def test_the_targets_of_the_others_are_the_slips_of_the_question():
    question = draw_temporal_difference(record_temporal_difference()).question
    assert question.truth == "−5.99" and len(question.slips) == 3
    zero = draw_temporal_difference(record_temporal_difference(episodes=0)).question
    assert zero.truth == "none of them"


def from_zero(reward, q_next, gamma, terminated):
    return reward + gamma * (not terminated) * max(0, *q_next)


def by_hand(reward, q_next, gamma, terminated):
    return reward if terminated else reward + gamma * sorted(q_next)[-1]


def best_again(reward, q_next, next_action, gamma, terminated):
    return by_hand(reward, q_next, gamma, terminated)


def test_a_right_function_in_another_style_departs_nowhere():
    trace = record_temporal_difference(mine=by_hand)
    assert trace.notes == () and trace["mine"].shape == (24,)
    draw_temporal_difference(trace)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"mine": from_zero}, "from_zero departs from q_target at 24 of 24 transitions, first transition 1: −1"),
        ({"mine": best_again, "method": "sarsa"}, "best_again departs from sarsa_target at . of 24 transitions"),
        ({"mine": by_hand, "method": "sarsa"}, "by_hand raised TypeError"),
        ({"mine": lambda *_: None}, "returned nothing"),
        ({"mine": 1}, "int is no function; give it one"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(given, told):
    trace = record_temporal_difference(**given)
    assert re.search(told, trace.notes[0]), trace.notes
    draw_temporal_difference(trace)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"method": "monte carlo"}, "Unknown method 'monte carlo'"),
        ({"view": "all"}, "Unknown view 'all'"),
        ({"epsilon": 0.9}, "epsilon: wanted a finite number at least 0 and at most 0.3"),
        ({"gamma": 1.2}, "gamma: wanted a finite number at least 0.9 and at most 1"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = temporal_difference_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.choose("SARSA")
    lab.wait()
    assert lab.stage.message == "" and lab.code() == "temporal_difference_lab(method='sarsa')"


def test_a_return_below_the_plot_is_not_drawn_at_its_edge():
    trace = record_temporal_difference(**PRESETS["500 episodes"][1])
    plot = draw_temporal_difference(trace).panels[1]
    lowest = plot.y.domain[0]
    assert trace["returns"].reshape(3, -1, 20).mean(axis=2).min() < lowest and f"from −{-lowest:g} up" in plot.title
    for line in plot.marks[1:]:
        assert np.nanmin(line.arrays["y"]) > lowest
