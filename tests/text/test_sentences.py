"""Where sentences end: by hand, in several scripts; and what of them two words must not reach over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.text import sentences

ENDS = "|"


@pytest.mark.parametrize(
    "marked",
    [
        "Mr. Smith met Dr. Jones.|They left.",
        "It costs 3.14 now.|Then 1,000.50 later!|Really?",
        "He came at 5 p.m. yesterday.|She left at 6 p.m.|Then it rained.",
        "Write to a.b@c.org.|See www.x.org/a.html today.|It is at https://x.org/a.b?c=d.|Done.",
        "J. K. Rowling wrote it.|I did.|It was I.|Then all went, e.g. home.",
        "No. 5 is alive.|He said no.|The cat sat.|the dog sat.|the sun.|No. 6, p. 7 and Fig. 8 show it.",
        "On Jan. 5 he came.|The U.S. Army left.|Apple Inc. pays.|Pears, apples, etc.|All is well.",
        "wait...|what?!|No!!!",
        'He said "Stop."|Then (so they say.)|he left.',
        "the end.|Then it began.",
        "今天很好。|我很高兴！|真的？|是。",
        "मैं घर गया।|वह आई।",
        "هل هذا صحيح؟|نعم۔|ہاں",
        "Ես գնացի։|Նա եկավ։",
        "one line\nof a text|and a paragraph",
    ],
)
def test_sentences_end_where_a_reader_ends_them(marked):
    text = marked.replace("text|and", "text\n\nand") if "paragraph" in marked else marked.replace("|", " ")
    assert sentences(text) == marked.split("|")


def test_a_blank_forgotten_and_scripts_that_set_none_end_a_sentence_too():
    assert sentences("The end.Then it began.") == ["The end.", "Then it began."]
    assert sentences("今天很好。我很高兴！") == ["今天很好。", "我很高兴！"]


def test_each_line_is_a_sentence_where_that_is_asked_for():
    assert sentences("one two\nthree. four", lines=True) == ["one two", "three.", "four"]


@given(st.text(alphabet='aB .!?\n1@/。"'))
def test_no_letter_is_lost_and_none_is_added(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_what_is_no_text_is_refused():
    with pytest.raises(TypeError, match="wanted one string, got list"):
        sentences(["a"])
