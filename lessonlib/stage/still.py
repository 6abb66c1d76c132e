"""Steps at which a picture stands still: play passes over them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from lessonlib.stage.picture import Mark, Picture

READ = 3  # so many steps a sentence may tell, while the picture waits


def still(picture: Picture, captions: Sequence[str]) -> list[int]:
    """The steps that show nothing new: the sentence is that of the step before, or it goes on alone for too long.

    The last step is none of them: a run ends with its effect.

    >>> from lessonlib.stage import Plot, line
    >>> flat = Picture("A line.", [Plot([line(range(7), [[0], [1], [2], [2], [2], [2], [2]], when="at")])])
    >>> still(flat, ["a", "b", "c", "c", "d", "e", "f"]), still(flat, ["a", "b", "c", "d", "e", "e", "e"])
    ([3, 4, 5], [3, 4, 5])
    """
    steps = len(captions)
    marks = [mark for panel in picture.panels for mark in panel.marks] + list(picture.formulas)
    moved = np.any([moves(mark, steps) for mark in marks], axis=0) if marks else np.zeros(steps, dtype=bool)
    said = np.array([True, *(now != before for before, now in itertools.pairwise(captions))])
    begins = np.flatnonzero(moved | (np.arange(steps) == 0))
    ends = np.append(begins[1:], steps)
    alone = np.repeat(ends - begins > READ, ends - begins)  # (steps) within a long run of the sentence alone
    return [k for k in np.flatnonzero(~moved & (alone | ~said)).tolist() if 0 < k < steps - 1]


def moves(mark: Mark, steps: int) -> np.ndarray:
    """(steps) whether ``mark`` shows something else than one step before."""
    moved, since = np.zeros(steps, dtype=bool), mark.arrays.get("since")
    if since is not None:
        moved[[k for k in np.unique(since).astype(int) if 0 <= k < steps]] = True
    if mark.when == "upto":
        moved |= np.isfinite(np.concatenate([*mark.arrays.values()])).all(axis=0)
    for name, values in {**mark.arrays, **mark.strings}.items():
        if (mark.when == "at" or name in ("lit", "litEdges")) and len(values) == steps > 1:
            now, before = values[1:], values[:-1]
            other = (now != before) & ~((now != now) & (before != before))  # NaN is drawn as NaN was
            if since is not None and since[0].shape == now.shape[1:]:
                other &= since[0] <= np.arange(1, steps).reshape(-1, *[1] * (now.ndim - 1))
            moved[1:] |= other.reshape(steps - 1, -1).any(axis=1)
    for i, inner in enumerate(mark.marks):
        moved |= moves(inner, steps) & (mark.arrays["which"][:, 0] == i if mark.kind == "choice" else True)
    return moved
