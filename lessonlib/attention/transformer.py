"""A transformer that says at every place which word comes next, from what stands before alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import nn

from lessonlib.arguments import generator, having, room, whole
from lessonlib.arguments.tensors import whole_tensor
from lessonlib.attention.block import TransformerBlock
from lessonlib.attention.cache import Cache
from lessonlib.attention.dot_product import scaled_dot_product_attention
from lessonlib.attention.layer_norm import LayerNorm
from lessonlib.attention.masks import causal_mask
from lessonlib.attention.positions import positional_encoding
from lessonlib.attention.weights import embedding, linear


class Transformer(nn.Module):
    """Embed the words and their places, let the blocks add to them, and score every word of the vocabulary.

        x = E[ids] + positions,    x = block_L(... block_1(x)),    logits = W norm(x) + b

    Causal: the logits at a place depend on the ids up to it. E has components of variance 1, as if vectors of variance
    1 / d_model had been multiplied by sqrt(d_model), which is how the paper has them.

    Args:
        vocab_size: V, the number of words.
        d_model: the length of a word's vector.
        heads: the number of heads, a divisor of d_model.
        layers: L, the number of blocks, at most 1000.
        max_length: the longest sequence that it reads.
        rng: Generator or int seed of the first weights.
        attention: what a head does, as :class:`MultiHeadAttention` takes it.
        positions: called ``(max_length, d_model)``, gives the rows that are added to the words' vectors.

    Raises:
        ValueError: for sizes below 1, a d_model that heads does not divide, ids outside the vocabulary, a sequence
            longer than max_length or without a word. TypeError: for other types.

    Example:
        >>> model = Transformer(vocab_size=10, d_model=8, heads=2, layers=2, max_length=16, rng=0)
        >>> model(torch.tensor([[1, 2, 3]])).shape  # (B, T, V)
        torch.Size([1, 3, 10])

    Source: Vaswani et al. (2017), Attention is all you need; Radford et al. (2019), Language models are unsupervised
    multitask learners.
    """

    def __init__(
        self,
        vocab_size: int,
        d_model: int,
        heads: int,
        layers: int,
        max_length: int,
        rng=None,
        attention: Callable = scaled_dot_product_attention,
        positions: Callable = positional_encoding,
    ):
        super().__init__()
        self.vocab_size = whole(vocab_size, "Transformer(vocab_size)")
        self.max_length = whole(max_length, "Transformer(max_length)")
        d, rng = whole(d_model, "Transformer(d_model)"), generator(rng, "Transformer(rng)")
        self.embedding = embedding(self.vocab_size, d, rng)
        self.register_buffer("positions", positions(self.max_length, d))  # (max_length, d_model)
        layers = whole(layers, "Transformer(layers)", at_most=1000)
        room("Transformer(d_model, layers)", layers, 12 * d, d)
        self.blocks = nn.ModuleList(TransformerBlock(d, heads, rng=rng, attention=attention) for _ in range(layers))
        self.norm, self.scores = LayerNorm(d), linear(d, self.vocab_size, rng)

    def caches(self) -> list[Cache]:
        """Return one empty cache a block."""
        return [Cache() for _ in self.blocks]

    def forward(self, ids: torch.Tensor, caches: Sequence[Cache] | None = None) -> torch.Tensor:
        """Return the logits (B, T, V) of the word after each of ``ids`` (B, T).

        With ``caches``, ``ids`` are only the words that came since the call before with the same caches; they stand
        behind those, and look at them too.
        """
        ids = whole_tensor(ids, "Transformer(ids)", "(B, T)", below=self.vocab_size)
        caches = self._one_a_block(caches)
        before = len(caches[0]) if caches else 0
        now = before + ids.shape[1]
        if not before < now <= self.max_length:
            raise ValueError(
                f"Transformer(ids): wanted from 1 to {self.max_length} words a row, got {now}. "
                "Cut them shorter, or make max_length larger."
            )
        x = self.embedding(ids) + self.positions[before:now]  # (B, T, d_model)
        mask = causal_mask(now)[before:].to(x.device)  # (T, T with those before)
        for block, cache in zip(self.blocks, caches or [None] * len(self.blocks), strict=True):
            x = block(x, mask, cache)
        return self.scores(self.norm(x))

    def _one_a_block(self, caches):
        if caches is None or (isinstance(caches, list | tuple) and not caches):
            return None
        if not isinstance(caches, list | tuple) or len(caches) != len(self.blocks):
            came = f"{type(caches).__name__}{f' of {len(caches)}' if isinstance(caches, list | tuple) else ''}"
            raise TypeError(
                f"Transformer(caches): wanted {len(self.blocks)} caches, one a block, got {came}. Pass caches()."
            )
        return [having(cache, ("extended", "__len__"), "Transformer(caches)") for cache in caches]
