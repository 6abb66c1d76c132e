"""Bag of words: counts are scikit-learn's, the slide's row is binary, what is shown appears step by step."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from lessonlib.labs import bag_of_words_lab
from lessonlib.labs.words.bag_of_words import PRESETS, SENTENCES, record_bag_of_words
from lessonlib.labs.words.bag_of_words_documents import DocumentsField, typed_documents
from lessonlib.labs.words.bag_of_words_picture import draw_bag_of_words
from lessonlib.stage.pack import pack


def table_at(trace, step):
    return draw_bag_of_words(trace).panels[0].marks[-1].marks[0].strings["text"][step].tolist()


def test_binary_gives_the_row_of_the_slide_over_its_vocabulary():
    rows = table_at(record_bag_of_words(binary=True), -1)
    assert rows[0] == ["are", "cat", "dog", "is", "now", "on", "table", "the"]
    assert rows[1] == ["0", "0", "1", "1", "0", "1", "1", "1"]  # Lecture 2, "Feature extraction"


def test_counted_the_word_the_is_2():
    assert table_at(record_bag_of_words(), -1)[1] == ["0", "0", "1", "1", "0", "1", "1", "2"]


@pytest.mark.parametrize("ngrams", [(1, 1), (1, 2), (2, 2), (1, 3)])
@pytest.mark.parametrize("binary", [False, True])
def test_counts_are_scikit_learns(ngrams, binary):
    trace = record_bag_of_words(ngrams=ngrams, binary=binary)
    theirs = CountVectorizer(ngram_range=ngrams, binary=binary)
    assert trace["counts"].tolist() == theirs.fit_transform(SENTENCES.splitlines()).toarray().tolist()
    assert trace["terms"].tolist() == theirs.get_feature_names_out().tolist()


def test_sizes_and_zeros_are_those_of_scikit_learns_matrices():
    trace = record_bag_of_words()
    for (terms, filled), longest in zip(trace["sizes"], (1, 2, 3), strict=True):
        theirs = CountVectorizer(ngram_range=(1, longest)).fit_transform(SENTENCES.splitlines())
        assert (terms, filled) == (theirs.shape[1], theirs.nnz)
    assert trace.captions[-1].startswith("4 · 8 = 32 cells, 22 of them not 0: 31.2 % are zeros")


def test_a_term_appears_when_it_is_first_read_and_a_count_grows_by_one_at_a_step():
    trace = record_bag_of_words("the dog, the cat")
    assert [table_at(trace, step)[0] for step in range(5)] == [
        ["", "", ""],
        ["", "", "the"],
        ["", "dog", "the"],
        ["", "dog", "the"],
        ["cat", "dog", "the"],
    ]
    assert [table_at(trace, step)[1][2] for step in range(5, 11)] == ["", "1", "1", "2", "2", "2"]
    assert table_at(trace, -1)[1] == ["1", "1", "2"]
    assert trace.captions[8] == "“the” in A: 1 + 1 = 2." and "stays at 2 terms" in trace.captions[3]


def test_two_documents_of_the_same_words_become_the_same_row_and_pairs_tell_them_apart():
    assert "C and D become the same row" in draw_bag_of_words(record_bag_of_words()).title
    assert "No two rows are the same" in draw_bag_of_words(record_bag_of_words(ngrams=(1, 2))).title


def test_a_pair_of_words_is_lit_as_two_words():
    trace = record_bag_of_words("the dog is", ngrams=(2, 2))
    words = draw_bag_of_words(trace).panels[0].marks[0]
    assert words.strings["text"].tolist() == [["A:", "the", "dog", "is"]]
    assert words.arrays["lit"][1].tolist() == [[1, 1], [2, 1]] and words.arrays["lit"][2].tolist() == [[2, 1], [3, 1]]


class Once:
    """Counts each word once."""

    def fit_transform(self, documents):
        return CountVectorizer(binary=True).fit_transform(documents)


def test_a_learners_counts_are_drawn_in_place_of_ours_and_marked_where_they_depart():
    trace = record_bag_of_words(vectorizer=Once)
    assert trace.notes == ("Once departs from BagOfWords in 4 of 32 cells, first “the” in A: 1 instead of 2.",)
    assert table_at(trace, -1)[1][-1] == "1"
    mark = draw_bag_of_words(trace).panels[0].marks[-1].marks[0]
    assert mark.arrays["lit"][-1, :4].tolist() == [[1 + d, 7, 4] for d in range(4)]


class Raises:
    def fit(self, documents):
        raise KeyError("w")

    transform = fit


def test_a_learners_vectorizer_that_raises_is_told_in_a_sentence():
    trace = record_bag_of_words(vectorizer=Raises())
    assert trace.notes[0].startswith("Raises raised KeyError: 'w'. BagOfWords stays drawn")
    assert trace["counts"].shape == (4, 8)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"documents": " \n"}, "documents: wanted at least one line of text, got none"),
        ({"documents": "?!"}, "wanted text with at least one word, got 1 without any"),
        ({"documents": ["a", 3]}, "wanted text with one document a line, or a list of texts, got list"),
        ({"ngrams": (2, 1)}, "ngrams: wanted (shortest, longest)"),
        ({"ngrams": (1, 4)}, "ngrams: wanted runs of at most 3 words"),
        ({"documents": "one", "ngrams": (2, 2)}, "wanted documents with at least one term"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence_and_the_table_stays(given, told):
    lab = bag_of_words_lab(**given)
    assert told in lab.stage.message and lab.trace.steps == 57


@pytest.mark.parametrize(
    "documents",
    ["<script>alert(1)</script>", "🙂 🙂", "שלום עולם", "cafe\u0301 café", "the of and", ["", "word"], "x" * 50_000],
)
def test_text_of_any_kind_is_shown_as_text(documents):
    trace = record_bag_of_words(documents)
    pack(draw_bag_of_words(trace), trace)


def test_a_long_text_is_cut_and_it_is_said_where():
    trace = record_bag_of_words("some words again " * 120_000)
    assert trace.notes[0].startswith("Document A is cut behind “…wor”: of its 2 039 999 letters the first 20 000")
    assert trace.notes[1].startswith("Of the") and "the first 20 are read" in trace.notes[1]
    assert int(trace["lengths"].sum()) == 20 and trace.steps < 60


def test_more_documents_than_the_table_has_rows_are_left_out_and_it_is_said():
    texts, notes = typed_documents("\n".join("abcde"), most=4)
    assert texts == list("abcd") and notes[0].startswith("Only the first 4 of 5 documents are read")


def test_the_field_gives_what_is_typed_and_shows_what_is_given():
    field = DocumentsField()
    field.value = ["one", "two"]
    assert field.text.value == "one\ntwo" and field.value == ["one", "two"]
    field.text.value = "three"
    assert field.value == "three"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_records_and_draws(name):
    trace = record_bag_of_words(**PRESETS[name][1])
    pack(draw_bag_of_words(trace), trace)
    assert np.isfinite(trace["counts"]).all() and trace.steps > 12


def test_one_word_is_told_in_the_singular_everywhere():
    captions = record_bag_of_words("dog").captions
    assert "the vocabulary has 1 term." in captions[1] and "1 · 1 = 1 cell, 1 of them not 0" in captions[-1]
    assert captions[0].startswith("1 document.")


def test_the_two_documents_of_one_row_are_asked_and_the_bars_wait_for_the_end():
    picture = draw_bag_of_words(record_bag_of_words())
    assert picture.question.truth == "C and D" and "no two of them" in picture.question.slips
    assert draw_bag_of_words(record_bag_of_words(ngrams=(1, 2))).question.truth == "no two of them"
    heights = picture.panels[1].marks[0].arrays["height"]
    assert not np.isfinite(heights[:-1]).any() and np.isfinite(heights[-1]).all()


def test_runs_far_longer_than_the_documents_are_refused_at_once():
    message = bag_of_words_lab(ngrams=(1, 10**5)).stage.message
    assert message.startswith("ngrams: wanted runs of at most 3 words, got (1, 100000)")


@pytest.mark.parametrize("binary", ["no", 1, np.array([True, False]), None])
def test_a_switch_that_is_neither_true_nor_false_is_refused_in_a_sentence(binary):
    assert bag_of_words_lab(binary=binary).stage.message.startswith("binary: wanted True or False, got ")
