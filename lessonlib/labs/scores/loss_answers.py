"""The table of three images; and a learner's loss on it, of each image alone and of all, laid beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lessonlib.data.slides import CLASSES
from lessonlib.labs.shared.answers import ask, wanted_number
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.typed import MatrixField, typed_matrix

IMAGES = tuple(f"a {name}" for name in CLASSES)  # image k shows class k
LARGEST = 1e4


def typed_scores(value: Any) -> np.ndarray:
    """A score for each class and image, (3, 3), as :func:`typed_matrix` reads it.

    Raises:
        ValueError, TypeError: for what is not three rows of three numbers.
    """
    scores = typed_matrix(value, "scores", (3, 3), LARGEST)
    if scores.shape != (3, 3):
        wanted = "3 rows of 3 numbers, one for each class and image"
        raise ValueError(f"scores: wanted {wanted}, got {scores.shape}; add some.")
    return scores


def scores_field() -> MatrixField:
    """The field in which they are typed."""
    return MatrixField("Scores", hint="rows cat ; car ; frog, a column for each image, then Enter")


def losses_beside(mine: Any, scores: np.ndarray, right: Sequence[float], ours: str, *made_with: float) -> Beside:
    """The learner's losses (4,), of each image and of all, beside ours.

    Args:
        mine: a loss with ``forward(x, y) -> float``, or None; x are scores (B, C), y class numbers (B,).
        scores: a row for each class, a column for each image.
        right: the four losses as ours has them.
        ours: what ours is called.
        made_with: what a learner's class is made with.
    """
    batches = [np.array([k]) for k in range(len(IMAGES))] + [np.arange(len(IMAGES))]

    def run(label: str) -> np.ndarray:
        loss = mine(*made_with) if isinstance(mine, type) else mine
        return np.array([wanted_number(ask(loss, scores.T[rows], rows), label) for rows in batches])

    return beside(mine, run, right, ours=ours, where=lambda k: f"for {[*IMAGES, 'all three'][k]}")
