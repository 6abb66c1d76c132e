"""Whose work it is: a candidate that is the library's or torch's own, inherits from it, or hands the work on to it."""

from __future__ import annotations

import dis
import inspect
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from lessonlib.checks.engine.belongings import own_functions
from lessonlib.checks.engine.exercise import Exercise

# Further names under which torch has the answer to an exercise.
TORCH = {"momentum": ("SGD",), "nesterov": ("SGD",), "bidirectional_gru": ("GRU",), "neural_network": ("Sequential",)}


def borrowed(exercise: Exercise, candidate: Any, made: Any = None) -> str | None:
    """Say whose a candidate is, when it is not the learner's own; ``made`` is an object that it made.

    >>> from lessonlib import nn
    >>> from lessonlib.checks.catalogue import find
    >>> borrowed(find("relu"), nn.ReLU)
    'this is ours: ReLU of lessonlib.nn.activations'
    >>> class Mine(nn.ReLU): pass
    >>> borrowed(find("relu"), Mine)
    'this is ours: Mine inherits from ReLU of lessonlib.nn.activations'
    """
    if whose := inherited(exercise, candidate):
        return whose
    held = [type(value) for value in getattr(made, "__dict__", {}).values()]
    held += [type(value) for value in getattr(made, "_modules", None) or {} for value in [made._modules[value]]]
    seen: set[int] = set()
    reached = (thing for function in own_functions(candidate) for thing in _reached(function, seen))
    for thing in (*reached, *held):
        if whose := _whose(exercise, thing):
            return f"this is {whose}: {_name(candidate)} hands the work on to {_place(thing)}"
    return None


def inherited(exercise: Exercise, candidate: Any) -> str | None:
    """Say whose a candidate is by its name or by what it inherits from; None when that tells nothing.

    >>> from lessonlib import nn
    >>> from lessonlib.checks.catalogue import find
    >>> inherited(find("relu"), nn.ReLU), inherited(find("relu"), dict)
    ('this is ours: ReLU of lessonlib.nn.activations', None)
    """
    for thing in getattr(candidate, "__mro__", (candidate,)):
        if whose := _whose(exercise, thing):
            how = "" if thing is candidate else f"{_name(candidate)} inherits from "
            return f"this is {whose}: {how}{_place(thing)}"
    return None


def _whose(exercise: Exercise, thing: Any) -> str | None:
    """ "ours" or "torch's", when a class (of ours also a function) is an answer to the exercise."""
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return None
    root, names = str(thing.__module__).split(".")[0], {name.casefold() for name in (exercise.name, *exercise.names)}
    if root == "lessonlib" and thing.__name__.casefold() in names:
        return "ours"
    names |= {name.casefold() for name in TORCH.get(exercise.name, ())}
    return "torch's" if root == "torch" and inspect.isclass(thing) and thing.__name__.casefold() in names else None


def _name(candidate: Any) -> str:
    return str(getattr(candidate, "__name__", type(candidate).__name__))[:60]


def _place(thing: Any) -> str:
    return f"{thing.__name__} of {thing.__module__}"


def _reached(function: FunctionType, seen: set[int]) -> Iterator[Any]:
    """What a function's code names: globals, what stands in modules, imports; and so on in functions of its module."""
    if id(function) in seen:
        return
    seen.add(id(function))
    names = dict(function.__globals__)
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=False)
    names.update({name: cell.cell_contents for name, cell in cells if _is_full(cell)})
    for thing in _named(function.__code__, names):
        yield thing
        if inspect.isfunction(thing) and thing.__module__ == function.__module__:
            yield from _reached(thing, seen)


def _is_full(cell: Any) -> bool:
    try:
        return cell.cell_contents is not cell
    except ValueError:  # a name that was never given a value
        return False


def _named(code: CodeType, names: dict[str, Any]) -> Iterator[Any]:
    """The values of dotted names, followed from instruction to instruction: ``nn``, then ``nn.ReLU``."""
    local: dict[str, Any] = {}
    thing = module = None
    for step in dis.get_instructions(code):
        kind, name = step.opname, step.argval
        if kind in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF"):
            thing = names.get(name)
        elif kind.startswith("LOAD_FAST"):
            thing = local.get(name) if isinstance(name, str) else None
        elif kind in ("LOAD_ATTR", "LOAD_METHOD") and inspect.ismodule(thing):
            thing = getattr(thing, name, None)
        elif kind == "IMPORT_NAME":
            module = thing = sys.modules.get(name)
        elif kind == "IMPORT_FROM":
            thing = getattr(module, name, None)
        elif kind == "STORE_FAST":
            local[name] = thing
        elif kind not in ("CACHE", "PUSH_NULL", "PRECALL"):
            thing = None
        if thing is not None:
            yield thing
    for inner in (constant for constant in code.co_consts if isinstance(constant, CodeType)):
        yield from _named(inner, {**names, **local})
