"""The vanishing gradient lab: norms against torch's autograd, layers and cells, shortcuts and learners' classes."""

import numpy as np
import pytest
import torch

from lessonlib.labs.sequences.vanishing_gradient import (
    draw_vanishing_gradient,
    record_vanishing_gradient,
    vanishing_gradient_lab,
)
from lessonlib.labs.sequences.vanishing_norms import HIDDEN, INPUTS, ROWS
from lessonlib.nn import GRUCell, Linear, LSTMCell, ReLU, RNNCell
from lessonlib.stage.pack import pack

UNIT = np.random.default_rng([0, 1]).standard_normal((ROWS, HIDDEN))
UNIT /= np.linalg.norm(UNIT)


def torch_layers(f, depth, init, residual):
    rng = np.random.default_rng(0)
    states = [torch.tensor(rng.standard_normal((ROWS, HIDDEN)), requires_grad=True)]
    for _ in range(depth):
        y = f(states[-1] @ torch.tensor(Linear(HIDDEN, HIDDEN, rng=rng, init=init).weight))
        states.append(states[-1] + y if residual else y)
        states[-1].retain_grad()
    states[-1].backward(torch.tensor(UNIT))
    return [s.grad.norm().item() for s in reversed(states)]


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("init", ["he", "small"])
def test_the_norms_by_layer_are_those_of_torch(init, residual):
    trace = record_vanishing_gradient(depth=12, init=init, residual=residual)
    for name, f in (("Sigmoid", torch.sigmoid), ("Tanh", torch.tanh), ("ReLU", torch.relu)):
        ours = trace["norms"][list(trace["names"]).index(name)]
        np.testing.assert_allclose(ours, torch_layers(f, 12, init, residual), rtol=1e-8)


def torch_steps(kind, ours, depth, forget_bias=0.0):
    cell = kind(INPUTS, HIDDEN, dtype=torch.float64)
    for name, _ in cell.named_parameters():
        getattr(cell, name).data = torch.tensor(getattr(ours, name))
    if kind is torch.nn.LSTMCell:
        cell.bias_ih.data[HIDDEN : 2 * HIDDEN] += forget_bias
    states = []
    state = torch.zeros((ROWS, HIDDEN), dtype=torch.float64, requires_grad=True)
    state = (state, torch.zeros_like(state, requires_grad=True)) if kind is torch.nn.LSTMCell else state
    for x in np.random.default_rng(0).standard_normal((depth, ROWS, INPUTS)):
        # Nodes of their own: torch would count what reaches c through h of the same step to c as well.
        states.append(tuple(part * 1 for part in (state if isinstance(state, tuple) else (state,))))
        for part in states[-1]:
            part.retain_grad()
        state = cell(torch.tensor(x), states[-1] if isinstance(state, tuple) else states[-1][0])
    (state[0] if isinstance(state, tuple) else state).backward(torch.tensor(UNIT))
    return [1.0, *(torch.cat([p.grad.ravel() for p in parts]).norm().item() for parts in reversed(states))]


@pytest.mark.parametrize("forget_bias", [0.0, 2.0])
def test_the_norms_by_step_are_those_of_torch(forget_bias):
    trace = record_vanishing_gradient("time", depth=15, forget_bias=forget_bias)
    for name, kind, cell in (
        ("RNN", torch.nn.RNNCell, RNNCell),
        ("GRU", torch.nn.GRUCell, GRUCell),
        ("LSTM", torch.nn.LSTMCell, LSTMCell),
    ):
        ours = trace["norms"][list(trace["names"]).index(name)]
        wanted = torch_steps(kind, cell(INPUTS, HIDDEN, rng=0), 15, forget_bias)
        np.testing.assert_allclose(ours, wanted, rtol=1e-8)


def left(**arguments):
    trace = record_vanishing_gradient(**arguments)
    return dict(zip(trace["names"].tolist(), trace["norms"][:, -1].tolist(), strict=True))


def test_no_factor_of_the_sigmoid_can_be_larger_than_a_quarter_of_the_weights_norm():
    trace = record_vanishing_gradient(depth=20)
    sigmoid = trace["norms"][list(trace["names"]).index("Sigmoid")]
    assert sigmoid[-1] < 1e-8 and trace["norms"][1:, -1].min() > 0.1


def test_a_shortcut_keeps_the_gradient_and_an_open_forget_gate_the_sequence():
    assert min(left(init="small", residual=True).values()) > 0.5 > 1e-20 > max(left(init="small").values())
    opened, closed = (left(part="time", depth=50, forget_bias=b) for b in (3.0, 0.0))
    assert opened["LSTM"] > 0.1 and closed["LSTM"] < 1e-6 and opened["RNN"] == closed["RNN"]


def test_a_caption_multiplies_what_was_left_by_the_factor():
    trace = record_vanishing_gradient()
    assert trace.captions[5].startswith("Back through 5 layers: Sigmoid 0.01 · 0.332 = 0.00332, Tanh")
    assert draw_vanishing_gradient(trace).title.startswith(
        "20 layers back, this much of the gradient is left: Sigmoid 3.95·10⁻¹¹, Tanh 1.58"
    )


