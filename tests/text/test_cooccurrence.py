"""Co-occurrence against counting by hand, pair by pair, and against the n-grams of scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from lessonlib.data import load_glosses
from lessonlib.text.cooccurrence import cooccurrence

SENTENCES = st.lists(st.lists(st.sampled_from("abcde"), max_size=12), max_size=6)


def counted(sentences, window, vocabulary):
    place = {word: i for i, word in enumerate(vocabulary)}
    counts = np.zeros((len(place), len(place)), dtype=int)
    for sentence in sentences:
        for i, centre in enumerate(sentence):
            for j, context in enumerate(sentence):
                if i != j and abs(i - j) <= window and centre in place and context in place:
                    counts[place[centre], place[context]] += 1
    return counts


@settings(deadline=None)
@given(SENTENCES, st.integers(1, 14))
def test_counts_are_those_of_two_loops_over_positions(sentences, window):
    counts, vocabulary = cooccurrence(sentences, window)
    assert vocabulary == sorted({word for sentence in sentences for word in sentence})
    assert counts.toarray().tolist() == counted(sentences, window, vocabulary).tolist()


@settings(deadline=None)
@given(SENTENCES, st.integers(1, 4), st.lists(st.sampled_from("abcxyz"), unique=True))
def test_a_vocabulary_orders_the_rows_and_others_keep_their_place(sentences, window, vocabulary):
    counts, words = cooccurrence(sentences, window, vocabulary)
    assert words == vocabulary
    assert counts.toarray().tolist() == counted(sentences, window, vocabulary).tolist()


def test_neighbours_of_the_glosses_are_the_bigrams_that_sklearn_counts():
    sentences = load_glosses()[:3000]
    counts, vocabulary = cooccurrence(sentences, window=1)
    sklearn = CountVectorizer(ngram_range=(2, 2), tokenizer=str.split, token_pattern=None, lowercase=False)
    seen = np.asarray(sklearn.fit_transform(" ".join(sentence) for sentence in sentences).sum(axis=0)).ravel()
    place = {word: i for i, word in enumerate(vocabulary)}
    wanted = np.zeros(counts.shape, dtype=int)
    for pair, n in zip(sklearn.get_feature_names_out(), seen, strict=True):
        first, second = (place[word] for word in pair.split())
        wanted[first, second] += n
        wanted[second, first] += n
    assert (counts.toarray() == wanted).all()


def test_a_repeated_word_meets_itself_but_no_token_is_its_own_neighbour():
    counts, _ = cooccurrence([["very", "very", "good"]], window=2)
    assert counts.toarray().tolist() == [[0, 2], [2, 2]]  # good, very


def test_empty_sentences_count_nothing():
    assert cooccurrence([], 2)[0].shape == (0, 0)
    assert cooccurrence([[], ["alone"]], 2)[0].toarray().tolist() == [[0]]
    assert cooccurrence([["a", "b"]], 2, vocabulary=[])[0].shape == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("the dog", 2), TypeError, "wanted lists of words, got the text 'the dog'"),
        ((["the dog"], 2), TypeError, "wanted each a list of words, got the text 'the dog'"),
        ((None, 2), TypeError, "wanted lists of words, got NoneType"),
        (([["a", 3]], 2), TypeError, "wanted words, got int 3"),
        (([["a"]], 0), ValueError, "window: wanted a whole number of at least 1, got 0"),
        (([["a"]], "2"), TypeError, "window: wanted a whole number"),
        (([["a"]], 2, ["a", "b", "a"]), ValueError, "wanted each word once, got 'a' again"),
        (([["a"]], 2, "ab"), TypeError, "got the text 'ab'"),
    ],
)
def test_what_cannot_be_counted_is_named(arguments, kind, words):
    with pytest.raises(kind, match=words):
        cooccurrence(*arguments)
