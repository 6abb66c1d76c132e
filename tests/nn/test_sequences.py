"""Cells along a sequence against torch's whole networks: gradients through time, both directions, layers on layers."""

import numpy as np
import pytest
import torch

from lessonlib import nn
from lessonlib.nn.sequences import bidirectional, run, stacked

NETWORKS = {nn.RNNCell: torch.nn.RNN, nn.LSTMCell: torch.nn.LSTM, nn.GRUCell: torch.nn.GRU}
NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def put(network, cell, suffix):
    with torch.no_grad():
        for name in NAMES:
            getattr(network, f"{name}_{suffix}")[:] = torch.tensor(getattr(cell, name))


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-10, atol=1e-10)


def compare(network, cells, outputs, back, x):
    """Outputs, dL/dx and the gradients of every cell, for a gradient of random numbers at the outputs."""
    leaf = torch.tensor(x, requires_grad=True)
    wanted, _ = network(leaf)
    same(outputs, wanted)
    grad = np.random.default_rng(9).normal(size=outputs.shape)
    wanted.backward(torch.tensor(grad))
    same(back(grad), leaf.grad)
    for suffix, cell in cells.items():
        for name, ours in zip(NAMES, cell.gradients(), strict=True):
            same(ours, getattr(network, f"{name}_{suffix}").grad)


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_cell_along_a_sequence_is_torchs_network_and_its_gradients_add_up_over_time(kind):
    x, cell = np.random.default_rng(0).normal(size=(7, 3, 2)), kind(2, 4, rng=1)
    network = NETWORKS[kind](2, 4, dtype=torch.float64)
    put(network, cell, "l0")
    outputs, _, back = run(cell, x)
    compare(network, {"l0": cell}, outputs, back, x)


@pytest.mark.parametrize("kind", NETWORKS)
def test_both_directions_are_torchs_bidirectional_network(kind):
    x, cells = (
        np.random.default_rng(0).normal(size=(6, 3, 2)),
        {"l0": kind(2, 4, rng=1), "l0_reverse": kind(2, 4, rng=2)},
    )
    network = NETWORKS[kind](2, 4, bidirectional=True, dtype=torch.float64)
    for suffix, cell in cells.items():
        put(network, cell, suffix)
    compare(network, cells, *bidirectional(*cells.values(), x), x)


@pytest.mark.parametrize("kind", NETWORKS)
def test_two_layers_of_both_directions_are_torchs(kind):
    sizes = {"l0": 2, "l0_reverse": 2, "l1": 8, "l1_reverse": 8}
    cells = {suffix: kind(n, 4, rng=i) for i, (suffix, n) in enumerate(sizes.items())}
    network = NETWORKS[kind](2, 4, num_layers=2, bidirectional=True, dtype=torch.float64)
    for suffix, cell in cells.items():
        put(network, cell, suffix)
    x, (a, b, c, d) = np.random.default_rng(0).normal(size=(5, 3, 2)), cells.values()
    compare(network, cells, *stacked([(a, b), (c, d)], x), x)


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_sequence_read_in_two_parts_ends_where_it_ends_read_whole(kind):
    x, cell = np.random.default_rng(0).normal(size=(6, 2, 2)), kind(2, 3, rng=0)
    whole, _, _ = run(cell, x)
    _, state, _ = run(cell, x[:4])
    np.testing.assert_allclose(run(cell, x[4:], state)[0], whole[4:], rtol=1e-12)


def test_an_optimizer_learns_from_the_gradients_that_back_leaves_in_the_cell():
    x = np.random.default_rng(0).choice([-1.0, 1.0], size=(5, 64, 1))
    wanted = x[0]  # the first number, five steps later
    cell, top, loss, optimizer = nn.GRUCell(1, 8, rng=0), nn.Linear(8, 1, rng=0), nn.MSELoss(), nn.Adam(0.02)
    for _ in range(150):
        outputs, _, back = run(cell, x)
        value = loss.forward(top.forward(outputs[-1]), wanted)
        grad = np.zeros_like(outputs)
        grad[-1] = top.backward(loss.backward())
        back(grad)
        optimizer.step(cell.parameters() + top.parameters(), cell.gradients() + top.gradients())
    assert value < 0.05  # always saying 0 has the loss 1


def test_a_single_step_without_its_axis_is_refused():
    with pytest.raises(ValueError, match=r"run: wanted x of shape \(T, B, in\)"):
        run(nn.RNNCell(2, 3), np.ones((4, 2)))
