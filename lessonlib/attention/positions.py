"""Positions as waves: attention itself does not know in which order the words stand."""

from __future__ import annotations

import torch

from lessonlib.arguments import room, whole


def positional_encoding(n: int, d: int) -> torch.Tensor:
    """Return a row of ``d`` numbers for each of ``n`` places, to be added to the words' vectors: (n, d).

        row[pos, 2i] = sin(pos / 10000^(2i / d)),    row[pos, 2i + 1] = cos(the same)

    Neighbouring columns are one wave, seen twice; the first turns once in 6.28 places, the last hardly at all. The dot
    product of two rows depends on how far apart they are alone. An odd ``d`` ends in a sine.

    Raises:
        ValueError: for sizes below 1.
        TypeError: for what is no whole number.

    >>> positional_encoding(2, 4)
    tensor([[0.0000, 1.0000, 0.0000, 1.0000],
            [0.8415, 0.5403, 0.0100, 0.9999]])

    Source: Vaswani et al. (2017), Attention is all you need, section 3.5.
    """
    n, d = whole(n, "positional_encoding(n)"), whole(d, "positional_encoding(d)")
    room("positional_encoding(n, d)", n, d)
    columns = torch.arange(0, d, 2, dtype=torch.float64)  # 2i
    angle = torch.arange(n, dtype=torch.float64)[:, None] / 10000 ** (columns / d)  # (n, 1) / (d/2,) -> (n, d/2)
    waves = torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)[:, :d]  # sin, cos, sin, cos, ...
    return waves.to(torch.get_default_dtype())
