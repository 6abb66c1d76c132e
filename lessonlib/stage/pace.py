"""How fast a picture plays that does not say so itself: a curve is watched, what stands in cells and nodes is read."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Sequence

from lessonlib.stage.picture import SPEEDS, Picture

WATCHED = 10  # steps a second at which a curve grows
READ = 4  # words a second
RUN = 240  # seconds that a run lasts at the longest, unless that is faster than a curve grows


def pace(picture: Picture, captions: Sequence[str]) -> float:
    """Steps a second, of those on offer, for ``picture`` with these sentences, one a step.

    Of four sentences in five the words that the one before did not have can be read in the time of a step.

    >>> from lessonlib.stage import Plot, Sheet, line, sentence
    >>> curve = Picture("A curve.", [Plot([line(range(9), range(9), when="upto")])])
    >>> read = Picture("A walk.", [Sheet([sentence("x")])])
    >>> told = [f"Step {k}: the sum is {2 * k}." for k in range(900)]
    >>> pace(curve, told[:9]), pace(read, told[:9]), pace(read, told), pace(read, [told[0], "What came of it?"])
    (10, 2, 2, 1)
    """
    if picture.speed is not None:
        return picture.speed
    if any(mark.when == "upto" for panel in picture.panels for mark in panel.marks):
        return WATCHED
    fits = max(READ / max(1, new_words(captions)), len(captions) / RUN)
    return max(speed for speed in SPEEDS if speed <= min(WATCHED, max(SPEEDS[0], fits)))


def new_words(captions: Sequence[str]) -> int:
    """How many words of a sentence the one before did not have there: so many or fewer in four of five steps."""
    new = sorted(_new(before.split(), now.split()) for before, now in itertools.pairwise(captions))
    return new[4 * (len(new) - 1) // 5] if new else 0


def _new(before: list[str], now: list[str]) -> int:
    same = difflib.SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks()
    return len(now) - sum(block.size for block in same)
