"""The table of edits: every cell by nltk, the edits' number by the path's own count, a learner's function compared."""

import re

import nltk
import pytest

from lessonlib import language
from lessonlib.labs import edit_distance_lab
from lessonlib.labs.language.edit_distance import PRESETS, record_edit_distance
from lessonlib.labs.language.edit_distance_picture import draw_edit_distance

STATES = [{}, *(given for _, given in PRESETS.values()), {"reference": "a b c a b", "hypothesis": "b a a c"}]


@pytest.mark.parametrize("given", STATES)
def test_every_cell_is_nltks_and_the_way_back_has_as_many_edits(given):
    trace = record_edit_distance(**given)
    a, b = trace["reference"].tolist(), trace["hypothesis"].tolist()
    wanted = [[nltk.edit_distance(a[:i], b[:j]) for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    assert trace["d"].tolist() == wanted
    pairs = trace["edits"].tolist()
    assert ["".join(x for x, _ in pairs), "".join(y for _, y in pairs)] == ["".join(a), "".join(b)]
    assert sum(x != y for x, y in pairs) == wanted[-1][-1]


def test_the_presets_show_what_their_sentences_say():
    trace = record_edit_distance(**PRESETS["A word in front"][1])
    a, b = trace["reference"], trace["hypothesis"]
    assert sum(x == y for x, y in zip(a, b, strict=False)) == 0 and trace["d"][-1, -1] == 1
    assert draw_edit_distance(record_edit_distance(**PRESETS["More errors than words"][1])).question.truth == "3"
    assert record_edit_distance(**PRESETS["Letters"][1])["d"][-1, -1] == 3  # the textbooks' kitten and sitting


def test_nothing_heard_is_all_left_out():
    trace = record_edit_distance("a b", "")
    assert trace["d"].tolist() == [[0], [1], [2]] and draw_edit_distance(trace).question is None


def dear(a, b):
    """A substitution costs 2."""
    return nltk.edit_distance(a, b, substitution_cost=2)


def by_place(a, b):
    return sum(x != y for x, y in zip(a, b, strict=False))


def fails(a, b):
    raise KeyError("cat")


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (dear, r"dear departs from edit_distance in \d+ of 49 cells, first for the first 2 words of the reference and"),
        (by_place, r"by_place departs from edit_distance in \d+ of 49 cells, first for the first 0 words"),
        (fails, "fails raised KeyError"),
        (lambda a, b: None, "returned nothing, wanted one number"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(mine, told):
    (note,) = record_edit_distance(mine=mine).notes
    assert re.search(told, note), note


def test_a_right_function_departs_nowhere_and_is_asked_for_texts_by_letter():
    asked = []

    def mine(a, b):
        asked.append(type(a))
        return language.edit_distance(a, b)

    assert record_edit_distance("kitten", "sitting", "letters", mine=mine).notes == () and set(asked) == {str}


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"reference": ""}, "reference: wanted 1 to 9 words, got 0"),
        ({"hypothesis": "a " * 10}, "hypothesis: wanted 0 to 9 words, got 10"),
        ({"reference": 7}, "reference: wanted text, got int"),
        ({"reference": "a" * 13}, "reference: wanted words of at most 12 letters"),
        ({"by": "lines"}, "nknown by 'lines'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = edit_distance_lab(**bad).stage.message
    assert told in message, message


def test_what_is_asked_for_is_counted_as_the_table_counts_it():
    trace = record_edit_distance("a b c", "a b c d")
    assert "turn “a b c” into “a b c d”" in draw_edit_distance(trace).question.text
    assert "0 changed, 0 left out, 1 put in" in draw_edit_distance(trace).title


def test_the_places_for_edits_do_not_tell_how_many_there_will_be():
    reference = "the cat sat on the mat"
    heard = ("the cat sat on the mat", "the black cat sit on mat", "mat the cat sat on the")
    pictures = [draw_edit_distance(record_edit_distance(reference, hypothesis)) for hypothesis in heard]
    places = {picture.panels[1].marks[2].marks[0].arrays["shade"].shape for picture in pictures}
    edits = {len(record_edit_distance(reference, hypothesis)["edits"]) for hypothesis in heard}
    assert len(edits) > 1 and len(places) == 1
