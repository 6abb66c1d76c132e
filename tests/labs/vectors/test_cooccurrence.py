"""The lab of co-occurrence: counts, PMI, vectors and neighbours against other engines; what it says to bad input."""

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics.pairwise import cosine_similarity

from lessonlib.labs.vectors.cooccurrence import PRESETS, TEXT, cooccurrence_lab, draw_cooccurrence, record_cooccurrence
from lessonlib.stage.pack import pack


@pytest.fixture(scope="module")
def trace():
    return record_cooccurrence()


def test_the_counts_fill_centre_by_centre_to_those_of_two_loops(trace):
    words = [str(word) for word in trace["words"]]
    wanted = np.zeros((len(words), len(words)), dtype=int)
    for sentence in TEXT.rstrip(".").split(". "):
        said = sentence.split()
        for i, centre in enumerate(said):
            for j, context in enumerate(said):
                if 0 < abs(i - j) <= 2:
                    wanted[words.index(centre), words.index(context)] += 1
    assert (trace["counts"] == wanted).all()
    assert (trace["filled"][-1] == wanted).all()
    assert (np.diff(trace["filled"], axis=0) >= 0).all()
    assert len(trace["filled"]) == 1 + len(TEXT.split())


def test_each_pmi_in_a_caption_is_that_of_its_numbers(trace):
    counts, words = trace["counts"], list(trace["words"])
    k = trace.captions.index(next(c for c in trace.captions if c.startswith("PMI(drinks, milk)")))
    drinks, milk = words.index("drinks"), words.index("milk")
    n_u, n_v, n = counts[drinks].sum(), counts[milk].sum(), counts.sum()
    assert f"log({counts[drinks, milk]} · {n} / ({n_u} · {n_v}))" in trace.captions[k]
    assert trace["pmi"][drinks, milk] == pytest.approx(np.log(counts[drinks, milk] / n / (n_u / n * n_v / n)))
    assert f"= {trace['pmi'][drinks, milk]:.3g}" in trace.captions[k]


def test_a_short_text_gets_the_dimensions_that_it_has():
    trace = record_cooccurrence("one two three")
    assert trace["vectors"].shape[1] == np.linalg.matrix_rank(trace["ppmi"])
    assert "no more than" in trace.notes[0]


def test_the_likeness_of_words_is_the_cosine_that_sklearn_gives(trace):
    for matrix, like in zip((trace["counts"], trace["ppmi"], trace["vectors"]), trace["like"], strict=True):
        assert like == pytest.approx(cosine_similarity(matrix))
    svd = TruncatedSVD(4, algorithm="arpack", random_state=0).fit(trace["ppmi"])
    theirs = svd.transform(trace["ppmi"]) / np.sqrt(svd.singular_values_)
    assert np.abs(trace["vectors"]) == pytest.approx(np.abs(theirs))


def test_by_counts_a_cat_is_like_milk_and_by_ppmi_and_its_vector_like_a_dog(trace):
    words = list(trace["words"])
    cat, dog, milk, water = map(words.index, ("cat", "dog", "milk", "water"))
    assert trace["counts"][cat, dog] == trace["counts"][milk, water] == 0  # they never meet
    alike = np.array(trace["like"])
    for like in alike:
        np.fill_diagonal(like, -1)
    assert alike[:, cat].argmax(axis=1).tolist() == [milk, dog, dog]
    assert alike[:, milk].argmax(axis=1).tolist() == [cat, water, water]
    assert draw_cooccurrence(trace).title == (
        "By its row of counts “cat” is most like “milk”, cosine 0.845; by PPMI like “dog”, 0.455."
    )


def test_the_question_is_answered_where_the_word_is_taken_up(trace):
    question = draw_cooccurrence(trace).question
    assert question.truth == "milk" and "dog" in dict(question.slips)
    assert trace.captions[question.step].startswith("Most like “cat” by rows of counts: milk")


def test_what_the_presets_say_of_the_animals_is_so():
    def nearest_to_cat(**state):
        trace = record_cooccurrence(**state)
        cat = list(trace["words"]).index("cat")
        like = np.array(trace["like"][:, cat])
        like[:, cat] = -1
        return [str(trace["words"][i]) for i in like.argmax(axis=1)]

    assert nearest_to_cat(**PRESETS["A narrow window"][1])[:2] == ["milk", "dog"]
    assert nearest_to_cat(**PRESETS["Two dimensions"][1])[2] == "drinks"


def test_a_corpus_shows_function_words_first_and_animals_last():
    trace = record_cooccurrence(corpus="glosses", words="dog, river", window=5)
    assert trace["names"][0, 0, 0] == "a"
    assert {"breed", "terrier"} <= set(trace["names"][0, 4])
    assert trace.steps == 11
    assert pack(draw_cooccurrence(trace), trace)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"text": ""}, "wanted a sentence of at least two words"),
        ({"text": "one"}, "wanted a sentence of at least two words"),
        ({"text": "one. two. 🙂"}, "wanted a sentence of at least two words"),
        ({"text": 7}, "wanted a few sentences, got int"),
        ({"window": 0}, "window: wanted a whole number from 1 to 10, got 0"),
        ({"window": 11}, "window: wanted a whole number from 1 to 10, got 11"),
        ({"dim": 20}, "dim: wanted at most 10"),
        ({"text": "a b a b", "dim": 5}, "dim: wanted at most 2"),
        ({"corpus": "glossary"}, "did you mean 'glosses'"),
        ({"corpus": "glosses", "window": 5, "words": "dogg"}, "“dogg” is not among the 3000 most frequent words"),
        ({"corpus": "glosses", "window": 5, "words": " ,"}, "wanted at least one word"),
        ({"corpus": "glosses", "window": 5, "words": 3}, "wanted words apart by commas, got int"),
    ],
)
def test_bad_input_is_named_and_the_lab_stays(arguments, words):
    with pytest.raises((ValueError, TypeError), match=words):
        record_cooccurrence(**arguments)
    lab = cooccurrence_lab(**arguments)
    assert words in lab.stage.message
    assert lab.trace.steps > 12


def test_a_long_paste_is_cut_and_the_place_is_said():
    trace = record_cooccurrence("one two three four five six seven eight nine ten eleven twelve thirteen " * 30_000)
    assert trace.notes[0].startswith("The text of 2 160 000 letters is cut before “thirteen”")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> <b>hi</b>",
        "🙂 smile 🙂 laugh",
        "cafe\u0301 au lait",
        "שלום עולם טוב",
        "ha ha ha",
        "the of",
    ],
)
def test_any_text_is_drawn_as_text(text):
    trace = record_cooccurrence(text)
    assert pack(draw_cooccurrence(trace), trace) == pack(draw_cooccurrence(trace), trace)


def test_more_words_than_fit_are_said_to_be_left_out():
    many = "dog cat river france music gold war king green red two three four"
    trace = record_cooccurrence(corpus="glosses", window=5, words=many)
    assert trace.notes == ("Of 13 words the first 12 are shown, up to “three”.",)
