"""Run a candidate through the parts of an exercise, find the first fault, and recognise the mistake behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ABSENT, ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker, NotWritten
from lessonlib.checks.engine.values import NotNumbers, agree, off, results

# An overflow on the way is a finding of its own, even where the value comes out right (1 / inf = 0).
OVERFLOW = "overflow"

# In this order: a part that raises on one case and is wrong on another is reported for what it raised.
FAULTS = ("not attempted", "raised", "wrong shape", "wrong value")

# What a candidate may throw; the time limit's own exception passes through.
THROWN = (Exception, SystemExit, KeyboardInterrupt, GeneratorExit)


@dataclass(frozen=True)
class Seen:
    """What the candidate gave on one case: named arrays or an error, whether a number overflowed, the latest call."""

    got: dict[str, np.ndarray]
    error: BaseException | None
    overflowed: bool
    doing: str


@dataclass(frozen=True)
class Run:
    """What one case of one part gave: named arrays or an error, beside what was wanted."""

    part: Part
    case: Case
    answer: Any  # as the part's ``wanted`` gave it
    wanted: dict[str, np.ndarray]
    got: dict[str, np.ndarray]
    error: BaseException | None
    doing: str

    @property
    def rare(self) -> bool:
        """Whether an answer may be wrong here and right on ordinary input."""
        return self.part.rare or self.case.rare

    def bad(self, name: str) -> bool:
        """Whether the result called ``name`` is off."""
        return not agree(self.got[name], self.wanted[name], self.part.rtol, self.part.atol)

    def off(self, name: str) -> np.ndarray:
        """Which entries of the result called ``name`` are off."""
        return off(self.got[name], self.wanted[name], self.part.rtol, self.part.atol)

    @property
    def fault(self) -> str | None:
        """One of :data:`FAULTS`, or None when the case is right."""
        if self.error is not None:
            written = "wrong shape" if isinstance(self.error, NotNumbers) else "raised"
            return "not attempted" if isinstance(self.error, NotWritten) else written
        if self.part.attributes and not self.got:
            return "raised"  # __init__ made none of the parameters: there is no shape that could be wrong
        if any(name not in self.got or self.got[name].shape != right.shape for name, right in self.wanted.items()):
            return "wrong shape"
        wanted = [self.wanted, *({**self.wanted, **results(f(self.case))} for f in self.part.also)]
        precision = self.part.rtol, self.part.atol
        right = any(all(agree(self.got[name], w[name], *precision) for name in w) for w in wanted)
        return None if right else "wrong value"


@dataclass(frozen=True)
class Finding:
    """The first fault of a candidate: its outcome, the run that shows it, and the mistakes that explain it."""

    outcome: str
    run: Run
    mistakes: tuple[Mistake, ...]


def see(part: Part, case: Case, maker: Maker) -> Seen:
    """Run the candidate on one case; whatever it throws is kept, not raised."""
    got, error, overflows = {}, None, []
    try:
        with np.errstate(all="ignore", over="call", call=lambda kind, flag: overflows.append(kind)):
            got = results(part.observe(maker, case))
    except THROWN as thrown:
        error = thrown
    maker.undo()  # a patched numpy must not judge
    return Seen(got, error, bool(overflows), maker.doing)


def judge(
    exercise: Exercise, maker: Maker, mistakes: Iterable[Mistake], see: Callable[[Part, Case, Maker], Seen] = see
) -> Finding | None:
    """Return what is wrong first: on ordinary input, part by part, then on rare input; None when nothing is.

    ``see(part, case, maker)`` says what the candidate gave; by default it is run.
    """
    rare: Finding | None = None
    for part in (part for part in exercise.parts if not part.advice):
        runs = [run_case(part, case, maker, see) for case in part.cases]
        known = _known(exercise, part, mistakes)
        ordinary = [run for run in runs if not run.rare]
        if worst := _worst(ordinary):
            return Finding(worst.fault, worst, recognise(known, ordinary))
        if rare is None and (worst := _worst(runs)):
            outcome = "not attempted" if worst.fault == "not attempted" else "fragile"
            rare = Finding(outcome, worst, recognise(known, runs) or recognise(known, [worst]))
    return rare


def advise(
    exercise: Exercise, maker: Maker, mistakes: Iterable[Mistake], see: Callable[[Part, Case, Maker], Seen] = see
) -> list[str]:
    """Return a sentence on each thing that is not wrong and could be better."""
    said = []
    for part in (part for part in exercise.parts if part.advice):
        runs = [run_case(part, case, maker, see) for case in part.cases]
        made = recognise(_known(exercise, part, mistakes), runs) if _worst(runs) else ()
        said += [f"{mistake.says} {mistake.hints[1]}" for mistake in made[:1]]
    return said


def _known(exercise: Exercise, part: Part, mistakes: Iterable[Mistake]) -> list[Mistake]:
    return [m for m in mistakes if m.part in (part.name, "*") and {exercise.name, "*"} & {*m.exercises}]


def _worst(runs: list[Run]) -> Run | None:
    return min((run for run in runs if run.fault), key=lambda run: FAULTS.index(run.fault), default=None)


def run_case(part: Part, case: Case, maker: Maker, see: Callable[[Part, Case, Maker], Seen] = see) -> Run:
    """Lay what the candidate gives on one case beside what is wanted."""
    answer = part.wanted(case)
    wanted, seen = results(answer), see(part, case, maker)
    got = dict(seen.got)
    if case.extreme:
        wanted[OVERFLOW], got[OVERFLOW] = np.asarray(False), np.asarray(seen.overflowed)
    return Run(part, case, answer, wanted, got, seen.error, seen.doing)


def recognise(mistakes: Iterable[Mistake], runs: list[Run]) -> tuple[Mistake, ...]:
    """Return the mistakes that give what the candidate gave on every one of these runs, in the catalogue's order.

    What can be said of any exercise ("wrong sign") is left out where an exercise's own catalogue says more.
    """
    found = [mistake for mistake in mistakes if explains(mistake, runs)]
    return tuple([mistake for mistake in found if mistake.part != "*"] or found)


def explains(mistake: Mistake, runs: list[Run]) -> bool:
    """Whether a candidate with this mistake would have given, on each run, exactly what was seen."""
    telling = False  # a mistake that changes nothing on these cases explains nothing
    for run in runs:
        try:
            with np.errstate(all="ignore"):
                predicted = results(mistake.gives(run.case.but(run.case.label, wanted=run.answer)))
        except THROWN as error:
            if type(error) is not type(run.error):
                return False
            telling = True
            continue
        if run.error is not None:
            return False
        for name, value in predicted.items():
            if name not in run.wanted or (name in run.got) is (value is ABSENT):
                return False
            if value is ABSENT:
                telling = True
                continue
            if value is not ANY and not _may_be(run.got[name], value):
                return False
            if value is not ANY and not agree(run.got[name], value, run.part.rtol, run.part.atol):
                return False
            telling = telling or (run.bad(name) and run.fault is not None)
    return telling


def _may_be(got: np.ndarray, predicted: np.ndarray) -> bool:
    """Nothing but exact zeros is not what a mistake gives that only makes numbers small, however near to 0 they are."""
    numbers = got.dtype.kind in "fiu" and predicted.dtype.kind in "fiu"
    return not numbers or bool(got.any()) or not predicted.any()
