"""Mistakes of the cross-entropy method: which sessions are the elite, and what is divided by what."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.values import NotNumbers
from lessonlib.checks.reinforcement.asked import mistakes_in
from lessonlib.checks.reinforcement.cross_entropy import ELITE, POLICY, SMOOTHED, counts, elite, pairs, shares, smoothed


def _keeps(which):
    """What comes when ``which(rewards, percentile)`` says which sessions are kept."""

    def gives(states, actions, rewards, percentile):
        kept = np.flatnonzero(which(np.array(rewards), percentile))
        return {"states": pairs(states, kept), "actions": pairs(actions, kept)}

    return gives


def _joined_above(states, actions, rewards, percentile):
    """The same as strictly above, in arrays: there is nothing to join where nothing was kept."""
    if not (np.array(rewards) > np.percentile(rewards, percentile)).any():
        raise ValueError
    return _keeps(lambda r, p: r > np.percentile(r, p))(states, actions, rewards, percentile)


def _raises(error):
    def gives(*args):
        raise error

    return gives


def _last_of_the_elite(r, p):
    return np.arange(len(r)) == np.flatnonzero(r >= np.percentile(r, p))[-1]


def _half_and_half(states, actions, rewards, percentile):
    return {**elite(states, actions, rewards, percentile), "actions": pairs(actions, range(len(actions)))}


def _exchanged(states, actions, rewards, percentile):
    return elite(actions, states, rewards, percentile)


def _places(states, actions, rewards, percentile):
    kept = np.flatnonzero(np.array(rewards) >= np.percentile(rewards, percentile))
    return {"states": kept, "actions": kept}


_elite, _policy = mistakes_in("select_elites", ELITE), mistakes_in("fit_policy", POLICY)
_smooth = mistakes_in("fit_policy", SMOOTHED)
ABOVE = "When all sessions have the same reward, none is above it: the elite is empty, and there is nothing to fit."
REACH = "Which sessions have exactly the reward of the threshold?", "Keep them: rewards[i] >= threshold."
SIDE = "Print the rewards of the sessions that you keep.", "rewards[i] >= np.percentile(rewards, percentile)"
FLAT = "What is the length of each of your two answers?", "elite_states.extend(states[i]), and the actions likewise."
ROW = "What is the sum of each row of your answer?", "counts / counts.sum(axis=1, keepdims=True)"
EMPTY = "What is 0 / 0 for the state that the elite never saw?", "Where the sum of a row is 0, write 1 / n_actions."
COUNT = "How often is the commonest pair counted?", "np.add.at(counts, (states, actions), 1), or a loop with += 1."
MISTAKES = (
    _elite("strictly above the percentile", _keeps(lambda r, p: r > np.percentile(r, p)), ABOVE, *REACH),
    _elite("strictly above the percentile", _joined_above, ABOVE, *REACH),
    _elite(
        "lowest in place of highest",
        _keeps(lambda r, p: r <= np.percentile(r, p)),
        "The sessions below the threshold were kept: the policy would learn from the worst.",
        *SIDE,
    ),
    _elite(
        "lowest in place of highest",
        _keeps(lambda r, p: r < np.percentile(r, p)),
        "The sessions below the threshold were kept: the policy would learn from the worst.",
        *SIDE,
    ),
    _elite(
        "percentile taken for the share of the elite",
        _keeps(lambda r, p: r >= np.percentile(r, 100 - p)),
        "The threshold is the percentile 100 − p. Percentile 70 means: 70 % lie below, about 30 % are the elite.",
        "How many of 10 sessions should be left at percentile 70?",
        "np.percentile(rewards, percentile), without 100 −.",
    ),
    _elite(
        "percentile taken for a fraction",
        _keeps(lambda r, p: r >= np.percentile(r, p / 100)),
        "np.percentile counts from 0 to 100; only np.quantile counts from 0 to 1.",
        "How many of your sessions reach the threshold?",
        "np.percentile(rewards, percentile)",
    ),
    _elite(
        "quantile of a percentage",
        _raises(ValueError),
        "np.quantile counts from 0 to 1, and refuses a percentage.",
        "Between which numbers does np.quantile want its second argument?",
        "np.percentile(rewards, percentile)",
    ),
    _elite(
        "percentile taken for a reward",
        _keeps(lambda r, p: r >= p),
        "The rewards were compared with the percentile itself, not with the reward that lies there.",
        "In which unit is your threshold: a reward, or per cent?",
        "threshold = np.percentile(rewards, percentile)",
    ),
    _elite(
        "mean in place of the percentile",
        _keeps(lambda r, p: r >= r.mean()),
        "The threshold is the mean reward, whatever the percentile.",
        "Where does percentile come in?",
        "threshold = np.percentile(rewards, percentile)",
    ),
    _elite(
        "median in place of the percentile",
        _keeps(lambda r, p: r >= np.median(r)),
        "The threshold is the median, whatever the percentile.",
        "Where does percentile come in?",
        "threshold = np.percentile(rewards, percentile)",
    ),
    _elite("all sessions kept", _keeps(lambda r, p: r >= r.min()), "Every session was kept.", *SIDE),
    _elite(
        "best session alone",
        _keeps(lambda r, p: np.arange(len(r)) == r.argmax()),
        "One session was kept; the elite is all that reaches the threshold.",
        *SIDE,
    ),
    _elite(
        "last session of the elite alone",
        _keeps(_last_of_the_elite),
        "Each session of the elite takes the place of the one before.",
        *FLAT,
    ),
    _elite(
        "actions of all sessions",
        _half_and_half,
        "The states are those of the elite, the actions those of everybody: they no longer belong together.",
        *FLAT,
    ),
    _elite(
        "states and actions exchanged",
        _exchanged,
        "The actions came first, the states second.",
        "In which order does your return name them?",
        "return elite_states, elite_actions",
    ),
    _elite(
        "numbers of the sessions",
        _places,
        "What came are the places of the best sessions, not their states and actions.",
        *FLAT,
    ),
    _elite("not flattened", _raises(NotNumbers("list")), "Lists within lists came, one a session.", *FLAT),
    _policy(
        "state never seen is not a number",
        lambda *a: np.where(counts(*a).sum(axis=1, keepdims=True) == 0, np.nan, smoothed(*a)),
        "Where the elite never was, 0 / 0 gives nan, and nothing can be drawn from that row.",
        *EMPTY,
    ),
    _policy(
        "state never seen has no chances",
        lambda *a: np.where(counts(*a).sum(axis=1, keepdims=True) == 0, 0, smoothed(*a)),
        "Where the elite never was, all chances are 0: nothing can be drawn from that row.",
        *EMPTY,
    ),
    _policy(
        "state never seen does action 0",
        lambda *a: np.where(counts(*a).sum(axis=1, keepdims=True) == 0, np.eye(1, a[3]), smoothed(*a)),
        "Where the elite never was, action 0 is sure; nothing speaks for it.",
        *EMPTY,
    ),
    _policy("counts not divided", counts, "These are counts, not chances: a row does not sum to 1.", *ROW),
    _policy(
        "divided by the sum of all counts",
        lambda *a: counts(*a) / counts(*a).sum(),
        "Everything was divided by the number of all pairs; each state has a sum of its own.",
        *ROW,
    ),
    _policy(
        "divided over the states",
        lambda *a: counts(*a) / counts(*a).sum(axis=0),
        "The columns sum to 1, not the rows: the sum was taken over the states.",
        *ROW,
    ),
    _policy(
        "transposed",
        lambda *a: smoothed(*a).T,
        "Rows and columns are exchanged: a row should be a state.",
        "What is the shape of your table?",
        "counts = np.zeros((n_states, n_actions)); counts[s, a] += 1",
    ),
    _policy(
        "each pair counted once",
        lambda *a: shares(np.minimum(counts(*a), 1)),
        "counts[states, actions] += 1 adds 1 once, however often a pair stands in the arrays.",
        *COUNT,
    ),
    _policy(
        "commonest action is sure",
        lambda *a: np.where(
            counts(*a).sum(axis=1, keepdims=True) == 0, 1 / a[3], np.eye(a[3])[counts(*a).argmax(axis=1)]
        ),
        "The commonest action of each state got all of the chance; the others were taken too.",
        *ROW,
    ),
    _policy(
        "one added to every count",
        lambda *a: shares(counts(*a) + 1),
        "1 was added to every count, though no smoothing was asked.",
        "What are your counts before the first pair?",
        "counts = np.zeros(...)",
    ),
    _policy(
        "softmax of the counts",
        lambda *a: np.exp(counts(*a)) / np.exp(counts(*a)).sum(axis=1, keepdims=True),
        "A softmax exaggerates: 3 against 1 becomes 0.88 against 0.12, in place of 0.75 and 0.25.",
        *ROW,
    ),
    _policy(
        "the same in every state",
        lambda *a: np.tile(counts(*a).sum(axis=0) / counts(*a).sum(), (a[2], 1)),
        "All states have the same chances: those of all actions together.",
        *ROW,
    ),
    _smooth("smoothing ignored", lambda *a: smoothed(*a[:4]), "smoothing changes nothing.", *ROW),
    _smooth(
        "smoothing after the division",
        lambda *a: smoothed(*a[:4]) + a[4],
        "smoothing was added to chances, which then sum to more than 1.",
        "What is the sum of each row of your answer?",
        "counts + smoothing first, then divide.",
    ),
    _smooth(
        "smoothing in the numerator alone",
        lambda *a: (counts(*a[:4]) + a[4]) / np.maximum(counts(*a[:4]).sum(axis=1, keepdims=True), 1),
        "The sum of the row was taken before smoothing was added.",
        "What is the sum of each row of your answer?",
        "counts = counts + smoothing; then counts / counts.sum(axis=1, keepdims=True).",
    ),
)
