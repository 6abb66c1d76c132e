"""Padding stands at the end and never moves an answer: against torch, numpy by sentence, and hypothesis."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.utils.rnn import pad_sequence

from lessonlib.sequences import masked_max, masked_mean, pad, reverse_padded
from tests.sequences.padded import LENGTHS, SEEDS, batch, padded_further

SENTENCES = st.lists(st.lists(st.integers(-9, 99), max_size=6), min_size=1, max_size=5)


@given(SENTENCES, st.integers(-3, 3))
def test_pad_equals_torchs_pad_sequence(sentences, index):
    wanted = pad_sequence([torch.tensor(s, dtype=torch.int64) for s in sentences], True, padding_value=index)
    got = pad(sentences, index)
    assert got.dtype == torch.int64 and got.shape == wanted.shape and bool((got == wanted).all())


def test_pad_takes_arrays_and_tensors_and_leaves_them_as_they_are():
    rows = [np.array([3, 4]), torch.tensor([5]), (6, 7, 8), range(2)]
    assert pad(rows).tolist() == [[3, 4, 0], [5, 0, 0], [6, 7, 8], [0, 1, 0]]
    assert rows[0].tolist() == [3, 4] and rows[1].tolist() == [5]


def test_the_mean_of_one_two_three_is_two_however_long_the_padding():
    x = torch.tensor([1.0, 2, 3, 0, 0])[None, :, None]
    assert masked_mean(x, torch.tensor([3])).item() == 2
    assert x.mean().item() == pytest.approx(1.2)


@given(SEEDS, LENGTHS)
def test_masked_mean_and_max_are_those_of_each_sentence_alone(seed, lengths):
    x, n = batch(seed, lengths)
    for function, alone in ((masked_mean, np.mean), (masked_max, np.max)):
        got = function(x, n).numpy()
        for row, sentence, length in zip(got, x.numpy(), lengths, strict=True):
            wanted = alone(sentence[:length], axis=0) if length else np.zeros(3)
            np.testing.assert_allclose(row, wanted, rtol=1e-12)


def test_masked_mean_of_looked_up_words_is_torchs_embedding_bag():
    table = torch.randn(10, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    sentences = [[3, 1, 9, 9], [2], [], [5, 6]]
    indices, lengths = pad(sentences, 0), torch.tensor([len(s) for s in sentences])
    bag = torch.nn.EmbeddingBag.from_pretrained(table, mode="mean", padding_idx=0)
    torch.testing.assert_close(masked_mean(table[indices], lengths), bag(indices))


@given(SEEDS, LENGTHS, st.integers(1, 4))
def test_more_padding_changes_no_mean_no_maximum_and_no_reversal(seed, lengths, more):
    (short, n), (long, _) = batch(seed, lengths), batch(seed, lengths, more=more)
    for function in (masked_mean, masked_max):
        torch.testing.assert_close(function(long, n), function(short, n), rtol=1e-12, atol=1e-12)
    turned = reverse_padded(long, n)
    torch.testing.assert_close(turned, padded_further(reverse_padded(short, n), more), equal_nan=True, rtol=0, atol=0)


@given(SEEDS, LENGTHS)
def test_a_reversed_row_is_its_words_backwards_and_twice_is_none(seed, lengths):
    x, n = batch(seed, lengths)
    turned = reverse_padded(x, n)
    for row, was, length in zip(turned, x, lengths, strict=True):
        assert row[:length].tolist() == was[:length].tolist()[::-1] and row[length:].tolist() == was[length:].tolist()
    assert bool((reverse_padded(turned, n) == x).all())
    words = torch.arange(x[..., 0].numel()).view(x.shape[:2])
    assert reverse_padded(words, n).dtype == torch.int64


def test_gradients_reach_the_words_and_not_the_padding():
    x, n = batch(0, [3, 0, 1], more=1)
    x.requires_grad_()
    masked_mean(x, n).sum().backward()
    wanted = [[1 / 3] * 3 + [0], [0] * 4, [1, 0, 0, 0]]
    np.testing.assert_allclose(x.grad[..., 0].numpy(), wanted)
    x.grad = None
    masked_max(x, n).sum().backward()
    assert x.grad.sum(dim=1).tolist() == [[1, 1, 1], [0, 0, 0], [1, 1, 1]] and not x.grad[:, 3].any()


def test_float32_stays_float32():
    x, n = batch(0, [2, 1])
    for function in (masked_mean, masked_max, reverse_padded):
        assert function(x.float(), n).dtype == torch.float32


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: pad([]), ValueError, "at least one sentence, got none"),
        (lambda: pad("the dog"), TypeError, "lists of whole numbers, got str"),
        (lambda: pad(3), TypeError, "got int"),
        (lambda: pad([1, 2]), TypeError, "each a list of whole numbers, got int 1"),
        (lambda: pad(["the", "dog"]), TypeError, "got str 'the'"),
        (lambda: pad([["the"]]), TypeError, "row 0: wanted whole numbers"),
        (lambda: pad([[1], [2.5]]), TypeError, "row 1: wanted whole numbers, got torch.float32"),
        (lambda: pad([[True]]), TypeError, "got torch.bool"),
        (lambda: pad([[[1, 2], [3]]]), TypeError, r"rows of one length, got list \[\[1, 2\], \[3\]\]. Pad the rows"),
        (lambda: pad(itertools.repeat([1])), ValueError, "at most 5000000 entries, got repeat of more. Pass a list"),
        (lambda: pad([[[1, 2]]]), ValueError, r"wanted one axis, got \(1, 2\)"),
        (lambda: pad([[1]], 0.5), TypeError, "pad_index"),
        (lambda: masked_mean([[1.0]], [1]), TypeError, "got list. Pass a tensor"),
        (lambda: masked_mean(torch.zeros(2, 3), [1, 1]), ValueError, r"got \(2, 3\). Look the words up"),
        (lambda: masked_mean(torch.zeros(2, 3, 1).long(), [1, 1]), TypeError, "got torch.int64. Look the words up"),
        (lambda: masked_mean(torch.zeros(0, 3, 1), []), ValueError, "at least one row"),
        (lambda: masked_mean(torch.zeros(2, 3, 1), [1]), ValueError, r"shape \(2,\), got \(1,\)"),
        (lambda: masked_mean(torch.zeros(2, 3, 1), [1, 4]), ValueError, "from 0 to 3, got 4 in row 1"),
        (lambda: masked_max(torch.zeros(2, 3, 1), [-1, 2]), ValueError, "got -1 in row 0"),
        (lambda: masked_max(torch.zeros(2, 3, 1), [1.0, 2.0]), TypeError, "whole numbers, got torch.float32"),
        (lambda: masked_max(torch.zeros(2, 3, 1), torch.ones(2, 3).bool()), TypeError, "got torch.bool"),
        (lambda: masked_max(torch.zeros(2, 3, 1), [[1], [1, 2]]), TypeError, "rows of one length"),
        (lambda: reverse_padded([[1, 2]], [2]), TypeError, "wanted a tensor, got list"),
        (lambda: reverse_padded(torch.zeros(3), [2]), ValueError, r"got \(3,\)"),
        (lambda: reverse_padded(torch.zeros(1, 3), [4]), ValueError, "from 0 to 3, got 4"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(call, error, message):
    with pytest.raises(error, match=message):
        call()
