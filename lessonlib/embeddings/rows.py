"""The two tables of word2vec: a row for each word where it is read, and one for each word where it is predicted."""

from __future__ import annotations

import torch
from torch import nn

from lessonlib.arguments import generator, room, whole
from lessonlib.arguments.tensors import a_tensor


def tables(vocab_size: int, embedding_dim: int, rng, where: str) -> tuple[nn.Embedding, nn.Embedding]:
    """Return the input vectors, uniform in +-1/(2 D), and the output vectors, all 0; each table is (V, D).

    ``vocab_size`` is V and ``embedding_dim`` D; ``where`` names the receiver in the message of an error. With output
    vectors of 0 every score is 0, so that training starts from the guess: ln V for a softmax, ln 2 for a sigmoid.

    >>> inputs, outputs = tables(9, 4, 0, "SkipGram")
    >>> inputs.weight.shape, bool((inputs.weight.abs() <= 1 / 8).all()), outputs.weight.abs().sum().item()
    (torch.Size([9, 4]), True, 0.0)

    Source: Mikolov's word2vec.c, InitNet.
    """
    vocab_size, dim = whole(vocab_size, f"{where}(vocab_size)"), whole(embedding_dim, f"{where}(embedding_dim)")
    room(f"{where}(vocab_size, embedding_dim)", vocab_size, dim)
    start = generator(rng, f"{where}(rng)").uniform(-0.5 / dim, 0.5 / dim, (vocab_size, dim))
    inputs = nn.Embedding.from_pretrained(torch.tensor(start, dtype=torch.get_default_dtype()), freeze=False)
    outputs = nn.Embedding.from_pretrained(torch.zeros(vocab_size, dim), freeze=False)
    return inputs, outputs


def word_ids(ids, vocab_size: int, name: str, *, axes: tuple[int, ...], lowest: int = 0) -> torch.Tensor:
    """Return ``ids`` as an int64 tensor of one of these numbers of ``axes``, from ``lowest`` to ``vocab_size`` - 1.

    >>> word_ids([0, 9], 9, "SkipGram.forward(centre)", axes=(1,))
    Traceback (most recent call last):
    ValueError: SkipGram.forward(centre): wanted word ids from 0 to 8, got 9. Number the words from 0.
    """
    ids = a_tensor(ids, name, "whole numbers", "Pass a tensor of word ids.")
    if ids.dtype not in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8):
        raise TypeError(f"{name}: wanted whole numbers, got {ids.dtype}. Pass a tensor of word ids, torch.int64.")
    if ids.ndim not in axes or ids.numel() == 0:
        wanted = " or ".join(("(B,)", "(B, C)")[axis - 1] for axis in axes)
        raise ValueError(f"{name}: wanted ids of shape {wanted}, got {tuple(ids.shape)}. Pass a batch of at least one.")
    low, high = int(ids.min()), int(ids.max())
    if low < lowest or high >= vocab_size:
        came = low if low < lowest else high
        raise ValueError(
            f"{name}: wanted word ids from {lowest} to {vocab_size - 1}, got {came}. Number the words from 0."
        )
    return ids.long()


def pairs_up(logits: torch.Tensor, ids: torch.Tensor, name: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return both, a row of ``logits`` (B, V) and one of ``ids`` (B,) for each pair; ValueError for unequal numbers."""
    if len(logits) != len(ids):
        raise ValueError(f"{name}: wanted as many rows of each, got {len(logits)} and {len(ids)}. Pass one a pair.")
    return logits, ids
