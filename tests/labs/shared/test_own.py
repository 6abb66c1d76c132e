"""A learner's class in a lab: whatever it does, one sentence tells it and ours stays drawn."""

import numpy as np
import pytest

from lessonlib.arguments import one_of, some_of
from lessonlib.labs.shared import own
from lessonlib.labs.shared.own import Departure, counterpart, name_of, own_label, run_own, wanted_shape


class MyAdam:
    """A learner's class; only its name counts here."""


STAYS = " Adam stays drawn; mend MyAdam and run its cell and this one again."


def told(run):
    result, problem = run_own(MyAdam, run, stays="Adam")
    assert result is None and "\n" not in problem
    return problem


def failing(error):
    def run():
        raise error

    return run


def test_what_runs_well_comes_back_without_a_word():
    assert run_own(MyAdam, lambda: [1, 2], stays="Adam") == ([1, 2], "")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ValueError("operands could not be broadcast"), "MyAdam raised ValueError: operands could not be broadcast."),
        (ValueError("ends with a stop."), "MyAdam raised ValueError: ends with a stop."),
        (ValueError("two\nlines"), "MyAdam raised ValueError: two lines."),
        (AssertionError(), "MyAdam raised AssertionError."),
        (KeyError("w"), "MyAdam raised KeyError: 'w'."),
        (SystemExit(1), "MyAdam raised SystemExit: 1."),
        (NotImplementedError("to do"), "MyAdam is not written yet."),
        (Departure("MyAdam.step gave NaN"), "MyAdam.step gave NaN."),
        (Departure("f returned nothing; is a return missing?"), "f returned nothing; is a return missing?"),
    ],
)
def test_what_is_raised_is_told_in_one_sentence(error, sentence):
    assert told(failing(error)) == sentence + STAYS


def test_what_never_returns_is_stopped_and_told(monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 0.05)

    def forever():
        while True:
            pass

    assert told(forever) == "MyAdam did not return within 0.05 s and was stopped." + STAYS


def test_a_class_called_as_ours_is_told_from_ours():
    class Adam:
        pass

    assert own_label(Adam, ["SGD", "Adam"]) == "My Adam" and own_label(MyAdam, ["SGD", "Adam"]) == "MyAdam"
    _, problem = run_own(Adam, failing(ValueError("no")), stays="Adam")
    assert problem.startswith("My Adam raised ValueError: no. Adam stays drawn; mend my Adam and run")


def test_a_name_is_that_of_the_class_of_its_object_or_of_a_function():
    assert [name_of(thing) for thing in (MyAdam, MyAdam(), told)] == ["MyAdam", "MyAdam", "told"]


@pytest.mark.parametrize(
    ("name", "rival"),
    [("MyAdam", "Adam"), ("my_leaky_relu", "LeakyReLU"), ("Elu2", "ELU"), ("RELU", "ReLU"), ("Anything", "Tanh")],
)
def test_the_counterpart_is_the_longest_of_our_names_in_theirs(name, rival):
    assert counterpart(type(name, (), {}), ["ReLU", "LeakyReLU", "ELU", "Adam"], otherwise="Tanh") == rival


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.zeros((3, 1)), r"returned shape \(3, 1\), wanted \(3,\)"),
        (None, r"returned nothing, wanted an array of numbers of shape \(3,\); is a return missing\?"),
        ("abc", "returned str"),
        ([[1], [1, 2]], "returned list"),
        (np.float64(1), r"returned shape \(\)"),
    ],
)
def test_what_is_no_array_of_the_shape_is_named(value, said):
    with pytest.raises(Departure, match=f"^MyReLU.forward {said}"):
        wanted_shape(value, (3,), "MyReLU.forward")


def test_lists_and_other_precisions_are_taken_as_they_are():
    assert wanted_shape([1, 2, 3], (3,), "f").dtype == float
    assert np.isnan(wanted_shape(np.full(3, np.nan, dtype=np.float32), (3,), "f")).all()


@pytest.mark.parametrize(
    ("typed", "offered"), [("Adma", "'Adam'"), ("adam", "'Adam'"), ("adagrd", "'Adagrad'"), ("rms prop", "'RMSProp'")]
)
def test_an_unknown_name_is_answered_with_the_nearest(typed, offered):
    with pytest.raises(ValueError, match=f"Unknown method '{typed}'; did you mean {offered}.*There are: SGD, Adam"):
        one_of(typed, ["SGD", "Adam", "Adagrad", "RMSProp"], "method")


def test_a_name_near_to_none_is_answered_with_all():
    with pytest.raises(ValueError, match=r"^Unknown method 'xyz'\. There are: SGD, Adam\.$"):
        one_of("xyz", ["SGD", "Adam"], "method")


@pytest.mark.parametrize("value", [None, 3, MyAdam, ["SGD"]])
def test_what_is_no_name_is_refused(value):
    with pytest.raises(TypeError, match="method: wanted one of SGD, Adam, got "):
        one_of(value, ["SGD", "Adam"], "method")


def test_several_names_come_once_each_and_one_alone_is_a_list_of_one():
    assert some_of(("Adam", "SGD", "Adam"), ["SGD", "Adam"], "method") == ["Adam", "SGD"]
    assert some_of("Adam", ["SGD", "Adam"], "method") == ["Adam"]
    with pytest.raises(TypeError, match="got NoneType"):
        some_of(None, ["SGD"], "method")
