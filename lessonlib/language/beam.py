"""Beam search: keep the few best beginnings at every step, not only the very best."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.arguments import float_array, real, whole


def beam_search(
    log_p: Callable[[tuple[int, ...]], np.ndarray], start: int, end: int, width: int, length: int, alpha: float = 0.0
) -> list[tuple[tuple[int, ...], float]]:
    """Return the best sequences that a beam of ``width`` finds, each with its score, the best first.

        score = (sum of ln p) / len ** alpha

    Every step prolongs each live hypothesis by every token, and keeps the ``width`` best of all these by their sums.
    One that took ``end`` is finished: it leaves the beam and grows no more. The search goes on until nothing live is
    left, or nothing live can still beat the ``width`` finished ones. Width 1 is greedy decoding; a width that drops
    nothing is exhaustive search. alpha = 0 favours short sequences; alpha = 1 takes the mean by token.

    Args:
        log_p: given the tokens so far, ``start`` first, returns ln p of each of the V tokens that may follow, (V,).
        start: the token that every sequence begins with; it is neither scored nor counted in ``len``.
        end: the token that finishes a sequence; scored and counted.
        width: how many hypotheses are kept, from 1.
        length: at most so many tokens after ``start``, from 1; a hypothesis of that length counts as it is.
        alpha: how far the length is made up for, from 0 to 10.

    Returns:
        At most ``width`` pairs (tokens, score); tokens begin with ``start`` and end in ``end`` if they are finished.

    Raises:
        TypeError: for arguments of another kind, and a ``log_p`` that returns no numbers.
        ValueError: for a start that is the end, a width or length below 1, an alpha below 0, an end beyond V, and a
            ``log_p`` that returns another shape, NaN, or a p above 1.

    >>> table = np.log([[1e-9, 0.6, 0.4, 1e-9], [1e-9, 0.3, 0.3, 0.4], [1e-9, 0.05, 0.05, 0.9], [1e-9] * 4])
    >>> beam_search(lambda tokens: table[tokens[-1]], start=0, end=3, width=1, length=3)[0]  # 0.6 * 0.4
    ((0, 1, 3), -1.427)
    >>> beam_search(lambda tokens: table[tokens[-1]], start=0, end=3, width=2, length=3)[0]  # 0.4 * 0.9
    ((0, 2, 3), -1.022)

    Source: Sutskever, Vinyals and Le (2014), Sequence to sequence learning with neural networks; Wu et al. (2016).
    """
    if not callable(log_p):
        raise TypeError(
            f"beam_search(log_p): wanted a function, got {type(log_p).__name__}. Pass log_p, not log_p(...)."
        )
    start, end = (whole(token, f"beam_search({name})", at_least=0) for name, token in (("start", start), ("end", end)))
    if start == end:
        raise ValueError(f"beam_search(end): wanted another token than start, got {end} for both. Nothing could begin.")
    width, length = whole(width, "beam_search(width)"), whole(length, "beam_search(length)", at_most=10_000)
    alpha = real(alpha, "beam_search(alpha)", at_least=0, at_most=10)
    live, finished = [((start,), 0.0)], []
    for n in range(1, length + 1):
        sums = np.array([total + _row(log_p, tokens, end) for tokens, total in live])  # (live, V)
        best = np.argsort(-sums, axis=None, kind="stable")[:width]  # over all hypotheses at once
        grown = [((*live[row][0], token), float(sums[row, token])) for row, token in _places(best, sums)]
        finished += [(tokens, total / n**alpha) for tokens, total in grown if tokens[-1] == end]
        live = [(tokens, total) for tokens, total in grown if tokens[-1] != end]
        finished = sorted(finished, key=_score, reverse=True)[:width]
        # Sums only fall, so the best that a live one can become is its sum over the largest length.
        if not live or (len(finished) == width and live[0][1] / length**alpha <= finished[-1][1]):
            return finished
    cut = [(tokens, total / length**alpha) for tokens, total in live]
    return sorted([*finished, *cut], key=_score, reverse=True)[:width]


def _score(hypothesis: tuple[tuple[int, ...], float]) -> float:
    return hypothesis[1]


def _places(best: np.ndarray, sums: np.ndarray) -> list[tuple[int, int]]:
    """Row and token of each of ``best``, without those that cannot be."""
    rows, tokens = np.unravel_index(best, sums.shape)
    possible = sums[rows, tokens] > -np.inf
    return list(zip(rows[possible].tolist(), tokens[possible].tolist(), strict=True))


def _row(log_p: Callable, tokens: tuple[int, ...], end: int) -> np.ndarray:
    row = float_array(log_p(tokens), "beam_search(log_p)")
    if row.ndim != 1 or len(row) <= end:
        raise ValueError(
            f"beam_search(log_p): wanted shape (V,) with V above end = {end}, got {row.shape}. "
            "Return ln p of each token."
        )
    if not (row <= 1e-6).all():
        raise ValueError(
            f"beam_search(log_p): wanted logarithms of probabilities, at most 0, got {row.max():.4g}. "
            "Take a log-softmax."
        )
    return row
