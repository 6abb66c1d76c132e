"""Self-attention: weights and outputs by torch's own; what a changed word may move; who looks ahead."""

import re

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention as torchs

from lessonlib.attention import mistaken, scaled_dot_product_attention
from lessonlib.labs import self_attention_lab
from lessonlib.labs.attention.self_attention import PRESETS, record_self_attention
from lessonlib.labs.attention.self_attention_opened import looked, mixed, projected
from lessonlib.labs.attention.self_attention_picture import draw_self_attention
from lessonlib.stage import number
from lessonlib.stage.equations import read


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("causal", [True, False])
def test_outputs_are_those_of_torch(heads, causal):
    trace = record_self_attention(heads=heads, causal=causal, seed=3)
    q, k, v = (torch.tensor(trace[name]) for name in "qkv")
    wanted = torchs(q, k, v, is_causal=causal).transpose(0, 1).flatten(1)
    np.testing.assert_allclose(trace["out"], wanted, atol=1e-12)
    np.testing.assert_allclose(trace["weights"].sum(axis=-1), 1)


def test_queries_are_products_of_what_is_shown():
    trace = record_self_attention(heads=2)
    whole = np.concatenate(list(trace["q"]), axis=-1)
    np.testing.assert_allclose(
        whole, [[sum(x * w for x, w in zip(row, c, strict=True)) for c in trace["w"][0].T] for row in trace["x"]]
    )


@pytest.mark.parametrize("touch", range(1, 6))
def test_under_the_mask_a_changed_word_moves_itself_and_what_comes_after(touch):
    trace = record_self_attention(touch=touch, seed=4)
    assert (trace["moved"] > 1e-9).tolist() == [i >= touch - 1 for i in range(5)]
    assert draw_self_attention(trace).question.options["answer"] == 6 - touch


def test_without_positions_and_mask_the_order_moves_nothing_and_with_positions_it_does():
    turned = {"causal": False, "then": "turn round"}
    assert record_self_attention(positions=False, **turned)["moved"].max() < 1e-12
    assert record_self_attention(positions=True, **turned)["moved"].min() > 1e-3
    assert record_self_attention(positions=False, then="turn round")["moved"].max() > 1e-3  # the mask tells the order


def test_the_scale_is_the_root_of_a_heads_width_or_left_out():
    for heads in (1, 2):
        with_it, without = (record_self_attention(heads=heads, causal=False, scaled=s)["ready"] for s in (True, False))
        np.testing.assert_allclose(with_it * np.sqrt(4 / heads), without)


def right(q, k, v, mask):
    scores = (q @ k.mT / q.shape[-1] ** 0.5).masked_fill(~mask, -torch.inf)
    return scores.softmax(-1) @ v, scores.softmax(-1)


def nothing(q, k, v, mask):
    return None


def short(q, k, v, mask):
    return v[:, 1:], scaled_dot_product_attention(q, k, v, mask)[1]


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (mistaken.no_causal_mask, r"no_causal_mask departs from scaled_dot_product_attention in \d+ of 90 numbers"),
        (mistaken.mask_by_multiplying, r"first where “the” looks at “the”"),
        (mistaken.scaled_by_d, r"scaled_by_d departs"),
        (nothing, r"nothing returned NoneType, wanted \(out, weights\)"),
        (short, r"short returned shape \(1, 4, 4\), wanted \(1, 5, 4\)"),
    ],
)
def test_what_a_learners_attention_does_otherwise_is_told(mine, told):
    assert re.search(told, record_self_attention(mine=mine).notes[0])


def test_looking_ahead_is_told_and_a_right_function_departs_nowhere():
    ahead = record_self_attention(mine=mistaken.no_causal_mask)
    assert ahead.notes[1] == "It looks ahead: word 4 is changed, and “the”, “cat”, “saw” before it move."
    for state in ({}, {"heads": 2}, {"scaled": False}, {"then": "turn round"}):
        trace = record_self_attention(mine=right, **state)
        assert trace.notes == () and not trace["wrong"].any()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"words": "one"}, "words: wanted at least 2 different words, got 1 word"),
        ({"words": "a b c d e f"}, "words: wanted at most 5 words of at most 7 letters"),
        ({"heads": 3}, "heads: wanted a whole number from 1 to 2, got 3"),
        ({"then": "wait"}, "nknown then 'wait'"),
        ({"touch": 0}, "touch: wanted a whole number from 1 to 5, got 0"),
        ({"causal": "yes"}, "causal: wanted"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in self_attention_lab(**bad).stage.message


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert self_attention_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000


def last_number(told):
    return read(told.rsplit(" ", 1)[1].rsplit("=", 1)[-1])


@pytest.mark.parametrize("heads", [1, 2])
def test_each_cell_opens_the_arithmetic_of_the_number_that_stands_in_it(heads):
    trace = record_self_attention(heads=heads, causal=True, seed=3)
    q, k, v = (torch.tensor(trace[name]) for name in "qkv")
    scores = q @ k.mT
    weights = (scores / (4 / heads) ** 0.5).masked_fill(~torch.ones(5, 5).tril().bool(), -torch.inf).softmax(-1)
    out = (weights @ v).transpose(0, 1).flatten(1)
    for told, numbers in (
        (projected(trace, "q"), q.transpose(0, 1).flatten(1)),
        (mixed(trace), out),
        (looked(trace)[-1], weights),
        (looked(trace)[trace["phase"].tolist().index("scale") - 1], scores),
    ):
        np.testing.assert_allclose(np.vectorize(last_number, otypes=[float])(told), numbers, rtol=6e-3, atol=6e-4)


def test_nothing_is_opened_before_it_is_computed_and_a_hidden_cell_says_so():
    trace = record_self_attention()
    opened, phases = looked(trace), trace["phase"].tolist()
    assert set(opened[0].ravel()) == {""}
    first = phases.index("score")
    assert [bool(told) for told in opened[first, 0, 0]] == [True, False, False, False, False]
    total = number(np.exp(trace["scores"][0, 0, 0] / 2))  # the first word sees itself alone
    assert opened[-1, 0, 0, 1] == f"Hidden, for it comes later: −∞; exp(−∞) / {total}, the sum of its row, = 0"
