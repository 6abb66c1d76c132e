"""Names beside the points of a plotly figure, moved until none covers another: plotly itself does not look."""

from __future__ import annotations

from typing import Any

import numpy as np

PAPER, INK, LEADER = "#ffffff", "#1a1a1a", "#777777"
LETTER, LINE = 8.0, 20.0  # pixels of a letter of 13 pixels, and of its line with a rim
TURNS = np.deg2rad(np.arange(0, 360, 30) - 90)  # first above the point


def names_beside(xy: np.ndarray, rows: np.ndarray, texts: list[str], height: float) -> list[dict[str, Any]]:
    """Return a plotly annotation for each of ``rows``: its text on paper of its own, a line from it to the point.

    Each name takes, in its turn, the nearest place where it covers no name and no point that is marked; where there is
    none, the one that covers least.

    Args:
        xy: all points (n, 2), which set the scale.
        rows: those that are named, (m,).
        texts: m texts, which may hold <b>.
        height: pixels of the plane from its lowest to its highest point.
    """
    scale = height / max(1.1 * float(np.ptp(xy, axis=0).max()), 1e-9)  # pixels a unit
    points = xy[rows] * [scale, -scale]  # (m, 2), down the page
    taken = [_box(point, 10, 10) for point in points]
    annotations = []
    for row, text, point in zip(rows, texts, points, strict=True):
        width = LETTER * len(text.replace("<b>", "").replace("</b>", "")) + 8
        shifts = [(r * np.cos(turn) * (1 + width / 80), r * np.sin(turn)) for r in (24, 42, 64, 90) for turn in TURNS]
        covered = [sum(_overlap(_box(point + shift, width, LINE), other) for other in taken) for shift in shifts]
        ax, ay = shifts[int(np.argmin(covered))]
        taken.append(_box(point + np.array([ax, ay]), width, LINE))
        annotations.append(
            {
                "x": float(xy[row, 0]),
                "y": float(xy[row, 1]),
                "text": text,
                "ax": round(ax),
                "ay": round(ay),
                "font": {"color": INK, "size": 13},
                "bgcolor": PAPER,
                "borderpad": 2,
                "showarrow": True,
                "arrowhead": 0,
                "arrowwidth": 1,
                "arrowcolor": LEADER,
                "standoff": 4,
            }
        )
    return annotations


def _box(middle: np.ndarray, width: float, height: float) -> tuple[float, float, float, float]:
    """Left, right, top and bottom."""
    return middle[0] - width / 2, middle[0] + width / 2, middle[1] - height / 2, middle[1] + height / 2


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """The area that two boxes share."""
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[2], b[2]))
