"""The state of a skip-gram that learns: its two tables, and what a batch of text does to them."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn.functional import embedding

from lessonlib.embeddings.batch import adagrad_rows, pair_cost, pair_gradients, pair_mask
from lessonlib.embeddings.negative_sampling import NegativeSampling
from lessonlib.embeddings.sampling import negative_sampling_distribution

DRAWN = 32  # negatives that a row of tokens shares


class Learner:
    """Skip-gram with negative sampling over V words, learning from rows of tokens.

    ``counts`` (V,) give the distribution of the negatives; ``dim``, ``window``, ``negative`` and ``rng`` are those of
    ``train_word2vec``. ``inputs`` and ``outputs`` (V, D) are the tables.
    """

    def __init__(self, counts: np.ndarray, dim: int, window: int, negative: int, rng: np.random.Generator):
        model = NegativeSampling(len(counts), dim, rng)
        self.inputs, self.outputs = model.input_vectors.weight.detach(), model.output_vectors.weight.detach()
        self.input_squares, self.output_squares = torch.ones(len(counts), 1), torch.ones(len(counts), 1)
        self.cumulated = negative_sampling_distribution(counts).cumsum()  # (V,)
        self.window, self.negative, self.rng = window, negative, rng

    def batch(self, ids: np.ndarray, sentence: np.ndarray, lr: float, measured: bool) -> float | None:
        """Learn from rows of tokens (R, T): draw reach and negatives, find the gradients, step in the rows met.

        Gives the mean cost of a decision before the step when it is to be ``measured``, and there was a pair.
        """
        reach = self.rng.integers(1, self.window + 1, ids.shape)
        drawn = self.cumulated.searchsorted(self.rng.random((len(ids), DRAWN)) * self.cumulated[-1])  # (R, K)
        ids, drawn = torch.from_numpy(ids), torch.from_numpy(drawn)
        mask = pair_mask(torch.from_numpy(sentence), torch.from_numpy(reach))
        v, u, n = embedding(ids, self.inputs), embedding(ids, self.outputs), embedding(drawn, self.outputs)
        cost = pair_cost(v, u, n, mask, self.negative) if measured and mask.any() else None
        by_v, by_u, by_n = pair_gradients(v, u, n, mask, self.negative)
        adagrad_rows(self.inputs, self.input_squares, ids, by_v, lr)
        adagrad_rows(self.outputs, self.output_squares, ids, by_u, lr)
        adagrad_rows(self.outputs, self.output_squares, drawn, by_n, lr)
        return cost
