"""How discounted_returns and advantages are checked: on short rows, one of them with ends within."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.reinforcement.asked import call, result, stays

RETURNS, WHOLE, ADVANTAGES = "returns", "whole numbers", "advantages"


def _rewards(label: str, rewards: list[float], gamma: float, **kind: bool) -> Case:
    return Case(label, args=(np.array(rewards), gamma), **kind)


ROWS = (
    _rewards("7 rewards, gamma 0.9", [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0], 0.9),
    _rewards("5 rewards of both signs, gamma 0.5", [2.0, -1.0, 0.5, -3.0, 4.0], 0.5),
    _rewards("4 steps that cost 1, gamma 0.8", [-1.0] * 4, 0.8),
    _rewards("one reward", [3.0], 0.9, rare=True),
)
INTEGERS = (Case("7 rewards that are whole numbers, gamma 0.9", args=(np.array([0, 0, 1, 0, 0, 1, 0]), 0.9)),)


def returns(rewards, gamma) -> np.ndarray:
    """G_t = the sum over k of gamma^k r_(t + k)."""
    T = len(rewards)
    return np.array([sum(gamma ** (k - t) * rewards[k] for k in range(t, T)) for t in range(T)])


def _rollout(label: str, steps: int, ends: list[int], gamma: float, lam: float, seed: int, **kind: bool) -> Case:
    rng = np.random.default_rng(seed)
    rewards, values = rng.normal(0, 2, (2, steps))
    ended = np.isin(np.arange(steps), ends)
    return Case(label, args=(rewards, values, float(rng.normal(3, 1)), ended, gamma, lam), **kind)


ROLLOUTS = (
    _rollout("6 steps cut off, gamma 0.9, lambda 0.8", 6, [], 0.9, 0.8, seed=1),
    _rollout("7 steps, an end after the third", 7, [2], 0.95, 0.7, seed=2),
    _rollout("5 steps, the last one an end", 5, [4], 0.8, 0.5, seed=3),
    _rollout("one step", 1, [], 0.9, 0.9, seed=4, rare=True),
    _rollout("lambda 0", 4, [1], 0.9, 0.0, seed=5, rare=True),
    _rollout("lambda 1", 4, [1], 0.9, 1.0, seed=6, rare=True),
)


def errors(rewards, values, last, ended, gamma, bootstrapped=True) -> np.ndarray:
    """delta_t = r_t + gamma V(s_(t + 1)) - V(s_t)."""
    goes_on = (1 - ended) if bootstrapped else 1
    return rewards + gamma * goes_on * np.append(values[1:], last) - values


def summed(delta, ended, decay, reset=True) -> np.ndarray:
    """A_t = delta_t + decay A_(t + 1)."""
    A, later = np.zeros(len(delta)), 0.0
    for t in reversed(range(len(delta))):
        A[t] = later = delta[t] + decay * (1 - ended[t] if reset else 1) * later
    return A


def advantages(rewards, values, last, ended, gamma, lam) -> np.ndarray:
    """Generalised advantage estimation."""
    return summed(errors(rewards, values, last, ended, gamma), ended, gamma * lam)


EXERCISES = (
    Exercise(
        "discounted_returns",
        ("discounted_returns",),
        "function",
        "discounted_returns(rewards, gamma) -> returns of shape (T,)",
        (
            Part(
                RETURNS,
                "G_t = r_t + gamma G_(t + 1)",
                ROWS,
                call,
                result(returns),
                hints=(
                    "Begin at the end: what is the return of the last step?",
                    "for t in reversed(range(T)): later = rewards[t] + gamma * later; returns[t] = later",
                ),
            ),
            Part(
                WHOLE,
                "G_t = r_t + gamma G_(t + 1), for whole numbers too",
                INTEGERS,
                call,
                result(returns),
                rare=True,
                hints=("Of which dtype is your array of returns?", "np.zeros(len(rewards)) holds floats."),
            ),
            stays(ROWS),
        ),
    ),
    Exercise(
        "advantages",
        ("advantages", "gae"),
        "function",
        "advantages(rewards, values, last_value, terminated, gamma, lam) -> advantages of shape (T,)",
        (
            Part(
                ADVANTAGES,
                "A_t = delta_t + gamma lambda A_(t + 1), delta_t = r_t + gamma V(s_(t + 1)) − V(s_t)",
                ROLLOUTS,
                call,
                result(advantages),
                hints=(
                    "Compute the deltas first, and compare them by hand; then add them up from the end.",
                    "later = delta[t] + gamma * lam * (not terminated[t]) * later",
                ),
            ),
            stays(ROLLOUTS),
        ),
    ),
)
