"""CBOW by full softmax: the mean of the words around it predicts a word."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from lessonlib.embeddings.rows import pairs_up, tables, word_ids

PAD = -1  # marks an empty place of a window; no word has this id, so that no word's row is frozen by it


class CBOW(nn.Module):
    """Predict a centre word from the bag of its context words: p(centre | contexts) = softmax over all V words.

        logits = h W'^T,    h = mean of W[context] over the window

    W = ``input_vectors`` (V, D) holds the embeddings, W' = ``output_vectors`` (V, D) the rows that predict; h is the
    mean of the rows of the words that are there. Empty places of a window hold ``PAD`` (-1) and count for nothing.

    Args:
        vocab_size: V, the number of words.
        embedding_dim: D, the components of a vector.
        rng: Generator or int seed of the first input vectors; the output vectors start at 0, so the loss at ln V.

    Raises:
        ValueError: for sizes below 1, ids outside the vocabulary, shapes that are no batch and a window without a word.
        TypeError: for what holds no whole numbers.

    >>> model = CBOW(vocab_size=8, embedding_dim=2, rng=0)
    >>> model(torch.tensor([[0, 3, 1, 2], [4, 5, PAD, PAD]])).shape
    torch.Size([2, 8])

    Source: Lecture 2, "Word2vec: two models", "Continuous BOW"; Mikolov et al. (2013), Efficient estimation of word
    representations in vector space.
    """

    def __init__(self, vocab_size: int, embedding_dim: int, rng=None):
        super().__init__()
        self.input_vectors, self.output_vectors = tables(vocab_size, embedding_dim, rng, "CBOW")

    def forward(self, contexts: torch.Tensor) -> torch.Tensor:
        """Return the logits (B, V) of every word between the ids ``contexts`` (B, C), in any order."""
        size = self.input_vectors.num_embeddings
        contexts = word_ids(contexts, size, "CBOW.forward(contexts)", axes=(2,), lowest=PAD)
        there = contexts != PAD  # (B, C)
        if not there.any(dim=1).all():
            row = int((~there.any(dim=1)).nonzero()[0])
            raise ValueError(f"CBOW.forward(contexts): wanted a word in each row, got none in row {row}. Drop it.")
        rows = self.input_vectors(contexts.clamp(min=0)) * there[:, :, None]  # (B, C, D)
        h = rows.sum(dim=1) / there.sum(dim=1, keepdim=True)  # (B, D)
        return h @ self.output_vectors.weight.T  # (B, D) (D, V) -> (B, V)

    def loss(self, contexts: torch.Tensor, centre: torch.Tensor) -> torch.Tensor:
        """Return the mean of -log p(``centre`` | ``contexts``) over ids (B,) and (B, C); a guess costs ln V."""
        centre = word_ids(centre, self.output_vectors.num_embeddings, "CBOW.loss(centre)", axes=(1,))
        return cross_entropy(*pairs_up(self(contexts), centre, "CBOW.loss"))
