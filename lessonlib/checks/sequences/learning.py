"""Whether a training could move what it has to: gradients reach the parameters and the vectors that came in."""

from __future__ import annotations

from typing import Any

from lessonlib.checks.engine.exercise import Mistake

LEARNS, INPUT = "what learns", "a gradient reaches the vectors"
MODELS = ("deep_average_network", "gru", "bidirectional_gru")
HINTS = (
    "Which line leaves torch, or cuts off: .detach(), .data, .item(), numpy, no_grad?",
    "Let every step from the vectors to the result be an operation of torch.",
)


def learned(value: Any, parameters: dict[str, list[Any]], vectors: list[Any]) -> dict[str, bool]:
    """Whether the squares of ``value``, summed, have a gradient by all parameters of each name and by the vectors.

    What is frozen on purpose, ``requires_grad`` False, is not asked for.
    """
    if getattr(value, "requires_grad", False):
        try:
            value.square().sum().backward()
        except RuntimeError as error:
            if "inplace" not in str(error):
                raise
            vectors, parameters = [], {name: [] for name in parameters}  # what is written into, another part tells
    named = {f"a gradient reaches {name}": tensors for name, tensors in parameters.items()} | {INPUT: vectors}
    return {name: all(map(_reached, tensors)) for name, tensors in named.items()}


def _reached(tensor: Any) -> bool:
    return not tensor.requires_grad or (tensor.grad is not None and bool(tensor.grad.any()))


MISTAKES = (
    Mistake(
        "cut off from autograd",
        MODELS,
        LEARNS,
        lambda c: dict.fromkeys(c.wanted, False),
        "The numbers are right, but autograd finds no way from them to the parameters: nothing would be learned.",
        HINTS,
    ),
    Mistake(
        "vectors cut off from autograd",
        MODELS,
        LEARNS,
        lambda c: {INPUT: False},
        "No gradient reaches the vectors that came in: what lies before this would never learn.",
        HINTS,
    ),
)
