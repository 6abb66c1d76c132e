"""A trace is a record: nothing changes it afterwards, and what cannot be one is refused in a sentence."""

import dataclasses
import itertools

import numpy as np
import pytest

from lessonlib.stage import Trace


def test_a_later_change_of_the_source_does_not_alter_the_record():
    weights, captions, notes = np.zeros((2, 3)), ["start", "one step"], ["a note"]
    trace = Trace({"w": weights}, captions, notes)
    weights += 1
    captions.append("more")
    notes.clear()
    assert not trace["w"].any() and trace.captions == ("start", "one step") and trace.notes == ("a note",)


def test_nothing_in_a_record_can_be_written():
    trace = Trace({"w": [[1.0, 2.0]]}, ["start"])
    with pytest.raises(ValueError, match="read-only"):
        trace["w"][0, 0] = 5
    with pytest.raises(TypeError):
        trace.arrays["w"] = np.zeros(2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        trace.captions = ("another",)


def test_the_steps_are_the_captions():
    assert Trace({}, ["start", "first", "second"]).steps == 3


def test_words_are_recorded_as_words():
    trace = Trace({"words": ["the", "quick"]}, ["start"])
    assert trace["words"].dtype.kind == "U" and "words" in trace and "fox" not in trace


def test_a_record_without_a_step_is_refused():
    with pytest.raises(ValueError, match="at least one caption"):
        Trace({}, [])


@pytest.mark.parametrize("captions", ["start", [1, 2], ["start", None]])
def test_captions_that_are_no_sentences_are_refused(captions):
    with pytest.raises(TypeError, match="captions must be a sequence of strings"):
        Trace({}, captions)


def test_notes_that_are_no_sentences_are_refused():
    with pytest.raises(TypeError, match="notes must be"):
        Trace({}, ["start"], "a note")


def test_an_unknown_name_is_answered_with_the_names_there_are():
    with pytest.raises(KeyError, match="no array 'b' in this trace; it holds w, bias"):
        Trace({"w": [1], "bias": [2]}, ["start"])["b"]


def test_its_repr_says_steps_and_shapes_and_not_the_numbers():
    assert repr(Trace({"w": np.zeros((4, 2))}, ["start"] * 4)) == "Trace(steps=4, w: (4, 2))"


def test_half_a_surrogate_pair_in_a_sentence_becomes_a_question_mark():
    trace = Trace({}, ["the word \ud800"], ["raised \udfff"])
    assert trace.captions == ("the word ?",) and trace.notes == ("raised ?",)


@pytest.mark.parametrize(
    "name", [["w"], np.zeros(3), {"w": 1}, slice(1), "x" * 10**6, 10**5000, None], ids=lambda one: type(one).__name__
)
def test_what_names_no_array_is_answered_with_those_there_are(name):
    trace = Trace({"w": [1.0]}, [""])
    assert name not in trace
    with pytest.raises(KeyError, match=r"no array .{1,60} in this trace; it holds w"):
        trace[name]


@pytest.mark.parametrize("arrays", [[1, 2], None, "w", np.zeros(2), itertools.count()])
def test_arrays_without_names_are_refused(arrays):
    with pytest.raises(TypeError, match=r"^Trace: wanted arrays by their names, got "):
        Trace(arrays, [""])


@pytest.mark.parametrize("captions", [3, None, {"a": 1}, itertools.repeat("a"), range(10**12)])
def test_captions_that_are_no_list_are_refused(captions):
    with pytest.raises((TypeError, ValueError), match=r"^Trace\(captions\): wanted "):
        Trace({}, captions)
