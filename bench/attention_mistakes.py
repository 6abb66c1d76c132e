"""Train the number transformer with one mistake in its attention at a time: what the loss shows, and what it hides.

    python -m bench.attention_mistakes

Nine variants, three seeds, one thread, some three minutes. Writes lessonlib/data/files/attention_mistakes.json and its
line in SHA256SUMS, and prints the table.
"""

from __future__ import annotations

import hashlib
import json

import torch

from lessonlib.attention.mistaken import SHIPPED, VARIANTS
from lessonlib.attention.number_transformer import numbers_to_learn, share_exact, train_number_transformer
from lessonlib.data.shipped import FILES, checksums

EPOCHS, SEEDS, NUMBERS = 6, (0, 1, 2), 400


def main() -> None:
    """Train, count, write."""
    torch.set_num_threads(1)
    record = {"epochs": EPOCHS, "seeds": list(SEEDS), "numbers": NUMBERS, "losses": {}, "exact": {}}
    print("| attention | training loss | exact |\n|---|---|---|")
    for name, (attention, positions) in VARIANTS.items():
        losses, exact = [], []
        for seed in SEEDS:
            model, by_epoch = train_number_transformer(EPOCHS, seed, attention, positions)
            _, unseen = numbers_to_learn(seed)
            losses.append(round(by_epoch[-1], 4))
            exact.append(round(share_exact(model, unseen[:NUMBERS], cache=False), 4))  # as in training: full passes
        record["losses"][name], record["exact"][name] = losses, exact
        print(f"| {name} | {' '.join(map(str, losses))} | {' '.join(map(str, exact))} |", flush=True)
    (FILES / SHIPPED).write_text(json.dumps(record, indent=0) + "\n", encoding="utf-8")
    known = {**checksums(), SHIPPED: hashlib.sha256((FILES / SHIPPED).read_bytes()).hexdigest()}
    lines = "".join(f"{sha256}  {file}\n" for file, sha256 in sorted(known.items()))
    (FILES / "SHA256SUMS").write_text(lines, encoding="ascii")


if __name__ == "__main__":
    main()
