"""Several heads look at the same words at once, each in a few dimensions of its own."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from lessonlib.arguments import generator, having, whole
from lessonlib.arguments.tensors import float_tensor
from lessonlib.attention.cache import Cache
from lessonlib.attention.dot_product import scaled_dot_product_attention
from lessonlib.attention.weights import linear


class MultiHeadAttention(nn.Module):
    """Project to queries, keys and values, let each head attend in its share of the dimensions, and project back.

        head_h = attention(X_q W_q, X_k W_k, X_v W_v) in the dimensions of h,    out = [head_1 ... head_H] W_o

    The layers ``query``, ``key``, ``value`` and ``output`` are linear, (d_model -> d_model) with a bias; head number h
    has the columns from h d_model / heads on. Equal to nn.MultiheadAttention whose ``in_proj_weight`` holds the first
    three weights, one under the other; but True in a mask means that the key may be looked at.

    Args:
        d_model: the length of a word's vector.
        heads: H, a divisor of d_model.
        rng: Generator or int seed of the first weights.
        attention: what a head does, called ``(q, k, v, mask) -> (out, weights)``: a function of one's own goes in here.

    Raises:
        ValueError: for sizes below 1, a d_model that heads does not divide, other shapes. TypeError: for other types.

    Example:
        >>> out, weights = MultiHeadAttention(8, 2, rng=0)(torch.ones(1, 3, 8))
        >>> out.shape, weights.shape  # (B, T, d_model), (B, heads, T, S)
        (torch.Size([1, 3, 8]), torch.Size([1, 2, 3, 3]))

    Source: Vaswani et al. (2017), Attention is all you need, section 3.2.2.
    """

    def __init__(self, d_model: int, heads: int, rng=None, attention: Callable = scaled_dot_product_attention):
        super().__init__()
        d = whole(d_model, "MultiHeadAttention(d_model)")
        self.d_model, self.heads, self.attention = d, whole(heads, "MultiHeadAttention(heads)", at_most=d), attention
        if d % self.heads:
            raise ValueError(
                f"MultiHeadAttention: wanted a d_model that the heads divide, got {d} and {heads} heads. "
                f"Choose d_model = {-(-d // self.heads) * self.heads}, or another number of heads."
            )
        rng = generator(rng, "MultiHeadAttention(rng)")
        self.query, self.key, self.value, self.output = (linear(d, d, rng) for _ in range(4))

    def forward(self, query, key=None, value=None, mask=None, cache: Cache | None = None):
        """Return out (B, T, d_model) and each head's weights (B, heads, T, S).

        ``query`` (B, T, d_model) looks at ``key`` and ``value`` (B, S, d_model): itself where there is no key, and the
        key where there is no value. ``mask``: booleans that broadcast to (B, heads, T, S); with three axes (B, T, S).
        ``cache`` puts the keys and values of earlier words before these.
        """
        key = query if key is None else key
        value = key if value is None else value
        q, k, v = self._split("query", query), self._split("key", key), self._split("value", value)
        if cache is not None:
            k, v = having(cache, ("extended",), "MultiHeadAttention(cache)").extended(k, v)
        if isinstance(mask, torch.Tensor) and mask.ndim == 3:
            mask = mask[:, None]  # the same for all heads
        out, weights = self.attention(q, k, v, mask)
        return self.output(out.transpose(1, 2).flatten(2)), weights  # (B, T, heads, d_head) -> (B, T, d_model)

    def _split(self, name: str, x: torch.Tensor) -> torch.Tensor:
        """Project ``x`` (B, T, d_model) and give each head its columns: (B, heads, T, d_head)."""
        x = float_tensor(x, f"MultiHeadAttention({name})", "(B, T, d_model)")
        if x.shape[-1] != self.d_model:
            raise ValueError(
                f"MultiHeadAttention({name}): wanted the shape (B, T, {self.d_model}), got {tuple(x.shape)}. "
                "Make d_model as long as the vectors."
            )
        layer = getattr(self, name)
        if x.dtype != layer.weight.dtype:
            wanted = f"{layer.weight.dtype}, the type of the weights"
            raise TypeError(f"MultiHeadAttention({name}): wanted {wanted}, got {x.dtype}. Convert one with .to().")
        return layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
