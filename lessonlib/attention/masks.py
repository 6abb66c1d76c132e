"""Masks: True where a query may look at a key, one row a query, one column a key."""

from __future__ import annotations

import torch

from lessonlib.arguments import room, whole


def causal_mask(n: int) -> torch.Tensor:
    """Return the mask (n, n) with which each of ``n`` places looks at itself and at what came before: True there.

    Raises:
        ValueError: for n below 1.
        TypeError: for what is no whole number.

    nn.MultiheadAttention means the opposite by True: "may not be looked at".

    >>> causal_mask(3).int()
    tensor([[1, 0, 0],
            [1, 1, 0],
            [1, 1, 1]], dtype=torch.int32)

    Source: Vaswani et al. (2017), Attention is all you need, section 3.2.3.
    """
    n = whole(n, "causal_mask(n)")
    room("causal_mask(n, n)", n, n)
    return torch.ones(n, n, dtype=torch.bool).tril()


def fitting(mask: torch.Tensor, scores: torch.Size, where: str) -> torch.Tensor:
    """Return ``mask`` when it holds booleans and broadcasts to the shape of the ``scores``, (..., T, S).

    >>> fitting(torch.ones(2, 5, dtype=torch.bool), torch.Size([3, 4, 5]), "attention(mask)")
    Traceback (most recent call last):
    ValueError: attention(mask): wanted a mask for scores of shape (3, 4, 5), got (2, 5). Give it one row a query and
    one column a key.
    """
    if not isinstance(mask, torch.Tensor) or mask.dtype != torch.bool:
        came = mask.dtype if isinstance(mask, torch.Tensor) else type(mask).__name__
        raise TypeError(f"{where}: wanted True where a key may be looked at, got {came}. Pass a tensor of torch.bool.")
    pairs = zip(reversed(mask.shape), reversed(scores), strict=False)
    if mask.ndim > len(scores) or any(m not in (1, s) for m, s in pairs):
        raise ValueError(
            f"{where}: wanted a mask for scores of shape {tuple(scores)}, got {tuple(mask.shape)}. "
            "Give it one row a query and one column a key."
        )
    return mask
