"""The short corridor, whose best policy has to be random."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import real
from lessonlib.reinforcement.environment import TabularEnvironment


class ShortCorridor(TabularEnvironment):
    """Three places in a row and a goal behind them; in the middle one, left and right are exchanged.

    Each step costs 1 (reward -1) until state 3, the goal. An agent that cannot tell the places apart does best with
    right at a probability of 2 - sqrt(2) = 0.586, which takes 11.66 steps in the mean. Actions: 0 left, 1 right.

    >>> corridor = ShortCorridor()
    >>> corridor.reset()[0], [corridor.step(a)[0] for a in (1, 0, 1)]
    (0, [1, 2, 3])

    Source: Sutton and Barto (2018), Reinforcement learning, example 13.1.
    """

    states, actions, start, goal, limit, labels = 4, 2, 0, 3, 1000, ("left", "right")
    P = {  # noqa: RUF012 - the same table for every corridor
        0: {0: [(1.0, 0, -1, False)], 1: [(1.0, 1, -1, False)]},
        1: {0: [(1.0, 2, -1, False)], 1: [(1.0, 0, -1, False)]},
        2: {0: [(1.0, 1, -1, False)], 1: [(1.0, 3, -1, True)]},
        3: {0: [(1.0, 3, 0, True)], 1: [(1.0, 3, 0, True)]},
    }


def corridor_return(right: float) -> float:
    """Return J(p), the mean return from the start when right is chosen with probability p = ``right`` everywhere.

        J(p) = (2 p - 4) / (p (1 - p)),    p between 0 and 1; at either end the goal is never reached: -inf

    >>> corridor_return(2 - 2**0.5), corridor_return(0.05), corridor_return(0.95)
    (-11.66, -82.1, -44.2)

    Source: Sutton and Barto (2018), Reinforcement learning, example 13.1.
    """
    p = real(right, "corridor_return(right)", at_least=0, at_most=1)
    return -np.inf if p in (0, 1) else (2 * p - 4) / (p * (1 - p))
