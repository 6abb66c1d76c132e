"""Wrong values by Bellman's equation, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


def right_value(P, V, s, a, gamma):
    return sum(p * (r + (0 if end else gamma * V[s2])) for p, s2, r, end in P[s][a])


@wrong("action_value", "end has a value", "wrong value")
def value_past_the_end(P, V, s, a, gamma):
    return sum(p * (r + gamma * V[s2]) for p, s2, r, _ in P[s][a])


@wrong("action_value", "gamma missing", "wrong value")
def value_undiscounted(P, V, s, a, gamma):
    return right_value(P, V, s, a, 1)


@wrong("action_value", "probabilities ignored", "wrong value")
def value_without_chances(P, V, s, a, gamma):
    return sum(r + (0 if end else gamma * V[s2]) for _, s2, r, end in P[s][a])


@wrong("action_value", "best outcome in place of the mean", "wrong value")
def value_of_luck(P, V, s, a, gamma):
    return max(r + (0 if end else gamma * V[s2]) for _, s2, r, end in P[s][a])


@wrong("action_value", "last outcome alone", "wrong value")
def value_overwritten(P, V, s, a, gamma):
    for p, s2, r, end in P[s][a]:
        total = p * (r + (0 if end else gamma * V[s2]))
    return total


@wrong("action_value", "first outcome alone", "wrong value")
def value_returned_early(P, V, s, a, gamma):
    total = 0
    for p, s2, r, end in P[s][a]:
        total += p * (r + (0 if end else gamma * V[s2]))
        return total


@wrong("action_value", "value of the state itself", "wrong value")
def value_of_itself(P, V, s, a, gamma):
    return sum(p * (r + (0 if end else gamma * V[s])) for p, _, r, end in P[s][a])


@wrong("action_value", "end without its reward", "wrong value")
def value_skips_ends(P, V, s, a, gamma):
    return sum(p * (r + gamma * V[s2]) for p, s2, r, end in P[s][a] if not end)


@wrong("value_iteration", "max starts at 0", "wrong value")
def iteration_from_zero(P, gamma, tolerance=1e-9):
    V = np.zeros(len(P))
    for _ in range(1000):
        for s in P:
            best = 0
            for a in P[s]:
                best = max(best, right_value(P, V, s, a, gamma))
            V[s] = best
    return V


@wrong("value_iteration", "change with its sign", "wrong value")
def iteration_with_signs(P, gamma, tolerance=1e-9):
    V = np.zeros(len(P))
    while True:
        new = np.array([max(right_value(P, V, s, a, gamma) for a in P[s]) for s in P])
        delta = (new - V).max()
        V = new
        if delta < tolerance:
            return V


@wrong("value_iteration", "one sweep only", "wrong value")
def iteration_once(P, gamma, tolerance=1e-9):
    return np.array([max(right_value(P, np.zeros(len(P)), s, a, gamma) for a in P[s]) for s in P])


@wrong("value_iteration", "never returns", "raised")
def iteration_whose_change_is_never_reset(P, gamma, tolerance=1e-9):
    V, delta = np.zeros(len(P)), 1
    while delta > tolerance:
        for s in P:
            new = max(right_value(P, V, s, a, gamma) for a in P[s])
            delta = max(delta, abs(new - V[s]))
            V[s] = new
    return V


@wrong("value_iteration", "mean in place of max", "wrong value")
def iteration_of_the_mean(P, gamma, tolerance=1e-9):
    V = np.zeros(len(P))
    for _ in range(1000):
        V = np.array([np.mean([right_value(P, V, s, a, gamma) for a in P[s]]) for s in P])
    return V


@wrong("value_iteration", "end has a value", "wrong value")
def iteration_past_the_end(P, gamma, tolerance=1e-9):
    V = np.zeros(len(P))
    for _ in range(1000):
        V = np.array([max(value_past_the_end(P, V, s, a, gamma) for a in P[s]) for s in P])
    return V


@wrong("greedy_policy", "V of the next state in place of Q", "wrong value")
def policy_by_where_it_leads(P, V, gamma):
    return [max(P[s], key=lambda a, s=s: sum(p * V[s2] for p, s2, *_ in P[s][a])) for s in P]


def table(P, V, gamma):
    return np.array([[right_value(P, V, s, a, gamma) for a in P[s]] for s in P])


@wrong("greedy_policy", "argmax over the states", "wrong shape")
def policy_down_the_columns(P, V, gamma):
    return table(P, V, gamma).argmax(axis=0)


@wrong("greedy_policy", "value in place of the action", "wrong value")
def policy_of_values(P, V, gamma):
    return table(P, V, gamma).max(axis=1)


@wrong("greedy_policy", "worst action", "wrong value")
def policy_of_the_worst(P, V, gamma):
    return table(P, V, gamma).argmin(axis=1)


@wrong("greedy_policy", "action values returned", "wrong shape")
def policy_as_a_table(P, V, gamma):
    return table(P, V, gamma)


@wrong("greedy_policy", "gamma missing", "wrong value")
def policy_undiscounted(P, V, gamma):
    return table(P, V, 1).argmax(axis=1)
