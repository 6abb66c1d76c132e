"""Analogies: gensim's answers and its accuracy on all 19 544 questions; the lecture's queen; the traps in sentences."""

import numpy as np
import pytest

from lessonlib.embeddings import analogy, analogy_accuracy, keyed_vectors, load_glove, load_questions
from tests.embeddings.gensims import gensims


@pytest.fixture(scope="module")
def glove():
    return load_glove()


@pytest.mark.parametrize(
    ("a", "b", "c", "answer", "cosine", "unexcluded"),
    [
        ("king", "man", "woman", "queen", 0.77, "king"),
        ("paris", "france", "italy", "rome", 0.82, "rome"),
        ("walking", "walk", "swim", "swimming", 0.80, "swim"),
    ],
)
def test_the_answers_of_the_lecture(glove, a, b, c, answer, cosine, unexcluded):
    ((word, got),) = analogy(glove, a, b, c, topn=1)
    assert word == answer and got == pytest.approx(cosine, abs=0.005)
    assert analogy(glove, a, b, c, topn=1, exclude_inputs=False)[0][0] == unexcluded


def test_words_and_cosines_are_gensims(glove):
    rng, same = np.random.default_rng(0), gensims(glove)
    for places in rng.integers(0, 5000, size=(30, 3)):
        a, b, c = (glove.index_to_key[i] for i in places)
        ours = analogy(glove, a, b, c, topn=20)
        theirs = same.most_similar(positive=[a, c], negative=[b], topn=20)
        assert [word for word, _ in ours] == [word for word, _ in theirs]
        np.testing.assert_allclose([cosine for _, cosine in ours], [cosine for _, cosine in theirs], atol=1e-5)


def test_with_the_inputs_the_ranking_is_that_of_gensim_for_the_vector_itself(glove):
    unit = {word: glove.get_vector(word, norm=True) for word in ("king", "man", "woman")}
    theirs = gensims(glove).similar_by_vector(unit["king"] - unit["man"] + unit["woman"], topn=10)
    assert [w for w, _ in analogy(glove, "king", "man", "woman", exclude_inputs=False)] == [w for w, _ in theirs]


def test_the_same_word_thrice_asks_for_its_neighbours(glove):
    ours = analogy(glove, "king", "king", "king", topn=5)
    assert [word for word, _ in ours] == [word for word, _ in gensims(glove).most_similar("king", topn=5)]
    assert analogy(glove, "king", "king", "king", topn=1, exclude_inputs=False)[0][0] == "king"


def test_no_more_answers_come_than_there_are_words_and_none_with_a_vector_of_zeros():
    vectors = keyed_vectors(["a", "b", "c", "d", "none"], [[1, 0], [0, 1], [1, 1], [2, 1], [0, 0]])
    assert [word for word, _ in analogy(vectors, "a", "b", "c", topn=99)] == ["d"]
    assert {word for word, _ in analogy(vectors, "a", "b", "c", topn=99, exclude_inputs=False)} == set("abcd")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("king", "man", "womn"), "unknown word 'womn': .* did you mean 'women', 'woman'"),
        (("King", "man", "woman"), "unknown word 'King': .* did you mean 'king'"),
        (("king", "man", "a"), "unknown word 'a'"),
    ],
)
def test_an_unknown_word_is_told_with_the_nearest_spellings(glove, words, told):
    with pytest.raises(ValueError, match=told):
        analogy(glove, *words)


def test_what_has_no_direction_is_told():
    vectors = keyed_vectors(["a", "b", "c", "none"], [[2, 0], [1, 3**0.5], [-1, 3**0.5], [0, 0]])
    with pytest.raises(ValueError, match="the vector of 'none' is zero: it has no direction"):
        analogy(vectors, "a", "b", "none")
    with pytest.raises(ValueError, match=r"a − b \+ c is zero: it has no direction, so nothing is nearest"):
        analogy(vectors, "a", "b", "c")
    with pytest.raises(ValueError, match="topn: wanted a whole number of at least 1"):
        analogy(vectors, "a", "b", "a", topn=0)


def test_the_vectors_are_left_as_they_were(glove):
    before = glove.vectors.copy()
    analogy(glove, "king", "man", "woman")
    np.testing.assert_array_equal(glove.vectors, before)


@pytest.fixture(scope="module")
def small(glove):
    """The 3000 most frequent words: gensim answers what they leave of the questions within seconds."""
    return keyed_vectors(glove.index_to_key[:3000], glove.vectors[:3000])


def test_the_accuracy_of_each_section_is_gensims(small):
    datapath = pytest.importorskip("gensim.test.utils").datapath
    overall, sections = gensims(small).evaluate_word_analogies(datapath("questions-words.txt"))
    ours = analogy_accuracy(small, progress=False)
    theirs = {s["section"]: (len(s["correct"]), len(s["correct"]) + len(s["incorrect"])) for s in sections[:-1]}
    assert {s.name: (s.right, s.asked) for s in ours} == theirs
    assert sum(s.right for s in ours) / sum(s.asked for s in ours) == pytest.approx(overall)
    assert sum(s.asked + s.skipped for s in ours) == 19_544


def test_on_all_questions_the_shipped_vectors_reach_what_their_table_says(glove):
    ours = analogy_accuracy(glove, progress=False)
    assert sum(s.asked for s in ours) == 19_544
    assert 100 * sum(s.right for s in ours) / 19_544 == pytest.approx(64.8, abs=0.05)  # gensim's, on the same file


def test_with_the_inputs_among_the_answers_as_many_are_right_as_by_gensims_nearest_vector(small):
    family = load_questions()["family"]
    fair, unfair = (
        analogy_accuracy(small, {"family": family}, exclude_inputs=exclude, progress=False)[0]
        for exclude in (True, False)
    )
    right, theirs = 0, gensims(small)
    for question in family:
        if all(word in small for word in question):
            a, b, c = (small.get_vector(word, norm=True) for word in question[:3])
            right += theirs.similar_by_vector(b - a + c, topn=1)[0][0] == question[3]
    assert unfair.right == right < fair.right


def test_progress_is_told_until_all_questions_are_done(small):
    told = []
    questions = {"family": load_questions()["family"], "none": [("xx", "yy", "zz", "vv")]}
    sections = analogy_accuracy(small, questions, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (507, 507) and [done for done, _ in told] == sorted(done for done, _ in told)
    assert sections[1].asked == 0 and np.isnan(sections[1].accuracy)


def test_a_word_with_a_vector_of_zeros_is_as_good_as_unknown():
    vectors = keyed_vectors(["man", "woman", "king", "queen"], [[1, 0], [0, 1], [0, 0], [1, 1]])
    (section,) = analogy_accuracy(vectors, {"family": [("man", "woman", "king", "queen")]}, progress=False)
    assert (section.asked, section.skipped) == (0, 1)
