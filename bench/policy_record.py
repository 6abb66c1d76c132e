"""Train REINFORCE on the pole with ten seeds, actor and critic with five, and write what lessons 35 and 36 print.

    python bench/policy_record.py FILE

It takes some minutes. REINFORCE: after how many episodes the mean of 25 reached 490. Actor and critic: over the last 20
of 100 updates how long the pole stood, and how much advantages and returns scattered, by the code of lesson 36 itself.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lessonlib.reinforcement import CartPole, learn_policy

ENOUGH, LAST = 490, 20
LESSON = Path(__file__).parents[1] / "notebooks" / "src" / "36_actor_and_critic.py"


def train():
    """The function ``train(seed)`` of lesson 36."""
    names = {"__name__": "lesson"}
    exec(LESSON.read_text(encoding="utf-8").partition("\ntry:")[0], names)  # all before it trains
    return names["train"]


if __name__ == "__main__":
    both = train()
    record = {
        "enough": ENOUGH,
        "episodes": [len(learn_policy(CartPole(), seed=seed, enough=ENOUGH)[1]) for seed in range(10)],
        "actor and critic": [both(seed)[-LAST:].mean(axis=0).round(2).tolist() for seed in range(5)],
    }
    Path(sys.argv[1]).write_text(json.dumps(record) + "\n", encoding="utf-8")
