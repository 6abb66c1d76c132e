"""Graphs of numbers: every value and every gradient is torch's, every printed calculation holds."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.labs.networks.backprop.backprop import PRESETS, backprop_lab, draw_backprop, record_backprop
from lessonlib.labs.networks.backprop.expressions import EXPRESSIONS, GRAPHS
from lessonlib.labs.networks.backprop.scalar import record_expression
from lessonlib.labs.networks.graphs import record_graphs
from lessonlib.stage.pack import pack
from tests.labs.torch_graphs import NODES, in_torch
from tests.printed import gap, value

EVERY = {**EXPRESSIONS, **GRAPHS}
FORMULAS_READ = {"+", "−", "×", "·(−1)", "exp", "+1", "1/x", "x²", "tanh", "max"}  # those that gap() can compute


def places(trace, name, k):
    latex, values = str(trace[f"{name} latex"][k]), trace[f"{name} values"][k]
    return latex, dict(zip(dict.fromkeys(re.findall(r"\\val\{(\w+)\}", latex)), map(str, values), strict=False))


def test_there_is_an_oracle_for_every_graph():
    assert {name: list(e.gates) for name, e in EVERY.items()} == {name: list(nodes) for name, nodes in NODES.items()}


@pytest.mark.parametrize("graph", EVERY)
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_values_gradients_and_central_differences_are_torchs(graph, data):
    steps = st.integers(-60, 60).map(lambda n: n / 20 + 0.001)  # never at the kink of the maximum
    inputs = {name: data.draw(steps, label=name) for name in EVERY[graph].inputs}
    trace = record_expression(EVERY[graph], inputs)
    wanted = in_torch(graph, inputs)
    names = [str(name) for name in trace["names"]]
    np.testing.assert_allclose(trace["value"], [wanted[n][0] for n in names], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(trace["grad"][-1], [wanted[n][1] for n in names], rtol=1e-9, atol=1e-12)
    scale = np.abs(trace["grad"][-1]).max() + np.abs(trace["value"][-1]) + 1
    if graph != "maximum":  # a nudge may cross its kink
        np.testing.assert_allclose(trace["numeric"], [wanted[n][1] for n in names], rtol=2e-3, atol=1e-3 * scale)


@pytest.mark.parametrize("graph", EVERY)
def test_what_the_arrows_bring_adds_up_to_the_gradient(graph):
    trace = record_expression(EVERY[graph], None)
    for i in range(len(trace["names"])):
        out = trace["edges"][:, 0] == i
        if out.any():
            assert trace["passed"][-1][out].sum() == pytest.approx(trace["grad"][-1][i], abs=1e-15)


@pytest.mark.parametrize("graph", EVERY)
def test_each_step_has_what_it_needs_and_reveals_one_thing(graph):
    trace, gates = record_expression(EVERY[graph], None), EVERY[graph].gates
    edges = sum(len(sources) for _, sources in gates.values())
    assert trace.steps == 1 + len(gates) + 1 + edges
    assert list(trace["phase"]) == ["start", *["forward"] * len(gates), "seed", *["backward"] * edges]
    known = set(EVERY[graph].inputs)
    for k in range(1, len(gates) + 1):
        name = str(trace["names"][trace["node"][k]])
        assert set(gates[name][1]) <= known
        known.add(name)
    for k in range(len(gates) + 2, trace.steps):
        source, head = trace["edges"][trace["edge"][k]]
        assert trace["complete"][head] < k, "a gradient is only handed on when all of it has arrived"
        changed = np.flatnonzero(~np.isclose(trace["passed"][k], trace["passed"][k - 1], equal_nan=True))
        assert changed.tolist() == [trace["edge"][k]] and trace["node"][k] == source


@pytest.mark.parametrize("graph", EVERY)
def test_every_printed_formula_holds_to_its_last_digit(graph):
    trace = record_expression(EVERY[graph], None)
    read = 0
    for k in range(trace.steps):
        symbol = str(trace["symbols"][trace["node"][k]])
        if trace["phase"][k] == "backward" or (trace["phase"][k] == "forward" and symbol in FORMULAS_READ):
            apart, room = gap(*places(trace, "rule", k))
            assert apart <= room, trace["rule latex"][k]
            read += 1
        if trace["check latex"][k]:
            apart, room = gap(*places(trace, "check", k), exact=("up", "down"))
            assert apart <= room, trace["check latex"][k]
            read += 1
    assert read > len(EVERY[graph].gates) + len(trace["edges"])


def test_every_caption_on_the_way_forward_is_a_calculation_that_holds():
    names = {"exp": np.exp, "tanh": np.tanh, "ln": np.log, "σ": lambda z: 1 / (1 + np.exp(-z)), "max": max}
    for graph, expression in EVERY.items():
        for caption in [c for c in record_expression(expression, None).captions if c.startswith("Forward")]:
            *_, terms, result = caption.rstrip(".").split(" = ")
            for before, after in (("·", "*"), ("−", "-"), ("²", "**2")):
                terms = terms.replace(before, after)
            computed = eval(terms, {"__builtins__": {}, **names})
            assert computed == pytest.approx(value(result), rel=0.012), (graph, caption)


def test_every_caption_on_the_way_back_is_a_calculation_that_holds():
    written = re.compile(r"= (\S+) · (\S+) = ([^\s,;]+)")
    for graph, expression in EVERY.items():
        for caption in [c for c in record_expression(expression, None).captions if c.startswith("Backward from")]:
            upstream, slope, part = map(value, written.search(caption).groups())
            assert upstream * slope == pytest.approx(part, rel=0.012, abs=1e-9), (graph, caption)
            assert "agrees" in caption or "another path" in caption


def test_a_kink_is_named_where_the_central_difference_lies_between_two_slopes():
    trace = record_backprop("maximum", {"x": 1.0, "y": 2.0, "z": 2.0})
    told = [caption for caption in trace.captions if "kink" in caption]
    assert [caption.partition(":")[0] for caption in told] == [
        "Backward from m to p",
        "Backward from m to z",
        "Backward from p to x",
        "Backward from p to y",
    ]


def test_negative_numbers_stand_in_brackets_behind_a_sign_only():
    trace = record_backprop("squared error", {"x": -2.0})
    assert places(trace, "rule", 1)[0].endswith(r"\val{p0} \cdot \val{n1} = \val{result}")
    assert places(trace, "rule", 1)[1] == {"p0": "1.5", "n1": "(−2)", "result": "−3"}


def test_the_titles_are_computed():
    titles = {name: draw_backprop(record_backprop(name)).title for name in EXPRESSIONS}
    grads = {name: in_torch("sigmoid neuron", EXPRESSIONS["sigmoid neuron"].inputs)[name][1] for name in ("x0", "w0")}
    assert titles["sigmoid neuron"] == f"f = 0.731, and x₀ moves it most: ∂f/∂x₀ = {grads['x0']:.3g}."
    assert titles["logistic loss"] == "L = 0.974, and w moves it most: ∂L/∂w = −1.24."
    assert titles["x used twice"] == "2 paths lead back to x, so its gradient is a sum: 24 + (−8) = 16."
    assert draw_backprop(record_backprop("sigmoid neuron", {"x1": 3.0})).title.startswith("f = 0.182, and w₁ moves")


@pytest.mark.parametrize("graph", [*EXPRESSIONS, "network"])
def test_drawing_changes_nothing_and_packs_small(graph):
    trace = record_backprop(graph)
    before = {name: array.copy() for name, array in trace.arrays.items()}
    packed = [pack(draw_backprop(trace), trace) for _ in range(2)]
    assert packed[0] == packed[1] and len(str(packed[0])) < 400_000
    for name, array in trace.arrays.items():
        np.testing.assert_array_equal(array, before[name])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"graph": "sigmoid nueron"}, "did you mean 'sigmoid neuron'"),
        ({"graph": 3}, "graph: wanted one of"),
        ({"inputs": {"w9": 1.0}}, "no input w9; this graph has w0=2, x0=1"),
        ({"inputs": [1.0, 2.0]}, "wanted a dict such as dict(w0=2"),
        ({"inputs": {"w0": float("nan")}}, "inputs, w0: wanted a finite number at least -10 and at most 10, got nan"),
        ({"inputs": {"w0": "__import__('os')"}}, "inputs, w0: wanted a finite number"),
        ({"inputs": {"w0": True}}, "inputs, w0: wanted a finite number"),
        ({"graph": "network", "activation": "Sigmod"}, "did you mean 'Sigmoid'"),
        ({"graph": "network", "loss": "CrossEntropy"}, "Unknown loss"),
        ({"graph": "network", "x": [[1.0, np.nan]]}, "x: wanted 1 to 6 rows of finite numbers"),
        ({"graph": "network", "x": [[1.0, 2.0, 3.0]]}, "x: wanted 2 columns for the built-in network, got 3"),
        ({"graph": "network", "x": "three"}, "x: wanted an array of numbers, got str"),
        ({"graph": "network", "y": [1, 0, 1]}, "y: wanted one answer for each of 2 rows, got shape (3,)"),
        ({"graph": "network", "y": [1, 7]}, "NLLLoss.forward: wanted classes 0 to 1"),
    ],
)
def test_bad_input_is_named_in_a_sentence_and_the_last_picture_stays(arguments, said):
    with pytest.raises((ValueError, TypeError)) as raised:
        record_backprop(**arguments)
    assert said in str(raised.value)
    lab = backprop_lab(**arguments)
    assert said in lab.stage.message and lab.trace.steps > 10


def test_the_controls_follow_the_graph_and_record_again():
    lab = backprop_lab()
    lab.controls["inputs"].whose.value, lab.controls["inputs"].slider.value = "b", 1.0
    assert lab.trace["value"][4] == 1.0 and lab.code() == "backprop_lab(inputs={'b': 1.0})"
    lab.controls["graph"].value = "network"
    assert str(lab.trace["kind"]) == "network" and lab.code() == "backprop_lab(graph='network')"
    assert lab.controls["inputs"].layout.display == "none" and lab.controls["loss"].layout.display == ""
    lab.controls["activation"].value = "Tanh"
    assert "Tanh" in lab.trace["labels"]
    lab.set(graph="x used twice", inputs={"y": 1.0})
    assert lab.trace["value"][-1] == 16.0 and lab.controls["inputs"].whose.options == ("x", "y")
    assert lab.stage.message == ""


def test_every_preset_is_drawn_and_says_what_is_there():
    for name, (sentence, state) in PRESETS.items():
        assert draw_backprop(record_backprop(**state)).title and sentence.endswith((".", "?")), name
    neuron, gate = (record_backprop(name) for name in ("sigmoid neuron", "sigmoid as one gate"))
    np.testing.assert_allclose(neuron["grad"][-1][:5], gate["grad"][-1][:5], rtol=1e-12)
    f = neuron["value"][-1]
    assert neuron["grad"][-1][list(neuron["names"]).index("z")] == pytest.approx(f * (1 - f))
    logistic = record_backprop("logistic loss")
    z, f = (list(logistic["names"]).index(n) for n in "zf")
    assert logistic["grad"][-1][z] == pytest.approx(logistic["value"][f] - 1)
    maximum = record_backprop("maximum")
    assert sorted(maximum["passed"][-1][maximum["edges"][:, 1] == list(maximum["names"]).index("m")]) == [0.0, 1.0]


def test_graphs_and_backprop_record_the_same_way():
    assert record_graphs("two heads").captions == record_expression(GRAPHS["two heads"], {}).captions
