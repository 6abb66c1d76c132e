"""Tensors or arrays: what comes is worked on in torch, and the answer is of the kind that came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lessonlib.arguments import in_memory, is_a, told
from lessonlib.arguments.tensors import dense, made

WHOLE = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)


def tensor(value: Any, where: str) -> torch.Tensor:
    """Return ``value``, a tensor, an array or lists of numbers, as a tensor; TypeError for anything else.

    >>> tensor([[1, 2]], "shift(batch)")
    tensor([[1, 2]])
    """
    if is_a(value, torch.Tensor):
        return dense(value, where)
    in_memory(value, where)
    try:
        return made(value if is_a(value, np.ma.MaskedArray) else np.array(value))  # a copy: nothing shares its memory
    except Exception:  # ragged lists, text, what a stranger's object does
        came = f"{type(value).__name__} {told(value)}"
        raise TypeError(f"{where}: wanted numbers, got {came}. Pass a tensor or an array of one shape.") from None


def floats(value: Any, where: str) -> torch.Tensor:
    """Return ``value`` as a tensor of floats, whole numbers as float64."""
    value = tensor(value, where)
    if value.is_complex():
        raise TypeError(f"{where}: wanted real numbers, got {value.dtype}. Leave the imaginary part out: z.real.")
    return value if value.is_floating_point() else value.double()


def ids(value: Any, where: str) -> torch.Tensor:
    """Return ``value`` as an int64 tensor; TypeError for numbers that are not whole.

    >>> ids([0.5], "shift(batch)")
    Traceback (most recent call last):
    TypeError: shift(batch): wanted whole numbers, got torch.float64. Pass the ids of tokens, int64.
    """
    value = tensor(value, where)
    if value.dtype not in WHOLE:
        raise TypeError(f"{where}: wanted whole numbers, got {value.dtype}. Pass the ids of tokens, int64.")
    return value.long()


def kind_of(*came: Any) -> Callable[[torch.Tensor], Any]:
    """Return what turns an answer into the kind that ``came``: tensors stay tensors, else it is an array."""
    if any(isinstance(value, torch.Tensor) for value in came):
        return lambda answer: answer
    return lambda answer: answer.numpy()
