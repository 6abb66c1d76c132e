"""One vector for a sentence: the mean or the maximum over its words, and over nothing but its words."""

from __future__ import annotations

import torch

from lessonlib.sequences.batches import real_places, vectors


def masked_mean(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Return the mean of each sentence's vectors, however long the padding behind them.

        mean_b = sum over t < n_b of x[b, t] / n_b

    Args:
        x: the words' vectors, floats (B, T, D); what stands at the padding is never looked at.
        lengths: n, int64 (B,), each from 0 to T.

    Returns:
        (B, D), of the type of ``x``; zeros for an empty sentence.

    Raises:
        TypeError: for what is no tensor of floats, and lengths that are no whole numbers.
        ValueError: for another shape, and lengths that do not fit.

    >>> x = torch.tensor([[[1.0], [2.0], [3.0], [0.0], [0.0]]])
    >>> masked_mean(x, torch.tensor([3])), x.mean(dim=1)
    (tensor([[2.]]), tensor([[1.2000]]))

    Source: Iyyer et al. (2015), Deep unordered composition rivals syntactic methods for text classification.
    """
    x, lengths = vectors(x, lengths, "masked_mean")
    there = real_places(lengths, x.shape[1])[:, :, None]  # (B, T, 1)
    sums = torch.where(there, x, 0).sum(dim=1)  # (B, D); where, because 0 * nan is nan
    return sums / lengths.clamp(min=1)[:, None].to(x.dtype)


def masked_max(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Return the largest of each component over a sentence's words: max over t < n_b of x[b, t].

    Args, errors: as :func:`masked_mean`.

    Returns:
        (B, D), of the type of ``x``; zeros for an empty sentence.

    >>> masked_max(torch.tensor([[[-3.0], [-1.0], [0.0]]]), torch.tensor([2]))
    tensor([[-1.]])
    """
    x, lengths = vectors(x, lengths, "masked_max")
    if x.shape[1] == 0:
        return x.new_zeros(x.shape[0], x.shape[2])
    there = real_places(lengths, x.shape[1])[:, :, None]  # (B, T, 1)
    largest = torch.where(there, x, -torch.inf).amax(dim=1)  # (B, D); a 0 at the padding would win over negatives
    return torch.where(lengths[:, None] > 0, largest, 0)
