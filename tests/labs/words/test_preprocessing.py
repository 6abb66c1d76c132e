"""The preprocessing lab: each line is what the switches leave, what changed is lit, and any text can be shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.labs.shared.typed_text import typed_text
from lessonlib.labs.words.preprocessing import PRESETS, TEXT, preprocessing_lab, record_preprocessing
from lessonlib.labs.words.preprocessing_changes import changes, pieces
from lessonlib.labs.words.preprocessing_picture import draw_preprocessing
from lessonlib.stage.pack import pack
from lessonlib.text import STOP_WORDS, normalize, tokenize
from lessonlib.text.normalize import STEPS

OFF = dict.fromkeys(STEPS, False)


def line(trace, i):
    return [str(piece) for piece in trace["pieces"][i][: trace["length"][i]]]


def test_the_lectures_steps_follow_each_other_to_words_without_marks_and_stop_words():
    trace = record_preprocessing("<p>The dog ISN'T on the table: page 7!</p>")
    assert [line(trace, i) for i in range(8)] == [
        ["<p>", "The", "dog", "ISN'T", "on", "the", "table:", "page", "7!", "</p>"],
        ["The", "dog", "ISN'T", "on", "the", "table:", "page", "7!"],
        ["the", "dog", "isn't", "on", "the", "table:", "page", "7!"],
        ["the", "dog", "is", "not", "on", "the", "table:", "page", "7!"],
        ["the", "dog", "is", "not", "on", "the", "table:", "page", "!"],
        ["the", "dog", "is", "not", "on", "the", "table", "page"],
        ["dog", "not", "table", "page"],
        ["dog", "not", "table", "page"],
    ]
    assert not STOP_WORDS & set(line(trace, -1))
    assert trace["different"].tolist() == [10, 8, 7, 8, 8, 7, 4, 4]


def test_every_caption_counts_what_is_in_the_line():
    trace = record_preprocessing()
    for k, caption in enumerate(trace.captions):
        if trace["phase"][k] == 2:
            before, after = line(trace, trace["line"][k] - 1), line(trace, trace["line"][k])
            assert caption.startswith(f"{len(before)} → {len(after)} pieces")
            assert f"{len(set(before))} → " in caption and str(len(set(after))) in caption


def test_a_switch_that_is_off_has_no_step():
    trace = record_preprocessing("The dog's 7 balls", **OFF)
    assert trace["names"].tolist() == ["raw text", "tokens"] and trace.steps == 3
    assert line(trace, -1) == ["The", "dog's", "7", "balls"]


@given(st.lists(st.sampled_from("abcd"), max_size=9), st.lists(st.sampled_from("abcd"), max_size=9))
def test_what_is_neither_gone_nor_rewritten_is_in_both_texts(before, after):
    gone, changed, new = changes(before, after)
    kept = [piece for i, piece in enumerate(before) if i not in {*gone, *changed}]
    assert kept == [piece for i, piece in enumerate(after) if i not in new]


def test_the_pieces_that_change_are_lit_before_and_after():
    picture = draw_preprocessing(record_preprocessing("The dog"))
    raw, small = picture.panels[0].marks[1].marks[1:3]  # after tags, after capitals
    assert raw.arrays["lit"][3].tolist() == [[0, 1]]
    assert small.arrays["lit"][4].tolist() == [[0, 2]]


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1))
def test_any_text_is_drawn_or_refused_in_a_sentence(text):
    if text.strip():
        trace = record_preprocessing(text)
        pack(draw_preprocessing(trace), trace)
    else:
        with pytest.raises(ValueError, match="wanted some words, got none"):
            record_preprocessing(text)


def test_only_stop_words_leave_nothing_and_that_is_told():
    trace = record_preprocessing("The and of")
    assert "Nothing is left of 3 pieces" in trace.captions[-3]
    assert draw_preprocessing(trace).title == "Of 3 different pieces no word is left."


def test_a_paste_of_two_megabytes_is_cut_and_the_place_is_told():
    trace = record_preprocessing("word " * 400_000)
    assert trace["length"][0] == 180
    assert trace.notes == (
        "Only the first 899 of 2 000 000 letters are read, up to “…d word”: the picture has room for no more.",
    )
    assert typed_text("x" * 2_000, "text", 900)[0] == "x" * 900


def test_scripts_and_tags_are_pieces_of_text():
    trace = record_preprocessing(PRESETS["A script in the text"][1]["text"])
    assert "<script>" in line(trace, 0) and not any("<" in piece and len(piece) > 1 for piece in line(trace, 1))


@pytest.mark.parametrize(
    ("text", "error"), [("", ValueError), ("  \n", ValueError), (7, TypeError), (["a"], TypeError)]
)
def test_what_is_no_text_is_refused_in_a_sentence(text, error):
    with pytest.raises(error, match=r"^text: wanted"):
        record_preprocessing(text)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_drawn(preset):
    trace = record_preprocessing(**PRESETS[preset][1])
    assert pack(draw_preprocessing(trace), trace)


def test_the_lab_answers_its_switches():
    lab = preprocessing_lab("The dog")
    lab.set(lower=False)
    assert lab.trace["names"].tolist() == [
        "raw text",
        "no tags",
        "written out",
        "no numbers",
        "no punctuation",
        "no stop words",
        "tokens",
    ]
    assert lab.code() == "preprocessing_lab(text='The dog', lower=False)"


def test_pieces_are_tags_and_what_stands_between_blanks():
    assert pieces("<b>The</b> table, 2 < 3") == ["<b>", "The", "</b>", "table,", "2", "<", "3"]


def test_how_many_words_are_left_is_asked_and_no_text_for_the_screen_reader_tells_it():
    trace = record_preprocessing()
    picture = draw_preprocessing(trace)
    assert picture.question.options["answer"] == len(set(tokenize(normalize(TEXT))))
    assert not any(character.isdigit() for panel in picture.panels for character in getattr(panel, "alt", ""))


@pytest.mark.parametrize("name", STEPS)
def test_a_switch_that_is_neither_true_nor_false_is_refused_in_a_sentence(name):
    assert (
        preprocessing_lab(**{name: "no"}).stage.message
        == f"{name}: wanted True or False, got str 'no'. Pass one of them."
    )
