"""The shift and the loss against torch's own cross-entropy and against taking the rows one by one."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from lessonlib.language import language_model_loss, shift

ROWS = st.lists(st.lists(st.integers(3, 9), max_size=6), min_size=1, max_size=5)
PAD, BOS, EOS = 0, 1, 2


def batch_of(rows, more=0):
    return torch.tensor([row + [PAD] * (max(map(len, rows)) + more - len(row)) for row in rows], dtype=torch.int64)


@settings(deadline=None)
@given(ROWS, st.integers(0, 3))
def test_each_row_is_shifted_by_one_place(rows, more):
    inputs, targets = shift(batch_of(rows, more), BOS, EOS, PAD)
    for row, x, y in zip(rows, inputs.tolist(), targets.tolist(), strict=True):
        filled = [PAD] * (len(x) - len(row) - 1)
        assert (x, y) == ([BOS, *row, *filled], [*row, EOS, *filled])


@settings(deadline=None, max_examples=40)
@given(ROWS, st.integers(0, 3))
def test_the_loss_is_that_of_torch_and_longer_padding_changes_nothing(rows, more):
    torch.manual_seed(0)
    targets = shift(batch_of(rows), BOS, EOS, PAD)[1]
    logits = torch.randn(*targets.shape, 10, dtype=torch.float64, requires_grad=True)
    loss = language_model_loss(logits, targets, PAD)
    theirs = cross_entropy(logits.transpose(1, 2), targets, ignore_index=PAD)
    assert loss.ndim == 0 and torch.allclose(loss, theirs, rtol=1e-12)
    assert torch.allclose(torch.autograd.grad(loss, logits)[0], torch.autograd.grad(theirs, logits)[0])
    longer = torch.cat([logits, torch.randn(len(rows), more, 10, dtype=torch.float64)], dim=1)
    filled = torch.cat([targets, torch.full((len(rows), more), PAD)], dim=1)
    assert torch.allclose(language_model_loss(longer, filled, PAD), loss, rtol=1e-12)


def test_a_model_that_knows_nothing_has_the_logarithm_of_the_vocabulary():
    loss = language_model_loss(np.zeros((2, 3, 30_000)), np.full((2, 3), 17), pad=0)
    assert math.isclose(loss, math.log(30_000)) and round(float(loss), 3) == 10.309


def test_arrays_come_back_as_arrays_and_nothing_is_written_into():
    batch = np.array([[5, 6, 0]], dtype=np.int32)
    inputs, targets = shift(batch, BOS, EOS, PAD)
    assert isinstance(inputs, np.ndarray) and inputs.dtype == targets.dtype == np.int64
    assert batch.tolist() == [[5, 6, 0]] and np.isscalar(float(language_model_loss(np.zeros((1, 4, 9)), targets, PAD)))


ONE = torch.tensor([[5, 6]])


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda: shift(ONE, 1, 1, 0), ValueError, "wanted three different marks, got bos 1, eos 1"),
        (lambda: shift(ONE, 5, 1, 0), ValueError, r"wanted rows without bos \(5\)"),
        (lambda: shift(torch.tensor([[0, 5]]), 1, 2, 0), ValueError, "at the end of each row"),
        (lambda: shift(ONE[0], 1, 2, 0), ValueError, r"shape \(B, T\), got \(2,\)"),
        (lambda: shift(ONE.float(), 1, 2, 0), TypeError, "wanted whole numbers, got torch.float32"),
        (lambda: shift("ab", 1, 2, 0), TypeError, "wanted numbers, got str"),
        (lambda: shift([[5, 6], [7]], 1, 2, 0), TypeError, "of one shape"),
        (lambda: language_model_loss(torch.zeros(1, 3, 4), ONE, 0), ValueError, "wanted logits .* and .1, 2."),
        (lambda: language_model_loss(torch.zeros(1, 2, 4), ONE, 0), ValueError, "ids from 0 to 3 or pad, got 6"),
        (lambda: language_model_loss(torch.zeros(1, 2, 4), ONE * 0, 0), ValueError, "nothing but padding"),
    ],
)
def test_what_cannot_be_predicted_is_told_in_a_sentence(ask, kind, words):
    with pytest.raises(kind, match=words):
        ask()
