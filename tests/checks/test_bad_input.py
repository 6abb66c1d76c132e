"""Whatever is handed in, check answers with a report: it never raises and never hangs."""

import time

import numpy as np
import pytest

from lessonlib.checks import check, exercises, runner
from lessonlib.checks.catalogue import find
from lessonlib.checks.runner import examine
from tests.checks.wrong_linear import Linear
from tests.checks.wrong_rectifiers import ReLU


def with_forward(forward):
    return type("ReLU", (ReLU,), {"forward": forward})


def throwing(error):
    def forward(self, x):
        raise error

    return with_forward(forward)


def test_a_stub_is_not_attempted_whatever_the_exercise():
    def later(*args, **named):
        raise NotImplementedError

    for name in exercises():
        methods = dict.fromkeys(("__init__", "forward", "backward", "step"), later)
        stub = type("Stub", (), methods) if find(name).form == "class" else later
        report = check(name, stub)
        assert report.outcome == "not attempted" and report.diagnoses == (), str(report)


def test_bodies_of_pass_and_of_dots_are_not_attempted():
    def passing(self, x):
        """To be written."""

    def dots(self, x):
        return ...

    for forward in (passing, dots):
        assert check("relu", with_forward(forward)).outcome == "not attempted"
    assert check("softmax", lambda x: None).outcome == "not attempted"
    assert check("softmax", type("Softmax", (), {"forward": passing})).outcome == "not attempted"
    assert check("linear", None).outcome == check("linear", type("Linear", (), {})).outcome == "not attempted"


def test_only_the_plain_not_implemented_error_means_a_stub():
    class StdinNotImplementedError(NotImplementedError):
        pass

    def forward(self, x):
        raise StdinNotImplementedError("no input here")

    assert check("relu", with_forward(forward)).outcome == "raised"


def test_what_is_right_so_far_is_said_of_a_half_written_answer():
    def backward(self, grad):
        raise NotImplementedError

    report = check("linear", type("Linear", (Linear,), {"backward": backward}))
    assert report.outcome == "not attempted"
    assert "backward is not written yet" in report.sentence and "Right so far: shapes, forward" in report.sentence


class Strange(BaseException):
    pass


class Unprintable(Exception):
    def __str__(self):
        raise ValueError


@pytest.mark.parametrize(
    "error", [SystemExit(), KeyboardInterrupt(), ZeroDivisionError("no"), RecursionError(), Strange(), Unprintable()]
)
def test_whatever_it_raises_is_reported(error):
    report = check("relu", throwing(error))
    assert report.outcome == "raised" and type(error).__name__ in report.sentence


def test_the_line_that_raised_is_named():
    report = check("relu", throwing(ZeroDivisionError("no")))
    assert "ZeroDivisionError: no, in forward, line" in report.sentence and "raise error" in report.sentence


def test_the_line_named_is_the_learners_own_and_not_the_librarys():
    def forward(self, x):
        return np.linalg.inv(x)

    assert "in forward, line" in check("relu", with_forward(forward)).sentence


class Nasty:
    def __repr__(self):
        raise ValueError

    def __array__(self, *args, **named):
        raise ValueError


@pytest.mark.parametrize(
    "value",
    ["text", b"x", [[1], [1, 2]], np.array([None]), 1j, {"a": 1}, Nasty(), np.array(["a"])],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_no_numbers_is_named(value):
    report = check("relu", with_forward(lambda self, x: value))
    assert report.outcome == "wrong shape" and report.diagnoses == ("not an array of numbers",), str(report)
    assert type(value).__name__ in report.sentence or "an array of" in report.sentence


def test_a_function_where_a_class_was_asked_is_told_apart():
    for function in (np.tanh, lambda x: 1 / (1 + np.exp(-x)), ReLU().forward):
        report = check("sigmoid", function)
        assert report.outcome == "raised" and report.diagnoses == ("function where a class was asked",)
        assert "is a function" in report.sentence and "A class was wanted" in report.sentence


@pytest.mark.parametrize("thing", [5, "Linear", [], np.zeros(3), object()], ids=lambda thing: type(thing).__name__)
def test_what_is_no_candidate_at_all_is_named(thing):
    for exercise in ("linear", "softmax"):
        report = check(exercise, thing)
        assert report.outcome == "raised" and "what came is" in report.sentence


def test_an_unknown_exercise_offers_the_nearest_names():
    report = check("lineer", ReLU)
    assert report.outcome == "raised" and "Nearest: linear" in report.sentence
    assert "There are: sigmoid" in check("q" * 500, ReLU).sentence
    for name in (None, 3, ReLU, ["relu"]):
        assert "The first argument is the exercise's name" in check(name, "relu").sentence


def test_the_name_of_the_class_is_as_good_as_that_of_the_exercise():
    assert check("ReLU", ReLU).passed and check(" relu ", ReLU).passed


def endless(self, x):
    while True:
        pass


def asleep(self, x):
    time.sleep(0.01)
    self.x = x
    return np.maximum(0, x)


def test_a_loop_without_end_is_stopped_and_named():
    began = time.monotonic()
    report = examine("relu", with_forward(endless), seconds=0.2)
    assert time.monotonic() - began < 5
    assert report.outcome == "raised" and report.diagnoses == ("never returns",)
    assert "forward was stopped: it did not return within 0.2 s" in report.sentence


def test_a_learner_may_wait_ten_seconds_before_check_gives_up():
    assert runner.SECONDS == 10


def test_a_slow_answer_is_not_a_wrong_one():
    assert check("relu", with_forward(asleep)).passed


def test_a_class_that_refuses_to_be_looked_at_is_reported():
    class Meta(type):
        def __getattribute__(cls, name):
            raise RuntimeError("no")

    report = check("relu", Meta("ReLU", (), {"forward": endless}))
    assert report.outcome == "raised"


def test_a_constructor_with_other_arguments_is_reported():
    class Linear:
        def __init__(self):
            pass

        forward = backward = step = endless

    report = check("linear", Linear)
    assert report.outcome == "raised" and "Linear(3, 2) raised TypeError" in report.sentence


@pytest.mark.parametrize(
    ("exercise", "came", "said"),
    [
        ("spans", (None, None), "wanted '(1, 3, X), (5, 6, Y)' "),
        ("train_bpe", [[1, 2], [3]], "wanted merge 1 '(e, r)' "),
        ("encode_bpe", np.zeros((500, 500)), "wanted 'low|er' "),
    ],
)
def test_where_words_are_wanted_the_words_are_told_and_no_number_is_asked_for(exercise, came, said):
    report = check(exercise, lambda *given: came)
    assert said in report.sentence and "number" not in str(report), str(report)
