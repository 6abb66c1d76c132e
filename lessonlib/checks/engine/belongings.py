"""The candidate's own names: its module's globals, its class attributes, and what they hold, as they were before."""

from __future__ import annotations

import contextlib
import copy
import dis
import inspect
from types import CodeType, FunctionType
from typing import Any

import numpy as np

# Beyond this many entries a container is taken for data, which is not copied at every check.
LARGE = 1_000_000


class Belongings:
    """A snapshot of the names that the candidate's functions can reach, to be put back with :meth:`restore`.

    Names are put back in the candidate's globals and classes; contents are put back of the lists, dicts, sets, arrays
    and random generators that its code mentions.
    """

    def __init__(self, candidate: Any):
        self._classes = [(c, dict(vars(c))) for c in own_classes(candidate)]
        functions = own_functions(candidate)
        spaces = {id(f.__globals__): f.__globals__ for f in functions}
        self._spaces = [(space, dict(space)) for space in spaces.values()]
        self._contents = _contents(_mentioned(functions, self._classes))

    def restore(self) -> None:
        """Put every name and every content back."""
        for space, before in self._spaces:
            for name in [n for n in space if n not in before]:
                del space[name]
            space.update(before)
        for owner, before in self._classes:
            now = dict(vars(owner))
            for name in [n for n in now if n not in before]:
                delattr(owner, name)
            for name in [n for n in before if n not in now or now[n] is not before[n]]:
                setattr(owner, name, before[name])
        for thing, content in self._contents.values():
            _put_back(thing, content)


def own_classes(candidate: Any) -> list[type]:
    """The candidate's class and those of its bases that stand in the same module."""
    kind = candidate if inspect.isclass(candidate) else type(candidate)
    if isinstance(candidate, FunctionType) or kind.__module__ == "builtins":
        return []
    return [c for c in kind.__mro__ if c.__module__ == kind.__module__]


def own_functions(candidate: Any) -> list[FunctionType]:
    """The candidate itself, when it is a function, or the functions in its classes."""
    if isinstance(candidate, FunctionType):
        return [inspect.unwrap(candidate)]
    members = [m for c in own_classes(candidate) for m in vars(c).values()]
    members = [getattr(m, "__func__", getattr(m, "fget", m)) for m in members]
    return [m for m in members if isinstance(m, FunctionType)]


def names_in(code: CodeType) -> set[str]:
    """The global names that a piece of code reads or sets, nested functions included."""
    inner = (names_in(c) for c in code.co_consts if isinstance(c, CodeType))
    return {i.argval for i in dis.get_instructions(code) if i.opname.endswith("_GLOBAL")}.union(*inner)


def _mentioned(functions: list[FunctionType], classes: list[tuple[type, dict]]) -> list[Any]:
    found = [value for _, attributes in classes for value in attributes.values()]
    for function in functions:
        found += [function.__globals__[n] for n in names_in(function.__code__) if n in function.__globals__]
        found += [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values(), vars(function)]
        for cell in function.__closure__ or ():
            with contextlib.suppress(ValueError):  # an empty cell
                found.append(cell.cell_contents)
    return found


def _contents(things: list[Any]) -> dict[int, tuple[Any, Any]]:
    """For each changeable thing, and for those inside it, the thing and a shallow copy of what it holds."""
    kept: dict[int, tuple[Any, Any]] = {}
    while things:
        thing = things.pop()
        if id(thing) in kept:
            continue
        if type(thing) in (list, dict, set, bytearray) and len(thing) <= LARGE:
            kept[id(thing)] = thing, copy.copy(thing)
            things.extend(thing.values() if isinstance(thing, dict) else thing)
        elif type(thing) is np.ndarray and thing.size <= LARGE and thing.flags.writeable:
            kept[id(thing)] = thing, thing.copy()
        elif isinstance(thing, np.random.Generator):
            kept[id(thing)] = thing, copy.deepcopy(thing.bit_generator.state)
    return kept


def _put_back(thing: Any, content: Any) -> None:
    if isinstance(thing, np.random.Generator):
        thing.bit_generator.state = content
    elif isinstance(thing, np.ndarray):
        thing[...] = content
    elif isinstance(thing, (list, bytearray)):
        thing[:] = content
    else:
        thing.clear()
        thing.update(content)
