"""One layer of a transformer: the words look at each other, then each thinks for itself; both add to what was there."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from lessonlib.arguments import generator, real, whole
from lessonlib.attention.cache import Cache
from lessonlib.attention.dot_product import scaled_dot_product_attention
from lessonlib.attention.layer_norm import LayerNorm
from lessonlib.attention.multi_head import MultiHeadAttention
from lessonlib.attention.weights import linear


class TransformerBlock(nn.Module):
    """Attention and a network of two layers, each normalized before and added after.

        x = x + attention(norm_1(x)),    x = x + W_2 relu(W_1 norm_2(x) + b_1) + b_2

    Norm first: what flows from block to block is never normalized itself, only added to. Equal to
    nn.TransformerEncoderLayer(norm_first=True) given the same weights. About 12 d_model^2 parameters.

    Args:
        d_model: the length of a word's vector.
        heads: a divisor of d_model.
        hidden: the width of the network between its layers; 4 d_model when None.
        dropout: the share of what each half adds that is set to 0 in training, drawn by torch's own generator.
        rng: Generator or int seed of the first weights.
        attention: what a head does, as :class:`MultiHeadAttention` takes it.

    Raises:
        ValueError, TypeError: as :class:`MultiHeadAttention`; ValueError for a dropout outside [0, 1).

    Example:
        >>> block = TransformerBlock(8, heads=2, rng=0)
        >>> block(torch.ones(1, 3, 8)).shape, sum(p.numel() for p in block.parameters())
        (torch.Size([1, 3, 8]), 872)

    Source: Vaswani et al. (2017), Attention is all you need; Xiong et al. (2020), On layer normalization in the
    transformer architecture.
    """

    def __init__(
        self,
        d_model: int,
        heads: int,
        hidden: int | None = None,
        dropout: float = 0.0,
        rng=None,
        attention: Callable = scaled_dot_product_attention,
    ):
        super().__init__()
        d = whole(d_model, "TransformerBlock(d_model)")
        hidden = 4 * d if hidden is None else whole(hidden, "TransformerBlock(hidden)")
        rng = generator(rng, "TransformerBlock(rng)")
        self.norm_1, self.norm_2 = LayerNorm(d), LayerNorm(d)
        self.attention = MultiHeadAttention(d, heads, rng, attention)
        self.linear_1, self.linear_2 = linear(d, hidden, rng), linear(hidden, d, rng)
        self.dropout = nn.Dropout(real(dropout, "TransformerBlock(dropout)", at_least=0, below=1))

    def forward(self, x: torch.Tensor, mask=None, cache: Cache | None = None) -> torch.Tensor:
        """Return x (B, T, d_model) after the block; ``mask`` and ``cache`` as for :class:`MultiHeadAttention`."""
        seen, _ = self.attention(self.norm_1(x), mask=mask, cache=cache)
        x = x + self.dropout(seen)
        return x + self.dropout(self.linear_2(self.linear_1(self.norm_2(x)).relu()))
