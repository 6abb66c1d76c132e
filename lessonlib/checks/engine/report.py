"""The answer of a check: the outcome, what was wanted and what came, the likely mistake, and hints in stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lessonlib.checks.engine import page

OUTCOMES = ("passed", "not attempted", "raised", "wrong shape", "wrong value", "fragile")
SIGNS = dict(zip(OUTCOMES, "✓○✗✗✗△", strict=True))


# No sentence of ours is as long; one with a learner's own names or error in it can be.
LONGEST = 1000


def _shown(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, eq=False)
class Report:
    """What :func:`lessonlib.checks.check` found.

    ``outcome`` is one of "passed", "not attempted", "raised", "wrong shape", "wrong value" and "fragile" (right on
    ordinary input, but it overflows, writes into its input, keeps state, ...). ``diagnoses`` names the mistakes that
    would give exactly what came, best first; it is empty when none would. ``wanted`` and ``got`` are the two arrays
    (when the candidate raised: the array, and what was raised). ``notes`` are sentences beside the point: a class that
    was defined again, what was printed.

    >>> report = Report("relu", "passed", "ReLU is right.")
    >>> print(report)
    ✓ relu: passed. ReLU is right.
    >>> report.hint(1)
    'Nothing to hint at: relu is passed.'
    """

    exercise: str
    outcome: str
    sentence: str
    diagnoses: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    wanted: Any = None
    got: Any = None
    hints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    off: np.ndarray | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Cut every text to a length, and keep lone surrogates out, which no page can show."""
        for name in ("exercise", "sentence", "got", "wanted"):
            object.__setattr__(self, name, _shown(getattr(self, name)))
        for name in ("diagnoses", "reasons", "hints", "notes"):
            object.__setattr__(self, name, tuple(_shown(text) for text in getattr(self, name)))

    @property
    def passed(self) -> bool:
        """Whether the outcome is "passed"."""
        return self.outcome == "passed"

    @property
    def points(self) -> float:
        """One point when passed, half a point when fragile."""
        return {"passed": 1.0, "fragile": 0.5}.get(self.outcome, 0.0)

    def hint(self, n: int = 1) -> str:
        """Hint number ``n``, from 1: where to look, then what to write. Never raises; says so when there is none left.

        >>> Report("relu", "wrong value", "", hints=("Look at the mask.", "The mask is x > 0.")).hint(3)
        'There are 2 hints, and you have seen them all: ask for hint(1) or hint(2).'
        """
        if not self.hints:
            return f"Nothing to hint at: {self.exercise} is {self.outcome}."
        if isinstance(n, int) and 1 <= n <= len(self.hints):
            return self.hints[n - 1]
        asks = " or ".join(f"hint({i})" for i in range(1, len(self.hints) + 1))
        return f"There are {len(self.hints)} hints, and you have seen them all: ask for {asks}."

    def __str__(self) -> str:
        lines = [f"{SIGNS[self.outcome]} {self.exercise}: {self.outcome}. {self.sentence}"]
        lines += [f"  Likely reason: {self.reasons[0]}"] if self.reasons else []
        lines += [f"  Or: {reason}" for reason in self.reasons[1:]]
        lines += [f"  Note: {note}" for note in self.notes]
        lines += ["  A hint: .hint(1)"] if self.hints else []
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Report {self.exercise}: {self.outcome}{'; ' * bool(self.diagnoses)}{', '.join(self.diagnoses)}>"

    def _repr_html_(self) -> str:
        return page.report(self, SIGNS[self.outcome])
