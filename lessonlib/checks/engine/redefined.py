"""Remember what passed, and say when the code of that name is no longer the code that passed."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from lessonlib.checks.engine.belongings import names_in, own_classes, own_functions

# exercise -> (module, qualified name, fingerprint) of what last passed it
_passed: dict[str, tuple[str, str, str]] = {}


def remember(exercise: str, candidate: Any) -> None:
    """Note that ``candidate``, as it is now, passed ``exercise``."""
    _passed[exercise] = (*_identity(candidate), fingerprint(candidate))


def redefined(exercise: str, candidate: Any) -> bool:
    """Whether a class or function of this very name passed ``exercise`` before and its code has changed since."""
    if exercise not in _passed or not hasattr(candidate, "__qualname__"):
        return False
    *identity, mark = _passed[exercise]
    return tuple(identity) == _identity(candidate) and mark != fingerprint(candidate)


def _identity(candidate: Any) -> tuple[str, str]:
    return str(getattr(candidate, "__module__", "")), str(getattr(candidate, "__qualname__", ""))


def fingerprint(candidate: Any) -> str:
    """A hash of what the code does, not of where it stands: running the same cell again gives the same.

    >>> def double(x): return 2 * x
    >>> before = fingerprint(double)
    >>> def double(x): return 2 * x
    >>> before == fingerprint(double)
    True
    >>> def double(x): return 3 * x
    >>> before == fingerprint(double)
    False
    """
    seen: set[int] = set()
    text = [line for function in own_functions(candidate) for line in _traits(function, seen)]
    for owner in own_classes(candidate):
        text += [f"{name} = {value!r}" for name, value in vars(owner).items() if _is_plain(value) and name[:2] != "__"]
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


def _traits(function: FunctionType, seen: set[int]) -> Iterator[str]:
    """What a function does: its code, its defaults, and the same of the functions and constants of its own module."""
    if id(function) in seen:
        return
    seen.add(id(function))
    yield f"{function.__name__} {_code(function.__code__)} {[v for v in function.__defaults__ or () if _is_plain(v)]}"
    for name in sorted(names_in(function.__code__)):
        value = function.__globals__.get(name)
        if inspect.isfunction(value) and value.__module__ == function.__module__:
            yield from _traits(value, seen)
        elif _is_plain(value):
            yield f"{name} = {value!r}"


def _code(code: CodeType) -> str:
    inner = [_code(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return f"{code.co_code.hex()} {code.co_names} {code.co_varnames} {inner}"


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str, bytes))
