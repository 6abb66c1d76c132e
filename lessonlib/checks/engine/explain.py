"""Put a finding into words: what was wanted, what came, on which input, the likely reason, and the witnesses."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Exercise
from lessonlib.checks.engine.failing_line import place_of
from lessonlib.checks.engine.judge import OVERFLOW, THROWN, Finding, Run
from lessonlib.checks.engine.raised import cause, unset
from lessonlib.checks.engine.report import Report
from lessonlib.checks.engine.subject import Maker, Missing
from lessonlib.checks.engine.values import RESULT, NotNumbers, distances, number, results, shape, told_apart

YES = {True: "yes", False: "no"}


def passed(exercise: Exercise, maker: Maker, advice: list[str]) -> Report:
    """The report of a candidate without a fault."""
    parts = [part for part in exercise.parts if not part.advice]
    cases, names = sum(len(part.cases) for part in parts), ", ".join(part.name for part in parts)
    sentence = f"{maker.name} is right on all {cases} cases: {names}."
    return Report(exercise.name, "passed", sentence, notes=tuple(advice))


def report(exercise: Exercise, maker: Maker, finding: Finding) -> Report:
    """The report of a finding."""
    run, mistakes = finding.run, list({m.name: m for m in reversed(finding.mistakes)}.values())[::-1]
    if not mistakes and (why := unset(run) or cause(run, maker)):  # these say more than the part's hints
        mistakes = [why]
    if finding.outcome == "not attempted":
        done = [part.name for part in exercise.parts[: exercise.parts.index(run.part)]]
        right = f" Right so far: {', '.join(done)}." if done else ""
        return Report(exercise.name, "not attempted", f"{run.error} is not written yet.{right}", hints=run.part.hints)
    rare = "right on ordinary input, but not here: " if finding.outcome == "fragile" else ""
    place = f"{rare}{run.part.name}, {run.case.label}"
    name = _faulty(run)
    wanted, got = run.wanted[name], run.got.get(name)
    if run.error is not None:
        got = f"{type(run.error).__name__}{_text(run.error)}"
    sentence = f"{place}: {_difference(run, name, maker)}"
    off = run.off(name) if run.fault == "wrong value" and name != OVERFLOW and wanted.size > 1 else None
    witnesses = _witnesses(run, name, maker)
    return Report(
        exercise.name,
        finding.outcome,
        sentence[0].upper() + sentence[1:] + witnesses,
        wanted=wanted,
        got=got,
        diagnoses=tuple(mistake.name for mistake in mistakes),
        reasons=tuple(mistake.says for mistake in mistakes),
        hints=mistakes[0].hints if mistakes else run.part.hints,
        off=off,
    )


def _faulty(run: Run) -> str:
    """The name of the first result that is off."""
    if run.error is not None:
        return next(iter(run.wanted))
    misshapen = [
        name for name, right in run.wanted.items() if name not in run.got or run.got[name].shape != right.shape
    ]
    return next(iter(misshapen or [name for name in run.wanted if run.bad(name)]))


def _difference(run: Run, name: str, maker: Maker) -> str:
    formula = f" ({run.part.formula})" if run.part.formula else ""
    what = "" if name in (RESULT, OVERFLOW) else name
    wanted, got = run.wanted[name], run.got.get(name)
    if isinstance(run.error, NotNumbers):
        return f"wanted {shape(wanted, what)}{formula}, got {run.error}."
    if isinstance(run.error, Missing):
        return f"wanted a method {run.error}{formula}, but {maker.name} has none."
    if run.error is not None:
        return f"{run.doing} raised {type(run.error).__name__}{_text(run.error)}{_line(run.error, maker)}."
    if got is None and name in run.part.attributes:
        others = ", ".join(run.part.attributes[name][1:])
        return f"self.{name} is not set: __init__ has to create it, of {shape(wanted)} (names taken too: {others})."
    if got is None or got.shape != wanted.shape:
        came = "nothing" if got is None else shape(got)
        return f"wanted {shape(wanted, what)}{formula}, got {came}."
    if name == OVERFLOW:
        return "a number on the way grew too large for a float (numpy: overflow), even if the result came out right."
    i = _worst(run, name)
    count = f" ({int(run.off(name).sum())} of {wanted.size} entries are off)" if wanted.size > 1 else ""
    at = f" at {[int(k) for k in i]}" if i else ""
    if wanted.dtype == bool:
        return f"wanted {name}: {YES[bool(wanted)]}{formula}, got {YES[bool(got)]}."
    came, right = told_apart(got[i], wanted[i])
    value = f"{what} {right}".lstrip()
    return f"wanted {value}{at}{formula}, got {came}{count}.{_factor(run, name)}"


def _worst(run: Run, name: str) -> tuple[int, ...]:
    distance = distances(run.wanted[name], run.got[name], run.off(name))
    return np.unravel_index(np.argmax(distance), distance.shape)


def _factor(run: Run, name: str) -> str:
    """Every number off by one and the same factor says more than the numbers."""
    if "U" in (run.wanted[name].dtype.kind, run.got[name].dtype.kind):
        return ""
    wanted, got = run.wanted[name].astype(float), run.got[name].astype(float)
    there = np.abs(wanted) > 1e-6
    if there.sum() < 2 or not np.isfinite(got).all():
        return ""
    ratios = got[there] / wanted[there]
    if not np.allclose(ratios, ratios[0], rtol=1e-4) or np.isclose(ratios[0], [0, 1], atol=1e-3).any():
        return ""
    return f" Every number is {number(ratios[0])} times what was wanted."


def _witnesses(run: Run, name: str, maker: Maker) -> str:
    """What central differences through the candidate's own forward, and torch if loaded, say of the worst entry."""
    if run.fault != "wrong value" or name == OVERFLOW:
        return ""
    i, said = _worst(run, name), []
    for witness, function, argument in (
        ("central differences through your own forward", run.part.central, maker),
        ("torch", run.part.torch if "torch" in sys.modules else None, sys.modules.get("torch")),
    ):
        with contextlib.suppress(*THROWN):
            if function is not None:
                value: Any = results(function(argument, run.case))[name]
                said.append(f"{witness}: {number(value[i])}")
    return f" There, {'; '.join(said)}." if said else ""


def _text(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception:
        return " (its text cannot be printed)"
    return f": {text[:160]}{'…' if len(text) > 160 else ''}" if text else ""


def _line(error: BaseException, maker: Maker) -> str:
    if recorded := getattr(error, "recorded_place", ""):  # it was raised in another process: no frame came with it
        return f", {recorded}"
    place = place_of(error, maker)
    return f", {place.said}" if place else ""
