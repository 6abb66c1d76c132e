"""Questions on policy gradients: returns, the corridor, the gradient of one step, advantages."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths
from lessonlib.reinforcement import advantages, corridor_return, discounted_returns

LESSON = "35_policy_gradients"


def first_return(rng: np.random.Generator) -> Question:
    """G of the second step."""
    rewards, gamma = rng.integers(-3, 6, size=5).tolist(), float(rng.choice([0.5, 0.9]))
    G = discounted_returns(rewards, gamma)
    return Question(
        text=f"An episode brought the rewards `{rewards}`; gamma is `{gamma}`. What is the return of the second step?",
        given={"rewards": rewards, "gamma": gamma},
        answer=float(G[1]),
        why=f"From the end: {', '.join(f'{g:.2f}' for g in G[::-1])}. The second step's is {G[1]:.2f}: what it brought "
        "itself and all that followed, discounted from there.",
        traps=(
            (float(G[0]), "that is the first step's return."),
            (float(G[2]), "the step's own reward belongs to it."),
            (float(gamma * G[1]), "the discount is counted from the step itself, not from the first."),
        ),
        lesson=LESSON,
        lab="returns_lab",
    )


def corridor(rng: np.random.Generator) -> Question:
    """J(p) in the short corridor, largest at p = 2 - sqrt 2."""
    p = float(rng.choice([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]))
    J, other = corridor_return(p), corridor_return(1 - p)
    return Question(
        text="In the short corridor (three places, left and right exchanged in the middle one, each step costs 1) an "
        f"agent goes right with probability `{p}`, wherever it is. The mean return is J(p) = (2 p - 4) / (p (1 - p)). "
        "How large is it?",
        given={"p": p},
        answer=J,
        why=f"({2 * p:.1f} - 4) / ({p} · {1 - p:.1f}) = {J:.2f}. The best p is 2 - sqrt(2) = 0.586, with J = -11.66: a "
        "policy that has to be random, which no greedy one can match.",
        traps=((other, "that is J for the probability of left."), (-J, "each step costs 1: returns are below 0.")),
        lesson=LESSON,
        lab="policy_gradient_lab",
    )


def push_on_a_logit(rng: np.random.Generator) -> Question:
    """The derivative of -log pi(a) G by the logit of the action taken."""
    logit, G = tenths(rng, -2, 2), tenths(rng, -5, 5)
    p = 1 / (1 + math.exp(-logit))
    return Question(
        text=f"A policy chooses between left (logit 0) and right (logit `{logit}`) by softmax. It went right, and the "
        f"return was `{G}`. What is the derivative of the loss - log pi(right) G by the logit of right?",
        given={"logit": logit, "G": G},
        answer=-(1 - p) * G,
        decimals=3,
        why=f"pi(right) = {p:.3f}, and d log pi / d logit = 1 - pi: -(1 - {p:.3f}) · {G} = {-(1 - p) * G:.3f}. A "
        "return above 0 makes it likelier, the more so the less likely it was.",
        traps=(
            ((1 - p) * G, "the loss has a minus sign."),
            (-p * (1 - p) * G, "that is the derivative with pi in place of log pi."),
            (-p * G, "d log pi / d logit is 1 - pi for the action taken."),
        ),
        lesson=LESSON,
        lab="policy_gradient_lab",
    )


def advantage(rng: np.random.Generator) -> Question:
    """The advantage of the first of two steps, the second of which is an end."""
    rewards, values = tenths(rng, -2, 4, (2,)), tenths(rng, -2, 4, (2,))
    gamma, lam = float(rng.choice([0.5, 0.9])), float(rng.choice([0.4, 0.8]))
    first, last = advantages(rewards, values, 0.0, [False, True], gamma, lam)
    error = rewards[0] + gamma * values[1] - values[0]
    return Question(
        text=f"Two steps brought the rewards `{rewards}`; V of their states was `{values}`, and the second one ended "
        f"the episode. gamma is `{gamma}`, lambda `{lam}`. What is the advantage of the first step (GAE)?",
        given={"rewards": rewards, "values": values, "gamma": gamma, "lam": lam},
        answer=float(first),
        decimals=3,
        why=f"delta of the first step {error:.2f}, of the second {last:.2f}, behind which nothing follows: {error:.2f} "
        f"+ {gamma} · {lam} · ({last:.2f}) = {first:.3f}.",
        traps=(
            (error, "that is lambda = 0: the second step's error is missing."),
            (rewards[0] + gamma * rewards[1] - values[0], "that is lambda = 1: return minus value."),
            (error + lam * last, "the second error is weighed by gamma lambda."),
        ),
        lesson="36_actor_and_critic",
        lab="actor_critic_lab",
    )


QUESTIONS = (first_return, corridor, push_on_a_logit, advantage)
