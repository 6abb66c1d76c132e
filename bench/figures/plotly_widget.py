"""plotly: the figure stays, the kernel sends the paths up to the step."""

import numpy as np
import plotly.graph_objects as go
from IPython.display import display
from ipywidgets import HBox, IntSlider, Play, VBox, jslink

from bench.figures.content import COLOURS, PATHS, STEPS, X, Y, Z, sentence

ground = go.Contour(x=X, y=Y, z=np.log10(Z + 1e-3), colorscale="Greys", ncontours=14, showscale=False)
lines = [
    go.Scatter(x=path[:1, 0], y=path[:1, 1], name=name, mode="lines", line={"color": COLOURS[name]})
    for name, path in PATHS.items()
]
title = {"text": sentence(0), "font": {"size": 9}}
figure = go.FigureWidget([ground, *lines], {"width": 700, "height": 500, "title": title})
slider = IntSlider(0, 0, STEPS)
play = Play(min=0, max=STEPS, interval=16)
jslink((play, "value"), (slider, "value"))


def move(change):
    """Send the paths up to the step, all in one message."""
    step = change["new"]
    with figure.batch_update():
        for trace, path in zip(figure.data[1:], PATHS.values(), strict=True):
            trace.x, trace.y = path[: step + 1].T
        figure.layout.title.text = sentence(step)


slider.observe(move, names="value")
display(VBox([HBox([play, slider]), figure]))
