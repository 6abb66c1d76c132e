"""Word vectors by factorising a matrix: the singular value decomposition, cut to a few dimensions."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from lessonlib.arguments import in_memory, type_name, whole

DENSE = 400  # up to so many rows or columns the complete decomposition is quick, and exact to the last digit


def svd_vectors(matrix, dim: int) -> np.ndarray:
    """Return a vector of ``dim`` numbers for each row: W = U_d sqrt(S_d) of the decomposition M = U S V^T.

    Of all matrices of rank d, U_d S_d V_d^T = W C^T lies nearest to M (Eckart and Young), with C = V_d sqrt(S_d): rows
    that are alike in M, words with like neighbours, get vectors that point alike.

    Args:
        matrix: M, shape (V, K), sparse or not, such as :func:`~lessonlib.text.ppmi.ppmi` returns.
        dim: d, at most the rank of M.

    Returns:
        Floats (V, dim). The first column belongs to the largest singular value; in each column the entry farthest from
        0 is positive, so that the same matrix gives the same vectors.

    Raises:
        TypeError: for what holds no numbers, and a dim that is no whole number.
        ValueError: for dim below 1 or above the rank, which the message names.

    >>> svd_vectors([[4.0, 0.0], [0.0, 9.0]], 1).tolist()
    [[0.0], [3.0]]
    >>> svd_vectors([[1.0, 2.0], [2.0, 4.0]], 2)
    Traceback (most recent call last):
    ValueError: dim: wanted at most 1, the rank of the matrix (2, 2), got 2. Choose fewer dimensions, or more text.

    Source: Lecture 2, slide "Word representations via matrix factorization"; Levy, Goldberg and Dagan (2015).
    """
    dim = whole(dim, "dim")
    m = _matrix(matrix)
    if dim > min(m.shape):
        raise ValueError(_above(min(m.shape), m.shape, dim, "the number of rows or columns"))
    if not (m.count_nonzero() if sparse.issparse(m) else m.any()):
        raise ValueError(f"svd_vectors(matrix): wanted numbers other than 0, got none in {m.shape}. Give it more text.")
    if min(m.shape) <= max(DENSE, dim):
        dense = m.toarray() if sparse.issparse(m) else m
        u, s, _ = np.linalg.svd(dense, full_matrices=False)  # u (V, min(V, K)), s (min(V, K),)
        u, s = u[:, :dim], s[:dim]
    else:
        u, s, _ = svds(m, k=dim, v0=np.ones(min(m.shape), m.dtype))
        u, s = u[:, ::-1], s[::-1]  # scipy puts the smallest first
    rank = int((s > s[0] * max(m.shape) * np.finfo(m.dtype).eps).sum())
    if rank < dim:
        raise ValueError(_above(rank, m.shape, dim, "the rank"))
    farthest = u[np.abs(u).argmax(axis=0), np.arange(dim)]
    return u * np.sign(farthest) * np.sqrt(s)  # (V, dim)


def _above(most: int, shape: tuple[int, int], dim: int, what: str) -> str:
    return (
        f"dim: wanted at most {most}, {what} of the matrix {shape}, got {dim}. Choose fewer dimensions, or more text."
    )


def _matrix(matrix):
    where = "svd_vectors(matrix)"
    advice = "Pass a matrix such as ppmi(counts)."
    in_memory(matrix, where)
    try:
        m = matrix.tocsr() if sparse.issparse(matrix) else np.asarray(matrix)
    except ValueError:
        raise TypeError(f"{where}: wanted a matrix of numbers, got rows of different length. {advice}") from None
    except Exception:  # a tensor that records its gradient, and what a stranger's object does
        raise TypeError(f"{where}: wanted a matrix of numbers, got {type_name(matrix)}. {advice}") from None
    if m.dtype.kind not in "fiub":
        raise TypeError(f"{where}: wanted a matrix of numbers, got {type_name(matrix)} of {m.dtype}. {advice}")
    if m.ndim != 2:
        raise ValueError(f"{where}: wanted shape (V, K), got {m.shape}. {advice}")
    m = m.astype(m.dtype if m.dtype in (np.float32, np.float64) else np.float64)
    if not np.isfinite(m.data if sparse.issparse(m) else m).all():
        raise ValueError(f"{where}: wanted finite numbers, got infinite or missing ones. Use ppmi in place of pmi.")
    return m
