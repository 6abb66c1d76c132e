"""Attention against torch's, its properties, its gradient where nothing may be looked at, and what it refuses."""

import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention as torchs

from lessonlib.attention import causal_mask, scaled_dot_product_attention

PRECISION = {torch.float32: 1e-6, torch.float64: 1e-12}


def tensors(seed, t=5, s=7, d=4, d_v=3, batch=(2, 3), dtype=torch.float64):
    rng = torch.Generator().manual_seed(seed)
    return tuple(torch.randn(*batch, *shape, dtype=dtype, generator=rng) for shape in ((t, d), (s, d), (s, d_v)))


def some_mask(seed, *shape):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed)) < 0.6


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("batch", [(), (2,), (2, 3)])
def test_it_equals_torchs(dtype, batch):
    q, k, v = tensors(0, batch=batch, dtype=dtype)
    for mask in (None, some_mask(1, 5, 7), some_mask(2, *batch, 5, 7)):
        out, _ = scaled_dot_product_attention(q, k, v, mask)
        assert out.dtype == dtype
        torch.testing.assert_close(out, torchs(q, k, v, mask), rtol=0, atol=PRECISION[dtype])


def test_its_gradients_equal_torchs():
    mask, ours, theirs = some_mask(3, 5, 7), [], []
    for function, grads in ((lambda *a: scaled_dot_product_attention(*a)[0], ours), (torchs, theirs)):
        leaves = [x.requires_grad_() for x in tensors(4)]
        (function(*leaves, mask) ** 2).sum().backward()
        grads += [x.grad for x in leaves]
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-12)


@given(st.integers(0, 2**31), st.integers(1, 6), st.integers(1, 6))
def test_a_row_sums_to_one_over_what_may_be_looked_at_and_is_zero_elsewhere(seed, t, s):
    mask = some_mask(seed, t, s)
    _, weights = scaled_dot_product_attention(*tensors(seed, t, s), mask)
    assert (weights >= 0).all() and (weights[..., ~mask] == 0).all()
    torch.testing.assert_close(weights.sum(dim=-1), mask.any(dim=-1).double().expand(2, 3, t))


@given(st.integers(0, 2**31))
def test_keys_and_values_may_change_places_together(seed):
    (q, k, v), mask = tensors(seed), some_mask(seed, 5, 7)
    order = torch.randperm(7, generator=torch.Generator().manual_seed(seed))
    moved, _ = scaled_dot_product_attention(q, k[..., order, :], v[..., order, :], mask[:, order])
    torch.testing.assert_close(moved, scaled_dot_product_attention(q, k, v, mask)[0])


@given(st.integers(0, 2**31), st.integers(0, 4))
def test_under_a_causal_mask_a_later_word_moves_nothing_before_it(seed, place):
    q, k, v = tensors(seed, s=5)
    before, _ = scaled_dot_product_attention(q, k, v, causal_mask(5))
    for x in (q, k, v):
        x[..., place, :] += 1
    after, _ = scaled_dot_product_attention(q, k, v, causal_mask(5))
    assert torch.equal(before[..., :place, :], after[..., :place, :])
    assert not torch.equal(before[..., place, :], after[..., place, :])


@pytest.mark.parametrize("dtype", PRECISION)
def test_a_query_with_nothing_to_look_at_takes_zeros_and_sends_zeros_back(dtype):
    q, k, v = (x.requires_grad_() for x in tensors(5, dtype=dtype))
    mask = torch.ones(5, 7, dtype=torch.bool)
    mask[2] = False
    out, weights = scaled_dot_product_attention(q, k, v, mask)
    assert (out[..., 2, :] == 0).all() and (weights[..., 2, :] == 0).all()
    out.sum().backward()
    assert all(x.grad.isfinite().all() for x in (q, k, v)) and (q.grad[..., 2, :] == 0).all()
    out, weights = scaled_dot_product_attention(q, k, v, torch.zeros(1, 1, dtype=torch.bool))
    assert (out == 0).all() and (weights == 0).all()


def test_scores_of_a_million_stay_finite():
    q, k, v = tensors(6)
    out, weights = scaled_dot_product_attention(1e6 * q, k, v)
    assert out.isfinite().all() and torch.allclose(weights.sum(-1), torch.ones(1, dtype=torch.float64))


def test_arguments_are_left_as_they_were():
    given_tensors, mask = tensors(7), some_mask(8, 5, 7)
    copies = [x.clone() for x in (*given_tensors, mask)]
    scaled_dot_product_attention(*given_tensors, mask)
    assert all(map(torch.equal, (*given_tensors, mask), copies))


def test_the_masked_softmax_of_the_bert_deck_is_mended():
    """Slide 90 prints .48 .52, .45 .21 .34 and .25 .16 .33 .26; with q = 1 in one dimension, keys are scores."""
    rows = [[0.11], [0.19, 0.53], [0.81, 0.21, 0.05], [0.51, 0.43, 0.12, 0.03]]
    right = [[1], [0.416, 0.584], [0.496, 0.272, 0.232], [0.311, 0.287, 0.210, 0.192]]
    for scores, weights in zip(rows, right, strict=True):
        keys = torch.tensor(scores)[:, None]
        _, got = scaled_dot_product_attention(torch.ones(1, 1), keys, torch.ones_like(keys))
        torch.testing.assert_close(got, torch.tensor([weights], dtype=torch.float32), rtol=0, atol=5e-4)


def test_the_causal_mask_lets_every_place_see_itself_and_what_came_before():
    mask = causal_mask(6)
    assert mask.dtype == torch.bool
    assert all(mask[i, j] == (j <= i) for i, j in itertools.product(range(6), repeat=2))
    additive = torch.nn.Transformer.generate_square_subsequent_mask(6)
    assert torch.equal(mask, additive == 0)


@pytest.mark.parametrize("n", [0, -1])
def test_a_mask_without_a_place_is_refused(n):
    with pytest.raises(ValueError, match=rf"causal_mask\(n\): wanted a whole number of at least 1, got {n}"):
        causal_mask(n)


Q, K, V = tensors(9, batch=())


@pytest.mark.parametrize(
    ("arguments", "kind", "sentence"),
    [
        ((Q.numpy(), K, V), TypeError, r"\(q\): wanted a tensor of floats, got ndarray"),
        ((Q, K.long(), V), TypeError, r"\(k\): wanted a tensor of floats, got torch.int64"),
        ((Q[0], K, V), ValueError, r"\(q\): wanted the shape \(..., T, d\), got \(4,\)"),
        ((Q[:, :3], K, V), ValueError, "Queries are as wide as keys"),
        ((Q, K, V[:3]), ValueError, "one value a key"),
        (
            (Q.expand(2, 5, 4), K.expand(3, 7, 4), V),
            ValueError,
            r"got \(2, 5, 4\), \(3, 7, 4\) .* other axes broadcast",
        ),
        ((Q.float(), K.double(), V.double()), TypeError, "of one type, got torch.float32, torch.float64 and"),
        ((Q, K, V, torch.ones(5, 7)), TypeError, "wanted True where a key may be looked at, got torch.float32"),
        ((Q, K, V, [[True] * 7] * 5), TypeError, "got list"),
        ((Q, K, V, torch.ones(7, 5) > 0), ValueError, r"scores of shape \(5, 7\), got \(7, 5\)"),
        ((Q, K, V, torch.ones(2, 5, 7) > 0), ValueError, r"scores of shape \(5, 7\), got \(2, 5, 7\)"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(arguments, kind, sentence):
    with pytest.raises(kind, match=f"scaled_dot_product_attention.*{sentence}"):
        scaled_dot_product_attention(*arguments)
