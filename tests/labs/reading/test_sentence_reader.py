"""The reader: states by torch's GRU alone and packed, its score on held-out definitions, a learner's GRU compared."""

import re

import numpy as np
import pytest
import torch
from sklearn.metrics import f1_score

from lessonlib.data import load_definitions
from lessonlib.labs import sentence_reader_lab
from lessonlib.labs.reading.sentence_reader import PRESETS, record_sentence_reader
from lessonlib.labs.reading.sentence_reader_picture import KINDS, draw_sentence_reader
from lessonlib.sequences import GRU
from lessonlib.sequences.definition_reader import WAYS, load_definition_reader

READER = load_definition_reader()


def torchs(cell):
    """Torch's GRU with the weights of a cell."""
    gru = torch.nn.GRU(24, 16, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            getattr(gru, f"{name}_l0").copy_(torch.tensor(getattr(cell, name)))
    return gru.requires_grad_(False)


def vectors(words, padding=0):
    return torch.tensor(np.concatenate([READER.embedding[READER.numbers(words)], np.zeros((padding, 24))]))[None]


@pytest.mark.parametrize("way", WAYS)
def test_the_states_are_torchs_word_by_word_and_the_right_one_stops_at_the_last_word(way):
    words, padding = ["a", "period", "of", "work", "or", "duty"], 3
    trace = record_sentence_reader(" ".join(words), way, padding)
    x = vectors(words)
    readings = {"forward": [(READER.ahead, x)], "backward": [(READER.behind, x.flip(1))]}
    readings["both"] = readings["forward"] + readings["backward"]
    states = torch.cat([torchs(cell)(rows)[0][0] for cell, rows in readings[way]], dim=1).numpy()
    np.testing.assert_allclose(trace["h"][1 : len(words) + 1], states, atol=1e-9)
    np.testing.assert_allclose(trace["h"][len(words) :], np.tile(states[-1], (padding + 1, 1)), atol=1e-9)


@pytest.mark.parametrize("way", ["forward", "backward"])
def test_the_reader_of_the_padding_is_torchs_on_the_unpacked_row_and_the_right_one_on_the_packed(way):
    words, padding = ["a", "marine", "turtle"], 5
    trace = record_sentence_reader(" ".join(words), way, padding)
    gru, x = torchs(READER.ahead if way == "forward" else READER.behind), vectors(words, padding)
    x = x if way == "forward" else x.flip(1)
    np.testing.assert_allclose(trace["wrong h"][1:], gru(x)[0][0].numpy(), atol=1e-9)
    real = x if way == "forward" else vectors(words).flip(1)
    packed = torch.nn.utils.rnn.pack_padded_sequence(real, torch.tensor([len(words)]), batch_first=True)
    np.testing.assert_allclose(trace["h"][-1], gru(packed)[1][0, 0].numpy(), atol=1e-9)


def test_the_reader_scores_on_held_out_definitions_what_its_file_says():
    data = load_definitions()
    assert data.classes == KINDS
    guesses = {way: [] for way in WAYS}
    ahead, behind = torchs(READER.ahead), torchs(READER.behind)
    for words in data.words_held_out:
        x = vectors(words)
        last, first = (gru(rows)[1][0, 0].numpy() for gru, rows in ((ahead, x), (behind, x.flip(1))))
        for way, state in (("forward", last), ("backward", first), ("both", np.concatenate([last, first]))):
            guesses[way].append(READER.probabilities(way, state).argmax())
    for way in WAYS:
        score = f1_score(data.y_held_out, guesses[way], average="macro")
        assert score == pytest.approx(float(READER.facts[f"macro_f1 {way}"]), abs=2e-3) and score > 0.8


@pytest.mark.parametrize(
    ("preset", "right", "wrong"),
    [("Eight places of padding", "animal", "location"), ("Backward, the padding comes first", "time", "act")],
)
def test_the_padding_changes_the_answer_where_a_preset_says_so(preset, right, wrong):
    trace = record_sentence_reader(**PRESETS[preset][1])
    assert [KINDS[trace[name][-1].argmax()] for name in ("p", "wrong p")] == [right, wrong]


class Mine(GRU):
    pass


class Drifts(GRU):
    def forward(self, x, lengths, h0=None):
        return super().forward(x, torch.full_like(lengths, x.shape[1]), h0)


class Flat(GRU):
    def forward(self, x, lengths, h0=None):
        outputs, last = super().forward(x, lengths, h0)
        return outputs, last[0]


class Small(GRU):
    def __init__(self, n_in, n):
        super().__init__(n_in, 4)


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (Drifts, r"Drifts departs from GRU in 128 of 144 numbers, first number 1 of the last state with 1 place of"),
        (Flat, r"Flat.forward returned shape \(16,\), wanted \(1, 16\)"),
        (Small, r"Small.weight_ih returned shape \(12, 24\), wanted \(48, 24\)"),
    ],
)
def test_what_a_learners_gru_does_otherwise_is_told(mine, told):
    (note,) = record_sentence_reader(mine=mine).notes
    assert re.search(told, note), note


def test_a_right_gru_departs_nowhere_whatever_is_shown():
    trace = record_sentence_reader(way="both", padding=2, mine=Mine)
    assert trace.notes == () and draw_sentence_reader(trace).key[-1] == ("mine", "Mine")


def test_a_word_that_it_does_not_know_is_told():
    assert record_sentence_reader("a small zyzzyva").notes == ("“zyzzyva” is a word that it does not know.",)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"sentence": "..."}, "sentence: wanted a sentence, got no word"),
        ({"sentence": "a " * 15}, "sentence: wanted at most 14 words"),
        ({"way": "sideways"}, "nknown way 'sideways'"),
        ({"padding": 9}, "padding: wanted a whole number from 0 to 8, got 9"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = sentence_reader_lab(**bad).stage.message
    assert told in message, message


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert sentence_reader_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000
