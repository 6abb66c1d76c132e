"""How a rule of early stopping is checked: after which epoch it ends a training, and its mistakes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker

LOSSES = (0.9, 0.7, 0.8, 0.65, 0.75, 0.67, 0.6, 0.62, 0.61, 0.63, 0.64, 0.66)
CASES = tuple(
    Case(label, losses=losses, patience=patience)
    for label, losses, patience in (
        ("two bumps, patience 3", LOSSES, 3),
        ("the same losses, patience 2", LOSSES, 2),
        ("the same losses, patience 1", LOSSES, 1),
        ("an equal loss is no new minimum, patience 2", (0.5, 0.4, 0.4, 0.4, 0.4), 2),
        ("the loss falls to the end, patience 1", (0.9, 0.8, 0.7, 0.6), 1),
        ("worse from the first epoch on, patience 2", (0.3, 0.5, 0.4, 0.45), 2),
    )
)
LATER = "asked later"
ASKED_LATER = (
    Case("five epochs after the minimum, patience 3", losses=LOSSES, patience=3),
    Case("two epochs after the minimum, patience 3", losses=LOSSES[:9], patience=3),
    Case("a peak behind the minimum, patience 3", losses=(0.5, 0.9, 0.8, 0.7, 0.6), patience=3),
)


def _ends(rule: Callable[[list[float], int], bool]) -> Callable[[Case], np.ndarray]:
    """The epoch after which a rule ends the training of a case, 0 if it never does."""

    def epoch(c: Case) -> np.ndarray:
        asked = range(1, len(c.losses) + 1)
        return np.asarray(next((k for k in asked if rule(list(c.losses[:k]), c.patience)), 0))

    return epoch


def _observe(maker: Maker, case: Case) -> np.ndarray:
    return _ends(maker.raw)(case)


def _waited(losses: list[float]) -> int:
    return len(losses) - 1 - losses.index(min(losses))


def _fell(losses: list[float]) -> int:
    """How many epochs brought no new minimum, all told."""
    return sum(loss >= min(losses[:k]) for k, loss in enumerate(losses) if k)


def _rises(losses: list[float]) -> int:
    """How many of the newest losses are each above the one before."""
    falls = [after <= before for before, after in pairwise(losses)]
    return [*falls[::-1], True].index(True)


EXERCISES = (
    Exercise(
        "early_stopping",
        ("early_stopping", "my_rule"),
        "function",
        "early_stopping(losses, patience) -> True when none of the last `patience` epochs brought a new minimum",
        (
            Part(
                "last epoch (0: it never stops)",
                "the first with `patience` epochs since the minimum",
                CASES,
                _observe,
                _ends(lambda losses, patience: _waited(losses) >= patience),
                hints=(
                    "In which epoch was the minimum, and how many epochs came after it?",
                    "len(losses) - 1 - losses.index(min(losses)) >= patience",
                ),
            ),
            Part(
                LATER,
                "True as long as no new minimum has come",
                ASKED_LATER,
                lambda maker, case: {"stops": bool(maker.raw(list(case.losses), case.patience))},
                lambda c: {"stops": _waited(list(c.losses)) >= c.patience},
                hints=(
                    "What do you answer one epoch after the rule first said stop?",
                    "len(losses) - 1 - losses.index(min(losses)) >= patience",
                ),
            ),
        ),
    ),
)


def _mistake(name, rule, says, *hints):
    return Mistake(name, ("early_stopping",), EXERCISES[0].parts[0].name, _ends(rule), says, hints)


COUNT = "How many epochs lie behind the minimum when it is the newest loss?"
MISTAKES = (
    _mistake(
        "one epoch too early",
        lambda losses, patience: _waited(losses) + 1 >= patience,
        "It counts the epoch of the minimum itself as one without a new minimum.",
        COUNT,
        "len(losses) - 1 - losses.index(min(losses))",
    ),
    _mistake(
        "one epoch too late",
        lambda losses, patience: _waited(losses) > patience,
        "It waits one epoch more than `patience`.",
        "Should it be > or >= ?",
        "... >= patience",
    ),
    _mistake(
        "patience ignored",
        lambda losses, patience: losses[-1] > min(losses),
        "It stops at the first bump, whatever `patience` is.",
        "Where does `patience` come in?",
        "Count the epochs since the minimum, and compare with patience.",
    ),
    _mistake(
        "rises in a row counted",
        lambda losses, patience: _rises(losses) >= patience,
        "It wants `patience` losses that each are above the one before; a small dip starts the count anew.",
        "Does a dip that is no new minimum matter?",
        "Compare with min(losses), not with the epoch before.",
    ),
    _mistake(
        "an equal loss taken for a new minimum",
        lambda losses, patience: losses[::-1].index(min(losses)) >= patience,
        "A loss that only equals the minimum starts the count anew.",
        "Of several equal minima, which comes first?",
        "losses.index(min(losses)) is the first one.",
    ),
    _mistake(
        "the count never starts anew",
        lambda losses, patience: _fell(losses) >= patience,
        "It counts all epochs without a new minimum, also those before the last one.",
        "What should a new minimum do to the count?",
        "Count only what came after the minimum.",
    ),
    _mistake(
        "compared with one epoch only",
        lambda losses, patience: len(losses) > patience and losses[-1] >= losses[-1 - patience],
        "It compares with the loss of `patience` epochs ago; what lies between may have been a new minimum.",
        "Where was the minimum?",
        "losses.index(min(losses))",
    ),
    _mistake(
        "stops at once",
        lambda losses, patience: True,
        "It stops after the first epoch.",
        "What does it return when the newest loss is the smallest?",
        "len(losses) - 1 - losses.index(min(losses)) >= patience",
    ),
    _mistake(
        "never stops",
        lambda losses, patience: False,
        "It never says True; None, where a return is missing, is no yes.",
        "Which losses would make it stop?",
        "len(losses) - 1 - losses.index(min(losses)) >= patience",
    ),
    Mistake(
        "compared with the epoch before them",
        ("early_stopping",),
        LATER,
        lambda c: {"stops": min(c.losses[-c.patience :]) >= c.losses[-1 - c.patience]},
        "It compares the last epochs with the one before them; the minimum may lie further back.",
        ("Which loss is the smallest so far?", "min(losses[-patience:]) >= min(losses[:-patience])"),
    ),
    Mistake(
        "true in one epoch only",
        ("early_stopping",),
        LATER,
        lambda c: {"stops": _waited(list(c.losses)) == c.patience},
        "It says stop in one epoch only, exactly `patience` after the minimum, and not in those that follow.",
        ("Is 5 epochs without a new minimum enough, at patience 3?", "Write >= patience."),
    ),
)
