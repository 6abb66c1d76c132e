"""The verdict: what a submission answered, laid beside what is right, in a process that executes nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from lessonlib.checks import Report, catalogue
from lessonlib.checks.engine import explain
from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.judge import Seen, advise, judge
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.runner import NOT_OWN, not_own, stopped
from lessonlib.course.assignment import Asked
from lessonlib.course.grading.answers import Unreadable, received

HANGS, DIES, SILENT = "never returns", "ends the process", "no answer came"
REFUSALS = ("not attempted", "raised")  # what a candidate that cannot be called may be told; neither earns a point


@dataclass(frozen=True)
class Mark:
    """What one exercise earned: ``report`` says why, ``points`` of ``of``."""

    answer: str
    report: Report
    points: float
    of: float

    @property
    def diagnosis(self) -> str:
        """The outcome and what was recognised, in a few words."""
        return "; ".join((self.report.outcome, *self.report.diagnoses))


def marks(asked: tuple[Asked, ...], reply: dict[str, Any]) -> list[Mark]:
    """Judge each exercise that the assignment asks by what came in ``reply``; what did not come earns nothing."""
    records = {}
    for record in _listed(reply.get("records")):
        if isinstance(record, dict) and isinstance(record.get("answer"), str):
            records.setdefault(record["answer"], record)
    ends = reply.get("ends") if isinstance(reply.get("ends"), dict) else {}
    found = []
    for one in asked:
        exercise = catalogue.find(one.exercise)
        end = ends.get(f"answer {one.answer}")
        report = verdict(exercise, one.answer, records.get(one.answer), end or ("time" if "time" in ends else ""))
        found.append(Mark(one.answer, report, report.points * one.points, one.points))
    return found


def verdict(exercise: Exercise, answer: str, record: dict[str, Any] | None, end: str = "") -> Report:
    """Judge one answer by its ``record``; ``end`` is how the process ended in it, when it did."""
    maker = _stand_in(answer)
    if record is None:
        return _ended(exercise, maker, end)
    if record.get("missing") is True:
        return missing(exercise, answer)
    try:
        if "refused" in record:
            return _refused(exercise, record["refused"])
        whose = record.get("whose")
        if "seen" not in record and isinstance(whose, str):
            return not_own(exercise, whose[:200])
        report = _judged(exercise, _stand_in(str(record.get("name") or answer)), _seen(exercise, record.get("seen")))
        if report.points and isinstance(whose, str) and whose:
            return not_own(exercise, whose[:200])
        notes = [note for note in (record.get("note"),) if isinstance(note, str)]
        if type(lines := record.get("printed")) is int and lines > 0:
            notes.append(f"It printed {lines} line{'s' * (lines > 1)}, not shown here.")
        return replace(report, notes=(*report.notes, *notes))
    except (Unreadable, TypeError, AttributeError):
        return _ended(exercise, maker, SILENT)


def missing(exercise: Exercise, answer: str) -> Report:
    """The report of an answer that the submission does not define."""
    return Report(exercise.name, "not attempted", f"{answer} is not defined. Wanted: {exercise.call}.")


def is_not_own(mark: Mark) -> bool:
    """Whether an answer was refused because it is ours or torch's."""
    return NOT_OWN in mark.report.diagnoses


def _judged(exercise: Exercise, maker: Maker, see: Callable[[Part, Case, Maker], Seen]) -> Report:
    known = _mistakes()
    finding = judge(exercise, maker, known, see)
    if finding is None:
        return explain.passed(exercise, maker, advise(exercise, maker, known, see))
    report = explain.report(exercise, maker, finding)
    why = getattr(finding.run.error, "cause", None)
    if why is None or finding.mistakes:
        return report
    return replace(report, diagnoses=(why.name,), reasons=(why.says,), hints=why.hints)


def _seen(exercise: Exercise, held: Any) -> Callable[[Part, Case, Maker], Seen]:
    """What stands in for calling the candidate: looking up what it gave."""
    parts = [part for part in exercise.parts if not part.advice] + [part for part in exercise.parts if part.advice]
    rows = [_listed(row) for row in _listed(held)]
    places = {(id(part), id(case)): (i, j) for i, part in enumerate(parts) for j, case in enumerate(part.cases)}

    def see(part: Part, case: Case, maker: Maker) -> Seen:
        i, j = places[id(part), id(case)]
        if i >= len(rows) or j >= len(rows[i]):
            raise Unreadable("a case is missing")
        seen = received(rows[i][j])
        maker.doing = seen.doing
        return seen

    return see


@cache
def _mistakes() -> tuple[Mistake, ...]:
    return catalogue.mistakes()


def _stand_in(name: str) -> Maker:
    """What the words of a report ask of the candidate: its name, and no code."""
    return Maker(type(name if name.isidentifier() else "it", (), {}))


def _refused(exercise: Exercise, held: dict[str, Any]) -> Report:
    outcome = held.get("outcome")
    lists = {name: tuple(map(str, _listed(held.get(name)))) for name in ("diagnoses", "reasons", "hints")}
    return Report(exercise.name, outcome if outcome in REFUSALS else "raised", str(held.get("sentence", "")), **lists)


def _ended(exercise: Exercise, maker: Maker, end: str) -> Report:
    if end in ("hangs", "time"):
        return stopped(exercise, maker, TimeoutError("it did not return within the time that a submission has"))
    if end == SILENT or not end:
        sentence = f"{maker.name} gave no answer that can be read: the process was ended from inside, or written over."
        return Report(exercise.name, "raised", sentence, (SILENT,))
    much = end == "too much"
    sentence = f"{maker.name} {'gave back more than an answer can be' if much else 'ended the whole process'}."
    hints = (
        "Look for exit, quit, os._exit, os.kill and recursion without an end.",
        "Return a value, or raise an error.",
    )
    return Report(
        exercise.name, "raised", sentence, (DIES,), ("No error was raised: the process was gone.",), hints=hints
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
