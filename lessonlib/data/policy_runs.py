"""What policies learned on the pole, measured once and kept."""

from __future__ import annotations

import json
from typing import Any

from lessonlib.data.shipped import shipped


def load_policy_runs() -> dict[str, Any]:
    """Return ten runs of ``learn_policy`` on the pole, seeds 0 to 9, and five of lesson 36, seeds 0 to 4.

    "episodes" holds for each seed after how many episodes the mean of 25 reached "enough", 490; "actor and critic" how
    long the pole stood over the last 20 of 100 updates, and how much advantages and returns scattered there.

    >>> runs = load_policy_runs()
    >>> len(runs["episodes"]), len(runs["actor and critic"]), runs["enough"]
    (10, 5, 490)

    Source: bench/policy_record.py makes it.
    """
    return json.loads(shipped("policy_runs.json").read_text(encoding="utf-8"))
