"""Mistakes in the value of an action: what is weighed, what is discounted, and what follows an end."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.reinforcement.asked import mistakes_in
from lessonlib.checks.reinforcement.bellman import GREEDY, VALUE, backup, expected, gained, greedy


def undiscounted(rows, values, gamma):
    """gamma missing."""
    return expected(rows, values, 1)


def past_the_end(rows, values, gamma):
    """V(s') where the episode terminated too."""
    return expected([(p, s, r, False) for p, s, r, _ in rows], values, gamma)


def best_outcome(rows, values, gamma):
    """The luckiest outcome in place of the mean."""
    return max(g for _, g in gained(rows, values, gamma))


def all_discounted(rows, values, gamma):
    """gamma (r + V)."""
    return gamma * expected(rows, values, 1)


def without_reward(rows, values, gamma):
    """The reward left out."""
    return expected([(p, s, 0, end) for p, s, _, end in rows], values, gamma)


def reward_not_weighed(rows, values, gamma):
    """Every reward in full."""
    return without_reward(rows, values, gamma) + sum(r for _, _, r, _ in rows)


def reward_alone(rows, values, gamma):
    """The mean reward of this step."""
    return expected(rows, values, 0)


def unweighed(rows, values, gamma):
    """The probabilities left out."""
    return sum(g for _, g in gained(rows, values, gamma))


def _of_the(place):
    def worth(rows, values, gamma):
        p, g = gained(rows, values, gamma)[place]
        return p * g

    return worth


def _first_reward(rows, values, gamma):
    return without_reward(rows, values, gamma) + rows[0][2]


def _own_state(P, values, gamma):
    return np.array([[expected(P[s][a], np.full(len(values), values[s]), gamma) for a in P[s]] for s in P])


def _ends_dropped(rows, values, gamma):
    return expected([row for row in rows if not row[3]], values, gamma)


def _ends_only(rows, values, gamma):
    return expected([(p, s, r, not end) for p, s, r, end in rows], values, gamma)


_value, _greedy = mistakes_in("action_value", VALUE), mistakes_in("greedy_policy", GREEDY)
LINE = (
    "Write a line for each outcome: p, r, gamma V(s'), and their sum times p.",
    "p * (r + gamma * values[s]), added up over all outcomes.",
)
END = "What is still to come after an end?", "Leave out gamma * values[s] where terminated; keep r."
Q = "Print the action values of one state.", "np.argmax([action_value(P, values, s, a, gamma) for a in P[s]])"


def _by(worth):
    return lambda P, values, gamma: backup(P, values, gamma, worth)


def _chosen_by(worth):
    return lambda P, values, gamma: greedy(P, values, gamma, worth)


MISTAKES = (
    _value("gamma missing", _by(undiscounted), "What follows is not discounted.", *LINE),
    _value("gamma on the reward too", _by(all_discounted), "gamma stands before the reward as well.", *LINE),
    _value(
        "end has a value",
        _by(past_the_end),
        "An outcome that terminated still got gamma V(s'): after an end, nothing is to come.",
        *END,
    ),
    _value("end without its reward", _by(_ends_dropped), "An outcome that terminated lost its reward as well.", *END),
    _value("only ends have a value", _by(_ends_only), "The flag is upside down: V(s') was added at ends alone.", *END),
    _value("probabilities ignored", _by(unweighed), "The outcomes are added up without their probabilities.", *LINE),
    _value(
        "probabilities ignored",
        _by(lambda rows, v, g: unweighed(rows, v, g) / len(rows)),
        "This is the plain mean of the outcomes; they are not equally likely.",
        *LINE,
    ),
    _value(
        "best outcome in place of the mean",
        _by(best_outcome),
        "The luckiest outcome was taken; the ice decides, not the agent.",
        *LINE,
    ),
    _value("reward left out", _by(without_reward), "Only what follows counts here, not the reward.", *LINE),
    _value("reward not weighed", _by(reward_not_weighed), "The rewards were added in full, without p.", *LINE),
    _value(
        "reward of the first outcome",
        _by(_first_reward),
        "One reward, that of the first outcome, was taken for all: each outcome has its own.",
        *LINE,
    ),
    _value("values left out", _by(reward_alone), "This is the reward of the step alone.", *LINE),
    _value(
        "value of the state itself",
        _own_state,
        "V(s) was taken in place of V(s'): what follows is the next state.",
        "Which of the four numbers of an outcome is the next state?",
        "values[next_state], not values[state].",
    ),
    _value(
        "last outcome alone",
        _by(_of_the(-1)),
        "Each outcome takes the place of the one before.",
        "What does your total hold before the last outcome?",
        "total += ..., not total = ...",
    ),
    _value(
        "first outcome alone",
        _by(_of_the(0)),
        "The function returns within its loop, after one outcome.",
        "How often does your loop turn?",
        "Move the return out of the loop.",
    ),
    _greedy("reward alone", _chosen_by(reward_alone), "The actions were compared by their reward of one step.", *Q),
    _greedy(
        "V of the next state in place of Q",
        _chosen_by(lambda rows, v, g: sum(p * v[s] for p, s, _, _ in rows)),
        "The actions were compared by where they lead, without rewards and ends.",
        *Q,
    ),
    _greedy(
        "V of the next state in place of Q",
        _chosen_by(lambda rows, v, g: max(v[s] for _, s, _, _ in rows)),
        "The actions were compared by the best state that they may reach.",
        *Q,
    ),
    _greedy("gamma missing", _chosen_by(undiscounted), "What follows is not discounted.", *Q),
    _greedy("end has a value", _chosen_by(past_the_end), "After an end, nothing is to come.", *END),
    _greedy("best outcome in place of the mean", _chosen_by(best_outcome), "The luckiest outcome was taken.", *Q),
    _greedy("probabilities ignored", _chosen_by(unweighed), "The outcomes count alike, however likely.", *Q),
    _greedy("worst action", lambda *a: greedy(*a, best=np.argmin), "The worst action was chosen.", *Q),
    _greedy(
        "argmax over the states",
        lambda *a: backup(*a).argmax(axis=0),
        "For each action the best state came; wanted is for each state the best action.",
        "What is the shape of your answer?",
        "Q.argmax(axis=1) for a table Q of shape (S, A).",
    ),
    _greedy(
        "value in place of the action",
        lambda *a: backup(*a).max(axis=1),
        "These are the values of the best actions, not the actions.",
        "What is the difference between max and argmax?",
        "argmax",
    ),
    _greedy(
        "action values returned",
        backup,
        "The whole table of action values came.",
        "What is the shape of your answer?",
        "Take the argmax of each row.",
    ),
    _greedy(
        "chances in place of actions",
        lambda *a: np.eye(len(a[0][0]))[greedy(*a)],
        "A row of chances came for each state; wanted is one action.",
        "What is the shape of your answer?",
        "policy.argmax(axis=1)",
    ),
)
