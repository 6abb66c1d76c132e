"""What a lab shows, drawn by matplotlib in the kernel at each step, as a course's notebook would draw it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from ipywidgets import HBox, IntSlider, Play, interact, jslink

from lessonlib import labs
from lessonlib.stage import Mark, Picture, Plot, Trace


def show(name: str) -> None:
    """Show the lab ``name`` by interact: the whole figure again at each step."""
    lab = getattr(labs, name)()
    trace, picture = lab.trace, lab.picture
    slider = IntSlider(0, 0, trace.steps - 1)
    play = Play(min=0, max=trace.steps - 1, interval=16)
    jslink((play, "value"), (slider, "value"))
    display(HBox([play]))
    interact(lambda step: draw(picture, trace, step), step=slider)


def draw(picture: Picture, trace: Trace, step: int) -> None:
    """All panels of ``picture`` at ``step``, side by side, under its title and over its caption."""
    _, axes = plt.subplots(1, len(picture.panels), figsize=(6 * len(picture.panels), 4), squeeze=False)
    for ax, panel in zip(axes[0], picture.panels, strict=True):
        ax.set_title(panel.title, fontsize=9)
        if isinstance(panel, Plot):
            ax.set(xlabel=panel.x.label, ylabel=panel.y.label)
            if "band" not in (panel.x.scale, panel.y.scale):
                ax.set(xlim=panel.x.domain, ylim=panel.y.domain, xscale=panel.x.scale, yscale=panel.y.scale)
        else:
            ax.axis("off")
        for mark in panel.marks:
            add(ax, mark, step)
    plt.suptitle(f"{picture.title}\n{trace.captions[step]}", fontsize=8, wrap=True)
    plt.show()


def add(ax: plt.Axes, mark: Mark, step: int) -> None:
    """One mark: lines, points, cells, bars and tables as matplotlib has them; the rest as text."""
    rows, texts = (
        {name: values[step if mark.when == "at" and len(values) > 1 else 0] for name, values in kind.items()}
        for kind in (mark.arrays, mark.strings)
    )
    if mark.when == "upto":
        rows = {name: row[: step + 1] for name, row in rows.items()}
    match mark.kind:
        case "line":
            ax.plot(rows["x"], rows["y"])
        case "points":
            ax.plot(rows["x"], rows["y"], "o", markersize=4)
        case "cells":
            ax.imshow(np.atleast_2d(rows["shade"]), cmap="Blues", vmin=0, vmax=255, aspect="auto")
            for place, text in np.ndenumerate(texts.get("text", np.empty((0, 0)))):
                ax.text(*place[::-1], text, ha="center", fontsize=6)
        case "bars":
            ax.bar(rows["x"], rows["height"])
        case "contour":
            ends = np.cumsum(mark.arrays["ring"][:, 1])
            for a, b in zip(np.r_[0, ends[:-1]], ends, strict=True):
                ax.fill(rows["x"][a:b], rows["y"][a:b], alpha=0.1, color="grey")
        case "table":
            if texts["text"].size:
                ax.table(texts["text"].astype(str), colLabels=mark.options["columns"], loc="center")
        case _:
            words = " ".join(str(text) for row in texts.values() for text in np.ravel(row))
            ax.text(0, 0, words[:300].replace("$", " "), fontsize=7, wrap=True)
