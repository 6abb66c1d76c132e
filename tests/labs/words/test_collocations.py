"""The lab of collocations: its rankings and numbers against nltk, and what it says to bad input."""

import re
from itertools import pairwise

import numpy as np
import pytest
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures

from lessonlib.data import load_sotu
from lessonlib.labs.words.collocations import collocations_lab, record_collocations
from lessonlib.labs.words.collocations_picture import draw_collocations
from lessonlib.stage import number
from lessonlib.stage.pack import pack
from lessonlib.text import STOP_WORDS, tokenize
from tests.notebooks.prose import page

TEXT = "the old man and the sea and the old boat on the sea: the old man sleeps, the sea is old, the old man dreams"
NLTK = ("raw_freq", "raw_freq", "pmi", "student_t", "chi_sq", "likelihood_ratio")


def ranked(trace, column):
    return [str(trace["pairs"][p]) for p in trace["top"][:, column] if p >= 0]


@pytest.mark.parametrize("column", range(6))
def test_each_ranking_is_nltks(column):
    finder = BigramCollocationFinder.from_words(tokenize(TEXT))
    finder.apply_freq_filter(2)
    if column == 1:
        finder.apply_word_filter(STOP_WORDS.__contains__)
    wanted = finder.nbest(getattr(BigramAssocMeasures, NLTK[column]), 8)
    assert ranked(record_collocations(TEXT, min_count=2), column) == [" ".join(pair) for pair in wanted]


def test_the_numbers_of_each_pair_are_nltks():
    trace = record_collocations(TEXT, min_count=1)
    finder = BigramCollocationFinder.from_words(tokenize(TEXT))
    for i, pair in enumerate(trace["pairs"]):
        wanted = [finder.score_ngram(getattr(BigramAssocMeasures, name), *pair.split()) for name in NLTK[1:]]
        assert trace["scores"][i] == pytest.approx(wanted)


def test_the_addresses_show_names_with_the_filter_and_accidents_without():
    trace = record_collocations()
    assert {"costa rica", "rio grande"} <= set(ranked(trace, 2))
    assert ranked(trace, 1)[:3] == ["united states", "fiscal year", "great britain"]
    without = record_collocations(min_count=1)
    assert (without["n_uv"][without["top"][:, 2]] == 1).all()
    assert "seen just once" in draw_collocations(without).title
    assert {"agua prieta", "annie oakley", "amusingly falsified"} <= set(ranked(without, 2))  # the lesson names them
    assert not any(sign.isdigit() for pair in ranked(without, 2) for sign in pair)


def test_no_pair_of_the_addresses_reaches_over_a_full_stop():
    trace = record_collocations(pair="year the")
    pieces = [tokenize(piece) for address in load_sotu() for piece in re.split(r"[.?!]\s", address)]
    within = sum(pair == ("year", "the") for words in pieces for pair in pairwise(words))
    assert trace["n_uv"][0] == within == 154  # 327 where the next sentence is read on
    assert "make 415 948 different pairs" in trace.captions[0]  # "over 400 000" in the lesson


def test_a_pair_that_is_looked_up_comes_first_with_its_numbers():
    trace = record_collocations(TEXT, min_count=2, pair="The Sea")
    assert trace["pairs"][0] == "the sea"
    assert "“the sea” is seen 3 times; independent words would meet 7 · 3 / 25 = 0.84 times" in trace.captions[1]
    late = record_collocations(TEXT, min_count=2, pair="man dreams")
    assert late.captions[1].endswith("The count filter leaves it out.")
    assert late["rank"][0].tolist() == [0] * 6


def test_without_stop_words_no_ranking_has_one():
    trace = record_collocations(TEXT, min_count=1, stop_words=False)
    assert not {word for pair in trace["pairs"] for word in pair.split()} & STOP_WORDS


def test_a_text_of_stop_words_says_why_a_ranking_is_empty():
    only = record_collocations("the of and the of", min_count=1)
    assert only.notes == ("Each pair that the filter leaves has a stop word in it: the second ranking is empty.",)
    assert pack(draw_collocations(only), only)
    with pytest.raises(ValueError, match="has a stop word in it; keep the stop words"):
        record_collocations("the of and the of", min_count=1, stop_words=False)