class MyReLU:
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0)

    def backward(self, grad):
        return grad * (self.x > 0)

    def step(self, learning_rate):
        pass


def test_the_learners_activation_and_cell_are_drawn_beside_ours():
    trace = record_vanishing_gradient(mine=MyReLU)
    mine, ours = (trace["norms"][list(trace["names"]).index(n)] for n in ("MyReLU", "ReLU"))
    np.testing.assert_allclose(mine, ours)
    assert not trace.notes and trace["series"][-1] == "mine"

    class MyCell:
        def __init__(self, in_features, hidden_features):
            self.cell = GRUCell(in_features, hidden_features, rng=3)

        def forward(self, x, h=None):
            h = self.cell.forward(x, h)
            self.kept = {**vars(self.cell)}
            return h

        def backward(self, grad):
            vars(self.cell).update(self.kept)
            return self.cell.backward(grad)

    assert not record_vanishing_gradient("time", mine=MyCell).notes
    assert record_vanishing_gradient(mine=ReLU)["names"][-1] == "My ReLU"


@pytest.mark.parametrize(
    ("backward", "sentence"),
    [
        (lambda self, grad: 1 / 0, "raised ZeroDivisionError"),
        (lambda self, grad: None, "None"),
        (lambda self, grad: grad * np.nan, "the gradient is not finite"),
        (lambda self, grad: grad[:, :3], "shape"),
    ],
)
def test_a_failing_class_is_told_and_ours_stay_drawn(backward, sentence):
    trace = record_vanishing_gradient(mine=type("MyReLU", (MyReLU,), {"backward": backward}))
    assert sentence in trace.notes[0] and "stays drawn" in trace.notes[0] and len(trace["names"]) == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"part": "layer"}, "Unknown part 'layer'; did you mean 'layers'?"),
        ({"depth": 1}, "depth: wanted a whole number from 2 to 100, got 1"),
        ({"depth": 101}, "depth: wanted a whole number from 2 to 100, got 101"),
        ({"init": "kaiming"}, "Unknown init 'kaiming'"),
        ({"forget_bias": "open"}, "forget_bias: wanted a finite number"),
        ({"seed": 1.5}, "seed: wanted a whole number"),
    ],
)
def test_a_bad_argument_says_what_was_wanted(arguments, sentence):
    with pytest.raises((ValueError, TypeError)) as caught:
        record_vanishing_gradient(**arguments)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("arguments", [{}, {"part": "time"}, {"init": "rand", "depth": 100}])
def test_drawing_changes_nothing_and_packs(arguments):
    trace = record_vanishing_gradient(**arguments)
    before = {name: array.copy() for name, array in trace.arrays.items()}
    assert pack(draw_vanishing_gradient(trace), trace)
    for name, array in before.items():
        np.testing.assert_array_equal(trace[name], array)


def test_the_line_of_code_rebuilds_it():
    assert vanishing_gradient_lab("time", depth=30).code() == "vanishing_gradient_lab(part='time', depth=30)"


@pytest.mark.parametrize("seed", range(5))
def test_what_presets_and_lesson_say_holds_for_five_seeds(seed):
    def left(**given):
        trace = record_vanishing_gradient(seed=seed, **given)
        return dict(zip(trace["names"], trace["norms"][:, -1], strict=True))

    assert left()["Sigmoid"] < 1e-9 and left()["Tanh"] > 0.3 and left()["ReLU"] > 0.3
    assert max(left(init="small").values()) < 1e-20
    assert all(0.9 < v < 1.1 for v in left(init="small", residual=True).values())
    assert left(residual=True)["ReLU"] > 1000
    assert left(part="time", depth=50)["LSTM"] > 1e4 * left(part="time", depth=50)["RNN"]
    assert left(part="time", depth=50, forget_bias=0.0)["LSTM"] < 1e-9
    assert left(part="time", depth=50, forget_bias=3.0)["LSTM"] > 0.2


def test_the_answer_of_its_question_is_the_end_of_the_record_and_nothing_tells_it_at_the_start():
    trace = record_vanishing_gradient()
    picture = draw_vanishing_gradient(trace)
    assert trace["norms"][0, -1] < 1e-6 and picture.question.truth == "less than a millionth"
    assert picture.panels[2].marks[0].strings["text"][0, :, 1:].tolist() == [["–", "1", "–"]] * 3
    through_time = record_vanishing_gradient("time", depth=50, forget_bias=3.0)
    assert 0.1 < through_time["norms"][2, -1] < 3
    assert draw_vanishing_gradient(through_time).question.truth == "about as large as at the output"


def test_a_switch_that_is_neither_true_nor_false_is_refused_in_a_sentence():
    assert "residual: wanted True or False, got list []" in vanishing_gradient_lab(residual=[]).stage.message
