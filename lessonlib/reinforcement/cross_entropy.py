"""The cross-entropy method on a table: play sessions, keep the best, and do as they did."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, in_order, real, room, whole


def select_elites(states, actions, rewards, percentile: float):
    """Return the states and the actions of the best sessions, one after the other: two arrays (M,).

    A session is among the best when its reward is at least the ``percentile``-th percentile of all ``rewards``; when
    all are equal, all are.

    Args:
        states, actions: a list of N sessions, each a list of its states or actions.
        rewards: (N,), the total reward of each session.
        percentile: from 0 (keep all) to 100 (keep the best alone).

    Raises:
        ValueError: for no session, lists that do not fit each other, a reward that is not finite, a percentile beyond
            0 to 100.

    >>> select_elites([[1, 2, 3], [4, 2, 0, 2], [3, 1]], [[0, 2, 4], [3, 2, 0, 1], [3, 3]], [3, 4, 5], 50)
    (array([4, 2, 0, 2, 3, 1]), array([3, 2, 0, 1, 3, 3]))

    Source: Rubinstein and Kroese (2004), The cross-entropy method.
    """
    states, actions = _sessions(states, "select_elites(states)"), _sessions(actions, "select_elites(actions)")
    rewards = float_array(rewards, "select_elites(rewards)")
    percentile = real(percentile, "select_elites(percentile)", at_least=0, at_most=100)
    if rewards.ndim != 1 or not len(rewards) or not len(states) == len(actions) == len(rewards):
        came = f"{len(states)} lists of states, {len(actions)} of actions and rewards of shape {rewards.shape}"
        raise ValueError(f"select_elites: wanted N sessions with one reward each, got {came}. Play at least one.")
    if not np.isfinite(rewards).all():
        came = rewards[~np.isfinite(rewards)][0]
        raise ValueError(f"select_elites(rewards): wanted finite numbers, got {came}. Leave such sessions out.")
    for row, (seen, done) in enumerate(zip(states, actions, strict=True)):
        if len(seen) != len(done):
            came = f"{len(seen)} states and {len(done)} actions"
            raise ValueError(f"select_elites: wanted an action for each state, got {came} in session {row}. Pair them.")
    elite = np.flatnonzero(rewards >= np.percentile(rewards, percentile))
    return tuple(np.concatenate([sessions[i] for i in elite]) for sessions in (states, actions))


def fit_policy(elite_states, elite_actions, n_states: int, n_actions: int, smoothing: float = 0.0) -> np.ndarray:
    """Return the policy (S, A) that does in each state what the elite did there.

        pi(a | s) = (n(s, a) + smoothing) / sum over a' of (n(s, a') + smoothing)

    n(s, a) counts how often the elite took a in s; where it never was, all actions are equally likely.

    Args:
        elite_states, elite_actions: (M,) each, what ``select_elites`` gives.
        n_states, n_actions: S and A.
        smoothing: added to every count, so that no action dies out.

    Raises:
        ValueError: for an empty elite, arrays of different lengths, states or actions that there are not.

    >>> fit_policy([0, 0, 0, 1], [1, 1, 0, 0], n_states=3, n_actions=2)
    array([[0.333, 0.667],
           [1.   , 0.   ],
           [0.5  , 0.5  ]])

    Source: Rubinstein and Kroese (2004), The cross-entropy method.
    """
    n_states, n_actions = whole(n_states, "fit_policy(n_states)"), whole(n_actions, "fit_policy(n_actions)")
    room("fit_policy(n_states, n_actions)", n_states, n_actions)
    smoothing = real(smoothing, "fit_policy(smoothing)", at_least=0)
    s = _numbered(elite_states, n_states, "fit_policy(elite_states)")
    a = _numbered(elite_actions, n_actions, "fit_policy(elite_actions)")
    if len(s) != len(a):
        raise ValueError(f"fit_policy: wanted an action for each state, got {len(s)} and {len(a)}. Pair them.")
    counts = np.full((n_states, n_actions), smoothing)
    np.add.at(counts, (s, a), 1)
    counts[counts.sum(axis=1) == 0] = 1  # where the elite never was
    return counts / counts.sum(axis=1, keepdims=True)


def _sessions(rows, where: str) -> list[np.ndarray]:
    rows = in_order(rows, where, "a list of sessions, each a list of numbers", "Pass one such as [[0, 1], [0]].")
    for row in rows:
        if not float_array(row, where).ndim:
            raise TypeError(f"{where}: wanted a list of sessions, got a single number in it. Put [ ] around each.")
    return [np.asarray(row) for row in rows]


def _numbered(values, count: int, name: str) -> np.ndarray:
    float_array(values, name)  # refuses what holds no numbers
    array = np.asarray(values)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{name}: wanted at least one number, got shape {array.shape}. Keep at least one session.")
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name}: wanted whole numbers, got {array.dtype}. Number them from 0.")
    if array.min() < 0 or array.max() >= count:
        strange = array.min() if array.min() < 0 else array.max()
        raise ValueError(f"{name}: wanted numbers from 0 to {count - 1}, got {strange}. Choose among these.")
    return array
