"""The ground of the two valleys: the curve over one weight, or contours over two, on which ways down are drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.nn.valleys import FLOOR, LOCAL, LOWEST, WINDOW, two_valleys
from lessonlib.stage import Axis, Mark, Plot, contour, line, points, text
from lessonlib.stage.marks import levels

LOSSES = (-0.8, 8.6)  # below 0 is room for a name


def ground(weights: int, marks: Sequence[Mark], title: str, alt: str, behind: Sequence[Mark] = ()) -> Plot:
    """A panel with the loss over the first weight, or over the first two, and ``marks`` on it.

    Args:
        weights: how many the loss has; of more than two, the first two are drawn, the others being 0.
        marks: of the way down.
        title, alt: of the panel.
        behind: marks under the curve; with two weights there is none.
    """
    if weights == 1:
        w = np.linspace(*WINDOW, 161)
        curve = line(w, two_valleys(w[None]), width=3)
        places = two_valleys(np.array([[LOWEST, LOCAL]]))
        named = text([LOWEST, LOCAL], places - 0.55, ["lowest", "local minimum"], tone="quiet", anchor="middle")
        axes = {"x": Axis(WINDOW, "weight w"), "y": Axis(LOSSES, "loss L")}
        return Plot([*behind, curve, named, *marks], **axes, title=title, alt=alt, grow=1.3, aspect=0.58)
    w = np.linspace(*WINDOW, 81)
    z = two_valleys(np.array(np.meshgrid(w, w))) - FLOOR
    minima = points([LOWEST, LOCAL], [0, 0], size=4, filled=False, labels=["lowest", "local"])
    axes = {"x": Axis(WINDOW, "weight w₁"), "y": Axis(WINDOW, "weight w₂")}
    marks = [contour(w, w, z, levels(z)), *marks, minima]
    return Plot(marks, **axes, title=title, alt=alt, grow=0.6, aspect=0.85, zoom=True, equal=True)


def on_ground(position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where places (rows, n) stand in the panel: (w, L) for one weight, (w1, w2) for more."""
    first = position[:, 0]
    return (first, two_valleys(position.T)) if position.shape[1] == 1 else (first, position[:, 1])
