"""Our KeyedVectors answer as gensim's do, under the same names, and refuse in sentences."""

import numpy as np
import pytest

from lessonlib.embeddings import analogy, as_keyed_vectors, keyed_vectors
from tests.embeddings.gensims import gensims

WORDS = [f"word{i}" for i in range(200)]


@pytest.fixture(scope="module")
def ours():
    return keyed_vectors(WORDS, np.random.default_rng(0).normal(size=(200, 12)) * np.arange(1, 201)[:, None])


@pytest.fixture(scope="module")
def theirs(ours):
    return gensims(ours)


def close(ours, theirs):
    assert [word for word, _ in ours] == [word for word, _ in theirs]
    np.testing.assert_allclose([cosine for _, cosine in ours], [cosine for _, cosine in theirs], atol=1e-6)


def test_the_attributes_are_those_of_gensim(ours, theirs):
    assert ours.index_to_key == theirs.index_to_key and ours.key_to_index == theirs.key_to_index
    assert (len(ours), ours.vector_size) == (len(theirs), theirs.vector_size)
    assert ours.vectors.dtype == theirs.vectors.dtype and np.array_equal(ours.vectors, theirs.vectors)
    for word in ("word7", "none", 7, "", "word199"):
        if word != 7:  # which gensim takes for a row
            assert (word in ours) == (word in theirs)


def test_a_word_several_words_and_a_row_are_looked_up_as_in_gensim(ours, theirs):
    for key in ("word3", 3, ["word3", "word9"]):
        np.testing.assert_array_equal(ours[key], theirs[key])
    np.testing.assert_allclose(ours.get_vector("word3", norm=True), theirs.get_vector("word3", norm=True), rtol=1e-6)
    assert ours.get_index("word5") == theirs.get_index("word5")
    with pytest.raises(ValueError, match="read-only"):
        ours["word3"][0] = 0


@pytest.mark.parametrize(
    ("positive", "negative"),
    [("word1", ()), (["word1", "word2"], ["word3"]), (["word1"], "word3"), (["word1", "word1"], ["word5", "word6"])],
)
def test_the_nearest_words_and_their_cosines_are_gensims(ours, theirs, positive, negative):
    for more in ({}, {"topn": 3}, {"topn": 500}, {"topn": 5, "restrict_vocab": 50}):
        close(ours.most_similar(positive, negative, **more), theirs.most_similar(positive, negative or None, **more))


def test_vectors_stand_beside_words_and_are_not_left_out(ours, theirs):
    mixed = [ours["word4"] + ours["word8"], "word9"]
    close(ours.most_similar(mixed, topn=5), theirs.most_similar(mixed, topn=5))
    close(ours.similar_by_vector(ours["word4"], topn=5), theirs.similar_by_vector(ours["word4"], topn=5))
    close(ours.similar_by_word("word4"), theirs.similar_by_word("word4"))
    assert ours.most_similar(ours["word4"], topn=1)[0][0] == "word4"


def test_the_similarity_of_two_words_is_gensims(ours, theirs):
    for i in range(0, 200, 17):
        assert ours.similarity("word0", WORDS[i]) == pytest.approx(theirs.similarity("word0", WORDS[i]), abs=1e-6)


def test_gensims_own_object_is_taken_wherever_ours_is(ours, theirs):
    assert as_keyed_vectors(theirs) is theirs
    assert analogy(theirs, "word1", "word2", "word3") == analogy(ours, "word1", "word2", "word3")


def test_a_word_of_zeros_has_no_neighbours_and_is_nobodys():
    vectors = keyed_vectors(["a", "b", "none"], [[1, 0], [1, 1], [0, 0]])
    assert vectors.most_similar("a") == [("b", pytest.approx(0.5**0.5))]
    assert vectors.similarity("a", "none") == 0
    with pytest.raises(ValueError, match="adds up to zero, which has no direction"):
        vectors.most_similar("none")


def test_an_unknown_word_is_a_key_error_and_a_value_error_in_one_sentence(ours):
    for ask in (lambda: ours["wrd3"], lambda: ours.most_similar("wrd3"), lambda: ours.similarity("word1", "wrd3")):
        for kind in (KeyError, ValueError):
            with pytest.raises(kind) as refused:
                ask()
            assert str(refused.value).startswith("unknown word 'wrd3': it is not among these 200 words; did you mean")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda v: v.most_similar(), "wanted a word or a vector, got none"),
        (lambda v: v.most_similar(3.5), "wanted words or vectors, got float"),
        (lambda v: v.most_similar(["word1"], topn=0), "most_similar(topn): wanted a whole number of at least 1"),
        (lambda v: v.most_similar([np.ones(5)]), "wanted words, or vectors of 12 numbers, got shape (5,)"),
        (lambda v: v.most_similar([None]), "most_similar: wanted an array of numbers"),
        (lambda v: v.most_similar("word1", "word1"), "adds up to zero"),
        (lambda v: v[200], "row: wanted 0 to 199, got 200"),
        (lambda v: v[None], "wanted a word, got NoneType None"),
        (lambda v: v.get_vector("word1", norm="no"), "get_vector(norm): wanted True or False"),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(ours, ask, said):
    with pytest.raises((ValueError, TypeError)) as refused:
        ask(ours)
    assert said in str(refused.value)
