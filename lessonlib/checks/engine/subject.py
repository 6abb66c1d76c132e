"""The learner's code under question: making objects of it, calling it, and telling a stub from an answer."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.values import NotNumbers, as_array


class NotWritten(Exception):
    """The candidate is still a stub here; the text names the function."""


class Missing(Exception):
    """The candidate lacks a method; the text is the method's name."""


class GaveNothing(NotNumbers):
    """The candidate computed something and returned None: a ``return`` was forgotten."""


class Maker:
    """Makes fresh subjects of the candidate; ``doing`` always names the call under way, for the report.

    ``made`` is the latest object, ``undo`` what puts back the names of libraries that the candidate patched.

    >>> def double(x):
    ...     return 2 * x
    >>> Maker(double).call(np.ones(2))
    array([2., 2.])
    """

    def __init__(self, candidate: Any):
        self.candidate = candidate
        self.name = str(getattr(candidate, "__name__", type(candidate).__name__))
        self.doing = self.name
        self.undo: Callable[[], None] = _nothing
        self.made: Any = None

    def __call__(self, *args: Any, offered: dict[str, Any] | None = None, **named: Any) -> Subject:
        """Make an object: ``named`` go by name, by place if the learner calls them otherwise; ``offered`` if taken."""
        shown = [_short(a) for a in (*args, *named.values())]
        self.doing = f"{self.name}({', '.join(shown)})"
        taken = _parameters(self.candidate)
        keywords = {name: value for name, value in {**named, **(offered or {})}.items() if name in taken}
        places = [*args, *(value for name, value in named.items() if name not in taken)]
        self.made = self._run(self.candidate, *places, **keywords)
        return Subject(self.made, self)

    def call(self, *args: Any) -> np.ndarray:
        """Call a candidate that is a function and return its array."""
        return self._array(self.raw(*args), self.candidate)

    def raw(self, *args: Any) -> Any:
        """Call a candidate that is a function (or a class with ``forward``) and return whatever it returns."""
        self.doing = self.name
        function = self.candidate
        if inspect.isclass(function):
            made = self._run(function)
            function = getattr(made, "forward", made)
        value = self._run(function, *args)
        if (value is None or value is Ellipsis) and is_stub(function):
            raise NotWritten(self.doing)
        return value

    def _run(self, function: Callable, *args: Any, **named: Any) -> Any:
        try:
            return function(*args, **named)
        except NotImplementedError as error:
            if type(error) is not NotImplementedError:  # ipykernel's refusal of input() is one of its kinds
                raise
            raise NotWritten(self.doing) from None

    def _array(self, value: Any, function: Any) -> np.ndarray:
        if value is None or value is Ellipsis:
            raise NotWritten(self.doing) if is_stub(function) else GaveNothing("None")
        return as_array(value)


class Subject:
    """One object of the learner's class."""

    def __init__(self, thing: Any, maker: Maker):
        self.thing = thing
        self.maker = maker

    def call(self, method: str, *args: Any) -> np.ndarray:
        """Call a method that has to return an array (or a number)."""
        function = self._method(method)
        return self.maker._array(self.maker._run(function, *args), function)

    def do(self, method: str, *args: Any) -> Any:
        """Call a method for what it does; whatever it returns is given back untouched."""
        return self.maker._run(self._method(method), *args)

    def has(self, method: str) -> bool:
        """Whether the object has a method of this name."""
        return callable(getattr(self.thing, method, None))

    def _method(self, method: str) -> Callable:
        self.maker.doing = method
        if not self.has(method):
            raise Missing(method)
        return getattr(self.thing, method)

    def array(self, *names: str) -> np.ndarray | None:
        """The first attribute of these names that holds an array (its own, not a copy, when it is a numpy array)."""
        for name in names:
            value = getattr(self.thing, name, None)
            if isinstance(value, np.ndarray):
                return value
            if value is not None and not callable(value):
                return as_array(value)
        return None

    def parameters(self, attributes: dict[str, tuple[str, ...]], needed_by: str = "forward") -> dict[str, np.ndarray]:
        """The arrays that are set, by their first name; none set and ``needed_by`` unwritten: not attempted yet."""
        held = {name: self.array(*names) for name, names in attributes.items()}
        held = {name: array for name, array in held.items() if array is not None}
        if not held and is_unwritten(getattr(self.thing, needed_by, None)):
            raise NotWritten("__init__")
        return held

    def put(self, value: np.ndarray, *names: str) -> None:
        """Write numbers into the first attribute of these names, in place when it can be, else under the first name."""
        name = next((n for n in names if getattr(self.thing, n, None) is not None), names[0])
        held = getattr(self.thing, name, None)
        if isinstance(held, np.ndarray) and held.shape == value.shape and held.dtype.kind == "f":
            held[...] = value
        elif hasattr(held, "detach"):
            held.detach().copy_(held.new_tensor(value))
        else:
            setattr(self.thing, name, value.copy())


def _nothing() -> None:
    """What there is to undo outside a check."""


def _short(argument: Any) -> str:
    if isinstance(argument, list):
        return f"{len(argument)} {'sentences' if argument and isinstance(argument[0], list) else 'modules'}"
    return str(argument)


def _parameters(candidate: Any) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(candidate).parameters)
    except (TypeError, ValueError):  # builtins without a signature
        return ()


def is_stub(function: Any) -> bool:
    """Whether a function's body is ``pass``, ``...``, ``return None`` or only a docstring.

    >>> def later(x):
    ...     '''To be written.'''
    >>> is_stub(later), is_stub(is_stub)
    (True, False)
    """
    code = getattr(inspect.unwrap(getattr(function, "__func__", function)), "__code__", None)
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "COPY_FREE_VARS", "MAKE_CELL"}
    return code is not None and all(step.opname in idle for step in dis.get_instructions(code))


def is_unwritten(function: Any) -> bool:
    """Whether a function is a stub (see :func:`is_stub`), or does nothing but raise NotImplementedError.

    >>> def later(x):
    ...     raise NotImplementedError
    >>> is_unwritten(later), is_unwritten(is_stub)
    (True, False)
    """
    code = getattr(inspect.unwrap(getattr(function, "__func__", function)), "__code__", None)
    return is_stub(function) or (code is not None and code.co_names == ("NotImplementedError",))
