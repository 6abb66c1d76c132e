"""A picture as plain data: panels with axes, and the marks in them. Nothing here knows how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from lessonlib.stage.equations import honest
from lessonlib.stage.options import checked
from lessonlib.stage.question import Question

When = Literal["constant", "at", "upto"]
SPEEDS = (0.25, 0.5, 1, 2, 5, 10, 20, 60)  # steps a second, as the page offers them


@dataclass(frozen=True)
class Mark:
    """One description of something drawn; made by the functions of :mod:`lessonlib.stage.marks`.

    Args:
        kind: "line", "points", "cells", ...
        when: "constant", "at" the step (a row a step), or "upto" the step (all rows so far).
        arrays: numeric data by name; unless ``when`` is "constant", axis 0 is the step (one row: the same always).
        strings: text by name, as object arrays of ``str`` with the same rule for axis 0.
        options: plain JSON values, of those that :data:`lessonlib.stage.options.OPTIONS` lists for this kind.
        marks: for "choice", the marks of which one is drawn.
    """

    kind: str
    when: When = "constant"
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    strings: Mapping[str, np.ndarray] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    marks: Sequence[Mark] = ()

    def __post_init__(self) -> None:
        checked(self.kind, self.options, self.strings)


@dataclass(frozen=True)
class Axis:
    """One axis of a plot, fixed over all steps.

    Args:
        domain: (low, high) in data units; high below low turns the axis round. For "band" it is not needed.
        label: name and unit, "loss" or "time / s".
        scale: "linear", "log" (domain above 0) or "band" (one slot a category).
        bands: the categories of a band scale.
        ticks: (value, label) pairs; by default round numbers.

    Raises:
        ValueError: when the domain is empty or not finite, or not above 0 on a log axis.

    >>> Axis((0, 1), "p").domain
    (0.0, 1.0)
    """

    domain: tuple[float, float] = (0.0, 1.0)
    label: str = ""
    scale: Literal["linear", "log", "band"] = "linear"
    bands: Sequence[str] = ()
    ticks: Sequence[tuple[float, str]] | None = None

    def __post_init__(self) -> None:
        low, high = (float(value) for value in self.domain)
        if not (np.isfinite(low) and np.isfinite(high) and low != high):
            raise ValueError(f"Axis {self.label!r}: domain must be two different finite numbers, got {self.domain}")
        if self.scale == "log" and min(low, high) <= 0:
            raise ValueError(f"Axis {self.label!r}: a log axis needs a domain above 0, got {self.domain}")
        object.__setattr__(self, "domain", (low, high))


@dataclass(frozen=True)
class Plot:
    """A panel with two axes.

    Args:
        marks: drawn in this order.
        x, y: the axes.
        title: a short heading above the panel.
        alt: one sentence that says what is seen, for a screen reader.
        grow: share of the width when panels stand side by side.
        aspect: height / width.
        frame: False draws no axes (a graph, a matrix).
        zoom: True offers to look closer, where both axes are numbers.
        room: how many type sizes it needs from left to right for its texts to stand apart; 0 is the usual.
        equal: True makes a unit as long on both linear axes: a circle is round, a gradient square to its contours.
    """

    marks: Sequence[Mark]
    x: Axis = Axis()
    y: Axis = Axis()
    title: str = ""
    alt: str = ""
    grow: float = 1.0
    aspect: float = 0.7
    frame: bool = True
    zoom: bool = False
    equal: bool = False
    room: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """A panel of running text: tables, tokens, formulas, sentences, one under the other."""

    marks: Sequence[Mark]
    title: str = ""
    grow: float = 1.0


@dataclass(frozen=True)
class Picture:
    """What a lab draws: a title that is a sentence, panels in reading order, a key where direct labels would collide.

    A title has two states: while it is open the question, then ``before``; at the last step the result.

    Args:
        title: the result, as a sentence ("Momentum overshoots, then settles."), shown once the last step has been
            seen: where the truth of the question comes sooner, its own sentence tells it.
        panels: :class:`Plot` and :class:`Sheet`, left to right, top to bottom.
        key: (series, label), or (series, label, dash) for a line with a dash of its own; shown above the panels.
        formulas: "formula" marks set under the panels, with this step's numbers.
        before: what is seen until then, plainly; "" where ``title`` gives nothing away.
        question: what is asked before it is shown.
        speed: how many steps a second it plays at until the learner chooses; by default that of
            :func:`lessonlib.stage.pace.pace`.
        strides: by how many steps at once it can go on, a button each, beside the one that goes on by one.

    In both titles an = that does not hold for its printed digits becomes ≈.

    Raises:
        ValueError: for a speed that is not on offer.
    """

    title: str
    panels: Sequence[Plot | Sheet]
    key: Sequence[tuple[str, ...]] = ()
    formulas: Sequence[Mark] = ()
    before: str = ""
    question: Question | None = None
    speed: float | None = None
    strides: Sequence[int] = ()

    def __post_init__(self) -> None:
        for name in ("title", "before"):
            object.__setattr__(self, name, honest(getattr(self, name)))
        if self.speed is not None and self.speed not in SPEEDS:
            raise ValueError(f"speed: wanted one of {', '.join(map(str, SPEEDS))} steps a second, got {self.speed!r}.")
