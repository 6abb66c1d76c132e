import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer as Theirs

from lessonlib.data import load_reviews, load_sotu
from lessonlib.text.tfidf import TfidfVectorizer

A, B = "The car is driven on the road.", "The truck is driven on the highway."
# Lecture 2, slide "TF-IDF example": TF in A and B, IDF, product in A and B, three decimals; "the" stands there twice.
SLIDE = {
    "car": (1 / 7, 0, 0.3, 0.043, 0),
    "truck": (0, 1 / 7, 0.3, 0, 0.043),
    "is": (1 / 7, 1 / 7, 0, 0, 0),
    "driven": (1 / 7, 1 / 7, 0, 0, 0),
    "on": (1 / 7, 1 / 7, 0, 0, 0),
    "the": (2 / 7, 2 / 7, 0, 0, 0),
    "road": (1 / 7, 0, 0.3, 0.043, 0),
    "highway": (0, 1 / 7, 0.3, 0, 0.043),
}

# Signs, digits, one-letter words, capitals, marks and words of other scripts.
texts = st.lists(st.text("abI éß,.'_1 שλ😀\u0301\n", max_size=30), min_size=1, max_size=6)


def weights_of(documents, **choices):
    tfidf = TfidfVectorizer(**choices)
    matrix = tfidf.fit_transform(documents).toarray()
    return {term: matrix[:, column] for term, column in tfidf.vocabulary_.items()}, tfidf


def test_the_table_of_the_lecture():
    weights, tfidf = weights_of([A, B])
    assert sorted(weights) == sorted(SLIDE)
    for term, (tf_a, tf_b, idf, a, b) in SLIDE.items():
        assert tfidf.idf_[tfidf.vocabulary_[term]] == pytest.approx(idf, abs=0.005)
        assert weights[term] == pytest.approx([a, b], abs=0.0005)
        assert weights[term] == pytest.approx(np.multiply([tf_a, tf_b], tfidf.idf_[tfidf.vocabulary_[term]]))
    assert weights["car"][0] == pytest.approx(math.log10(2) / 7, abs=1e-15)
    assert round(weights["car"][0], 4) == 0.0430


def test_with_scikit_learns_default_the_word_the_weighs_most():
    like = TfidfVectorizer.like_sklearn()
    row = like.fit_transform([A, B]).toarray()[0]
    names = like.get_feature_names_out()
    assert names[row.argmax()] == "the"
    assert row.max() == pytest.approx(0.604, abs=0.0005)
    assert row[like.vocabulary_["car"]] == pytest.approx(0.425, abs=0.0005)


def equal_to_scikit_learn(ours, theirs, documents, new):
    try:
        expected = theirs.fit_transform(documents)
    except ValueError:  # no word in any document
        with pytest.raises(ValueError, match="at least one term"):
            ours.fit(documents)
        return
    got = ours.fit_transform(documents)
    assert ours.vocabulary_ == theirs.vocabulary_
    np.testing.assert_allclose(ours.idf_, theirs.idf_, rtol=0, atol=1e-12)
    for mine, other in ((got, expected), (ours.transform(new), theirs.transform(new))):
        assert mine.shape == other.shape and mine.dtype == other.dtype and mine.format == "csr"
        other.sort_indices()  # scikit-learn leaves them in the order of reading
        assert mine.has_sorted_indices and (mine.indices == other.indices).all()
        np.testing.assert_allclose(mine.data, other.data, rtol=0, atol=1e-12)


@given(documents=texts, new=texts)
def test_like_sklearn_equals_scikit_learns_default_on_random_text(documents, new):
    equal_to_scikit_learn(TfidfVectorizer.like_sklearn(), Theirs(), documents, new)


def test_like_sklearn_equals_scikit_learns_default_on_real_text():
    speeches, reviews = load_sotu(), load_reviews().texts
    equal_to_scikit_learn(TfidfVectorizer.like_sklearn(), Theirs(), speeches[:100], reviews[:500])


@given(documents=texts, new=texts, norm=st.sampled_from([None, "l1", "l2"]), smooth=st.booleans())
def test_norm_smoothing_and_pairs_equal_scikit_learns(documents, new, norm, smooth):
    like = TfidfVectorizer.like_sklearn()
    ours = like.set_params(norm=norm, idf="smooth + 1" if smooth else "plain + 1", ngrams=(1, 2))
    equal_to_scikit_learn(ours, Theirs(norm=norm, smooth_idf=smooth, ngram_range=(1, 2)), documents, new)


@pytest.mark.parametrize("base", [2, math.e, 10, 1.5])
def test_the_base_of_the_logarithm_scales_every_weight(base):
    weights, _ = weights_of([A, B], log_base=base)
    assert weights["car"][0] == pytest.approx(math.log(2, base) / 7)


def test_smoothing_alone_counts_one_more_document_that_holds_every_term():
    documents = ["a b", "a c", "a d"]
    _, smooth = weights_of(documents, idf="smooth")
    every = " ".join(smooth.get_feature_names_out())
    _, plain = weights_of([*documents, every])
    np.testing.assert_allclose(smooth.idf_, plain.idf_)


def test_a_term_in_every_document_weighs_nothing():
    weights, _ = weights_of(["x a", "x b b", "x x"])
    assert weights["x"].tolist() == [0, 0, 0]


def test_in_one_document_alone_every_term_weighs_nothing():
    weights, _ = weights_of([A])
    assert all(value == 0 for row in weights.values() for value in row)


def test_document_frequency_counts_documents_and_not_occurrences():
    _, tfidf = weights_of(["a a a", "b"])
    assert tfidf.idf_ == pytest.approx([math.log10(2), math.log10(2)])


def test_the_share_is_of_all_terms_of_the_document_unseen_ones_too():
    tfidf = TfidfVectorizer().fit([A, B])
    row = tfidf.transform(["the purple car"])
    assert row[0, tfidf.vocabulary_["car"]] == pytest.approx(math.log10(2) / 3)


@pytest.mark.parametrize("norm", [None, "l1", "l2"])
def test_a_document_without_a_known_term_gives_a_row_of_zeros(norm):
    row = TfidfVectorizer(norm=norm).fit([A, B]).transform(["", "zebra"])
    assert row.shape == (2, 8) and not row.toarray().any()


def test_neither_documents_nor_choices_are_changed():
    choices = {"tf": "count", "idf": "smooth", "log_base": 2, "norm": "l1", "ngrams": (1, 2)}
    tfidf = TfidfVectorizer(**choices)
    tfidf.fit([A, B])
    assert {name: clone(tfidf).get_params()[name] for name in choices} == choices


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"tf": "share"}, r"TfidfVectorizer\(tf\): wanted one of 'relative', 'count', got 'share'"),
        ({"idf": "smooth+1"}, r"wanted one of 'plain', 'smooth', 'plain \+ 1', 'smooth \+ 1', got 'smooth\+1'"),
        ({"norm": "max"}, r"wanted one of None, 'l1', 'l2', got 'max'"),
        ({"log_base": 1}, "a finite number above 1, got 1"),
        ({"log_base": "e"}, "a finite number above 1, got str 'e'"),
    ],
)
def test_an_unknown_choice_is_refused_in_a_sentence(choices, told):
    with pytest.raises((ValueError, TypeError), match=told):
        TfidfVectorizer(**choices).fit([A, B])
