"""Word vectors by SVD against numpy's decomposition and scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.decomposition import TruncatedSVD

from lessonlib.text.svd import svd_vectors


def random_matrix(rows, columns, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, columns))


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 12), st.integers(2, 12), st.integers(0, 99))
def test_the_dot_products_of_rows_are_those_of_the_best_matrix_of_that_rank(rows, columns, seed):
    m, dim = random_matrix(rows, columns, seed), min(rows, columns) // 2 or 1
    u, s, _ = np.linalg.svd(m)
    wanted = (u[:, :dim] * s[:dim]) @ u[:, :dim].T
    w = svd_vectors(m, dim)
    assert w.shape == (rows, dim)
    assert np.allclose(w @ w.T, wanted)


@pytest.mark.parametrize("shape", [(600, 500), (500, 600)])
def test_a_large_sparse_matrix_gives_what_sklearn_gives_up_to_the_root_and_the_sign(shape):
    m = sparse.random(*shape, density=0.05, random_state=1, format="csr")
    sklearn = TruncatedSVD(8, algorithm="arpack", random_state=0).fit(m)
    theirs = sklearn.transform(m) / np.sqrt(sklearn.singular_values_)
    assert np.allclose(np.abs(svd_vectors(m, 8)), np.abs(theirs), atol=1e-6)


@pytest.mark.parametrize("size", [20, 500])
def test_signs_and_numbers_are_the_same_every_time(size):
    m = random_matrix(size, size)
    w = svd_vectors(m, 3)
    assert np.array_equal(w, svd_vectors(m.copy(), 3))
    assert np.allclose(w, svd_vectors(sparse.csr_matrix(m), 3))
    assert (w[np.abs(w).argmax(axis=0), np.arange(3)] > 0).all()


@pytest.mark.parametrize("size", [3, 450])
def test_a_dim_above_the_rank_names_the_rank(size):
    x = random_matrix(size, 2)
    with pytest.raises(ValueError, match=rf"dim: wanted at most 2, the rank of the matrix \({size}, {size}\), got 3"):
        svd_vectors(x @ x.T, 3)


@pytest.mark.parametrize(
    ("matrix", "dim", "kind", "words"),
    [
        (np.eye(3), 0, ValueError, "dim: wanted a whole number of at least 1, got 0"),
        (np.eye(3), 4, ValueError, "wanted at most 3, the number of rows or columns"),
        (np.eye(3), 1.5, TypeError, "dim: wanted a whole number"),
        (np.zeros((3, 3)), 1, ValueError, "wanted numbers other than 0"),
        (sparse.csr_matrix((3, 3)), 1, ValueError, "wanted numbers other than 0"),
        (np.zeros((0, 0)), 1, ValueError, "wanted at most 0"),
        ([[1, -np.inf], [0, 1]], 1, ValueError, "Use ppmi in place of pmi"),
        ([1, 2], 1, ValueError, r"wanted shape \(V, K\)"),
        ("matrix", 1, TypeError, "wanted a matrix of numbers"),
        ([[1, 2], [3]], 1, TypeError, "rows of different length"),
    ],
)
def test_what_cannot_be_factorised_is_named(matrix, dim, kind, words):
    with pytest.raises(kind, match=words):
        svd_vectors(matrix, dim)


def test_the_matrix_is_left_alone_and_float32_stays():
    m = random_matrix(9, 9).astype(np.float32)
    before = m.copy()
    assert svd_vectors(m, 2).dtype == np.float32
    assert np.array_equal(m, before)
