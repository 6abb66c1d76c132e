"""Make the language model that ships: ``python -m bench.make_language_model`` reads the novels for a minute.

Writes lessonlib/data/files/austen_characters.safetensors and its line in SHA256SUMS. The last part of the novels is
held out, to say what the model has learned rather than what it has memorised.
"""

from __future__ import annotations

import hashlib
import time

import torch

from lessonlib.data import load_novels
from lessonlib.data.shipped import FILES, checksums
from lessonlib.text.language_model import SHIPPED, running_text, save_language_model, train_language_model

STEPS = 1200
HELD_OUT = 0.05


@torch.no_grad()
def cross_entropy(model: torch.nn.Module, text: str, rows: int = 64) -> float:
    """Return the mean of -ln p(next character) over ``text``, read as ``rows`` pieces side by side.

    >>> from lessonlib.text.language_model import CharacterModel
    >>> 0.5 < cross_entropy(CharacterModel("ab "), "ab" * 200, rows=2) < 2   # ln 3 = 1.1 is guessing
    True
    """
    places = model.encode(text)
    places = places[: len(places) // rows * rows].reshape(rows, -1)
    logits, _ = model(places[:, :-1])
    return float(torch.nn.functional.cross_entropy(logits.flatten(0, 1), places[:, 1:].flatten()))


def main() -> None:
    """Train, measure, save."""
    text = running_text(load_novels())
    cut = round(len(text) * (1 - HELD_OUT))
    start = time.perf_counter()
    model = train_language_model(text[:cut], steps=STEPS)
    seconds = time.perf_counter() - start
    held_out = cross_entropy(model, text[cut:])
    path = FILES / SHIPPED
    save_language_model(model, path, held_out=f"{held_out:.4f}", seconds=f"{seconds:.0f}", steps=str(STEPS))
    sums = checksums() | {SHIPPED: hashlib.sha256(path.read_bytes()).hexdigest()}
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    (FILES / "SHA256SUMS").write_text(lines, encoding="ascii")
    print(f"{path.stat().st_size:,} bytes after {seconds:.0f} s: {held_out:.3f} nats a character on held-out text")


if __name__ == "__main__":
    main()
