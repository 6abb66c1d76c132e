"""Learning from single transitions: how to explore, and the three targets that a value moves to.

    Q(s, a) <- Q(s, a) + alpha (target - Q(s, a))

The targets take one transition, ``q_next`` (A,), or a batch of B: ``q_next`` (B, A), the others (B,).
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, generator, real, told, whole


def epsilon_greedy(q_row, epsilon: float, rng) -> int:
    """Return an action: with probability ``epsilon`` any of all A, else one that is worth most; equals are drawn for.

        pi(a) = epsilon / A + (1 - epsilon) / (number of best actions), if a is one of them

    Args:
        q_row: (A,), Q of each action in this state.
        epsilon: from 0 to 1.
        rng: Generator; an int seed gives the same draw every time.

    Raises:
        ValueError: for another shape, nan among the values, an epsilon beyond 0 to 1.

    >>> rng = np.random.default_rng(0)
    >>> np.bincount([epsilon_greedy([0.0, 2.0, 1.0], 0.3, rng) for _ in range(1000)])  # about 100, 800, 100
    array([ 90, 812,  98])

    Source: Sutton and Barto (2018), Reinforcement learning, section 2.2.
    """
    q_row, rng = _rows(q_row, "epsilon_greedy(q_row)"), generator(rng, "epsilon_greedy(rng)")
    if q_row.ndim != 1:
        raise ValueError(f"epsilon_greedy: wanted q_row of shape (A,), got {q_row.shape}. Pass one state's row.")
    if rng.random() < real(epsilon, "epsilon_greedy(epsilon)", at_least=0, at_most=1):
        return int(rng.integers(len(q_row)))
    best = np.flatnonzero(q_row == q_row.max())
    if not len(best):
        raise ValueError("epsilon_greedy(q_row): wanted numbers to compare, got nan. Look where a value diverged.")
    return int(best[rng.integers(len(best))])


def q_target(reward, q_next, gamma: float, terminated):
    """Return Q-learning's target: what follows is worth its best action.

        r + gamma max over a' of Q(s', a'),    r alone where the episode terminated

    Args:
        reward: r, a number or (B,).
        q_next: Q(s', .), (A,) or (B, A).
        gamma: the discount, from 0 to 1.
        terminated: whether s' is an end, one or (B,). A truncated episode was only cut off: False.

    >>> q_target(-1.0, [-4.0, -2.0, -3.0], gamma=0.5, terminated=False)  # -1 + 0.5 * (-2)
    -2.0

    Source: Watkins (1989), Learning from delayed rewards; Sutton and Barto (2018), section 6.5.
    """
    return _target(reward, _rows(q_next, "q_target(q_next)").max(axis=-1), gamma, terminated, "q_target")


def sarsa_target(reward, q_next, next_action, gamma: float, terminated):
    """Return SARSA's target: what follows is worth the action a' = ``next_action`` that will be taken.

        r + gamma Q(s', a'),    r alone where the episode terminated

    ``next_action`` is one, or (B,); the others are those of ``q_target``.

    >>> sarsa_target(-1.0, [-4.0, -2.0, -3.0], next_action=0, gamma=0.5, terminated=False)  # -1 + 0.5 * (-4)
    -3.0

    Source: Rummery and Niranjan (1994); Sutton and Barto (2018), Reinforcement learning, section 6.4.
    """
    q_next = _rows(q_next, "sarsa_target(q_next)")
    if q_next.ndim == 1:
        next_action = whole(next_action, "sarsa_target(next_action)", at_least=0, at_most=len(q_next) - 1)
        value = q_next[next_action]
    else:
        next_action = np.asarray(next_action)
        if next_action.shape != q_next.shape[:1] or next_action.dtype.kind not in "iu":
            wanted, came = f"{len(q_next)} whole numbers", f"{next_action.dtype} of shape {next_action.shape}"
            raise ValueError(f"sarsa_target(next_action): wanted {wanted}, got {came}. Pass one a row.")
        if next_action.min() < 0 or next_action.max() >= q_next.shape[1]:
            wanted = f"numbers from 0 to {q_next.shape[1] - 1}"
            raise ValueError(f"sarsa_target(next_action): wanted {wanted}, got {next_action}. Choose among these.")
        value = q_next[np.arange(len(q_next)), next_action]
    return _target(reward, value, gamma, terminated, "sarsa_target")


def expected_sarsa_target(reward, q_next, epsilon: float, gamma: float, terminated):
    """Return Expected SARSA's target: what follows is worth the mean over what an epsilon-greedy agent may do.

        r + gamma sum over a' of pi(a') Q(s', a') = r + gamma ((1 - epsilon) max Q + epsilon mean Q)

    ``epsilon`` is from 0, where it is Q-learning's target, to 1; the others are those of ``q_target``.

    >>> expected_sarsa_target(-1.0, [-4.0, -2.0, -3.0], epsilon=0.5, gamma=0.5, terminated=False)
    -2.25

    Source: Van Seijen et al. (2009); Sutton and Barto (2018), Reinforcement learning, section 6.6.
    """
    epsilon = real(epsilon, "expected_sarsa_target(epsilon)", at_least=0, at_most=1)
    q_next = _rows(q_next, "expected_sarsa_target(q_next)")
    value = (1 - epsilon) * q_next.max(axis=-1) + epsilon * q_next.mean(axis=-1)
    return _target(reward, value, gamma, terminated, "expected_sarsa_target")


def _rows(q, name: str) -> np.ndarray:
    q = float_array(q, name)
    if q.ndim not in (1, 2) or not q.size:
        raise ValueError(f"{name}: wanted shape (A,) or (B, A), got {q.shape}. Pass Q of every action.")
    return q


def _target(reward, value, gamma: float, terminated, where: str):
    reward, came = float_array(reward, f"{where}(reward)"), terminated
    try:
        terminated = float_array(terminated, where)
    except TypeError:
        terminated = np.array(np.nan)  # which is neither
    gamma = real(gamma, f"{where}(gamma)", at_least=0, at_most=1)
    if not np.isin(terminated, (0, 1)).all():
        raise TypeError(f"{where}(terminated): wanted True or False, got {told(came, 60)}. Pass terminated=False.")
    if reward.shape != value.shape or terminated.shape != value.shape:
        came = f"{reward.shape} and {terminated.shape}"
        raise ValueError(
            f"{where}: wanted reward and terminated of shape {value.shape}, got {came}. Pass one a transition."
        )
    target = reward + gamma * np.where(terminated, 0, value)
    return target if target.ndim else float(target)
