"""The weights of a layer as lines between two columns of units: sign by colour and dash, size by thickness."""

from __future__ import annotations

import numpy as np

from lessonlib.stage.picture import Mark


def wires(ends, weight, largest: float | None = None) -> Mark:
    """Lines whose thickness is the weight at each step; below 0 a line is dashed, and in the other class's colour.

    Args:
        ends: (n, 4) where each begins and ends, (x0, y0, x1, y1) in the plot's units.
        weight: (steps, n); one that is no number draws no line.
        largest: the weight whose line is the thickest; by default the largest there is.

    Raises:
        ValueError: when there is not one weight a line.

    >>> wires([[0, 0, 1, 1]], [[0.5], [-1.0]]).arrays["weight"].tolist()
    [[191], [0]]
    """
    ends, weight = np.asarray(ends, dtype=float), np.asarray(weight, dtype=float)
    if weight.ndim != 2 or ends.shape != (weight.shape[1], 4):
        raise ValueError(f"wires: ends must have shape ({weight.shape[-1]}, 4) for weights {weight.shape}")
    known = np.nan_to_num(weight, nan=0.0)
    share = np.clip(known / (largest or np.abs(known).max(initial=0.0) or 1.0), -1, 1)
    # The drawing needs one of 256 sizes, not the number.
    shades = np.rint(127.5 + 127.5 * share).astype(np.uint8)
    return Mark("wires", "at", {"ends": ends[None], "weight": shades})
