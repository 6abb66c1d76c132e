"""The lab of the cross-entropy method: elites by sorting, policies by counting, and what is said of its seeds."""

import re
from collections import Counter

import numpy as np
import pytest

from lessonlib.labs import cross_entropy_method_lab
from lessonlib.labs.reinforcement.cross_entropy_method import (
    ON_THE_LAKE,
    PRESETS,
    draw_cross_entropy_method,
    record_cross_entropy_method,
)
from lessonlib.labs.reinforcement.elite_worlds import TOP, session
from lessonlib.reinforcement import FrozenLake, select_elites

SMALL = {**ON_THE_LAKE, "rounds": 2}


@pytest.fixture(scope="module")
def ground():
    return record_cross_entropy_method()


@pytest.fixture(scope="module")
def lake():
    return record_cross_entropy_method(**SMALL)


def test_the_next_population_has_mean_and_spread_of_the_best_by_sorting(ground):
    for k, rewards in enumerate(ground["rewards"]):
        last = np.sort(rewards)[::-1][7]  # 80 % of 40: the eighth best, and who ties with it
        kept = ground["weights"][k][rewards >= last]
        np.testing.assert_allclose(ground["mean"][k + 1], kept.mean(axis=0))
        np.testing.assert_allclose(ground["spread"][k + 1], kept.std(axis=0) + 0.2)


def test_the_policy_of_the_lake_is_what_the_elite_did_counted_by_hand(lake):
    counts = lake["counts"][0]
    for state in range(16):
        chances = (counts[state] + 0.1) / (counts[state] + 0.1).sum()
        np.testing.assert_allclose(lake["policy"][1, state], chances)
    assert np.allclose(lake["policy"].sum(axis=2), 1) and lake["elite"][0].sum() == 3


def test_a_session_follows_the_table_of_the_lake_and_earns_its_discounted_goal():
    world, rng = FrozenLake(slippery=False), np.random.default_rng(0)
    for _ in range(50):
        states, actions, reward = session(world, np.full((16, 4), 0.25), rng)
        for state, action, after in zip(states, actions, states[1:], strict=False):
            assert world.P[state][action][0][1] == after
        end = world.P[states[-1]][actions[-1]][0][1]
        assert reward == pytest.approx(0.95 ** len(states) if end == 15 else 0)


def test_nothing_added_shrinks_before_it_arrives_and_something_arrives_for_seeds_0_to_9():
    shrunk = PRESETS["Nothing added to the spread"][1]
    for seed in range(10):
        near, far = (record_cross_entropy_method(**state, seed=seed) for state in ({}, shrunk))
        assert np.hypot(*(near["mean"][-1] - TOP)) < 1
        assert np.hypot(*(far["mean"][-1] - TOP)) > 1 and far["spread"][-1].max() < 0.5


def test_the_nearer_hill_holds_the_population_for_seeds_0_to_9():
    ends = [record_cross_entropy_method(**PRESETS["Two hills"][1], seed=seed)["mean"][-1] for seed in range(10)]
    np.testing.assert_allclose(ends, np.tile([-2, -1], (10, 1)), atol=0.15)


def test_a_policy_is_found_on_firm_ice_and_none_on_slippery_ice_for_seeds_0_to_4():
    reached = {True: [], False: []}
    for slippery in reached:
        for seed in range(5):
            trace = record_cross_entropy_method(**{**ON_THE_LAKE, "slippery": slippery, "seed": seed})
            reached[slippery].append((trace["rewards"][-1] > 0).mean())
    assert min(reached[False]) > 0.9 and max(reached[True]) < 0.15


def test_where_nobody_is_better_all_are_elite_and_the_question_asks_for_them():
    trace = record_cross_entropy_method(**{**PRESETS["A hard draw of sessions"][1], "rounds": 2})
    assert Counter(trace["rewards"][0] > 0) == {False: 298, True: 2}
    question = draw_cross_entropy_method(trace).question
    assert question.truth == "300" and 3 in question.slips


def above_only(states, actions, rewards, percentile):
    kept = [i for i, r in enumerate(rewards) if r > np.percentile(rewards, percentile)]
    return [np.concatenate([one[i] for i in kept]) for one in (states, actions)]


def the_worst(states, actions, rewards, percentile):
    return select_elites(states, actions, -np.asarray(rewards), percentile)


def by_hand(states, actions, rewards, percentile):
    kept = [i for i, r in enumerate(rewards) if r >= np.percentile(rewards, percentile)]
    return [np.array([value for i in kept for value in one[i]]) for one in (states, actions)]


def nothing(states, actions, rewards, percentile):
    pass


@pytest.mark.parametrize("given", [{}, SMALL])
def test_a_right_function_in_another_style_departs_nowhere(given):
    assert record_cross_entropy_method(**given, mine=by_hand).notes == ()


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (the_worst, "the_worst departs from select_elites in round 1: what it refits is "),
        (above_only, "above_only departs from select_elites in round 1: what it refits is "),
        (nothing, r"nothing returned nothing, wanted \(states, actions\) of the elite"),
        (lambda *_: ([], []), "wanted two rows of at least one whole number each"),
        (lambda *_: 1 / 0, "raised ZeroDivisionError"),
        ("elite", "str is no function; give it one"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(mine, told):
    trace = record_cross_entropy_method(rounds=3, mine=mine)
    assert re.search(told, trace.notes[0]), trace.notes
    draw_cross_entropy_method(trace)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"task": "valley"}, "Unknown task 'valley'"),
        ({"population": 3}, "population: wanted a whole number from 10 to 400"),
        ({"percentile": 101}, "percentile: wanted a finite number at least 0 and at most 99"),
        ({"slippery": "yes"}, "slippery: wanted True or False"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = cross_entropy_method_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.choose("Two hills")
    lab.wait()
    assert lab.stage.message == "" and lab.code() == "cross_entropy_method_lab(task='two hills')"
