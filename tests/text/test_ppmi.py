"""PMI and PPMI against scikit-learn's mutual information, and their bounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from sklearn.metrics import mutual_info_score

from lessonlib.text.ppmi import pmi, ppmi

TABLES = arrays(np.int64, (5, 5), elements=st.integers(0, 40)).map(lambda a: a + a.T)


@settings(deadline=None)
@given(TABLES)
def test_the_mean_of_pmi_is_the_mutual_information_that_sklearn_gives(counts):
    """Sum of p(u, v) PMI(u, v) is the mutual information: another engine computes it from the same table."""
    if counts.sum() == 0:
        return
    information = pmi(counts)
    met = counts > 0
    mean = (counts[met] / counts.sum() * information[met]).sum()
    assert mean == pytest.approx(mutual_info_score(None, None, contingency=counts), abs=1e-12)


@settings(deadline=None)
@given(TABLES)
def test_ppmi_is_pmi_without_what_is_below_0(counts):
    assert np.allclose(ppmi(counts).toarray(), np.maximum(pmi(counts), 0), atol=1e-14)


def test_one_pair_by_hand():
    counts = [[0, 8, 2], [8, 0, 0], [2, 0, 10]]  # n = 30, n_0 = 10, n_1 = 8
    assert pmi(counts)[0, 1] == pytest.approx(np.log(8 * 30 / (10 * 8)))
    assert pmi(counts)[1, 2] == -np.inf


def test_columns_may_have_other_sums_than_rows():
    counts = np.array([[6, 2], [0, 4]])  # rows sum to 8 and 4, columns to 6 and 6
    assert pmi(counts)[0, 1] == pytest.approx(np.log(2 * 12 / (8 * 6)))


def test_ppmi_keeps_sparse_what_is_sparse():
    rows, columns = np.random.default_rng(0).integers(0, 50_000, (2, 3_000))
    counts = sparse.csr_matrix((np.ones(3_000), (rows, columns)), (50_000, 50_000))
    positive = ppmi(counts)
    assert sparse.isspmatrix_csr(positive)
    assert positive.nnz <= counts.nnz
    assert positive.data.min() > 0


def test_a_word_that_meets_nobody_has_an_empty_row():
    counts = np.array([[0, 3, 0], [3, 0, 0], [0, 0, 0]])
    assert (pmi(counts)[2] == -np.inf).all()
    assert ppmi(counts).toarray()[2].tolist() == [0, 0, 0]


@pytest.mark.parametrize("empty", [np.zeros((0, 0)), np.zeros((3, 3)), sparse.csr_matrix((3, 3))])
def test_a_table_without_counts_gives_no_information(empty):
    assert ppmi(empty).nnz == 0


@pytest.mark.parametrize("function", [pmi, ppmi])
@pytest.mark.parametrize(
    ("counts", "kind", "words"),
    [
        ("counts", TypeError, "wanted a table of counts, got str"),
        ([[1, 2], [3]], TypeError, "rows of different length"),
        ([[1, -2], [3, 4]], ValueError, "got -2 among them"),
        ([[1, np.nan], [3, 4]], ValueError, "got nan among them"),
        ([[1, np.inf], [3, 4]], ValueError, "got inf among them"),
        ([1, 2, 3], ValueError, r"wanted shape \(V, V\), got \(3,\)"),
        ([["a", "b"]], TypeError, "wanted a table of counts"),
    ],
)
def test_what_holds_no_counts_is_named(function, counts, kind, words):
    with pytest.raises(kind, match=words):
        function(counts)


def test_a_dense_table_that_would_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"wanted at most 10000 words for a dense table, got 20000. Use ppmi"):
        pmi(sparse.csr_matrix((20_000, 20_000)))


@pytest.mark.parametrize("make", [np.array, sparse.csr_matrix, sparse.coo_matrix, sparse.csr_array])
def test_the_counts_are_left_alone_in_any_form(make):
    counts = make([[0, 3], [3, 6]])
    before = sparse.coo_matrix(counts, copy=True).toarray()
    assert ppmi(counts).toarray()[0, 1] == pytest.approx(np.log(3 * 12 / 27))
    assert (sparse.coo_matrix(counts).toarray() == before).all()


def test_float32_stays():
    assert ppmi(np.array([[0, 3], [3, 6]], np.float32)).dtype == np.float32
