"""Attention with one mistake each, to be trained: what the loss shows of it, and what it hides.

Each takes ``(q, k, v, mask)`` and gives ``(out, weights)``, as ``scaled_dot_product_attention`` does.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import torch

from lessonlib.attention.dot_product import scaled_dot_product_attention
from lessonlib.attention.positions import positional_encoding
from lessonlib.data.shipped import shipped

SHIPPED = "attention_mistakes.json"


def no_causal_mask(q, k, v, mask):
    """Look at what comes after, too: in training the answer itself."""
    return scaled_dot_product_attention(q, k, v)


def mask_after_softmax(q, k, v, mask):
    """Hide weights in place of scores: a row no longer sums to 1, and what it lacks tells what came after."""
    weights = scaled_dot_product_attention(q, k, v)[1] * mask
    return weights @ v, weights


def mask_by_multiplying(q, k, v, mask):
    """Give hidden keys the score 0, which is no small score: e^0 = 1."""
    weights = (_scores(q, k) * mask).softmax(dim=-1)
    return weights @ v, weights


def softmax_over_queries(q, k, v, mask):
    """Let the queries compete for a key, in place of the keys for a query."""
    weights = _scores(q, k).masked_fill(~mask, -math.inf).softmax(dim=-2)
    return weights @ v, weights


def no_scaling(q, k, v, mask):
    """Leave out 1 / sqrt(d): the scores of long vectors are large."""
    return scaled_dot_product_attention(q * math.sqrt(q.shape[-1]), k, v, mask)


def scaled_by_d(q, k, v, mask):
    """Divide by d, not by its root."""
    return scaled_dot_product_attention(q / math.sqrt(q.shape[-1]), k, v, mask)


def scaled_the_wrong_way(q, k, v, mask):
    """Multiply by sqrt(d)."""
    return scaled_dot_product_attention(q * q.shape[-1], k, v, mask)


def no_positions(n: int, d: int) -> torch.Tensor:
    """In place of ``positional_encoding``: zeros, so that a word stands nowhere."""
    return torch.zeros(n, d)


def _scores(q, k):
    return q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])


# What is trained: a name for people, the attention and the positions.
VARIANTS: dict[str, tuple[Callable, Callable]] = {
    "right": (scaled_dot_product_attention, positional_encoding),
    "no causal mask": (no_causal_mask, positional_encoding),
    "mask after the softmax": (mask_after_softmax, positional_encoding),
    "mask by multiplying": (mask_by_multiplying, positional_encoding),
    "softmax over the queries": (softmax_over_queries, positional_encoding),
    "no scaling": (no_scaling, positional_encoding),
    "divided by d": (scaled_by_d, positional_encoding),
    "multiplied by the root of d": (scaled_the_wrong_way, positional_encoding),
    "no positions": (scaled_dot_product_attention, no_positions),
}


def load_attention_mistakes() -> dict:
    """Return what training each of :data:`VARIANTS` gave: the record that bench/attention_mistakes.py wrote.

    "losses" and "exact" hold, by variant, a number for each seed: the mean loss of the last epoch, in nats, and the
    share of unseen numbers that were written without a mistake; "epochs", "seeds", "numbers" say how it was measured.

    >>> record = load_attention_mistakes()
    >>> sorted(record["exact"]) == sorted(VARIANTS), min(record["exact"]["right"]) > 0.95
    (True, True)

    Raises:
        FileNotFoundError, ValueError: as :func:`lessonlib.data.shipped.checked`.
    """
    return json.loads(shipped(SHIPPED).read_text(encoding="utf-8"))
