"""The three cells against torch's with the same weights: one step, its gradients, and what they refuse."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib import nn

CELLS = {nn.RNNCell: torch.nn.RNNCell, nn.LSTMCell: torch.nn.LSTMCell, nn.GRUCell: torch.nn.GRUCell}
NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def twin(cell):
    """Torch's cell with the weights of ours."""
    n_in, n = cell.weight_ih.shape[1], cell.weight_hh.shape[1]
    theirs = CELLS[type(cell)](n_in, n, dtype=torch.float64)
    with torch.no_grad():
        for name in NAMES:
            getattr(theirs, name)[:] = torch.tensor(getattr(cell, name))
    return theirs


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-10, atol=1e-10)


def parts(state):
    return state if isinstance(state, tuple) else (state,)


@pytest.mark.parametrize("kind", CELLS)
@settings(max_examples=30)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(0, 1000))
def test_a_step_and_all_its_gradients_are_torchs(kind, b, n_in, n, seed):
    rng = np.random.default_rng(seed)
    cell = kind(n_in, n, rng=rng)
    count = 2 if kind is nn.LSTMCell else 1
    x, *state = rng.normal(size=(b, n_in)), *rng.normal(size=(count, b, n))
    grads = list(rng.normal(size=(count, b, n)))
    theirs, leaves = twin(cell), [torch.tensor(a, requires_grad=True) for a in (x, *state)]
    wrap = tuple if count == 2 else lambda several: several[0]
    after = parts(theirs(leaves[0], wrap(leaves[1:])))
    for ours, wanted in zip(parts(cell.forward(x, wrap(state))), after, strict=True):
        same(ours, wanted)
    torch.autograd.backward(after, [torch.tensor(g) for g in grads])
    dx, before = cell.backward(wrap(grads))
    for ours, leaf in zip((dx, *parts(before)), leaves, strict=True):
        same(ours, leaf.grad)
    for ours, name in zip(cell.gradients(), NAMES, strict=True):
        same(ours, getattr(theirs, name).grad)


@pytest.mark.parametrize("kind", CELLS)
def test_without_a_state_a_cell_begins_with_zeros_as_torchs_does(kind):
    cell, x = kind(3, 4, rng=0), np.random.default_rng(1).normal(size=(2, 3))
    for ours, theirs in zip(parts(cell.forward(x)), parts(twin(cell)(torch.tensor(x))), strict=True):
        same(ours, theirs)


@pytest.mark.parametrize(("kind", "times"), [(nn.RNNCell, 1), (nn.GRUCell, 3), (nn.LSTMCell, 4)])
def test_the_parameters_are_counted_by_gates(kind, times):
    assert sum(w.size for w in kind(5, 7).parameters()) == times * 7 * (5 + 7 + 2)
    assert sum(w.numel() for w in CELLS[kind](5, 7).parameters()) == times * 7 * (5 + 7 + 2)


@pytest.mark.parametrize("kind", CELLS)
def test_a_step_goes_down_the_gradient_and_writes_into_no_argument(kind):
    cell, rng = kind(2, 3, rng=0), np.random.default_rng(0)
    x, h = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    state = (h, h + 1) if kind is nn.LSTMCell else h
    kept, before = (x.copy(), h.copy()), [w.copy() for w in cell.parameters()]
    cell.forward(x, state)
    cell.backward(tuple(map(np.ones_like, state)) if kind is nn.LSTMCell else np.ones_like(h))
    cell.step(0.1)
    for w, old, grad in zip(cell.parameters(), before, cell.gradients(), strict=True):
        np.testing.assert_allclose(w, old - 0.1 * grad)
    assert (x == kept[0]).all() and (h == kept[1]).all()


@pytest.mark.parametrize("kind", CELLS)
def test_huge_numbers_saturate_and_overflow_nowhere_and_single_precision_stays(kind):
    cell = kind(1, 2, rng=0)
    for x in (np.full((1, 1), 1e6), np.full((1, 1), -1e6), np.ones((1, 1), np.float32)):
        for part in parts(cell.forward(x)):
            assert np.isfinite(part).all() and part.dtype == x.dtype


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: nn.GRUCell(2, 3).forward(np.zeros(2)), "GRUCell(2, 3).forward: wanted x of shape (B, 2), got (2,)"),
        (lambda: nn.GRUCell(2, 3).forward(np.zeros((4, 2)), np.zeros(3)), "wanted h of shape (4, 3), got (3,)"),
        (lambda: nn.LSTMCell(2, 3).forward(np.zeros((4, 2)), np.zeros((4, 3))), "wanted state = (h, c), got ndarray"),
        (
            lambda: nn.LSTMCell(2, 3).forward(np.zeros((1, 2)), (None, np.zeros(3))),
            "wanted c of shape (1, 3), got (3,)",
        ),
        (lambda: nn.RNNCell(2, 0), "RNNCell(hidden_features): wanted a whole number of at least 1, got 0"),
        (lambda: nn.RNNCell(2, 1).backward(np.zeros((1, 1))), "RNNCell(2, 1).backward: wanted a forward first"),
        (lambda: nn.LSTMCell(2, 1).backward((0, 0)), "LSTMCell(2, 1).backward: wanted a forward first"),
        (lambda: nn.GRUCell(2, 1).step(0.1), "GRUCell(2, 1): wanted a backward first"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_was_wanted(call, told):
    with pytest.raises((ValueError, TypeError, RuntimeError), match=re.escape(told)):
        call()
