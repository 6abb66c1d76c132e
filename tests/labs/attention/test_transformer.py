"""The number transformer in a lab: its words and layers by the model itself, its products by torch's own counter."""

import re

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from lessonlib.attention import generate, mistaken, scaled_dot_product_attention
from lessonlib.attention.number_transformer import END, PLACE, WORDS, encode, load_number_transformer
from lessonlib.labs import transformer_lab
from lessonlib.labs.attention.transformer import PRESETS, multiplications, record_transformer
from lessonlib.labs.attention.transformer_picture import draw_transformer
from lessonlib.stage.equations import read

TRACE = record_transformer()


def torchs(q, k, v, mask):
    return torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask), torch.zeros(1)


def test_what_is_written_is_what_generate_writes_with_a_cache():
    begins = int(TRACE["begins"])
    ids = generate(load_number_transformer(), encode(TRACE["words"][:begins]), PLACE[END], length=8)
    assert [WORDS[i] for i in ids] == TRACE["words"].tolist()
    assert TRACE["words"][begins:].tolist() == TRACE["right"].tolist()


def test_the_last_layer_says_what_the_model_says():
    begins = int(TRACE["begins"])
    with torch.no_grad():
        logits = load_number_transformer()(torch.tensor([encode(TRACE["words"][:-1])]))[0]
    best, which = logits.softmax(dim=-1).max(dim=-1)
    assert TRACE["said"][:, 2].tolist() == [WORDS[i] for i in which[begins - 1 :]]
    np.testing.assert_allclose(TRACE["sure"][:, 2], best[begins - 1 :], rtol=1e-4)


def test_no_axis_names_a_word_before_it_is_written():
    off = record_transformer(**PRESETS["Head 1.4 off"][1])
    ticks = [label for _, label in draw_transformer(off).panels[1].y.ticks]
    begins = int(off["begins"])
    assert ticks[:begins] == [f"{word} {i + 1}" for i, word in enumerate(off["words"][:begins])]
    assert ticks[begins:] == [str(i + 1) for i in range(begins, len(ticks))]


def test_weights_are_causal_and_each_row_sums_to_one():
    np.testing.assert_allclose(TRACE["weights"].sum(axis=1), 1, rtol=1e-5)
    assert np.triu(TRACE["weights"], 1).max() == 0


@pytest.mark.parametrize("seen", [1, 6, 11])
def test_products_are_those_that_torch_counts(seen):
    model = load_number_transformer()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(1, seen, dtype=torch.long))
    assert multiplications(seen, seen) == counter.get_total_flops() / 2  # a product and a sum each


def test_a_head_switched_off_mixes_hundreds_up_and_another_changes_nothing():
    wrong, right = (record_transformer(**PRESETS[name][1]) for name in ("Head 1.4 off", "Head 2.3 off"))
    told = " ".join(wrong["words"][int(wrong["begins"]) :])
    assert told == "fünf hundert vier hundert vier hundert vier und neunzig <end>"
    assert right["words"][int(right["begins"]) :].tolist() == right["right"].tolist()
    assert [draw_transformer(trace).question.truth for trace in (wrong, right)] == ["wrong", "right"]


def odd(q, k, v, mask):
    return q[:, :1], q


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (mistaken.softmax_over_queries, r"softmax_over_queries departs from scaled_dot_product_attention in"),
        (odd, r"odd gives shapes that the model cannot use"),
        (lambda *given: None, r"returned NoneType, wanted \(out, weights\)"),
    ],
)
def test_what_a_learners_attention_writes_is_told(mine, told):
    assert re.search(told, record_transformer(mine=mine).notes[0])


def test_right_attention_writes_the_same():
    for mine in (torchs, scaled_dot_product_attention):
        trace = record_transformer(mine=mine)
        assert trace.notes == () and trace["mine"].tolist() == trace["right"].tolist()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"number": 10_000}, "number: wanted a whole number from 1 to 9999, got 10000"),
        ({"show": "3.1"}, "nknown show '3.1'"),
        ({"off": "all"}, "nknown off 'all'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in transformer_lab(**bad).stage.message


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert transformer_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_where_right_or_wrong_is_asked_the_rows_do_not_tell_how_many_words_will_be_written():
    pictures = [draw_transformer(record_transformer(594, off=off)) for off in ("1.4", "2.3", "1.1")]
    rows = [picture.panels[0].marks[0].strings["text"].shape[1] for picture in pictures]
    domains = [(picture.panels[1].y.domain, picture.panels[2].x.domain) for picture in pictures]
    assert len(set(rows)) == 1 and len(set(domains)) == 1
    written = {len(record_transformer(594, off=off)["said"]) for off in ("1.4", "2.3", "1.1")}
    assert len(written) > 1 and rows[0] >= max(written)


def test_each_cell_of_the_map_opens_the_query_and_key_that_made_its_weight():
    (mark,) = [mark for panel in draw_transformer(TRACE).panels for mark in panel.marks if mark.kind == "cells"]
    opened = mark.strings["opens"][0]
    scores, weights = TRACE["scores"].astype(float), TRACE["weights"]
    for i, j in np.ndindex(opened.shape):
        was_read = j <= i < len(TRACE["words"]) - 1
        found = re.findall(r"[−=] (−?[\d.·⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", opened[i, j].replace("≈", "="))
        assert bool(found) == was_read
        if found:
            told = [read(found[0].rstrip(";")), read(found[-1])]
            np.testing.assert_allclose(told, [scores[i, j], weights[i, j]], rtol=6e-3)
    seen = np.where(np.tri(len(weights), dtype=bool), np.exp(scores), 0)
    np.testing.assert_allclose(seen / seen.sum(axis=-1, keepdims=True), weights, rtol=1e-4, atol=1e-7)
