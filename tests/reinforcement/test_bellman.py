"""Values by Bellman's equation against linear systems, policy iteration, and the numbers of the syllabus."""

import itertools

import gymnasium
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.reinforcement import (
    CliffWalking,
    FrozenLake,
    ShortCorridor,
    action_value,
    corridor_return,
    greedy_policy,
    value_iteration,
)

# The three states of a course on reinforcement learning: their best values at gamma = 0.9 are known.
PRACTICAL = {
    0: {0: [(0.5, 0, 0, False), (0.5, 2, 0, False)], 1: [(1.0, 2, 0, False)]},
    1: {0: [(0.7, 0, 5, False), (0.1, 1, 0, False), (0.2, 2, 0, False)], 1: [(0.95, 1, 0, False), (0.05, 2, 0, False)]},
    2: {0: [(0.4, 0, 0, False), (0.6, 2, 0, False)], 1: [(0.3, 0, -1, False), (0.3, 1, 0, False), (0.4, 2, 0, False)]},
}


def values_of(P, policy, gamma):
    """V of a policy (S,) by the linear system V = r + gamma T V."""
    T, r = np.zeros((len(P), len(P))), np.zeros(len(P))
    for s, a in enumerate(policy):
        for p, following, reward, terminated in P[s][a]:
            r[s] += p * reward
            T[s, following] += p * (not terminated)
    return np.linalg.solve(np.eye(len(P)) - gamma * T, r)


def policy_iteration(P, gamma):
    """Another way to the best values: solve, improve, until nothing changes."""
    policy = [0] * len(P)
    while True:
        V = values_of(P, policy, gamma)
        q = [[sum(p * (r + gamma * V[s] * (not end)) for p, s, r, end in P[state][a]) for a in P[state]] for state in P]
        better = [a if q[s][a] >= max(q[s]) - 1e-12 else int(np.argmax(q[s])) for s, a in enumerate(policy)]
        if better == policy:
            return V
        policy = better


def random_table(rng, states, actions):
    def rows():
        following = rng.choice(states, size=min(3, states), replace=False)
        odds = rng.dirichlet(np.ones(len(following)))
        return [
            (p, int(s), float(rng.normal()), bool(rng.random() < 0.2)) for p, s in zip(odds, following, strict=True)
        ]

    return {s: {a: rows() for a in range(actions)} for s in range(states)}


@pytest.mark.parametrize("P", [FrozenLake().P, FrozenLake(8).P, CliffWalking().P, PRACTICAL], ids=len)
@pytest.mark.parametrize("gamma", [0.5, 0.9, 0.99])
def test_the_best_values_are_those_of_policy_iteration(P, gamma):
    np.testing.assert_allclose(value_iteration(P, gamma), policy_iteration(P, gamma), atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), states=st.integers(1, 6), actions=st.integers(1, 4), gamma=st.floats(0, 0.95))
def test_the_best_values_of_any_table_are_those_of_policy_iteration(seed, states, actions, gamma):
    P = random_table(np.random.default_rng(seed), states, actions)
    np.testing.assert_allclose(value_iteration(P, gamma), policy_iteration(P, gamma), atol=1e-6)


@pytest.mark.parametrize(
    ("P", "gamma", "start", "wanted"),
    [
        (FrozenLake().P, 1, 0, 14 / 17),
        (FrozenLake().P, 0.99, 0, 0.542026),
        (FrozenLake().P, 0.95, 0, 0.180472),
        (FrozenLake().P, 0.9, 0, 0.068891),
        (FrozenLake(slippery=False).P, 0.9, 0, 0.9**5),
        (FrozenLake(8).P, 0.99, 0, 0.41464),
        (CliffWalking().P, 1, 36, -13),
        (CliffWalking().P, 0.99, 36, -12.2479),
        (PRACTICAL, 0.9, 0, 3.78995),
        (PRACTICAL, 0.9, 1, 7.30292),
        (PRACTICAL, 0.9, 2, 4.21105),
    ],
)
def test_the_values_of_the_syllabus_come_out(P, gamma, start, wanted):
    assert value_iteration(P, gamma)[start] == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize(("gamma", "wanted"), [(0.9, 10), (0.95, 20), (0.99, 100)])
def test_a_reward_of_1_for_ever_is_worth_1_over_1_minus_gamma(gamma, wanted):
    assert value_iteration({0: {0: [(1.0, 0, 1, False)]}}, gamma)[0] == pytest.approx(wanted)


def test_gymnasiums_own_tables_are_as_good():
    taxi = gymnasium.make("Taxi-v4").unwrapped
    values = value_iteration(taxi.P, gamma=0.99)
    assert values @ taxi.initial_state_distrib == pytest.approx(6.3275, abs=1e-4)


def test_three_more_for_every_reward_turns_the_best_policy_into_a_loop():
    def table(more):
        return {
            0: {0: [(1.0, 1, -9 + more, False)]},
            1: {0: [(1.0, 3, -1 + more, True)], 1: [(1.0, 2, -1 + more, False)]},
            2: {0: [(1.0, 1, -1 + more, False)]},
            3: {0: [(1.0, 3, 0, True)]},
        }

    policies = [greedy_policy(table(more), value_iteration(table(more), 0.9), 0.9)[1] for more in (0, 3)]
    assert policies == [0, 1]


