"""Mistakes in the three targets: those that all share, and what each makes of Q(s', .)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.reinforcement.asked import mistakes_in
from lessonlib.checks.reinforcement.targets import AMONG, TARGET, expected_sarsa, mean_of, without_the_best

CODE = {
    "q_target": "reward + gamma * (not terminated) * q_next.max()",
    "sarsa_target": "reward + gamma * (not terminated) * q_next[next_action]",
    "expected_sarsa_target": "reward + gamma * (not terminated) * (pi * q_next).sum()",
}
VALUE = {"q_target": lambda q: q.max(), "sarsa_target": lambda q, action: q[action], "expected_sarsa_target": mean_of}


def _of_all(exercise: str) -> Iterator[Mistake]:
    """What can go wrong around the value of the next state, whichever it is."""
    entry, worth, code = mistakes_in(exercise, TARGET), VALUE[exercise], CODE[exercise]

    def by(formula):
        return lambda r, q, *more: formula(r, worth(q, *more[:-2]), *more[-2:])

    end = "What is still to come after an end?", code
    hand = "Work the target out by hand for one transition.", code
    said = "After an end nothing is to come, yet gamma V was added."
    yield entry("end not masked", by(lambda r, v, g, end: r + g * v), said, *end)
    said = "terminated is upside down: the next value counts only where the episode ended."
    yield entry("mask inverted", by(lambda r, v, g, end: r + g * end * v), said, *end)
    said = "The reward is gone where the episode ended; only what follows is."
    yield entry("reward masked too", by(lambda r, v, g, end: (1 - end) * (r + g * v)), said, *end)
    said = "What follows is not discounted."
    yield entry("gamma missing", by(lambda r, v, g, end: r + (1 - end) * v), said, *hand)
    said = "gamma stands before the reward as well."
    yield entry("gamma on the reward too", by(lambda r, v, g, end: g * (r + (1 - end) * v)), said, *hand)
    said = "The reward is missing."
    yield entry("reward left out", by(lambda r, v, g, end: g * (1 - end) * v), said, *hand)
    said = "Only the reward came; what follows is missing."
    yield entry("value left out", by(lambda r, v, g, end: r), said, *hand)
    said = "The next value was taken away in place of added."
    yield entry("minus in place of plus", by(lambda r, v, g, end: r - g * (1 - end) * v), said, *hand)


def _of_value(exercise: str):
    """An entry for a wrong value of the next state: ``value(q, what this target takes)``."""
    entry = mistakes_in(exercise, TARGET)

    def with_value(name, value, says, *hints):
        def gives(r, q, *more):
            *taken, gamma, end = more
            return r + gamma * (1 - end) * value(q, *taken)

        return entry(name, gives, says, *hints)

    return with_value


def _chances(q, best, other):
    pi = np.full(len(q), other)
    pi[q.argmax()] = best
    return pi @ q


def _softmax(q, *taken):
    e = np.exp(q - q.max())
    return (e / e.sum()) @ q


_q, _sarsa, _mean = (_of_value(name) for name in CODE)
_advice = mistakes_in("expected_sarsa_target", AMONG)
MAX = "Which of the actions in s' is worth most?", CODE["q_target"]
NEXT = "Which action will be executed in s'?", CODE["sarsa_target"]
PI = "Do the chances that you multiply with sum to 1?", "epsilon / A for each action, 1 − epsilon more for the best."
ZERO = "bool(0) is False, so `if action:` and `action or ...` take action 0 for nothing."
MISTAKES = (
    *_of_all("q_target"),
    _q(
        "max starts at 0",
        lambda q: max(0, q.max()),
        "Where every Q is below 0 the maximum came out as 0: it began at 0.",
        "What is the maximum of -3 and -2, when you begin with best = 0?",
        "q_next.max(), or begin with -np.inf.",
    ),
    _q(
        "action 0 taken for none",
        lambda q: q.max() if q.argmax() else 0,
        f"When action 0 is the best, its value was left out. {ZERO}",
        "What is bool(0)?",
        "if best is not None",
    ),
    _q(
        "action in place of its value",
        np.argmax,
        "The number of the best action was added, not its value.",
        "What is the difference between max and argmax?",
        CODE["q_target"],
    ),
    _q("mean in place of max", np.mean, "The actions in s' were averaged.", *MAX),
    _q("sum in place of max", np.sum, "The actions in s' were added up.", *MAX),
    _q("min in place of max", np.min, "The worst action in s' was taken.", *MAX),
    _q("first action in place of the best", lambda q: q[0], "Action 0 was taken in s'.", *MAX),
    _q("last action in place of the best", lambda q: q[-1], "The last action was taken in s'.", *MAX),
    _q(
        "largest absolute value",
        lambda q: q[np.abs(q).argmax()],
        "The largest absolute value was taken, so that costs count as gains.",
        *MAX,
    ),
    *_of_all("sarsa_target"),
    _sarsa(
        "max in place of the next action",
        lambda q, a: q.max(),
        "The best action in s' was taken: that is Q-learning. SARSA takes the action that will be executed.",
        *NEXT,
    ),
    _sarsa(
        "action 0 taken for none",
        lambda q, a: q[a] if a else 0,
        f"When the next action is 0, its value was left out. {ZERO}",
        "What is bool(0)?",
        "if next_action is not None",
    ),
    _sarsa(
        "action 0 taken for none",
        lambda q, a: q[a] if a else q.max(),
        f"When the next action is 0, the best one was taken in its place. {ZERO}",
        "What is bool(0)?",
        "if next_action is not None",
    ),
    _sarsa("action in place of its value", lambda q, a: a, "The number of the action was added, not its value.", *NEXT),
    _sarsa("mean in place of the next action", lambda q, a: q.mean(), "The actions in s' were averaged.", *NEXT),
    _sarsa("action before the next", lambda q, a: q[a - 1], "The actions are counted from 1 here.", *NEXT),
    _sarsa("first action", lambda q, a: q[0], "Action 0 was taken in s', whatever the next action.", *NEXT),
    _sarsa("min in place of the next action", lambda q, a: q.min(), "The worst action in s' was taken.", *NEXT),
    *_of_all("expected_sarsa_target"),
    _mean("epsilon ignored", lambda q, e: q.max(), "This is Q-learning's target: exploring never happens in it.", *PI),
    _mean(
        "all actions alike",
        lambda q, e: q.mean(),
        "The actions were averaged as if all were equally likely; the greedy one is likelier.",
        *PI,
    ),
    _mean("softmax of Q", _softmax, "The chances are those of a softmax, not of epsilon-greedy.", *PI),
    _mean(
        "exploring left out",
        lambda q, e: (1 - e) * q.max(),
        "The share epsilon of exploring was dropped: the chances sum to 1 − epsilon.",
        *PI,
    ),
    _mean(
        "greedy action without its share of exploring",
        lambda q, e: _chances(q, 1 - e, e / len(q)),
        "The greedy action has 1 − epsilon here; exploring can take it too, so the chances do not sum to 1.",
        *PI,
    ),
    _mean(
        "epsilon and 1 − epsilon exchanged", lambda q, e: mean_of(q, 1 - e), "The greedy action came with epsilon.", *PI
    ),
    _mean(
        "epsilon not divided",
        lambda q, e: (1 - e) * q.max() + e * q.sum(),
        "Each action got the whole of epsilon, not its share epsilon / A.",
        *PI,
    ),
    _mean(
        "divided by A again",
        lambda q, e: mean_of(q, e) / len(q),
        "The mean over the chances was divided by the number of actions: the chances do that already.",
        *PI,
    ),
    _mean(
        "max starts at 0",
        lambda q, e: (1 - e) * max(0, q.max()) + e * q.mean(),
        "Where every Q is below 0 the maximum came out as 0.",
        "What is the maximum of -3 and -2, when you begin with best = 0?",
        "q_next.max()",
    ),
    _advice(
        "greedy action left out of exploring",
        lambda *a: expected_sarsa(*a, mean=without_the_best),
        "The greedy action has the chance 1 − epsilon; in the books it is 1 − epsilon + epsilon / A.",
        "Which chance has the greedy action?",
        "Right if your epsilon_greedy explores among the other actions only.",
    ),
)
