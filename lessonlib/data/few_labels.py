"""How well definitions are classified with few labels, by what was learned before: measured once and kept."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from lessonlib.data.shipped import shipped


def few_rows(y: np.ndarray, labels: int, draw: int) -> np.ndarray:
    """Return the rows of ``labels`` examples of each class, as the record drew them; more labels keep those of fewer.

    >>> few_rows(np.array([0, 1, 0, 1, 0, 1]), 2, draw=0).tolist()
    [4, 0, 5, 3]
    """
    rng = np.random.default_rng(draw)
    return np.concatenate([rng.permutation(np.flatnonzero(y == kind))[:labels] for kind in np.unique(y)])


def load_few_labels() -> dict[str, Any]:
    """Return the macro-F1 on held-out definitions of five ways to learn from few labelled ones.

    ``labels`` are the numbers of labelled definitions of each kind; ``runs[name]`` holds a row for each of five draws
    of these, an entry for each number. The names: "TF-IDF" with logistic regression; "averaged vectors", the mean of
    GloVe's, and logistic regression; "frozen model", the states of the shipped language model, and logistic regression;
    "tuned model", the same states, the model's recurrent part learning as well; "from scratch", the same network with
    a recurrent part that begins at random. ``baseline`` holds one kind for all.

    >>> record = load_few_labels()
    >>> place = record["labels"].index(20)
    >>> for name, runs in record["runs"].items():
    ...     print(name, round(sum(run[place] for run in runs) / len(runs), 2))
    TF-IDF 0.49
    averaged vectors 0.62
    frozen model 0.68
    tuned model 0.68
    from scratch 0.65

    Source: bench/transfer_record.py makes it.
    """
    return json.loads(shipped("few_labels.json").read_text(encoding="utf-8"))
