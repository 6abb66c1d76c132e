"""Attention and the translator against torch's own attention and recurrent layers, and trained for a moment."""

import copy

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from lessonlib.language import Seq2Seq, attend, language_model_loss, number_words, shift, train_seq2seq

BOS, EOS = 1, 2


def states(seed=0, b=3, length=4, t=5, d=6, e=7):
    torch.manual_seed(seed)
    mask = torch.arange(t) < torch.tensor([5, 2, 1])[:, None]
    sizes = ((b, length, d), (b, t, d), (b, t, e))
    return (*(torch.randn(size, dtype=torch.float64) for size in sizes), mask)


def test_attention_is_that_of_torch_without_its_scale():
    query, keys, values, mask = states()
    context, weights = attend(query, keys, values, mask)
    wanted = scaled_dot_product_attention(query, keys, values, attn_mask=mask[:, None].expand(-1, 4, -1), scale=1.0)
    assert torch.allclose(context, wanted)
    one, row = attend(query[:, 2], keys, values, mask)
    assert torch.allclose(one, wanted[:, 2]) and torch.allclose(row, weights[:, 2])


def test_weights_sum_to_one_over_the_words_and_padding_has_none():
    query, keys, values, mask = states(1)
    weights = attend(query, keys, values, mask)[1]
    assert torch.allclose(weights.sum(2), torch.ones(3, 4, dtype=torch.float64))
    assert (weights[~mask[:, None].expand_as(weights)] == 0).all()


def test_turning_keys_and_values_round_together_leaves_the_context():
    query, keys, values, mask = states(2)
    order = torch.randperm(5)
    turned = attend(query, keys[:, order], values[:, order], mask[:, order])
    assert torch.allclose(turned[0], attend(query, keys, values, mask)[0])


def test_where_nothing_may_be_looked_at_all_is_zero_and_gradients_stay_finite():
    query, keys, values, mask = states(3)
    mask[1] = False
    query.requires_grad_()
    context, weights = attend(query, keys, values, mask)
    assert (context[1] == 0).all() and (weights[1] == 0).all()
    assert torch.isfinite(torch.autograd.grad(context.sum(), query)[0]).all()


def test_arrays_come_back_as_arrays_in_their_precision():
    parts = [x.numpy().astype(np.float32) for x in states()[:3]]
    context, weights = attend(*parts)
    assert isinstance(context, np.ndarray) and context.dtype == weights.dtype == np.float32


def test_longer_padding_and_other_rows_change_no_logit():
    model = Seq2Seq(9, 8, hidden=10, seed=0).double()
    source, inputs = torch.tensor([[3, 4, 5, 6], [7, 8, 0, 0]]), torch.tensor([[1, 3, 4], [1, 5, 0]])
    logits = model(source, inputs)
    longer = model(torch.cat([source, torch.zeros(2, 3, dtype=torch.int64)], dim=1), inputs)
    assert torch.allclose(longer, logits) and torch.allclose(model(source[1:, :2], inputs[1:]), logits[1:])


def test_the_encoder_is_a_gru_over_each_sentence_alone_in_both_directions():
    model = Seq2Seq(9, 8, hidden=10, seed=1).double()
    memory = model.encode([[3, 4, 5], [6, 7, 0]])
    alone, last = model.encoder(model.source(torch.tensor([[6, 7]])))
    assert torch.allclose(memory.states[1, :2], alone[0]) and (memory.states[1, 2] == 0).all()
    assert torch.allclose(memory.h[0, 1], torch.tanh(model.first(last.flatten())))


def test_decoding_step_by_step_is_decoding_at_once():
    model = Seq2Seq(9, 8, hidden=10, seed=2).double()
    memory, inputs = model.encode([[3, 4, 5]]), torch.tensor([[1, 4, 6, 3]])
    at_once, weights, _ = model.decode(inputs, memory)
    h, rows = None, []
    for word in inputs[0]:
        logits, row, h = model.decode(word[None, None], memory, h)
        rows.append((logits[0, 0], row[0, 0]))
    assert torch.allclose(at_once[0], torch.stack([r for r, _ in rows]))
    assert torch.allclose(weights[0], torch.stack([w for _, w in rows]))
    given = model.decode(inputs, memory, weights=weights)[0]
    assert torch.allclose(given, at_once) and not torch.allclose(
        model.decode(inputs, memory, weights=weights.flip(2))[0], given
    )


