"""Inside the network of the training lab: units and weights against torch, and networks that cannot be looked into."""

import numpy as np
import pytest
import torch

from lessonlib.data import moons
from lessonlib.labs.training.training import record_training
from lessonlib.labs.training.training_ground import ROWS
from lessonlib.labs.training.training_inside import SHOWN, SIDE, followed, look_inside
from lessonlib.labs.training.training_network_picture import ROWS as CELLS
from lessonlib.labs.training.training_picture import draw_training
from lessonlib.nn import SGD, BCELoss, Linear, NeuralNetwork, ReLU, Sigmoid, Tanh, train
from lessonlib.stage.pack import pack

SMALL = record_training(epochs=3, hidden=5, seed=2)


def trained(epochs, hidden, seed):
    """The modules of a plain training with the lab's settings."""
    x, y = moons(2 * ROWS, rng=seed)
    layers = [Linear(2, hidden, rng=seed), ReLU(), Linear(hidden, hidden, rng=seed + 1), ReLU()]
    modules = [*layers, Linear(hidden, 1, rng=seed + 2), Sigmoid()]
    settings = {"optimizer": SGD(0.3), "epochs": epochs, "batch_size": 16, "rng": seed, "progress": False}
    train(NeuralNetwork(modules), BCELoss(), x[:ROWS], y[:ROWS], **settings)
    return modules


def test_units_are_what_torch_answers_at_the_middles_of_the_cells_and_weights_are_the_layers():
    modules = trained(3, 5, 2)
    low, high = SMALL["ends"]
    middles = low + (np.arange(SIDE) + 0.5) * (high - low) / SIDE
    out = torch.tensor(np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2))
    for layer, module in enumerate(modules[:4:2], start=1):
        out = torch.relu(out @ torch.tensor(module.weight) + torch.tensor(module.bias))
        wanted = out.numpy().T.reshape(5, SIDE, SIDE)
        np.testing.assert_allclose(SMALL[f"units {layer}"][-1], wanted, atol=1e-12)
        np.testing.assert_allclose(SMALL[f"weights {layer}"][-1], module.weight)
        assert SMALL[f"of {layer}"] == 5 and SMALL[f"shown {layer}"].tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(SMALL["weights 3"][-1], modules[4].weight)


def test_of_many_units_those_that_do_most_to_the_next_layer_are_shown():
    trace = record_training(epochs=2, hidden=12)
    modules = trained(2, 12, 0)
    low, high = trace["ends"]
    middles = low + (np.arange(SIDE) + 0.5) * (high - low) / SIDE
    at = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    first = np.maximum(at @ modules[0].weight + modules[0].bias, 0)
    pull = [first[:, i].std() * np.sqrt((modules[2].weight[i] ** 2).sum()) for i in range(12)]
    assert trace["shown 1"].tolist() == sorted(np.argsort(pull)[::-1][:SHOWN].tolist())
    np.testing.assert_allclose(trace["weights 2"][-1], modules[2].weight[np.ix_(trace["shown 1"], trace["shown 2"])])
    assert "8 of 12" in draw_training(trace).panels[0].marks[-1].strings["text"][0].tolist()


def test_a_map_of_the_picture_is_the_unit_over_its_largest_answer():
    heats = [mark for mark in draw_training(SMALL).panels[0].marks if mark.kind == "cells"]
    units = SMALL["units 1"]
    shade = heats[1].arrays["shade"][-1].astype(float)  # the inputs' column stands first
    bottom = (CELLS - 5 * (SIDE + 2) + 2) // 2  # the last unit's, row 0 at the bottom
    told = -(shade[bottom : bottom + SIDE] / 255 * 2 - 1) * 1.25
    np.testing.assert_allclose(told, units[-1, 4] / np.abs(units[:, 4]).max(), atol=1 / 12)
    assert (heats[1].arrays["since"][0, :bottom] > SMALL.steps).all()


def test_the_thickest_line_is_the_largest_weight_and_below_0_a_line_is_on_the_other_side():
    (mark,) = [mark for mark in draw_training(SMALL).panels[0].marks if mark.kind == "wires"]
    weights = np.concatenate([SMALL[f"weights {i}"].reshape(4, -1) for i in (1, 2, 3)], axis=1)
    drawn = mark.arrays["weight"]
    assert drawn.shape == weights.shape == (4, 2 * 5 + 5 * 5 + 5)
    assert np.abs(drawn - 127.5).argmax() == np.abs(weights).argmax()
    large = np.abs(weights) > 0.02
    np.testing.assert_array_equal((drawn > 127)[large], (weights > 0)[large])


class NoModules:
    def forward(self, x):
        return x[:, :1]


class Breaks(ReLU):
    def forward(self, x):
        raise RuntimeError


@pytest.mark.parametrize(
    "network",
    [
        NoModules(),
        [Linear(2, 1, rng=0), Sigmoid()],  # no hidden layer
        [Linear(2, 3, rng=0), Breaks(), Linear(3, 1, rng=0)],
        [Linear(3, 3, rng=0), ReLU(), Linear(3, 1, rng=0)],
        [module for _ in range(5) for module in (Linear(2, 2, rng=0), Tanh())] + [Linear(2, 1, rng=0)],
    ],
)
def test_a_network_that_cannot_be_looked_into_shows_nothing(network):
    assert look_inside(network, np.zeros((4, 2))) is None
    assert followed([None]) == {}


def test_a_learners_network_of_one_layer_is_looked_into_and_one_without_keeps_its_regions():
    modules = [Linear(2, 8, rng=0), ReLU(), Linear(8, 1, rng=1), Sigmoid()]
    trace = record_training("XOR", network=modules, epochs=2)
    assert trace["units 1"].shape == (3, 8, SIDE, SIDE) and "units 2" not in trace
    pack(draw_training(trace), trace)
    plain = record_training("XOR", network=[Linear(2, 1, rng=0), Sigmoid()], epochs=2)
    assert "units 1" not in plain and draw_training(plain).panels[0].title == "What it says at each place"
