"""A table of what may happen, read once and checked: one row an outcome, so that a sweep is a few array operations."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence

import numpy as np

from lessonlib.arguments import in_memory, told


def outcomes(P, state, action, where: str) -> list:
    """Return P[state][action]; ValueError for a state or an action that is not there, and for no distribution.

    >>> outcomes({0: {0: [(0.5, 0, 1.0, True)]}}, 0, 0, "action_value")
    Traceback (most recent call last):
    ValueError: action_value: wanted probabilities that sum to 1, got 0.5 for action 0 in state 0. List all outcomes.
    """
    _a_table(P, where)
    try:
        actions = P[state]
    except (KeyError, IndexError, TypeError):
        there = f"one of {_some(P)}"
        raise ValueError(f"{where}(state): wanted {there}, got {told(state)}. Choose one of these.") from None
    _a_table(actions, where)
    try:
        rows = actions[action]
    except (KeyError, IndexError, TypeError):
        there = f"one of {_some(actions)}, the actions in state {told(state)}"
        raise ValueError(f"{where}(action): wanted {there}, got {told(action)}. Choose one of these.") from None
    if not isinstance(rows, list | tuple) or not all(_an_outcome(row) for row in rows):
        raise TypeError(
            f"{where}: wanted a list of (probability, next state, reward, terminated), got {told(rows)} for action "
            f"{told(action)} in state {told(state)}. Write such a list."
        )
    total = sum(row[0] for row in rows)
    if not abs(total - 1) < 1e-6 or any(row[0] < 0 for row in rows):
        came = f"{total:.6g}{' with some below 0' if any(row[0] < 0 for row in rows) else ''}"
        raise ValueError(
            f"{where}: wanted probabilities that sum to 1, got {came} for action {told(action)} in state "
            f"{told(state)}. List all outcomes."
        )
    return rows


def _a_table(P, where: str):
    if isinstance(P, Mapping) or (isinstance(P, Sequence) and not isinstance(P, str | bytes | memoryview)):
        return in_memory(P, where)
    wanted = "P[state][action] = [(probability, next state, reward, terminated), ...]"
    raise TypeError(f"{where}: wanted {wanted}, got {type(P).__name__} {told(P)} in it. Pass an environment's P.")


def _an_outcome(row) -> bool:
    if not isinstance(row, list | tuple) or len(row) != 4:
        return False
    probability, following, reward, _ = row
    return isinstance(following, numbers.Integral) and all(isinstance(v, numbers.Real) for v in (probability, reward))


def _some(names) -> str:
    names = [repr(name) for name in (names if hasattr(names, "keys") else range(len(names)))]
    return ", ".join(names if len(names) < 9 else [*names[:3], "...", names[-1]])


class Transitions:
    """The outcomes of a table P as columns; ``states`` counts them, ``names[s]`` lists the actions in state s.

    Raises ValueError for a state without actions, a next state that is not there, and what is no distribution.
    """

    def __init__(self, P):
        self.states = len(_a_table(P, "P"))
        if not self.states:
            raise ValueError("P: wanted at least one state, got none. Write P[state][action] = [(p, s, r, end), ...].")
        self.names, self.first, pair, rows = [], [], [], []
        pairs = 0
        for s in range(self.states):
            if hasattr(P, "keys") and s not in P:
                raise ValueError(f"P: wanted states 0 to {self.states - 1}, got none called {s}. Number them from 0.")
            _a_table(P[s], "P")
            names = list(P[s]) if hasattr(P[s], "keys") else list(range(len(P[s])))
            if not names:
                raise ValueError(f"P: wanted an action in state {s}, got none. An end is [(1.0, {s}, 0.0, True)].")
            self.names.append(names)
            self.first.append(pairs)  # of the pairs (s, a), the first of each state
            for a in names:
                found = outcomes(P, s, a, "P")
                pair += [pairs] * len(found)
                rows += found
                pairs += 1
        probability, following, reward, terminated = zip(*rows, strict=True)
        self.pair, self.probability = np.array(pair), np.array(probability, dtype=float)
        self.following, self.reward = np.array(following), np.array(reward, dtype=float)
        if not ((self.following >= 0) & (self.following < self.states)).all():
            strange = self.following[(self.following < 0) | (self.following >= self.states)][0]
            raise ValueError(f"P: wanted next states 0 to {self.states - 1}, got {strange}. Number them from 0.")
        self.continues = ~np.array(terminated, dtype=bool)

    def action_values(self, values: np.ndarray, gamma: float) -> np.ndarray:
        """Q of all pairs (s, a), state by state: the sum of p (r + gamma V(s'))."""
        gained = self.probability * (self.reward + gamma * self.continues * values[self.following])
        return np.bincount(self.pair, weights=gained)

    def best(self, q: np.ndarray) -> np.ndarray:
        """The largest of each state's action values: (S,)."""
        return np.maximum.reduceat(q, self.first)

    def by_state(self, q: np.ndarray) -> list[np.ndarray]:
        """The action values of each state."""
        return np.split(q, self.first[1:])
