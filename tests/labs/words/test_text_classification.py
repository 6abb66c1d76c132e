"""The text classification lab: scikit-learn's scores for the same weights, honest counts, any sentence."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix

from lessonlib.labs.words.text_classification import (
    EPOCHS,
    PRESETS,
    SENTENCE,
    record_text_classification,
    text_classification_lab,
)
from lessonlib.labs.words.text_classification_model import classifier, clear_reviews
from lessonlib.labs.words.text_classification_picture import draw_text_classification
from lessonlib.stage.pack import pack


def sklearn_with_our_weights(model):
    theirs = LogisticRegression()
    theirs.classes_, theirs.coef_ = np.array([0.0, 1.0]), model.weight[-1:].astype(float)
    theirs.intercept_ = model.bias[-1:]
    return theirs


def test_the_confusion_table_and_the_accuracy_are_scikit_learns_for_the_same_weights():
    model, (_, _, texts, y) = classifier("tfidf"), clear_reviews()
    kept = [model.vectorizer.vocabulary_[term] for term in model.terms]
    x = model.vectorizer.transform(texts)[:, kept]
    answer = sklearn_with_our_weights(model).predict(x)
    assert (confusion_matrix(y, answer) == model.confusion[-1]).all()
    np.testing.assert_allclose(model.accuracy[1, -1], (answer == y).mean())


@pytest.mark.parametrize("features", ["tfidf", "words"])
def test_it_beats_the_majority_and_comes_near_scikit_learns_own_training(features):
    model, (train, y, test, test_y) = classifier(features), clear_reviews()
    kept = [model.vectorizer.vocabulary_[term] for term in model.terms]
    theirs = LogisticRegression(max_iter=300).fit(model.vectorizer.transform(train)[:, kept], y)
    right = theirs.score(model.vectorizer.transform(test)[:, kept], test_y)
    assert abs(model.accuracy[1, -1] - right) < 0.03
    assert model.majority < 0.52 < 0.75 < model.accuracy[1, -1]


def test_a_sentence_is_scored_as_scikit_learn_scores_it():
    sentence = "A powerful, funny and moving film, with one dull scene too many."
    model, trace = classifier("tfidf"), record_text_classification(sentence)
    kept = [model.vectorizer.vocabulary_[term] for term in model.terms]
    wanted = sklearn_with_our_weights(model).decision_function(model.vectorizer.transform([sentence])[:, kept])
    np.testing.assert_allclose(trace["score"][-1], wanted[0], rtol=1e-5)
    assert trace.steps == 1 + EPOCHS + 1 + 11 + 1  # "a" has one letter: scikit-learn leaves it out


def test_a_word_that_is_counted_twice_is_scored_once_with_its_count():
    model, trace = classifier("words"), record_text_classification("bad bad bad", features="words")
    assert trace["words"].tolist() == ["bad"] and trace["x"].tolist() == [1]
    np.testing.assert_allclose(trace["score"][-1], model.bias[-1] + model.weight[-1][model.columns["bad"]], rtol=1e-6)


def test_words_never_seen_leave_the_bias_alone():
    trace = record_text_classification("Supercalifragilistic zyx \U0001f44d")
    assert np.isnan(trace["x"]).all() and (trace["score"] == trace["score"][0]).all()
    assert "It knows none of these words: this is the bias alone." in trace.captions[-1]


def test_the_test_reviews_are_not_among_those_it_learns_from():
    train, train_y, test, test_y = clear_reviews()
    assert len(train) == len(train_y) and len(test) == len(test_y)
    assert len(set(test) & set(train)) < 0.01 * len(test)  # a few sentences stand twice in the file


def test_a_long_paste_is_cut_and_told():
    trace = record_text_classification("word " * 400_000)
    assert trace.notes[0].startswith("Only the first 399 of 2 000 000 letters are read")
    trace = record_text_classification(" ".join(f"w{i}" for i in range(20)))
    assert trace.notes == ("Only the first 14 of 20 different words are scored, up to “w13”.",)


@settings(deadline=None, max_examples=30)
@given(st.text(min_size=1, max_size=80))
def test_any_sentence_is_drawn_or_refused_in_a_sentence(text):
    if text.strip():
        trace = record_text_classification(text)
        assert pack(draw_text_classification(trace), trace)
    else:
        with pytest.raises(ValueError, match="sentence: wanted some words, got none"):
            record_text_classification(text)


@pytest.mark.parametrize(
    ("arguments", "told"), [({"sentence": 7}, "sentence: wanted text"), ({"features": "tfid"}, "did you mean 'tfidf'")]
)
def test_bad_arguments_are_refused_in_a_sentence(arguments, told):
    with pytest.raises((TypeError, ValueError), match=told):
        record_text_classification(**arguments)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_lab_shows_every_preset(preset):
    lab = text_classification_lab(**PRESETS[preset][1])
    assert lab.stage.message == ""


@pytest.mark.parametrize("sentence", ["It isn't good, it wasn't funny.", "This doesn't work", "I don't like it"])
@pytest.mark.parametrize("features", ["tfidf", "words"])
def test_a_sentence_with_an_apostrophe_is_cut_as_the_model_cuts_it(sentence, features):
    model, trace = classifier(features), record_text_classification(sentence, features)
    x = np.zeros(len(model.terms))
    for word, value in model.values(sentence).items():
        x[model.columns[word]] = value
    np.testing.assert_allclose(trace["score"][-1], x @ model.weight[-1] + model.bias[-1], rtol=1e-5)


def test_isnt_good_and_wasnt_funny_are_negative_as_the_model_says():
    trace = record_text_classification("It isn't good, it wasn't funny.")
    assert trace.captions[-1].endswith("0.386: negative.") and "isn" in trace["words"]
    assert draw_text_classification(trace).question.truth == "negative"
    assert "“a” is no word of its own" in record_text_classification().captions[EPOCHS + 1]


def test_powerful_is_the_only_word_of_the_lessons_sentence_whose_loss_turns_the_answer():
    words = re.findall(r"\w+", SENTENCE)
    without = {word: record_text_classification(re.sub(rf"\b{word}\b,? ?", "", SENTENCE)) for word in words}
    assert [word for word, trace in without.items() if trace["score"][-1] < 0] == ["powerful"]
