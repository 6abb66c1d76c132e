"""How good a ranking is: where the right answer stands when answers are sorted by score."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, whole


def recall_at_k(scores, k: int) -> float:
    """Return the share of queries whose right answer is among the ``k`` best.

    ``scores`` (N, M) holds a row for each query and a column for each answer, M at least N; the right answer of row i
    is column i. A tie counts against it: whoever gives all answers the same score has found none.

    Raises:
        TypeError: for what holds no numbers.
        ValueError: for other shapes, NaN, and k outside 1 to M.

    >>> recall_at_k([[0.9, 0.1, 0.2], [0.8, 0.3, 0.1], [0.5, 0.1, 0.5]], k=1)  # ranks 1, 2 and, for the tie, 2
    0.3333
    """
    ranks, m = _ranks(scores, "recall_at_k")
    return float(np.mean(ranks <= whole(k, "recall_at_k(k)", at_most=m)))


def mean_reciprocal_rank(scores) -> float:
    """Return the mean of 1 / rank of the right answers: 1 when each comes first, 1/2 when each comes second.

    >>> mean_reciprocal_rank([[0.9, 0.1, 0.2], [0.8, 0.3, 0.1], [0.5, 0.1, 0.5]])  # (1 + 1/2 + 1/2) / 3
    0.6667

    ``scores`` and errors as :func:`recall_at_k`. Source: Voorhees (1999), The TREC-8 question answering track report.
    """
    ranks, _ = _ranks(scores, "mean_reciprocal_rank")
    return float(np.mean(1 / ranks))


def _ranks(scores, where: str) -> tuple[np.ndarray, int]:
    """Return each right answer's rank from 1 on (N,), itself included in those that are at least as good, and M."""
    scores = float_array(scores, f"{where}(scores)")
    if scores.ndim != 2 or not 1 <= scores.shape[0] <= scores.shape[1]:
        raise ValueError(
            f"{where}: wanted scores (N, M), a row a query and at least as many answers, got {scores.shape}. "
            "Put the right answer of row i in column i."
        )
    if np.isnan(scores).any():
        raise ValueError(f"{where}: wanted numbers that can be compared, got NaN. Look where the scores come from.")
    right = scores.diagonal()[:, None]  # (N, 1)
    return (scores >= right).sum(axis=1), scores.shape[1]
