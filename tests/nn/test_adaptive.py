"""Every optimizer against torch.optim over 100 steps, and the slide's printed formulas against plain arithmetic."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib import nn

OPTIM = torch.optim
PAIRS = [
    pytest.param(lambda lr, c: nn.SGD(lr), lambda p, lr, c: OPTIM.SGD(p, lr), id="sgd"),
    pytest.param(lambda lr, c: nn.Momentum(lr, rho=c), lambda p, lr, c: OPTIM.SGD(p, lr, momentum=c), id="momentum"),
    pytest.param(
        lambda lr, c: nn.Nesterov(lr, rho=c),
        lambda p, lr, c: OPTIM.SGD(p, lr, momentum=c, nesterov=True),
        id="nesterov",
    ),
    pytest.param(lambda lr, c: nn.Adagrad(lr), lambda p, lr, c: OPTIM.Adagrad(p, lr), id="adagrad"),
    pytest.param(lambda lr, c: nn.Adadelta(lr, rho=c), lambda p, lr, c: OPTIM.Adadelta(p, lr, rho=c), id="adadelta"),
    pytest.param(lambda lr, c: nn.RMSProp(lr, beta=c), lambda p, lr, c: OPTIM.RMSprop(p, lr, alpha=c), id="rmsprop"),
    pytest.param(
        lambda lr, c: nn.Adam(lr, betas=(c, 0.999)), lambda p, lr, c: OPTIM.Adam(p, lr, betas=(c, 0.999)), id="adam"
    ),
]
DEFAULTS = [
    (nn.Adagrad(0.01), OPTIM.Adagrad, {"lr": 0.01}),
    (nn.Adadelta(), OPTIM.Adadelta, {}),
    (nn.RMSProp(0.01), OPTIM.RMSprop, {}),
    (nn.Adam(1e-3), OPTIM.Adam, {}),
]


def walk_beside_torch(optimizer, make_oracle, shapes, scale, rng):
    """Take 100 steps on both sides with the same random gradients; give the arrays of ours and of torch."""
    params = [rng.normal(size=shape) for shape in shapes]
    tensors = [torch.tensor(p, requires_grad=True) for p in params]
    oracle = make_oracle(tensors)
    for _ in range(100):
        grads = [scale * rng.normal(size=shape) for shape in shapes]
        optimizer.step(params, grads)
        for tensor, grad in zip(tensors, grads, strict=True):
            tensor.grad = torch.tensor(grad)
        oracle.step()
    return params, [tensor.detach().numpy() for tensor in tensors]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@settings(max_examples=12)
@given(
    lr=st.floats(1e-5, 0.5),
    constant=st.floats(0.01, 0.99),
    shapes=st.lists(st.sampled_from([(), (3,), (2, 3), (1, 4), (2, 1, 3), (0, 2)]), min_size=1, max_size=3),
    scale=st.sampled_from([1e-6, 1.0, 1e3]),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_hundred_steps_equal_torch(ours, theirs, lr, constant, shapes, scale, seed):
    got, wanted = walk_beside_torch(
        ours(lr, constant), lambda p: theirs(p, lr, constant), shapes, scale, np.random.default_rng(seed)
    )
    for ours_now, torchs in zip(got, wanted, strict=True):
        np.testing.assert_allclose(ours_now, torchs, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("optimizer", "oracle", "arguments"), DEFAULTS, ids=lambda v: getattr(v, "__name__", ""))
def test_default_constants_are_those_of_torch(optimizer, oracle, arguments):
    arguments = {"lr": optimizer.lr} | arguments
    got, wanted = walk_beside_torch(
        optimizer, lambda p: oracle(p, **arguments), [(2, 3)], 1e-6, np.random.default_rng(0)
    )
    np.testing.assert_allclose(got[0], wanted[0], rtol=1e-12)


def test_defaults_are_those_of_the_lecture():
    assert nn.Adam().lr == 3e-4
    assert nn.Adadelta().lr == 1.0
    assert nn.Momentum(0.1).rho == nn.Nesterov(0.1).rho == 0.9


GRADS = st.lists(st.floats(-10, 10).filter(lambda g: abs(g) > 1e-3), min_size=1, max_size=20)


@given(GRADS)
def test_adagrad_as_on_the_slide_divides_by_the_cache_itself(grads):
    x, optimizer = np.array([1.0]), nn.Adagrad(0.1, eps=1e-3, as_on_slide=True)
    wanted, cache = 1.0, 0.0
    for g in grads:
        optimizer.step([x], [np.array([g])])
        cache = cache + g * g
        wanted = wanted - 0.1 * g / (cache + 1e-3)
    assert x[0] == pytest.approx(wanted, rel=1e-12, abs=1e-12)


@given(GRADS)
def test_rmsprop_as_on_the_slide_divides_by_the_cache_itself(grads):
    x, optimizer = np.array([1.0]), nn.RMSProp(0.1, beta=0.9, eps=1e-3, as_on_slide=True)
    wanted, cache = 1.0, 0.0
    for g in grads:
        optimizer.step([x], [np.array([g])])
        cache = 0.9 * cache + (1 - 0.9) * g * g
        wanted = wanted - 0.1 * g / (cache + 1e-3)
    assert x[0] == pytest.approx(wanted, rel=1e-12, abs=1e-12)


@given(GRADS)
def test_adam_as_on_the_slide_has_neither_root_nor_bias_correction(grads):
    x, optimizer = np.array([1.0]), nn.Adam(0.1, betas=(0.8, 0.9), eps=1e-3, as_on_slide=True)
    wanted, v, cache = 1.0, 0.0, 0.0
    for g in grads:
        optimizer.step([x], [np.array([g])])
        v = 0.8 * v + (1 - 0.8) * g
        cache = 0.9 * cache + (1 - 0.9) * g * g
        wanted = wanted - 0.1 * v / (cache + 1e-3)
    assert x[0] == pytest.approx(wanted, rel=1e-11, abs=1e-11)
