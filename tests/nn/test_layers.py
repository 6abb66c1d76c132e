"""Linear, Dropout, Flatten against torch and against what they promise."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib import nn

SIZES = st.integers(1, 5)


@given(SIZES, SIZES, SIZES, st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1e-8, 1e8]))
def test_linear_equals_torch_with_bias_and_signed_gradients(rows, n_in, n_out, seed, scale):
    rng = np.random.default_rng(seed)
    ours, theirs = nn.Linear(n_in, n_out, rng=rng), torch.nn.Linear(n_in, n_out, dtype=torch.float64)
    ours.bias[:] = rng.normal(size=n_out)
    theirs.weight.data, theirs.bias.data = torch.tensor(ours.weight.T), torch.tensor(ours.bias)
    x, grad = scale * rng.normal(size=(rows, n_in)), np.asfortranarray(rng.normal(size=(rows, n_out)))
    given_x, given_grad = x.copy(), grad.copy()
    x_torch = torch.tensor(x, requires_grad=True)
    y_torch = theirs(x_torch)
    y_torch.backward(torch.tensor(grad))
    close = {"rtol": 1e-10, "atol": 1e-12 * max(scale, 1)}
    np.testing.assert_allclose(ours.forward(x), y_torch.detach().numpy(), **close)
    np.testing.assert_allclose(ours.backward(grad), x_torch.grad.numpy(), **close)
    np.testing.assert_allclose(ours._grad_weight, theirs.weight.grad.numpy().T, **close)
    np.testing.assert_allclose(ours._grad_bias, theirs.bias.grad.numpy(), **close)
    assert ours._grad_bias.shape == (n_out,)
    np.testing.assert_array_equal(x, given_x)
    np.testing.assert_array_equal(grad, given_grad)


def test_linear_steps_down_by_exactly_the_rate_and_does_not_accumulate():
    linear = nn.Linear(3, 2, rng=0)
    weight, bias = linear.weight, linear.bias
    before = weight.copy()
    x, grad = np.array([[1.0, -2.0, 3.0]]), np.array([[0.5, -1.0]])
    for _ in range(2):
        linear.forward(x)
        linear.backward(grad)
    linear.step(0.1)
    assert linear.weight is weight and linear.parameters()[1] is bias
    np.testing.assert_allclose(weight, before - 0.1 * np.outer(x, grad), rtol=1e-12)
    np.testing.assert_allclose(bias, [-0.05, 0.1], rtol=1e-12)


def test_linear_keeps_the_precision_of_x():
    linear = nn.Linear(3, 2, rng=0)
    y = linear.forward(np.ones((4, 3), dtype=np.float32))
    assert y.dtype == np.float32 and linear.backward(np.ones_like(y)).dtype == np.float32
    assert linear.forward([[1, 2, 3]]).dtype == linear.weight.dtype == np.float64


def test_linear_refuses_what_does_not_fit_by_name():
    linear = nn.Linear(3, 2, rng=0)
    with pytest.raises(RuntimeError, match=r"Linear\(3, 2\): wanted a backward first"):
        linear.step(0.1)
    with pytest.raises(RuntimeError, match=r"Linear\(3, 2\)\.backward: wanted a forward first"):
        linear.backward(np.zeros((1, 2)))
    with pytest.raises(ValueError, match=r"wanted x of shape \(B, 3\), got \(5, 2\)"):
        linear.forward(np.zeros((5, 2)))
    with pytest.raises(ValueError, match=r"got \(3,\).*x\[None\]"):
        linear.forward(np.zeros(3))
    linear.forward(np.zeros((5, 3)))
    with pytest.raises(ValueError, match=r"gradient of shape \(5, 2\).*got \(2, 5\)"):
        linear.backward(np.zeros((2, 5)))
    linear.backward(np.zeros((5, 2)))
    for rate in (-0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match=r"step\(learning_rate\): wanted a finite number at least 0"):
            linear.step(rate)
    for sizes, error in [((0, 2), ValueError), ((2, -1), ValueError), ((2.0, 1), TypeError), ((True, 1), TypeError)]:
        with pytest.raises(error, match=r"Linear\((in|out)_features\): wanted a whole number of at least 1"):
            nn.Linear(*sizes)
    with pytest.raises(ValueError, match=r"Linear\(init\): wanted one of he, xavier, small, rand, got 'hee'"):
        nn.Linear(2, 2, init="hee")
    for rng in (-1, "seed", 0.5):
        with pytest.raises(TypeError, match=r"Linear\(rng\): wanted a numpy Generator or a seed"):
            nn.Linear(2, 2, rng=rng)


def test_randomness_comes_from_rng_alone():
    state = np.random.get_state()[1].copy()  # noqa: NPY002 -- the global state is what must not change
    assert (nn.Linear(4, 4, rng=7).weight == nn.Linear(4, 4, rng=np.random.default_rng(7)).weight).all()
    assert (nn.Linear(4, 4, rng=7).weight != nn.Linear(4, 4, rng=8).weight).any()
    rng = np.random.default_rng(7)
    assert (nn.Linear(4, 4, rng=rng).weight != nn.Linear(4, 4, rng=rng).weight).any()
    nn.Dropout(0.5).forward(np.ones(5))
    np.testing.assert_array_equal(state, np.random.get_state()[1])  # noqa: NPY002 -- see above


@pytest.mark.parametrize("init", ["he", "xavier"])
def test_he_and_xavier_have_the_spread_that_torch_computes(init):
    tensor = torch.empty(300, 500)
    draw = {"he": lambda t: torch.nn.init.kaiming_normal_(t, mode="fan_out"), "xavier": torch.nn.init.xavier_normal_}
    wanted = draw[init](tensor).numpy().std()
    weight = nn.Linear(300, 500, rng=0, init=init).weight
    assert weight.std() == pytest.approx(wanted, rel=0.02) and abs(weight.mean()) < 0.02 * wanted


def test_small_and_rand_are_the_two_tips_of_the_course():
    small, rand = nn.Linear(300, 500, rng=0, init="small").weight, nn.Linear(300, 500, rng=0, init="rand").weight
    assert small.std() == pytest.approx(0.01, rel=0.02) and (small < 0).any()
    assert rand.min() >= 0 and rand.max() < 0.01 and rand.mean() == pytest.approx(0.005, rel=0.02)
    assert (nn.Linear(3, 4).bias == 0).all()


@given(st.floats(0, 0.95), st.integers(0, 2**32 - 1))
def test_dropout_keeps_the_mean_and_passes_the_gradient_through_the_same_mask(p, seed):
    dropout, x = nn.Dropout(p, rng=seed), np.full((100, 100), -2.0)
    y = dropout.forward(x)
    kept = y != 0
    np.testing.assert_allclose(y[kept], -2 / (1 - p))
    assert kept.mean() == pytest.approx(1 - p, abs=0.03)  # six standard deviations of 10 000 draws
    np.testing.assert_allclose(dropout.backward(np.full((100, 100), 3.0)), np.where(kept, 3 / (1 - p), 0))
    assert (x == -2).all()


def test_dropout_draws_anew_each_time_and_rests_while_predicting():
    dropout, x = nn.Dropout(0.5, rng=0), np.ones((20, 20), dtype=np.float32)
    first, second = dropout.forward(x), dropout.forward(x)
    assert first.dtype == np.float32 and (first != second).any()
    dropout.training = False
    np.testing.assert_array_equal(dropout.forward(x), x)
    np.testing.assert_array_equal(dropout.backward(2 * x), 2 * x)


@pytest.mark.parametrize("p", [-0.1, 1, 1.5, np.nan])
def test_dropout_refuses_a_probability_outside_zero_to_one(p):
    with pytest.raises(ValueError, match=r"Dropout\(p\): wanted a finite number at least 0 and below 1, got"):
        nn.Dropout(p)


def test_flatten_equals_torch_and_comes_back():
    x = np.arange(24.0).reshape(2, 3, 4)
    flatten = nn.Flatten()
    np.testing.assert_array_equal(flatten.forward(x), torch.nn.Flatten()(torch.tensor(x)).numpy())
    np.testing.assert_array_equal(flatten.backward(flatten.forward(x)), x)
    assert flatten.forward(np.zeros((0, 3, 4))).shape == (0, 12) and flatten.forward(np.zeros(5)).shape == (5, 1)
    with pytest.raises(ValueError, match=r"Flatten.forward: wanted x of shape \(B, \.\.\.\)"):
        flatten.forward(3.0)
