"""shift: how it is checked, and its mistakes: where bos, eos and the padding stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, as_array, named
from lessonlib.checks.language.answers import in_either, slips, unchanged

NAME, PART = "shift", "inputs and targets"
BOS, EOS, PAD = 1, 2, 0
CASES = (
    Case("3 rows, two of them padded", batch=np.array([[5, 6, 7, 8], [9, 4, 0, 0], [3, 5, 4, 0]]), marks=(1, 2, 0)),
    Case("2 rows without padding", batch=np.array([[5, 6, 7], [9, 4, 3]]), marks=(1, 2, 0)),
    Case("other marks", batch=np.array([[5, 6, 9], [8, 4, 3], [7, 9, 9]]), marks=(1, 0, 9)),
    Case("a row of nothing but padding", batch=np.array([[5, 6], [0, 0]]), marks=(1, 2, 0), rare=True),
)


def edges(batch, value):
    """A column of one value beside the batch."""
    return np.full((len(batch), 1), value)


def shifted(batch, bos, eos, pad):
    """The right answer."""
    inputs = np.concatenate([edges(batch, bos), batch], axis=1)
    targets = np.concatenate([batch, edges(batch, pad)], axis=1)
    targets[np.arange(len(batch)), (batch != pad).sum(axis=1)] = eos
    return inputs, targets


def _call(maker: Maker, case: Case, batch: np.ndarray) -> Any:
    return in_either(lambda given: maker.raw(given, *case.marks), batch)


def observe(maker: Maker, case: Case) -> dict[str, Any]:
    """The candidate's two arrays."""
    value = _call(maker, case, case.fresh("batch"))
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise NotNumbers(named(value))
    return {name: as_array(item) for name, item in zip(("inputs", "targets"), value, strict=True)}


KEPT, IN_PLACE = unchanged(
    NAME, "batch", CASES[0], lambda maker, c, batch: maker.raw(batch, *c.marks), "targets = batch.copy() first."
)
EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "shift(batch, bos, eos, pad) -> (inputs, targets), batch (B, T), both (B, T + 1)",
        (
            Part(
                PART,
                "bos x1 … xn pad and x1 … xn eos pad",
                CASES,
                observe,
                lambda c: dict(zip(("inputs", "targets"), shifted(c.batch, *c.marks), strict=True)),
                hints=(
                    "Write inputs and targets of a padded row under each other: what follows the last word?",
                    "eos goes behind the last word, to the place (batch != pad).sum(axis=1), not to the end.",
                ),
            ),
            KEPT,
        ),
    ),
)


def _with(change):
    """A wrong answer made from the right one: ``change(inputs, targets, batch, bos, eos, pad)``."""
    return lambda batch, bos, eos, pad: change(*shifted(batch, bos, eos, pad), batch, bos, eos, pad)


def _last(x, batch, eos, pad):
    return np.concatenate([batch, edges(batch, eos)], axis=1)


slip = slips(NAME, PART, observe)
ROW = "Write both rows under each other: what should be guessed at the place of bos?"
MISTAKES = (
    slip(
        "targets not shifted",
        _with(lambda x, y, *_: (x, x.copy())),
        "Inputs and targets are the same: the model has only to copy, and the loss goes to 0.",
        ROW,
        "targets are one place ahead: x1 x2 … eos.",
    ),
    slip(
        "shifted twice",
        _with(lambda x, y, b, bos, eos, pad: (x, np.concatenate([y[:, 1:], edges(b, pad)], axis=1))),
        "The targets are two places ahead of the inputs: a word is skipped.",
        ROW,
        "After bos the first word is to be guessed.",
    ),
    slip(
        "shifted the other way",
        _with(lambda x, y, *_: (y, x)),
        "Inputs and targets are exchanged: the model sees what comes and guesses what was.",
        ROW,
        "return inputs, targets; inputs begin with bos.",
    ),
    slip(
        "eos behind the padding",
        _with(lambda x, y, b, bos, eos, pad: (x, _last(x, b, eos, pad))),
        "eos stands at the end of each row, behind the padding: the model learns to pad before it stops.",
        "Where does a short sentence end?",
        "At the place (batch != pad).sum(axis=1).",
    ),
    slip(
        "eos forgotten",
        _with(lambda x, y, b, bos, eos, pad: (x, np.concatenate([b, edges(b, pad)], axis=1))),
        "No target is eos: the model never learns to stop.",
        "What follows the last word?",
        "Put eos behind the last word of each row.",
    ),
    slip(
        "bos forgotten",
        _with(lambda x, y, b, bos, eos, pad: (np.concatenate([edges(b, eos), b], axis=1), y)),
        "The inputs begin with eos in place of bos.",
        "What does the model see before the first word?",
        "inputs = bos, x1, x2, …",
    ),
    slip(
        "bos forgotten",
        _with(lambda x, y, b, bos, eos, pad: (np.concatenate([edges(b, pad), b], axis=1), y)),
        "The inputs begin with padding in place of bos.",
        "What does the model see before the first word?",
        "inputs = bos, x1, x2, …",
    ),
    slip(
        "eos among the inputs",
        _with(
            lambda x, y, b, bos, eos, pad: (
                np.where((x == pad) & (np.arange(x.shape[1]) == (b != pad).sum(1, keepdims=True) + 1), eos, x),
                y,
            )
        ),
        "eos is fed to the model in the padded rows: after the end there is nothing to guess.",
        "At which place is the last guess made?",
        "The inputs end with the last word.",
    ),
    slip(
        "padding turned into eos",
        _with(lambda x, y, b, bos, eos, pad: (x, np.where(y == pad, eos, y))),
        "Every padded place of the targets is eos: short sentences end several times.",
        "How often does a sentence end?",
        "One eos a row, the rest stays pad.",
    ),
    slip(
        "first word at the end",
        _with(lambda x, y, *_: (x, np.roll(x, -1, axis=1))),
        "np.roll brings what falls off in front back at the end: the last target is bos.",
        "What is the last target of a full row?",
        "Cut and append; do not roll.",
    ),
    slip(
        "last word cut",
        lambda batch, bos, eos, pad: (np.concatenate([edges(batch, bos), batch[:, :-1]], axis=1), batch.copy()),
        "Both have T places, and eos found no room: the last word is never followed by anything.",
        "How many guesses does a sentence of T words need?",
        "Both are (B, T + 1).",
    ),
    slip(
        "neither bos nor eos",
        lambda batch, bos, eos, pad: (batch[:, :-1], batch[:, 1:]),
        "The row was only cut: its first word is never guessed, nor its end.",
        "How many guesses does a sentence of T words need?",
        "Put bos in front and eos behind: (B, T + 1).",
    ),
    IN_PLACE,
)
