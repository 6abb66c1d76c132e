"""Questions on values: rewards without end, a backup by hand, the lake and the cliff."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question, tenths
from lessonlib.reinforcement import FrozenLake, value_iteration

LESSON, LAB = "32_markov_decision_processes", "value_iteration_lab"


def reward_for_ever(rng: np.random.Generator) -> Question:
    """What a reward at every step is worth."""
    reward, gamma = tenths(rng, 0.5, 3), float(rng.choice([0.8, 0.9, 0.95]))
    return Question(
        text=f"An agent gets the reward `{reward}` at every step, for ever, and gamma is `{gamma}`. What is the "
        "return?",
        given={"reward": reward, "gamma": gamma},
        answer=reward / (1 - gamma),
        decimals=1,
        why=f"V = r + gamma V, so V = r / (1 - gamma) = {reward} / {1 - gamma:.2f} = {reward / (1 - gamma):.1f}.",
        traps=(
            (reward / gamma, "the sum of 1 + gamma + gamma² + … is 1 / (1 - gamma)."),
            (gamma * reward / (1 - gamma), "the first reward is not discounted."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def slippery_action(rng: np.random.Generator) -> Question:
    """An action value with two outcomes, one of them an end."""
    p, gamma = float(rng.choice([0.6, 0.7, 0.8])), float(rng.choice([0.5, 0.9]))
    reward, fallen, value, other = (tenths(rng, *ends) for ends in ((-2, 2), (-9, -3), (2, 9), (-5, 5)))
    right = p * (reward + gamma * value) + (1 - p) * fallen
    return Question(
        text=f"An action leads with probability `{p}` to a state worth `{value}`, with reward `{reward}`; else into a "
        f"hole, where the episode ends with reward `{fallen}`; the table of values holds `{other}` for the hole. gamma "
        f"is `{gamma}`. What is the action worth?",
        given={"p": p, "gamma": gamma, "reward": reward, "fallen": fallen, "value": value, "other": other},
        answer=right,
        decimals=2,
        why=f"{p} · ({reward} + {gamma} · {value}) + {1 - p:.1f} · ({fallen}) = {right:.2f}. After an end nothing is "
        "to come, whatever the table says.",
        traps=(
            (right + (1 - p) * gamma * other, "after an end nothing is to come: leave the hole's value out."),
            (p * (reward + value) + (1 - p) * fallen, "what follows has to be discounted."),
            (reward + gamma * value + fallen, "the probabilities are missing."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def lake(rng: np.random.Generator) -> Question:
    """The value of the start on the slippery lake; without discounting 14/17."""
    gamma = float(rng.choice([1.0, 0.99, 0.95, 0.9]))
    value = float(value_iteration(FrozenLake().P, gamma)[0])
    return Question(
        text="What is the start of the slippery `4` x `4` lake worth to the best agent, when gamma is "
        f"`{gamma:g}`? Let your value iteration work it out on the table of `FrozenLake()`.",
        given={"gamma": gamma},
        answer=value,
        decimals=3,
        why=f"{value:.3f}. Without discounting it is 14/17 = 0.824, the chance to reach the goal; with it, late "
        "rewards count less, and ice makes the way long.",
        traps=(
            (gamma**5, "that is the value on ice that is not slippery: the goal after six steps."),
            (gamma**6, "the reward of the sixth step is discounted five times, and only without slipping."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def cliff(rng: np.random.Generator) -> Question:
    """The best return from a field above the cliff."""
    row, column = int(rng.integers(0, 3)), int(rng.integers(0, 11))
    steps = (3 - row) + (11 - column)
    return Question(
        text="The field with the cliff has 4 rows and 12 columns; the goal is in row 3, column 11, the cliff between "
        f"start and goal in row 3. Each step has the reward -1, gamma is 1. What is the best return from row `{row}`, "
        f"column `{column}` (both counted from 0)?",
        given={"row": row, "column": column},
        answer=-steps,
        decimals=0,
        why=f"{11 - column} steps to the right and {3 - row} down: {-steps}. From the start it is -13: one up, eleven "
        "right, one down.",
        traps=((1 - steps, "the step into the goal costs 1 too."), (steps, "each step has a reward of -1.")),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (reward_for_ever, slippery_action, lake, cliff)
