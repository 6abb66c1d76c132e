"""Normalisation: each switch by itself on known texts, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from lessonlib.text import STOP_WORDS, normalize, tokenize
from lessonlib.text.normalize import STEPS

OFF = dict.fromkeys(STEPS, False)


def only(switch, text):
    return normalize(text, **{**OFF, switch: True})


@pytest.mark.parametrize(
    ("switch", "text", "wanted"),
    [
        ("tags", "<p>one</p><p>t<b>w</b>o</p>", "one  two"),
        ("tags", "<script>alert('x')</script>text<style>p {}</style>", "text"),
        ("tags", "2 < 3 &amp; <3", "2 < 3 & <3"),
        ("tags", 'a <img src=x onerror="alert(1)"> b', "a   b"),
        ("lower", "The DOG, ΟΔΟΣ", "the dog, οδος"),
        ("contractions", "Don't! I'm sure they've won't", "Do not! I am sure they have will not"),
        ("contractions", "It\u2019s e.g. the dog's, etc.", "It is for example the dog's, and so on"),
        ("numbers", "page 12, 50% of 1,000 on 24/12/2001 at 10:30, B2 and 1990s", "page , of on at , B2 and 1990s"),
        ("numbers", "٣ кошки и 7 собак", "кошки и собак"),
        ("punctuation", "Wi-Fi (the good one)! Don't.", "Wi Fi the good one Don't"),
        ("stop_words", "The dog is not on the table", "dog not table"),
    ],
)
def test_each_switch_does_its_step_and_no_other(switch, text, wanted):
    assert only(switch, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Take 12.5mg at 10:30pm, weight 3.5kg", "take at weight"),
        ("1,000kg, 0.5GB, 1/2cup, $4.2bn, 3-4x, 5%", ""),
        ("B2 and 1990s, 2nd, 12mg", "b2 and 1990s 2nd 12mg"),
        ("covid-19, 24-hour, A4/5", "covid hour a4"),
        ("v1.2.3 and B2.5", "and"),
    ],
)
def test_a_number_goes_whole_and_never_becomes_another(text, wanted):
    assert normalize(text, stop_words=False) == wanted


def test_tags_that_never_close_are_text_and_take_no_time():
    text = "<a " * 200_000
    assert only("tags", text) == text
    assert only("tags", "<b>x</b> <a") == "x <a"


def test_with_every_switch_off_the_text_stays_as_it_is():
    text = "<p>The  dog's 7 balls,\n etc.</p>"
    assert normalize(text, **OFF) == text


def test_only_stop_words_leave_nothing():
    assert normalize("The and of, TO the!") == ""
    assert normalize("") == ""


def test_stop_words_are_function_words_that_other_lists_hold_too():
    ours_alone = "beneath did does doing having inside just near outside shall theirs"
    assert sorted(STOP_WORDS - ENGLISH_STOP_WORDS) == ours_alone.split()
    assert not STOP_WORDS & {"not", "no", "never", "good"}


def test_an_accented_letter_is_not_taken_for_the_stop_word_under_it():
    assert only("stop_words", "a\u0301 a") == "\u00e1"


@given(st.text())
def test_any_text_becomes_words_with_one_blank_between_them(text):
    clean = normalize(text)
    assert clean == " ".join(tokenize(clean, lower=False))
    assert not set(clean.split(" ")) & STOP_WORDS


@given(st.text(alphabet="<>&;!-/ab\"'= scriptyle"))
def test_broken_html_is_read_and_never_raises(text):
    assert isinstance(only("tags", text), str)


def test_what_is_no_string_is_refused_in_a_sentence():
    with pytest.raises(TypeError, match=r"normalize\(text\): wanted one string, got int"):
        normalize(7)
