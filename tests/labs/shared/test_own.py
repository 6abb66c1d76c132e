"""A learner's class in a lab: whatever it does, one sentence tells it and ours stays drawn."""

import builtins
import gc
import os
import sys
import time
import warnings

import numpy as np
import pytest
import torch

from lessonlib import nn
from lessonlib.arguments import one_of, some_of
from lessonlib.labs.shared import own
from lessonlib.labs.shared.answers import wanted_number
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


def test_an_error_whose_text_cannot_be_had_is_told_by_its_class():
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no text")

    assert told(failing(Mute())) == "MyAdam raised Mute." + STAYS


def test_a_long_error_is_cut_and_half_a_surrogate_pair_can_be_sent():
    problem = told(failing(ValueError("\ud800" + "a" * 10**6)))
    assert len(problem) < 400 and problem.endswith(STAYS) and problem.encode()


@pytest.mark.parametrize(
    "value",
    [
        np.array([1j, 2.0]),
        ["0.5", "1"],
        np.ma.array([1.0, 2.0], mask=[True, False]),
        np.array(["2020-01-01"] * 2, dtype="datetime64[D]"),
        [[1], [2, 3]],
        {1.0, 2.0},
    ],
    ids=["complex", "text", "masked", "dates", "ragged", "set"],
)
def test_only_real_numbers_are_drawn(value):
    with pytest.raises(Departure, match=r"MyReLU.forward returned .*, wanted an array of numbers of shape \(2,\)"):
        wanted_shape(value, (2,), "MyReLU.forward")
    with pytest.raises(Departure, match=r"MyLoss.forward returned .*, wanted one number"):
        wanted_number(value, "MyLoss.forward")


def test_what_is_drawn_is_no_array_that_the_learner_can_still_change():
    theirs = np.zeros(2)
    ours = wanted_shape(theirs, (2,), "MyReLU.forward")
    theirs += 1
    assert not ours.any()


def test_names_of_modules_and_the_recursion_limit_are_put_back():
    exp, length, generator, limit = np.exp, len, np.random.default_rng, sys.getrecursionlimit()

    def meddle():
        np.exp, np.random.default_rng, np.mine, builtins.len = abs, abs, abs, abs
        builtins.list = builtins.dict = builtins.isinstance = abs
        sys.setrecursionlimit(limit + 500)
        raise ValueError("no")

    assert told(meddle) == "MyAdam raised ValueError: no." + STAYS
    assert np.exp is exp and builtins.len is length and np.random.default_rng is generator and list((1,)) == [1]
    assert not hasattr(np, "mine") and sys.getrecursionlimit() == limit


def test_settings_that_all_code_shares_are_put_back(tmp_path):
    def shared():
        settings = np.geterr(), np.get_printoptions(), os.getcwd(), sys.stdout, warnings.filters[:]
        return *settings, torch.get_default_dtype(), torch.are_deterministic_algorithms_enabled(), torch.exp, time.time

    before = shared()

    def meddle():
        np.seterr(all="raise")
        np.set_printoptions(precision=1)
        os.chdir(tmp_path)
        sys.stdout = None
        warnings.simplefilter("error")
        torch.set_default_dtype(torch.float64)
        torch.use_deterministic_algorithms(True)
        torch.exp = time.time = None
        raise ValueError("no")

    assert told(meddle) == "MyAdam raised ValueError: no." + STAYS
    assert shared() == before


def test_methods_modules_and_the_environment_are_put_back(monkeypatch):
    monkeypatch.setattr(nn.Linear, "forward", nn.Linear.forward)  # and those below: should this test fail, others run
    monkeypatch.setattr(torch.nn.Module, "__call__", torch.nn.Module.__call__)
    monkeypatch.setattr(torch.Tensor, "backward", torch.Tensor.backward)

    def shared():
        methods = nn.Linear.forward, nn.softmax, torch.nn.Module.__call__, torch.Tensor.backward
        return *methods, sys.modules["torch"], sys.path[:], dict(os.environ), gc.isenabled()

    before = shared()

    def meddle():
        nn.Linear.forward = nn.softmax = torch.nn.Module.__call__ = torch.Tensor.backward = None
        sys.path.clear()
        os.environ.clear()
        gc.disable()
        del sys.modules["torch"]
        raise ValueError("no")

    assert told(meddle) == "MyAdam raised ValueError: no." + STAYS
    assert shared() == before


def test_a_part_of_numpy_that_a_learners_code_is_the_first_to_ask_for_can_be_asked_for_again(monkeypatch):
    monkeypatch.delitem(sys.modules, "numpy.ctypeslib", raising=False)
    monkeypatch.delitem(np.__dict__, "ctypeslib", raising=False)
    assert [run_own(MyAdam, lambda: np.ctypeslib.__name__, "Adam") for _ in range(2)] == [("numpy.ctypeslib", "")] * 2


def test_all_functions_of_one_computation_have_the_seconds_together(monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 0.2)

    def forever():
        while True:
            pass

    begin = time.monotonic()
    with own.together():
        found = [run_own(forever, forever, stays="Ours") for _ in range(5)]
    assert time.monotonic() - begin < 5 * 0.2 - 0.1
    assert "did not return within 0.2 s" in found[0][1]
    assert found[-1] == (None, "forever was not run: the 0.2 s that your code has in all are over. Ours stays drawn.")
    assert run_own(MyAdam, lambda: 1, stays="Adam") == (1, "")
