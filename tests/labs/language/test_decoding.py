"""The lab of decoding: softmax by torch, the cuts by hand, the draw by where the number lies."""

import re

import numpy as np
import pytest
import torch

from lessonlib import language
from lessonlib.labs import decoding_lab
from lessonlib.labs.language.decoding import PRESETS, record_decoding
from lessonlib.labs.language.decoding_picture import draw_decoding
from lessonlib.text.language_model import load_language_model


@pytest.fixture(scope="module", params=["", *PRESETS])
def trace(request):
    return record_decoding(**(PRESETS[request.param][1] if request.param else {}))


def test_the_distribution_is_torchs_of_the_models_logits(trace):
    model = load_language_model()[0]
    with torch.no_grad():
        logits = model(model.encode(str(trace["prompt"]))[None])[0][0, -1].double()
    np.testing.assert_allclose(trace["p"], torch.softmax(logits, 0), rtol=1e-9)
    np.testing.assert_allclose(trace["scaled"], torch.softmax(logits / float(trace["temperature"]), 0), rtol=1e-9)


def test_what_stays_is_the_fewest_that_reach_the_mass_or_the_k_largest(trace):
    scaled, many = sorted(trace["scaled"], reverse=True), int(trace["many"])
    if trace["cut"] == "top-p":
        assert sum(scaled[:many]) >= trace["mass"] > sum(scaled[: many - 1])
    elif trace["cut"] == "top-k":
        assert many == trace["k"]
    else:
        assert many == len(scaled)
    stays = trace["kept"] > 0
    assert trace["scaled"][stays].min() >= trace["scaled"][~stays].max(initial=0)
    np.testing.assert_allclose(trace["kept"][stays], trace["scaled"][stays] / trace["scaled"][stays].sum())


def test_the_number_drawn_lies_where_the_character_stands(trace):
    at = int(trace["drawn"])
    shares = trace["kept"][trace["order"]]
    assert sum(shares[:at]) <= trace["u"] < sum(shares[: at + 1])


def test_drawn_with_many_seeds_each_character_is_as_frequent_as_its_share():
    rows = [record_decoding(seed=seed) for seed in range(400)]
    drawn = np.bincount([int(row["drawn"]) for row in rows], minlength=8)[:8] / 400
    assert np.abs(drawn - rows[0]["kept"][rows[0]["order"]][:8]).max() < 0.07
    assert drawn[int(rows[0]["many"]) :].sum() == 0


def test_the_one_that_crosses_the_line_is_a_known_slip_and_a_sure_place_keeps_one():
    question = draw_decoding(record_decoding()).question
    assert list(question.slips) == [question.options["answer"] - 1]
    assert int(record_decoding(**PRESETS["A sure place"][1])["many"]) == 1
    assert int(record_decoding()["many"]) > 1


def test_cold_squares_each_p():
    trace = record_decoding(**PRESETS["Cold"][1])
    np.testing.assert_allclose(trace["scaled"], trace["p"] ** 2 / (trace["p"] ** 2).sum())


def crossing_dropped(p, mass):
    order = np.argsort(-p)
    kept = np.zeros_like(p)
    inside = order[np.cumsum(p[order]) <= mass]
    kept[inside] = p[inside]
    return kept / kept.sum()


def undivided(p, k):
    return np.where(p >= np.sort(p)[-k], p, 0)


def times(logits, temperature):
    return np.exp(logits * temperature) / np.exp(logits * temperature).sum()


def test_right_functions_depart_nowhere():
    for cut, ours in (("none", "temperature_softmax"), ("top-k", "top_k"), ("top-p", "top_p")):
        assert record_decoding(cut=cut, temperature=0.7, mine=getattr(language, ours)).notes == ()


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"mine": crossing_dropped}, "crossing_dropped departs from top_p in 6 of 65 characters"),
        ({"mine": undivided, "cut": "top-k"}, "undivided departs from top_k in 5 of 65 .*; is it divided by its sum?"),
        ({"mine": times, "cut": "none", "temperature": 0.5}, "times departs from temperature_softmax"),
        ({"mine": lambda p, mass: p[:3]}, r"returned shape \(3,\), wanted \(65,\)"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(own, told):
    (note,) = record_decoding(**own).notes
    assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"temperature": 0}, "temperature: wanted"),
        ({"temperature": -1}, "temperature: wanted"),
        ({"mass": 0}, "mass: wanted"),
        ({"mass": 1.5}, "mass: wanted"),
        ({"k": 0}, "k: wanted a whole number"),
        ({"k": 100}, "k: wanted a whole number"),
        ({"prompt": "x" * 99}, "prompt: wanted text of at most 40 characters, got 99"),
        ({"cut": "beam"}, "nknown cut 'beam'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in decoding_lab(**bad).stage.message
