"""What runs while an answer is called: one that hands the work on to ours or torch's is met at work, whichever way."""

from __future__ import annotations

import contextlib
import sys
from types import FrameType
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Exercise
from lessonlib.checks.engine.judge import THROWN
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.whose import TORCH


def handed_on(exercise: Exercise, maker: Maker) -> str | None:
    """Call the candidate on the first case of each part and say whose work it hands on, None when it is its own.

    A name that is looked up by its text, an object inside another one, a class as a default argument: which way it
    came does not matter, for what is watched is the code that runs.

    >>> from lessonlib import nn
    >>> from lessonlib.checks.catalogue import find
    >>> class Mine:
    ...     kind = nn.ReLU
    ...     def forward(self, x):
    ...         return self.kind().forward(x)
    >>> handed_on(find("relu"), Maker(Mine))
    'this is ours: Mine hands the work on to ReLU of lessonlib.nn.activations'
    """
    names = {name.casefold() for name in (exercise.name, *exercise.names)}
    torchs = names | {name.casefold() for name in TORCH.get(exercise.name, ())}
    met: list[str] = []

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        if met or event != "call":
            return
        first, _, method = frame.f_code.co_qualname.partition(".")
        module = str(frame.f_globals.get("__name__", ""))
        root, name = module.partition(".")[0], first.casefold()
        # Of torch only the layers: its functions are operations on tensors like any other.
        whose = "torch's" if root == "torch" and method and name in torchs else ""
        whose = "ours" if root == "lessonlib" and name in names else whose
        if whose:
            met.append(f"this is {whose}: {maker.name} hands the work on to {first} of {module}")

    before = sys.getprofile()
    for part in (part for part in exercise.parts if not part.advice):
        try:
            with np.errstate(all="ignore"), contextlib.suppress(*THROWN):
                sys.setprofile(watch)
                part.observe(maker, part.cases[0])
        finally:
            sys.setprofile(before)
            maker.undo()
        if met:
            return met[0]
    return None
