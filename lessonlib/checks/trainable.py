"""Whether a training can go through a function of tensors: a gradient comes back to what it was given."""

from __future__ import annotations

import sys
from typing import Any

from lessonlib.checks.engine.exercise import Case, Mistake, Part
from lessonlib.checks.engine.subject import Maker

LEARNS = "what learns"
# What code for arrays raises when it is handed a tensor that records its gradient.
NOT_FOR_TENSORS = (AttributeError, TypeError, RuntimeError, ValueError)
HINTS = (
    "Which line leaves torch, or cuts off: .detach(), .data, .item(), numpy, no_grad?",
    "Let every step to the result be an operation of torch.",
)


def reaches(name: str) -> str:
    """What is said of a gradient that comes back to the argument of this name."""
    return f"a gradient reaches {name}"


def trainable(
    exercise: str, case: Case, arguments: tuple[str, ...], learned: tuple[str, ...], groups: tuple[tuple[str, ...], ...]
) -> tuple[Part, tuple[Mistake, ...]]:
    """Return the part that looks whether a gradient comes back to each of ``learned``, and its mistakes.

    The first result counts. Code that is written for arrays has none, and is not asked. ``groups`` are the arguments
    that are usually cut off together, besides all of them.
    """

    def observe(maker: Maker, case: Case) -> dict[str, bool]:
        torch = sys.modules.get("torch")
        everything = dict.fromkeys(map(reaches, learned), True)
        if torch is None:
            return everything
        given = {name: torch.tensor(case.fresh(name)) for name in arguments}
        for name in learned:
            given[name].requires_grad_()
        try:
            value = maker.raw(*(tensor.clone() for tensor in given.values()))
        except NOT_FOR_TENSORS:
            return everything
        first = value[0] if isinstance(value, (tuple, list)) and value else value
        if not isinstance(first, torch.Tensor):
            return everything
        if first.requires_grad:
            first.square().sum().backward()
        return {reaches(name): _arrived(given[name].grad) for name in learned}

    part = Part(
        LEARNS, "by autograd", (case,), observe, lambda c: dict.fromkeys(map(reaches, learned), True), hints=HINTS
    )
    cut = "The numbers are right, but autograd finds no way from them to what was handed in: nothing would be learned."
    return part, (
        Mistake(
            "cut off from autograd",
            (exercise,),
            LEARNS,
            lambda c: dict.fromkeys(map(reaches, learned), False),
            cut,
            HINTS,
        ),
        *(_partly(exercise, group) for group in groups),
    )


def _partly(exercise: str, names: tuple[str, ...]) -> Mistake:
    told = " and ".join(names)
    return Mistake(
        f"{told} cut off from autograd",
        (exercise,),
        LEARNS,
        lambda c: dict.fromkeys(map(reaches, names), False),
        f"The numbers are right, but no gradient comes back to {told}: what lies before would never learn.",
        HINTS,
    )


def _arrived(grad: Any) -> bool:
    return grad is not None and bool(grad.any())
