"""Convolution and pooling against torch, by central differences, in a network that learns, and what they refuse."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib import nn
from lessonlib.nn.convolution import output_size

SHAPES = st.tuples(*[st.integers(1, 3)] * 4, st.integers(1, 3), st.integers(0, 2), st.integers(5, 8), st.integers(5, 9))


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-10, atol=1e-10)


@settings(max_examples=60)
@given(SHAPES, st.integers(0, 1000))
def test_a_convolution_and_its_gradients_are_torchs_at_every_stride_and_padding(shape, seed):
    b, c, k, size, stride, padding, high, wide = shape
    rng = np.random.default_rng(seed)
    conv = nn.Conv2d(c, k, size, stride, padding, rng=rng)
    conv.bias[:] = rng.normal(size=k)
    x = rng.normal(size=(b, c, high, wide))
    theirs = torch.nn.Conv2d(c, k, size, stride, padding, dtype=torch.float64)
    with torch.no_grad():
        theirs.weight[:], theirs.bias[:] = torch.tensor(conv.weight), torch.tensor(conv.bias)
    leaf = torch.tensor(x, requires_grad=True)
    y = theirs(leaf)
    same(conv.forward(x), y)
    assert y.shape[2:] == (output_size(high, size, stride, padding), output_size(wide, size, stride, padding))
    grad = rng.normal(size=y.shape)
    y.backward(torch.tensor(grad))
    same(conv.backward(grad), leaf.grad)
    for ours, param in zip(conv.gradients(), theirs.parameters(), strict=True):
        same(ours, param.grad)


@settings(max_examples=60)
@given(st.integers(1, 3), st.integers(1, 4), st.integers(3, 8), st.integers(4, 9), st.integers(0, 1000))
def test_pooling_and_its_gradient_are_torchs_also_where_windows_overlap_and_numbers_are_equal(k, s, high, wide, seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 4, size=(2, 3, high, wide)).astype(float)
    leaf = torch.tensor(x, requires_grad=True)
    y = torch.nn.functional.max_pool2d(leaf, k, s)
    pool = nn.MaxPool2d(k, s)
    same(pool.forward(x), y)
    grad = rng.normal(size=y.shape)
    y.backward(torch.tensor(grad))
    same(pool.backward(grad), leaf.grad)


def test_six_filters_on_the_slides_image_give_six_maps():
    conv = nn.Conv2d(3, 6, kernel_size=5, rng=0)
    assert conv.forward(np.ones((1, 3, 32, 32))).shape == (1, 6, 28, 28)
    assert conv.weight.shape == (6, 3, 5, 5) and conv.bias.shape == (6,)


def convnet(rng):
    return nn.NeuralNetwork(
        [
            nn.Conv2d(1, 3, 3, padding=1, rng=rng),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(3, 2, 2, stride=2, rng=rng),
            nn.Flatten(),
            nn.Linear(8, 3, rng=rng),
        ]
    )


def test_the_gradient_check_passes_for_a_convolutional_network_and_notices_a_broken_one():
    rng = np.random.default_rng(1)
    network, x, y = convnet(rng), rng.normal(size=(4, 1, 8, 8)), np.array([0, 2, 1, 1])
    report = nn.check_gradients(network, nn.NLLLoss(), x, y)
    assert report.passed, str(report)
    assert [entry.name for entry in report.entries][:2] == ["modules[0].weight", "modules[0].bias"]

    class Doubled(nn.Conv2d):
        def backward(self, grad):
            dx = super().backward(grad)
            self._grad_weight = 2 * self._grad_weight
            return dx

    network.modules[0] = Doubled(1, 3, 3, padding=1, rng=rng)
    assert not nn.check_gradients(network, nn.NLLLoss(), x, y).passed


def test_a_convolutional_network_learns_digits():
    split = nn_digits()
    rng = np.random.default_rng(0)
    network = nn.NeuralNetwork(
        [nn.Conv2d(1, 8, 3, padding=1, rng=rng), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 10, rng=rng)]
    )
    nn.train(network, nn.NLLLoss(), *split[:2], optimizer=nn.Adam(1e-2), epochs=6, rng=0, progress=False)
    assert nn.evaluate(network, nn.NLLLoss(), *split[2:])[1] > 0.93


def nn_digits():
    from lessonlib.data import load_digits

    x, y, x_held_out, y_held_out = load_digits(range(10))
    return x.reshape(-1, 1, 8, 8), y, x_held_out.reshape(-1, 1, 8, 8), y_held_out


def test_single_precision_stays_single_and_nothing_is_written_into():
    conv, pool = nn.Conv2d(2, 3, 3, padding=1, rng=0), nn.MaxPool2d(2)
    x = np.random.default_rng(0).normal(size=(2, 2, 6, 6)).astype(np.float32)
    kept = x.copy()
    y = pool.forward(conv.forward(x))
    grad = np.ones_like(y)
    dx = conv.backward(pool.backward(grad))
    assert y.dtype == dx.dtype == np.float32
    assert (x == kept).all() and (grad == 1).all()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda: nn.Conv2d(3, 6, 5).forward(np.zeros((32, 32))),
            r"Conv2d(3, 6, 5).forward: wanted x of shape (B, 3, H",
        ),
        (lambda: nn.Conv2d(3, 6, 5).forward(np.zeros((1, 1, 9, 9))), "got (1, 1, 9, 9). The first axis counts images"),
        (lambda: nn.Conv2d(1, 6, 5).forward(np.zeros((9, 9))), "Write x[None, None]"),
        (lambda: nn.Conv2d(1, 1, 5).forward(np.zeros((1, 1, 4, 9))), "at least 5 pixels a side"),
        (lambda: nn.Conv2d(1, 1, 0), "Conv2d(kernel_size): wanted a whole number of at least 1, got 0"),
        (lambda: nn.Conv2d(1, 1, 2, padding=-1), "Conv2d(padding): wanted a whole number of at least 0"),
        (lambda: nn.Conv2d(1, 1, 2).backward(np.zeros(1)), "wanted a forward first"),
        (lambda: nn.Conv2d(1, 1, 2).step(0.1), "wanted a backward first"),
        (lambda: nn.MaxPool2d(3).forward(np.zeros((1, 1, 2, 5))), "MaxPool2d(3).forward: wanted at least 3 x 3 pixels"),
        (lambda: nn.MaxPool2d(2, stride=1).backward(np.zeros(1)), "MaxPool2d(2, stride=1).backward: wanted a forward"),
    ],
)
def test_what_cannot_be_convolved_is_refused_with_what_was_wanted(call, told):
    with pytest.raises((ValueError, TypeError, RuntimeError), match=re.escape(told)):
        call()
