"""What it costs to take a reader's state after the padding, measured once and kept."""

from __future__ import annotations

import json
from typing import Any

from lessonlib.data.shipped import shipped


def load_padding_run() -> dict[str, Any]:
    """Return the macro-F1 on held-out definitions after each of 6 epochs, of three models and five seeds.

    ``runs[name]`` is a list, an entry a seed: ``macro_f1`` after each epoch, ``with_more_padding`` after the last with
    ``more_padding`` more places of it, ``seed`` and ``seconds``. The names: "averaged vectors", a deep averaging
    network; "last real word", a GRU; "after the padding", the same GRU from the same first weights, that reads on
    through the padding. ``baselines`` holds one class for all, and TF-IDF with logistic regression.

    >>> for name, runs in load_padding_run()["runs"].items():
    ...     print(name, round(sum(run["macro_f1"][0] for run in runs) / len(runs), 2))
    averaged vectors 0.69
    last real word 0.68
    after the padding 0.14

    Source: bench/padding_record.py makes it.
    """
    return json.loads(shipped("state_after_padding.json").read_text(encoding="utf-8"))
