"""From the rewards of a rollout to returns and advantages, built from the end."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, one_number, real


def discounted_returns(rewards, gamma: float) -> np.ndarray:
    """Return G (T,): what was still to come at each step of an episode.

        G_t = r_t + gamma G_{t+1},    after the last step 0

    Args:
        rewards: (T,), r of each step.
        gamma: the discount, from 0 to 1.

    Raises:
        ValueError: for gamma outside [0, 1] and rewards that are no row.

    >>> discounted_returns([0, 0, 1, 0, 0, 1, 0], gamma=0.9).tolist()
    [1.40049, 1.5561, 1.729, 0.81, 0.9, 1.0, 0.0]

    Source: Sutton and Barto (2018), Reinforcement learning, equation 3.9.
    """
    rewards, gamma = _row(rewards, "discounted_returns(rewards)"), real(gamma, "gamma", at_least=0, at_most=1)
    returns, later = np.empty_like(rewards), 0.0
    for t in reversed(range(len(rewards))):
        returns[t] = later = rewards[t] + gamma * later
    return returns


def advantages(rewards, values, last_value, terminated, gamma: float, lam: float) -> np.ndarray:
    """Return A (T,), how much better each step went than its state's value says: generalised advantage estimation.

        delta_t = r_t + gamma V(s_{t+1}) - V(s_t),    A_t = delta_t + gamma lambda A_{t+1}

    Behind a step that terminated nothing follows: neither V(s_{t+1}) nor A_{t+1}. lambda = 0 gives the error of one
    step, lambda = 1 the return minus the value.

    Args:
        rewards: (T,), of T steps in a row; several episodes may follow each other.
        values: (T,), V of the state before each step.
        last_value: V of the state after the last step; not used when that step terminated.
        terminated: (T,), whether the episode ended with this step.
        gamma, lam: the discount and lambda, from 0 to 1.

    Raises:
        ValueError: for rows of different lengths, gamma or lam outside [0, 1].

    >>> advantages([1.0, 0.0, 2.0], [0.5, 1.0, 1.0], last_value=9.0, terminated=[0, 0, 1], gamma=0.5, lam=0.5)
    array([ 0.9375, -0.25  ,  1.    ])

    Source: Schulman et al. (2016), High-dimensional continuous control using generalized advantage estimation.
    """
    rewards, values = _row(rewards, "advantages(rewards)"), _row(values, "advantages(values)")
    last_value, ended = (
        one_number(last_value, "advantages(last_value)"),
        float_array(terminated, "advantages(terminated)"),
    )
    gamma, lam = (real(v, f"advantages({n})", at_least=0, at_most=1) for v, n in ((gamma, "gamma"), (lam, "lam")))
    if not rewards.shape == values.shape == ended.shape:
        came = f"{rewards.shape}, {values.shape} and {ended.shape}"
        raise ValueError(f"advantages: wanted rewards, values, terminated of one length, got {came}. Pass one a step.")
    goes_on = 1 - ended.astype(bool).astype(rewards.dtype)
    following = np.append(values[1:], values.dtype.type(last_value))
    errors = rewards + gamma * goes_on * following - values  # (T,)
    result, later = np.empty_like(errors), 0.0
    for t in reversed(range(len(errors))):
        result[t] = later = errors[t] + gamma * lam * goes_on[t] * later
    return result


def _row(values, name: str) -> np.ndarray:
    values = float_array(values, name)
    if values.ndim != 1 or not len(values):
        raise ValueError(f"{name}: wanted shape (T,) of at least one step, got {values.shape}. Pass one number a step.")
    return values
