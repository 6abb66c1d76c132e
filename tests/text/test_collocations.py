"""Collocations against nltk, on the whole of the addresses and on random texts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures
from nltk.probability import FreqDist

from lessonlib.data import load_sotu
from lessonlib.text.collocations import MEASURES, bigrams, collocations, contingency, with_tables
from lessonlib.text.tokens import tokenize

NLTK = {
    "frequency": BigramAssocMeasures.raw_freq,
    "pmi": BigramAssocMeasures.pmi,
    "t": BigramAssocMeasures.student_t,
    "chi2": BigramAssocMeasures.chi_sq,
    "likelihood": BigramAssocMeasures.likelihood_ratio,
}


@pytest.fixture(scope="module")
def sotu():
    return [token for address in load_sotu() for token in tokenize(address)]


@pytest.fixture(scope="module")
def finder(sotu):
    return BigramCollocationFinder.from_words(sotu)


def test_every_measure_is_one_of_nltks():
    assert set(MEASURES) == set(NLTK)


@pytest.mark.parametrize("measure", NLTK)
def test_each_pair_of_the_addresses_has_the_score_that_nltk_gives(measure, sotu, finder):
    ours = dict(collocations(sotu, measure, min_count=1))
    assert ours.keys() == finder.ngram_fd.keys()
    # Among them the most frequent, and many of those seen once; nltk would score all 442 924 for some five seconds.
    pairs = [pair for pair, _ in finder.ngram_fd.most_common(2000)] + list(finder.ngram_fd)[::20]
    assert max(abs(ours[pair] - finder.score_ngram(NLTK[measure], *pair)) for pair in pairs) < 1e-9


def test_the_filter_and_the_order_are_nltks(sotu, finder):
    finder = BigramCollocationFinder(finder.word_fd, finder.ngram_fd)  # apply_freq_filter makes new counts
    finder.apply_freq_filter(20)
    theirs = finder.score_ngrams(NLTK["frequency"])
    assert collocations(sotu, "frequency", min_count=20) == [(pair, pytest.approx(score)) for pair, score in theirs]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=12, max_size=40),
    st.sampled_from(["frequency", "pmi", "t"]),
    st.integers(1, 4),
    st.integers(2, 5),
)
def test_random_texts_score_as_in_nltk_in_any_window(tokens, measure, least, window):
    finder = BigramCollocationFinder.from_words(tokens, window_size=window)
    finder.apply_freq_filter(least)
    theirs = dict(finder.score_ngrams(NLTK[measure]))
    ours = dict(collocations(tokens, measure, min_count=least, window=window))
    assert ours.keys() == theirs.keys()
    assert all(abs(ours[pair] - score) < 1e-9 for pair, score in theirs.items())


def test_unfiltered_pmi_is_led_by_pairs_of_words_seen_once(sotu, finder):
    for pair, _ in collocations(sotu, "pmi", min_count=1)[:300]:
        assert finder.word_fd[pair[0]] == finder.word_fd[pair[1]] == 1


def test_filtered_pmi_finds_the_names_of_the_addresses(sotu):
    pairs = [pair for pair, _ in collocations(sotu, "pmi", min_count=20)][:30]
    assert {("costa", "rica"), ("rio", "grande"), ("rocky", "mountains")} <= set(pairs)


@pytest.mark.parametrize("measure", NLTK)
def test_a_text_of_one_word_repeated_has_finite_scores(measure):
    for score in dict(collocations(["ha"] * 9, measure, min_count=1)).values():
        assert abs(score) < 10


@pytest.mark.parametrize("measure", ["chi2", "likelihood"])
@pytest.mark.parametrize("window", [2, 5])
@pytest.mark.parametrize("text", ["ha ha ha ha ha ha", "la la la oh la la la", "a b a b a b", "very very good"])
def test_a_text_that_repeats_itself_is_scored_by_a_table_that_exists(text, window, measure):
    tokens = text.split()
    counts = with_tables(bigrams(tokens, window))
    seen = counts.n_uv / (window - 1)
    for cell in contingency(seen, counts.n_u, counts.n_v, counts.n):
        assert (np.asarray(cell) >= -1e-12).all()
    assert all(score >= 0 for _, score in collocations(tokens, measure, 1, window))
    if text.startswith("ha"):  # all pairs are (ha, ha)
        assert collocations(tokens, measure, 1, window) == [(("ha", "ha"), 0.0)]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from("abcd"), max_size=7), min_size=1, max_size=6),
    st.sampled_from(["frequency", "pmi", "t"]),
    st.integers(2, 4),
)
def test_sentences_are_kept_apart_as_nltks_documents_are(documents, measure, window):
    finder = BigramCollocationFinder(*counted(documents, window), window_size=window)
    theirs = dict(finder.score_ngrams(NLTK[measure]))
    ours = dict(collocations(documents, measure, min_count=1, window=window))
    assert ours.keys() == theirs.keys()
    assert all(abs(ours[pair] - score) < 1e-9 for pair, score in theirs.items())


def counted(documents, window):
    """nltk's counts of words and of pairs, document by document."""
    words, pairs = FreqDist(), FreqDist()
    for document in documents:
        finder = BigramCollocationFinder.from_words(document, window_size=window)
        words.update(finder.word_fd)
        pairs.update(finder.ngram_fd)
    return words, pairs


@pytest.mark.parametrize("tokens", [[], ["alone"]])
def test_no_pair_is_no_collocation(tokens):
    assert collocations(tokens, "pmi", min_count=1) == []


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("the dog", "pmi"), TypeError, "wanted a list of words, got the text 'the dog'"),
        (({"the": 2, "dog": 1}, "pmi"), TypeError, "got dict, of which only the keys would be read"),
        ((5, "pmi"), TypeError, "wanted a list of words, got int"),
        ((["the", None], "pmi"), TypeError, "wanted words, got NoneType None"),
        ((["the", ["dog"]], "pmi"), TypeError, "wanted words, got list"),
        ((["a", "b"], "mi"), ValueError, "wanted one of frequency, pmi, t, chi2, likelihood, got 'mi'"),
        ((["a", "b"], ["pmi"]), ValueError, "wanted one of frequency"),
        ((["a", "b"], "pmi", 0), ValueError, "min_count: wanted a whole number of at least 1, got 0"),
        ((["a", "b"], "pmi", 1, 1), ValueError, "window: wanted a whole number from 2 to 1000000, got 1"),
        ((["a", "b"], "pmi", 1, 2.5), TypeError, "window: wanted a whole number"),
    ],
)
def test_what_cannot_be_scored_is_named(arguments, kind, words):
    with pytest.raises(kind, match=words.replace("(", r"\(")):
        collocations(*arguments)


def test_the_tokens_are_left_alone():
    tokens = ["new", "york", "new", "york"]
    collocations(tokens, "t", min_count=1)
    assert tokens == ["new", "york", "new", "york"]
