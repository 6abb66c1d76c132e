"""Values by Bellman's equation, when the table of what may happen is known."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, real
from lessonlib.reinforcement.transitions import Transitions, outcomes

SWEEPS = 100_000  # more than a discount of 0.9995 needs to come to the ninth digit


def action_value(P, values, state, action, gamma: float) -> float:
    """Return Q(s, a), what ``action`` in ``state`` is worth when each next state s' is worth ``values``[s'].

        Q(s, a) = sum over outcomes of p (r + gamma V(s')),    with V(s') = 0 where the episode terminates

    Args:
        P: the table; P[state][action] lists (probability, next_state, reward, terminated).
        values: (S,), V.
        gamma: the discount, from 0 to 1.

    Raises:
        ValueError: for an unknown state or action, probabilities that do not sum to 1, gamma outside [0, 1].

    >>> P = {0: {0: [(0.8, 1, 5.0, False), (0.2, 0, -1.0, False)]}, 1: {0: [(1.0, 1, 0.0, True)]}}
    >>> action_value(P, [1.0, 2.0], 0, 0, gamma=0.5)  # 0.8 (5 + 0.5 * 2) + 0.2 (-1 + 0.5 * 1)
    4.7

    Source: Bellman (1957), Dynamic programming; Sutton and Barto (2018), Reinforcement learning, section 4.1.
    """
    gamma = real(gamma, "action_value(gamma)", at_least=0, at_most=1)
    rows = outcomes(P, state, action, "action_value")
    values = float_array(values, "action_value(values)")
    last = max(s for _, s, _, _ in rows)
    if values.ndim != 1 or last >= len(values) or min(s for _, s, _, _ in rows) < 0:
        wanted, came = f"V of {last + 1} states or more", f"shape {values.shape}"
        raise ValueError(f"action_value(values): wanted {wanted}, got {came}. Pass one a state.")
    return float(sum(p * (r + (0 if terminated else gamma * values[s])) for p, s, r, terminated in rows))


def value_iteration(P, gamma: float, tolerance: float = 1e-9) -> np.ndarray:
    """Return V* (S,), what each state is worth under the best policy.

        V(s) <- max over a of Q(s, a), for all s at once, until no value changes by more than ``tolerance``

    Every sweep shrinks the largest error by at least gamma.

    Args:
        P: the table, states numbered from 0; P[state][action] lists (probability, next_state, reward, terminated).
        gamma: the discount, from 0 to 1. At 1, only episodes that must end have values.
        tolerance: above 0.

    Raises:
        ValueError: for probabilities that do not sum to 1, an unknown next state, gamma outside [0, 1].
        RuntimeError: when the values do not settle: at gamma = 1, rewards without end.

    >>> from lessonlib.reinforcement import FrozenLake
    >>> value_iteration(FrozenLake().P, gamma=1)[0], 14 / 17
    (np.float64(0.823529), 0.823529)

    Source: Bellman (1957), Dynamic programming; Sutton and Barto (2018), Reinforcement learning, section 4.4.
    """
    gamma = real(gamma, "value_iteration(gamma)", at_least=0, at_most=1)
    tolerance, table = real(tolerance, "value_iteration(tolerance)", above=0), Transitions(P)
    values = np.zeros(table.states)
    for _ in range(SWEEPS):
        new = table.best(table.action_values(values, gamma))
        change = np.abs(new - values).max()
        values = new
        if change <= tolerance:
            return values
    raise RuntimeError(
        f"value_iteration: wanted values that settle, got changes of {change:.3g} after {SWEEPS} sweeps at gamma = "
        f"{gamma:g}. Choose a gamma further below 1, so that rewards without end have a sum."
    )


def greedy_policy(P, values, gamma: float) -> np.ndarray:
    """Return the action (S,) that is worth most in each state, by ``action_value``; of equals, the first.

        pi(s) = argmax over a of Q(s, a)

    ``P``, ``values`` (S,), ``gamma`` and the errors are those of ``action_value``.

    >>> from lessonlib.reinforcement import FrozenLake
    >>> lake = FrozenLake(slippery=False)
    >>> greedy_policy(lake.P, value_iteration(lake.P, gamma=0.9), gamma=0.9)[[0, 4, 8, 9, 13, 14]]  # 1 down, 2 right
    array([1, 1, 2, 1, 2, 2])
    """
    gamma, table = real(gamma, "greedy_policy(gamma)", at_least=0, at_most=1), Transitions(P)
    values = float_array(values, "greedy_policy(values)")
    if values.shape != (table.states,):
        came = f"shape {values.shape}"
        raise ValueError(f"greedy_policy: wanted values of shape ({table.states},), got {came}. Pass one a state.")
    q = table.action_values(values, gamma)
    return np.array([table.names[s][np.argmax(row)] for s, row in enumerate(table.by_state(q))])
