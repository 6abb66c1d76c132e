"""What the labs of networks ask: the truth comes from the trace, at its step, and a mix-up has its own sentence."""

import numpy as np
import pytest

from lessonlib.labs.networks.backprop.backprop import draw_backprop, record_backprop
from lessonlib.labs.networks.backprop.expressions import EXPRESSIONS, GRAPHS
from lessonlib.labs.networks.forward import PRESETS as FORWARD
from lessonlib.labs.networks.forward import draw_forward, record_forward
from lessonlib.labs.networks.graphs import draw_graphs, record_graphs
from lessonlib.labs.networks.linear_collapse import PRESETS, draw_linear_collapse, record_linear_collapse
from lessonlib.nn import Linear, ReLU


@pytest.mark.parametrize("name", [*EXPRESSIONS, *GRAPHS])
def test_where_paths_meet_it_is_asked_what_becomes_of_them_and_else_which_input_moves_most(name):
    record, draw = (record_backprop, draw_backprop) if name in EXPRESSIONS else (record_graphs, draw_graphs)
    trace = record(name)
    question, names = draw(trace).question, trace["names"].tolist()
    paths = np.bincount(trace["edges"][:, 0], minlength=len(names))
    if paths.max() > 1:
        meet = int(paths.argmax())
        assert question.truth == "their sum" and question.step == trace["complete"][meet]
        parts = trace["passed"][-1][trace["edges"][:, 0] == meet]
        assert trace["grad"][-1][meet] == pytest.approx(parts.sum())
    else:
        moves = np.abs(trace["grad"][-1][: int(trace["inputs"])])
        assert question.truth.translate(str.maketrans("₀₁₂₃", "0123")) == names[int(moves.argmax())]
        assert np.isfinite(trace["grad"][question.step][: int(trace["inputs"])]).all()


def test_of_two_inputs_that_move_it_alike_none_is_asked_for():
    assert draw_backprop(record_backprop("logistic loss", inputs={"w": 2.0, "x": 2.0})).question is None


def test_the_product_asked_for_is_the_one_that_has_the_shape_and_the_numbers():
    trace = record_backprop("network")
    question = draw_backprop(trace).question
    assert question.truth == "xᵀ · ∂L/∂z₁" and question.step == trace["graded"][trace["names"].tolist().index("W1")]
    np.testing.assert_allclose(trace["value x"].T @ trace["grad z1"], trace["grad W1"])
    first_is_no_layer = record_backprop(modules=[ReLU(), Linear(2, 2, rng=0)])
    assert draw_backprop(first_is_no_layer).question is None


@pytest.mark.parametrize("preset", FORWARD)
def test_the_shape_asked_for_is_that_of_the_last_output(preset):
    trace = record_forward(**FORWARD[preset][1])
    question = draw_forward(trace).question
    assert question.truth == str(trace["y"].shape) and trace["layer"][question.step] == trace["layers"]
    assert trace["layer"][question.step - 1] < trace["layers"]


@pytest.mark.parametrize("preset", PRESETS)
def test_no_boundary_is_drawn_before_the_product_says_where_it_is(preset):
    trace = record_linear_collapse(**PRESETS[preset][1])
    picture = draw_linear_collapse(trace)
    heat = next(mark for mark in picture.panels[2].marks if mark.kind == "cells")
    shades = heat.arrays["shade"].reshape(trace.steps, -1)
    step = picture.question.step
    assert all(len(np.unique(shades[k])) == 1 for k in range(step)) and len(np.unique(shades[step])) > 1
    assert "straight line" in trace.captions[step] and not any("straight" in told for told in trace.captions[:step])


def test_a_batch_that_comes_back_shorter_is_told():
    class MyLinear(Linear):
        def forward(self, x):
            return super().forward(x)[:-1]

    (note,) = record_forward(modules=[MyLinear(2, 3, rng=0)]).notes
    assert "MyLinear.forward gave 1 row for a batch of 2" in note and "stays drawn" in note
