"""How far a long computation is: ``record`` reports it, and whoever runs ``record`` says who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TOLD: ContextVar[Callable[[int, int], None] | None] = ContextVar("told", default=None)


def report(done: int, of: int) -> None:
    """Say that ``done`` of ``of`` are done, to whoever wants to know.

    >>> with told_to(print):
    ...     report(5, 20)
    5 20
    """
    if told := _TOLD.get():
        told(done, of)


@contextmanager
def told_to(call: Callable[[int, int], None]) -> Iterator[None]:
    """Within it, ``call(done, of)`` is told of progress."""
    before = _TOLD.set(call)
    try:
        yield
    finally:
        _TOLD.reset(before)
