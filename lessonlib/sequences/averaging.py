"""The deep averaging network: the mean of the words' vectors, and a small network on top of it."""

from __future__ import annotations

import torch
from torch import nn

from lessonlib.arguments import generator, room, whole
from lessonlib.arguments.tensors import a_tensor
from lessonlib.sequences.batches import fitting_lengths, real_places, whole_numbers


class DeepAverageNetwork(nn.Module):
    """Classify a sentence by the mean of its words' vectors; the order of the words does not count.

        logits = W2 relu(W1 m + b1) + b2,    m = mean over the words of E[word]

    Args:
        embeddings: E, the words' first vectors, floats (V, D), tensor or array; copied, and learned on.
        hidden: H, the components of the hidden layer.
        classes: K, the number of classes.
        rng: Generator or int seed of the first weights, uniform in +-1/sqrt(what comes in); the biases start at 0.

    Called with ``indices`` (B, T) and ``lengths`` (B,); gives logits (B, K). What stands behind a sentence's length is
    never looked up, and its row of E gets no gradient from there.

    Raises:
        TypeError: for vectors that are no floats, indices and lengths that are no whole numbers.
        ValueError: for sizes below 1, shapes and lengths that do not fit, and a word that has no row.

    >>> model = DeepAverageNetwork(torch.ones(9, 4), hidden=5, classes=3, rng=0)
    >>> model(torch.tensor([[4, 7, 2], [5, 0, 0]]), torch.tensor([3, 1])).shape
    torch.Size([2, 3])

    Source: Iyyer et al. (2015), Deep unordered composition rivals syntactic methods for text classification.
    """

    def __init__(self, embeddings, hidden: int, classes: int, rng=None):
        super().__init__()
        table = a_tensor(embeddings, "DeepAverageNetwork(embeddings)") if hasattr(embeddings, "shape") else None
        if table is None or not table.is_floating_point():
            came = type(embeddings).__name__ if table is None else str(table.dtype)
            advice = "Pass a tensor such as torch.randn(V, D)."
            raise TypeError(f"DeepAverageNetwork(embeddings): wanted floats of shape (V, D), got {came}. {advice}")
        if table.ndim != 2 or 0 in table.shape:
            came = tuple(table.shape)
            advice = "Give each word a row."
            raise ValueError(f"DeepAverageNetwork(embeddings): wanted shape (V, D), got {came}. {advice}")
        hidden, classes = whole(hidden, "DeepAverageNetwork(hidden)"), whole(classes, "DeepAverageNetwork(classes)")
        room("DeepAverageNetwork(embeddings, hidden, classes)", hidden, table.shape[1] + classes)
        rng = generator(rng, "DeepAverageNetwork(rng)")
        self.embedding = nn.Embedding.from_pretrained(table.clone(), freeze=False)
        self.first, self.second = nn.Linear(table.shape[1], hidden), nn.Linear(hidden, classes)
        for layer in (self.first, self.second):
            bound = layer.in_features**-0.5
            layer.weight.data = torch.tensor(rng.uniform(-bound, bound, layer.weight.shape), dtype=table.dtype)
            layer.bias.data = torch.zeros(layer.out_features, dtype=table.dtype)

    def forward(self, indices: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return the logits (B, K) of the sentences ``indices`` (B, T), of which the first ``lengths`` (B,) count."""
        indices, lengths = self._sentences(indices, lengths)
        row, place = real_places(lengths, indices.shape[1]).nonzero(as_tuple=True)  # (N,): where a word stands
        vectors = self.embedding(self._known(indices[row, place]))  # (N, D)
        sums = vectors.new_zeros(len(lengths), vectors.shape[1]).index_add(0, row, vectors)  # (B, D)
        mean = sums / lengths.clamp(min=1)[:, None].to(sums.dtype)
        return self.second(torch.relu(self.first(mean)))  # (B, D) -> (B, H) -> (B, K)

    def _sentences(self, indices, lengths):
        where = "DeepAverageNetwork.forward"
        indices = whole_numbers(indices, f"{where}(indices)")
        if indices.ndim != 2 or len(indices) == 0:
            came = tuple(indices.shape)
            advice = "Pad the sentences first: pad(sequences)."
            raise ValueError(f"{where}(indices): wanted shape (B, T), at least one row, got {came}. {advice}")
        return indices, fitting_lengths(lengths, *indices.shape, where)

    def _known(self, words):
        last = self.embedding.num_embeddings - 1
        low, high = words.aminmax() if len(words) else (0, 0)
        if low < 0 or high > last:
            came = int(low if low < 0 else high)
            raise ValueError(
                f"DeepAverageNetwork.forward(indices): wanted word numbers from 0 to {last}, got {came}. "
                "Number the words from 0."
            )
        return words
