"""The tokeniser, against scikit-learn's pattern on real English, Unicode's own properties elsewhere."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from lessonlib.data import load_sotu
from lessonlib.text import normalize, tokenize
from lessonlib.text.tokens import APOSTROPHES

FAMILY, THUMB, GERMANY = "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f44d\U0001f3fd", "\U0001f1e9\U0001f1ea"


def test_the_lectures_sentences_have_seven_words_each():
    assert tokenize("The car is driven on the road.") == ["the", "car", "is", "driven", "on", "the", "road"]
    assert len(tokenize("The truck is driven on the highway.")) == 7


def test_english_words_without_apostrophes_and_numbers_are_those_of_scikit_learn():
    words = CountVectorizer(token_pattern=r"(?u)\b\w+\b").build_analyzer()
    text = " ".join(word for word in load_sotu()[0].split() if "'" not in word and not any(c.isdigit() for c in word))
    assert tokenize(text) == words(text)


@pytest.mark.parametrize("apostrophe", ["'", "\u2019"])
def test_an_apostrophe_inside_a_word_belongs_to_it_however_it_is_written(apostrophe):
    assert tokenize(f"Don{apostrophe}t touch the dogs{apostrophe} ball") == ["don't", "touch", "the", "dogs", "ball"]


@pytest.mark.parametrize("apostrophe", "´`‘’‛ʼʻ＇′｀՚❜Ꞌ")
def test_what_looks_like_an_apostrophe_inside_a_word_is_one(apostrophe):
    assert tokenize(f"I don{apostrophe}t") == ["i", "don't"]
    assert normalize(f"I don{apostrophe}t", stop_words=False) == "i do not"


def test_quotes_about_a_word_are_no_part_of_it():
    assert tokenize("‘one’ `two` ´three´ ʼfourʼ") == ["one", "two", "three", "four"]


@pytest.mark.parametrize("unseen", [*"\u00ad\u2060\ufeff\u200d\u200c\u034f\u200e", "\u00ad\u2060"])
def test_a_character_that_nobody_sees_parts_no_word(unseen):
    assert tokenize(f"co{unseen}operate {unseen}now{unseen}") == ["cooperate", "now"]
    assert normalize(f"is{unseen}n't{unseen} it", stop_words=False) == "is not it"
    assert normalize(f"the{unseen} d{unseen}og") == "dog"


def test_a_zero_width_blank_parts_words():
    assert tokenize("one\u200btwo") == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3.14 and 1,000. 7", ["3.14", "and", "1,000", "7"]),
        ("snake_case __ co-op", ["snake", "case", "co", "op"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("שָׁלוֹם צה״ל", ["שָׁלוֹם", "צה״ל"]),
        ("مرحبا، بِكَ", ["مرحبا", "بِكَ"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        (f"{FAMILY}hi{THUMB}{GERMANY}{GERMANY}", [FAMILY, "hi", THUMB, GERMANY, GERMANY]),
        ("", []),
        (" \n\t ", []),
        ("!?,.—", []),
    ],
)
def test_words_of_other_scripts_numbers_and_emoji_stay_whole(text, wanted):
    assert tokenize(text) == [unicodedata.normalize("NFC", word) for word in wanted]


def test_a_letter_and_its_accent_are_one_word_composed_or_not():
    assert tokenize("cafe\u0301 caf\u00e9") == ["caf\u00e9", "caf\u00e9"]


def test_punctuation_can_be_kept_each_mark_a_token():
    assert tokenize("Wi-Fi, please!", lower=False, punctuation=True) == ["Wi", "-", "Fi", ",", "please", "!"]


@given(st.text())
def test_the_letters_and_digits_of_any_text_are_kept_in_their_order(text):
    def letters(string):
        return [c for c in unicodedata.normalize("NFC", string) if c.isalnum() and c not in APOSTROPHES]

    assert letters("".join(tokenize(text, lower=False))) == letters(text)


@given(st.text())
def test_no_token_holds_a_blank_and_every_token_is_cut_into_itself(text):
    for token in tokenize(text):
        assert token and not any(c.isspace() for c in token)
        assert tokenize(token) == [token]


@given(st.text())
@example("\U0001f266")  # among the emoji, but not given a meaning yet
def test_with_punctuation_the_words_are_a_part_of_the_tokens(text):
    kept = iter(tokenize(text, punctuation=True))
    assert all(word in kept for word in tokenize(text))


@given(st.text(alphabet="ab '.,-\u0301\u200d\U0001f44d\U0001f3fd", max_size=30))
def test_lower_case_text_is_the_same_with_and_without_lower(text):
    assert tokenize(text, lower=False) == tokenize(text)


@pytest.mark.parametrize(
    ("text", "told"), [(["a"], "wanted one string, got list"), (b"a", "got bytes. Decode them"), (None, "got NoneType")]
)
def test_what_is_no_string_is_refused_in_a_sentence(text, told):
    with pytest.raises(TypeError, match=told):
        tokenize(text)
