"""Skip-gram by full softmax: one word predicts each word around it."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from lessonlib.embeddings.rows import pairs_up, tables, word_ids


class SkipGram(nn.Module):
    """Predict a context word from its centre word: p(context | centre) = softmax over all V words.

        logits = v W'^T,    v = W[centre]

    W = ``input_vectors`` (V, D) holds the embeddings, W' = ``output_vectors`` (V, D) the rows that predict; v is the
    centre's row. Every logit needs a dot product, so a pair costs V of them: fine for a small vocabulary.

    Args:
        vocab_size: V, the number of words.
        embedding_dim: D, the components of a vector.
        rng: Generator or int seed of the first input vectors; the output vectors start at 0, so the loss at ln V.

    Raises:
        ValueError: for sizes below 1, ids outside the vocabulary and shapes that are no batch.
        TypeError: for what holds no whole numbers.

    >>> model = SkipGram(vocab_size=8, embedding_dim=2, rng=0)
    >>> model(torch.tensor([0, 3])).shape
    torch.Size([2, 8])
    >>> model.loss(torch.tensor([0, 3]), torch.tensor([1, 2])).item()  # ln 8
    2.0794

    Source: Lecture 2, "Word2vec: two models", "Skip-gram"; Mikolov et al. (2013), Efficient estimation of word
    representations in vector space.
    """

    def __init__(self, vocab_size: int, embedding_dim: int, rng=None):
        super().__init__()
        self.input_vectors, self.output_vectors = tables(vocab_size, embedding_dim, rng, "SkipGram")

    def forward(self, centre: torch.Tensor) -> torch.Tensor:
        """Return the logits (B, V) of every word as a neighbour of the ids ``centre`` (B,)."""
        centre = word_ids(centre, self.input_vectors.num_embeddings, "SkipGram.forward(centre)", axes=(1,))
        return self.input_vectors(centre) @ self.output_vectors.weight.T  # (B, D) (D, V) -> (B, V)

    def loss(self, centre: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        """Return the mean of -log p(``context`` | ``centre``) over the pairs, ids (B,) each; a guess costs ln V."""
        context = word_ids(context, self.output_vectors.num_embeddings, "SkipGram.loss(context)", axes=(1,))
        return cross_entropy(*pairs_up(self(centre), context, "SkipGram.loss"))
