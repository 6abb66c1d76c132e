"""How negative_sampling_loss is checked: the loss as one number, its gradient by autograd, and scores of ±1000."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.manners import UNCHANGED
from lessonlib.nn.derivative import central_differences

LOSS, GRADIENT, TRAINABLE = "loss", "gradient", "autograd"
NAMES = ("centre", "context", "negatives")
OF = {name: f"gradient of {name}" for name in NAMES}


def _case(label: str, pairs: int, drawn: int, dim: int, dtype: Any = float, **kind: bool) -> Case:
    rng = np.random.default_rng(10 * pairs + drawn)
    sizes = (pairs, dim), (pairs, dim), (pairs, drawn, dim)
    return Case(label, **{n: rng.normal(size=s).astype(dtype) for n, s in zip(NAMES, sizes, strict=True)}, **kind)


def _scored(label: str, positive: list[float], negative: list[list[float]]) -> Case:
    """A case whose dot products are these: vectors of one number, centres of 1."""
    context, negatives = np.array(positive)[:, None], np.array(negative)[:, :, None]
    return Case(label, centre=np.ones_like(context), context=context, negatives=negatives, extreme=True)


FIVE = _case("5 pairs, 3 negatives each, 4 components", 5, 3, 4)
CASES = (
    FIVE,
    _case("3 pairs, 3 negatives each, 3 components", 3, 3, 3),
    _case("2 pairs, 5 negatives each, 3 components", 2, 5, 3),
    _case("one pair, 2 negatives", 1, 2, 3),
    _case("float32 numbers", 4, 2, 3, np.float32, rare=True),
    _scored("dot products of ±1000, all right", [1000.0, 1000.0], [[-1000.0], [-1000.0]]),
    _scored("dot products of ±1000, all wrong", [-1000.0, -1000.0], [[1000.0], [1000.0]]),
)


def scores(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """The dot products of each centre with its context (B,) and with its negatives (B, K)."""
    centre, context, negatives = (np.asarray(getattr(case, name), dtype=float) for name in NAMES)
    return (centre * context).sum(axis=1), np.einsum("bd,bkd->bk", centre, negatives)


def cost(x: np.ndarray) -> np.ndarray:
    """−ln σ(x) = ln(1 + e⁻ˣ), stable."""
    return np.logaddexp(0, -x)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """σ(x) = e^(−cost)."""
    return np.exp(-cost(x))


def loss(case: Case) -> np.ndarray:
    """The mean cost of the B (1 + K) decisions."""
    positive, negative = scores(case)
    return (cost(positive).sum() + cost(-negative).sum()) / (positive.size + negative.size)


def gradients(case: Case) -> dict[str, np.ndarray]:
    """The derivative of :func:`loss` by the vectors."""
    positive, negative = scores(case)
    count = positive.size + negative.size
    d_positive, d_negative = -sigmoid(-positive) / count, sigmoid(negative) / count  # (B,), (B, K)
    return {
        OF["centre"]: d_positive[:, None] * case.context + np.einsum("bk,bkd->bd", d_negative, case.negatives),
        OF["context"]: d_positive[:, None] * case.centre,
        OF["negatives"]: d_negative[:, :, None] * case.centre[:, None, :],
    }


def summed(case: Case) -> int:
    """1 + K: the paper adds up the decisions of a pair, and takes the mean over the pairs only."""
    return 1 + case.negatives.shape[1]


def _tensors(case: Case, grad: bool = False) -> list[Any]:
    import torch

    return [torch.tensor(case.fresh(name), requires_grad=grad) for name in NAMES]


def _on(maker: Maker, tensors: list[Any]) -> Any:
    """The candidate's loss; one that takes two arguments gets the dot products (B,) and (B, K)."""
    centre, context, negatives = tensors
    if _takes(maker) == 2:
        tensors = [(centre * context).sum(dim=1), (negatives @ centre[:, :, None])[:, :, 0]]
    value = maker.raw(*tensors)
    if value is None:
        raise GaveNothing("None")
    return value


