"""The stemming lab: every stem is nltk's, every rule told is Porter's, and words of any script can be typed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.stem import LancasterStemmer, PorterStemmer, SnowballStemmer

from lessonlib.labs.words.stemming import PRESETS, record_stemming, stemming_lab
from lessonlib.labs.words.stemming_picture import draw_stemming
from lessonlib.stage.pack import pack

NLTK = (PorterStemmer(), SnowballStemmer("english"), LancasterStemmer())


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="abdeilngorstuyv", min_size=1, max_size=12), min_size=1, max_size=5))
def test_the_table_holds_nltks_stems_and_the_last_rule_ends_at_porters(words):
    trace = record_stemming(words)
    for word, stems in zip(trace["words"], trace["results"], strict=True):
        assert list(stems[:3]) == [stemmer.stem(str(word)) for stemmer in NLTK]
    for w, word in enumerate(trace["words"]):
        told = " ".join(c for c, v, col in zip(trace.captions, trace["word"], trace["column"]) if v == w and col < 0)  # noqa: B905
        arrows = re.findall(r"→ (\w+)", told)
        assert not arrows or arrows[-1] == NLTK[0].stem(str(word))


def test_the_slides_rules_are_tried_in_order_until_one_fits():
    captions = record_stemming("dresses ponies dogs").captions
    tried = [c for c in captions if c.startswith("Step 1a")]
    assert [("yes" in c, re.search(r"in (\w+):", c)[1]) for c in tried] == [
        (True, "SSES"),
        (False, "SSES"),
        (True, "IES"),
        (False, "SSES"),
        (False, "IES"),
        (False, "SS"),
        (True, "S"),
    ]
    assert "ponies → poni" in tried[2]


def test_over_stemming_is_seen_as_one_stem_for_four_words():
    trace = record_stemming("university universal universities universe")
    assert set(trace["results"][:, 0]) == {"univers"}
    assert draw_stemming(trace).title == (
        "Of 4 words Porter leaves 1 different stem, Snowball 1, Lancaster 1; the dictionary 3."
    )
    lit = draw_stemming(trace).panels[1].marks[0].arrays["lit"]
    last = max(k for k in range(trace.steps) if trace["column"][k] == 0)
    assert sorted(row for row, column, role in lit[last].tolist() if role > 0) == [0, 1, 2, 3]


def test_under_stemming_is_seen_as_two_stems_of_one_word():
    results = record_stemming("data datum")["results"]
    assert results[0, 0] != results[1, 0]


def test_the_part_of_speech_changes_the_dictionary_form():
    assert record_stemming("meeting", "n")["results"][0, 3] == "meeting"
    assert record_stemming("meeting", "v")["results"][0, 3] == "meet"


def test_exceptions_short_words_and_refused_rules_are_told():
    told = " ".join(record_stemming("skies at sing ties").captions)
    assert "“skies” stands in nltk's list of exceptions: sky" in told
    assert "“at” has two letters or fewer" in told
    assert "“sing” ends in ING, but the condition on “s” does not hold (m = 0)" in told
    assert "nltk keeps the e: ties → tie" in told


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_any_text_is_drawn_or_refused_in_a_sentence(text):
    try:
        trace = record_stemming(text)
    except ValueError as error:
        told = str(error).replace(" of at most 24 letters", "")
        assert told == "words: wanted at least 1 word, got 0; type some more."
    else:
        assert pack(draw_stemming(trace), trace)


def test_too_many_and_too_long_words_are_left_out_and_told():
    trace = record_stemming(" ".join(f"word{i}" for i in range(12)) + " " + "x" * 30)
    assert len(trace["words"]) == 10
    assert trace.notes == (
        "Words of more than 24 letters are left out, first “xxxxxxxxxxxxxxxxxxxxxxxx…”.",
        "Only the first 10 of 12 different words are taken: the table has room for no more.",
    )
    assert len(record_stemming("dogs bark " * 200_000)["words"]) == 2


@pytest.mark.parametrize(
    ("arguments", "told"), [({"words": 7}, "words: wanted words"), ({"pos": "x"}, "part of speech")]
)
def test_bad_arguments_are_refused_in_a_sentence(arguments, told):
    with pytest.raises((TypeError, ValueError), match=told):
        record_stemming(**arguments)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_drawn(preset):
    trace = record_stemming(**PRESETS[preset][1])
    assert pack(draw_stemming(trace), trace)


def test_the_lab_takes_words_typed_in():
    lab = stemming_lab()
    lab.set(words="<b>cats</b> running")
    assert lab.trace["words"].tolist() == ["b", "cats", "running"]


def test_a_paste_of_two_megabytes_is_cut_and_the_place_is_told():
    (note,) = record_stemming("dogs ponies " * 170_000).notes
    assert note == (
        "Only the first 100 000 of 2 040 000 letters are read, up to “…s dogs”: the picture has room for no more."
    )
    with pytest.raises(ValueError, match="wanted at least 1 word of at most 24 letters, got 0"):
        record_stemming("x" * 2_000_000)


def test_the_lab_names_what_is_no_text_at_its_start():
    assert stemming_lab(None).stage.message.startswith("words: wanted words")


def test_what_porter_leaves_of_a_word_that_the_dictionary_has_otherwise_is_asked():
    asked = draw_stemming(record_stemming()).question
    assert asked.text == "What does Porter leave of “ponies”?"
    assert asked.truth == PorterStemmer().stem("ponies") == "poni"
    assert asked.slips == {"pony": "that is the form in the dictionary; rules know no dictionary"}
