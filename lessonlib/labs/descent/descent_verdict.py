"""What became of a descent, in a few words: arrived, still on its way, jumping to and fro, or diverged."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.descent.descent_paths import Path
from lessonlib.nn.valleys import HILL, LOCAL, LOWEST

ARRIVED = 0.02  # so near its minimum, a path has arrived


def verdict(path: Path) -> str:
    """What the ``path`` of a descent did, to stand behind its name.

    >>> from lessonlib.labs.descent.descent_paths import follow
    >>> from lessonlib.nn import SGD
    >>> from lessonlib.nn.valleys import Valleys
    >>> for lr in (0.001, 0.1, 0.5, 2.0):
    ...     verdict(follow(SGD(lr), Valleys(1), (3.0,), 40, np.zeros((40, 1)), "SGD"))
    'still on its way after 40 steps'
    'in the local minimum after 8 steps'
    'still jumps to and fro after 40 steps'
    'diverged at step 2'
    """
    if path.diverged_at is not None:
        return f"diverged at step {path.diverged_at}"
    place, steps = path.position, len(path.position) - 1
    minimum = np.zeros(place.shape[1])
    minimum[0] = LOCAL if place[-1, 0] > HILL else LOWEST
    away = np.abs(place - minimum).max(axis=1) > ARRIVED
    if not away[-1]:
        arrival = int(np.flatnonzero(away)[-1]) + 1 if away.any() else 0
        return f"in the {'local' if minimum[0] == LOCAL else 'lowest'} minimum after {arrival} steps"
    turns = (path.move[-8:-1] * path.move[-7:] < 0).all(axis=0).any()
    return f"still {'jumps to and fro' if turns else 'on its way'} after {steps} steps"
