"""Vectors from rows, a mapping or a trained model, refused when they cannot be one vector a word; nearest spellings."""

import numpy as np
import pytest

from lessonlib.embeddings import as_keyed_vectors, keyed_vectors
from lessonlib.embeddings.keyed import unit_vectors
from lessonlib.embeddings.spelling import nearest_spellings, place_of

WORDS = ["king", "queen", "Paris"]


def test_rows_become_keyed_vectors_of_the_same_numbers():
    rows = np.random.default_rng(0).normal(size=(3, 4))
    vectors = keyed_vectors(WORDS, rows)
    np.testing.assert_allclose(vectors["queen"], rows[1].astype(np.float32))
    assert vectors.index_to_key == WORDS
    rows[:] = 0
    assert vectors["queen"].any()


def test_a_trained_model_a_mapping_and_a_pair_are_all_taken():
    Word2Vec = pytest.importorskip("gensim.models").Word2Vec
    model = Word2Vec([["a", "b"], ["b", "a"]], vector_size=3, min_count=1, workers=1, seed=0)
    assert as_keyed_vectors(model) is model.wv and as_keyed_vectors(model.wv) is model.wv
    for vectors in ({"a": [1, 2], "b": [3, 4]}, (["a", "b"], [[1, 2], [3, 4]])):
        assert as_keyed_vectors(vectors)["b"].tolist() == [3, 4]


@pytest.mark.parametrize(
    ("words", "rows", "error", "told"),
    [
        ([], np.zeros((0, 3)), ValueError, "row of at least one number for each of 0 words"),
        (WORDS, np.zeros((2, 3)), ValueError, r"each of 3 words, got shape \(2, 3\)"),
        (WORDS, np.zeros((3, 0)), ValueError, r"got shape \(3, 0\)"),
        (["a", "b", "a"], np.eye(3), ValueError, "each word once, got 'a' twice"),
        (WORDS, [[1.0], [np.nan], [2.0]], ValueError, "NaN or infinity in the row of 'queen'"),
        (WORDS, [["x"], ["y"], ["z"]], TypeError, "wanted an array of numbers"),
    ],
)
def test_rows_that_cannot_be_vectors_are_refused(words, rows, error, told):
    with pytest.raises(error, match=told):
        keyed_vectors(words, rows)


def test_what_holds_no_vectors_is_refused():
    with pytest.raises(TypeError, match=r"vectors: wanted KeyedVectors, .* got str; load_glove"):
        as_keyed_vectors("glove.txt")


def test_a_row_of_zeros_has_no_direction_and_stays_zero():
    rows = np.array([[3.0, -4], [0, 0]])
    np.testing.assert_allclose(unit_vectors(rows), [[0.6, -0.8], [0, 0]])
    assert rows.tolist() == [[3, -4], [0, 0]]


def test_an_unknown_word_is_refused_with_its_nearest_spellings():
    vectors = keyed_vectors(WORDS, np.eye(3))
    with pytest.raises(ValueError, match=r"unknown word 'qeen': .* 3 words; did you mean 'queen'"):
        place_of("qeen", vectors)
    with pytest.raises(ValueError, match=r"unknown word '1234': .*choose another"):
        place_of("1234", vectors)
    with pytest.raises(TypeError, match="wanted a word, got int 7"):
        place_of(7, vectors)


@pytest.mark.parametrize(("word", "near"), [("KING", ["king"]), ("paris", ["Paris"]), ("", []), ("xyzzy", [])])
def test_the_same_word_in_another_case_is_the_nearest_spelling(word, near):
    assert nearest_spellings(word, WORDS) == near
