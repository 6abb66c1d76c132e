"""language_model_loss: how it is checked: the mean over real targets, and the gradient that a training needs."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.language.answers import NOT_FOR_ARRAYS, in_either

NAME, PART, LEARNS, KIND = "language_model_loss", "loss", "gradient", "tensors"
GRADIENT, TENSOR, TAKES = "gradient of the logits", "can be trained", "takes tensors"


GRAPH = (
    "Which line leaves torch, or cuts off: .item(), .detach(), numpy, no_grad?",
    "Let every step from the logits to the loss be an operation of torch.",
)


def _case(label: str, lengths: tuple[int, ...], width: int, size: int, pad: int, seed: int, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    targets = rng.integers(1, size, (len(lengths), width))
    targets[targets == pad] = pad - 1 or size - 1
    targets[np.arange(width) >= np.array(lengths)[:, None]] = pad
    scale = kind.pop("scale", 2.0)
    return Case(label, logits=scale * rng.normal(size=(len(lengths), width, size)), targets=targets, pad=pad, **kind)


CASES = (
    _case("3 rows of 5, 4 and 2 words, padded to 5", (5, 4, 2), 5, 7, 0, seed=1),
    _case("2 rows of 6 and 1 words, padded with 4", (6, 1), 6, 5, 4, seed=2),
    _case("one row of 3 words, padded to 8", (3,), 8, 6, 0, seed=3),
    _case("huge logits (1e3)", (3, 2), 4, 5, 0, seed=5, scale=1e3, extreme=True),
)


def surprise(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """-ln p of the target at each place, (B, T)."""
    z = logits - logits.max(axis=2, keepdims=True)
    logs = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    return -np.take_along_axis(logs, targets[..., None], axis=2)[..., 0]


def right(logits, targets, pad):
    """Mean over the real targets."""
    return surprise(logits, targets)[targets != pad].mean()


def observe(maker: Maker, case: Case) -> Any:
    """The candidate's loss."""
    return in_either(
        lambda logits, targets: maker.call(logits, targets, case.pad), case.fresh("logits"), case.fresh("targets")
    )


def gradient(case: Case) -> np.ndarray:
    """p − 1 at the target, p at the others, over the number of real targets; 0 at the padding."""
    e = np.exp(case.logits - case.logits.max(axis=2, keepdims=True))
    p, real = e / e.sum(axis=2, keepdims=True), case.targets != case.pad
    wanted = p - (np.arange(p.shape[2]) == case.targets[..., None])
    return wanted * real[..., None] / real.sum()


def _of_tensors(maker: Maker, case: Case) -> tuple[Any, Any]:
    """The logits as a tensor that records its gradient, and the loss; None for code that is written for arrays."""
    import torch

    logits = torch.tensor(case.fresh("logits"), requires_grad=True)
    try:
        return logits, maker.raw(logits.clone(), torch.tensor(case.fresh("targets")), case.pad)
    except NOT_FOR_ARRAYS:
        return logits, None


def _learning(maker: Maker, case: Case) -> dict[str, Any]:
    """The gradient by autograd; a loss that is no tensor has none to compare."""
    logits, value = _of_tensors(maker, case)
    if not hasattr(value, "requires_grad"):
        return {TENSOR: value is None, GRADIENT: gradient(case)}
    if value.requires_grad:
        value.backward()
    return {TENSOR: True, GRADIENT: np.zeros(logits.shape) if logits.grad is None else logits.grad.numpy()}


def _torch(torch, case: Case) -> Any:
    logits, targets = torch.tensor(np.array(case.logits)), torch.tensor(np.array(case.targets))
    return torch.nn.functional.cross_entropy(logits.transpose(1, 2), targets, ignore_index=case.pad).numpy()


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "language_model_loss(logits, targets, pad), logits (B, T, V), targets (B, T)",
        (
            Part(
                PART,
                "mean of −ln p(target) over the targets that are not pad",
                CASES,
                observe,
                lambda c: right(c.logits, c.targets, c.pad),
                hints=(
                    "How many real targets has the batch, and does longer padding change your loss?",
                    "Take −log softmax at the targets, keep the places where targets != pad, and average those.",
                ),
                torch=_torch,
            ),
            Part(
                LEARNS,
                "p − 1 at the target, p elsewhere, over the number of real targets",
                CASES[:2],
                _learning,
                lambda c: {TENSOR: True, GRADIENT: gradient(c)},
                hints=GRAPH,
            ),
            Part(
                KIND,
                "as the training does",
                CASES[:1],
                lambda maker, c: {TAKES: _of_tensors(maker, c)[1] is not None},
                lambda c: {TAKES: True},
                advice=True,
                hints=GRAPH,
            ),
        ),
    ),
)
