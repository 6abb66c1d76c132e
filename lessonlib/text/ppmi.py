"""Pointwise mutual information of counts: how much more often two words meet than independent ones would."""

from __future__ import annotations

import numpy as np
import scipy  # loads scipy.sparse when it is asked for

from lessonlib.arguments import in_memory, type_name

LARGEST = 10_000  # a dense table of so many words fills 800 MB


def pmi(counts) -> np.ndarray:
    """Return PMI(u, v) = log(n_uv n / (n_u n_v)), the natural logarithm; -inf for a pair that never met.

    Args:
        counts: n_uv, shape (V, V), sparse or not; n_u = sum of row u, n_v = sum of column v, n = sum of all.

    Returns:
        A dense array (V, V) of floats: 0 for a pair that meets as often as independent words would, below 0 for one
        that meets less often. A sparse table could not tell a PMI of 0 from a pair that never met.

    Raises:
        TypeError: for what holds no numbers.
        ValueError: for negative, infinite or missing counts, more than two axes, and more than 10 000 words, whose
            dense table would not fit; :func:`ppmi` takes them.

    >>> pmi([[0, 3], [3, 6]]).round(3)
    array([[  -inf,  0.288],
           [ 0.288, -0.118]])

    Source: Lecture 2, slide "Collocations: context is all you need".
    """
    table = _counts(counts, "pmi(counts)")
    if max(table.shape) > LARGEST:
        raise ValueError(
            f"pmi(counts): wanted at most {LARGEST} words for a dense table, got {max(table.shape)}. "
            "Use ppmi(counts), which stays sparse, or a smaller vocabulary."
        )
    dense = np.full(table.shape, -np.inf)
    rows, columns, information = _information(table)
    dense[rows, columns] = information
    return dense


def ppmi(counts) -> scipy.sparse.csr_matrix:
    """Return the positive PMI, max(0, PMI(u, v)), as CSR: what meets less often than by chance counts as unrelated.

    Args:
        counts: n_uv, shape (V, V), sparse or not; as for :func:`pmi`.

    Returns:
        CSR (V, V) of floats, all above 0; pairs that never met are not stored.

    Raises:
        TypeError, ValueError: as :func:`pmi`, save for the number of words.

    >>> ppmi([[0, 3], [3, 6]]).toarray().round(3)
    array([[0.   , 0.288],
           [0.288, 0.   ]])

    Source: Lecture 2, slide "Collocations: context is all you need"; Levy and Goldberg (2014), Neural word embedding as
    implicit matrix factorization.
    """
    table = _counts(counts, "ppmi(counts)")
    rows, columns, information = _information(table)
    kept = information > 0
    return scipy.sparse.csr_matrix((information[kept], (rows[kept], columns[kept])), table.shape)


def _information(table: scipy.sparse.coo_matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """PMI of the pairs that met: their rows, columns and values, each shape (pairs,)."""
    n_u = np.asarray(table.sum(axis=1)).ravel()  # (V,)
    n_v = np.asarray(table.sum(axis=0)).ravel()  # (V,)
    n, n_uv = n_u.sum(), table.data
    # Only pairs with n_uv > 0 get here: the logarithm never sees 0, and no margin is 0.
    return table.row, table.col, np.log(n_uv * n / (n_u[table.row] * n_v[table.col]))


def _counts(counts, where: str) -> scipy.sparse.coo_matrix:
    """The counts above 0 as floats: float32 stays, all else becomes float64."""
    advice = "Pass the counts of cooccurrence(sentences, window)."
    in_memory(counts, where)
    try:
        table = counts if scipy.sparse.issparse(counts) else np.asarray(counts)
    except ValueError:
        raise TypeError(f"{where}: wanted a table of counts, got rows of different length. {advice}") from None
    except Exception:  # a tensor that records its gradient, and what a stranger's object does
        raise TypeError(f"{where}: wanted a table of counts, got {type_name(counts)}. {advice}") from None
    if table.dtype.kind not in "fiub":
        came = type(counts).__name__ if table.dtype == object else f"{type(counts).__name__} of {table.dtype}"
        raise TypeError(f"{where}: wanted a table of counts, got {came}. {advice}")
    if table.ndim != 2:
        raise ValueError(f"{where}: wanted shape (V, V), got {table.shape}. {advice}")
    coo = scipy.sparse.coo_matrix(table, dtype=np.float32 if table.dtype == np.float32 else np.float64, copy=True)
    coo.sum_duplicates()
    coo.eliminate_zeros()
    if not (np.isfinite(coo.data).all() and (coo.data > 0).all()):
        wrong = coo.data[~(np.isfinite(coo.data) & (coo.data > 0))][0]
        raise ValueError(f"{where}: wanted counts, whole numbers from 0 on, got {wrong:g} among them. {advice}")
    return coo
