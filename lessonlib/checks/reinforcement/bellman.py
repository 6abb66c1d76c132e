"""How action_value, value_iteration and greedy_policy are checked: on small tables whose answers are all different."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import as_array
from lessonlib.checks.reinforcement.asked import fresh, result, stays

VALUE, BEST, GREEDY = "value of an action", "values", "policy"


def table(seed: int, states: int, actions: int, low: float, high: float, ends: float = 0.3) -> dict:
    """A table whose outcomes are drawn; some terminate, also in states that have a value of their own."""
    rng = np.random.default_rng(seed)

    def rows():
        following = rng.choice(states, size=int(rng.integers(1, 4)), replace=False)
        odds = rng.dirichlet(np.ones(len(following)))
        return [
            (float(p), int(s), float(rng.uniform(low, high)), bool(rng.random() < ends))
            for p, s in zip(odds, following, strict=True)
        ]

    return {s: {a: rows() for a in range(actions)} for s in range(states)}


MIXED, COSTS, GAINS = table(1, 5, 2, -5, 5), table(2, 4, 3, -6, -1), table(3, 6, 2, 0, 3)
V = np.random.default_rng(0).normal(0, 4, 12)
# A way of four steps to a goal of its own: the values are known by heart.
WAY = {s: {0: [(1.0, max(s - 1, 0), -1.0, False)], 1: [(1.0, s + 1, -1.0, s == 3)]} for s in range(4)}
WAY[4] = {a: [(1.0, 4, 0.0, True)] for a in range(2)}
ONE = (
    Case("5 states, 2 actions, gamma 0.9", args=(MIXED, V[:5], 0.9)),
    Case("4 states, 3 actions, gamma 0.5", args=(COSTS, V[5:9], 0.5)),
    Case("6 states, 2 actions, gamma 0.99", args=(GAINS, V[6:], 0.99)),
)
ALL = (
    Case("5 states, rewards from -5 to 5, gamma 0.9", args=(MIXED, 0.9, 1e-9)),
    Case("4 states, every reward below 0, gamma 0.8", args=(COSTS, 0.8, 1e-9)),
    Case("6 states, no reward below 0, gamma 0.9", args=(GAINS, 0.9, 1e-9)),
    Case("a way of 4 steps that cost 1, gamma 1", args=(WAY, 1.0, 1e-9)),
)
LARGE = table(7, 12, 3, -5, 5)
CHOSEN = (
    Case("12 states, 3 actions, gamma 0.9", args=(LARGE, V, 0.9)),
    Case("9 states, 4 actions, gamma 0.6", args=(table(8, 9, 4, -6, -1), V[:9], 0.6)),
)


def gained(rows: Any, values: Any, gamma: float) -> list[tuple[float, float]]:
    """(p, r + gamma V(s')) of each outcome."""
    return [(p, r + (0 if end else gamma * values[s])) for p, s, r, end in rows]


def expected(rows: Any, values: Any, gamma: float) -> float:
    """The sum of p (r + gamma V(s'))."""
    return sum(p * g for p, g in gained(rows, values, gamma))


def backup(P: dict, values: Any, gamma: float, worth=expected) -> np.ndarray:
    """Q of all pairs (S, A), each by ``worth(rows, values, gamma)``."""
    return np.array([[worth(P[s][a], values, gamma) for a in P[s]] for s in P])


def iterated(P: dict, gamma: float, tolerance: float, worth=expected, best=np.max, sweeps: int = 2000) -> np.ndarray:
    """V after so many sweeps, or when it has settled; ``best(Q of a state)`` is what a state is worth."""
    values = np.zeros(len(P))
    for _ in range(sweeps):
        new = np.array([best(row) for row in backup(P, values, gamma, worth)])
        settled = np.abs(new - values).max() < 1e-10
        values = new
        if settled:
            break
    return values


def _each_pair(maker: Maker, case: Case) -> np.ndarray:
    P, values, gamma = case.args
    return np.array(
        [[maker.call(copy.deepcopy(P), values.copy(), s, a, gamma).item() for a in P[s]] for s in P], dtype=float
    )


def _by_state(maker: Maker, case: Case) -> np.ndarray:
    """One number a state, in an array or in a dict by state."""
    value = maker.raw(*fresh(case))
    if value is None:
        raise GaveNothing("None")
    return as_array([value[s] for s in case.args[0]] if isinstance(value, dict) else value)


def greedy(P: dict, values: Any, gamma: float, worth=expected, best=np.argmax) -> np.ndarray:
    """The action of each state."""
    return np.array([best(row) for row in backup(P, values, gamma, worth)])


EXERCISES = (
    Exercise(
        "action_value",
        ("action_value",),
        "function",
        "action_value(P, values, state, action, gamma); P[state][action] = [(probability, next_state, reward, "
        "terminated), ...]",
        (
            Part(
                VALUE,
                "sum of p (r + gamma V(s')), without V(s') where it terminated",
                ONE,
                _each_pair,
                result(backup),
                hints=(
                    "Take one state and one action, and write a line for each of its outcomes.",
                    "sum(p * (r + (0 if end else gamma * values[s])) for p, s, r, end in P[state][action])",
                ),
            ),
        ),
    ),
    Exercise(
        "value_iteration",
        ("value_iteration",),
        "function",
        "value_iteration(P, gamma, tolerance=1e-9) -> values of shape (S,)",
        (
            Part(
                BEST,
                "V(s) = max over a of Q(s, a), until nothing changes any more",
                ALL,
                _by_state,
                result(iterated),
                atol=1e-5,
                hints=(
                    "Print the values after each of the first three sweeps.",
                    "new[s] = max(action_value(P, values, s, a, gamma) for a in P[s]); stop when "
                    "abs(new - values).max() <= tolerance.",
                ),
            ),
            stays(ALL),
        ),
    ),
    Exercise(
        "greedy_policy",
        ("greedy_policy",),
        "function",
        "greedy_policy(P, values, gamma) -> actions of shape (S,)",
        (
            Part(
                GREEDY,
                "argmax over a of Q(s, a)",
                CHOSEN,
                _by_state,
                result(greedy),
                hints=(
                    "Print the action values of one state.",
                    "max(P[s], key=lambda a: action_value(P, values, s, a, gamma))",
                ),
            ),
            stays(CHOSEN),
        ),
    ),
)
