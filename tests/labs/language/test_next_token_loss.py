"""The lab of the next token's loss: its loss by torch, each mistake by torch on what the mistake makes of the batch."""

import re

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from lessonlib import language
from lessonlib.labs import next_token_loss_lab
from lessonlib.labs.language.next_token_loss import DELTA, MISTAKES, PRESETS, record_next_token_loss
from lessonlib.labs.language.next_token_loss_picture import draw_next_token_loss
from lessonlib.labs.language.ngram_corpora import model_of


@pytest.fixture(scope="module")
def batch():
    """The trace as it opens; logits (B, T, V) and targets (B, T) as tensors, padding -100."""
    trace = record_next_token_loss()
    lm = model_of("Emma", 2, DELTA)
    alike = dict.fromkeys(lm.vocabulary, 1.0)  # behind padding nothing is looked at
    rows = [[alike if a == "<pad>" else lm.distribution([str(a)]) for a in row] for row in trace["inputs"]]
    rows = [[list(shares.values()) for shares in row] for row in rows]
    ids = [[-100 if b == "<pad>" else lm.vocabulary.index(str(b)) for b in row] for row in trace["targets"]]
    return trace, torch.tensor(rows, dtype=torch.float64).log(), torch.tensor(ids)


def test_the_loss_is_torchs(batch):
    trace, logits, targets = batch
    wanted = cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none").reshape(targets.shape)
    np.testing.assert_allclose(np.nan_to_num(trace["surprise"]), wanted)
    loss = cross_entropy(logits.flatten(0, 1), targets.flatten()).item()
    np.testing.assert_allclose(trace["right"], [wanted.sum(), (targets >= 0).sum(), loss, np.exp(loss)])
    assert draw_next_token_loss(trace).question.truth == "8 targets"


def test_each_mistake_has_the_number_that_torch_gives_for_it(batch):
    _, logits, targets = batch
    each = cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none").reshape(targets.shape)
    real = targets >= 0
    end = model_of("Emma", 2, DELTA).vocabulary.index("</s>")
    wanted = {
        "none": each[real].mean(),
        "padding counted": each.sum() / targets.numel(),
        "not shifted": torch.tensor(0.0),
        "shifted twice": cross_entropy(logits[:, :-1].flatten(0, 1), targets[:, 1:].flatten()),
        "end not predicted": each[real & (targets != end)].mean(),
        "mean of the rows' means": (each.sum(1) / real.sum(1)).mean(),
        "in bits": each[real].mean() / np.log(2),
    }
    assert list(wanted) == list(MISTAKES)
    for mistake, loss in wanted.items():
        trace = record_next_token_loss(mistake=mistake)
        assert trace["false"][2] == pytest.approx(loss.item())
        if mistake != "none":
            truth = draw_next_token_loss(trace).question.truth
            assert truth == ("too small" if trace["false"][2] < trace["right"][2] else "too large")


def counts_padding(logits, targets, pad):
    z = logits - np.log(np.exp(logits).sum(axis=2, keepdims=True))
    return -np.take_along_axis(z, targets[..., None], axis=2).mean()


def for_tensors(logits, targets, pad):
    return cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad)


def unshifted(batch, bos, eos, pad):
    inputs, _ = language.shift(batch, bos, eos, pad)
    return inputs, inputs


def test_right_functions_for_arrays_and_for_tensors_depart_nowhere():
    assert record_next_token_loss(mine=language.language_model_loss, shifter=language.shift).notes == ()
    assert record_next_token_loss(mine=for_tensors).notes == ()


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"mine": counts_padding}, "counts_padding departs from language_model_loss on this batch"),
        ({"mine": lambda logits, targets, pad: None}, "returned nothing, wanted one number"),
        ({"shifter": unshifted}, "unshifted departs from shift in the targets of row 1, place 1: 1 instead of 3"),
        ({"shifter": lambda batch, bos, eos, pad: (batch, batch)}, r"returned shape \(2, 2, 4\), wanted \(2, 2, 5\)"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(own, told):
    (note,) = record_next_token_loss(**own).notes
    assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"rows": "one"}, "rows: wanted two sentences with / between them, got 1"),
        ({"rows": "one / "}, "rows: wanted a sentence"),
        ({"rows": 3}, "rows: wanted two sentences"),
        ({"rows": "a b c d e f / g"}, "rows: wanted at most 5 words"),
        ({"mistake": "typo"}, "nknown mistake 'typo'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in next_token_loss_lab(**bad).stage.message


def test_the_presets_are_the_mistakes():
    assert {given["mistake"] for _, given in PRESETS.values()} == {*MISTAKES} - {"none"}
