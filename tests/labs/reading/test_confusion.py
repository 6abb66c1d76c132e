"""The confusion matrix: scikit-learn's guesses, matrix and scores; a learner's macro-F1 and bad counts told."""

import re

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support
from sklearn.naive_bayes import MultinomialNB

from lessonlib.data import load_definitions
from lessonlib.labs import confusion_lab
from lessonlib.labs.reading.confusion import KINDS, PRESETS, record_confusion
from lessonlib.labs.reading.confusion_model import bayes_guesses
from lessonlib.labs.reading.confusion_picture import draw_confusion
from lessonlib.sequences import macro_f1


def expanded(counts):
    gold, guess = np.indices(counts.shape).reshape(2, -1)
    return np.repeat(gold, counts.ravel()), np.repeat(guess, counts.ravel())


def test_the_guesses_are_those_of_scikit_learns_naive_bayes():
    data, ours = load_definitions(), bayes_guesses()
    vectorizer = CountVectorizer(analyzer=str.split)
    x = vectorizer.fit_transform([" ".join(words) for words in data.words_train])
    theirs = MultinomialNB().fit(x, data.y_train).predict(vectorizer.transform(ours.texts))
    assert (theirs == ours.predicted).all()
    assert ours.classes == KINDS == data.classes
    assert (record_confusion()["counts"] == confusion_matrix(data.y_held_out, theirs)).all()


@pytest.mark.parametrize("name", ["", *PRESETS])
def test_scores_and_means_are_scikit_learns(name):
    trace = record_confusion(**(PRESETS[name][1] if name else {}))
    y, predicted = expanded(trace["counts"])
    labels = range(len(trace["names"]))
    precision, recall, f1, _ = precision_recall_fscore_support(y, predicted, labels=labels, zero_division=0)
    np.testing.assert_allclose([trace["precision"], trace["recall"], trace["f1"]], [precision, recall, f1])
    for place, average in enumerate(("macro", "weighted", "micro")):
        wanted = f1_score(y, predicted, labels=labels, average=average, zero_division=0)
        assert trace["averages"][place] == pytest.approx(wanted)


def test_a_rare_kind_moves_the_macro_f1_more_than_the_accuracy():
    usual, rare = (record_confusion(rare=rare)["averages"] for rare in (None, "time"))
    assert usual[0] - rare[0] > 0.02 > abs(usual[2] - rare[2])


def test_the_definitions_in_a_cell_are_of_its_kind_and_guessed_as_its_column():
    trace, guesses = record_confusion(), bayes_guesses()
    where = {text: i for i, text in enumerate(guesses.texts)}
    seen = 0
    for cell, (a, b) in enumerate(zip(trace["gold"], trace["guess"], strict=True)):
        assert a != b
        for text in filter(None, trace["texts"][cell]):
            if not text.endswith("…"):
                assert (guesses.y[where[text]], guesses.predicted[where[text]]) == (a, b)
                seen += 1
    assert seen >= 10


@pytest.mark.parametrize(
    ("of", "taken_for", "wanted"),
    [
        ("food", "time", ("food", "time")),  # a cell that is not among the largest
        ("act", "act", ("act", "act")),  # on the diagonal
        ("animal", "act", ("animal", "act")),
        ("animal", "plant", ("animal", "plant")),  # the largest of all
    ],
)
def test_the_cell_that_is_asked_for_is_opened_first(of, taken_for, wanted):
    trace, guesses = record_confusion(of=of, taken_for=taken_for), bayes_guesses()
    first = int(trace["place"][list(trace["phase"]).index("cell")])
    assert (KINDS[trace["gold"][first]], KINDS[trace["guess"][first]]) == wanted
    y, predicted = (KINDS.index(name) for name in wanted)
    there = [t for t, a, b in zip(guesses.texts, guesses.y, guesses.predicted, strict=True) if (a, b) == (y, predicted)]
    shown = [text for text in trace["texts"][first] if text]
    assert len(shown) == min(5, len(there))
    assert all(full.startswith(text.removesuffix("…")) for text, full in zip(shown, there, strict=False))
    assert sorted(trace["place"][trace["phase"] == "cell"]) == [*range(len(trace["gold"]))]


def test_of_one_kind_alone_its_most_frequent_confusion_is_opened():
    counts = record_confusion()["counts"]
    off = counts - np.diag(counts.diagonal())
    for i, kind in enumerate(KINDS):
        for given, wanted in (({"of": kind}, off[i].max()), ({"taken_for": kind}, off[:, i].max())):
            trace = record_confusion(**given)
            cell = int(trace["place"][list(trace["phase"]).index("cell")])
            a, b = int(trace["gold"][cell]), int(trace["guess"][cell])
            assert a != b and i in (a, b) and counts[a, b] == wanted


def accuracy(y, predicted, classes):
    return float((y == predicted).mean())


def none(y, predicted, classes):
    return None


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (accuracy, "accuracy departs from macro_f1 on these guesses"),
        (none, "none returned nothing, wanted an array of numbers"),
        (lambda y, p, k: [1, 2], r"returned shape \(2,\), wanted \(\)"),
    ],
)
def test_what_a_learners_macro_f1_does_otherwise_is_told(mine, told):
    (note,) = record_confusion(mine=mine).notes
    assert re.search(told, note), note


def test_a_right_macro_f1_departs_nowhere():
    trace = record_confusion(rare="plant", mine=macro_f1)
    assert trace.notes == () and trace["mine"].shape == (1,)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"guesser": "me"}, "nknown guesser 'me'"),
        ({"of": "plants"}, "nknown of 'plants'; did you mean 'plant'"),
        ({"taken_for": 3}, "taken_for"),
        ({"rare": "plants"}, "nknown rare 'plants'; did you mean 'plant'"),
        ({"counts": "1 2 3; 4 5 6"}, "counts: wanted as many rows as columns, 2 to 12, got (2, 3)"),
        ({"counts": "1 -2; 3 4"}, "counts: wanted whole numbers of at least 0"),
        ({"counts": "0 0; 0 0"}, "not all 0"),
        ({"counts": "0.5 1; 1 1"}, "counts: wanted whole numbers"),
        ({"counts": "one"}, "counts: wanted numbers, got 'one'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = confusion_lab(**bad).stage.message
    assert told in message, message


def test_a_perfect_matrix_draws_without_a_question():
    assert draw_confusion(record_confusion(counts="3 0; 0 4")).question is None


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert confusion_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000
