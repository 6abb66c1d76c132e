"""A question that the stage asks before it shows: its answer is computed from the trace, never typed in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from lessonlib.stage.equations import honest
from lessonlib.stage.numbers import number, vector


@dataclass(frozen=True)
class Question:
    """What the learner is asked to predict; made by :func:`ask_number` and its sisters.

    Args:
        text: the question; it stands as the picture's title while it is open.
        kind: how it is answered.
        step: the step at which the truth appears.
        truth: the answer as it is told.
        why: the reason, the end of the sentence that compares: "the velocity has to grow first".
        slips: a sentence for each known misconception, by the answer that it gives.
        options: what the drawing needs: the answer in numbers, tolerance, unit, choices, panel, places.
    """

    text: str
    kind: Literal["number", "choice", "place", "curve", "cell"]
    step: int
    truth: str
    why: str
    slips: Mapping[Any, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("text", "why"):
            object.__setattr__(self, name, honest(getattr(self, name)))
        object.__setattr__(self, "slips", {wrong: honest(told) for wrong, told in self.slips.items()})
        if not (self.text.endswith(("?", ".")) and self.step >= 1):
            raise ValueError(f"question {self.text!r}: wanted a sentence and a step from 1 on, got step {self.step}.")

    def packed(self) -> dict[str, Any]:
        """Plain JSON for the page."""
        plain = {name: getattr(self, name) for name in ("text", "kind", "step", "truth", "why")}
        return {**plain, "slips": [list(one) for one in self.slips.items()], **self.options}


def ask_number(
    text: str,
    answer: float,
    *,
    step: int,
    why: str,
    unit: str = "",
    tolerance: float = 0.0,
    slips: Mapping[float, str] | None = None,
) -> Question | None:
    """Ask for a number; it comes close within ``tolerance``.

    A ``unit`` is given in the plural. A slip that lies within ``tolerance`` of the answer is none, and is left out.

    Returns:
        The question; None when ``answer`` is no finite number, as a learner's own code may make it.

    >>> ask_number("How many steps?", 24, step=24, why="it gathers speed first", unit="steps").truth
    '24 steps'
    >>> ask_number("How many steps?", 1, step=1, why="it is there at once", unit="steps").truth
    '1 step'
    """
    if not np.isfinite(answer):
        return None
    wrong = {value: told for value, told in (slips or {}).items() if abs(value - answer) > tolerance + 1e-9}
    options = {"answer": float(answer), "tolerance": float(tolerance), "unit": unit}
    one = re.sub(r"(?<=\w\w)s$", "", unit) if answer == 1 else unit
    return Question(text, "number", step, f"{number(answer)} {one}".strip(), why, wrong, options)


def ask_choice(
    text: str, choices: Sequence[str], answer: str, *, step: int, why: str, slips: Mapping[str, str] | None = None
) -> Question:
    """Ask for one of ``choices``.

    Raises:
        ValueError: when ``answer`` is none of them, or they are fewer than two.

    >>> ask_choice("Which image costs most?", ["cat", "car", "frog"], "frog", step=9, why="its score is lowest").truth
    'frog'
    """
    choices = list(dict.fromkeys(map(str, choices)))
    if answer not in choices or len(choices) < 2:
        raise ValueError(f"question {text!r}: wanted the answer among two choices or more, got {answer!r}, {choices}.")
    wrong = {value: told for value, told in (slips or {}).items() if value != answer}
    return Question(text, "choice", step, answer, why, wrong, {"choices": choices})


def ask_place(
    text: str,
    answer: Sequence[float],
    *,
    panel: int,
    tolerance: float,
    step: int,
    why: str,
    near: Sequence[float],
    told: str = "",
) -> Question:
    """Ask for a place in the plot that stands at ``panel`` of the picture; ``near`` is where the cursor begins.

    ``told`` says the place in the picture's own words, such as its row and column; without it, its two numbers do.

    >>> ask_place("Where is it at step 9?", (0.5, -1), panel=0, tolerance=0.2, step=9, why="...", near=(0, 0)).truth
    '(0.5, −1)'
    """
    options = {"answer": [float(v) for v in answer], "panel": panel, "tolerance": float(tolerance)}
    begin = [float(v) for v in near]
    return Question(text, "place", step, told or vector(answer), why, {}, {**options, "near": begin})


def ask_curve(text: str, x, y, *, panel: int, tolerance: float, step: int, why: str) -> Question:
    """Ask for a curve y over x, drawn by hand into the plot at ``panel``; it is compared at up to 25 places of x.

    >>> ask_curve("Draw y.", range(101), range(101), panel=0, tolerance=5, step=9, why="...").options["x"][:3]
    [0.0, 4.0, 8.0]
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    kept = np.unique(np.linspace(0, len(x) - 1, 26).round().astype(int)) if len(x) > 26 else np.arange(len(x))
    curve = {"x": x[kept].tolist(), "answer": y[kept].tolist()}
    options = {**curve, "panel": panel, "tolerance": float(tolerance)}
    return Question(text, "curve", step, "the curve that is drawn now", why, {}, options)


def ask_cell(
    text: str,
    cells: Mapping[str, tuple[int, int]],
    answer: str,
    *,
    panel: int,
    mark: int = 0,
    step: int,
    why: str,
    slips: Mapping[str, str] | None = None,
) -> Question:
    """Ask for a cell of a table or matrix, or a word of tokens: (0, position), by pointing at it or by its name.

    Args:
        text, step, why, slips: as in :class:`Question`.
        cells: name -> (row, column) in the mark; they are what can be chosen.
        answer: the name of the right one.
        panel, mark: the mark's place in the picture.

    >>> ask_cell("Which word weighs most?", {"car": (0, 4), "the": (1, 4)}, "car", panel=0, step=9, why="...").truth
    'car'
    """
    asked = ask_choice(text, list(cells), answer, step=step, why=why, slips=slips)
    places = [[int(v) for v in place] for place in cells.values()]
    options = {**asked.options, "places": places, "panel": panel, "mark": mark}
    return Question(text, "cell", step, answer, why, asked.slips, options)
