"""Go on writing: ask for the next word, append it, ask again."""

from __future__ import annotations

import torch

from lessonlib.arguments import a_function, switch, whole
from lessonlib.arguments.tensors import whole_tensor
from lessonlib.attention.transformer import Transformer


@torch.no_grad()
def generate(model: Transformer, prefix, end: int | None, length: int, cache: bool = True) -> torch.Tensor:
    """Return ``prefix`` and what the model writes behind it: at each place the word with the largest logit.

    Without a cache every new word costs a pass over all words before it; with one, over itself alone, because keys and
    values of earlier words stay what they were. The logits are the same.

    Args:
        model: a :class:`Transformer`; it is asked in the state it is in, so call ``model.eval()`` if it has dropout.
        prefix: word ids (T,), or (B, T) for several rows at once.
        end: the id of the word that ends a text; None when there is no such word. A row that has ended is filled up
            with it until the others have ended too.
        length: how many words to write at most.
        cache: keep keys and values.

    Returns:
        int64, (T + n,) or (B, T + n), with n at most ``length``.

    Raises:
        ValueError: for an empty prefix, a length below 1, more words than the model can read.
        TypeError: for other types.

    Example:
        >>> model = Transformer(vocab_size=10, d_model=8, heads=2, layers=1, max_length=16, rng=0)
        >>> generate(model, [1, 2], end=None, length=3).shape
        torch.Size([5])
    """
    a_function(model, "generate(model)", "model(ids, caches)")
    for size in ("vocab_size", "max_length"):
        whole(getattr(model, size, None), f"generate(model).{size}")
    cache = switch(cache, "generate(cache)")
    ids = whole_tensor(prefix, "generate(prefix)", "(..., T)", below=model.vocab_size)
    length = whole(length, "generate(length)")
    end = None if end is None else whole(end, "generate(end)", at_least=0, at_most=model.vocab_size - 1)
    if ids.ndim > 2 or ids.numel() == 0:
        raise ValueError(
            f"generate(prefix): wanted words to begin with, (T,) or (B, T), got {tuple(ids.shape)}. Give one."
        )
    if ids.shape[-1] + length - 1 > model.max_length:  # the last word is written, not read
        raise ValueError(
            f"generate: wanted to read at most {model.max_length} words, got {ids.shape[-1]} and {length} to write. "
            "Shorten one of them, or make the model's max_length larger."
        )
    rows = ids if ids.ndim == 2 else ids[None]
    caches = model.caches() if cache else None
    new, ended = rows, torch.zeros(len(rows), 1, dtype=torch.bool)
    for _ in range(length):
        word = model(new, caches)[:, -1:].argmax(dim=-1)  # (B, T, V) -> (B, 1)
        word = word if end is None else word.masked_fill(ended, end)
        rows = torch.cat([rows, word], dim=1)
        new, ended = word if cache else rows, ended | (word == end)
        if ended.all():
            break
    return rows.reshape(*ids.shape[:-1], -1)
