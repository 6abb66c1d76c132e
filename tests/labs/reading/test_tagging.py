"""Tags and spans: spans by a search of all places, scores by counting, bad tags told, a learner's spans compared."""

import re

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from lessonlib.data import load_names
from lessonlib.labs import tagging_lab
from lessonlib.labs.reading.tagging import DECEMBER, KAYLA, PRESETS, record_tagging
from lessonlib.labs.reading.tagging_picture import draw_tagging
from lessonlib.sequences import spans


def enumerated(tags):
    """All spans by brute force: every (a, b) whose first begins one, whose others go on, and which cannot be longer."""

    def goes_on(t):
        return tags[t].startswith("I") and tags[t - 1] != "O" and tags[t - 1][2:] == tags[t][2:]

    return {
        (a, b, tags[a][2:])
        for a in range(len(tags))
        for b in range(a + 1, len(tags) + 1)
        if tags[a] != "O"
        and (tags[a].startswith("B") or a == 0 or not goes_on(a))
        and all(goes_on(t) for t in range(a + 1, b))
        and (b == len(tags) or not goes_on(b))
    }


@pytest.mark.parametrize("name", ["", *PRESETS])
def test_spans_and_scores_are_those_of_counting(name):
    trace = record_tagging(**(PRESETS[name][1] if name else {}))
    gold, guess = ([str(t) for t in trace[n]] for n in ("gold", "predicted"))
    true, found = enumerated(gold), enumerated(guess)
    listed = list(zip(trace["start"], trace["end"], trace["kind"], strict=True))
    assert {s for s, here in zip(listed, trace["in gold"], strict=True) if here} == true
    assert {s for s, here in zip(listed, trace["in predicted"], strict=True) if here} == found
    right = len(true & found)
    assert trace["counts"].tolist() == [right, len(found), len(true)]
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0
    np.testing.assert_allclose(trace["scores"], [accuracy_score(gold, guess), precision, recall, f1])


def test_a_changed_tag_has_the_f1_of_the_sentence_with_it():
    trace = record_tagging()
    for row, tag in enumerate(trace["options"]):
        for t in range(len(trace["words"])):
            changed = [str(p) for p in trace["predicted"]]
            changed[t] = str(tag)
            again = record_tagging(predicted=changed)
            assert trace["changed"][row, t] == pytest.approx(again["scores"][3])


def test_accuracy_and_f1_part_ways():
    accuracy, precision, recall, f1 = record_tagging()["scores"]
    assert (accuracy, precision, recall) == (9 / 11, 1 / 2, 1 / 3) and f1 == pytest.approx(0.4)
    half = record_tagging(**PRESETS["Half of each name"][1])["scores"]
    assert half[0] > 0.7 and half[3] == 0


def test_the_sentences_and_their_gold_are_of_the_speeches():
    data = load_names()
    gold = dict(zip(map(" ".join, data.words_held_out), data.tags_held_out, strict=True))
    for given in ({}, *(PRESETS[name][1] for name in ("Two names made one", "Half of each name"))):
        trace = record_tagging(**given)
        assert gold[" ".join(trace["words"])] == trace["gold"].tolist()
    assert {DECEMBER, KAYLA} <= set(gold)


def inclusive(tags):
    return [(a, b - 1, kind) for a, b, kind in spans(tags) if b - 1 > a] or [(0, 1, "X")]


def unclosed(tags):
    return [span for span in spans(tags) if span[1] < len(tags)]


def numbers_only(tags):
    return 3


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (inclusive, "inclusive departs from spans at word"),
        (unclosed, r"unclosed departs from spans at word 11 of the gold tags: no span instead of \(10, 11, NAME\)"),
        (numbers_only, r"numbers_only returned 3, wanted a list of \(start, end, kind\)"),
        (lambda tags: [(5, 2, "NAME")], r"returned the span \(5, 2, 'NAME'\) for 11 tags"),
    ],
)
def test_what_a_learners_spans_do_otherwise_is_told(mine, told):
    (note,) = record_tagging(mine=mine).notes
    assert re.search(told, note), note


def test_right_spans_depart_nowhere():
    assert record_tagging(mine=spans).notes == ()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"sentence": "..."}, "sentence: wanted a sentence, got no word"),
        ({"sentence": "a " * 13}, "sentence: wanted at most 12 words"),
        ({"predicted": "O B"}, "predicted: wanted 11 tags, one a word, got 2"),
        ({"gold": "O O O X I O O B I O B"}, "gold: wanted O, or B- and I- with a kind"),
        ({"gold": "O O O B- I O O B I O B"}, "got 'B-'"),
        ({"predicted": 5}, "predicted: wanted tags, blanks between them, got int"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = tagging_lab(**bad).stage.message
    assert told in message, message


def test_a_sentence_without_names_and_a_perfect_one_draw():
    for tags in ("O O O", "B I O"):
        trace = record_tagging("red white blue", tags, tags)
        assert draw_tagging(trace).question is None


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert tagging_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000


@pytest.mark.parametrize("name", ["Two names made one", "The wrong kind"])
def test_what_can_be_read_from_the_first_table_is_not_asked(name):
    question = draw_tagging(record_tagging(**PRESETS[name][1])).question
    assert question.kind == "number" and "F1" in question.text


def test_a_span_of_one_word_is_one_word():
    told = " ".join(record_tagging().captions)
    assert "“white”, word 4: " in told and "words 4 to 4" not in told
