"""What all code of a process shares, put back after a learner's code ran: the names of modules, the recursion limit."""

from __future__ import annotations

import builtins
import contextlib
import math
import random
import sys
from collections.abc import Iterator
from types import ModuleType

import numpy as np

SHARED: tuple[ModuleType, ...] = (builtins, math, random, np, np.random, np.linalg)


@contextlib.contextmanager
def put_back() -> Iterator[None]:
    """Run the body; ``np.exp = mine``, ``builtins.len = mine`` and a new recursion limit in it end with it.

    What numpy loads when it is first asked for, ``np.ma``, stays: without its name numpy would look for it for ever.

    >>> with put_back():
    ...     np.exp = len
    >>> float(np.exp(0.0))
    1.0
    """
    before = [(module.__dict__, dict(module.__dict__)) for module in SHARED]
    limit, set_limit, kind_of, loaded = sys.getrecursionlimit(), sys.setrecursionlimit, type, ModuleType
    try:
        yield
    finally:
        # No function is called by its name before the names are back: the body may have replaced any.
        for now, then in before:
            for name in [*now]:
                if name not in then and kind_of(now[name]) is not loaded:
                    del now[name]
            now.update(then)
        set_limit(limit)
