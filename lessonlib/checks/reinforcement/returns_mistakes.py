"""Mistakes in returns and advantages: the order, the discount, and where an episode ends."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.reinforcement.asked import mistakes_in
from lessonlib.checks.reinforcement.returns import ADVANTAGES, RETURNS, WHOLE, advantages, errors, returns, summed


def _powers(rewards, gamma):
    return gamma ** np.arange(len(rewards))


def _later(rewards, gamma):
    return np.append(returns(rewards, gamma)[1:], 0)


def _forward(delta, ended, decay):
    return summed(delta[::-1], ended[::-1], decay)[::-1]


def _next_shifted(r, v, last, ended, gamma, lam):
    """The sum without the own error."""
    A = np.append(advantages(r, v, last, ended, gamma, lam)[1:], 0)
    return gamma * lam * (1 - ended) * A


_g, _whole, _a = (
    mistakes_in(name, part)
    for name, part in (("discounted_returns", RETURNS), ("discounted_returns", WHOLE), ("advantages", ADVANTAGES))
)
END = "Begin at the end: what is the return of the last step?", "later = rewards[t] + gamma * later, from the last t."
ORDER = "In which order does your list come out?", "returns[::-1], after the loop."
DISCOUNT = "Work out G_2 of [0, 0, 1, 0, 0, 1, 0] by hand: 1 + 0.9³.", "G_t counts the discount from t, not from 0."
DELTA = "Work out one delta by hand.", "delta = rewards[t] + gamma * (not terminated[t]) * next_value - values[t]"
SUM = "Work out the last two advantages by hand.", "later = delta + gamma * lam * (not terminated[t]) * later"
STOP = "Which step is the last of the first episode?", SUM[1]
MISTAKES = (
    _g(
        "one return for all steps",
        lambda r, g: np.full(len(r), returns(r, g)[0]),
        "Every step got the return of the whole episode; an action cannot change rewards before it.",
        *DISCOUNT,
    ),
    _g(
        "the whole return alone",
        lambda r, g: returns(r, g)[0],
        "One number came, the return of the first step; one a step was asked.",
        *END,
    ),
    _g(
        "discounted rewards in place of returns",
        lambda r, g: r * _powers(r, g),
        "These are the rewards, each discounted; a return adds up all that are still to come.",
        *END,
    ),
    _g("not reversed back", lambda r, g: returns(r, g)[::-1], "They come from the last step to the first.", *ORDER),
    _g(
        "off by one",
        _later,
        "The reward of the step itself is missing: these are the returns of the next step.",
        "What is the return of the last step?",
        "Add rewards[t] before you keep the sum.",
    ),
    _g(
        "off by one",
        lambda r, g: g * _later(r, g),
        "The reward of the step itself is missing.",
        "What is the return of the last step?",
        "Add rewards[t] before you keep the sum.",
    ),
    _g(
        "discounted twice",
        lambda r, g: returns(r, g) * _powers(r, g),
        "G_t was multiplied by gamma^t: it counts from the first step, not from t.",
        *DISCOUNT,
    ),
    _g("gamma missing", lambda r, g: returns(r, 1), "Nothing is discounted.", *DISCOUNT),
    _g(
        "gamma on the own reward",
        lambda r, g: g * returns(r, g),
        "The reward of the step itself was discounted too.",
        *DISCOUNT,
    ),
    _g(
        "added up from the front",
        lambda r, g: returns(r[::-1], g)[::-1],
        "The sum runs from the first step: it holds what was, not what is to come.",
        *END,
    ),
    _g(
        "reversed twice over",
        lambda r, g: returns(r[::-1], g),
        "The rewards were turned round, but the sum still runs from the wrong end.",
        *END,
    ),
    _g(
        "added up from the front",
        lambda r, g: np.cumsum(r * _powers(r, g)),
        "The sum runs from the first step: it holds what was, not what is to come.",
        *END,
    ),
    _g(
        "one step ahead only",
        lambda r, g: r + g * np.append(r[1:], 0),
        "Only the next reward was added, not all that follow.",
        *END,
    ),
    _g("rewards came back", lambda r, g: r, "These are the rewards as they were.", *END),
    _g(
        "normalised",
        lambda r, g: (returns(r, g) - returns(r, g).mean()) / returns(r, g).std(),
        "The mean was taken away and the spread divided out: useful for learning, but no longer the returns.",
        *END,
    ),
    _g("mean taken away", lambda r, g: returns(r, g) - returns(r, g).mean(), "The mean was taken away.", *END),
    _whole(
        "rounded to whole numbers",
        lambda r, g: np.trunc(returns(r, g)),
        "np.zeros_like(rewards) is an array of whole numbers when the rewards are: 1.729 became 1.",
        "Of which dtype is your array of returns?",
        "np.zeros(len(rewards))",
    ),
    _whole(
        "rounded to whole numbers",
        lambda r, g: _rounded_on_the_way(r, g),
        "np.zeros_like(rewards) is an array of whole numbers when the rewards are: 0.9 became 0.",
        "Of which dtype is your array of returns?",
        "np.zeros(len(rewards))",
    ),
    _a(
        "ends ignored",
        lambda r, v, last, end, g, lam: summed(errors(r, v, last, end, g, False), end, g * lam, False),
        "terminated plays no part: the values and errors of the next episode flow into this one.",
        *STOP,
    ),
    _a(
        "not reset at an end",
        lambda r, v, last, end, g, lam: summed(errors(r, v, last, end, g), end, g * lam, False),
        "The errors of the next episode flow into this one: the sum goes on behind an end.",
        *STOP,
    ),
    _a(
        "end has a value",
        lambda r, v, last, end, g, lam: summed(errors(r, v, last, end, g, False), end, g * lam),
        "Behind an end, V of the next state was still added to the error.",
        *DELTA,
    ),
    _a(
        "lambda missing",
        lambda r, v, last, end, g, lam: summed(errors(r, v, last, end, g), end, g),
        "lambda plays no part: these are returns minus values.",
        *SUM,
    ),
    _a(
        "gamma missing in the sum",
        lambda r, v, last, end, g, lam: summed(errors(r, v, last, end, g), end, lam),
        "The errors are weighed by lambda alone, not by gamma lambda.",
        *SUM,
    ),
    _a(
        "gamma missing in the error",
        lambda r, v, last, end, g, lam: summed(errors(r, v, last, end, 1), end, g * lam),
        "V of the next state is not discounted.",
        *DELTA,
    ),
    _a(
        "error of one step",
        lambda r, v, last, end, g, lam: errors(r, v, last, end, g),
        "These are the errors of one step: nothing of what follows was added.",
        *SUM,
    ),
    _a(
        "value not taken away",
        lambda r, v, last, end, g, lam: summed(errors(r, v, last, end, g) + v, end, g * lam),
        "V(s) was not taken away in the error.",
        *DELTA,
    ),
    _a(
        "values added again",
        lambda r, v, last, end, g, lam: advantages(r, v, last, end, g, lam) + v,
        "Advantages plus values came: that is what the critic learns from.",
        "What is an advantage when all went as expected?",
        "Return the sum of the errors alone.",
    ),
    _a(
        "own value in place of the next",
        lambda r, v, last, end, g, lam: summed(r + g * (1 - end) * v - v, end, g * lam),
        "V(s_t) stands where V(s_(t + 1)) should.",
        *DELTA,
    ),
    _a(
        "last value ignored",
        lambda r, v, last, end, g, lam: advantages(r, v, 0.0, end, g, lam),
        "After the last step 0 was taken, though the rollout was only cut off there.",
        "What is worth something after a step that did not terminate?",
        "np.append(values[1:], last_value)",
    ),
    _a(
        "added up from the front",
        lambda r, v, last, end, g, lam: _forward(errors(r, v, last, end, g), end, g * lam),
        "The sum runs from the first step: it holds what was, not what is to come.",
        "Which step has no errors behind it?",
        "for t in reversed(range(T))",
    ),
    _a("off by one", _next_shifted, "The error of the step itself is missing.", *SUM),
    _a(
        "not reversed back",
        lambda *args: advantages(*args)[::-1],
        "The advantages come from the last step to the first.",
        "In which order does your list come out?",
        "Reverse it after the loop.",
    ),
    _a(
        "normalised",
        lambda *args: (advantages(*args) - advantages(*args).mean()) / (advantages(*args).std() + 1e-8),
        "The mean was taken away and the spread divided out: do that afterwards, where you need it.",
        *SUM,
    ),
)


def _rounded_on_the_way(rewards, gamma):
    G = np.zeros_like(rewards)
    for t in reversed(range(len(rewards))):
        G[t] = rewards[t] + gamma * (G[t + 1] if t + 1 < len(rewards) else 0)
    return G
