"""The text generation lab: its distributions are torch's with the shipped weights, its draws follow them."""

import numpy as np
import pytest
import torch

from lessonlib.labs import text_generation_lab
from lessonlib.labs.sequences.text_generation import PRESETS, draw_text_generation, record_text_generation
from lessonlib.labs.sequences.text_generation_picture import choices
from lessonlib.stage.pack import pack
from lessonlib.text.language_model import load_language_model


def written(trace):
    return "".join(trace["characters"][k] for k in trace["chosen"])


def test_every_distribution_is_that_of_the_model_on_the_whole_text_before_it():
    trace = record_text_generation("Mr. Knightley ", temperature=0.8, length=40, seed=3)
    model, _ = load_language_model()
    with torch.no_grad():
        logits = model(model.encode("Mr. Knightley " + written(trace))[None])[0][0, 13:-1]
    np.testing.assert_allclose(trace["p"], torch.softmax(logits.double() / 0.8, dim=1).numpy(), atol=1e-5)


def test_the_draws_follow_the_distribution():
    first = [written(record_text_generation("The ", length=12, temperature=1.5, seed=seed))[0] for seed in range(150)]
    trace = record_text_generation("The ", length=12, temperature=1.5)
    for k in trace["order"][0][:3]:
        p = trace["p"][0, k]
        assert abs(first.count(trace["characters"][k]) / 150 - p) < 4 * np.sqrt(p * (1 - p) / 150)


def test_a_low_temperature_takes_the_first_choice_and_a_high_one_wavers():
    share = [np.mean(record_text_generation(temperature=t, length=150)["rank"] == 0) for t in (0.2, 0.7, 2.0)]
    assert share[0] > 0.8 > share[1] > share[2]
    assert choices(np.full(65, 1 / 65)) == pytest.approx(65) and choices(np.eye(3)[0]) == 1


def test_the_same_seed_writes_the_same_and_another_writes_something_else():
    assert written(record_text_generation(seed=1)) == written(record_text_generation(seed=1))
    assert written(record_text_generation(seed=1)) != written(record_text_generation(seed=2))


def test_the_picture_shows_at_each_step_what_has_been_written_and_what_was_drawn():
    trace = record_text_generation("The q", length=30)
    text, bars, _ = draw_text_generation(trace).panels
    shown = text.marks[0].strings["text"][:, 0]
    assert shown[0] == "The q▁" and shown[1] == "The qu▁" and len(shown) == 31
    grey, accent = bars.marks[0].arrays["height"], bars.marks[1].arrays["height"]
    assert np.isnan(accent[0]).all()
    for step in range(1, 31):
        rank = trace["rank"][step - 1]
        if rank < 12:
            assert accent[step, rank] == trace["p"][step - 1, trace["chosen"][step - 1]] and np.isnan(grey[step, rank])


def test_the_model_is_told_to_be_small_with_its_own_numbers():
    model, facts = load_language_model()
    honest = draw_text_generation(record_text_generation()).panels[0].marks[1].strings["text"][0, 0]
    count = f"{sum(w.numel() for w in model.parameters()):,}".replace(",", " ")
    assert count in honest and f"{float(facts['held_out']):.2f} nats" in honest and f"in {facts['seconds']} s" in honest
    assert f"ln {len(model.characters)} = {np.log(len(model.characters)):.2f}" in honest


def test_what_the_model_has_never_met_is_named_and_text_is_never_run():
    lab = text_generation_lab(prompt="<b>2+2</b> = {7*7} β")
    assert lab.stage.message == "" and "has never met <, >, 2, +, / ...: it reads a blank" in lab.trace.notes[0]
    assert lab.trace.captions[0].startswith("The model has read “<b>2+2</b> = {7*7} β”")
    assert record_text_generation("").captions[0].startswith("Nothing was given")


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"prompt": 7}, "prompt: wanted text, got int"),
        ({"prompt": "x" * 61}, "prompt: wanted at most 60 characters, got 61"),
        ({"temperature": 0}, "temperature: wanted a finite number at least 0.1 and at most 3, got 0"),
        ({"temperature": 9}, "temperature: wanted a finite number at least 0.1 and at most 3, got 9"),
        ({"length": 500}, "length: wanted a whole number from 12 to 200, got 500"),
        ({"length": 2.5}, "length: wanted a whole number"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = text_generation_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(prompt="It is ", temperature=1.0, length=20, seed=4)
    assert lab.trace.steps == 21 and lab.stage.message == ""
    assert lab.code() == "text_generation_lab(prompt='It is ', temperature=1.0, length=20, seed=4)"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = text_generation_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    assert pack(draw_text_generation(lab.trace), lab.trace) == pack(draw_text_generation(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_presets_show_what_they_say():
    for name, character in (("A name begins", "y"), ("After q", "u")):
        trace = record_text_generation(**PRESETS[name][1])
        assert written(trace)[0] == character and trace["p"][0].max() > 0.95


def test_every_control_records_again():
    lab = text_generation_lab()
    lab.controls["prompt"].value, lab.controls["temperature"].value = "Emma ", 1.2
    lab.controls["length"].value, lab.controls["seed"].value = 30, 5
    alike = record_text_generation("Emma ", 1.2, 30, 5)
    assert written(lab.trace) == written(alike) and lab.trace.steps == 31


def test_no_bar_stands_before_the_first_step_and_the_question_counts_first_choices():
    trace = record_text_generation(length=20)
    picture = draw_text_generation(trace)
    shown = picture.panels[1].marks[0]
    assert np.isnan(shown.arrays["height"][0]).all() and not np.isnan(shown.arrays["height"][1]).all()
    likeliest = [int(p.argmax() == k) for p, k in zip(trace["p"], trace["chosen"], strict=True)]
    assert picture.question.options["answer"] == pytest.approx(100 * np.mean(likeliest), abs=0.6)
