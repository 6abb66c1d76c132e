"""LayerNorm against torch's, the number of the lecture, and what it refuses."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.attention import LayerNorm
from lessonlib.attention.layer_norm import Normalized

PRECISION = {torch.float32: 1e-6, torch.float64: 1e-12}


def both(d, dtype, seed=0):
    torch.manual_seed(seed)
    ours, theirs = LayerNorm(d).to(dtype), torch.nn.LayerNorm(d, dtype=dtype)
    for name in ("weight", "bias"):
        drawn = torch.randn(d, dtype=dtype)
        getattr(ours, name).data.copy_(drawn)
        getattr(theirs, name).data.copy_(drawn)
    return ours, theirs


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("shape", [(8,), (5, 8), (2, 5, 8)])
def test_it_equals_torchs(dtype, shape):
    ours, theirs = both(8, dtype)
    x = torch.randn(shape, dtype=dtype)
    assert ours(x).dtype == dtype
    torch.testing.assert_close(ours(x), theirs(x), rtol=0, atol=PRECISION[dtype])


def test_its_gradients_equal_torchs():
    x, grads = torch.randn(5, 8, dtype=torch.float64), []
    for norm in both(8, torch.float64):
        leaf = x.clone().requires_grad_()
        (norm(leaf) ** 3).sum().backward()
        grads.append([leaf.grad, norm.weight.grad, norm.bias.grad])
    torch.testing.assert_close(*grads, rtol=1e-10, atol=1e-11)


def test_its_derivative_is_that_of_differences():
    x = torch.randn(2, 3, 5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda rows: Normalized.apply(rows, 1e-5), x)
    assert torch.autograd.gradcheck(lambda rows: Normalized.apply(rows, 0.5), x)


def test_one_among_zeros_becomes_the_root_of_three():
    got = LayerNorm(4).double()(torch.tensor([1.0, 0, 0, 0], dtype=torch.float64))
    torch.testing.assert_close(got, torch.tensor([3**0.5] + 3 * [-(3**-0.5)], dtype=torch.float64), rtol=0, atol=1e-4)


@given(st.integers(0, 2**31), st.floats(-100, 100), st.floats(0.5, 100))
def test_a_row_shifted_and_stretched_comes_out_the_same(seed, shift, stretch):
    x = torch.randn(3, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    norm = LayerNorm(8, eps=1e-12).double()
    torch.testing.assert_close(norm(stretch * x + shift), norm(x), rtol=1e-6, atol=1e-6)


def test_other_rows_play_no_part():
    x, norm = torch.randn(4, 8), LayerNorm(8)
    torch.testing.assert_close(norm(x)[1:2], norm(x[1:2]))


def test_a_row_of_equal_numbers_gives_the_bias():
    assert torch.equal(LayerNorm(3)(torch.full((2, 3), 7.0)).detach(), torch.zeros(2, 3))


@pytest.mark.parametrize(
    ("call", "kind", "sentence"),
    [
        (lambda: LayerNorm(0), ValueError, r"LayerNorm\(d\): wanted a whole number of at least 1, got 0"),
        (lambda: LayerNorm(4, eps=0), ValueError, r"LayerNorm\(eps\): wanted a finite number above 0, got 0"),
        (lambda: LayerNorm(4)(torch.ones(2, 5)), ValueError, r"LayerNorm\(4\): wanted rows of 4 numbers, got \(2, 5\)"),
        (lambda: LayerNorm(4)([1.0] * 4), TypeError, "wanted a tensor of floats, got list"),
        (lambda: LayerNorm(4)(torch.ones(4).long()), TypeError, "got torch.int64. Call .float"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(call, kind, sentence):
    with pytest.raises(kind, match=sentence):
        call()
