"""Torch tensors, given back as they are, or refused. Asked for by its full name: the other arguments need no torch."""

from __future__ import annotations

import functools

import numpy as np
import torch

from lessonlib.arguments.kinds import is_a, type_name
from lessonlib.arguments.memory import in_memory

WHOLE = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)


def float_tensor(x, where: str, shape: str) -> torch.Tensor:
    """Return ``x``, a tensor of floats with as many axes as ``shape`` names; one that begins with "..." allows more.

    >>> float_tensor(torch.ones(2), "LayerNorm(x)", "(..., d)")
    tensor([1., 1.])
    >>> float_tensor(torch.ones(2), "attention(q)", "(..., T, d)")
    Traceback (most recent call last):
    ValueError: attention(q): wanted the shape (..., T, d), got (2,). Give it these axes.
    """
    if not is_a(x, torch.Tensor):
        raise TypeError(f"{where}: wanted a tensor of floats, got {type_name(x)}. Pass torch.tensor(...).")
    dense(x, where)
    if not x.is_floating_point():
        raise TypeError(f"{where}: wanted a tensor of floats, got {x.dtype}. Call .float() on it.")
    return _with_axes(x, where, shape)


def a_tensor(x, where: str, wanted: str = "numbers", advice: str = "Pass a tensor or a list.") -> torch.Tensor:
    """Return ``x`` as a tensor: a tensor as it is, arrays and lists of numbers made one.

    >>> a_tensor({"a": 1}, "dqn_loss(batch)")
    Traceback (most recent call last):
    TypeError: dqn_loss(batch): wanted numbers, got dict. Pass a tensor or a list.
    """
    in_memory(x, where)
    try:
        tensor = made(x)
    except Exception:  # ragged lists, text, what a stranger's object does
        raise TypeError(f"{where}: wanted {wanted}, got {type_name(x)}. {advice}") from None
    return dense(tensor, where)


def made(x) -> torch.Tensor:
    """``torch.as_tensor(x)``; TypeError for a masked array, whose mask it would drop, and for what is no tensor but
    says so: torch would end the process.

    >>> made([1, 2])
    tensor([1, 2])
    """
    if is_a(x, torch.Tensor):
        return x
    if isinstance(x, torch.Tensor) or is_a(x, np.ma.MaskedArray):
        raise TypeError(f"no tensor can be made of {type_name(x)}")
    return torch.as_tensor(x.copy() if is_a(x, np.ndarray) and not x.flags.writeable else x)


def one_precision(*tensors: torch.Tensor) -> list[torch.Tensor]:
    """Tensors of floats in the widest precision among them: torch multiplies no others.

    >>> [x.dtype for x in one_precision(torch.ones(1), torch.ones(1).double())]
    [torch.float64, torch.float64]
    """
    widest = functools.reduce(torch.promote_types, (x.dtype for x in tensors))
    return [x.to(widest) for x in tensors]


def whole_tensor(x, where: str, shape: str, *, below: int | None = None) -> torch.Tensor:
    """Return ``x`` as an int64 tensor of that ``shape``, from 0 to ``below`` - 1; lists of whole numbers are as good.

    >>> whole_tensor([[0, 9]], "Transformer(ids)", "(B, T)", below=9)
    Traceback (most recent call last):
    ValueError: Transformer(ids): wanted numbers from 0 to 8, got 9. Number the words from 0.
    """
    x = a_tensor(x, where, "whole numbers", "Pass a tensor, torch.int64.")
    if x.dtype not in WHOLE and x.numel():  # an empty list has no type of its own
        raise TypeError(f"{where}: wanted whole numbers, got {x.dtype}. Pass a tensor, torch.int64.")
    x = _with_axes(x, where, shape)
    if below is not None and x.numel() and (x.min() < 0 or x.max() >= below):
        came = int(x.min()) if x.min() < 0 else int(x.max())
        raise ValueError(f"{where}: wanted numbers from 0 to {below - 1}, got {came}. Number the words from 0.")
    return x.long()


def dense(x: torch.Tensor, where: str) -> torch.Tensor:
    """Return ``x``, a tensor that holds all its numbers; TypeError for a sparse one, and for one on the device meta.

    >>> dense(torch.eye(2).to_sparse(), "attend(keys)")
    Traceback (most recent call last):
    TypeError: attend(keys): wanted a tensor with all its numbers, got a sparse one. Pass a dense tensor.
    """
    if x.layout != torch.strided or x.is_meta or x.is_quantized or x.is_nested:
        came = "one on the device meta, which holds none" if x.is_meta else "a sparse one"
        came = "a quantized one" if x.is_quantized else "a nested one" if x.is_nested else came
        raise TypeError(f"{where}: wanted a tensor with all its numbers, got {came}. Pass a dense tensor.")
    return in_memory(x, where)


def _with_axes(x: torch.Tensor, where: str, shape: str) -> torch.Tensor:
    axes = [axis for axis in shape.strip("()").split(",") if axis.strip()]
    more = axes[0] == "..."
    if x.ndim < len(axes) - more or (x.ndim > len(axes) and not more):
        raise ValueError(f"{where}: wanted the shape {shape}, got {tuple(x.shape)}. Give it these axes.")
    return x
