"""The one-hot lab: distances and cosines are scipy's, company is counted by hand, any words can be typed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cosine, pdist

from lessonlib.labs.vectors.one_hot import PRESETS, neighbours, one_hot_lab, record_one_hot
from lessonlib.labs.vectors.one_hot_picture import draw_one_hot
from lessonlib.stage.pack import pack


def test_every_two_one_hot_vectors_are_root_two_apart():
    picture = draw_one_hot(record_one_hot())
    shown = picture.panels[0].marks[0].marks[1].strings["text"][0]
    assert set(shown[np.triu_indices(4, 1)]) == {"1.41"}
    np.testing.assert_allclose(pdist(np.eye(4)), np.sqrt(2))


def test_the_cosines_are_scipys():
    trace = record_one_hot("dog cat car", PRESETS["Dogs and cats"][1]["text"])
    for i, j in ((0, 1), (0, 2), (1, 2)):
        np.testing.assert_allclose(
            trace["cosine"][i, j], 1 - cosine(trace["counts"][i], trace["counts"][j]), atol=1e-12
        )


def test_company_is_counted_within_three_words_of_a_sentence_stop_words_left_out():
    names, counts = neighbours(["dog"], "One two big red dog barks at cats. Not here.")
    assert dict(zip(names, counts[0], strict=True)) == {"two": 1, "big": 1, "red": 1, "barks": 1, "cats": 1}
    names, counts = neighbours(["dog"], "dog dog")
    assert (names, counts.tolist()) == (["dog"], [[2.0]])


def test_the_lectures_words_are_nearest_within_their_kind():
    trace = record_one_hot()
    cosines = dict(zip(("rp", "ri", "rf", "pi", "pf", "if"), trace["cosine"][np.triu_indices(4, 1)], strict=True))
    assert min(cosines["rp"], cosines["if"]) > 0.6 > 0.1 > max(cosines[pair] for pair in ("ri", "rf", "pi", "pf"))


def test_a_word_without_company_is_told_and_has_no_cosine():
    trace = record_one_hot("rome oslo")
    assert "“oslo” has no company in the text." in trace.captions
    assert np.isnan(trace["cosine"][0, 1]) and "no direction to compare" in trace.captions[-1]
    assert "no company that would tell" in draw_one_hot(trace).title


@settings(deadline=None, max_examples=40)
@given(st.text(), st.text(min_size=1))
def test_any_words_and_text_are_drawn_or_refused_in_a_sentence(words, text):
    try:
        trace = record_one_hot(words, text)
    except ValueError as error:
        assert str(error).startswith(("words: wanted at least 2 words", "text: wanted some words"))
    else:
        assert pack(draw_one_hot(trace), trace)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"words": "one"}, "wanted at least 2 words, got 1"),
        ({"words": 7}, "words: wanted words"),
        ({"text": " "}, "text: wanted"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(arguments, told):
    with pytest.raises((TypeError, ValueError), match=told):
        record_one_hot(**arguments)


def test_a_long_paste_is_cut_and_told():
    trace = record_one_hot("a b c d e f g", "word " * 400_000)
    assert len(trace.notes) == 2 and trace.notes[1].startswith("Only the first 1 999 of 2 000 000 letters")


@pytest.mark.parametrize("preset", PRESETS)
def test_the_lab_shows_every_preset(preset):
    assert one_hot_lab(**PRESETS[preset][1]).stage.message == ""
