"""Inside the fork: execute a submission's definitions, call its answers as the checks do, and send what came.

Nothing is judged here. What is sent before a step says which step comes, so that the process outside knows where a
submission hangs or dies, and can begin again without that step.
"""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

from lessonlib.checks import catalogue
from lessonlib.checks.engine.candidate import admit
from lessonlib.checks.engine.exercise import Exercise
from lessonlib.checks.engine.failing_line import place_of
from lessonlib.checks.engine.guard import as_found
from lessonlib.checks.engine.handed_on import handed_on
from lessonlib.checks.engine.judge import Run, Seen, see
from lessonlib.checks.engine.patched import Patched
from lessonlib.checks.engine.raised import cause
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.whose import borrowed, inherited
from lessonlib.course.grading.answers import sent

Send = Callable[[dict[str, Any]], None]
MODULE = "submission"
LATER_ANNOTATIONS = __future__.annotations.compiler_flag


def play(request: dict[str, Any], send: Send) -> None:
    """Execute what ``request`` holds and ``send`` what came, step by step.

    ``cells`` and ``pieces`` are the definitions, ``asked`` pairs (name of the answer, exercise), ``skip`` the steps
    that are left out: ``"define 3"``, ``"answer ReLU"``.
    """
    patched, sealed = Patched(), fingerprints()
    space = ModuleType(MODULE)
    sys.modules[MODULE] = space
    skip = set(request["skip"])
    for number, (cell, place) in enumerate(request["pieces"]):
        if (step := f"define {number}") not in skip:
            send({"at": step})
            if problem := _define(request["cells"][cell], cell, place, space):
                send({"problem": problem})
    found = patched.restore()
    for answer, name in request["asked"]:
        if (step := f"answer {answer}") in skip:
            continue
        send({"at": step})
        candidate = vars(space).get(answer)
        row: dict[str, Any] = {"answer": answer, "missing": candidate is None}
        if candidate is not None:
            row |= answered(catalogue.find(name), candidate, found)
        found += patched.restore()
        send(row)
    found += [name for name, mark in fingerprints().items() if sealed.get(name, mark) != mark]
    send({"patched": sorted(set(found))[:20], "done": True})


def _define(text: str, cell: int, place: int, space: ModuleType) -> str:
    """Execute one statement of a cell; return what went wrong."""
    file = f"<cell {cell + 1}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    try:
        tree = ast.parse(text)
        flags = LATER_ANNOTATIONS if "from __future__ import annotations" in text else 0
        code = compile(ast.Module([tree.body[place]], []), file, "exec", flags, dont_inherit=True)
        exec(code, vars(space))
    except BaseException as error:  # sys.exit in a class body is that body's failure
        return f"cell {cell + 1}, line {tree.body[place].lineno}: {type(error).__name__}{_said(error)}"
    return ""


def answered(exercise: Exercise, candidate: Any, found: list[str]) -> dict[str, Any]:
    """What a candidate gives on every case of every part, or why it is not called; ``found``: what it patched."""
    try:
        maker, refusal, note = admit(exercise, candidate)
        if maker is None:
            fields = ("outcome", "sentence", "diagnoses", "reasons", "hints")
            return {"refused": {name: getattr(refusal, name) for name in fields}}
        if whose := inherited(exercise, maker.candidate):
            return {"whose": whose}
        with as_found(maker.candidate) as sink:
            names = Patched()
            maker.undo = lambda: found.extend(names.restore())
            seen = list(_seen(exercise, maker))
            whose = borrowed(exercise, maker.candidate, maker.made) or handed_on(exercise, maker)
        return {"seen": seen, "whose": whose, "note": note, "printed": sink.lines, "name": maker.name[:100]}
    except Exception as error:  # a candidate can break what is looked at, not only what is called
        sentence = f"It could not be looked at: {type(error).__name__}. Wanted: {exercise.call}."
        return {"refused": {"outcome": "raised", "sentence": sentence}}


def _seen(exercise: Exercise, maker: Maker) -> Iterator[list[dict[str, Any]]]:
    # What is judged comes first, as in a check on a page: a candidate that keeps state meets the cases in that order.
    parts = [part for part in exercise.parts if not part.advice] + [part for part in exercise.parts if part.advice]
    for part in parts:
        yield [_case(part, case, maker, see(part, case, maker)) for case in part.cases]


def _case(part: Any, case: Any, maker: Maker, seen: Seen) -> dict[str, Any]:
    if seen.error is None:
        return sent(seen)
    place = place_of(seen.error, maker)
    why = cause(Run(part, case, None, {}, {}, seen.error, seen.doing), maker)
    return sent(seen, place.said if place else "", why)


def _said(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception:
        return ""
    return f": {text[:160]}" if text else ""


def fingerprints() -> dict[str, int]:
    """What the code of the checks and of numpy's own Python is made of, by name: two calls differ where it was swapped.

    Names of modules are put back by :class:`Patched`; this finds the code of a function or a class's attribute.
    """
    found: dict[str, int] = {}
    loaded = [(name, module) for name, module in sys.modules.items() if isinstance(module, ModuleType)]
    for module, held in [pair for pair in loaded if pair[0].split(".")[0] in ("lessonlib", "numpy")]:
        for name, thing in list(vars(held).items()):
            if isinstance(thing, FunctionType) and thing.__module__ == module:
                found[f"{module}.{name}"] = hash((id(thing.__code__), id(thing.__defaults__)))
            elif isinstance(thing, type) and getattr(thing, "__module__", "") == module:
                # Attributes that a class makes for itself when it is used are no patches.
                for key, value in list(vars(thing).items()):
                    if not key.startswith("__") or key in ("__call__", "__init__", "__eq__", "__getattribute__"):
                        code = getattr(value, "__code__", value)
                        found[f"{module}.{name}.{key}"] = hash((id(value), id(code)))
    return found
