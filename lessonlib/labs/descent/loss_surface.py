"""The two valleys as a surface in space to turn: the loss over two weights, with paths of gradient descent on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lessonlib.arguments import real, whole
from lessonlib.labs.descent.descent_paths import follow
from lessonlib.labs.descent.loss_race import begin
from lessonlib.labs.descent.valley_start import valley_start
from lessonlib.labs.shared.plotly_here import graph_objects
from lessonlib.nn import SGD
from lessonlib.nn.valleys import HILL, WINDOW, Valleys, two_valleys
from lessonlib.stage.theme import LIGHT, style

if TYPE_CHECKING:
    import plotly.graph_objects as go

GRID = 45  # places along each weight: finer is not seen, and the notebook stores each of them
GREY = "#777777"  # stands out by 4.3 : 1 from a white page and from JupyterLab's dark one; the kernel knows not which
PATH = LIGHT[style("gradient descent").slot]
ABOVE = 0.06  # a path on the surface itself would sink into it


def loss_surface(
    starts: Sequence[Sequence[float]] = ((0.0, 2.5), (3.0, 2.5)), learning_rate: float = 0.08, steps: int = 60
) -> go.Figure:
    """Return L(w1, w2) of the two valleys as a surface to turn, with the path of gradient descent from each start.

    Args:
        starts: places (w1, w2), each within the picture.
        learning_rate: of all paths, above 0.
        steps: of each path, at least 1.

    ``.show("plotly_mimetype")`` leaves the drawing to JupyterLab's own copy of plotly: nothing comes from a network,
    and the notebook stores the numbers alone.

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    >>> [len(trace.x) for trace in loss_surface(steps=10).data]  # the surface, then a path for each start
    [45, 11, 11]

    Source: Lecture 1, "Gradient Descent: Local minima".
    """
    go = graph_objects()
    places = [begin(2, valley_start(start, 2)) for start in np.atleast_2d(starts)]
    rate = real(learning_rate, "learning_rate", above=0)
    still = np.zeros((whole(steps, "steps", at_least=1), 2))
    w = np.linspace(*WINDOW, GRID)
    loss = two_valleys(np.array(np.meshgrid(w, w)))  # (GRID, GRID), a row for each w2
    told = "w₁ %{x:.2f}, w₂ %{y:.2f}: loss %{z:.2f}<extra></extra>"
    surface = go.Surface(
        x=w,
        y=w,
        z=loss.round(3).astype(np.float32),
        colorscale="Viridis",
        showscale=False,
        hovertemplate=told,
        contours={"z": {"show": True, "start": 0.5, "end": 9.5, "size": 0.75, "color": "#a9b8cf", "width": 1}},
    )
    walks = [follow(SGD(rate), Valleys(2), start, steps, still, "SGD").position for start in places]
    walks = [walk[np.isfinite(walk).all(axis=1)] for walk in walks]
    paths = [
        go.Scatter3d(
            x=walk[:, 0],
            y=walk[:, 1],
            z=two_valleys(walk.T) + ABOVE,
            mode="lines+markers",
            line={"color": PATH, "width": 6},
            marker={"color": PATH, "size": 2.5},
            hovertemplate=told,
        )
        for walk in walks
    ]
    axis = {"color": GREY, "gridcolor": GREY, "zeroline": False, "showbackground": False, "range": WINDOW}
    height = {**axis, "range": (0, 13), "title": "loss L"}
    return go.Figure(
        [surface, *paths],
        go.Layout(
            scene={
                "xaxis": {**axis, "title": "weight w₁"},
                "yaxis": {**axis, "title": "weight w₂"},
                "zaxis": height,
                "aspectratio": {"x": 1.25, "y": 1.0, "z": 0.75},
                "camera": {"eye": {"x": -1.05, "y": -1.75, "z": 1.15}, "center": {"x": 0, "y": 0, "z": -0.15}},
                "dragmode": "turntable",
                "annotations": [name for walk in walks for name in _names(walk)],
            },
            font={"color": GREY, "size": 13},
            paper_bgcolor="rgba(0, 0, 0, 0)",
            showlegend=False,
            height=480,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            template="none",
        ),
    )


def _names(walk: np.ndarray) -> list[dict]:
    """What stands at both ends of a walk, on paper of its own: it is read over the surface and over any page."""
    end = "local minimum" if walk[-1, 0] > HILL else "lowest"
    return [
        {
            "x": x,
            "y": y,
            "z": float(two_valleys(np.array([x, y]))),
            "text": text,
            "ax": side,
            "ay": -34,
            "bgcolor": "#ffffff",
            "borderpad": 2,
            "font": {"color": "#1a1a1a", "size": 13},
            "arrowcolor": GREY,
            "arrowhead": 0,
            "arrowwidth": 1.2,
        }
        for (x, y), text, side in ((walk[0].tolist(), "start", 0), (walk[-1].tolist(), end, 30))
    ]
