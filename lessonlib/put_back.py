"""What all code of a process shares, put back after a learner's code ran: names, methods, settings, the folder."""

from __future__ import annotations

import builtins
import contextlib
import gc
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
CLASSES = (("torch", "Tensor"), ("torch.nn", "Module"))


@contextlib.contextmanager
def put_back() -> Iterator[None]:
    """Run the body; ``np.exp = mine``, ``builtins.len = mine`` and a new recursion limit in it end with it.

    So do the names of our modules, the methods of torch's and our classes, which modules are loaded and where they are
    looked for, the working folder, the environment, where print writes, what numpy and warnings say of overflow, and
    torch's settings. What numpy loads when it is first asked for, ``np.ma``, stays: without its name numpy would look
    for it for ever.

    >>> with put_back():
    ...     np.exp = len
    >>> float(np.exp(0.0))
    1.0
    """
    loaded = dict(sys.modules)
    ours = [name for name in loaded if name.startswith("lessonlib.")]
    growing = [loaded[name].__dict__ for name in (*GROWING, *ours) if name in loaded]
    methods = [(one, dict(one.__dict__)) for one in _classes(loaded, ours)]
    before = [(module.__dict__, dict(module.__dict__)) for module in SHARED]
    kept = [(names, dict(names)) for names in growing]
    undo, kind_of, module = _settings(), type, ModuleType
    try:
        yield
    finally:
        # No function is called by its name before the names are back: the body may have replaced any.
        for now, then in before:
            for name in [*now]:
                if name not in then and kind_of(now[name]) is not module:
                    del now[name]
            now.update(then)
        for now, then in kept:
            now.update(then)
        sys.modules.update(loaded)
        for one, then in methods:
            for name in then:
                if one.__dict__.get(name) is not then[name]:
                    setattr(one, name, then[name])
        for put in undo:
            with contextlib.suppress(OSError):  # of a folder that was deleted
                put()


def _classes(loaded: dict[str, ModuleType], ours: list[str]) -> list[type]:
    """Torch's classes, and those of the homework, which a learner's ``nn.Linear.forward = mine`` would change."""
    found = [getattr(loaded[module], name) for module, name in CLASSES if module in loaded]
    homework = {name: loaded[name] for name in ours if name.startswith("lessonlib.nn.")}
    here = [(name, one) for name, module in homework.items() for one in vars(module).values()]
    return found + [one for name, one in here if isinstance(one, type) and one.__module__ == name]


def _settings() -> list[Callable[[], object]]:
    """What brings each setting back to where it is now."""
    filters, variables = warnings.filters, dict(os.environ)
    undo: list[Callable[[], object]] = [
        partial(sys.setrecursionlimit, sys.getrecursionlimit()),
        partial(np.seterr, **np.geterr()),
        partial(np.set_printoptions, **np.get_printoptions()),
        partial(setattr, warnings, "filters", filters),
        partial(filters.__setitem__, slice(None), filters[:]),
        partial(setattr, sys, "stdout", sys.stdout),
        partial(setattr, sys, "stderr", sys.stderr),
        partial(sys.path.__setitem__, slice(None), sys.path[:]),
        partial(_environment, variables),
        gc.enable if gc.isenabled() else gc.disable,
    ]
    with contextlib.suppress(OSError):
        undo.append(partial(os.chdir, os.getcwd()))
    if torch := sys.modules.get("torch"):
        undo.append(partial(torch.set_default_dtype, torch.get_default_dtype()))
        undo.append(partial(torch.use_deterministic_algorithms, torch.are_deterministic_algorithms_enabled()))
    return undo


def _environment(variables: dict[str, str]) -> None:
    if dict(os.environ) != variables:
        os.environ.clear()
        os.environ.update(variables)
