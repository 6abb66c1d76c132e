"""Questions on deep Q-networks: the maximum of noise, and two networks that share a target."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON = "34_deep_q_networks"


def overestimate(rng: np.random.Generator) -> Question:
    """The mean of the largest of three noisy estimates: 3 / (2 sqrt pi) standard deviations."""
    sd = tenths(rng, 0.5, 4)
    return Question(
        text="Three actions are all worth 0. Their estimates are off by independent normal noise with mean 0 and "
        f"standard deviation `{sd}`. What is the mean of the largest estimate? For standard deviation 1 it is 3 / (2 "
        "sqrt(pi)).",
        given={"sd": sd},
        answer=sd * 3 / (2 * math.sqrt(math.pi)),
        why=f"{sd} · 3 / (2 · 1.7725) = {sd} · 0.8463 = {sd * 3 / (2 * math.sqrt(math.pi)):.2f}. No action is worth "
        "that much: the maximum picks the luckiest estimate. A second network that judges the choice has other luck.",
        traps=(
            (0, "each estimate has the mean 0, their maximum has not."),
            (sd, "that is the spread of one estimate."),
        ),
        lesson=LESSON,
        lab="overestimation_lab",
    )


def double_target(rng: np.random.Generator) -> Question:
    """The next action by one network, its value by the other."""
    reward, gamma = tenths(rng, -3, 3), float(rng.choice([0.5, 0.9]))
    q, older = tenths(rng, 0.5, 9, (3,)), tenths(rng, 0.5, 9, (3,))
    value = older[int(np.argmax(q))]
    return Question(
        text=f"In the next state the network says Q = `{q}`, the target network Q' = `{older}`. The reward is "
        f"`{reward}`, gamma `{gamma}`. What is the target of double DQN?",
        given={"reward": reward, "gamma": gamma, "q": q, "older": older},
        answer=reward + gamma * value,
        why=f"The network chooses action {int(np.argmax(q))}, the target network judges it: {reward} + {gamma} · "
        f"{value} = {reward + gamma * value:.2f}.",
        traps=(
            (reward + gamma * max(older), "that is plain DQN: the target network chose and judged."),
            (reward + gamma * max(q), "the network chose and judged."),
            (reward + gamma * q[int(np.argmax(older))], "the roles are swapped."),
        ),
        lesson=LESSON,
        lab="deep_q_lab",
    )


QUESTIONS = (overestimate, double_target)
