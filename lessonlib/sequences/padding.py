"""Sentences of unequal length as one batch: padding at the end, and rows turned round without moving it."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from lessonlib.arguments import listed, told, whole
from lessonlib.sequences.batches import fitting_lengths, real_places, whole_numbers


def pad(sequences: Iterable[Iterable[int]], pad_index: int = 0) -> torch.Tensor:
    """Return the word numbers of ``sequences`` as one batch (B, T), each row filled up at its end with ``pad_index``.

    T is the longest length. Give no word the number ``pad_index``, or its vector will stand for two things.

    Args:
        sequences: B lists (or arrays, or tensors) of whole numbers, of any length, 0 too.
        pad_index: the whole number that fills.

    Returns:
        int64 (B, T), a new tensor.

    Raises:
        TypeError: for a text, a flat list, and what holds no whole numbers.
        ValueError: for no sequence at all, and a sequence of more than one axis.

    >>> pad([[4, 7, 2], [5]])
    tensor([[4, 7, 2],
            [5, 0, 0]])
    """
    index = whole(pad_index, "pad(pad_index)", at_least=-(2**63), at_most=2**63 - 1)
    rows = _rows(sequences)
    batch = torch.full((len(rows), max(map(len, rows))), index)  # (B, T)
    for place, row in enumerate(rows):
        batch[place, : len(row)] = row
    return batch


def _rows(sequences) -> list[torch.Tensor]:
    advice = "Pass lists of word numbers, such as [[4, 7, 2], [5]]."
    alone = isinstance(sequences, (str, bytes)) or getattr(sequences, "ndim", 1) == 0
    if alone or not isinstance(sequences, Iterable):
        raise TypeError(f"pad(sequences): wanted lists of whole numbers, got {type(sequences).__name__}. {advice}")
    rows = []
    for place, sequence in enumerate(listed(sequences, "pad(sequences)")):
        if isinstance(sequence, (str, bytes)) or not isinstance(sequence, Iterable):
            came = f"{type(sequence).__name__} {told(sequence)}"
            raise TypeError(f"pad(sequences): wanted each a list of whole numbers, got {came}. {advice}")
        name = f"pad(sequences), row {place}"
        row = whole_numbers(sequence if hasattr(sequence, "shape") else listed(sequence, name), name)
        if row.ndim != 1:
            raise ValueError(f"pad(sequences), row {place}: wanted one axis, got {tuple(row.shape)}. {advice}")
        rows.append(row)
    if not rows:
        raise ValueError(f"pad(sequences): wanted at least one sentence, got none. {advice}")
    return rows


def reverse_padded(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Turn round the first n steps of each row, n its length; the padding stays where it was.

        y[b, t] = x[b, n_b - 1 - t] for t < n_b, else x[b, t]

    Args:
        x: (B, T) or (B, T, ...), numbers of any kind.
        lengths: n, int64 (B,).

    Returns:
        a new tensor of the shape of ``x``.

    Raises:
        TypeError: for what is no tensor, and lengths that are no whole numbers.
        ValueError: for fewer than two axes, no row, and lengths that do not fit.

    >>> reverse_padded(torch.tensor([[4, 7, 2], [5, 0, 0]]), torch.tensor([3, 1]))
    tensor([[2, 7, 4],
            [5, 0, 0]])
    """
    if not isinstance(x, torch.Tensor):
        raise TypeError(f"reverse_padded(x): wanted a tensor, got {type(x).__name__}. Pass torch.as_tensor(x).")
    if x.ndim < 2 or len(x) == 0:
        came = tuple(x.shape)
        raise ValueError(f"reverse_padded(x): wanted shape (B, T, ...), at least one row, got {came}. Pass a batch.")
    lengths = fitting_lengths(lengths, x.shape[0], x.shape[1], "reverse_padded")
    t = torch.arange(x.shape[1])  # (T,)
    source = torch.where(real_places(lengths, x.shape[1]), lengths[:, None] - 1 - t, t)  # (B, T)
    return x[torch.arange(len(x))[:, None], source]
