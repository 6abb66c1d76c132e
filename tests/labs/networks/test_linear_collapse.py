"""The collapse of two linear layers: matrix identities, torch and sklearn as oracles, and the learner's activation."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from lessonlib.data import xor
from lessonlib.labs.networks.linear_collapse import (
    BEND,
    PRESETS,
    H,
    best_line,
    draw_linear_collapse,
    linear_collapse_lab,
    products,
    record_linear_collapse,
)
from lessonlib.labs.shared.decision_regions import boundary, places
from lessonlib.stage.pack import pack

TURNED = 14  # of the default lab with four hidden units: 4 + 4 + 5 terms are done


def in_torch(trace, activation):
    """p(class 1) in the cells by a torch network with the recorded weights, for every t."""
    w1, w2 = (torch.tensor(trace[name]) for name in ("W1", "W2"))
    h = torch.tensor(places(tuple(trace["ends"]))) @ w1[:2] + w1[2]
    side = trace["p"].shape[1]
    mixed = [(1 - t) * h + t * activation(h) for t in BEND]
    return np.array([torch.sigmoid(m @ w2[:-1] + w2[-1]).reshape(side, side).numpy() for m in mixed])


@pytest.mark.parametrize(
    ("name", "function"),
    [("ReLU", torch.relu), ("LeakyReLU", torch.nn.LeakyReLU(0.01)), ("Tanh", torch.tanh), ("Sigmoid", torch.sigmoid)],
)
def test_the_regions_are_those_of_a_torch_network_with_the_same_weights(name, function):
    trace = record_linear_collapse(activation=name)
    np.testing.assert_allclose(trace["p"], in_torch(trace, function), atol=1e-12)


@pytest.mark.parametrize("hidden", [2, 4, 6])
def test_the_terms_add_up_to_the_product_of_the_matrices(hidden):
    trace = record_linear_collapse(hidden=hidden, seed=3)
    w1, w2 = trace["W1"], trace["W2"]
    whole = np.append(trace["terms"][1:, 1] == 0, True)  # the last term of each row
    np.testing.assert_allclose(trace["sums"][whole], [*(w1[:2] @ w2[:-1])[:, 0], (w1[2] @ w2[:-1] + w2[-1])[0]])
    assert trace.steps == 1 + (3 * hidden + 1) + 21


def test_every_running_sum_is_one_product_above_the_last():
    rng = np.random.default_rng(0)
    w1, w2 = rng.normal(size=(3, 5)), rng.normal(size=(6, 1))
    sums, terms = products(w1, w2)
    k = int(np.flatnonzero((terms == [1, 3]).all(axis=1))[0])
    assert sums[k] == pytest.approx(w1[1, :4] @ w2[:4, 0])
    assert sums[k] - sums[k - 1] == pytest.approx(w1[1, 3] * w2[3, 0])


def test_without_an_activation_the_boundary_is_the_line_of_w3():
    trace = record_linear_collapse()
    w1, w2 = trace["W1"], trace["W2"]
    w3, b3 = (w1[:2] @ w2[:-1])[:, 0], (w1[2] @ w2[:-1] + w2[-1])[0]
    edge = boundary(trace["p"][0], tuple(trace["ends"]))
    distance = np.abs(edge @ w3 + b3) / np.linalg.norm(w3)
    assert len(edge) > 10 and distance.max() < 2e-3
    bent = boundary(trace["p"][-1], tuple(trace["ends"]))
    assert np.nanmax(np.abs(bent @ w3 + b3)) / np.linalg.norm(w3) > 0.5


def test_the_boundary_of_a_sure_network_is_straight_too():
    ends, w = (-1.7, 1.7), np.array([9.0, 4.0])
    z = (places(ends) @ w - 2).reshape(40, 40)
    edge = boundary(1 / (1 + np.exp(-z)), ends)
    assert np.abs(edge @ w - 2).max() / np.linalg.norm(w) < 1e-3


def test_a_line_does_not_do_xor_and_a_relu_does():
    trace = record_linear_collapse()
    assert trace["right"][0] <= trace["best line"] < 0.8 < trace["right"][-1] == 1.0


def test_two_units_leave_xor_far_from_all_right():
    shares = [100 * record_linear_collapse(**given)["right"][-1] for given in (PRESETS["Two units"][1], {})]
    assert shares[0] < 80 and shares[1] == 100


def test_no_line_that_sklearn_or_chance_finds_is_better_than_the_best_line():
    rng = np.random.default_rng(1)
    for x, y in [xor(40, rng=2), (rng.normal(size=(30, 2)), rng.integers(0, 2, 30))]:
        best = best_line(x, y)
        assert LogisticRegression().fit(x, y).score(x, y) <= best
        lines = rng.normal(size=(20_000, 3))
        right = ((x @ lines[:, :2].T + lines[:, 2] > 0) == y[:, None]).mean(axis=0)
        assert right.max() <= best + 1e-12
        assert right.max() > best - 0.08


def test_the_best_line_of_separable_points_is_all_right():
    x = np.random.default_rng(0).normal(size=(50, 2))
    above = (x @ [1.0, 1.1] > 0.2).astype(int)
    assert best_line(x, above) == best_line(x, 1 - above) == 1.0


def test_the_captions_hold_the_numbers_of_their_step():
    trace = record_linear_collapse()
    w1, w2 = trace["W1"], trace["W2"]
    assert "term 2 of 4" in trace.captions[2]
    assert f"= {w1[0, 0] * w2[0, 0] + w1[0, 1] * w2[1, 0]:.2f}".rstrip("0").replace("-", "−") in trace.captions[2]
    assert "straight line" in trace.captions[TURNED] and "75 %" in trace.captions[TURNED]
    assert "100 % right" in trace.captions[-1]


class MyReLU:
    def forward(self, x):
        return np.maximum(0, x)


class MyAbs:
    def forward(self, x):
        return np.abs(x)


class Raises:
    def forward(self, x):
        raise KeyError("w")


class Reduces:
    def forward(self, x):
        return np.maximum(0, x).sum(axis=1)


class Writes:
    def forward(self, x):
        x[:] = np.maximum(0, x)
        return x


def test_a_learners_relu_bends_the_boundary_as_ours_does():
    trace = record_linear_collapse(mine=MyReLU)
    assert trace.notes == () and trace["label"] == "MyReLU"
    np.testing.assert_allclose(trace["my p"], trace["p"])


def test_a_learners_function_that_departs_is_named_with_both_numbers():
    (note,) = record_linear_collapse(mine=MyAbs()).notes
    assert note == "MyAbs departs from ReLU at 30 of 61 points, first at h = −3: 3 instead of 0."
    assert (H < 0).sum() == 30


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        (Raises, "Raises raised KeyError: 'w'"),
        (Reduces, "Reduces.forward returned shape (1600,), wanted (1600, 4)"),
        (object(), "no attribute 'forward'"),
    ],
)
def test_a_learners_failure_is_told_and_ours_stays(mine, sentence):
    trace = record_linear_collapse(mine=mine)
    assert sentence in trace.notes[0] and "ReLU stays drawn" in trace.notes[0]
    assert "my p" not in trace
    np.testing.assert_array_equal(trace["p"], record_linear_collapse()["p"])


def test_a_learners_function_that_writes_into_its_input_changes_nothing_of_ours():
    trace = record_linear_collapse(mine=Writes)
    np.testing.assert_array_equal(trace["p"], record_linear_collapse()["p"])
    np.testing.assert_allclose(trace["my p"], trace["p"])


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"data": "xorr"}, "did you mean 'XOR'"),
        ({"activation": "Relu"}, "did you mean 'ReLU'"),
        ({"hidden": 1}, "hidden: wanted a whole number from 2 to 6, got 1"),
        ({"hidden": 7}, "hidden: wanted a whole number from 2 to 6"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0, got -1"),
    ],
)
def test_a_bad_argument_is_named(bad, sentence):
    with pytest.raises((ValueError, TypeError)) as told:
        record_linear_collapse(**bad)
    assert sentence in str(told.value)
    assert sentence in linear_collapse_lab(**bad).stage.message


@pytest.mark.parametrize("given", [{}, {"data": "moons", "hidden": 6, "mine": MyAbs}, {"hidden": 2, "seed": 4}])
def test_the_picture_is_drawn_from_the_trace_alone(given):
    trace = record_linear_collapse(**given)
    first, second = (pack(draw_linear_collapse(trace), trace) for _ in range(2))
    assert first == second
    assert len(first[1]) < 150_000


def test_the_lab_says_how_to_make_it_again(tmp_path):
    lab = linear_collapse_lab(hidden=3, mine=MyReLU, step=4)
    assert lab.code() == "linear_collapse_lab(hidden=3, mine=MyReLU, step=4)"
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 400_000
