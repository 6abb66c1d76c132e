"""Attention of a decoder: at each output word, look at the states of the input and take what fits."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.arguments.tensors import one_precision
from lessonlib.language.kinds import floats, kind_of, tensor


def attend(query: Any, keys: Any, values: Any, mask: Any = None) -> tuple[Any, Any]:
    """Return (context, weights): weights = softmax over t of query . keys_t, context = sum of weights_t values_t.

    Args:
        query: (B, D), the state of the decoder; or (B, L, D), those of L output words at once.
        keys: (B, T, D), the states of the encoder.
        values: (B, T, E), what is summed up; mostly the same states.
        mask: (B, T), True where there is a word, False at padding, which gets the weight 0; None: all are words.

    Returns:
        context (B, E) or (B, L, E), and weights (B, T) or (B, L, T), which sum to 1 over t; a row of which nothing may
        be looked at is all zeros. Tensors if tensors came, else arrays.

    Raises:
        TypeError: for what holds no numbers, and a mask that is not of True and False.
        ValueError: for shapes that do not fit.

    >>> context, weights = attend([[2.0, 0.0]], [[[1.0, 0.0], [0.0, 1.0]]], [[[10.0], [20.0]]])
    >>> weights.tolist(), context.tolist()  # e^2 and e^0 over their sum
    ([[0.8808, 0.1192]], [[11.1920]])

    Source: Luong, Pham and Manning (2015), Effective approaches to attention-based neural machine translation, "dot";
    Bahdanau, Cho and Bengio (2015).
    """
    back = kind_of(query, keys, values, mask)
    query, keys, values = one_precision(
        *(floats(x, f"attend({name})") for name, x in (("query", query), ("keys", keys), ("values", values)))
    )
    single = query.ndim == 2
    rows = query.unsqueeze(1) if single else query  # (B, L, D)
    _check(rows, keys, values)
    scores = rows @ keys.transpose(1, 2)  # (B, L, D) (B, D, T) -> (B, L, T)
    if mask is not None:
        scores = scores.masked_fill(~_mask(mask, keys)[:, None], -torch.inf)
    weights = torch.softmax(scores, dim=2)
    if mask is not None:
        weights = weights.masked_fill((scores == -torch.inf), 0.0)  # a row of -inf alone has no softmax
    context = weights @ values  # (B, L, T) (B, T, E) -> (B, L, E)
    return (back(context[:, 0]), back(weights[:, 0])) if single else (back(context), back(weights))


def _check(rows: torch.Tensor, keys: torch.Tensor, values: torch.Tensor) -> None:
    wanted = rows.ndim == keys.ndim == values.ndim == 3 and keys.shape[1] > 0
    if not wanted or not (
        len(rows) == len(keys) == len(values) and rows.shape[2] == keys.shape[2] and keys.shape[1] == values.shape[1]
    ):
        came = ", ".join(str(tuple(x.shape)) for x in (rows, keys, values))
        raise ValueError(
            f"attend: wanted query (B, D) or (B, L, D), keys (B, T, D), values (B, T, E), got {came}. "
            "Line up batch, words and sizes."
        )


def _mask(mask: Any, keys: torch.Tensor) -> torch.Tensor:
    mask = tensor(mask, "attend(mask)")
    if mask.dtype != torch.bool:
        raise TypeError(f"attend(mask): wanted True and False, got {mask.dtype}. Write source != pad.")
    if mask.shape != keys.shape[:2]:
        raise ValueError(f"attend(mask): wanted shape {tuple(keys.shape[:2])}, got {tuple(mask.shape)}. One a word.")
    return mask
