"""Padded batches for the tests: drawn by hypothesis, or from a seed; and the same batch with more padding behind it."""

import torch
from hypothesis import strategies as st

SEEDS = st.integers(0, 2**32 - 1)
LENGTHS = st.lists(st.integers(0, 6), min_size=1, max_size=5)


def batch(seed, lengths, features=3, more=0):
    """Vectors (B, T, D) in float64 and their lengths; what stands at the padding is noise that nobody may read."""
    rng = torch.Generator().manual_seed(seed)
    x = torch.randn(len(lengths), max(lengths), features, generator=rng, dtype=torch.float64)
    return padded_further(x, more), torch.tensor(lengths)


def padded_further(x, more):
    """``more`` steps of noise behind ``x``: nan and huge numbers, so that whoever reads one cannot go unseen."""
    noise = torch.full((x.shape[0], more, *x.shape[2:]), torch.nan, dtype=x.dtype)
    noise[:, ::2] = 1e9
    return torch.cat([x, noise], dim=1)
