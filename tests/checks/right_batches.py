"""Right answers about padded batches in other styles: loops, einsum, masks of other shapes, torch's own functions."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from tests.checks.specimens import right


@right("pad")
def pad_by_torch(sequences, pad_index=0):
    rows = [torch.tensor(s, dtype=torch.long) for s in sequences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=pad_index)


@right("pad")
def pad_with_lists(sequences, pad_index):
    longest = max(len(s) for s in sequences)
    return [s + [pad_index] * (longest - len(s)) for s in sequences]


@right("pad")
def pad_with_numpy(sequences, pad_index):
    batch = np.full((len(sequences), max(map(len, sequences))), pad_index)
    for i, row in enumerate(sequences):
        for j, word in enumerate(row):
            batch[i, j] = word
    return batch


@right("masked_mean")
def mean_by_loop(x, lengths):
    rows = []
    for row, n in zip(x, lengths, strict=True):
        rows.append(row[:n].mean(dim=0) if n > 0 else torch.zeros(x.shape[2], dtype=x.dtype))
    return torch.stack(rows)


@right("masked_mean")
def mean_by_einsum(x, lengths):
    mask = (torch.arange(x.shape[1])[None] < lengths[:, None]).to(x.dtype)
    return torch.einsum("btd,bt->bd", x, mask) / lengths.clamp(min=1).unsqueeze(-1)


@right("masked_mean")
def mean_by_running_sums(x, lengths):
    sums = torch.cat([torch.zeros_like(x[:, :1]), x.cumsum(dim=1)], dim=1)
    n = lengths.view(-1, 1, 1).expand(-1, 1, x.shape[2])
    return sums.gather(1, n)[:, 0] / lengths.clamp(min=1)[:, None]


@right("masked_mean")
def mean_in_numpy(x, lengths):
    out = np.zeros((x.shape[0], x.shape[2]))
    for i in range(x.shape[0]):
        if lengths[i]:
            out[i] = np.asarray(x[i])[: int(lengths[i])].mean(axis=0)
    return out


@right("deep_average_network")
class DANOfABag(nn.Module):
    """EmbeddingBag on the real words, one after the other."""

    def __init__(self, embeddings, hidden, classes):
        super().__init__()
        self.bag = nn.EmbeddingBag.from_pretrained(embeddings, freeze=False, mode="mean")
        self.layers = nn.Sequential(nn.Linear(embeddings.shape[1], hidden), nn.ReLU(), nn.Linear(hidden, classes))

    def forward(self, indices, lengths):
        words = torch.cat([row[:n] for row, n in zip(indices, lengths, strict=True)])
        return self.layers(self.bag(words, lengths.cumsum(0) - lengths))


@right("deep_average_network")
class DANByHand(nn.Module):
    def __init__(self, embeddings, hidden, classes):
        super().__init__()
        self.E = nn.Parameter(embeddings.clone())
        self.W1, self.b1 = nn.Parameter(torch.randn(embeddings.shape[1], hidden)), nn.Parameter(torch.zeros(hidden))
        self.W2, self.b2 = nn.Parameter(torch.randn(hidden, classes)), nn.Parameter(torch.zeros(classes))

    def forward(self, indices, lengths):
        rows = torch.stack([self.E[row[:n]].mean(dim=0) for row, n in zip(indices, lengths, strict=True)])
        return (rows @ self.W1 + self.b1).clamp(min=0) @ self.W2 + self.b2


@right("deep_average_network")
class DANOfLogProbabilities(nn.Module):
    """log_softmax changes nothing for cross_entropy."""

    def __init__(self, embeddings, hidden, classes):
        super().__init__()
        self.table = nn.Embedding.from_pretrained(embeddings, freeze=True)
        self.one, self.two = nn.Linear(embeddings.shape[1], hidden), nn.Linear(hidden, classes)

    def forward(self, indices, lengths):
        mask = torch.arange(indices.shape[1]) < lengths[:, None]
        mean = torch.einsum("btd,bt->bd", self.table(indices), mask.float()) / lengths[:, None]
        return F.log_softmax(self.two(F.relu(self.one(mean))), dim=1)
