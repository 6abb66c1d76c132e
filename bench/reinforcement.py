"""Our environments beside Gymnasium's: the same value iteration and the same agent on both, one table of ratios.

    python bench/reinforcement.py [PART]

Both sides take turns, so that whatever else the machine does slows both. A first round is not counted. Every figure
is a median.
"""

from __future__ import annotations

import os
import platform
import sys

import gymnasium
import numpy as np
from text import in_turns

from lessonlib.reinforcement import CliffWalking, FrozenLake, learn_table, value_iteration

WANTED = 0.5


def textbook(P, gamma: float, tolerance: float = 1e-9) -> np.ndarray:
    """Value iteration as a course on Gymnasium writes it, over its tables: loops over states, actions, outcomes."""
    V = np.zeros(len(P))
    while True:
        change = 0.0
        for s in P:
            best = max(sum(p * (r + gamma * V[s2] * (not end)) for p, s2, r, end in P[s][a]) for a in P[s])
            change, V[s] = max(change, abs(best - V[s])), best
        if change <= tolerance:
            return V


def lake() -> None:
    """Value iteration on the 8 x 8 lake, gamma 0.99."""
    P = gymnasium.make("FrozenLake8x8-v1").unwrapped.P
    seconds, (ours, theirs) = in_turns(lambda: value_iteration(FrozenLake(8).P, 0.99), lambda: textbook(P, 0.99))
    assert np.allclose(ours, theirs, atol=1e-6)
    row("value iteration, lake 8 x 8", *seconds)


def cliff() -> None:
    """500 episodes of Q-learning on the cliff by the same agent with the same seed."""
    seconds, results = in_turns(
        lambda: learn_table(CliffWalking(), rng=0), lambda: learn_table(gymnasium.make("CliffWalking-v1"), rng=0)
    )
    assert np.array_equal(*(Q for Q, _ in results))
    row("Q-learning, cliff, 500 episodes", *seconds)


def row(name: str, ours: float, theirs: float) -> None:
    """Print one line of the table."""
    print(f"{name:32}  ours {1000 * ours:8.1f} ms   gymnasium {1000 * theirs:8.1f} ms   ratio {ours / theirs:.3f}")


PARTS = {"lake": lake, "cliff": cliff}

if __name__ == "__main__":
    print(f"Python {platform.python_version()}, gymnasium {gymnasium.__version__}, {os.cpu_count()} cores")
    print(f"Wanted: a ratio of at most {WANTED}")
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
