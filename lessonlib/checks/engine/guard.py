"""A check changes nothing: whatever the candidate does to the process is undone when the check is over."""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib.checks.engine.belongings import Belongings

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
def as_found(candidate: Any) -> Iterator[Sink]:
    """Run the body with known random seeds and swallowed output, then put everything back.

    Put back: the global random states (numpy, ``random``, torch when it is loaded), numpy's error and print settings,
    warnings filters, the working directory, environment variables, standard output and error, and the candidate's own
    global names and class attributes. Yields the :class:`Sink` that holds how many lines were printed.
    """
    belongings = Belongings(candidate)
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002 - the state we must not disturb
    torch = sys.modules.get("torch")
    torch_state = torch.get_rng_state() if hasattr(torch, "get_rng_state") else None
    directory, environment = os.getcwd(), dict(os.environ)
    sink = Sink()
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(),
            np.printoptions(),
            contextlib.redirect_stdout(sink),
            contextlib.redirect_stderr(sink),
        ):
            warnings.simplefilter("ignore")
            np.random.seed(SEED)  # noqa: NPY002 - candidates draw from the global state; every check starts it the same
            random.seed(SEED)
            if torch_state is not None:
                torch.manual_seed(SEED)
            yield sink
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(python_state)
        if torch_state is not None:
            torch.set_rng_state(torch_state)
        os.chdir(directory)
        if dict(os.environ) != environment:
            os.environ.clear()
            os.environ.update(environment)
        belongings.restore()
