"""Whether a training could move what it has to: gradients reach the parameters and the vectors that came in."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Mistake

LEARNS, INPUT, GRADIENT = "what learns", "a gradient reaches the vectors", "gradient of x"
MODELS = ("deep_average_network", "gru", "bidirectional_gru")
HINTS = (
    "Which line leaves torch, or cuts off: .detach(), .data, .item(), numpy, no_grad?",
    "Let every step from the vectors to the result be an operation of torch.",
)


def learned(value: Any, parameters: dict[str, list[Any]]) -> dict[str, bool] | None:
    """Whether the squares of ``value``, summed, have a gradient by all parameters of each name.

    What is frozen on purpose, ``requires_grad`` False, is not asked for. None where something was written into, so that
    there is no way back: another part tells that.
    """
    if getattr(value, "requires_grad", False):
        try:
            value.square().sum().backward()
        except RuntimeError as error:
            if "inplace" not in str(error):
                raise
            return None
    return {reaches(name): all(map(_reached, tensors)) for name, tensors in parameters.items()}


def reaches(name: str) -> str:
    """What is said of parameters of this name."""
    return f"a gradient reaches {name}"


def _reached(tensor: Any) -> bool:
    return not tensor.requires_grad or (tensor.grad is not None and bool(tensor.grad.any()))


def _nothing(case: Any) -> dict[str, Any]:
    return {name: np.zeros(right.shape) if np.ndim(right) else False for name, right in case.wanted.items()}


def _last_word_only(case: Any) -> dict[str, Any]:
    """The gradient of a reader that detaches its state after each word: that of the last word alone."""
    last = np.arange(case.x.shape[1]) == case.lengths[:, None] - 1
    return {GRADIENT: np.where(last[:, :, None], case.wanted[GRADIENT], 0)}


CUT = "The numbers are right, but autograd finds no way from them to the parameters: nothing would be learned."
VECTORS = "No gradient reaches the vectors that came in: what lies before this would never learn."
MISTAKES = (
    Mistake("cut off from autograd", MODELS, LEARNS, _nothing, CUT, HINTS),
    Mistake("vectors cut off from autograd", MODELS[:1], LEARNS, lambda c: {INPUT: False}, VECTORS, HINTS),
    Mistake(
        "vectors cut off from autograd", MODELS[1:], LEARNS, lambda c: {GRADIENT: np.zeros(c.x.shape)}, VECTORS, HINTS
    ),
    Mistake(
        "cut off after each word",
        MODELS[1:2],
        LEARNS,
        _last_word_only,
        "The state is detached at each word: only the last word learns, and nothing is remembered on purpose.",
        HINTS,
    ),
)