def _takes(maker: Maker) -> int:
    try:
        parameters = inspect.signature(maker.candidate).parameters.values()
    except (TypeError, ValueError):
        return len(NAMES)
    return sum(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)


def _given(maker: Maker, case: Case) -> np.ndarray:
    return maker._array(_on(maker, _tensors(case)), maker.candidate)


def _is_tensor(value: Any) -> bool:
    import torch

    return isinstance(value, torch.Tensor)


def _autograd(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    """The gradients, zeros where autograd finds no way; a loss that came as a plain number has none to judge."""
    if not _is_tensor(_on(maker, _tensors(case))):
        return gradients(case)
    tensors = _tensors(case, grad=True)
    value = _on(maker, tensors)
    if getattr(value, "requires_grad", False):
        value.backward()
    return {
        OF[name]: np.zeros(t.shape) if t.grad is None else t.grad.numpy()
        for name, t in zip(NAMES, tensors, strict=True)
    }


def _trainable(maker: Maker, case: Case) -> dict[str, bool]:
    return {"can be trained": _is_tensor(_on(maker, _tensors(case)))}


def _central(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    exact = {name: np.array(getattr(case, name), dtype=float) for name in NAMES}

    def moved(name: str) -> np.ndarray:
        return central_differences(lambda x: float(_given(maker, case.but("", **{**exact, name: x}))), exact[name])

    return {OF[name]: moved(name) for name in NAMES}


def _torch(torch: Any, case: Case) -> dict[str, np.ndarray]:
    tensors = [torch.tensor(np.array(getattr(case, name), dtype=float), requires_grad=True) for name in NAMES]
    centre, context, negatives = tensors
    logits = torch.einsum("bd,bkd->bk", centre, torch.cat([context[:, None], negatives], dim=1))
    labels = torch.zeros_like(logits)
    labels[:, 0] = 1
    torch.nn.functional.binary_cross_entropy_with_logits(logits, labels).backward()
    return {OF[name]: tensor.grad.numpy() for name, tensor in zip(NAMES, tensors, strict=True)}


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    tensors = _tensors(case)
    maker.raw(*tensors) if _takes(maker) != 2 else None
    return {"x": np.concatenate([tensor.numpy().ravel() for tensor in tensors])}


EXERCISES = (
    Exercise(
        "negative_sampling_loss",
        ("negative_sampling_loss",),
        "function",
        "negative_sampling_loss(centre, context, negatives) -> scalar: torch tensors (B, D), (B, D), (B, K, D)",
        (
            Part(
                LOSS,
                "mean of −ln σ(v·u) and of the −ln σ(−v·n) over all B (1 + K) decisions",
                CASES,
                _given,
                loss,
                also=(lambda c: loss(c) * summed(c),),
                hints=(
                    "Work it out for vectors of zeros: each decision costs ln 2 = 0.693.",
                    "One score a pair and K a pair: (centre * context).sum(1) and (negatives @ centre[:, :, None])"
                    ".squeeze(2); then F.logsigmoid of the first and of minus the second.",
                ),
            ),
            Part(
                GRADIENT,
                "σ(score) − label for each decision, times the other vector",
                CASES,
                _autograd,
                gradients,
                also=(lambda c: {name: grad * summed(c) for name, grad in gradients(c).items()},),
                central=_central,
                torch=_torch,
                atol=1e-7,
                hints=(
                    "Which of your lines cut the result off from its inputs: .item(), .detach(), no_grad, .data?",
                    "Let every step from the vectors to the loss be an operation of torch.",
                ),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                _after,
                lambda c: {"x": np.concatenate([getattr(c, name).ravel() for name in NAMES])},
                rare=True,
                hints=("Compare the tensors before and after.", "negatives.neg_() writes, -negatives does not."),
            ),
            Part(
                TRAINABLE,
                "a tensor",
                CASES[:1],
                _trainable,
                lambda c: {"can be trained": True},
                hints=("What type has the result?", "Return the tensor itself: no .numpy(), no .item(), no float()."),
            ),
        ),
    ),
)
