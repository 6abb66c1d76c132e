"""What a value is, asked of its type alone: a stranger's object may raise, or lie, when it is asked itself."""

from __future__ import annotations

from typing import Any

from lessonlib.arguments.told import cut

LONGEST = 60  # letters of a type's name


def is_a(value: Any, kinds: Any) -> bool:
    """``isinstance(value, kinds)`` that neither raises nor believes a ``__class__`` of the value's own.

    >>> is_a(1, int | str), is_a("1", int)
    (True, False)
    """
    try:
        return issubclass(type(value), kinds)
    except Exception:  # a class whose own class raises whatever it is asked
        return False


def has(value: Any, name: str) -> bool:
    """``hasattr(value, name)`` that does not raise.

    >>> has([], "append"), has([], "shape")
    (True, False)
    """
    try:
        return hasattr(value, name)
    except Exception:  # a stranger's __getattr__
        return False


def type_name(value: Any) -> str:
    """The name of the type of ``value``, cut.

    >>> type_name(1.5), type_name(dict)
    ('float', 'type')
    """
    return class_name(type(value))


def class_name(one: type) -> str:
    """The name of a class, cut; also of one whose own class raises whatever it is asked.

    >>> class_name(dict)
    'dict'
    """
    return cut(type.__dict__["__name__"].__get__(one), LONGEST)
