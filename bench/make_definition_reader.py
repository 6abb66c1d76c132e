"""Make the small reader of definitions that ships: ``python -m bench.make_definition_reader`` learns for a minute.

Writes lessonlib/data/files/definition_reader.safetensors and its line in SHA256SUMS. Two GRUs of 16 numbers, one from
the first word and one from the last, and a layer on each and on both; they learn from load_definitions' train part.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.functional import cross_entropy

from lessonlib.data import load_definitions
from lessonlib.data.shipped import FILES, checksums
from lessonlib.embeddings import load_glove
from lessonlib.sequences import GRU, macro_f1, pad, reverse_padded
from lessonlib.sequences.definition_reader import SHIPPED, WAYS

EPOCHS, BATCH, RATE, SIZE, HIDDEN, OFTEN = 8, 32, 3e-3, 24, 16, 3
DATA = load_definitions()


class Reader(nn.Module):
    """Logits of the three ways to read; row 0 of the vectors is the padding and stays 0, row 1 an unknown word."""

    def __init__(self, vectors: torch.Tensor):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(vectors, freeze=False, padding_idx=0)
        self.ahead, self.behind = GRU(SIZE, HIDDEN, rng=0), GRU(SIZE, HIDDEN, rng=1)
        classes = len(DATA.classes)
        layers = {f"read_{way}": nn.Linear(HIDDEN * (1 + (way == "both")), classes) for way in WAYS}
        self.layers, self.dropout = nn.ModuleDict(layers), nn.Dropout(0.2)

    def forward(self, indices, lengths):
        """Return {way: logits (B, K)}."""
        x = self.dropout(self.embedding(indices))
        first, last = self.behind(reverse_padded(x, lengths), lengths)[1], self.ahead(x, lengths)[1]
        states = {"forward": last, "backward": first, "both": torch.cat([last, first], dim=1)}
        return {way: self.layers[f"read_{way}"](self.dropout(states[way])) for way in WAYS}


def numbered() -> tuple[list[str], torch.Tensor, list[list[int]], list[list[int]]]:
    """The words that come often enough, GloVe's vectors of them in fewer numbers, and both parts in numbers."""
    counts, glove = Counter(w for s in DATA.words_train for w in s), load_glove()
    words = [word for word, n in counts.most_common() if n >= OFTEN]
    known = [word for word in words if word in glove]
    whole = np.array([glove[word] for word in known])
    axes = np.linalg.svd(whole - whole.mean(axis=0), full_matrices=False)[2][:SIZE]  # (24, 100)
    vectors = np.random.default_rng(0).normal(0, 0.3, (len(words) + 2, SIZE)).astype(np.float32)
    vectors[0] = 0
    number_of = {word: place for place, word in enumerate(words, 2)}
    vectors[[number_of[word] for word in known]] = 0.5 * (whole - whole.mean(axis=0)) @ axes.T
    parts = ([[number_of.get(w, 1) for w in s] for s in part] for part in (DATA.words_train, DATA.words_held_out))
    return words, torch.tensor(vectors), *parts


def main() -> None:
    """Train, measure, save."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    words, vectors, train, held_out = numbered()
    model, y, start = Reader(vectors), torch.tensor(DATA.y_train), time.perf_counter()
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, EPOCHS)
    rng = np.random.default_rng(0)
    lengths = np.array([len(s) for s in train])
    for epoch in range(EPOCHS):
        order = sorted(rng.permutation(len(train)), key=lambda i: lengths[i])  # of like length together
        groups = np.array_split(order, len(order) // BATCH)
        for place in rng.permutation(len(groups)):
            rows = groups[place]
            logits = model(pad([train[i] for i in rows]), torch.tensor(lengths[rows]))
            loss = sum(cross_entropy(one, y[rows]) for one in logits.values())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
        print(f"epoch {epoch + 1}: {loss.item():.3f}, {time.perf_counter() - start:.0f} s", flush=True)
    model.eval()
    with torch.no_grad():
        logits = model(pad(held_out), torch.tensor([len(s) for s in held_out]))
    scores = {w: macro_f1(DATA.y_held_out, one.argmax(dim=1).numpy(), len(DATA.classes)) for w, one in logits.items()}
    facts = {f"macro_f1 {way}": f"{score:.3f}" for way, score in scores.items()}
    path = FILES / SHIPPED
    weights = {name: weight.half().contiguous() for name, weight in model.state_dict().items()}
    save_file(weights, path, {"words": " ".join(words), **facts})
    sums = checksums() | {SHIPPED: hashlib.sha256(path.read_bytes()).hexdigest()}
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    (FILES / "SHA256SUMS").write_text(lines, encoding="ascii")
    print(f"{path.stat().st_size:,} bytes, {len(words)} words: {facts}")


if __name__ == "__main__":
    main()
