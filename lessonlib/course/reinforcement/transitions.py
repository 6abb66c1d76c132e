"""Questions on learning from transitions: targets, the step of a value, and how an agent explores."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON, LAB = "33_learning_from_transitions", "temporal_difference_lab"


def _drawn(rng: np.random.Generator):
    """A reward, Q of three actions in the next state, all below 0, and gamma."""
    return tenths(rng, -3, 3), tenths(rng, -9, -0.5, (3,)), float(rng.choice([0.5, 0.8, 0.9]))


def target_of_q_learning(rng: np.random.Generator) -> Question:
    """r + gamma max Q."""
    reward, q, gamma = _drawn(rng)
    return Question(
        text=f"A step brought the reward `{reward}` and led to a state with Q = `{q}`; gamma is `{gamma}`. What is the "
        "target of Q-learning?",
        given={"reward": reward, "q": q, "gamma": gamma},
        answer=reward + gamma * max(q),
        why=f"{reward} + {gamma} · ({max(q)}) = {reward + gamma * max(q):.2f}. The largest of three numbers below 0 is "
        "below 0: a maximum that begins at 0 would miss it.",
        traps=(
            (reward, "the maximum of numbers below 0 is not 0."),
            (reward + gamma * min(q), "the best action has the largest Q, here the one nearest to 0."),
            (reward + max(q), "gamma is missing."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def target_of_expected_sarsa(rng: np.random.Generator) -> Question:
    """r + gamma times the mean over epsilon-greedy."""
    reward, q, gamma = _drawn(rng)
    epsilon = float(rng.choice([0.3, 0.6]))
    mean = (1 - epsilon) * max(q) + epsilon * sum(q) / 3
    return Question(
        text=f"A step brought the reward `{reward}` and led to a state with Q = `{q}`; gamma is `{gamma}`, and the "
        f"agent takes any of the three actions with probability epsilon = `{epsilon}`, else the best. What is the "
        "target of Expected SARSA?",
        given={"reward": reward, "q": q, "gamma": gamma, "epsilon": epsilon},
        answer=reward + gamma * mean,
        why=f"The chances are {epsilon / 3:.1f} each, and {1 - epsilon:.1f} more for the best: their mean of Q is "
        f"{mean:.3f}, so {reward} + {gamma} · ({mean:.3f}) = {reward + gamma * mean:.2f}.",
        traps=(
            (reward + gamma * max(q), "that is the target of Q-learning."),
            (reward + gamma * sum(q) / 3, "the best action is likelier than the others."),
            (reward + gamma * (1 - epsilon) * max(q), "exploring is missing."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def step_of_a_value(rng: np.random.Generator) -> Question:
    """Q + alpha (target - Q)."""
    old, target, alpha = tenths(rng, -9, 0), tenths(rng, -9, 0), float(rng.choice([0.1, 0.2, 0.3]))
    new = old + alpha * (target - old)
    return Question(
        text=f"Q(s, a) is `{old}`, the target `{target}`, alpha `{alpha}`. What is Q(s, a) after the update?",
        given={"old": old, "target": target, "alpha": alpha},
        answer=new,
        why=f"{old} + {alpha} · ({target} - ({old})) = {new:.2f}: a small alpha moves it a little way to the target.",
        traps=(
            (alpha * old + (1 - alpha) * target, "alpha and 1 - alpha are exchanged."),
            (old + alpha * target, "the error is the target minus the old value."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def greedy_share(rng: np.random.Generator) -> Question:
    """How often epsilon-greedy takes the best action."""
    epsilon, actions = float(rng.choice([0.1, 0.2, 0.3, 0.4])), int(rng.integers(3, 7))
    share = 1 - epsilon + epsilon / actions
    return Question(
        text=f"There are `{actions}` actions, one of them the best. An agent draws any of them with probability "
        f"epsilon = `{epsilon}`, else it takes the best. With which probability does it take the best one?",
        given={"epsilon": epsilon, "actions": actions},
        answer=share,
        decimals=3,
        why=f"{1 - epsilon:.1f} + {epsilon} / {actions} = {share:.3f}: exploring can draw the best action too.",
        traps=(
            (1 - epsilon, "exploring can draw the best action too."),
            (epsilon, "it explores with epsilon, and is greedy otherwise."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (target_of_q_learning, target_of_expected_sarsa, step_of_a_value, greedy_share)
