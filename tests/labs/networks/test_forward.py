"""A forward pass entry by entry: torch's numbers, calculations that hold, cells that fill, a learner's layers."""

import re

import numpy as np
import pytest
import torch

from lessonlib.labs.networks.backprop.layers import ELEMENTWISE
from lessonlib.labs.networks.forward import PRESETS, built_in, draw_forward, forward_lab, record_forward
from lessonlib.labs.shared import own
from lessonlib.nn import ELU, Dropout, Linear, ReLU, Sigmoid, Tanh
from lessonlib.stage.pack import pack
from tests.labs.my_linear import STAYS, MyLinear, looping, mine
from tests.printed import value

IN_TORCH = {
    "Sigmoid": torch.sigmoid,
    "Tanh": torch.tanh,
    "ReLU": torch.relu,
    "LeakyReLU": torch.nn.LeakyReLU(0.01),
    "ELU": torch.nn.ELU(1.0),
}


def equations(picture):
    return picture.formulas[0].marks


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_every_matrix_is_torchs(activation):
    x = np.random.default_rng(2).normal(size=(3, 2))
    trace = record_forward(activation, x=x)
    modules, a = built_in(activation), torch.tensor(x)
    for n, linear in enumerate(modules[::2], start=1):
        z = torch.nn.functional.linear(a, torch.tensor(linear.weight.T), torch.tensor(linear.bias))
        a = torch.sigmoid(z) if n == 3 else IN_TORCH[activation](z)
        np.testing.assert_allclose(trace[f"z {n}"], z, rtol=1e-12)
        np.testing.assert_allclose(trace[f"a {n}"], a, rtol=1e-12)
    np.testing.assert_allclose(trace["y"], a, rtol=1e-12)


def test_the_steps_go_through_every_entry_of_every_layer_once():
    trace = record_forward()
    walked = list(zip(trace["layer"], trace["i"], trace["j"], strict=True))
    columns = {1: 3, 2: 3, 3: 1}
    assert walked == [(0, -1, -1), *[(n, i, j) for n, c in columns.items() for i in range(2) for j in range(c)]]


@pytest.mark.parametrize("activation", ["ReLU", "LeakyReLU"])
def test_every_caption_is_a_calculation_that_holds(activation):
    trace = record_forward(activation)
    written = re.compile(
        r"row (\d), column (\d): z.\[\1, \2\] = ([^=]+) = (\S+), a.\[\1, \2\] = (\w+)\((\S+)\) = (\S+)\.$"
    )
    for caption in trace.captions[1:]:
        _, _, terms, z, kind, into, a = written.search(caption).groups()
        computed = eval(terms.replace("·", "*").replace("−", "-"))
        assert computed == pytest.approx(value(z), abs=0.006 * max(1, abs(value(z)))) and into == z
        wanted = torch.sigmoid if kind == "Sigmoid" else IN_TORCH[kind]
        assert wanted(torch.tensor(value(z), dtype=torch.float64)).item() == pytest.approx(value(a), abs=0.006)


def test_the_row_and_the_column_of_an_entry_are_lit_and_what_is_found_stays():
    trace = record_forward()
    k = 1 + 6 + 5  # F2, row 1, column 2
    equation = equations(draw_forward(trace))[2]
    assert equation.options["signs"] == ["", "·", "+", "=", "→ ReLU →"]
    lit = [[cell.tolist() for cell in mark.arrays["lit"][k] if cell[0] >= 0] for mark in equation.marks]
    assert lit[0] == [[1, 0, 2], [1, 1, 2], [1, 2, 2]] and lit[1] == [[0, 2, 2], [1, 2, 2], [2, 2, 2]]
    assert lit[2] == [[0, 2, 2]] and lit[3] == lit[4] == [[1, 2, 1]]
    assert equation.marks[3].arrays["since"].tolist() == [[[7, 8, 9], [10, 11, 12]]]
    assert [mark.options["name"] for mark in equation.marks][:2] == ["a₁ (2, 3)", "W₂ (3, 3)"]


def test_the_shapes_stand_in_the_formula_and_the_present_function_in_the_nest():
    trace = record_forward()
    assert trace["nested latex"][0] == r"y = F_3(F_2(F_1(x, w_1), w_2), w_3)"
    assert (
        trace["nested latex"][8] == r"y = F_3(\val{now}(F_1(x, w_1), w_2), w_3)" and trace["nested values"][8] == "F₂"
    )
    assert trace["rule latex"][1] == (
        r"F_{1} = \mathrm{ReLU}\left(\underset{(2, 2)}{x} \, \underset{(2, 3)}{W_{1}} + \underset{(3,)}{b_{1}}\right)"
        r" = \underset{(2, 3)}{a_{1}}"
    )


def test_the_title_says_what_came_out():
    y = record_forward()["y"]
    assert (
        draw_forward(record_forward()).title
        == f"3 functions turn x (2, 2) into (2, 1): {y[0, 0]:.3g} and {y[1, 0]:.3g}."
    )
    scores = record_forward(modules=[Linear(2, 4, rng=0)])
    best = ", ".join(str(k) for k in scores["y"].argmax(axis=1))
    assert draw_forward(scores).title.endswith(f"the largest number of each row stands in column {best}.")


