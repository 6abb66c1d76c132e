"""What the cross-entropy method is tried on: two grounds over two weights, and sessions played on the lake."""

from __future__ import annotations

import numpy as np

from lessonlib.reinforcement import FrozenLake

WINDOW, TOP = (-4.0, 4.0), (2.0, 1.0)
LONGEST, GAMMA = 40, 0.95  # steps of a session on the lake; a later goal counts less


def terraces(w: np.ndarray) -> np.ndarray:
    """The reward at ``w`` (..., 2): terraces about the top at (2, 1); on each one every gradient is 0."""
    return 10.0 - np.floor(2 * np.hypot(w[..., 0] - TOP[0], w[..., 1] - TOP[1]))


def two_hills(w: np.ndarray) -> np.ndarray:
    """The reward at ``w`` (..., 2): a hill of 10 at (2, 1), and one of 6, nearer to the start, at (-2, -1)."""
    near, far = ((w - sign * np.array(TOP)) ** 2 for sign in (-1, 1))
    return 6 * np.exp(-near.sum(axis=-1) / 2) + 10 * np.exp(-far.sum(axis=-1) / 2)


GROUNDS = {"terraces": terraces, "two hills": two_hills}


def session(lake: FrozenLake, policy: np.ndarray, rng: np.random.Generator) -> tuple[list[int], list[int], float]:
    """Play one session by ``policy`` (S, A): its states, its actions, and gamma^steps if it reached the goal, else 0.

    >>> session(FrozenLake(slippery=False), np.eye(4)[[1, 0, 0, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 2, 2, 0]],
    ...         np.random.default_rng(0))[:2]
    ([0, 4, 8, 9, 13, 14], [1, 1, 2, 1, 2, 2])
    """
    state, _ = lake.reset(seed=int(rng.integers(2**31)))
    chances, states, actions, reward = policy.cumsum(axis=1), [], [], 0
    for drawn in rng.random(LONGEST):
        action = min(int((chances[state] <= drawn).sum()), lake.actions - 1)
        states.append(state)
        actions.append(action)
        state, reward, terminated, _, _ = lake.step(action)
        if terminated:
            break
    return states, actions, reward * GAMMA ** len(states)
