"""The penalties against torch's own derivative of the written-out sums."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lessonlib import nn

WEIGHTS = hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1000, 1000))
PAIRS = [
    pytest.param(lambda s, b: nn.L2(s), lambda w, s, b: s * (w**2).sum(), id="L2"),
    pytest.param(lambda s, b: nn.L1(s), lambda w, s, b: s * w.abs().sum(), id="L1"),
    pytest.param(nn.ElasticNet, lambda w, s, b: s * (b * (w**2).sum() + w.abs().sum()), id="elastic net"),
]


@pytest.mark.parametrize(("make", "oracle"), PAIRS)
@given(WEIGHTS, st.floats(0, 10), st.floats(0, 10))
def test_value_and_gradient_equal_torch(make, oracle, weight, strength, beta):
    given_weight, tensor = weight.copy(), torch.tensor(weight, requires_grad=True)
    wanted = oracle(tensor, strength, beta)
    wanted.backward()
    penalty = make(strength, beta)
    value = penalty.value(weight)
    assert type(value) is float and value == pytest.approx(wanted.item(), rel=1e-12)
    np.testing.assert_allclose(penalty.gradient(weight), tensor.grad.numpy(), rtol=1e-12, atol=1e-300)
    np.testing.assert_array_equal(weight, given_weight)


@pytest.mark.parametrize("make", [nn.L2, nn.L1, lambda s: nn.ElasticNet(s, 0.5)])
def test_float32_stays_float32_and_bad_input_is_named(make):
    assert make(0.1).gradient(np.ones((2, 2), dtype=np.float32)).dtype == np.float32
    with pytest.raises(TypeError, match=r"\.gradient: wanted an array of numbers, got str"):
        make(0.1).gradient("text")
    for wrong in (-1, np.nan, np.inf):
        with pytest.raises(ValueError, match=r"\(strength\): wanted a finite number at least 0, got"):
            make(wrong)
    with pytest.raises(ValueError, match=r"ElasticNet\(beta\): wanted a finite number at least 0, got -1"):
        nn.ElasticNet(0.1, beta=-1)
