"""What these checks share: tensors for the learner, gradients by autograd, and the softmax they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.manners import UNCHANGED


def tensors(case: Case, names: tuple[str, ...], grad: bool = False) -> list[Any]:
    """New tensors with the case's numbers; None stays None."""
    import torch

    values = [getattr(case, name) for name in names]
    return [None if v is None else torch.tensor(np.array(v), requires_grad=grad) for v in values]


def answer(maker: Maker, *arguments: Any) -> Any:
    """What a candidate that is a function returns, which must be something."""
    value = maker.raw(*arguments)
    if value is None:
        raise GaveNothing("None")
    return value


def gradients(run: Callable[..., Any], case: Case, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The derivatives of the sum of ``run``'s tensor by its arguments, zeros where autograd finds no way."""
    given = tensors(case, names, grad=True)
    value = run(*given)
    if getattr(value, "requires_grad", False):
        value.sum().backward()
    return {
        f"gradient of {name}": np.zeros(t.shape) if t.grad is None else t.grad.numpy()
        for name, t in zip(names, given, strict=True)
    }


def untouched(case: Case, names: tuple[str, ...], *more: Any) -> Part:
    """The part that compares the arguments of a function with what they were before the call."""

    def after(maker: Maker, c: Case) -> dict[str, np.ndarray]:
        given = tensors(c, names)
        maker.raw(*given, *more)
        return {"x": np.concatenate([tensor.numpy().ravel() for tensor in given])}

    return Part(
        UNCHANGED,
        "the same numbers as before the call",
        (case,),
        after,
        lambda c: {"x": np.concatenate([getattr(c, name).ravel() for name in names])},
        rare=True,
        hints=("Compare the tensors before and after.", "q /= 2, q.div_(2) and q[0] = 2 write; q / 2 does not."),
    )


def softmax(x: np.ndarray, axis: Any = -1) -> np.ndarray:
    """exp(x) / sum of exp(x), stable; NaN where everything is −infinity."""
    with np.errstate(invalid="ignore"):
        grown = np.exp(x - x.max(axis=axis, keepdims=True))
        return grown / grown.sum(axis=axis, keepdims=True)
