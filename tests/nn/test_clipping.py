"""Clipping against torch, and at gradients whose squares overflow."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lessonlib import nn

GRADS = st.lists(
    hnp.arrays(np.float64, hnp.array_shapes(max_dims=2, max_side=3), elements=st.floats(-100, 100)), min_size=1
)


@given(GRADS, st.floats(0.01, 1000))
def test_clipping_equals_torch_over_all_arrays_together(grads, threshold):
    given_grads = [g.copy() for g in grads]
    tensors = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads]
    for tensor, g in zip(tensors, grads, strict=True):
        tensor.grad = torch.tensor(g)
    torch.nn.utils.clip_grad_norm_(tensors, threshold)
    clipped = nn.clip_by_norm(grads, threshold)
    for ours, tensor, g, before in zip(clipped, tensors, grads, given_grads, strict=True):
        # torch divides by the norm + 1e-6, the slide by the norm
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-6 / threshold + 1e-9, atol=1e-12)
        np.testing.assert_array_equal(g, before)
        assert not np.shares_memory(ours, g)


@pytest.mark.parametrize("size", [1e300, 1e-300, 1.7e308])
def test_the_norm_neither_overflows_nor_vanishes(size):
    clipped = nn.clip_by_norm([np.array([size, 0.0]), np.array([[-size]])], threshold=size / 10)
    wanted = size / 10 / np.sqrt(2)
    np.testing.assert_allclose(np.concatenate([c.ravel() for c in clipped]), [wanted, 0, -wanted], rtol=1e-12)


def test_small_and_zero_gradients_are_returned_as_they_are_in_their_precision():
    grads = [np.array([0.3, 0.4], dtype=np.float32), np.zeros(2)]
    clipped = nn.clip_by_norm(grads, threshold=5)
    assert [c.dtype for c in clipped] == [np.float32, np.float64]
    np.testing.assert_array_equal(clipped[0], grads[0])
    assert nn.clip_by_norm([np.array([3.0, 4.0], dtype=np.float32)], 1)[0].dtype == np.float32
    assert nn.clip_by_norm([], 1) == [] and (nn.clip_by_norm([np.zeros(3)], 1)[0] == 0).all()


def test_what_cannot_be_clipped_is_refused():
    for grads, threshold, error, match in [
        ([np.ones(2)], 0, ValueError, r"clip_by_norm\(threshold\): wanted a finite number above 0, got 0"),
        ([np.ones(2), np.array([1.0, np.inf])], 1, ValueError, r"finite gradients, got NaN or infinity in grads\[1\]"),
        ([np.array([np.nan])], 1, ValueError, r"finite gradients, got NaN or infinity in grads\[0\]"),
        (np.ones(2), 1, TypeError, "wanted grads as a list of arrays, got ndarray"),
        (["text"], 1, TypeError, r"grads\[0\]: wanted an array of numbers"),
    ]:
        with pytest.raises(error, match=match):
            nn.clip_by_norm(grads, threshold)
