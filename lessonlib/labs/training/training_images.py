"""The held-out digits that a network finds hardest, with what it says of each after every epoch."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Axis, Mark, Plot, Trace, cells, number, text

ACROSS = 4
WIDE, TALL = 10, 12  # of an image of 8 x 8 pixels with its margin and the line under it


def draw_images(trace: Trace) -> Plot:
    """The images in rows of four, 3s above 7s, under each p(7) at this epoch, the wrong ones marked."""
    images, truth, p = trace["images"], trace["truth"], trace["says"]
    rows = -(-len(images) // ACROSS)
    ink = np.zeros((rows * TALL, ACROSS * WIDE))
    below = []
    for i, image in enumerate(images):
        top, left = TALL * (i // ACROSS), WIDE * (i % ACROSS)
        ink[top + 1 : top + 9, left + 1 : left + 9] = image
        below.append((left + 5, top + 10.2))
    x, y = np.array(below).T[:, None]  # (1, images): always the same
    right = (p > 0.5) == truth  # (steps, images)
    told = np.array([[number(v, 2) for v in row] for row in p], dtype=object)
    told[np.isnan(p)] = "–"
    wrong = np.where(right | np.isnan(p), "", np.char.add(told.astype(str), " ✗")).astype(object)
    marks: list[Mark] = [
        cells(ink, scale="sequential", limits=(0.0, 1.0), extent=(0, ink.shape[1], 0, ink.shape[0])),
        text(x, y, np.where(wrong == "", told, ""), when="at", anchor="middle"),
        text(x, y, wrong, when="at", anchor="middle", tone="accent"),
    ]
    return Plot(
        marks,
        x=Axis((0, ink.shape[1])),
        y=Axis((ink.shape[0], 0)),
        frame=False,
        aspect=rows * TALL / (ACROSS * WIDE),
        title="Held-out 3s, then 7s, hardest first: p(7)",
        grow=0.95,
        alt=f"{len(images)} images of 3 and 7, and under each the probability that the network gives to a 7.",
    )
