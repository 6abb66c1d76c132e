"""A learner's loss on the three images: asked for each of them alone, then for all, and laid beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lessonlib.data.slides import CLASSES
from lessonlib.labs.shared.answers import apart, ask, wanted_number
from lessonlib.labs.shared.own import own_label, run_own
from lessonlib.stage import number

IMAGES = tuple(f"a {name}" for name in CLASSES)  # image k shows class k


def losses_of(
    mine: Any, scores: np.ndarray, ours: Sequence[float], name: str, *made_with: float
) -> tuple[np.ndarray, str, list[str]]:
    """The learner's losses (4,), of each image and of all; what they are called; and what there is to say of them.

    Args:
        mine: a loss with ``forward(x, y) -> float``, or None; x are scores (B, C), y class numbers (B,).
        scores: a row for each class, a column for each image.
        ours: the four losses as ours has them.
        name: what ours is called.
        made_with: what a learner's class is made with.

    Without a loss that can be drawn, the first is empty.
    """
    if mine is None:
        return np.zeros(0), "", []
    label = own_label(mine, [name])
    batches = [np.array([k]) for k in range(len(IMAGES))] + [np.arange(len(IMAGES))]

    def run() -> list[float]:
        loss = mine(*made_with) if isinstance(mine, type) else mine
        return [wanted_number(ask(loss, scores.T[rows], rows), label) for rows in batches]

    theirs, problem = run_own(mine, run, stays=name)
    if problem:
        return np.zeros(0), label, [problem]
    wrong = np.flatnonzero(apart(theirs, ours))
    if not wrong.size:
        return np.array(theirs), label, []
    k = int(wrong[0])
    where = [*IMAGES, "all three"][k]
    told = f"{label} departs from {name} for {where}: {number(theirs[k])} instead of {number(ours[k])}."
    return np.array(theirs), label, [told]