@pytest.mark.parametrize("gamma", [0.5, 0.9])
def test_a_sweep_shrinks_the_largest_error_by_gamma(gamma):
    P, V = FrozenLake().P, np.random.default_rng(0).normal(size=16)
    best = policy_iteration(P, gamma)
    for _ in range(10):
        new = np.array([max(action_value(P, V, s, a, gamma) for a in P[s]) for s in P])
        assert np.abs(new - best).max() <= gamma * np.abs(V - best).max() + 1e-12
        V = new


def test_twice_the_rewards_are_worth_twice_as_much():
    P = FrozenLake().P
    twice = {s: {a: [(p, f, 2 * r, end) for p, f, r, end in rows] for a, rows in of.items()} for s, of in P.items()}
    np.testing.assert_allclose(value_iteration(twice, 0.9), 2 * value_iteration(P, 0.9), atol=1e-7)


def test_the_value_of_an_action_is_worked_out_by_hand():
    assert action_value(PRACTICAL, [10, 20, 30], 1, 0, 0.5) == pytest.approx(0.7 * (5 + 5) + 0.1 * 10 + 0.2 * 15)
    assert action_value(FrozenLake(slippery=False).P, np.full(16, 7.0), 14, 2, 0.9) == 1  # the goal itself has no value


def test_the_greedy_policy_reaches_the_goal_by_the_edge_of_the_cliff():
    cliff = CliffWalking()
    policy = greedy_policy(cliff.P, value_iteration(cliff.P, 1), 1)
    state, path, ended = cliff.reset()[0], [], False
    while not ended:
        state, _, ended, *_ = cliff.step(policy[state])
        path.append(state)
    assert path == [24, *range(25, 36), 47]


def test_the_greedy_policy_is_the_best_of_all():
    policies = itertools.product(range(2), repeat=3)
    best = max(policies, key=lambda policy: values_of(PRACTICAL, policy, 0.9).sum())
    assert tuple(greedy_policy(PRACTICAL, value_iteration(PRACTICAL, 0.9), 0.9)) == best


@pytest.mark.parametrize("right", [0.05, 0.3, 2 - 2**0.5, 0.95])
def test_the_return_in_the_corridor_is_that_of_the_linear_system(right):
    P, T, r = ShortCorridor.P, np.zeros((3, 3)), np.full(3, -1.0)
    for s, (a, p) in itertools.product(range(3), enumerate((1 - right, right))):
        if P[s][a][0][1] < 3:
            T[s, P[s][a][0][1]] += p
    assert corridor_return(right) == pytest.approx(np.linalg.solve(np.eye(3) - T, r)[0])


def test_the_best_chance_of_right_in_the_corridor_is_2_minus_the_root_of_2():
    p = np.linspace(0.01, 0.99, 9801)
    J = [corridor_return(x) for x in p]
    assert p[np.argmax(J)] == pytest.approx(2 - 2**0.5, abs=1e-4)
    assert max(J) == pytest.approx(-11.65685, abs=1e-5)
    assert corridor_return(0) == corridor_return(1) == -np.inf


@pytest.mark.parametrize("gamma", [-0.1, 1.1, float("nan"), "a"])
def test_a_gamma_that_is_none_is_told_in_a_sentence(gamma):
    P = FrozenLake().P
    for call in (
        lambda: action_value(P, np.zeros(16), 0, 0, gamma),
        lambda: value_iteration(P, gamma),
        lambda: greedy_policy(P, np.zeros(16), gamma),
    ):
        with pytest.raises(
            (ValueError, TypeError), match=r"\(gamma\): wanted a finite number at least 0 and at most 1"
        ):
            call()


def test_a_bad_table_is_told_in_a_sentence():
    for P, said in (
        ({0: {0: [(0.5, 0, 1.0, True)]}}, "wanted probabilities that sum to 1, got 0.5 for action 0 in state 0"),
        ({0: {0: [(1.5, 0, 1.0, True), (-0.5, 0, 1.0, True)]}}, "got 1 with some below 0"),
        ({0: {0: []}}, "wanted probabilities that sum to 1, got 0"),
        ({0: {0: [(1.0, 3, 1.0, False)]}}, "wanted next states 0 to 0, got 3"),
        ({0: {}}, "wanted an action in state 0, got none"),
        ({1: {0: [(1.0, 1, 1.0, False)]}}, "wanted states 0 to 0, got none called 0"),
        ({}, "wanted at least one state"),
    ):
        with pytest.raises(ValueError, match=said):
            value_iteration(P, 0.9)


def test_an_unknown_state_or_action_is_told_in_a_sentence():
    P = FrozenLake().P
    with pytest.raises(ValueError, match=r"action_value\(state\): wanted one of 0, 1, 2, ..., 15, got 16"):
        action_value(P, np.zeros(16), 16, 0, 0.9)
    with pytest.raises(ValueError, match=r"action_value\(action\): wanted one of 0, 1, 2, 3, the actions in state 0"):
        action_value(P, np.zeros(16), 0, "up", 0.9)
    with pytest.raises(ValueError, match=r"greedy_policy: wanted values of shape \(16,\), got shape \(4,\)"):
        greedy_policy(P, np.zeros(4), 0.9)


def test_values_that_never_settle_are_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr("lessonlib.reinforcement.bellman.SWEEPS", 50)
    with pytest.raises(RuntimeError, match="wanted values that settle, got changes of 1 after 50 sweeps at gamma = 1"):
        value_iteration({0: {0: [(1.0, 0, 1, False)]}}, 1)
