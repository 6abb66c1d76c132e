"""What deep Q-networks learned on the cliff and on the pole, measured once and kept."""

from __future__ import annotations

import json
from typing import Any

from lessonlib.data.shipped import shipped


def load_deep_q_runs() -> dict[str, Any]:
    """Return five runs of ``learn_q_network`` on each of two environments, seeds 0 to 4.

    "cliff errors" holds for each seed the mean distance of Q to the exact values of the cliff, every 500 of 4000 steps;
    "pole totals" how many steps the pole stood in each episode that ended within 50000 steps. "cliff" and "pole" are
    the arguments; ``cliff["zero"]`` is the distance of a network that says 0 everywhere.

    >>> runs = load_deep_q_runs()
    >>> len(runs["cliff errors"]), len(runs["pole totals"]), runs["pole"]["steps"]
    (5, 5, 50000)

    Source: bench/deep_q_record.py makes it.
    """
    return json.loads(shipped("deep_q_runs.json").read_text(encoding="utf-8"))