def test_every_preset_shows_what_it_says():
    sigmoid, zeros = (record_forward(**PRESETS[name][1]) for name in ("Sigmoid", "All zeros"))
    assert all(((sigmoid[f"a {n}"] > 0) & (sigmoid[f"a {n}"] < 1)).all() for n in (1, 2))
    np.testing.assert_array_equal(zeros["z 1"], [zeros["bias 1"]] * 2)
    assert record_forward(**PRESETS["One row"][1])["a 2"].shape == (1, 3)
    relu = record_forward(**PRESETS["ReLU"][1])
    assert (relu["z 1"] < 0).any() and ((relu["a 1"] == 0) == (relu["z 1"] < 0)).all()


@pytest.mark.parametrize(
    "modules",
    [
        [Linear(2, 1, rng=0)],
        [Tanh()],
        [ReLU(), Linear(2, 2, rng=0), ELU(), Dropout(0.9, rng=0)],
        [Linear(64, 30, rng=0), ReLU(), Linear(30, 10, rng=1)],
        [MyLinear(), Sigmoid(), MyLinear(3, 2)],
    ],
)
def test_any_layers_are_drawn_without_a_word_and_packed_small(modules):
    trace = record_forward(modules=modules)
    assert trace.notes == ()
    before = {name: array.copy() for name, array in trace.arrays.items()}
    scene, blob = pack(draw_forward(trace), trace)
    assert len(str(scene)) + len(blob) < 400_000
    for name, array in before.items():
        np.testing.assert_array_equal(trace[name], array)


def test_a_departure_is_marked_where_it_is_and_told_with_both_numbers():
    layer = mine(forward=lambda self, x: x @ self.weight)()
    trace = record_forward(modules=[layer, ReLU()])
    (note,) = trace.notes
    assert note.startswith("MyLinear (modules[0]) departs from x W + b in z₁ at 6 of 6 entries, first at [0, 0]: ")
    wanted, got = trace["x"][0] @ layer.weight[:, 0] + layer.bias[0], trace["z 1"][0, 0]
    assert f"{got:.3g} instead of {wanted:.3g}.".replace("-", "−") in note
    assert f"= {wanted:.3g}, but MyLinear gave {got:.3g}, a₁".replace("-", "−") in trace.captions[1]
    picture = draw_forward(trace)
    assert picture.title == "MyLinear (modules[0]) departs from x W + b in z₁."
    marked = [
        [cell[:2].tolist() for cell in step if cell[2] == 4] for step in equations(picture)[1].marks[3].arrays["lit"]
    ]
    assert [len(step) for step in marked] == [0, 1, 2, 3, 4, 5, 6]


def test_a_wrong_activation_is_compared_with_ours():
    class MyReLU(ReLU):
        def forward(self, x):
            return np.abs(x)

    trace = record_forward(modules=[Linear(2, 3, rng=0), MyReLU()])
    assert trace.notes[0].startswith("MyReLU (modules[1]) departs from our ReLU in a₁")


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ([MyLinear(2, 3), ReLU(), MyLinear(4, 1)], "gives 3 columns, before modules[2], MyLinear with weight (4, 1)"),
        ([mine(forward=lambda self, x: x * np.inf)()], "modules[0], MyLinear.forward gave NaN or infinity"),
        ([mine(forward=lambda self, x: x.sum())()], "modules[0], MyLinear.forward gave shape (), wanted a matrix"),
        ([mine(forward=lambda self, x: 1 / 0)()], "MyLinear.forward, on the (2, 2) of x, raised ZeroDivisionError"),
        ([mine(forward=looping)()], "MyLinear did not return within 0.2 s"),
    ],
)
def test_what_fails_is_told_in_a_sentence_and_ours_stays_drawn(monkeypatch, modules, said):
    monkeypatch.setattr(own, "SECONDS", 0.2)
    lab = forward_lab(modules=modules)
    (note,) = lab.trace.notes
    assert said in note and note.endswith(STAYS) and lab.trace["layers"] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"activation": "Relu"}, "did you mean 'ReLU'"),
        ({"x": [[1.0, 2.0, 3.0]]}, "x: wanted 2 columns for the built-in network, got 3"),
        ({"x": [1.0, 2.0]}, "x: wanted 1 to 6 rows of finite numbers, (rows, columns), got shape (2,)"),
        ({"x": [[np.inf, 1.0]]}, "got NaN or infinity"),
        ({"x": np.zeros((0, 2))}, "got shape (0, 2)"),
        ({"x": np.zeros((7, 2))}, "got shape (7, 2)"),
        ({"x": [["a", "b"]]}, "x: wanted an array of numbers"),
    ],
)
def test_bad_input_is_named_in_a_sentence_and_the_last_picture_stays(arguments, said):
    with pytest.raises((ValueError, TypeError)) as raised:
        record_forward(**arguments)
    assert said in str(raised.value)
    lab = forward_lab(**arguments)
    assert said in lab.stage.message and lab.trace.steps == 15


def test_the_control_records_again_and_the_code_rebuilds_it():
    lab = forward_lab(x=[[1.0, 2.0]], step=3)
    lab.controls["activation"].value = "Tanh"
    assert (lab.trace["a 1"] == np.tanh(lab.trace["z 1"])).all()
    again = eval(lab.code())
    np.testing.assert_array_equal(again.trace["y"], lab.trace["y"])
    assert again.stage.step == 3
