import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks

from lessonlib.data import load_sotu
from lessonlib.text.bag_of_words import BagOfWords
from lessonlib.text.tfidf import TfidfVectorizer, longer_words
from lessonlib.text.tokens import tokenize

SLIDE = ["The dog is on the table.", "Now on the table are the cat, the dog."]
APPLICABLE = [
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
]

words = st.text("ab", min_size=1, max_size=3)
texts = st.lists(st.lists(words, max_size=8).map(" ".join), min_size=1, max_size=5).filter(
    lambda documents: any(document for document in documents)
)


def same(ours, theirs):
    """Two CSR matrices with the same entries; ours in order, which theirs is not always."""
    theirs.sort_indices()
    assert ours.shape == theirs.shape
    assert (ours.indptr == theirs.indptr).all() and (ours.indices == theirs.indices).all()
    np.testing.assert_allclose(ours.data, theirs.data, rtol=0, atol=1e-12)


def test_the_row_of_the_slide_is_binary():
    row = BagOfWords(binary=True).fit(SLIDE).transform(["the dog is on the table"])
    assert row.toarray().tolist() == [[0, 0, 1, 1, 0, 1, 1, 1]]


@given(documents=texts, new=texts, longest=st.integers(1, 3), shortest=st.integers(1, 3), binary=st.booleans())
def test_counts_equal_scikit_learns(documents, new, longest, shortest, binary):
    ngrams = (min(shortest, longest), max(shortest, longest))
    ours = BagOfWords(ngrams, binary)
    theirs = CountVectorizer(ngram_range=ngrams, binary=binary, token_pattern=r"\w+")
    try:
        expected = theirs.fit_transform(documents)
    except ValueError:  # no document is long enough for one n-gram
        with pytest.raises(ValueError, match="at least one term"):
            ours.fit(documents)
        return
    same(ours.fit_transform(documents), expected)
    assert ours.vocabulary_ == theirs.vocabulary_
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    same(ours.transform(new), theirs.transform(new))


def test_counts_of_real_speeches_equal_scikit_learns():
    speeches = load_sotu()[:12]
    theirs = CountVectorizer(tokenizer=tokenize, token_pattern=None, lowercase=False, ngram_range=(1, 2))
    ours = BagOfWords(ngrams=(1, 2))
    same(ours.fit_transform(speeches), theirs.fit_transform(speeches))
    assert ours.vocabulary_ == theirs.vocabulary_


@pytest.mark.parametrize("estimator", [BagOfWords(), TfidfVectorizer(), TfidfVectorizer.like_sklearn()])
@pytest.mark.parametrize("check", APPLICABLE)
def test_scikit_learns_own_checks_pass_where_they_need_no_table_of_numbers(estimator, check):
    getattr(estimator_checks, check)(type(estimator).__name__, clone(estimator))


@pytest.mark.parametrize("make", [BagOfWords, TfidfVectorizer])
def test_it_takes_part_in_a_pipeline_and_a_grid_search(make):
    good, bad = ["a good film", "good good fun", "what a joy"], ["a bad film", "bad bad bore", "what a waste"]
    search = GridSearchCV(
        make_pipeline(make(), LogisticRegression()), {f"{make.__name__.lower()}__ngrams": [(1, 1), (1, 2)]}, cv=3
    )
    search.fit(good + bad, [1, 1, 1, 0, 0, 0])
    assert search.predict(["good fun", "bad bore"]).tolist() == [1, 0]


def test_fitting_again_forgets_the_first_documents():
    bag = BagOfWords().fit(SLIDE)
    assert bag.fit(["one two"]).vocabulary_ == {"one": 0, "two": 1}


def test_transform_leaves_the_vocabulary_alone_and_drops_unseen_terms():
    bag = BagOfWords().fit(SLIDE)
    before = dict(bag.vocabulary_)
    assert bag.transform(["zebra zebra dog", "zebra", ""]).toarray().sum(axis=1).tolist() == [1, 0, 0]
    assert bag.vocabulary_ == before


def test_documents_may_be_lists_of_words_already():
    bag = BagOfWords()
    assert bag.fit_transform([["Big", "cat"], ("cat",)]).toarray().tolist() == [[1, 1], [0, 1]]
    assert sorted(bag.vocabulary_) == ["Big", "cat"]


def test_documents_may_come_from_a_generator():
    assert BagOfWords().fit_transform(text for text in SLIDE).shape == (2, 8)


def test_a_document_of_words_is_left_as_it_was():
    document = ["b", "a", "b"]
    BagOfWords(ngrams=(1, 2)).fit([document])
    assert document == ["b", "a", "b"]


def test_text_in_any_script_is_counted():
    bag = BagOfWords().fit(["שלום עולם 🙂 <script>alert(1)</script> cafe\u0301 café"])
    assert bag.vocabulary_.keys() >= {"שלום", "עולם", "🙂", "script", "café"}
    assert bag.transform(["café"]).sum() == bag.transform(["cafe\u0301"]).sum() == 1


@pytest.mark.parametrize("make", [BagOfWords, TfidfVectorizer])
@pytest.mark.parametrize(
    ("documents", "error", "told"),
    [
        ("the dog", TypeError, "wanted a list of texts, got str. Put a single text in a list"),
        (7, TypeError, "wanted a list of texts, got int"),
        (["a", None], TypeError, "got NoneType at place 1"),
        (["a", float("nan")], TypeError, "got float at place 1"),
        ([["a", 3]], TypeError, "got list at place 0"),
        ([], ValueError, "at least one term, got 0 without any"),
        (["", " ,. "], ValueError, "at least one term, got 2 without any"),
    ],
)
def test_documents_that_cannot_be_counted_are_refused_in_a_sentence(make, documents, error, told):
    with pytest.raises(error, match=told):
        make().fit(documents)


@pytest.mark.parametrize("ngrams", [(0, 1), (2, 1), 2, "12", (1,), (1, 2.0), None])
def test_ngrams_that_are_no_range_are_refused(ngrams):
    with pytest.raises((TypeError, ValueError), match=r"ngrams: wanted \(shortest, longest\)"):
        BagOfWords(ngrams=ngrams).fit(SLIDE)


@pytest.mark.parametrize("make", [BagOfWords, TfidfVectorizer])
def test_transform_before_fit_says_so(make):
    with pytest.raises(NotFittedError, match="fit"):
        make().transform(SLIDE)


def test_longer_words_are_those_of_scikit_learns_pattern():
    text = "I am A1, isn't _it_ so-so? ÉTÉ x"
    assert longer_words(text) == CountVectorizer().build_analyzer()(text)
