"""What a distribution of the next token becomes before one is drawn: sharper or flatter, and cut to the likely ones.

Each works along the last axis of an array (..., V), keeps float32 and writes into nothing.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, real, whole


def temperature_softmax(logits, temperature: float) -> np.ndarray:
    """Return p = exp(logits / T) / sum of exp(logits / T), T being ``temperature``.

    T = 1 is the softmax; towards 0 the largest logit takes all, as in greedy decoding; a large T makes all tokens
    equally likely. Of probabilities q, with logits ln q, it makes q^(1/T) over their sum. A logit of -infinity is
    a token that may not come.

    Raises:
        TypeError: for logits or a temperature that are no numbers.
        ValueError: for a temperature of 0 or below, no logits, NaN or +infinity among them, and a row of -infinity.

    >>> temperature_softmax([0, np.log(3)], temperature=1), temperature_softmax([0, np.log(3)], temperature=0.5)
    (array([0.25, 0.75]), array([0.1, 0.9]))

    Source: Hinton, Vinyals and Dean (2015), Distilling the knowledge in a neural network.
    """
    where = "temperature_softmax(logits)"
    logits = float_array(logits, where)
    temperature = real(temperature, "temperature_softmax(temperature)", above=0)
    if logits.ndim == 0 or logits.size == 0:
        raise ValueError(f"{where}: wanted at least one logit in a row, got shape {logits.shape}. Pass shape (V,).")
    top = logits.max(axis=-1, keepdims=True)  # (..., 1)
    if not np.isfinite(top).all():
        raise ValueError(
            f"{where}: wanted in each row a largest logit that is finite, got {top[~np.isfinite(top)][0]}. "
            "Mask with -inf, but leave one token that may come."
        )
    with np.errstate(over="ignore"):  # far below the top at a tiny temperature: -inf is right, its share is 0
        powers = np.exp((logits - top) / logits.dtype.type(max(temperature, np.finfo(logits.dtype).tiny)))
    return powers / powers.sum(axis=-1, keepdims=True)  # (..., V)


def top_k(p, k: int) -> np.ndarray:
    """Return ``p`` with all but its k largest shares set to 0, and these divided by their sum.

    Of equal shares the earlier ones stay, so that never more than k are left.

    Raises:
        TypeError: for a p that is no array of numbers, a k that is no whole number.
        ValueError: for a k below 1 or above V, and a p that is no distribution.

    >>> top_k([0.5, 0.2, 0.3], k=2)
    array([0.625, 0.   , 0.375])

    Source: Fan, Lewis and Dauphin (2018), Hierarchical neural story generation.
    """
    p = _distribution(p, "top_k(p)")
    k = whole(k, "top_k(k)", at_most=p.shape[-1])
    order = np.argsort(-p, axis=-1, kind="stable")  # (..., V), the largest first
    return _kept(p, order, np.arange(p.shape[-1]) < k)


def top_p(p, mass: float) -> np.ndarray:
    """Return ``p`` cut to the smallest set of its largest shares whose sum reaches ``mass``, divided by that sum.

    The share that crosses the line stays: it is there that the sum reaches the mass; so at least one always stays, and
    with mass = 1 all do. Of equal shares the earlier one is taken first.

    Raises:
        TypeError: for a p that is no array of numbers, a mass that is no number.
        ValueError: for a mass outside (0, 1], and a p that is no distribution.

    >>> top_p([0.09, 0.41, 0.5], mass=0.9)  # 0.5 + 0.41 reaches it
    array([0.    , 0.4505, 0.5495])

    Source: Holtzman et al. (2020), The curious case of neural text degeneration.
    """
    p = _distribution(p, "top_p(p)")
    mass = real(mass, "top_p(mass)", above=0, at_most=1)
    order = np.argsort(-p, axis=-1, kind="stable")
    sums = np.take_along_axis(p, order, axis=-1).cumsum(axis=-1)  # (..., V)
    before = np.concatenate([np.zeros_like(sums[..., :1]), sums[..., :-1]], axis=-1)
    rounding = p.shape[-1] * np.finfo(p.dtype).eps  # 0.7 + 0.2 falls short of 0.9 by a rounding
    return _kept(p, order, (before < mass - rounding) | (mass == 1) | (np.arange(p.shape[-1]) == 0))


def _kept(p: np.ndarray, order: np.ndarray, stays: np.ndarray) -> np.ndarray:
    """Set to 0 what does not stay, ``stays`` told in the order of size; divide the rest by its sum."""
    mask = np.zeros(p.shape, dtype=bool)
    np.put_along_axis(mask, order, np.broadcast_to(stays, p.shape), axis=-1)  # back to the places they came from
    kept = np.where(mask, p, 0)
    return p.copy() if mask.all() else kept / kept.sum(axis=-1, keepdims=True)


def _distribution(p, where: str) -> np.ndarray:
    p = float_array(p, where)
    if p.ndim == 0 or p.size == 0:
        raise ValueError(f"{where}: wanted at least one probability in a row, got shape {p.shape}. Pass shape (V,).")
    if not (p >= 0).all() or not np.allclose(p.sum(axis=-1), 1, rtol=0, atol=1e-3):
        came = f"{p.min():.4g} as the least and sums from {p.sum(-1).min():.4g} to {p.sum(-1).max():.4g}"
        raise ValueError(f"{where}: wanted numbers from 0 that sum to 1, got {came}. Take a softmax first.")
    return p
