"""What Q-learning, SARSA and Expected SARSA learn on the cliff: whole runs with one seed, and single transitions."""

from __future__ import annotations

import functools

import numpy as np

from lessonlib.reinforcement import (
    CliffWalking,
    epsilon_greedy,
    expected_sarsa_target,
    learn_table,
    q_target,
    sarsa_target,
)
from lessonlib.reinforcement.control import METHODS

NAMES = dict(zip(METHODS, ("Q-learning", "SARSA", "Expected SARSA"), strict=True))
SERIES = dict(zip(METHODS, ("second", "first", "third"), strict=True))
SHOWN = (10, 20, 50, 100, 200, 300, 400, 500)  # episodes after which a run is looked at
BLOCK, LAST = 20, 100  # episodes of a mean; those at the end
LONGEST = 40  # steps of a greedy way: it may go round in a circle


@functools.lru_cache(maxsize=64)
def learned(method: str, episodes: int, alpha: float, gamma: float, epsilon: float, seed: int):
    """Q (S, A) and the return of each episode, by ``learn_table``; fewer episodes are the beginning of more."""
    if not episodes:
        return np.zeros((CliffWalking.states, CliffWalking.actions)), np.zeros(0)
    return learn_table(CliffWalking(), method, episodes, alpha, gamma, epsilon, rng=seed)


def greedy_way(Q: np.ndarray) -> np.ndarray:
    """The states from the start by the best action of each, at most so many steps, filled up with -1."""
    cliff = CliffWalking()
    state, states = cliff.start, [cliff.start]
    for _ in range(LONGEST):
        _, state, _, terminated = cliff.P[state][int(Q[state].argmax())][0]
        states.append(state)
        if terminated:
            break
    return np.array(states + [-1] * (LONGEST + 1 - len(states)))


def targets(reward: float, q_next: np.ndarray, chosen: int, epsilon: float, gamma: float, terminated: bool):
    """The three targets of one transition, in the order of METHODS."""
    return (
        q_target(reward, q_next, gamma, terminated),
        sarsa_target(reward, q_next, chosen, gamma, terminated),
        expected_sarsa_target(reward, q_next, epsilon, gamma, terminated),
    )


def walk(method: str, Q: np.ndarray, alpha: float, gamma: float, epsilon: float, seed: int, steps: int):
    """Go on learning from Q for ``steps`` transitions: rows (state, action, reward, next, chosen, terminated, Q before,
    Q of next, targets, Q after), and Q before each.

    The action that is chosen in the next state is drawn before the value changes, whatever the method, and is done.
    """
    cliff, rng, Q = CliffWalking(), np.random.default_rng(seed), Q.copy()
    state, _ = cliff.reset(seed=seed)
    action, rows, tables = epsilon_greedy(Q[state], epsilon, rng), [], []
    for _ in range(steps):
        following, reward, terminated, _, _ = cliff.step(action)
        chosen = epsilon_greedy(Q[following], epsilon, rng)
        aims = targets(reward, Q[following], chosen, epsilon, gamma, terminated)
        before, after_row = Q[state, action], Q[following].copy()
        tables.append(Q.copy())
        Q[state, action] += alpha * (aims[METHODS.index(method)] - before)
        rows.append((state, action, reward, following, chosen, terminated, before, after_row, aims, Q[state, action]))
        state, action = following, chosen
        if terminated:
            state, _ = cliff.reset()
            action = epsilon_greedy(Q[state], epsilon, rng)
    return rows, np.array(tables)
