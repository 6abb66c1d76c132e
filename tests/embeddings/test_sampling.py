"""Sampling: gensim's keep probabilities and drawing table, the numbers of the formula, and the clip."""

import numpy as np
import pytest

from lessonlib.embeddings import keep_probability, negative_sampling_distribution

COUNTS = {"the": 700, "of": 200, "king": 60, "queen": 30, "rook": 10}


@pytest.fixture(scope="module")
def gensims():
    """gensim's model of the same counts: it subsamples by the same formula and draws from the same powers."""
    models = pytest.importorskip("gensim.models")
    model = models.Word2Vec(vector_size=2, min_count=1, sample=0.01, negative=5, ns_exponent=0.75, workers=1)
    model.build_vocab_from_freq(COUNTS)
    return model


def test_the_probability_to_keep_a_word_is_gensims(gensims):
    total = sum(COUNTS.values())
    ours = [keep_probability(count / total, threshold=0.01) for count in COUNTS.values()]
    theirs = [gensims.wv.get_vecattr(word, "sample_int") / (2**32 - 1) for word in COUNTS]
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    assert ours[0] < 0.2 and ours[-1] == 1


def test_negatives_are_drawn_as_from_gensims_table(gensims):
    ours = negative_sampling_distribution(list(COUNTS.values()))
    table = np.array([0, *gensims.cum_table]) / gensims.cum_table[-1]
    order = [gensims.wv.key_to_index[word] for word in COUNTS]
    np.testing.assert_allclose(ours, np.diff(table)[order], atol=1e-6)


def test_the_formula_is_the_slides_where_it_is_below_one_and_is_clipped_where_it_is_above():
    z = np.array([0.003, 0.01, 0.1, 1.0])
    np.testing.assert_allclose(keep_probability(z), (np.sqrt(z / 0.001) + 1) * 0.001 / z, rtol=1e-12)
    assert keep_probability(0.0025) == 1.0 and (np.sqrt(2.5) + 1) / 2.5 > 1
    edge = 0.001 * ((1 + np.sqrt(5)) / 2) ** 2  # sqrt(r) + r = 1 with r = t / z
    assert keep_probability(edge * 1.0001) < 1 == keep_probability(edge * 0.9999)


def test_a_word_that_never_occurs_is_kept_and_never_drawn():
    assert keep_probability(0.0) == 1.0
    for power in (0, 0.75, 1):
        assert negative_sampling_distribution([3, 0, 1], power)[1] == 0


def test_a_number_gives_a_float_an_array_its_own_shape_and_precision():
    assert type(keep_probability(0.5)) is float and type(keep_probability(1)) is float
    kept = keep_probability(np.full((2, 3), 0.01, dtype=np.float32))
    assert kept.shape == (2, 3) and kept.dtype == np.float32


@pytest.mark.parametrize("power", [0.0, 0.5, 0.75, 1.0, 3.0])
def test_the_distribution_is_the_counts_to_a_power_divided_by_their_sum(power):
    counts = np.array([1.0, 10, 100, 7])
    got = negative_sampling_distribution(counts, power)
    np.testing.assert_allclose(got, counts**power / (counts**power).sum(), rtol=1e-12)
    np.testing.assert_array_equal(counts, [1, 10, 100, 7])


def test_huge_counts_do_not_overflow():
    np.testing.assert_allclose(negative_sampling_distribution([1e300, 1e300, 0], power=2), [0.5, 0.5, 0])


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: keep_probability(12), ValueError, "frequency: wanted fractions .* got 12; divide counts"),
        (lambda: keep_probability([0.1, np.nan]), ValueError, "got nan"),
        (lambda: keep_probability(-0.1), ValueError, "got -0.1"),
        (lambda: keep_probability(0.1, threshold=0), ValueError, "threshold: wanted a finite number above 0"),
        (lambda: keep_probability("often"), TypeError, "frequency: wanted an array of numbers, got str"),
        (lambda: negative_sampling_distribution([]), ValueError, "got no word"),
        (lambda: negative_sampling_distribution([0, 0]), ValueError, "got only zeros"),
        (lambda: negative_sampling_distribution([1, -2]), ValueError, "got -2"),
        (lambda: negative_sampling_distribution([1, np.inf]), ValueError, "got inf"),
        (lambda: negative_sampling_distribution([[1, 2]]), ValueError, r"got \(1, 2\)"),
        (lambda: negative_sampling_distribution([1], power=-1), ValueError, "power: wanted a finite number at least 0"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(call, error, told):
    with pytest.raises(error, match=told):
        call()
