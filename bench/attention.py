"""The transformer beside the same one from torch.nn: a training step, and writing on with a cache and without.

    python bench/attention.py

The number transformer's sizes, then a wider one; both sides take turns on one thread, each figure is a median of the
thread's own time, so that whatever else the machine does counts little. Writing 64 words: one row and 32 rows at once.
Wanted: a step at most 1.2 times as long as torch.nn's, and a cache at least 3 times as fast. With 32 rows it is; with
one row of such small vectors a word costs its calls, not its products, and hardly more for 64 words than for one.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from lessonlib.attention import Transformer, generate, positional_encoding

VOCABULARY, LENGTH, STEPS, ROUNDS = 63, 64, 40, 7


class TorchTransformer(nn.Module):
    """The same model of torch's own modules, its masked layers told that the mask is causal."""

    def __init__(self, d: int, heads: int, layers: int):
        super().__init__()
        layer = nn.TransformerEncoderLayer(d, heads, 4 * d, 0.0, batch_first=True, norm_first=True)
        self.embedding, self.scores = nn.Embedding(VOCABULARY, d), nn.Linear(d, VOCABULARY)
        self.layers = nn.TransformerEncoder(layer, layers, nn.LayerNorm(d), enable_nested_tensor=False)
        self.register_buffer("positions", positional_encoding(LENGTH, d))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return logits (B, T, V)."""
        mask = nn.Transformer.generate_square_subsequent_mask(ids.shape[1])
        x = self.embedding(ids) + self.positions[: ids.shape[1]]
        return self.scores(self.layers(x, mask=mask, is_causal=True))


def stepper(model: nn.Module, ids: torch.Tensor) -> Callable[[], None]:
    """One step of training: forward, backward, Adam."""
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def step() -> None:
        loss = cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def medians(*runs: Callable[[], object], rounds: int) -> list[float]:
    """The seconds of each, taking turns; the first round, which allocates, is left out."""
    seconds = np.empty((rounds + 1, len(runs)))
    for row in seconds:
        for place, run in enumerate(runs):
            start = time.thread_time()
            run()
            row[place] = time.thread_time() - start
    return np.median(seconds[1:], axis=0).tolist()


def main() -> None:
    """Measure and print both tables."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print(f"{os.cpu_count()} cores, 1 thread, Python {platform.python_version()}, torch {torch.__version__}\n")
    print("| d, heads, layers, rows, words | ours, ms | torch.nn, ms | ours / torch.nn |\n|---|---|---|---|")
    for d, heads, layers, rows, words in ((48, 4, 2, 64, 16), (48, 4, 2, 16, 64), (128, 4, 4, 16, 32)):
        ids = torch.randint(VOCABULARY, (rows, words + 1))[:, : LENGTH + 1]
        ours = Transformer(VOCABULARY, d, heads, layers, LENGTH, rng=0)
        a, b = medians(stepper(ours, ids), stepper(TorchTransformer(d, heads, layers), ids), rounds=STEPS)
        print(f"| {d}, {heads}, {layers}, {rows}, {words} | {1e3 * a:.1f} | {1e3 * b:.1f} | {a / b:.2f} |", flush=True)
    print("\n| d, rows | with a cache, ms | without, ms | without / with |\n|---|---|---|---|")
    for d, rows in ((48, 1), (48, 32), (128, 1), (128, 32)):
        model, prefix = Transformer(VOCABULARY, d, 4, 2, LENGTH, rng=0), torch.randint(VOCABULARY, (rows, 1))
        ways = (lambda c=c, m=model, p=prefix: generate(m, p, None, LENGTH, c) for c in (True, False))
        a, b = medians(*ways, rounds=ROUNDS)
        print(f"| {d}, {rows} | {1e3 * a:.0f} | {1e3 * b:.0f} | {b / a:.1f} |", flush=True)


if __name__ == "__main__":
    main()
