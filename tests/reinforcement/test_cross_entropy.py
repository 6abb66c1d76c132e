"""The elite and the policy that is fitted to it: by hand, by scikit-learn's counts, and on the lake."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from lessonlib.reinforcement import FrozenLake, fit_policy, select_elites, value_iteration

STATES, ACTIONS, REWARDS = [[1, 2, 3], [4, 2, 0, 2], [3, 1]], [[0, 2, 4], [3, 2, 0, 1], [3, 3]], [3, 4, 5]


@pytest.mark.parametrize(("percentile", "kept"), [(0, (0, 1, 2)), (30, (1, 2)), (50, (1, 2)), (90, (2,)), (100, (2,))])
def test_the_elite_is_all_that_reaches_the_percentile(percentile, kept):
    states, actions = select_elites(STATES, ACTIONS, REWARDS, percentile)
    assert states.tolist() == [s for i in kept for s in STATES[i]]
    assert actions.tolist() == [a for i in kept for a in ACTIONS[i]]


def test_when_all_sessions_are_alike_all_are_the_elite():
    assert len(select_elites(STATES, ACTIONS, [1, 1, 1], 80)[0]) == 9


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=40), st.floats(0, 3))
def test_the_policy_is_the_share_of_each_action(pairs, smoothing):
    s, a = map(list, zip(*pairs, strict=True))
    counts = confusion_matrix(s, a, labels=range(5))[:, :3] + smoothing
    policy = fit_policy(s, a, 5, 3, smoothing)
    for state, row in enumerate(counts):
        np.testing.assert_allclose(policy[state], row / row.sum() if row.sum() else np.full(3, 1 / 3), atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_method_finds_the_way_over_ice_that_is_not_slippery(seed):
    lake, rng, policy = FrozenLake(slippery=False), np.random.default_rng(seed), np.full((16, 4), 0.25)
    lake.reset(seed=seed)
    for _ in range(15):
        sessions = [played(lake, policy, rng) for _ in range(200)]
        elite = select_elites(*zip(*sessions, strict=True), 99.5)
        policy = 0.5 * policy + 0.5 * fit_policy(*elite, 16, 4)
    reached = np.mean([played(lake, policy, rng)[2] for _ in range(100)])
    assert reached > 0.9 * value_iteration(lake.P, 1)[0]


def played(lake, policy, rng):
    states, actions, total, ended, state = [], [], 0, False, lake.reset()[0]
    while not ended:
        action = int(rng.choice(4, p=policy[state]))
        states.append(state)
        actions.append(action)
        state, reward, terminated, truncated, _ = lake.step(action)
        total, ended = total + reward, terminated or truncated
    return states, actions, total


def test_bad_input_is_told_in_a_sentence():
    for arguments, said in (
        (([], [], [], 50), "wanted N sessions with one reward each, got 0 lists of states"),
        ((STATES, ACTIONS, [1], 50), "wanted N sessions with one reward each"),
        (([[1, 2]], [[0]], [1], 50), "wanted an action for each state, got 2 states and 1 actions in session 0"),
        ((STATES, ACTIONS, [3, np.nan, 5], 50), r"select_elites\(rewards\): wanted finite numbers, got nan"),
        ((STATES, ACTIONS, REWARDS, 101), r"select_elites\(percentile\): wanted a finite number"),
    ):
        with pytest.raises(ValueError, match=said):
            select_elites(*arguments)
    for arguments, said in (
        (([], [], 3, 2), "wanted at least one number, got shape .* Keep at least one session"),
        (([0, 3], [0, 0], 3, 2), r"fit_policy\(elite_states\): wanted numbers from 0 to 2, got 3"),
        (([0, 1], [0, -1], 3, 2), r"fit_policy\(elite_actions\): wanted numbers from 0 to 1, got -1"),
        (([0, 1], [0], 3, 2), "wanted an action for each state, got 2 and 1"),
        (([0], [0], 3, 2, -1), r"fit_policy\(smoothing\): wanted"),
    ):
        with pytest.raises(ValueError, match=said):
            fit_policy(*arguments)
    with pytest.raises(TypeError, match=r"fit_policy\(elite_states\): wanted whole numbers, got float64"):
        fit_policy([0.5], [0], 3, 2)
