"""The task of BERT: hide some words of a text, and ask which they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

import numpy as np
import torch

from lessonlib.arguments import generator, listed, real, room, whole
from lessonlib.arguments.tensors import whole_tensor

IGNORED = -100  # what torch's cross_entropy leaves out by itself
MASKED, REPLACED = 0.8, 0.1  # the rest is asked about, and stays as it is


def mask_tokens(
    batch, rng, mask_index: int, vocab_size: int, special: Iterable[int], share: float = 0.15
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the text with some words hidden, and those words as targets.

    Each word that is not special is chosen with probability ``share``. Of those chosen, each by a draw of its own, 80
    in 100 become the mask, 10 a word drawn at random, and 10 stay: so a word that is seen may be the right one, or not.

    Args:
        batch: word ids (B, T), any number of axes; it is not written into.
        rng: Generator or int seed.
        mask_index: the id of the mask.
        vocab_size: V; a word at random is any of the ids below it that is not special and not the mask.
        special: ids that are never chosen: padding, beginning, end; the mask is one of them anyway.
        share: how likely a word is chosen.

    Returns:
        inputs and targets, int64 in the shape of ``batch``; a target is the word that was chosen, and -100 elsewhere,
        which torch's cross_entropy leaves out.

    Raises:
        ValueError: for ids outside the vocabulary, a vocabulary of special ids alone. TypeError: for other types.

    Example:
        >>> inputs, targets = mask_tokens(torch.tensor([[1, 5, 6, 7, 8, 2]]), 2, 3, 10, special=(0, 1, 2), share=0.5)
        >>> inputs, targets
        (tensor([[1, 3, 6, 3, 8, 2]]), tensor([[-100,    5, -100,    7, -100, -100]]))

    Source: Devlin et al. (2019), BERT, section 3.1.
    """
    vocab_size = whole(vocab_size, "mask_tokens(vocab_size)")
    room("mask_tokens(vocab_size)", vocab_size)
    mask_index = whole(mask_index, "mask_tokens(mask_index)", at_least=0, at_most=vocab_size - 1)
    share = real(share, "mask_tokens(share)", at_least=0, at_most=1)
    batch = whole_tensor(batch, "mask_tokens(batch)", "(..., T)", below=vocab_size)
    special = listed(special, "mask_tokens(special)") if isinstance(special, Set | Iterator) else special
    never = whole_tensor(special, "mask_tokens(special)", "(S,)", below=vocab_size).numpy()
    never = np.append(never, mask_index)
    words = np.setdiff1d(np.arange(vocab_size), never)
    if not words.size:
        raise ValueError(
            f"mask_tokens: wanted a word that is not special, got {len(never)} special ids. Leave some out."
        )
    rng = generator(rng, "mask_tokens(rng)")
    ids = batch.numpy()
    chosen = (rng.random(ids.shape) < share) & ~np.isin(ids, never)
    lot, drawn = rng.random(ids.shape), rng.choice(words, ids.shape)
    hidden = np.where(lot < MASKED, mask_index, np.where(lot < MASKED + REPLACED, drawn, ids))
    inputs, targets = np.where(chosen, hidden, ids), np.where(chosen, ids, IGNORED)
    return torch.from_numpy(inputs), torch.from_numpy(targets)
