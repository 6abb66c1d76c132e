"""A learner's layers in backprop_lab: measured, marked where they depart, and told about when they fail."""

import numpy as np
import pytest

from lessonlib.labs import backprop_lab, own
from lessonlib.labs.backprop import draw_backprop, record_backprop
from lessonlib.nn import Dropout, Linear, ReLU, Sigmoid

STAYS = "The built-in network stays drawn; mend MyLinear and run its cell and this one again."


class MyLinear:
    """As the blackboard has it."""

    def __init__(self, n_in=2, n_out=3):
        rng = np.random.default_rng(0)
        self.weight, self.bias = rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad):
        self._grad_weight, self._grad_bias = self.x.T @ grad, grad.sum(axis=0)
        return grad @ self.weight.T

    def step(self, learning_rate):
        self.weight -= learning_rate * self._grad_weight
        self.bias -= learning_rate * self._grad_bias


def mine(**methods):
    return type("MyLinear", (MyLinear,), methods)


def network(first, hidden=3):
    return [first, ReLU(), Linear(hidden, 2, rng=0)]


def weighing(weight):
    layer = MyLinear()
    layer.weight = weight
    return layer


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


def looping(self, x):
    while True:
        pass


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
)  # fmt: skip
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
)  # fmt: skip
def test_a_list_that_cannot_be_used_is_told_in_a_sentence(modules, said):
    (note,) = record_backprop(modules=modules).notes
    assert said in note and "The built-in network stays drawn" in note


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


def test_probabilities_are_asked_for_in_the_words_of_the_loss():
    layer = MyLinear(2, 1)
    layer.bias += 5
    (note,) = record_backprop(modules=[layer], loss="BCELoss").notes
    assert note.startswith("BCELoss.forward: wanted probabilities from 0 to 1") and note.endswith(STAYS)
    assert record_backprop(modules=[MyLinear(2, 1), Sigmoid()]).notes == ()


def test_a_name_that_holds_markup_is_text():
    layer = type("<b>Linear</b>", (MyLinear,), {})()
    trace = record_backprop(modules=network(layer))
    assert draw_backprop(trace).formulas and "<b>Linear</b>" in trace.captions[0]


def test_presets_and_controls_leave_the_learners_layers_in_place():
    lab = backprop_lab(modules=network(MyLinear()))
    lab.set(graph="x used twice")
    assert str(lab.trace["kind"]) == "expression"
    lab.set(graph="network", loss="MSELoss")
    assert "MyLinear" in lab.trace["labels"] and str(lab.trace["loss kind"]) == "MSELoss"
