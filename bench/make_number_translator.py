"""Make the small translator of numbers that ships: ``python -m bench.make_number_translator`` learns for a minute.

Writes lessonlib/data/files/number_translator.safetensors and its line in SHA256SUMS. Seq2Seq with 32 numbers a state
learns from 5 000 of the numbers from 1 to 9 999 and is measured on the other 4 999.
"""

from __future__ import annotations

import hashlib
import time

import numpy as np
import torch
from safetensors.torch import save_file

from lessonlib.data.shipped import FILES, checksums
from lessonlib.language import Seq2Seq, number_words, train_seq2seq
from lessonlib.language.number_translator import BEGIN, END, LARGEST, SHIPPED, vocabulary

HIDDEN, SEED, EPOCHS, RATE, TRAIN = 32, 5, 14, 4e-3, 5000


def numbered(language: str, words: list[str], first: int) -> torch.Tensor:
    """The numbers up to LARGEST in ids from ``first`` on, (N, T), padded with 0."""
    number_of = {word: i for i, word in enumerate(words, first)}
    rows = [[number_of[word] for word in number_words(n, language)] for n in range(1, LARGEST + 1)]
    filled = np.zeros((len(rows), max(map(len, rows))), dtype=int)
    for row, ids in zip(filled, rows, strict=True):
        row[: len(ids)] = ids
    return torch.tensor(filled)


def main() -> None:
    """Train, round to half precision, measure, save."""
    torch.set_num_threads(1)
    english, german = vocabulary("en"), vocabulary("de")
    source, target = numbered("en", english, 1), numbered("de", german, 3)
    order, start = np.random.default_rng(SEED).permutation(LARGEST), time.perf_counter()
    train, held_out = order[:TRAIN], order[TRAIN:]
    model = Seq2Seq(len(english) + 1, len(german) + 3, hidden=HIDDEN, seed=SEED)
    train_seq2seq(model, source[train], target[train], BEGIN, END, epochs=EPOCHS, learning_rate=RATE, rng=SEED)
    weights = {name: weight.half() for name, weight in model.state_dict().items()}
    model.load_state_dict({name: weight.float() for name, weight in weights.items()})
    written = model.translate(source[held_out], BEGIN, END, length=20)
    right = [row == [i for i in wanted if i] for row, wanted in zip(written, target[held_out].tolist(), strict=True)]
    facts = {"exact": f"{np.mean(right):.4f}", "held_out": str(len(held_out)), "trained": str(TRAIN)}
    save_file(weights, FILES / SHIPPED, {"english": " ".join(english), "german": " ".join(german), **facts})
    sums = {**checksums(), SHIPPED: hashlib.sha256((FILES / SHIPPED).read_bytes()).hexdigest()}
    lines = [f"{sums[name]}  {name}\n" for name in sorted(sums)]
    (FILES / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
    print(facts, f"{time.perf_counter() - start:.0f} s")
    print("missed", sorted(int(n) + 1 for n, hit in zip(held_out, right, strict=True) if not hit))


if __name__ == "__main__":
    main()
