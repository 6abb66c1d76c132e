"""The network of backprop_lab: every value and gradient is torch's, and each step shows the rule that gives them."""

import re

import numpy as np
import pytest
import torch

from lessonlib.labs.networks.backprop.backprop import PRESETS, draw_backprop, record_backprop
from lessonlib.labs.networks.backprop.layers import ELEMENTWISE, names_of
from lessonlib.labs.networks.backprop.losses import LOSSES
from lessonlib.labs.networks.backprop.network import built_in
from lessonlib.nn import ELU, Dropout, LeakyReLU, Linear, ReLU, Sigmoid, Tanh
from lessonlib.stage import number
from lessonlib.stage.pack import pack
from tests.printed import value

IN_TORCH = {
    "Sigmoid": torch.sigmoid,
    "Tanh": torch.tanh,
    "ReLU": torch.relu,
    "LeakyReLU": torch.nn.LeakyReLU(0.01),
    "ELU": torch.nn.ELU(1.0),
}
LOSS_IN_TORCH = {
    "NLLLoss": lambda z, y: torch.nn.functional.cross_entropy(z, torch.as_tensor(y)),
    "BCELoss": lambda p, y: torch.nn.functional.binary_cross_entropy(p, torch.as_tensor(y, dtype=p.dtype)),
    "MSELoss": lambda z, y: torch.nn.functional.mse_loss(z, torch.as_tensor(y, dtype=z.dtype)),
}
WRITTEN = re.compile(r"= ([^=;]+) = ([^\s;]+?)(?:;|\.$)")  # the calculation of a caption, and what it gives


def in_torch(modules, loss, x, y):
    """{name: (value, gradient)} of every tensor, by autograd."""
    tensors = {"x": torch.tensor(x, requires_grad=True)}
    last = "x"
    for module, (name, parameters) in zip(modules, names_of(modules), strict=True):
        if parameters:
            w, b = (torch.tensor(v, requires_grad=True) for v in (module.weight, module.bias))
            tensors |= dict(zip(parameters, (w, b), strict=True))
            tensors[name] = tensors[last] @ w + b
        else:
            tensors[name] = IN_TORCH[type(module).__name__](tensors[last])
        tensors[name].retain_grad()
        last = name
    tensors["L"] = LOSS_IN_TORCH[loss](tensors[last], y)
    tensors["L"].backward()
    found = {name: (t.detach().numpy(), t.grad.numpy()) for name, t in tensors.items() if name != "L"}
    return found, tensors["L"].item()


def calculated(text):
    """A printed calculation, computed: products, sums, quotients, logarithms, squares of printed numbers."""
    for before, after in (("·", "*"), ("−", "-"), ("²", "**2")):
        text = text.replace(before, after)
    text = re.sub(r"ln ([\d.]+)", r"log(\1)", text)
    return eval(text, {"__builtins__": {}, "log": np.log})


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_every_value_and_gradient_is_torchs_and_every_central_difference_agrees(activation, loss):
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(4, 2)), np.array([0, 1, 1, 0])
    y = y if loss == "NLLLoss" else y[:, None]
    trace = record_backprop("network", activation=activation, loss=loss, x=x, y=y)
    wanted, total = in_torch(built_in(activation, loss), loss, x, y)
    assert trace["loss"] == pytest.approx(total, rel=1e-12) and trace.notes == ()
    for name, (array, grad) in wanted.items():
        np.testing.assert_allclose(trace[f"value {name}"], array, rtol=1e-12, err_msg=name)
        np.testing.assert_allclose(trace[f"grad {name}"], grad, rtol=1e-10, atol=1e-14, err_msg=name)
        np.testing.assert_allclose(trace[f"numeric {name}"], grad, rtol=1e-5, atol=1e-8, err_msg=name)


@pytest.mark.parametrize(("activation", "loss"), [("ReLU", "NLLLoss"), ("Sigmoid", "MSELoss"), ("Tanh", "BCELoss")])
def test_every_caption_is_a_calculation_that_holds(activation, loss):
    trace = record_backprop("network", activation=activation, loss=loss)
    read = 0
    for caption in trace.captions[1:]:
        terms, result = WRITTEN.search(caption).groups()
        if not terms.startswith(activation) and not terms.startswith("Sigmoid"):
            assert calculated(terms) == pytest.approx(value(result), rel=0.012), caption
            read += 1
    assert read == trace.steps - 1 - (2 if loss == "BCELoss" else 1)
    assert sum("agrees" in caption for caption in trace.captions) == sum(trace["phase"] == "backward")


def test_the_matrices_of_a_step_give_its_result():
    trace = record_backprop("network")
    for k in range(1, trace.steps):
        left, result = trace[f"left {k}"], trace[f"result {k}"]
        sign = str(trace["sign"][k])
        if sign == "·":
            added = trace.arrays.get(f"added {k}", 0)
            np.testing.assert_allclose(left @ trace[f"right {k}"] + added, result)
        elif sign == "∗":
            np.testing.assert_allclose(left * trace[f"right {k}"], result)
        elif "column" in sign:
            np.testing.assert_allclose(left.sum(axis=0, keepdims=True), result)
    signs = list(trace["sign"][trace["phase"] == "backward"])
    column = "→ sum of each column"
    assert signs == ["−", "·", column, "·", "∗", "·", column, "·"]


