"""The residual connection, against torch's autograd."""

import numpy as np
import pytest
import torch

from lessonlib import nn


def test_forward_backward_and_weights_are_those_of_torch():
    rng = np.random.default_rng(0)
    linear = nn.Linear(4, 4, rng=1)
    block = nn.Residual([linear, nn.Tanh()])
    x, grad = rng.standard_normal((2, 5, 4))
    xt = torch.tensor(x, requires_grad=True)
    w, b = (torch.tensor(v, requires_grad=True) for v in (linear.weight, linear.bias))
    y = xt + torch.tanh(xt @ w + b)
    y.backward(torch.tensor(grad))
    np.testing.assert_allclose(block.forward(x), y.detach(), rtol=1e-12)
    np.testing.assert_allclose(block.backward(grad), xt.grad, rtol=1e-12)
    for ours, theirs in zip(block.gradients(), (w.grad, b.grad), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_a_network_of_residual_blocks_passes_the_gradient_check_and_learns():
    network = nn.NeuralNetwork([nn.Residual([nn.Linear(3, 3, rng=0), nn.Tanh()]), nn.Linear(3, 1, rng=1), nn.Sigmoid()])
    x, y = np.random.default_rng(2).standard_normal((6, 3)), np.array([0, 1, 0, 1, 1, 0])
    report = nn.check_gradients(network, nn.BCELoss(), x, y)
    assert report.passed
    before = [w.copy() for w in network.parameters()]
    network.step(0.1)
    assert len(before) == 4 and all((a != b).any() for a, b in zip(before, network.parameters(), strict=True))


def test_a_block_that_changes_the_shape_is_refused():
    with pytest.raises(
        ValueError, match=r"Residual\.forward: wanted a block that keeps the shape \(2, 3\), got \(2, 4\)"
    ):
        nn.Residual([nn.Linear(3, 4)]).forward(np.zeros((2, 3)))
