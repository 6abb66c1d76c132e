"""Analogies drawn: ranked as gensim ranks, true lengths, misses told, other spaces, and no vectors sent."""

import re

import numpy as np
import pytest

from lessonlib.embeddings import load_glove
from lessonlib.labs.vectors.analogy import PRESETS, analogy_lab, record_analogy
from lessonlib.labs.vectors.analogy_picture import draw_analogy
from lessonlib.labs.vectors.word_spaces import counted_space, space_of
from lessonlib.stage.pack import pack
from tests.embeddings.gensims import gensims
from tests.printed import grain, value

WORDS = {"man": [4, 0, 1], "woman": [4, 2, 1], "king": [4, 0, 5], "queen": [3, 2, 3], "apple": [-1, 3, 0]}


@pytest.fixture(scope="module")
def glove():
    return load_glove()


def answers(trace):
    """The words of the ranking that are not left out."""
    return [str(w) for w, i in zip(trace["words"], trace["is_input"], strict=True) if not (i and trace["excluded"])]


@pytest.mark.parametrize("words", [("king", "man", "woman"), ("gates", "microsoft", "apple"), ("king", "king", "king")])
def test_the_ranking_is_gensims(glove, words):
    a, b, c = words
    trace = record_analogy(a, b, c, expected="")
    theirs = gensims(glove).most_similar(positive=[a, c], negative=[b], topn=8)
    assert answers(trace) == [word for word, _ in theirs]
    ours = trace["cosine"][~trace["is_input"]]
    np.testing.assert_allclose(ours, [cosine for _, cosine in theirs], atol=1e-5)


def test_lengths_in_the_plane_are_lengths_in_the_full_space(glove):
    trace = record_analogy("paris", "france", "italy", expected="rome")
    unit = [glove.get_vector(word, norm=True) for word in ("paris", "france", "italy")]
    full = [*unit, unit[0] - unit[1] + unit[2]]
    for i in range(4):
        for j in range(i):
            drawn = np.linalg.norm(trace["corners"][i] - trace["corners"][j])
            assert drawn == pytest.approx(np.linalg.norm(full[i] - full[j]), abs=1e-5)
    rome = glove.get_vector("rome", norm=True)
    at = trace["words"].tolist().index("rome")
    off = np.hypot(np.linalg.norm(trace["places"][at] - trace["corners"][3]), trace["heights"][at])
    assert off == pytest.approx(np.linalg.norm(rome - full[3]), abs=1e-5)


def test_with_the_inputs_the_answer_is_king():
    trace = record_analogy(exclude_inputs=False)
    assert trace["words"][trace["answer"]] == "king" and trace["rank"] == 2
    assert "nearest to king itself" in draw_analogy(trace).title


def test_every_caption_of_the_ranking_is_a_calculation_that_holds():
    trace = record_analogy()
    for caption in trace.captions[5:-1]:
        dot, length, cosine = re.search(r": (\S+) / \((\S+) · 1\) [=≈] (\S+),", caption).groups()
        assert abs(value(dot) / value(length) - value(cosine)) < 0.01 + grain(cosine)
    assert "king" in trace.captions[5] and "left out" in trace.captions[5] and "the answer" in trace.captions[6]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Male-female", "queen"),
        ("Inputs not excluded", "king"),
        ("Verb tense", "swimming"),
        ("Country-capital", "rome"),
        ("Company-CEO", "bezos"),
        ("The same word thrice", "prince"),
    ],
)
def test_presets_answer_what_they_say(name, answer):
    trace = record_analogy(**PRESETS[name][1])
    assert trace["words"][trace["answer"]] == answer


def test_a_miss_is_told_as_one_with_the_place_of_the_hoped_for_word(glove):
    trace = record_analogy(**PRESETS["Company-CEO, another"][1])
    everything = gensims(glove).most_similar(positive=["gates", "apple"], negative=["microsoft"], topn=len(glove))
    assert trace["rank"] == [word for word, _ in everything].index("jobs") + 1 > 100
    picture = draw_analogy(trace)
    assert picture.title.endswith("not jobs: a miss.") and trace.captions[-1].endswith("a miss.")
    assert picture.panels[1].marks[0].strings["text"][-1, -1, 1] == "jobs"


def test_counted_vectors_rank_as_gensim_ranks_them():
    trace = record_analogy(space="PPMI-SVD")
    theirs = gensims(counted_space().vectors).most_similar(positive=["king", "woman"], negative=["man"], topn=8)
    assert answers(trace) == [word for word, _ in theirs]
    assert trace["size"] == 8000 and trace["space"] == "PPMI-SVD"


