"""A learner's layers that fail in backprop_lab: told in one sentence, and ours stays drawn."""

import numpy as np
import pytest

from lessonlib.labs import backprop_lab
from lessonlib.labs.networks.backprop.backprop import record_backprop
from lessonlib.labs.shared import own
from lessonlib.nn import Linear, Sigmoid
from tests.labs.my_linear import STAYS, MyLinear, looping, mine, network


def weighing(weight):
    layer = MyLinear()
    layer.weight = weight
    return layer


def test_two_layers_that_do_not_chain_are_named_with_both_shapes():
    trace = record_backprop(modules=network(MyLinear(), hidden=4))
    assert trace.notes == (
        "NeuralNetwork: wanted layers that chain, got modules[0], MyLinear with weight (2, 3), which gives 3 columns, "
        f"before modules[2], Linear with weight (4, 2), which wants 4. Make the two sizes equal. {STAYS}",
    )
    assert "Linear" in trace["labels"] and "MyLinear" not in trace["labels"]


def test_layers_of_other_attributes_that_do_not_chain_are_named_with_the_shape_that_came():
    class Mix(MyLinear):
        def __init__(self, n_in, n_out):
            super().__init__(n_in, n_out)
            self.w, self.b = self.weight, self.bias
            del self.weight, self.bias

        def forward(self, x):
            return x @ self.w + self.b

    (note,) = record_backprop(modules=[Mix(2, 3), Mix(4, 1)]).notes
    assert note.startswith("modules[1], Mix.forward, on the (2, 3) of modules[0], Mix, raised ValueError: matmul")


@pytest.mark.parametrize(
    ("methods", "said"),
    [
        ({"forward": lambda self, x: x @ self.typo}, "on the (2, 2) of x, raised AttributeError: 'MyLinear'"),
        ({"forward": lambda self, x: None}, "modules[0], MyLinear.forward gave None, wanted a matrix (rows, columns)."),
        ({"forward": lambda self, x: x[0]}, "modules[0], MyLinear.forward gave shape (2,), wanted a matrix"),
        ({"forward": lambda self, x: x * np.nan}, "modules[0], MyLinear.forward gave NaN or infinity, wanted a matrix"),
        ({"forward": lambda self, x: "three"}, "modules[0], MyLinear.forward gave str, wanted a matrix"),
        ({"forward": looping}, "MyLinear did not return within 0.2 s and was stopped"),
        ({"backward": lambda self, grad: grad}, "MyLinear.backward gave shape (2, 3), wanted (2, 2)."),
        ({"backward": lambda self, grad: grad @ self.weight.T}, "its gradient of W1, gave None, wanted an array"),
        ({"backward": lambda self, grad: [][1]}, "MyLinear.backward raised IndexError: list index out of"),
        ({"gradients": lambda self: []}, "MyLinear.backward keeps 0 gradients for 2 parameters"),
    ],
)
def test_what_fails_is_told_in_a_sentence_and_ours_stays_drawn(monkeypatch, methods, said):
    monkeypatch.setattr(own, "SECONDS", 0.2)
    lab = backprop_lab(modules=network(mine(**methods)()))
    (note,) = lab.trace.notes
    assert said in note and note.endswith(STAYS)
    assert str(lab.trace["departs"]) == "" and "MyLinear" not in lab.trace["labels"]


def test_a_method_that_is_not_written_yet_is_no_failure():
    def backward(self, grad):
        raise NotImplementedError

    (note,) = record_backprop(modules=network(mine(backward=backward)())).notes
    assert note == f"modules[0], MyLinear.backward is not written yet. {STAYS}"


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ("layers", "NeuralNetwork: wanted a list of modules, got str."),
        ([], "NeuralNetwork: wanted at least one module, got an empty list."),
        ([MyLinear], "got the class MyLinear."),
        ([MyLinear(2, 2) for _ in range(7)], "modules: wanted 1 to 6 layers, so that they can be read, got 7."),
        ([Linear(64, 100, rng=0)], "modules: wanted at most 2000 weights, so that each can be nudged, got 6500."),
        ([weighing(np.ones((2, 3), dtype=int))], "MyLinear: wanted W1 as an array of floats with one or two axes"),
    ],
)
def test_a_list_that_cannot_be_used_is_told_in_a_sentence(modules, said):
    (note,) = record_backprop(modules=modules).notes
    assert said in note and "The built-in network stays drawn" in note


def test_probabilities_are_asked_for_in_the_words_of_the_loss():
    layer = MyLinear(2, 1)
    layer.bias += 5
    (note,) = record_backprop(modules=[layer], loss="BCELoss").notes
    assert note.startswith("BCELoss.forward: wanted probabilities from 0 to 1") and note.endswith(STAYS)
    assert record_backprop(modules=[MyLinear(2, 1), Sigmoid()]).notes == ()
