"""A learner's layers in backprop_lab: measured, and marked where they depart."""

import numpy as np
import pytest

from lessonlib.labs import backprop_lab
from lessonlib.labs.networks.backprop.backprop import draw_backprop, record_backprop
from lessonlib.nn import Dropout, Linear, ReLU
from tests.labs.my_linear import MyLinear, mine, network


def without_bias(self, x):
    self.x = x
    return x @ self.weight


def averaged(self, grad):
    self._grad_weight, self._grad_bias = self.x.T @ grad / len(grad), grad.sum(axis=0)
    return grad @ self.weight.T


def bias_of_one_row(self, grad):
    self._grad_weight, self._grad_bias = self.x.T @ grad, grad[0]
    return grad @ self.weight.T


def climbing(self, grad):
    self._grad_weight, self._grad_bias = self.x.T @ grad, grad.sum(axis=0)
    return -grad @ self.weight.T


def test_right_layers_are_drawn_without_a_word():
    trace = record_backprop(modules=network(MyLinear()))
    assert trace.notes == () and "MyLinear" in trace["labels"]
    np.testing.assert_allclose(trace["grad W1"], trace["numeric W1"], rtol=1e-6, atol=1e-9)


def test_its_weights_its_gradients_and_its_mode_are_left_as_they_were():
    layer, dropout = MyLinear(), Dropout(0.5, rng=0)
    before = layer.weight.copy(), layer.bias.copy()
    record_backprop(modules=[layer, dropout, Linear(3, 1, rng=0)])
    np.testing.assert_array_equal([*before[0].ravel(), *before[1]], [*layer.weight.ravel(), *layer.bias])
    assert dropout.training is True


@pytest.mark.parametrize(
    ("methods", "told"),
    [
        ({"forward": without_bias}, "MyLinear (modules[0]) departs from x W + b in z₁ at 6 of 6 entries"),
        ({"backward": averaged}, "MyLinear (modules[0]) departs from central differences in ∂L/∂W₁ at"),
        ({"backward": bias_of_one_row}, "MyLinear (modules[0]) departs from central differences in ∂L/∂b₁ at"),
        ({"backward": climbing}, "MyLinear (modules[0]) departs from central differences in ∂L/∂x at 4 of 4 entries"),
    ],
)
def test_the_first_departure_is_named_with_both_numbers_and_marked(methods, told):
    trace = record_backprop(modules=network(mine(**methods)()))
    (note,) = trace.notes
    assert note.startswith(told) and " instead of " in note
    picture = draw_backprop(trace)
    assert picture.title == note.partition(" at ")[0] + "."
    k = int(trace["wrong"].min())
    graph = picture.panels[0].marks[0]
    assert 4 in graph.arrays["lit"][k][:, 1] and 4 not in graph.arrays["lit"][k - 1][:, 1]
    assert any(4 in mark.arrays["lit"][..., 2] for mark in picture.formulas[0].marks[k].marks if "lit" in mark.arrays)


def test_a_departing_entry_is_shown_with_what_the_rule_gives():
    trace = record_backprop(modules=network(mine(backward=averaged)()))
    k = int(trace["wrong"].min())
    i, j = trace["entry"][k]
    assert r"\ne" in trace["number latex"][k]
    wanted, got = (f"{trace[f'{what} {k}'][i, j]:.3g}".replace("-", "−") for what in ("numeric", "result"))
    assert f"= {wanted}, but the layer gave {got}; the central difference, {wanted}, differs at" in trace.captions[k]


def test_the_one_entry_that_is_off_is_the_one_that_is_shown():
    def backward(self, grad):
        MyLinear.backward(self, grad)
        self._grad_weight[1, 2] = 0
        return grad @ self.weight.T

    trace = record_backprop(modules=network(mine(backward=backward)()))
    k = int(trace["wrong"].min())
    assert trace["entry"][k].tolist() == [1, 2] and "at 1 of 6 entries, first at [1, 2]: 0 instead" in trace.notes[0]
    assert np.abs(trace["grad W1"]).argmax() != 5


def test_a_wrong_activation_is_named_where_it_lets_too_much_back():
    class MyReLU:
        def forward(self, x):
            return np.maximum(0, x)

        def backward(self, grad):
            return grad

        step = None

    MyReLU.step = lambda self, learning_rate: None
    trace = record_backprop(modules=[Linear(2, 3, rng=0), MyReLU(), Linear(3, 2, rng=0)])
    assert trace.notes[0].startswith("MyReLU (modules[1]) departs from central differences in ∂L/∂z₁")


def test_float32_layers_are_measured_with_what_digits_they_have():
    layer = MyLinear()
    layer.weight, layer.bias = layer.weight.astype(np.float32), layer.bias.astype(np.float32)
    assert record_backprop(modules=network(layer)).notes == ()
    layer.forward = lambda x: MyLinear.forward(layer, x.astype(np.float32))
    assert record_backprop(modules=network(layer)).notes == ()


def test_a_layer_that_writes_into_its_input_spoils_a_copy():
    class InPlaceReLU(ReLU):
        def forward(self, x):
            x[...] = super().forward(x)
            return x

    trace = record_backprop(modules=[MyLinear(), InPlaceReLU(), Linear(3, 2, rng=0)])
    assert (trace["value z1"] < 0).any() and trace.notes == ()


def test_a_name_that_holds_markup_is_text():
    layer = type("<b>Linear</b>", (MyLinear,), {})()
    trace = record_backprop(modules=network(layer))
    assert draw_backprop(trace).formulas and "<b>Linear</b>" in trace.captions[0]


def test_presets_and_controls_leave_the_learners_layers_in_place():
    lab = backprop_lab(modules=network(MyLinear()))
    lab.set(graph="x used twice")
    assert str(lab.trace["kind"]) == "expression"
    lab = backprop_lab(modules=network(MyLinear()), loss="L7")
    assert "Unknown loss" in lab.stage.message and "MyLinear" in lab.trace["labels"]
    lab.set(graph="network", loss="MSELoss")
    assert "MyLinear" in lab.trace["labels"] and str(lab.trace["loss kind"]) == "MSELoss"
