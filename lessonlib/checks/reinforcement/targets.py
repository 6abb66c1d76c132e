"""How the three targets are checked: one transition in, one number out."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.reinforcement.asked import call, result, stays

TARGET, AMONG = "target", "chances of the mean"
# reward, Q(s', .), next action, epsilon, gamma, terminated. The best action is 1, 2, 0, 3, then ends.
STEPS = {
    "every Q below 0": (-1.0, [-4.0, -2.5, -3.0], 2, 0.3, 0.9, False),
    "every Q above 0": (0.5, [1.0, 2.0, 4.0, 0.5], 0, 0.1, 0.8, False),
    "the best action is 0": (2.0, [3.5, -1.0, 1.5], 1, 0.4, 0.7, False),
    "Q on both sides of 0": (-0.5, [0.4, -2.2, -1.0, 1.7], 3, 0.2, 0.95, False),
    "the episode terminated": (5.0, [2.0, -3.0, 1.0], 1, 0.5, 0.9, True),
    "the episode terminated, with a cost": (-100.0, [-2.0, -3.0, -7.0], 0, 0.5, 0.6, True),
}


def _cases(*taken: str) -> tuple[Case, ...]:
    def case(label, row):
        named = dict(zip(("reward", "q", "action", "epsilon", "gamma", "end"), row, strict=True))
        named["q"] = np.array(named["q"])
        return Case(label, args=tuple(named[name] for name in taken))

    return tuple(case(label, row) for label, row in STEPS.items())


# What each target makes of Q(s', .): (the value, further arguments).
OFF = _cases("reward", "q", "gamma", "end")
ON = _cases("reward", "q", "action", "gamma", "end")
MEAN = _cases("reward", "q", "epsilon", "gamma", "end")


def q_target(reward, q, gamma, end) -> float:
    """r + gamma max Q."""
    return reward + gamma * (1 - end) * q.max()


def sarsa(reward, q, action, gamma, end) -> float:
    """r + gamma Q(s', a')."""
    return reward + gamma * (1 - end) * q[action]


def mean_of(q, epsilon) -> float:
    """The mean of Q over the chances of epsilon-greedy."""
    return (1 - epsilon) * q.max() + epsilon * q.mean()


def without_the_best(q, epsilon) -> float:
    """The same for the kind that leaves the greedy action out of exploring."""
    return (1 - epsilon) * q.max() + epsilon * np.delete(q, q.argmax()).mean()


def expected_sarsa(reward, q, epsilon, gamma, end, mean=mean_of) -> float:
    """r + gamma mean of Q."""
    return reward + gamma * (1 - end) * mean(q, epsilon)


def _exercise(name: str, call_as: str, formula: str, cases, wanted, code: str, also=(), more=()) -> Exercise:
    return Exercise(
        name,
        (name,),
        "function",
        call_as,
        (
            Part(
                TARGET,
                formula,
                cases,
                call,
                result(wanted),
                also=also,
                hints=("Work the target out by hand for one transition.", code),
            ),
            stays(cases),
            *more,
        ),
    )


EXERCISES = (
    _exercise(
        "q_target",
        "q_target(reward, q_next, gamma, terminated) -> a number; q_next of shape (A,)",
        "r + gamma max Q(s', a'), r alone after an end",
        OFF,
        q_target,
        "reward + gamma * (not terminated) * q_next.max()",
    ),
    _exercise(
        "sarsa_target",
        "sarsa_target(reward, q_next, next_action, gamma, terminated) -> a number; q_next of shape (A,)",
        "r + gamma Q(s', a'), r alone after an end",
        ON,
        sarsa,
        "reward + gamma * (not terminated) * q_next[next_action]",
    ),
    _exercise(
        "expected_sarsa_target",
        "expected_sarsa_target(reward, q_next, epsilon, gamma, terminated) -> a number; q_next of shape (A,)",
        "r + gamma ((1 − epsilon) max Q + epsilon mean Q), r alone after an end",
        MEAN,
        expected_sarsa,
        "pi = epsilon / A for each action, 1 − epsilon more for the best; reward + gamma * (pi * q_next).sum()",
        also=(lambda c: expected_sarsa(*c.args, mean=without_the_best),),
        more=(
            Part(
                AMONG,
                "epsilon / A for each action, 1 − epsilon more for the best",
                MEAN[:1],
                call,
                result(expected_sarsa),
                advice=True,
                hints=("Which chance has the greedy action?", "1 − epsilon + epsilon / A."),
            ),
        ),
    ),
)
