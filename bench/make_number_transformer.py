"""Train the number transformer that ships: "four thousand one =" goes on with "vier tausend eins".

    python -m bench.make_number_transformer

One thread, some twenty seconds. Writes lessonlib/data/files/number_transformer.safetensors in half precision and its
line in SHA256SUMS, and prints the share of unseen numbers that are written exactly.
"""

from __future__ import annotations

import hashlib

import torch
from safetensors.torch import save_file

from lessonlib.attention.number_transformer import (
    SHIPPED,
    load_number_transformer,
    numbers_to_learn,
    share_exact,
    train_number_transformer,
)
from lessonlib.data.shipped import FILES, checksums

EPOCHS = 10


def main() -> None:
    """Train, save, count."""
    torch.set_num_threads(1)
    model, losses = train_number_transformer(EPOCHS)
    weights = {name: weight.half().contiguous() for name, weight in model.state_dict().items() if name != "positions"}
    path = FILES / SHIPPED
    save_file(weights, path)
    sums = checksums() | {SHIPPED: hashlib.sha256(path.read_bytes()).hexdigest()}
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    (FILES / "SHA256SUMS").write_text(lines, encoding="ascii")
    _, unseen = numbers_to_learn()
    exact = share_exact(load_number_transformer(), unseen)
    print(
        f"{path.stat().st_size:,} bytes, last loss {losses[-1]:.4f}, exact {exact:.4f} of {len(unseen)} unseen numbers"
    )


if __name__ == "__main__":
    main()
