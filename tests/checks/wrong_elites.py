"""Wrong elites and policies fitted to them, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


def flat(rows, kept):
    return [item for row, keep in zip(rows, kept, strict=True) if keep for item in row]


@wrong("select_elites", "strictly above the percentile", "wrong shape")
def elites_above(states, actions, rewards, percentile):
    kept = np.array(rewards) > np.percentile(rewards, percentile)
    return flat(states, kept), flat(actions, kept)


@wrong("select_elites", "strictly above the percentile", "raised")
def elites_above_joined(states, actions, rewards, percentile):
    kept = np.flatnonzero(np.array(rewards) > np.percentile(rewards, percentile))
    return np.concatenate([states[i] for i in kept]), np.concatenate([actions[i] for i in kept])


@wrong("select_elites", "lowest in place of highest", "wrong shape")
def elites_below(states, actions, rewards, percentile):
    kept = np.array(rewards) <= np.percentile(rewards, percentile)
    return flat(states, kept), flat(actions, kept)


@wrong("select_elites", "percentile taken for the share of the elite", "wrong shape")
def elites_of_the_rest(states, actions, rewards, percentile):
    kept = np.array(rewards) >= np.percentile(rewards, 100 - percentile)
    return flat(states, kept), flat(actions, kept)


@wrong("select_elites", "quantile of a percentage", "raised")
def elites_by_quantile(states, actions, rewards, percentile):
    kept = np.array(rewards) >= np.quantile(rewards, percentile)
    return flat(states, kept), flat(actions, kept)


@wrong("select_elites", "mean in place of the percentile", "wrong shape")
def elites_above_the_mean(states, actions, rewards, percentile):
    kept = np.array(rewards) >= np.mean(rewards)
    return flat(states, kept), flat(actions, kept)


@wrong("select_elites", "not flattened", "wrong shape")
def elites_in_lists(states, actions, rewards, percentile):
    kept = np.array(rewards) >= np.percentile(rewards, percentile)
    return [s for s, k in zip(states, kept, strict=True) if k], [a for a, k in zip(actions, kept, strict=True) if k]


@wrong("select_elites", "actions of all sessions", "wrong shape")
def elites_and_everybody(states, actions, rewards, percentile):
    kept = np.array(rewards) >= np.percentile(rewards, percentile)
    return flat(states, kept), flat(actions, kept | True)


@wrong("select_elites", "states and actions exchanged", "wrong value")
def elites_exchanged(states, actions, rewards, percentile):
    kept = np.array(rewards) >= np.percentile(rewards, percentile)
    return flat(actions, kept), flat(states, kept)


def counted(s, a, n_states, n_actions):
    counts = np.zeros((n_states, n_actions))
    for state, action in zip(s, a, strict=True):
        counts[state, action] += 1
    return counts


@wrong("fit_policy", "state never seen is not a number", "wrong value")
def policy_of_nothing(s, a, n_states, n_actions, smoothing=0.0):
    counts = counted(s, a, n_states, n_actions)
    return counts / counts.sum(axis=1, keepdims=True)


@wrong("fit_policy", "state never seen has no chances", "wrong value")
def policy_of_zeros(s, a, n_states, n_actions, smoothing=0.0):
    counts = counted(s, a, n_states, n_actions)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@wrong("fit_policy", "counts not divided", "wrong value")
def policy_of_counts(s, a, n_states, n_actions, smoothing=0.0):
    return counted(s, a, n_states, n_actions)


@wrong("fit_policy", "each pair counted once", "wrong value")
def policy_by_fancy_indices(s, a, n_states, n_actions, smoothing=0.0):
    counts = np.zeros((n_states, n_actions))
    counts[s, a] += 1
    counts[counts.sum(axis=1) == 0] = 1
    return counts / counts.sum(axis=1, keepdims=True)


@wrong("fit_policy", "divided by the sum of all counts", "wrong value")
def policy_over_all(s, a, n_states, n_actions, smoothing=0.0):
    counts = counted(s, a, n_states, n_actions)
    return counts / counts.sum()


@wrong("fit_policy", "one added to every count", "wrong value")
def policy_smoothed_always(s, a, n_states, n_actions, smoothing=0.0):
    counts = counted(s, a, n_states, n_actions) + 1
    return counts / counts.sum(axis=1, keepdims=True)


@wrong("fit_policy", "smoothing ignored", "wrong value")
def policy_never_smoothed(s, a, n_states, n_actions, smoothing=0.0):
    counts = counted(s, a, n_states, n_actions)
    counts[counts.sum(axis=1) == 0] = 1
    return counts / counts.sum(axis=1, keepdims=True)


@wrong("fit_policy", "smoothing after the division", "wrong value")
def policy_smoothed_late(s, a, n_states, n_actions, smoothing=0.0):
    return policy_never_smoothed(s, a, n_states, n_actions) + smoothing
