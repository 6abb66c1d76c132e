"""How fast a picture plays that does not say so itself: a curve is watched, what stands in cells and nodes is read."""

from __future__ import annotations

from lessonlib.stage.picture import SPEEDS, Picture

WATCHED = 10  # steps a second at which a curve grows
RUN = 40  # seconds in which a run is read, if that leaves a second for each sentence


def pace(picture: Picture, steps: int) -> float:
    """Steps a second, of those on offer, for ``picture`` with so many ``steps``.

    >>> from lessonlib.stage import Plot, Sheet, line, sentence
    >>> curve = Picture("A curve.", [Plot([line(range(9), range(9), when="upto")])])
    >>> read = Picture("A walk.", [Sheet([sentence("x")])])
    >>> pace(curve, 9), pace(read, 9), pace(read, 90), pace(read, 900)
    (10, 1, 2, 10)
    """
    if picture.speed is not None:
        return picture.speed
    if any(mark.when == "upto" for panel in picture.panels for mark in panel.marks):
        return WATCHED
    return max(speed for speed in SPEEDS if speed <= min(WATCHED, max(1, steps / RUN)))
