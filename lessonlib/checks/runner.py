"""``check``: one candidate from hand to report, inside a time limit, leaving everything as it was."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from lessonlib.arguments import listed
from lessonlib.checks import catalogue
from lessonlib.checks.engine import explain
from lessonlib.checks.engine.belongings import own_functions
from lessonlib.checks.engine.candidate import admit
from lessonlib.checks.engine.exercise import Exercise
from lessonlib.checks.engine.guard import as_found
from lessonlib.checks.engine.handed_on import handed_on
from lessonlib.checks.engine.judge import advise, judge
from lessonlib.checks.engine.patched import Patched
from lessonlib.checks.engine.redefined import redefined, remember
from lessonlib.checks.engine.report import Report
from lessonlib.checks.engine.sheet import Sheet
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import named
from lessonlib.checks.engine.whose import borrowed, inherited
from lessonlib.deadline import attempt

SECONDS = 10
NOT_OWN = "not your own"
AGAIN = "was defined again after it last passed"


def check(exercise: str, candidate: Any) -> Report:
    """Run a learner's class or function and say what is wrong with it and why; see :class:`Report`.

    ``exercise`` is one of :func:`exercises`, ``candidate`` the class (or, where one is asked, the function) itself.
    Never raises, changes nothing, gives the same answer every time; a candidate that does not return is stopped
    after 10 seconds.

    >>> class Rectifier:
    ...     def forward(self, x):
    ...         self.x = x
    ...         return np.maximum(0, x)
    ...     def backward(self, grad):
    ...         return np.maximum(0, grad)
    >>> import numpy as np
    >>> check("relu", Rectifier)
    <Report relu: wrong value; max(0, .) on the gradient>
    """
    return examine(exercise, candidate)


def examine(name: str, candidate: Any, seconds: float = SECONDS, beside: bool = True, own: bool = True) -> Report:
    """:func:`check` with a time limit; ``beside``: say too what else was defined again in the candidate's module.

    ``own``: it has to be the learner's own work; without, the library's classes are examined like anyone's.
    """
    exercise = catalogue.find(name)
    if exercise is None:
        return _unknown(name)
    try:
        return _examine(exercise, candidate, seconds, beside, own)
    except Exception as error:  # a candidate can break what we look at, not only what we call
        sentence = f"It could not be looked at: {type(error).__name__}. Wanted: {exercise.call}."
        return Report(exercise.name, "raised", sentence, wanted=exercise.call, got=type(error).__name__)


def _examine(exercise: Exercise, candidate: Any, seconds: float, beside: bool, own: bool) -> Report:
    maker, refusal, note = admit(exercise, candidate)
    if maker is None:
        return refusal
    if own and (whose := inherited(exercise, maker.candidate)):
        return not_own(exercise, whose)
    notes = [note] if note else []
    if redefined(exercise.name, maker.candidate):
        notes.append(f"{maker.name} {AGAIN}; this report is about the new one.")
    if beside:
        spaces = {id(f.__globals__): f.__globals__ for f in own_functions(maker.candidate)}
        notes += [said for space in spaces.values() for said in _stale(space, but=exercise.name)]
    exercise.parts[0].wanted(exercise.parts[0].cases[0])  # what our own answer imports does not count as their time
    with as_found(maker.candidate) as sink:
        maker.undo = Patched().restore
        report, error = attempt(lambda: _judged(exercise, maker, own), seconds)
    if error is not None:
        report = stopped(exercise, maker, error)
    if sink.lines:
        notes.append(f"It printed {sink.lines} line{'s' * (sink.lines > 1)}, not shown here.")
    if report.passed:
        remember(exercise.name, maker.candidate)
    return replace(report, notes=(*report.notes, *notes))


def _judged(exercise: Exercise, maker: Maker, own: bool) -> Report:
    known = catalogue.mistakes()
    if finding := judge(exercise, maker, known):
        report = explain.report(exercise, maker, finding)
    else:
        report = explain.passed(exercise, maker, advise(exercise, maker, known))
    # One that hands the work on and does it wrong learns more from its mistake.
    if own and report.points:
        whose = borrowed(exercise, maker.candidate, maker.made) or handed_on(exercise, maker)
        return not_own(exercise, whose) if whose else report
    return report


def not_own(exercise: Exercise, whose: str) -> Report:
    """The report of an answer that is somebody else's: ``whose`` says it."""
    sentence = f"{whose[0].upper()}{whose[1:]}. It earns nothing; wanted is one of your own: {exercise.call}."
    hint = "Write the formula itself, with the operations of numpy or of torch's tensors."
    return Report(exercise.name, "not attempted", sentence, (NOT_OWN,), (hint,), wanted=exercise.call, hints=(hint,))


