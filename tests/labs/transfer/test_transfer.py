"""Transfer: the record drawn as it is, levels read off by numpy, a classifier judged as scikit-learn judges it."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from lessonlib.data import load_definitions, load_few_labels
from lessonlib.data.few_labels import few_rows
from lessonlib.labs import transfer_lab
from lessonlib.labs.transfer.transfer import LABELS, METHODS, PRESETS, record_transfer
from lessonlib.labs.transfer.transfer_picture import draw_transfer

RECORD, DATA = load_few_labels(), load_definitions()
ALL = record_transfer(METHODS)


def mean(name, labels):
    return float(np.mean([run[LABELS.index(labels)] for run in RECORD["runs"][name]]))


def test_the_record_is_drawn_as_it_is():
    assert tuple(RECORD["labels"]) == LABELS and tuple(RECORD["runs"]) == METHODS
    for i, name in enumerate(METHODS):
        np.testing.assert_array_equal(ALL["scores"][i], RECORD["runs"][name])
        assert ALL["mean"][i, 2] == pytest.approx(mean(name, 20))


@pytest.mark.parametrize("labels", LABELS)
def test_the_labels_needed_lie_where_the_line_meets_the_level(labels):
    trace = record_transfer(METHODS, labels)
    for row, needed in zip(trace["mean"], trace["needed"], strict=True):
        if 0 < needed < np.inf:
            at = np.interp(np.log(needed), np.log(LABELS), row)
            assert at == pytest.approx(float(trace["level"]))
        else:
            assert (row < trace["level"]).all() if needed else (row > trace["level"]).all()


def test_in_every_draw_the_frozen_model_beats_the_mean_of_its_own_vectors_and_both_beat_counting_with_few():
    tfidf, averaged, frozen = (np.array(RECORD["runs"][name]) for name in METHODS[:3])
    assert (frozen > averaged).all() and (averaged[:, :4] > tfidf[:, :4]).all()


def test_the_presets_show_what_their_sentences_say():
    tuned, scratch = (np.array([mean(name, n) for n in LABELS]) for name in METHODS[3:])
    assert tuned[0] - scratch[0] > 2 * (tuned[-1] - scratch[-1]) > 0
    assert mean("TF-IDF", 200) - mean("TF-IDF", 50) > 0.1
    assert (record_transfer(**PRESETS["What five labels do"][1])["needed"] > 0).all()


def test_the_draws_keep_the_same_labels_of_each_kind():
    few, more = few_rows(DATA.y_train, 5, 0), few_rows(DATA.y_train, 20, 0)
    assert np.bincount(DATA.y_train[more]).tolist() == [20] * 12 and set(few) <= set(more)


def nearest(words_train, y_train, words_held_out):
    counts = {}
    for words, kind in zip(words_train, y_train, strict=True):
        for word in set(words):
            counts.setdefault(word, np.zeros(12))[kind] += 1
    return [
        int(sum((counts[w] / counts[w].sum() for w in s if w in counts), np.zeros(12)).argmax()) for s in words_held_out
    ]


def test_a_learners_classifier_is_judged_as_scikit_learn_judges_it_and_drawn():
    trace = record_transfer(mine=nearest)
    for labels, got in zip((5, 20), trace["mine"], strict=True):
        rows = few_rows(DATA.y_train, labels, 0)
        guess = nearest([DATA.words_train[i] for i in rows], DATA.y_train[rows], DATA.words_held_out)
        assert got == pytest.approx(f1_score(DATA.y_held_out, guess, average="macro"))
    assert "nearest gets 0." in trace.notes[0] and ("mine", "nearest") in draw_transfer(trace).key


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (lambda train, y, held_out: None, "wanted a kind for each of 2391 definitions; is a return missing?"),
        (lambda train, y, held_out: y, "returned shape (60,), wanted a kind for each of 2391 definitions"),
        (lambda train, y, held_out: np.full(2391, 12), "returned kinds that there are not; they are 0 to 11"),
        (lambda train: train, "raised TypeError"),
    ],
)
def test_what_a_learners_classifier_gives_otherwise_is_told(mine, told):
    trace = record_transfer(mine=mine)
    assert told in trace.notes[0] and not trace["mine"].size


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"methods": "BERT"}, "nknown methods 'BERT'"),
        ({"methods": ()}, "methods: wanted at least one way of learning, got none"),
        ({"labels": 7}, "labels: wanted one of 5, 10, 20, 50, 200, got 7"),
        ({"labels": "many"}, "labels: wanted a whole number"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = transfer_lab(**bad).stage.message
    assert told in message, message
