"""Train deep Q-networks on the cliff and on the pole, five seeds each, and write what lesson 34 shows.

    python bench/deep_q_record.py FILE

It takes about ten minutes. On the cliff: every 500 steps the mean distance to the exact values. On the pole, long after
it stands, with a small buffer: how long each episode stood.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch

from lessonlib.reinforcement import CartPole, CliffWalking, action_value, learn_q_network, value_iteration

SEEDS, EVERY, GAMMA = range(5), 500, 0.9
POLE = {"steps": 50_000, "gamma": 0.99, "lr": 0.001, "every": 100, "buffer": 1000}
CLIFF = {"steps": 4000, "gamma": GAMMA}


def exact() -> np.ndarray:
    """Q of the 37 fields in which an episode goes on, by dynamic programming."""
    P = CliffWalking().P
    V = value_iteration(P, GAMMA)
    return np.array([[action_value(P, V, s, a, GAMMA) for a in range(4)] for s in range(37)])


def on_the_cliff(seed: int, wanted: np.ndarray) -> list[float]:
    """The mean distance to the exact values, every 500 steps."""
    fields, errors = torch.arange(len(wanted)), []

    def measure(step: int, q: torch.nn.Module) -> None:
        if step % EVERY == 0:
            errors.append(round(float(np.abs(q(fields).detach().numpy() - wanted).mean()), 2))

    learn_q_network(CliffWalking(), **CLIFF, seed=seed, on_step=measure)
    return errors


def on_the_pole(seed: int) -> list[int]:
    """How many steps the pole stood in each episode."""
    return [int(total) for total in learn_q_network(CartPole(), **POLE, seed=seed)[1]]


if __name__ == "__main__":
    wanted = exact()
    record = {
        "cliff": {**CLIFF, "measured": EVERY, "zero": round(float(np.abs(wanted).mean()), 2)},
        "pole": POLE,
        "cliff errors": [on_the_cliff(seed, wanted) for seed in SEEDS],
        "pole totals": [on_the_pole(seed) for seed in SEEDS],
    }
    Path(sys.argv[1]).write_text(json.dumps(record) + "\n", encoding="utf-8")