def stopped(exercise: Exercise, maker: Maker, error: BaseException) -> Report:
    """The report of a candidate that ran past its time, or ended in a way that no case may."""
    if not isinstance(error, TimeoutError):
        sentence = f"{maker.doing} raised {type(error).__name__}."
        return Report(exercise.name, "raised", sentence, wanted="an answer", got=type(error).__name__)
    return Report(
        exercise.name,
        "raised",
        f"{maker.doing} was stopped: {error}.",
        diagnoses=("never returns",),
        reasons=("A loop never ends, or waits for something.",),
        wanted="an answer",
        got="nothing",
        hints=("Look for a `while` whose condition never becomes false.", "Count the rounds with `for`."),
    )


def _unknown(name: Any) -> Report:
    if not isinstance(name, str):
        sentence = f"The first argument is the exercise's name, such as 'relu'; what came is {named(name)}."
        return Report("?", "raised", sentence, wanted="a name", got=named(name))
    near = catalogue.nearest(name)
    others = f"Nearest: {', '.join(near)}." if near else f"There are: {', '.join(catalogue.names())}."
    sentence = f"There is no exercise {name[:60]!r}. {others}"
    return Report(name[:60], "raised", sentence, wanted="one of exercises()", got=name[:60])


def exercises() -> list[str]:
    """The names of the exercises that :func:`check` knows, in the order of the lectures."""
    return catalogue.names()


def check_all(
    namespace: Mapping[str, Any] | ModuleType, asked: Iterable[str] | Mapping[str, str] | None = None
) -> Sheet:
    """Check the answers that a namespace holds: ``check_all(globals(), ["linear", "relu"])``.

    Args:
        namespace: ``globals()``, or a module.
        asked: the names of the exercises that a page asks, answered under the customary names (``Linear``, ``ReLU``,
            ...); or a dict, name of the answer -> exercise: ``{"RepairedReLU": "relu"}``. Points are counted out of
            these. Without it, whatever is found under a customary name is checked, and nothing else is missed.

    Raises:
        TypeError: ``namespace`` is neither a dict of names nor a module, or ``asked`` is neither names nor a dict.
        ValueError: an exercise that does not exist is asked.

    >>> check_all({}, ["relu", "softmax"])
    0 of 2 points
    Not found: relu, softmax
    """
    if asked is None:
        found = {name: (name, candidate) for name, candidate in _candidates(namespace).items()}
        missing = tuple(name for name in catalogue.names() if name not in found)
    else:
        rows = _rows(asked)
        by_exercise, names = _candidates(namespace), _names(namespace)
        held = {row: by_exercise.get(name) if row == name else names.get(row) for row, name in rows.items()}
        found = {row: (rows[row], candidate) for row, candidate in held.items() if candidate is not None}
        missing = tuple(row for row in rows if row not in found)
    reports = {row: examine(exercise, candidate, beside=False) for row, (exercise, candidate) in found.items()}
    ours = tuple(row for row, report in reports.items() if NOT_OWN in report.diagnoses)
    return Sheet(reports, missing, ours, None if asked is None else len(reports) + len(missing))


def _rows(asked: Iterable[str] | Mapping[str, str]) -> dict[str, str]:
    """Name of a row -> exercise, of what a page asks."""
    if isinstance(asked, str) or not isinstance(asked, Iterable):
        raise TypeError(f"asked: wanted names of exercises, got {named(asked)}. Pass a list: ['linear', 'relu'].")
    pairs = asked.items() if isinstance(asked, Mapping) else [(name, name) for name in listed(asked, "asked")]
    rows = {}
    for row, name in pairs:
        exercise = catalogue.find(name)
        if exercise is None:
            raise ValueError(f"asked: {_unknown(name).sentence}")
        rows[row if isinstance(asked, Mapping) else exercise.name] = exercise.name
    return rows


def stale(namespace: Mapping[str, Any] | ModuleType) -> list[str]:
    """Say, one sentence each, which classes of a namespace were defined again after they last passed their check.

    Call it before a training run. Raises TypeError when ``namespace`` is neither a dict of names nor a module.
    """
    return _stale(namespace)


def _stale(namespace: Mapping[str, Any] | ModuleType, but: str = "") -> list[str]:
    return [
        f"{getattr(candidate, '__name__', name)} {AGAIN}: check it again."
        for name, candidate in _candidates(namespace).items()
        if name != but and redefined(name, candidate)
    ]


def _candidates(namespace: Mapping[str, Any] | ModuleType) -> dict[str, Any]:
    names = _names(namespace)
    found = {e.name: next((names[n] for n in e.names if n in names), None) for e in catalogue.all_exercises()}
    return {name: candidate for name, candidate in found.items() if candidate is not None}


def _names(namespace: Mapping[str, Any] | ModuleType) -> Mapping[str, Any]:
    names = vars(namespace) if inspect.ismodule(namespace) else namespace
    if not isinstance(names, Mapping):
        raise TypeError(f"wanted a namespace such as globals(), got {named(namespace)}. Call check_all(globals()).")
    return names
