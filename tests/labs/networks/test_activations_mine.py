"""A learner's class among the activations: drawn beside ours, its departure named, its failure told."""

import numpy as np
import pytest

from lessonlib.labs.networks.activations import draw_activations, record_activations
from lessonlib.labs.shared import own
from lessonlib.stage.pack import pack


def record(name, mine):
    return record_activations(name, mine=mine)


class MyReLU:
    def forward(self, x):
        self.positive = x > 0
        return np.maximum(0, x)

    def backward(self, grad):
        return grad * self.positive


class WrongSlopeReLU(MyReLU):
    def backward(self, grad):
        return np.abs(grad) * np.where(self.positive, 1, 0.5)


class NanELU:
    def forward(self, x):
        return np.full_like(x, np.nan)

    def backward(self, grad):
        return grad


def broken(**methods):
    return type("MyTanh", (), {"forward": lambda self, x: np.tanh(x), "backward": lambda self, g: g, **methods})


def raising(self, *_):
    raise RuntimeError("not today")


def looping(self, *_):
    while True:
        pass


def test_a_right_class_of_the_learners_is_drawn_beside_ours_without_a_word():
    for mine in (MyReLU, MyReLU()):
        trace = record("Sigmoid", mine)
        assert [str(n) for n in trace["names"]] == ["Sigmoid", "ReLU", "mine"] and trace.notes == ()
        assert not trace["departs"].any()
        np.testing.assert_array_equal(trace["y"][2], trace["y"][1])


def test_a_departure_is_marked_and_the_first_place_named_with_both_numbers():
    trace = record("ReLU", WrongSlopeReLU)
    assert trace.notes == (
        "WrongSlopeReLU departs from ReLU in dy/dx at 60 of 121 points, first at x = −6: 0.5 instead of 0.",
    )
    marked = [mark for mark in draw_activations(trace).panels[0].marks if mark.kind == "points" and mark.when != "at"]
    assert marked[0].arrays["x"].shape == (1, 60)


def test_either_slope_at_the_kink_is_right():
    class MyOtherReLU(MyReLU):
        def backward(self, grad):
            return grad * np.where(self.positive | (np.abs(self.x) < 1e-9), 1, 0)

        def forward(self, x):
            self.x = x
            return super().forward(x)

    assert record("ReLU", MyOtherReLU).notes == ()


def test_nan_of_the_learners_is_named_and_drawn_as_a_gap():
    trace = record("ELU", NanELU)
    assert "departs from ELU in y at 121 of 121 points, first at x = −6: not a number instead of" in trace.notes[0]
    pack(draw_activations(trace), trace)


@pytest.mark.parametrize(
    ("methods", "said"),
    [
        ({"forward": raising}, "MyTanh raised RuntimeError: not today."),
        ({"forward": looping}, "MyTanh did not return within 0.05 s and was stopped."),
        ({"forward": lambda self, x: x[:5]}, "MyTanh.forward returned shape (5,), wanted (121,)."),
        ({"backward": lambda self, g: None}, "MyTanh.backward returned nothing, wanted an array of numbers"),
        ({"__init__": lambda self, size: None}, "MyTanh raised TypeError: "),
    ],
)
def test_a_class_that_fails_is_told_in_one_sentence_and_ours_stays_drawn(monkeypatch, methods, said):
    monkeypatch.setattr(own, "SECONDS", 0.05)
    trace = record("Sigmoid", broken(**methods))
    assert len(trace.notes) == 1 and trace.notes[0].startswith(said)
    assert trace.notes[0].endswith("Tanh stays drawn; mend MyTanh and run its cell and this one again.")
    assert [str(n) for n in trace["names"]] == ["Sigmoid", "Tanh"]


def test_a_class_that_writes_into_its_input_changes_nobodys_x():
    class MyReLU2(MyReLU):
        def forward(self, x):
            x[:] = np.maximum(0, x)
            return super().forward(x)

    trace = record("Sigmoid", MyReLU2)
    assert trace["x"][0] == -6 and trace["y"][0, 0] < 0.003


def test_a_class_called_as_ours_is_shown_as_mine():
    trace = record("ReLU", type("ReLU", (MyReLU,), {}))
    labels = [mark.options["label"] for mark in draw_activations(trace).panels[0].marks if mark.kind == "line"]
    assert "My ReLU" in labels and "ReLU" in labels
