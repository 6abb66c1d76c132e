"""How select_elites and fit_policy are checked: lists of sessions in, two flat rows out, and a table of chances."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, as_array, named
from lessonlib.checks.reinforcement.asked import call, fresh, result, stays

ELITE, POLICY, SMOOTHED = "elite", "policy", "smoothing"


def _sessions(label: str, rewards: list[float], percentile: float, seed: int, **kind: bool) -> Case:
    rng = np.random.default_rng(seed)
    lengths = [3 + (2 * i + seed) % 5 for i in range(len(rewards))]
    states, actions = ([rng.integers(n, size=size).tolist() for size in lengths] for n in (9, 4))
    return Case(label, args=(states, actions, rewards, percentile), **kind)


SESSIONS = (
    _sessions("3 sessions, percentile 40", [3.0, 1.0, 8.0], 40, seed=1),
    _sessions("7 sessions, two of them at the percentile", [2.0, 9.0, 4.0, 4.0, -3.0, 8.0, 0.0], 50, seed=2),
    _sessions("6 sessions with the same reward", [1.0] * 6, 75, seed=3),
    _sessions("5 sessions of negative reward", [-20.0, -2.0, -6.0, -1.0, -4.0], 60, seed=4),
    _sessions("the best session alone, percentile 100", [1.0, 7.0, 3.0], 100, seed=5, rare=True),
)


def pairs(sessions: Any, kept: Any) -> np.ndarray:
    """The sessions with the numbers ``kept``, one after the other."""
    return np.array([item for i in kept for item in sessions[i]])


def elite(states: Any, actions: Any, rewards: Any, percentile: float, order: int = 0) -> dict[str, np.ndarray]:
    """Both rows of the best sessions; ``order`` 1 or -1 puts them by reward."""
    kept = np.flatnonzero(np.array(rewards) >= np.percentile(rewards, percentile))
    kept = sorted(kept, key=lambda i: order * rewards[i])
    return {"states": pairs(states, kept), "actions": pairs(actions, kept)}


def _selected(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    value = maker.raw(*fresh(case))
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise NotNumbers(named(value))
    return {name: as_array(row) for name, row in zip(("states", "actions"), value, strict=True)}


def _counted(label: str, size: int, n_states: int, n_actions: int, seed: int, **kind: bool) -> Case:
    """Pairs of which some come often; the last state never does."""
    rng = np.random.default_rng(seed)
    s, a = rng.integers(n_states - 1, size=size), rng.integers(n_actions, size=size)
    return Case(label, args=(s, a, n_states, n_actions), **kind)


PAIRS = (
    _counted("20 pairs, 5 states, 3 actions, state 4 never seen", 20, 5, 3, seed=1),
    _counted("9 pairs, 4 states, 2 actions, state 3 never seen", 9, 4, 2, seed=2),
    _counted("30 pairs, 4 states, 4 actions, state 3 never seen", 30, 4, 4, seed=3),
    _counted("one pair", 1, 3, 2, seed=4, rare=True),
)
WITH = tuple(
    case.but(f"{case.label}, smoothing {smoothing:g}", args=(*case.args, smoothing))
    for case, smoothing in zip(PAIRS[:2], (0.5, 2.0), strict=True)
)


def counts(s: Any, a: Any, n_states: int, n_actions: int) -> np.ndarray:
    """How often each action was taken in each state: (S, A)."""
    n = np.zeros((n_states, n_actions))
    np.add.at(n, (np.asarray(s), np.asarray(a)), 1)
    return n


def shares(n: np.ndarray) -> np.ndarray:
    """Each row divided by its sum; a row of zeros becomes uniform."""
    n = np.where(n.sum(axis=1, keepdims=True) == 0, 1, n)
    return n / n.sum(axis=1, keepdims=True)


def smoothed(s: Any, a: Any, n_states: int, n_actions: int, smoothing: float = 0.0) -> np.ndarray:
    """The policy with ``smoothing`` added to every count."""
    return shares(counts(s, a, n_states, n_actions) + smoothing)


def _with_smoothing(maker: Maker, case: Case) -> np.ndarray:
    """An answer that takes no smoothing has none to be judged."""
    try:
        taken = len(inspect.signature(maker.candidate).parameters)
    except (TypeError, ValueError):
        taken = 5
    return call(maker, case) if taken >= 5 else smoothed(*case.args)


EXERCISES = (
    Exercise(
        "select_elites",
        ("select_elites",),
        "function",
        "select_elites(states, actions, rewards, percentile) -> states and actions of the best sessions, both flat",
        (
            Part(
                ELITE,
                "all sessions whose reward is at least the percentile",
                SESSIONS,
                _selected,
                result(elite),
                also=(lambda c: elite(*c.args, order=1), lambda c: elite(*c.args, order=-1)),
                hints=(
                    "Print the threshold, and the rewards that reach it.",
                    "threshold = np.percentile(rewards, percentile); keep session i when rewards[i] >= threshold.",
                ),
            ),
            stays(SESSIONS),
        ),
    ),
    Exercise(
        "fit_policy",
        ("fit_policy",),
        "function",
        "fit_policy(elite_states, elite_actions, n_states, n_actions, smoothing=0.0) -> policy of shape (S, A)",
        (
            Part(
                POLICY,
                "n(s, a) / sum over a' of n(s, a'); 1 / A where the elite never was",
                PAIRS,
                call,
                result(smoothed),
                hints=(
                    "What is the sum of each row of your answer?",
                    "Count with np.add.at(counts, (states, actions), 1), then divide each row by its own sum.",
                ),
            ),
            Part(
                SMOOTHED,
                "smoothing is added to every count, before the division",
                WITH,
                _with_smoothing,
                result(smoothed),
                hints=("What is an action worth that was never taken?", "counts = counts + smoothing, then divide."),
            ),
            stays(PAIRS),
        ),
    ),
)
