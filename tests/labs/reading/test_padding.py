"""Padding: means by torch's EmbeddingBag, maxima sentence by sentence; what padding moves is a slip."""

import re

import numpy as np
import pytest
import torch

from lessonlib.data import load_definitions
from lessonlib.labs import padding_lab
from lessonlib.labs.reading.padding import FOUR, PRESETS, record_padding
from lessonlib.labs.reading.padding_picture import draw_padding
from lessonlib.sequences import masked_max, masked_mean


def bag(trace, padding_idx):
    """The means by another engine: with ``padding_idx`` it leaves that number out, without it counts every place."""
    table = torch.tensor(trace["table"])
    return torch.nn.functional.embedding_bag(
        torch.tensor(trace["indices"]), table, mode="mean", padding_idx=padding_idx
    ).numpy()


@pytest.mark.parametrize("extra", [0, 1, 6])
@pytest.mark.parametrize("pad_row", ["zeros", "drawn"])
def test_both_means_are_those_of_torchs_embedding_bag(extra, pad_row):
    trace = record_padding(extra=extra, pad_row=pad_row, seed=1)
    np.testing.assert_allclose(trace["pooled"], bag(trace, 0), atol=1e-12)
    np.testing.assert_allclose(trace["plain"], bag(trace, None), atol=1e-12)
    np.testing.assert_allclose(trace["right"][extra], trace["pooled"][:, 0])
    np.testing.assert_allclose(trace["over all"][extra], trace["plain"][:, 0])


def test_the_largest_is_that_of_each_sentence_alone():
    trace = record_padding(extra=3, pooling="max")
    for row, n in enumerate(trace["lengths"]):
        np.testing.assert_allclose(trace["pooled"][row], trace["table"][trace["indices"][row, :n]].max(axis=0))


def test_the_sentences_are_definitions_of_the_data():
    data = load_definitions()
    known = {" ".join(words) for words in [*data.words_train, *data.words_held_out]}
    assert set(FOUR.split("\n")) <= known


def test_an_empty_sentence_has_the_mean_zero_and_captions_for_it():
    trace = record_padding("time without end\n\nlack of success", extra=1)
    assert trace["pooled"][1].tolist() == [0, 0, 0] and trace["lengths"].tolist() == [3, 0, 3]
    assert any("0 / max(0, 1) = 0" in caption for caption in trace.captions)


def plain(x, lengths):
    return x.mean(dim=1)


def by_longest(x, lengths):
    return masked_mean(x, lengths) * lengths[:, None] / lengths.max()


def by_one(x, lengths):
    return x[0]


def loops(x, lengths):
    return torch.stack([row[:n].mean(dim=0) for row, n in zip(x, lengths, strict=True)])


@pytest.mark.parametrize(
    ("mine", "pooling", "told"),
    [
        (plain, "mean", r"plain departs from masked_mean in \d+ of 84 numbers"),
        (by_longest, "mean", "by_longest departs from masked_mean"),
        (by_one, "mean", r"by_one returned shape \(6, 3\), wanted \(4, 3\)"),
        (masked_mean, "max", "departs from masked_max"),
    ],
)
def test_what_a_learners_mean_does_otherwise_is_told(mine, pooling, told):
    (note,) = record_padding(pooling=pooling, mine=mine).notes
    assert re.search(told, note), note


def test_right_functions_depart_nowhere_and_are_drawn():
    for mine, pooling in ((masked_mean, "mean"), (masked_max, "max"), (loops, "mean")):
        trace = record_padding(extra=2, pooling=pooling, pad_row="drawn", mine=mine)
        assert trace.notes == () and not trace["wrong"].any()
    assert draw_padding(trace).key == [("mine", "loops")]


def test_the_plain_mean_shrinks_towards_the_pads_vector_as_padding_grows():
    trace = record_padding()
    width = trace["indices"].shape[1] + np.arange(7)[:, None]
    np.testing.assert_allclose(trace["over all"], trace["total"][:, 0] / width)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"definitions": "\n\n"}, "definitions: wanted at least one word, got none"),
        ({"definitions": "a\nb\nc\nd\ne\nf"}, "wanted at most 5 sentences of at most 8 words, got 6"),
        ({"definitions": "a b c d e f g h i"}, "the longest of 9 words"),
        ({"definitions": "x" * 30}, "wanted words of at most 24 letters"),
        ({"definitions": 3}, "definitions: wanted text, a sentence a line, got int"),
        ({"extra": 7}, "extra: wanted a whole number from 0 to 6, got 7"),
        ({"pooling": "sum"}, "nknown pooling 'sum'"),
        ({"pad_row": "ones"}, "nknown pad_row 'ones'"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = padding_lab(**bad).stage.message
    assert told in message, message


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert padding_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000


@pytest.mark.parametrize("pooling", ["mean", "max"])
def test_a_mean_is_asked_for_until_its_step_tells_it(pooling):
    trace = record_padding(pooling=pooling, extra=2)
    question = draw_padding(trace).question
    tells = [k for k, told in enumerate(trace.captions) if told.startswith("Sentence 4") and question.truth in told]
    assert question.kind == "number" and question.step == tells[-1]