def test_later_words_change_no_earlier_logit():
    model = Seq2Seq(9, 8, hidden=10, seed=3).double()
    source = torch.tensor([[3, 4, 5]])
    one, two = model(source, torch.tensor([[1, 4, 6]])), model(source, torch.tensor([[1, 4, 7]]))
    assert torch.equal(one[:, :2], two[:, :2]) and not torch.equal(one[:, 2], two[:, 2])


def test_translating_takes_the_likeliest_word_each_time_and_stops_at_the_end():
    model = Seq2Seq(9, 8, hidden=10, seed=4)
    with torch.no_grad():
        model.scores.bias[EOS] += 0.1
    source = torch.tensor([[3, 4, 5, 6], [7, 8, 0, 0], [5, 5, 5, 0]])
    for row, got in zip(source, model.translate(source, BOS, EOS, length=12), strict=True):
        words = [BOS]
        while len(words) <= 12 and words[-1] != EOS:
            words.append(int(model(row[row != 0][None], torch.tensor([words]))[0, -1].argmax()))
        assert got == [word for word in words[1:] if word != EOS]


def numbers(language, table=None, upto=40):
    spelled = [number_words(n, language) for n in range(upto)]
    table = {w: i for i, w in enumerate(sorted({w for s in spelled for w in s}), start=3)}
    longest = max(map(len, spelled))
    return [[table[w] for w in s] + [0] * (longest - len(s)) for s in spelled], len(table) + 3


def test_training_learns_and_is_the_same_for_the_same_seed():
    (source, size), (target, other) = numbers("en"), numbers("de")
    model = Seq2Seq(size, other, hidden=32, seed=0)
    twin = copy.deepcopy(model)
    losses = train_seq2seq(model, source, target, BOS, EOS, epochs=60, batch=8, learning_rate=1e-2)
    assert losses[-1] < 0.05 < losses[0]
    assert model.translate(source, BOS, EOS) == [[w for w in row if w] for row in target]
    assert train_seq2seq(twin, source, target, BOS, EOS, epochs=60, batch=8, learning_rate=1e-2) == losses


def test_the_first_loss_is_about_the_logarithm_of_the_vocabulary():
    inputs, wanted = shift(torch.randint(3, 500, (20, 6)), BOS, EOS, 0)
    model = Seq2Seq(500, 500, hidden=32, seed=0)
    loss = language_model_loss(model(torch.randint(3, 500, (20, 5)), inputs), wanted, pad=0)
    assert abs(loss.item() - np.log(500)) < 0.3


def test_a_seed_leaves_the_generator_of_torch_alone():
    before = torch.get_rng_state()
    Seq2Seq(9, 8, hidden=4, seed=5)
    assert torch.equal(torch.get_rng_state(), before)


MODEL = Seq2Seq(5, 5, hidden=4, seed=0)


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda: attend([[1.0]], [[[1.0, 2.0]]], [[[1.0]]]), ValueError, r"wanted query .* got \(1, 1, 1\)"),
        (lambda: attend([[1.0]], [[[1.0]]], [[[1.0]]], [[1]]), TypeError, "wanted True and False"),
        (lambda: attend([[1.0]], [[[1.0]]], [[[1.0]]], [[True, True]]), ValueError, r"wanted shape \(1, 1\)"),
        (lambda: attend("q", [[[1.0]]], [[[1.0]]]), TypeError, "wanted numbers, got str"),
        (lambda: Seq2Seq(5, 5, hidden=3), ValueError, "wanted an even number, got 3"),
        (lambda: Seq2Seq(1, 5), ValueError, "at least 2, got 1"),
        (lambda: MODEL([[9]], [[1]]), ValueError, r"Seq2Seq\(source\): wanted ids from 0 to 4, got 9"),
        (lambda: MODEL([[0, 3]], [[1]]), ValueError, "wanted words, then padding"),
        (lambda: MODEL([[0, 0]], [[1]]), ValueError, "no word in a row"),
        (lambda: MODEL([3], [[1]]), ValueError, r"shape \(B, T\), got \(1,\)"),
        (lambda: MODEL.translate([[3]], 1, 1), ValueError, "two different marks"),
        (lambda: MODEL.translate([[3]], 1, 9), ValueError, "marks below 5"),
        (lambda: train_seq2seq(MODEL, [[3]], [[3], [4]], 1, 2), ValueError, "Give each source its target"),
        (lambda: train_seq2seq(MODEL, [[3]], [[3]], 1, 1), ValueError, "three different marks"),
    ],
)
def test_what_cannot_be_translated_is_told_in_a_sentence(ask, kind, words):
    with pytest.raises(kind, match=words):
        ask()
