"""A check changes nothing: whatever the candidate does to the process is undone when the check is over."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import random
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib.checks.engine.belongings import Belongings
from lessonlib.checks.engine.patched import Patched
from lessonlib.put_back import put_back

SEED = 20_24


class Sink(io.TextIOBase):
    """Takes what the candidate prints and keeps only the number of lines: an endless loop must not fill memory."""

    def __init__(self) -> None:
        self.lines = 0

    def write(self, text: str) -> int:
        """Count the lines of ``text`` and forget it."""
        self.lines += text.count("\n")
        return len(text)

    def writable(self) -> bool:
        """Say yes: ``print`` may write here."""
        return True


@contextlib.contextmanager
def seeded() -> Iterator[None]:
    """Start the global random states where every check starts them, and number the generators that name no seed."""
    torch, real, seeds = sys.modules.get("torch"), np.random.default_rng, itertools.count(SEED)
    before = np.random.get_state(), random.getstate(), torch.get_rng_state() if torch else None  # noqa: NPY002
    np.random.seed(SEED)  # noqa: NPY002 - candidates draw from the global state
    random.seed(SEED)
    np.random.default_rng = lambda seed=None: real(next(seeds) if seed is None else seed)
    try:
        if torch:
            torch.manual_seed(SEED)
        yield
    finally:
        np.random.default_rng = real
        np.random.set_state(before[0])  # noqa: NPY002
        random.setstate(before[1])
        if torch:
            torch.set_rng_state(before[2])


@contextlib.contextmanager
def as_found(candidate: Any) -> Iterator[Sink]:
    """Run the body with known random seeds and swallowed output, then put everything back.

    Put back: the global random states (numpy, ``random``, torch when it is loaded), numpy's error and print settings,
    warnings filters, the working directory, environment variables, standard output and error, the recursion limit, the
    names of numpy, torch, time, the builtins and lessonlib, torch's settings, and the candidate's own global names and
    class attributes.
    Yields the :class:`Sink` that holds how many lines were printed.
    """
    belongings, patched = Belongings(candidate), Patched()
    directory, environment = os.getcwd(), dict(os.environ)
    sink = Sink()
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(),
            np.printoptions(),
            contextlib.redirect_stdout(sink),
            contextlib.redirect_stderr(sink),
            seeded(),
            put_back(),
        ):
            warnings.simplefilter("ignore")
            yield sink
    finally:
        patched.restore()
        os.chdir(directory)
        if dict(os.environ) != environment:
            os.environ.clear()
            os.environ.update(environment)
        belongings.restore()
