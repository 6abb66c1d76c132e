"""A padded batch and its lengths: both given back as tensors that fit each other, or refused in a sentence."""

from __future__ import annotations

import torch

from lessonlib.arguments import in_memory, told
from lessonlib.arguments.tensors import dense, made

WHOLE = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)


def whole_numbers(values, name: str) -> torch.Tensor:
    """Return ``values`` as an int64 tensor of any shape; TypeError for fractions, truth values, text, ragged lists.

    >>> whole_numbers([2, 0], "lengths")
    tensor([2, 0])
    >>> whole_numbers([[1, 2], [3]], "indices")
    Traceback (most recent call last):
    TypeError: indices: wanted whole numbers in rows of one length, got list [[1, 2], [3]]. Pad the rows first:
    pad(sequences).
    """
    in_memory(values, name)
    try:
        tensor = made(values)
    except Exception:  # ragged lists, text, what a stranger's object does
        wanted = f"{name}: wanted whole numbers in rows of one length, got {type(values).__name__} {told(values)}."
        rows = isinstance(values, list | tuple)
        raise TypeError(f"{wanted} {'Pad the rows first: pad(sequences)' if rows else 'Pass a list'}.") from None
    if dense(tensor, name).dtype in WHOLE or tensor.numel() == 0:
        return tensor.long()
    raise TypeError(f"{name}: wanted whole numbers, got {tensor.dtype}. Pass a tensor of torch.int64.")


def fitting_lengths(lengths, rows: int, steps: int, where: str) -> torch.Tensor:
    """Return ``lengths`` as int64 (``rows``,), each from 0 to ``steps``; TypeError or ValueError for others.

    >>> fitting_lengths([3, 5], 2, 4, "masked_mean")
    Traceback (most recent call last):
    ValueError: masked_mean(lengths): wanted lengths from 0 to 4, got 5 in row 1. Count the words of each sentence
    without its padding.
    """
    lengths = whole_numbers(lengths, f"{where}(lengths)")
    if lengths.shape != (rows,):
        advice = "Pass the number of words of each sentence."
        came = tuple(lengths.shape)
        raise ValueError(f"{where}(lengths): wanted one length a row, shape ({rows},), got {came}. {advice}")
    outside = (lengths < 0) | (lengths > steps)
    if outside.any():
        row = int(outside.nonzero()[0])
        came = f"{int(lengths[row])} in row {row}"
        advice = "Count the words of each sentence without its padding."
        raise ValueError(f"{where}(lengths): wanted lengths from 0 to {steps}, got {came}. {advice}")
    return lengths


def vectors(x, lengths, where: str, weight: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ``x``, a tensor of floats (B, T, D) with B of at least 1, and its ``lengths`` (B,).

    ``weight`` (..., D) is what the vectors will be multiplied with: D and the type have to be its own.

    >>> x, lengths = vectors(torch.zeros(2, 3, 4), [3, 1], "masked_mean")
    >>> vectors(torch.zeros(2, 3), [3, 1], "masked_mean")
    Traceback (most recent call last):
    ValueError: masked_mean(x): wanted floats of shape (B, T, D), at least one row, got (2, 3). Look the words up first.
    """
    kind = "floats" if weight is None else str(weight.dtype)
    width = "D" if weight is None else weight.shape[-1]
    wanted = f"{where}(x): wanted {kind} of shape (B, T, {width}), at least one row"
    if not isinstance(x, torch.Tensor):
        raise TypeError(f"{wanted}, got {type(x).__name__}. Pass a tensor: torch.as_tensor(x).")
    if not dense(x, f"{where}(x)").is_floating_point():
        raise TypeError(f"{wanted}, got {x.dtype}. Look the words up first.")
    if x.ndim != 3 or len(x) == 0 or width not in ("D", x.shape[2]):
        raise ValueError(f"{wanted}, got {tuple(x.shape)}. Look the words up first.")
    if weight is not None and x.dtype != weight.dtype:
        raise TypeError(f"{wanted}, got {x.dtype}. Change the one or the other: x.to({weight.dtype}).")
    return x, fitting_lengths(lengths, x.shape[0], x.shape[1], where)


def real_places(lengths: torch.Tensor, steps: int) -> torch.Tensor:
    """Return the mask (B, ``steps``): True where a word stands, False at the padding.

    >>> real_places(torch.tensor([3, 1]), 3)
    tensor([[ True,  True,  True],
            [ True, False, False]])
    """
    return torch.arange(steps, device=lengths.device) < lengths[:, None]  # (T,) against (B, 1)
