"""Attention by scaled dot products: every query looks at the keys, and takes the mean of the values by what it saw."""

from __future__ import annotations

import math

import torch

from lessonlib.arguments.tensors import float_tensor
from lessonlib.attention.masks import fitting

NAME = "scaled_dot_product_attention"


def scaled_dot_product_attention(q, k, v, mask=None) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what each query takes from the values, and with which weights.

        weights = softmax(Q K^T / sqrt(d)),    out = weights V

    The softmax runs over the keys, so that a row of weights sums to 1. A key that the mask hides gets -infinity in
    place of its score and so the weight 0; a query that may look at nothing gets zeros, and sends none but zeros back.

    Args:
        q: Q, the queries (..., T, d).
        k: K, the keys (..., S, d).
        v: V, the values (..., S, d_v).
        mask: booleans that broadcast to (..., T, S), True where the query may look at the key; None hides nothing.

    Returns:
        out (..., T, d_v) and weights (..., T, S).

    Raises:
        ValueError: for shapes that do not fit. TypeError: for what is no tensor of floats, floats of two types, or a
            mask of numbers.

    Example:
        >>> q, k, v = torch.tensor([[2.0]]), torch.tensor([[0.0], [0.5493]]), torch.tensor([[1.0], [5.0]])
        >>> out, weights = scaled_dot_product_attention(q, k, v)  # scores 0 and ln 3
        >>> weights, out
        (tensor([[0.25, 0.75]]), tensor([[4.]]))

    Source: Vaswani et al. (2017), Attention is all you need, equation 1.
    """
    q, k, v = (float_tensor(x, f"{NAME}({name})", "(..., T, d)") for x, name in ((q, "q"), (k, "k"), (v, "v")))
    if q.shape[-1] != k.shape[-1] or k.shape[-2] != v.shape[-2] or not _broadcast(q, k, v):
        raise ValueError(
            f"{NAME}: wanted q (..., T, d), k (..., S, d) and v (..., S, d_v), got {tuple(q.shape)}, {tuple(k.shape)} "
            f"and {tuple(v.shape)}. Queries are as wide as keys, and there is one value a key; other axes broadcast."
        )
    if not q.dtype == k.dtype == v.dtype:
        came = f"{q.dtype}, {k.dtype} and {v.dtype}"
        raise TypeError(f"{NAME}: wanted q, k and v of one type, got {came}. Convert them with .to(q.dtype).")
    scores = q / math.sqrt(q.shape[-1]) @ k.transpose(-2, -1)  # (..., T, d) (..., d, S) -> (..., T, S)
    if mask is None:
        weights = scores.softmax(dim=-1)
    else:
        seen = fitting(mask, scores.shape, f"{NAME}(mask)")
        nothing = ~seen.any(dim=-1, keepdim=True)  # softmax of -infinity alone is 0 / 0: such a row keeps its scores
        scores += torch.where(seen | nothing, 0.0, -math.inf)  # any score + -infinity is -infinity
        weights = scores.softmax(dim=-1)
        if nothing.any():
            weights = weights.masked_fill(nothing, 0.0)
    return weights @ v, weights  # (..., T, S) (..., S, d_v) -> (..., T, d_v)


def _broadcast(*tensors: torch.Tensor) -> bool:
    """Whether the axes before the last two fit each other."""
    before = {x.shape[:-2] for x in tensors}
    try:
        torch.broadcast_shapes(*before)
    except RuntimeError:
        return False
    return True
