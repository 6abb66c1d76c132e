"""Targets and the buffer: by hand, by Bellman's own sums, by counting what is drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lessonlib.reinforcement import (
    CliffWalking,
    ReplayBuffer,
    action_value,
    epsilon_greedy,
    expected_sarsa_target,
    q_target,
    sarsa_target,
    value_iteration,
)

ROWS = arrays(float, st.integers(1, 6), elements=st.floats(-100, 100))


def chances(q_row, epsilon, draws=4000):
    rng = np.random.default_rng(0)
    return np.bincount([epsilon_greedy(q_row, epsilon, rng) for _ in range(draws)], minlength=len(q_row)) / draws


@pytest.mark.parametrize(
    ("q_row", "epsilon", "wanted"),
    [
        ([0.0, 2.0, 1.0], 0.3, [0.1, 0.8, 0.1]),
        ([0.0, 0.0, 0.0, 0.0], 0.1, [0.25] * 4),
        ([-1.0, -1.0, -5.0], 0.0, [0.5, 0.5, 0.0]),
        ([-1.0, -1.0, -5.0], 1.0, [1 / 3] * 3),
    ],
)
def test_an_action_is_drawn_as_often_as_the_formula_says(q_row, epsilon, wanted):
    np.testing.assert_allclose(chances(q_row, epsilon), wanted, atol=0.03)


def test_a_seed_repeats_the_draw():
    assert [epsilon_greedy(np.zeros(9), 0.5, seed) for seed in range(20)] == [
        epsilon_greedy(np.zeros(9), 0.5, np.random.default_rng(seed)) for seed in range(20)
    ]


def test_the_targets_are_worked_out_by_hand():
    q = [-4.0, -2.0, -3.0]
    assert q_target(-1, q, 0.9, False) == pytest.approx(-1 + 0.9 * -2)
    assert sarsa_target(-1, q, 2, 0.9, False) == pytest.approx(-1 + 0.9 * -3)
    policy = np.array([0.1, 0.8, 0.1])
    assert expected_sarsa_target(-1, q, 0.3, 0.9, False) == pytest.approx(-1 + 0.9 * policy @ q)
    assert (
        q_target(5, q, 0.9, True) == sarsa_target(5, q, 2, 0.9, True) == expected_sarsa_target(5, q, 0.3, 0.9, 1) == 5
    )


@given(ROWS, st.floats(-10, 10), st.floats(0, 1))
def test_without_exploring_expected_sarsa_and_q_learning_agree_and_the_greedy_action_gives_sarsa(q, reward, gamma):
    wanted = pytest.approx(q_target(reward, q, gamma, False), abs=1e-9)
    assert expected_sarsa_target(reward, q, 0.0, gamma, False) == wanted
    assert sarsa_target(reward, q, int(np.argmax(q)), gamma, False) == wanted


@given(ROWS, st.floats(0, 1))
def test_the_mean_of_sarsa_over_what_is_drawn_is_expected_sarsa(q, epsilon):
    best = q == q.max()
    policy = epsilon / len(q) + (1 - epsilon) * best / best.sum()
    mean = sum(p * sarsa_target(1.0, q, a, 0.5, False) for a, p in enumerate(policy))
    assert expected_sarsa_target(1.0, q, epsilon, 0.5, False) == pytest.approx(mean, abs=1e-9)


def test_at_the_best_values_the_target_of_q_learning_is_bellmans():
    cliff = CliffWalking()
    V = value_iteration(cliff.P, 1)
    Q = np.array([[action_value(cliff.P, V, s, a, 1) for a in range(4)] for s in range(48)])
    for s, a in np.ndindex(Q.shape):
        _, following, reward, terminated = cliff.P[s][a][0]
        assert q_target(reward, Q[following], 1, terminated) == pytest.approx(Q[s, a])


def test_a_batch_is_the_same_as_its_rows():
    rng = np.random.default_rng(0)
    q, reward, ended, actions = (
        rng.normal(size=(6, 3)),
        rng.normal(size=6),
        rng.random(6) < 0.5,
        rng.integers(3, size=6),
    )
    rows = list(zip(reward, q, ended, actions, strict=True))
    np.testing.assert_allclose(q_target(reward, q, 0.9, ended), [q_target(r, row, 0.9, e) for r, row, e, _ in rows])
    np.testing.assert_allclose(
        sarsa_target(reward, q, actions, 0.9, ended), [sarsa_target(r, row, a, 0.9, e) for r, row, e, a in rows]
    )
    np.testing.assert_allclose(
        expected_sarsa_target(reward, q, 0.2, 0.9, ended),
        [expected_sarsa_target(r, row, 0.2, 0.9, e) for r, row, e, _ in rows],
    )


def test_bad_input_is_told_in_a_sentence():
    q = [1.0, 2.0]
    for call, said in (
        (lambda: q_target(1, q, 1.5, False), r"q_target\(gamma\): wanted a finite number at least 0 and at most 1"),
        (lambda: q_target(1, [], 0.9, False), r"q_target\(q_next\): wanted shape \(A,\) or \(B, A\), got \(0,\)"),
        (lambda: q_target([1, 2], q, 0.9, False), r"wanted reward and terminated of shape \(\), got \(2,\) and \(\)"),
        (lambda: sarsa_target(1, q, 2, 0.9, False), r"sarsa_target\(next_action\): wanted a whole number from 0 to 1"),
        (lambda: sarsa_target([1], [q], [2], 0.9, [0]), "wanted numbers from 0 to 1, got"),
        (lambda: sarsa_target([1], [q], 0, 0.9, [0]), "wanted 1 whole numbers, got int64 of shape"),
        (lambda: expected_sarsa_target(1, q, 2, 0.9, False), r"expected_sarsa_target\(epsilon\): wanted"),
        (lambda: epsilon_greedy([np.nan, 1.0], 0.0, 0), r"epsilon_greedy\(q_row\): wanted numbers to compare, got nan"),
        (lambda: epsilon_greedy(q, -0.1, 0), r"epsilon_greedy\(epsilon\): wanted"),
        (lambda: epsilon_greedy([q], 0.1, 0), r"epsilon_greedy: wanted q_row of shape \(A,\), got \(1, 2\)"),
    ):
        with pytest.raises(ValueError, match=said):
            call()
    for call, said in (
        (lambda: q_target(1, q, 0.9, "no"), r"q_target\(terminated\): wanted True or False"),
        (lambda: epsilon_greedy("ab", 0.1, 0), r"epsilon_greedy\(q_row\): wanted an array of numbers"),
        (lambda: epsilon_greedy(q, 0.1, "a"), r"epsilon_greedy\(rng\): wanted a numpy Generator"),
    ):
        with pytest.raises(TypeError, match=said):
            call()


def filled(size, count):
    buffer = ReplayBuffer(size)
    for i in range(count):
        buffer.add(
            np.array([i, -i], dtype=np.float32), i % 3, 10 * i, np.array([i + 1, 0], dtype=np.float32), i % 2 == 0
        )
    return buffer


@pytest.mark.parametrize(("size", "count"), [(5, 3), (5, 5), (5, 13), (1, 4)])
def test_the_buffer_holds_the_latest_and_keeps_each_transition_together(size, count):
    buffer = filled(size, count)
    assert len(buffer) == min(size, count)
    states, actions, rewards, following, ended = buffer.sample(400, rng=0)
    kept = range(count - len(buffer), count)
    assert set(states[:, 0].tolist()) == set(kept)
    i = states[:, 0].astype(int)
    np.testing.assert_array_equal(states[:, 1], -i)
    np.testing.assert_array_equal(actions, i % 3)
    np.testing.assert_array_equal(rewards, 10 * i)
    np.testing.assert_array_equal(following[:, 0], i + 1)
    np.testing.assert_array_equal(ended, i % 2 == 0)
    assert (states.dtype, rewards.dtype, ended.dtype) == (np.float32, np.float32, bool)


def test_every_transition_is_as_likely_as_any_other():
    share = np.bincount(filled(5, 7).sample(10_000, rng=0)[0][:, 0].astype(int), minlength=7) / 10_000
    np.testing.assert_allclose(share, [0, 0, 0.2, 0.2, 0.2, 0.2, 0.2], atol=0.02)


def test_the_buffer_keeps_copies_of_an_array_that_is_changed_later():
    buffer, state = ReplayBuffer(3), np.zeros(2)
    buffer.add(state, 0, 0.0, state, False)
    state += 1
    assert not buffer.sample(5, rng=0)[0].any()


def test_a_bad_transition_is_told_in_a_sentence():
    with pytest.raises(RuntimeError, match=r"ReplayBuffer\.sample: wanted at least one transition, got none"):
        ReplayBuffer(3).sample(1)
    with pytest.raises(ValueError, match=r"ReplayBuffer\(size\): wanted a whole number of at least 1, got 0"):
        ReplayBuffer(0)
    with pytest.raises(ValueError, match=r"wanted shape \(2,\) as in the first transition, got \(3,\)"):
        filled(3, 1).add(np.zeros(3), 0, 0.0, np.zeros(3), False)
    with pytest.raises(TypeError, match=r"ReplayBuffer.add\(state\): wanted numbers, got "):
        ReplayBuffer(3).add("here", 0, 0.0, "there", False)


def test_a_fraction_behind_whole_states_is_told_and_not_cut():
    buffer = ReplayBuffer(3)
    buffer.add(1, 0, 0.0, 2, False)
    with pytest.raises(ValueError, match="wanted int64 as in the first transition, got float64"):
        buffer.add(0.5, 0, 0.0, 2, False)
    assert len(buffer) == 1
