"""One question of a quiz: its text with this seed's numbers, the answer's value, and what a wrong answer tells."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lessonlib.course.typed import typed_number


@dataclass(frozen=True)
class Verdict:
    """``right`` or not, and the sentence that says so; ``counts`` is False for what was no answer at all."""

    right: bool
    sentence: str
    counts: bool = True


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question whose answer is one number; with ``choices`` it is the number of the right one, from 1.

    Args:
        text: what is asked. `Back quotes` hold code; a line break begins a paragraph.
        answer: the right value, checked with a tolerance of one unit in the last of ``decimals`` places; exactly
            when ``decimals`` is 0.
        why: how the answer comes about, with the numbers.
        lesson, lab: where to step through it: "02_losses", "softmax_lab".
        given: the numbers that the text shows, by name, so that another engine can work the answer out again.
        traps: (value, sentence) for answers that show a known mistake.

    >>> question = Question(text="What is 2 / 3?", answer=2 / 3, why="0.667", lesson="02_losses", lab="softmax_lab",
    ...                     traps=((1.5, "That is 3 / 2."),))
    >>> question.judge("0.67").right, question.judge("2/3").right, question.judge("0.6").right
    (True, True, False)
    >>> question.judge("1.5").sentence
    'Not 1.5: That is 3 / 2.'
    """

    text: str
    answer: float
    why: str
    lesson: str
    lab: str
    given: Mapping[str, Any] = field(default_factory=dict)
    decimals: int = 2
    choices: tuple[str, ...] = ()
    traps: tuple[tuple[float, str], ...] = ()

    @property
    def tolerance(self) -> float:
        """How far an answer may lie from the right value."""
        return 1.0001 * 10**-self.decimals if self.decimals else 1e-9

    @property
    def tells_apart(self) -> bool:
        """Whether no known mistake would pass as right."""
        return all(abs(value - self.answer) > 2 * self.tolerance for value, _ in self.traps)

    @property
    def wanted(self) -> str:
        """What kind of answer is asked for."""
        if self.choices:
            return f"the number of your choice, 1 to {len(self.choices)}"
        return f"to {self.decimals} decimals" if self.decimals else "a whole number"

    @property
    def shown_answer(self) -> str:
        """The right answer as one would write it."""
        return f"{self.answer:.{self.decimals}f}"

    def judge(self, typed: str) -> Verdict:
        """Say whether ``typed`` is right; text that is no number does not count."""
        try:
            value = typed_number(typed)
        except ValueError as error:
            return Verdict(False, f"No answer yet: {error}", counts=False)
        if self.choices and value not in range(1, len(self.choices) + 1):
            return Verdict(False, f"No answer yet: wanted {self.wanted}, got {value:g}.", counts=False)
        if abs(value - self.answer) <= self.tolerance:
            return Verdict(True, f"Right: {self.shown_answer}.")
        for trap, sentence in self.traps:
            if abs(value - trap) <= self.tolerance:
                return Verdict(False, f"Not {typed.strip()}: {sentence}")
        hint = "" if self.choices or abs(value - self.answer) > 20 * self.tolerance else " It is close: round later."
        return Verdict(False, f"Not {typed.strip()}.{hint}")


def choice(rng: np.random.Generator, right: str, wrong: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Mix the ``right`` choice with the ``wrong`` ones, each (choice, why it is wrong), into a question's arguments.

    >>> fields = choice(np.random.default_rng(0), "L1", [("L2", "It shrinks, but not to 0.")])
    >>> fields["choices"][fields["answer"] - 1], len(fields["traps"])
    ('L1', 1)
    """
    offered = [(right, ""), *wrong]
    mixed = [offered[place] for place in rng.permutation(len(offered))]
    places = {text: number for number, (text, _) in enumerate(mixed, 1)}
    return {
        "choices": tuple(text for text, _ in mixed),
        "answer": places[right],
        "decimals": 0,
        "traps": tuple((places[text], sentence) for text, sentence in wrong),
    }


def tenths(rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...] | None = None) -> Any:
    """Draw numbers with one decimal from ``low`` to ``high``, never 0: as a float, or as nested lists of ``shape``.

    >>> tenths(np.random.default_rng(0), -2, 2, (3,))
    [1.5, 0.6, 0.1]
    """
    whole = np.arange(round(10 * low), round(10 * high) + 1)
    return (rng.choice(whole[whole != 0], size=shape) / 10).tolist()


def as_html(text: str) -> str:
    """Escape ``text`` and set `back quotes` as code, line breaks as paragraphs.

    >>> as_html("1 < 2\\nwrite `a & b`")
    '<p>1 &lt; 2</p><p>write <code>a &amp; b</code></p>'
    """
    lines = re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(text)).split("\n")
    return "".join(f"<p>{line}</p>" for line in lines)