def test_every_pair_stands_in_the_two_by_two_table_with_its_sums():
    trace = record_collocations(TEXT, min_count=1)
    texts = draw_collocations(trace).panels[2].marks[1].strings["text"]
    k = 1 + trace["pairs"].tolist().index("old man")
    assert texts[k, 0].tolist() == ["u", "3 (0.6)", "2 (4.4)", "5"]  # 5 · 3 / 25
    assert texts[k, 2].tolist() == ["sum", "3", "22", "25"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"text": "🙂"}, "wanted at least two words, got only “🙂”"),
        ({"text": "... !"}, "wanted at least two words, got none"),
        ({"text": 5}, "wanted a text, got int"),
        ({"text": TEXT}, "no pair is seen 20 times; the most frequent, “the old”, 4 times"),
        ({"min_count": 0}, "wanted a whole number of at least 1, got 0"),
        ({"text": TEXT, "min_count": 1, "pair": "old whale"}, "“whale” was never seen"),
        ({"text": TEXT, "min_count": 1, "pair": "man old"}, "“old” never follows “man”"),
        ({"text": TEXT, "min_count": 1, "pair": "old"}, "wanted two words, got 1"),
        ({"text": TEXT, "min_count": 1, "pair": 7}, "wanted two words, got int"),
    ],
)
def test_bad_input_is_named_and_the_lab_stays(arguments, words):
    with pytest.raises((ValueError, TypeError), match=words):
        record_collocations(**arguments)
    assert words in collocations_lab(**arguments).stage.message


def test_a_long_paste_is_cut_and_the_place_is_said():
    trace = record_collocations("ship of fools " * 150_000, min_count=1)
    assert trace.notes == ("The text is cut behind “ship”: of its 2 100 000 letters the first 500 000 are read.",)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> <b>bold</b> move",
        "café café cafe\u0301 au lait",
        "שלום עולם שלום עולם",
        "ha ha ha ha",
    ],
)
def test_any_text_is_drawn_as_text(text):
    trace = record_collocations(text, min_count=1)
    assert pack(draw_collocations(trace), trace)
    assert np.isfinite(trace["scores"]).all()


def test_drawing_changes_nothing():
    trace = record_collocations(TEXT, min_count=1)
    assert pack(draw_collocations(trace), trace) == pack(draw_collocations(trace), trace)


def test_a_pair_that_is_pointed_at_tells_its_table_and_its_four_scores():
    tokens = ["new", "york", "is", "big", "and", "new", "york", "is", "old", "and", "york", "is", "small"]
    trace = record_collocations(" ".join(tokens), min_count=1)
    hover = next(mark.strings["hover"] for mark in draw_collocations(trace).panels[1].marks if "hover" in mark.strings)
    told = next(words for words in hover.ravel() if words.startswith("new york"))
    scores = ", ".join(
        f"{name} {number(score(2, (2, 3), len(tokens)), 4)}"
        for name, score in [
            ("PMI", BigramAssocMeasures.pmi),
            ("t", BigramAssocMeasures.student_t),
            ("χ²", BigramAssocMeasures.chi_sq),
            ("likelihood", BigramAssocMeasures.likelihood_ratio),
        ]
    )
    assert told == f"new york: seen 2, u alone 0, v alone 1, neither 10; {scores}"


def test_at_first_no_ranking_is_shown_and_the_one_with_the_rarest_pairs_is_asked():
    trace = record_collocations(TEXT, min_count=1)
    shown = draw_collocations(trace).panels[0].marks[0].strings["text"]
    assert set(shown[0, :-1, 1:].ravel()) == {""} and "" not in set(shown[1, 0, 1:])
    asked = draw_collocations(record_collocations()).question
    assert asked.truth == "PMI"  # "saddam hussein" and its like: nltk's ranking stands in the tests above


def test_what_the_lesson_says_of_the_rankings_holds():
    trace, without = record_collocations(pair="united states"), record_collocations(stop_words=False)
    assert trace["rank"][0].tolist() == [9, 1, 369, 3, 7, 1] and "far down, at rank 369:" in page("16")
    assert "a text of 1.8 million words has over 400 000 different pairs" in page("16")
    assert round(int(trace["n"]) / 1e6, 1) == 1.8 and "415 948 different pairs" in trace.captions[0]
    first = [str(trace["pairs"][p]) for p in trace["top"][0]]
    assert [i for i, pair in enumerate(first) if pair == "of the"] == [0, 3]  # frequency and t
    same = [[str(t["pairs"][p]) for p in t["top"][:, 2]] for t in (trace, without)]
    assert same[0] == same[1]
    assert not {"of the", "in the"} & {str(without["pairs"][p]) for p in without["top"][:, 3]}


def test_a_switch_that_is_neither_true_nor_false_is_refused_in_a_sentence():
    assert "stop_words: wanted True or False, got int 0" in collocations_lab(TEXT, stop_words=0).stage.message
