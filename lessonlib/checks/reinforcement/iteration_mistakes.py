"""Mistakes in value iteration: where the maximum begins, when it stops, and what is given back."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.reinforcement.asked import mistakes_in
from lessonlib.checks.reinforcement.bellman import BEST, backup, expected, greedy, iterated
from lessonlib.checks.reinforcement.bellman_mistakes import all_discounted, best_outcome, past_the_end, undiscounted


def _by(worth=expected, best=np.max, sweeps=2000):
    return lambda P, gamma, tolerance: iterated(P, gamma, tolerance, worth, best, sweeps)


def _swept(P, values, gamma):
    """One sweep that writes into the values it reads; gives the largest change with its sign."""
    changes = []
    for s in P:
        new = max(expected(P[s][a], values, gamma) for a in P[s])
        changes.append(new - values[s])
        values[s] = new
    return max(changes)


def _in_place(P, gamma, tolerance, sweeps=1):
    values = np.zeros(len(P))
    for _ in range(sweeps):
        _swept(P, values, gamma)
    return values


def _signed(P, gamma, tolerance):
    values, change = np.zeros(len(P)), 1.0
    while change > tolerance:
        new = backup(P, values, gamma).max(axis=1)
        change, values = (new - values).max(), new
    return values


def _signed_in_place(P, gamma, tolerance):
    values = np.zeros(len(P))
    while _swept(P, values, gamma) > tolerance:
        pass
    return values


_all = mistakes_in("value_iteration", BEST)
ZERO = ("What is the maximum of -3 and -2, when you begin with best = 0?", "best = -np.inf, or max(... for a in P[s]).")
STOP = "How many sweeps does it make?", "Stop when np.abs(new - values).max() <= tolerance."
SIGN = "How large is a change from 0 to -5?", "np.abs(new - values).max()"
LINE = "Work out one state by hand, one line an outcome.", "p * (r + gamma * values[s]), V left out after an end."
MAX = "What is a state worth when the agent may choose?", "The maximum over its actions."
SIGNED = "The change was taken with its sign: where values fall, the first sweep looks settled."
MISTAKES = (
    _all(
        "max starts at 0",
        _by(best=lambda row: max(0, *row)),
        "A state whose actions are all worth less than 0 got 0: the maximum began at 0.",
        *ZERO,
    ),
    _all("one sweep only", _by(sweeps=1), "These are the values after one sweep.", *STOP),
    _all("one sweep only", _in_place, "These are the values after one sweep.", *STOP),
    _all("two sweeps only", _by(sweeps=2), "These are the values after two sweeps.", *STOP),
    _all("two sweeps only", lambda *a: _in_place(*a, sweeps=2), "These are the values after two sweeps.", *STOP),
    _all("change with its sign", _signed, SIGNED, *SIGN),
    _all("change with its sign", _signed_in_place, SIGNED, *SIGN),
    _all("gamma missing", _by(undiscounted), "What follows is not discounted.", *LINE),
    _all("gamma on the reward too", _by(all_discounted), "gamma stands before the reward as well.", *LINE),
    _all("end has a value", _by(past_the_end), "After an end, V(s') was still added.", *LINE),
    _all("best outcome in place of the mean", _by(best_outcome), "The luckiest outcome was taken.", *LINE),
    _all(
        "mean in place of max",
        _by(best=np.mean),
        "These are the values of an agent that acts at random: its actions were averaged.",
        *MAX,
    ),
    _all("min in place of max", _by(best=np.min), "The worst action was taken in every state.", *MAX),
    _all(
        "last action in place of the best",
        _by(best=lambda row: row[-1]),
        "The last action decides: each takes the place of the one before.",
        *MAX,
    ),
    _all("first action in place of the best", _by(best=lambda row: row[0]), "Action 0 alone was looked at.", *MAX),
    _all(
        "largest absolute value",
        _by(best=lambda row: row[np.argmax(np.abs(row))]),
        "The action with the largest absolute value was taken, so that costs count as gains.",
        *MAX,
    ),
    _all(
        "policy in place of values",
        lambda P, gamma, t: greedy(P, iterated(P, gamma, t), gamma),
        "These are the best actions; what they are worth was asked.",
        "What is the difference between max and argmax?",
        "return values",
    ),
    _all(
        "action values returned",
        lambda P, gamma, t: backup(P, iterated(P, gamma, t), gamma),
        "The whole table Q of shape (S, A) came.",
        "What is the shape of your answer?",
        "Q.max(axis=1)",
    ),
    _all("nothing learned", lambda P, *_: np.zeros(len(P)), "All values stayed 0.", *STOP),
)
