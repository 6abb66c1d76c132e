"""What all code of a process shares, put back after a learner's code ran: names of modules, settings, the folder."""

from __future__ import annotations

import builtins
import contextlib
import math
import os
import random
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType

import numpy as np

SHARED: tuple[ModuleType, ...] = (builtins, math, random, time, np, np.random, np.linalg)
GROWING = ("torch", "torch.nn.functional")  # where they are loaded; torch makes names of its own when it is used


@contextlib.contextmanager
def put_back() -> Iterator[None]:
    """Run the body; ``np.exp = mine``, ``builtins.len = mine`` and a new recursion limit in it end with it.

    So do the working folder, where print writes, what numpy and warnings say of overflow, and torch's settings. What
    numpy loads when it is first asked for, ``np.ma``, stays: without its name numpy would look for it for ever.

    >>> with put_back():
    ...     np.exp = len
    >>> float(np.exp(0.0))
    1.0
    """
    growing = [sys.modules[name].__dict__ for name in GROWING if name in sys.modules]
    before = [(module.__dict__, dict(module.__dict__)) for module in SHARED]
    kept = [(names, dict(names)) for names in growing]
    undo, kind_of, loaded = _settings(), type, ModuleType
    try:
        yield
    finally:
        # No function is called by its name before the names are back: the body may have replaced any.
        for now, then in before:
            for name in [*now]:
                if name not in then and kind_of(now[name]) is not loaded:
                    del now[name]
            now.update(then)
        for now, then in kept:
            now.update(then)
        for put in undo:
            with contextlib.suppress(OSError):  # of a folder that was deleted
                put()


def _settings() -> list[Callable[[], object]]:
    """What brings each setting back to where it is now."""
    filters = warnings.filters
    undo: list[Callable[[], object]] = [
        partial(sys.setrecursionlimit, sys.getrecursionlimit()),
        partial(np.seterr, **np.geterr()),
        partial(np.set_printoptions, **np.get_printoptions()),
        partial(setattr, warnings, "filters", filters),
        partial(filters.__setitem__, slice(None), filters[:]),
        partial(setattr, sys, "stdout", sys.stdout),
        partial(setattr, sys, "stderr", sys.stderr),
    ]
    with contextlib.suppress(OSError):
        undo.append(partial(os.chdir, os.getcwd()))
    if torch := sys.modules.get("torch"):
        undo.append(partial(torch.set_default_dtype, torch.get_default_dtype()))
        undo.append(partial(torch.use_deterministic_algorithms, torch.are_deterministic_algorithms_enabled()))
    return undo
