"""The activations against torch, at ordinary and at extreme numbers, and what they refuse."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lessonlib import nn

PAIRS = [
    pytest.param(nn.Sigmoid, {}, torch.sigmoid, id="sigmoid"),
    pytest.param(nn.Tanh, {}, torch.tanh, id="tanh"),
    pytest.param(nn.ReLU, {}, torch.relu, id="relu"),
    pytest.param(nn.LeakyReLU, {}, torch.nn.LeakyReLU(), id="leaky relu"),
    pytest.param(nn.LeakyReLU, {"slope": 0.3}, torch.nn.LeakyReLU(0.3), id="leaky relu, slope 0.3"),
    pytest.param(nn.ELU, {}, torch.nn.ELU(), id="elu"),
    pytest.param(nn.ELU, {"alpha": 0.5}, torch.nn.ELU(0.5), id="elu, alpha 0.5"),
]
CLASSES = [nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.ELU]
NUMBERS = st.floats(-1000, 1000) | st.sampled_from([0.0, -0.0, 1e-300, -1e-300, 700.0, -700.0, 1e308, -1e308])


@st.composite
def inputs_with_gradients(draw):
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
    x = draw(hnp.arrays(np.float64, shape, elements=NUMBERS))
    return x, draw(hnp.arrays(np.float64, shape, elements=st.floats(-100, 100)))


@pytest.mark.parametrize(("cls", "arguments", "oracle"), PAIRS)
@given(case=inputs_with_gradients())
def test_values_and_gradients_equal_torch(cls, arguments, oracle, case):
    x, grad = case
    given_x, given_grad = x.copy(), grad.copy()
    wanted_x = torch.tensor(x, requires_grad=True)
    wanted = oracle(wanted_x)
    wanted.backward(torch.tensor(grad))
    module = cls(**arguments)
    np.testing.assert_allclose(module.forward(x), wanted.detach().numpy(), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(module.backward(grad), wanted_x.grad.numpy(), rtol=1e-12, atol=1e-13)
    np.testing.assert_array_equal(x, given_x)
    np.testing.assert_array_equal(grad, given_grad)


@pytest.mark.parametrize("cls", CLASSES)
def test_float32_stays_float32_and_whole_numbers_become_float64(cls):
    module = cls()
    x = np.array([[-1000.0, -0.5, 0.0, 0.5, 1000.0]], dtype=np.float32)
    assert module.forward(x).dtype == np.float32
    assert module.backward(np.ones_like(x)).dtype == np.float32
    assert module.forward([-1, 0, 2]).dtype == np.float64


@pytest.mark.parametrize("cls", CLASSES)
def test_infinities_give_finite_gradients_and_nan_stays_nan(cls):
    module = cls()
    y = module.forward(np.array([-np.inf, np.inf, np.nan]))
    assert np.isnan(y[2]) and not np.isnan(y[:2]).any()
    assert np.isfinite(module.backward(np.ones(3))[:2]).all()


@pytest.mark.parametrize("cls", CLASSES)
def test_writing_into_x_after_forward_does_not_change_the_gradient(cls):
    x, module = np.array([-1.0, 2.0]), cls()
    module.forward(x)
    before = module.backward(np.ones(2))
    x[:] = [5.0, -5.0]
    np.testing.assert_array_equal(module.backward(np.ones(2)), before)


@pytest.mark.parametrize("cls", CLASSES)
def test_each_mistake_of_the_caller_is_named(cls):
    module = cls()
    with pytest.raises(RuntimeError, match=rf"{cls.__name__}\.backward: wanted a forward first"):
        module.backward(np.ones(2))
    for wrong, came in [("text", "str"), (None, "NoneType"), ([[1], [2, 3]], "list"), (np.array(["a"]), "<U1")]:
        with pytest.raises(TypeError, match=f"wanted an array of numbers, got .*{came}"):
            module.forward(wrong)
    with pytest.raises(TypeError, match=r"got Tensor .*detach"):
        module.forward(torch.zeros(2, requires_grad=True))
    module.forward(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"shape \(2, 3\).* got \(3, 2\)"):
        module.backward(np.zeros((3, 2)))
    assert module.step(0.1) is None and module.parameters() == [] and module.gradients() == []


@pytest.mark.parametrize("wrong", [-0.1, np.nan, np.inf])
def test_slope_and_alpha_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=r"LeakyReLU\(slope\): wanted a finite number at least 0"):
        nn.LeakyReLU(wrong)
    with pytest.raises(ValueError, match=r"ELU\(alpha\): wanted a finite number above 0"):
        nn.ELU(wrong)
    with pytest.raises(TypeError, match=r"got str '0\.1'"):
        nn.LeakyReLU("0.1")


def test_a_subclass_that_forgets_super_init_still_works():
    class Mine(nn.ReLU):
        def __init__(self):
            self.name = "mine"

    mine = Mine()
    with pytest.raises(RuntimeError, match="wanted a forward first"):
        mine.backward([3.0, 3.0])
    np.testing.assert_array_equal(mine.forward([-1.0, 2.0]), [0, 2])
    np.testing.assert_array_equal(mine.backward([3.0, 3.0]), [0, 3])