def test_the_cells_behind_the_shown_entry_are_lit():
    trace = record_backprop("network")
    k = list(trace["rule latex"]).index(r"\frac{\partial L}{\partial W_{1}} = x^\top \frac{\partial L}{\partial z_{1}}")
    i, j = trace["entry"][k]
    assert trace[f"touched left {k}"].tolist() == [[i, 0], [i, 1]]
    assert trace[f"touched right {k}"].tolist() == [[0, j], [1, j]]
    equation = draw_backprop(trace).formulas[0].marks[k]
    assert equation.options["signs"] == ["", " · ", "=", "≈"]
    assert [mark.options["name"] for mark in equation.marks] == [
        "xᵀ (2, 2)",
        "∂L/∂z₁ (2, 3)",
        "∂L/∂W₁ (2, 3)",
        "numerical (2, 3)",
    ]
    assert equation.marks[2].arrays["lit"].tolist() == [[[i, j, 1]]]


def test_the_graph_shows_each_shape_when_it_is_known_and_each_gradient_when_it_is_there():
    trace = record_backprop("network")
    picture = draw_backprop(trace)
    (graph,) = picture.panels[0].marks
    names, texts = [str(name) for name in trace["names"]], graph.strings["nodeText"]
    z1, w1 = names.index("z1"), names.index("W1")
    assert texts[0][z1] == "\n" and texts[1][z1] == "z₁ (2, 3)\n"
    assert texts[-1][w1].split("\n")[0] == "(2, 3)"
    assert value(texts[-1][w1].split("\n")[1].removeprefix("∂ ")) == pytest.approx(
        np.abs(trace["grad W1"]).max(), rel=5e-3
    )
    k = list(trace["rule latex"]).index(r"\frac{\partial L}{\partial W_{1}} = x^\top \frac{\partial L}{\partial z_{1}}")
    assert [text[w1].split("\n")[1] != "" for text in texts] == [step >= k for step in range(trace.steps)]
    assert picture.title == "The loss is 0.857; its gradient is at most 0.375 at z₂ and 0.75 at W₁."


def test_a_relu_that_gave_zero_passes_no_gradient():
    trace = record_backprop("network")
    off = trace["value a1"] == 0
    assert off.any() and (trace["grad z1"][off] == 0).all() and (trace["grad a1"][off] != 0).all()


def test_bce_and_sigmoid_together_give_p_minus_y():
    trace = record_backprop("network", activation="Tanh", loss="BCELoss")
    p = trace["value a2"]
    np.testing.assert_allclose(trace["grad z2"], (p - trace["y"]) / 2)
    sentence = PRESETS["Layers: Tanh, BCELoss"][0]
    parts = (trace["grad a2"][1, 0], (p * (1 - p))[1, 0], trace["grad z2"][1, 0], p[1, 0])
    printed = [number(part, digits) for part, digits in zip(parts, (3, 4, 3, 3), strict=True)]
    assert printed == ["2", "0.1875", "0.375", "0.75"] and "{} · {} = {} = {} / 2".format(*printed) in sentence


def test_a_sigmoid_lets_at_most_a_quarter_through():
    trace = record_backprop("network", activation="Sigmoid", loss="MSELoss")
    assert (np.abs(trace["grad z1"]) <= np.abs(trace["grad a1"]) / 4).all()


@pytest.mark.parametrize(
    "modules",
    [
        [Linear(3, 2, rng=0)],
        [Linear(2, 2, rng=0), LeakyReLU(0.3), Linear(2, 2, rng=1), ELU(2.0), Linear(2, 5, rng=2)],
        [Linear(64, 9, rng=0), Tanh(), Dropout(0.5, rng=0), Linear(9, 4, rng=1)],
        [Tanh(), ReLU()],
    ],
)
def test_any_of_our_layers_are_drawn_without_a_word(modules):
    trace = record_backprop(modules=modules)
    assert trace.notes == () and str(trace["departs"]) == ""
    scene, blob = pack(draw_backprop(trace), trace)
    assert len(str(scene)) + len(blob) < 400_000


def test_the_kink_of_a_relu_is_no_departure():
    linear = Linear(2, 3, rng=0)
    linear.weight[:] = 0  # every z is 0, where the slope is 0 on the left and 1 on the right
    trace = record_backprop(modules=[linear, ReLU(), Linear(3, 2, rng=0)])
    assert trace.notes == () and (trace["value z1"] == 0).all()
    assert any("kink" in caption for caption in trace.captions)


@pytest.mark.parametrize("bias", [-40.0, -13.0, 13.0, 40.0])
def test_a_saturated_sigmoid_is_no_departure(bias):
    linear = Linear(2, 1, rng=0)
    linear.bias += bias
    trace = record_backprop(modules=[linear, Sigmoid()], loss="BCELoss")
    assert trace.notes == () and np.isfinite(trace["grad W1"]).all()
