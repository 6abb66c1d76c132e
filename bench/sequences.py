"""A training step of our sentence readers beside the same model built from torch.nn: one run, one table of ratios.

    python bench/sequences.py

Each model learns which of 12 kinds a definition defines, in batches of 32 and 128, with Adam. Both sides start from the
same weights and see the same batches; they take turns, now the one first, now the other, so that whatever else the
machine does slows both. One thread, seconds of the processor; every figure is a median of steps, the ratio that of the
two sides' ratios on one batch, and their losses agree.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from lessonlib.data import load_definitions
from lessonlib.sequences import GRU, BidirectionalGRU, DeepAverageNetwork, pad

STEPS, DIM, HIDDEN = 60, 100, 64
DATA = load_definitions()
CLASSES = len(DATA.classes)


class Ours(nn.Module):
    """Vectors, one of our readers, a layer on its last state."""

    def __init__(self, table: torch.Tensor, reader: nn.Module, width: int):
        super().__init__()
        self.table, self.reader = nn.Embedding.from_pretrained(table.clone(), freeze=False), reader
        self.layer = nn.Linear(width, CLASSES)

    def forward(self, indices, lengths):
        """Return the logits."""
        return self.layer(self.reader(self.table(indices), lengths)[1])


class Theirs(Ours):
    """The same with torch.nn.GRU on a packed batch."""

    def forward(self, indices, lengths):
        """Return the logits."""
        packed = pack_padded_sequence(self.table(indices), lengths, batch_first=True, enforce_sorted=False)
        return self.layer(torch.cat([*self.reader(packed)[1]], dim=1))


class Bag(nn.Module):
    """The averaging network from EmbeddingBag, which tells the padding by its number."""

    def __init__(self, ours: DeepAverageNetwork):
        super().__init__()
        table = ours.embedding.weight.data.clone()
        self.bag = nn.EmbeddingBag.from_pretrained(table, freeze=False, mode="mean", padding_idx=0)
        self.layers = nn.Sequential(nn.Linear(DIM, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, CLASSES))
        for theirs, mine in zip(self.layers[::2], (ours.first, ours.second), strict=True):
            theirs.load_state_dict(mine.state_dict())

    def forward(self, indices, lengths):
        """Return the logits."""
        return self.layers(self.bag(indices))


def readers(table: torch.Tensor, both: bool) -> tuple[nn.Module, nn.Module]:
    """Ours and torch's with the same weights."""
    reader = (BidirectionalGRU if both else GRU)(DIM, HIDDEN, rng=0)
    torchs = nn.GRU(DIM, HIDDEN, batch_first=True, bidirectional=both)
    for theirs, mine in zip(torchs.parameters(), reader.parameters(), strict=True):
        theirs.data.copy_(mine.data)
    width = HIDDEN * (1 + both)
    ours, others = Ours(table, reader, width), Theirs(table, torchs, width)
    others.layer.load_state_dict(ours.layer.state_dict())
    return ours, others


def averages(table: torch.Tensor) -> tuple[nn.Module, nn.Module]:
    """Ours and the bag with the same weights."""
    ours = DeepAverageNetwork(table, HIDDEN, CLASSES, rng=0)
    return ours, Bag(ours)


def batches(size: int):
    """Batches of numbered definitions with their lengths and classes, and the size of the vocabulary."""
    number = {word: i for i, word in enumerate(sorted({w for s in DATA.words_train for w in s}), 1)}
    order = np.random.default_rng(0).permutation(len(DATA.words_train))
    made = []
    for places in order[: STEPS * size].reshape(-1, size):
        rows = [[number[word] for word in DATA.words_train[place]] for place in places]
        made.append((pad(rows), torch.tensor([len(row) for row in rows]), torch.tensor(DATA.y_train[places])))
    return made, len(number) + 1


def timed(sides: tuple[nn.Module, nn.Module], made) -> tuple[float, float, float]:
    """The median seconds of a step of each side, in turns, and the median of their ratios."""
    optimizers = [torch.optim.Adam(model.parameters(), 1e-3) for model in sides]
    seconds: list[list[float]] = [[], []]
    for step, (indices, lengths, y) in enumerate(made):
        losses = [0.0, 0.0]
        for side in (step % 2, 1 - step % 2):
            model, optimizer = sides[side], optimizers[side]
            start = time.process_time()
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(indices, lengths), y)
            loss.backward()
            optimizer.step()
            seconds[side].append(time.process_time() - start)
            losses[side] = loss.item()
        assert abs(losses[0] - losses[1]) < 1e-2, f"the two sides part: {losses}"
    ours, theirs = np.array(seconds)[:, 3:]  # the first steps allocate
    return float(np.median(ours)), float(np.median(theirs)), float(np.median(ours / theirs))


def main() -> None:
    """Measure, and print the table."""
    torch.set_num_threads(1)
    versions = f"Python {platform.python_version()}, torch {torch.__version__}"
    print(f"{os.cpu_count()} cores, 1 thread, {versions}; medians of a training step with Adam\n")
    print("| model | batch | ours, ms | torch.nn, ms | ours / torch.nn |")
    print("|---|---|---|---|---|")
    models: dict[str, Callable] = {
        "DeepAverageNetwork / EmbeddingBag": averages,
        "GRU / nn.GRU, packed": lambda table: readers(table, False),
        "BidirectionalGRU / nn.GRU, packed": lambda table: readers(table, True),
    }
    for size in (32, 128):
        made, words = batches(size)
        table = torch.randn(words, DIM, generator=torch.Generator().manual_seed(0)) * 0.3
        table[0] = 0
        for name, make in models.items():
            ours, theirs, ratio = timed(make(table), made)
            print(f"| {name} | {size} | {1e3 * ours:.1f} | {1e3 * theirs:.1f} | {ratio:.2f} |", flush=True)


if __name__ == "__main__":
    main()
