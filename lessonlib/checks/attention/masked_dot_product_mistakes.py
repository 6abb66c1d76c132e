"""Mistakes in attention with a mask: how a key is hidden, what is left where all are, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.checks.attention.dot_product import GRADIENT, MASKED, NOTHING, back, mixed, scaled, scores
from lessonlib.checks.attention.dot_product_mistakes import of_part
from lessonlib.checks.attention.tensors import softmax
from lessonlib.checks.engine.exercise import ANY, Case, Mistake


def _masked(name: str, says: str, hints: tuple[str, str], *ways: Callable[[Case], np.ndarray]) -> tuple[Mistake, ...]:
    return of_part(MASKED, name, says, hints, *(lambda c, way=way: mixed(c, way(c)) for way in ways))


def _hidden(value: float) -> Callable[[Case], np.ndarray]:
    return lambda c: softmax(np.where(c.mask, scaled(c), value))


def _turned(mask: np.ndarray, like: np.ndarray) -> np.ndarray:
    """The mask with rows and columns exchanged; torch raises where that does not fit the scores."""
    turned = np.swapaxes(mask, -1, -2)
    if any(m not in (1, s) for m, s in zip(turned.shape[::-1], like.shape[::-1], strict=False)):
        raise RuntimeError
    return turned


def _zero(c: Case, *names: str) -> dict[str, np.ndarray]:
    return {f"gradient of {name}": np.zeros(getattr(c, name).shape) for name in names}


HIDE = "What is exp of the score that a hidden key has?", "scores.masked_fill(~mask, -math.inf), then the softmax"
BEFORE = "Print the sums of the rows of weights.", "Mask the scores before the softmax, not the weights after it."
TRUE = "What does True in the mask mean here?", "True = may be looked at: masked_fill(~mask, -math.inf)."
BLIND = "What is softmax of −∞ alone? 0 / 0.", "weights.masked_fill(~mask.any(dim=-1, keepdim=True), 0.0)"
GRAPH = "Which line leaves torch: .detach(), .data, .numpy(), no_grad?", "Use operations of torch all the way."

MISTAKES = (
    *_masked(
        "mask ignored",
        "The mask changes nothing: every query still looks at every key.",
        HIDE,
        lambda c: softmax(scaled(c)),
    ),
    *_masked(
        "mask inverted",
        "What may be looked at was hidden, and the rest not. nn.MultiheadAttention means it so; here, as in torch's "
        "scaled_dot_product_attention, True may be looked at.",
        TRUE,
        lambda c: softmax(np.where(c.mask, -np.inf, scaled(c))),
    ),
    *_masked("mask by multiplying", "Hidden scores became 0, which is no small score: e⁰ = 1.", HIDE, _hidden(0.0)),
    *_masked(
        "mask after the softmax",
        "Weights were hidden after the softmax: the others of the row no longer sum to 1, and what is missing tells "
        "what was hidden.",
        BEFORE,
        lambda c: softmax(scaled(c)) * c.mask,
    ),
    *_masked(
        "mask transposed",
        "Rows and columns of the mask are exchanged.",
        TRUE,
        lambda c: softmax(np.where(_turned(c.mask, scores(c)), scaled(c), -np.inf)),
    ),
    *_masked(
        "mask added as numbers",
        "True and False were added to the scores as 1 and 0.",
        HIDE,
        lambda c: softmax(scaled(c) + c.mask),
    ),
    *_masked("plus infinity", "The hidden scores are +∞: the softmax is NaN.", HIDE, _hidden(np.inf)),
    *_masked(
        "hidden score too weak",
        "A score of that size is low among ordinary ones, but real scores can be lower.",
        HIDE,
        *(_hidden(value) for value in (-1.0, -5.0, -10.0, -20.0, -50.0, -100.0, -1e3, -1e4, -65504.0, -1e5)),
    ),
    *of_part(
        NOTHING,
        "NaN where nothing may be looked at",
        "A row of −∞ alone gives 0 / 0, and NaN spreads through everything that follows.",
        BLIND,
        lambda c: mixed(c, softmax(np.where(c.mask, scaled(c), -np.inf))),
    ),
    *of_part(
        NOTHING,
        "mean of everything where nothing may be looked at",
        "A finite number stands for −∞: in a row where all is hidden it does nothing, and the hidden keys are mixed.",
        BLIND,
        lambda c: mixed(c, softmax(np.where(c.mask, scaled(c), -1e9))),
        lambda c: mixed(c, softmax(scaled(c) + np.where(c.mask, 0, -1e9))),
    ),
    *of_part(
        GRADIENT,
        "cut off from autograd",
        "No gradient reaches q, k or v: nothing would be learned.",
        GRAPH,
        lambda c: _zero(c, "q", "k", "v"),
    ),
    *of_part(
        GRADIENT,
        "weights cut off from autograd",
        "v gets its gradient, q and k get none.",
        GRAPH,
        lambda c: _zero(c, "q", "k"),
    ),
    *of_part(
        GRADIENT,
        "values cut off from autograd",
        "q and k get their gradients, v gets none.",
        GRAPH,
        lambda c: _zero(c, "v"),
    ),
    *of_part(
        GRADIENT,
        "NaN in the gradient",
        "out is right where nothing may be looked at, but NaN comes back: nan_to_num hides it on the way forward only.",
        ("What does autograd multiply the 0 with?", "Keep −∞ out of such rows: hide only where the row has something."),
        lambda c: {"gradient of q": ANY, "gradient of k": ANY} if not c.mask.any(axis=-1).all() else back(c),
    ),
)