def test_the_learners_vectors_are_another_space():
    lab = analogy_lab(vectors=WORDS)
    assert lab.stage.message == "" and str(lab.trace["space"]) == "your vectors"
    assert lab.trace["words"][lab.trace["answer"]] == "queen"
    assert lab.code() == "analogy_lab(vectors=vectors)"
    lab.set(space="GloVe")
    assert lab.trace["size"] == 20_223


def test_the_sections_are_measured_on_a_button_with_a_bar():
    lab = analogy_lab()
    assert lab.trace["sections"].size == 0 and len(draw_analogy(lab.trace).panels) == 2
    button = lab.controls["measured"]
    button.button.click()
    trace = lab.trace
    assert trace["sections"].size == 14 and (button.bar.value, button.bar.max) == (19_544, 19_544)
    assert 100 * trace["right"].sum() / trace["asked"].sum() == pytest.approx(64.8, abs=0.05)  # gensim's figure
    plot = draw_analogy(trace).panels[2]
    assert plot.title == "64.8 % of 19 544 questions" and len(plot.marks) == 15
    lab.set(measured=False)
    lab.wait()
    assert button.bar.layout.visibility == "hidden"


@pytest.mark.parametrize("name", PRESETS)
def test_a_page_holds_the_picture_and_none_of_the_vectors(name, tmp_path):
    lab = analogy_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    assert pack(draw_analogy(lab.trace), lab.trace) == pack(draw_analogy(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 150_000


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"a": "kng"}, "unknown word 'kng': it is not among these 20223 words; did you mean"),
        ({"c": "a"}, "unknown word 'a'"),
        ({"b": ""}, "unknown word ''"),
        ({"a": 7}, "wanted a word, got int 7"),
        ({"expected": 7}, "expected: wanted a word"),
        ({"space": "glove"}, "did you mean 'GloVe'"),
        ({"space": "mine"}, 'space: wanted vectors=... for "mine", got none'),
        ({"vectors": 3}, "vectors: wanted KeyedVectors"),
        ({"vectors": {**WORDS, "man": [0, 0, 0]}}, "the vector of 'man' is zero"),
        ({"vectors": {word: WORDS[word] for word in ("king", "man", "woman")}}, "wanted a word beside king, man"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = analogy_lab(**bad)
    assert told in lab.stage.message
    lab.set(a="king", b="man", c="woman", expected="queen", space="GloVe")
    assert lab.trace["words"][lab.trace["answer"]] == "queen" and lab.stage.message == ""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"b": "king"}, "king − king is zero: what is left is woman"),
        ({"expected": "zzz"}, "“zzz”, hoped for, is not among"),
        ({"expected": "king"}, "“king”, hoped for, is an input"),
    ],
)
def test_what_cannot_be_hoped_for_is_told_beside_the_picture(given, told):
    trace = record_analogy(**given)
    assert told in trace.notes[0]
    pack(draw_analogy(trace), trace)


def test_words_are_found_with_blanks_around_and_in_any_case():
    assert record_analogy(" King", "man ", "WOMAN")["inputs"].tolist() == ["king", "man", "woman"]


@pytest.mark.parametrize(
    "rows", [{"a": [1.0], "b": [2.0], "c": [1.0], "d": [3.0]}, {"a": [1, 0], "b": [1, 0], "c": [1, 0], "d": [2, 1]}]
)
def test_words_that_span_no_plane_are_drawn_all_the_same(rows):
    trace = record_analogy("a", "b", "c", expected="", space="mine", vectors=rows)
    assert np.isfinite(trace["places"]).all()
    pack(draw_analogy(trace), trace)


def test_the_vectors_are_left_as_they_were():
    space = space_of("GloVe")
    before = space.vectors.vectors.copy()
    record_analogy(measured=True)
    np.testing.assert_array_equal(space.vectors.vectors, before)


def test_every_control_records_again():
    lab = analogy_lab()
    for name, new in {
        "a": "walking",
        "b": "walk",
        "c": "swim",
        "expected": "swimming",
        "exclude_inputs": False,
    }.items():
        lab.controls[name].value = new
        lab.wait()
    assert lab.code() == "analogy_lab(a='walking', b='walk', c='swim', expected='swimming', exclude_inputs=False)"
    assert lab.trace["words"][lab.trace["answer"]] == "swim"


def test_the_title_calls_nearest_only_what_is_and_names_the_inputs_as_left_out():
    trace = record_analogy()
    assert trace["words"][0] == "king"  # the nearest of all
    assert draw_analogy(trace).title == (
        "king − man + woman: of all words that are no inputs, queen is nearest, cosine 0.77."
    )
    question = draw_analogy(trace).question
    assert question.truth == "king" and "queen" in question.slips


def test_an_input_lies_in_its_plane_and_no_rounding_error_is_told():
    captions = record_analogy().captions
    assert "It lies in the plane." in next(caption for caption in captions if caption.startswith("king: "))
    assert not any("10⁻" in caption for caption in captions)
