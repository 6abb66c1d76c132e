"""The numerical derivative against torch's exact one."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lessonlib import nn

POINTS = hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_dims=3, max_side=3), elements=st.floats(-3, 3))


@given(POINTS)
def test_it_equals_torch_on_a_smooth_function_of_any_shape(x):
    tensor = torch.tensor(x, requires_grad=True)
    (torch.sin(tensor) * tensor**2).sum().backward()
    given_x = x.copy()
    grad = nn.numerical_gradient(lambda w: (np.sin(w) * w**2).sum(), x)
    np.testing.assert_allclose(grad, tensor.grad.numpy(), atol=2e-8)
    np.testing.assert_array_equal(x, given_x)


def test_the_default_h_loses_fewer_digits_than_a_tiny_one():
    def error(h):
        points = np.linspace(0, 1, 21)
        return max(abs(nn.numerical_gradient(np.exp, x, h=h) - np.exp(x)) for x in points)

    assert error(1e-5) < 1e-9 < 1e-8 < error(1e-9) < 1e-5


def test_float32_points_are_differentiated_in_float64_and_keep_their_type():
    grad = nn.numerical_gradient(lambda w: (w**3).sum(), np.array([1.5, -2.0], dtype=np.float32))
    assert grad.dtype == np.float32
    np.testing.assert_allclose(grad, [6.75, 12], rtol=1e-6)


def test_a_function_that_writes_into_its_argument_does_no_harm():
    def rude(w):
        w *= w
        return w.sum()

    np.testing.assert_allclose(nn.numerical_gradient(rude, np.array([1.0, 2.0])), [2, 4], rtol=1e-8)


def test_what_is_no_number_is_refused():
    for f, x, h, error, match in [
        (lambda w: w, np.ones(2), 1e-5, TypeError, r"numerical_gradient, f\(x\): wanted one number, got shape \(2,\)"),
        (lambda w: None, np.ones(2), 1e-5, TypeError, r"numerical_gradient, f\(x\): wanted one number, got NoneType"),
        (lambda w: 1.0, "text", 1e-5, TypeError, "numerical_gradient: wanted an array of numbers, got str"),
        (lambda w: 1.0, np.ones(2), 0, ValueError, r"numerical_gradient\(h\): wanted a finite number above 0"),
    ]:
        with pytest.raises(error, match=match):
            nn.numerical_gradient(f, x, h)


def test_more_entries_than_can_be_measured_in_a_few_seconds_are_refused():
    asked = []
    with pytest.raises(ValueError, match=r"wanted at most 20000 entries, got 90000, .* Take a part of x"):
        nn.numerical_gradient(lambda w: asked.append(w) or w.sum(), np.ones((300, 300)))
    assert asked == []
