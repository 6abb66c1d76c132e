"""First weights drawn by a generator of one's own, as torch would draw them."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from lessonlib.arguments import room


def linear(n_in: int, n_out: int, rng: np.random.Generator) -> nn.Linear:
    """Return a linear layer whose weight and bias are uniform in +-1/sqrt(n_in), which is what nn.Linear takes.

    >>> layer = linear(4, 3, np.random.default_rng(0))
    >>> layer.weight.shape, bool((layer.weight.abs() <= 0.5).all())
    (torch.Size([3, 4]), True)
    """
    room("a layer (d_in, d_out)", n_in, n_out)
    layer = nn.utils.skip_init(nn.Linear, n_in, n_out)
    for parameter in layer.parameters():
        drawn = rng.uniform(-(n_in**-0.5), n_in**-0.5, tuple(parameter.shape))
        parameter.data.copy_(torch.from_numpy(drawn))
    return layer


def embedding(rows: int, d: int, rng: np.random.Generator) -> nn.Embedding:
    """Return a table of ``rows`` vectors (d,) with components of variance 1.

    >>> embedding(5, 2, np.random.default_rng(0)).weight.shape
    torch.Size([5, 2])
    """
    room("an embedding (words, d)", rows, d)
    drawn = torch.tensor(rng.standard_normal((rows, d)), dtype=torch.get_default_dtype())
    return nn.Embedding.from_pretrained(drawn, freeze=False)
