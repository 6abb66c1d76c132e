"""The random search lab: what is kept is lower by torch's account; a learner's step, its faults, bad arguments."""

import numpy as np
import pytest
import torch

from lessonlib.labs import random_search_lab
from lessonlib.labs.descent.loss_race import arrival
from lessonlib.labs.descent.random_search import MOST_TRIES, record_random_search
from lessonlib.labs.descent.random_search_picture import draw_random_search
from lessonlib.labs.shared import own
from lessonlib.nn.random_search import random_step
from lessonlib.stage.pack import pack


def torch_loss(places):
    w = torch.tensor(np.array(places))
    return (w[:, 0] ** 4 / 8 - w[:, 0] ** 2 + w[:, 0] / 2 + 3.5 + 0.5 * (w[:, 1:] ** 2).sum(dim=1)).numpy()


def mine(step):
    step.__name__ = "my_step"
    return step


@pytest.mark.parametrize("weights", [1, 2, 10, 100])
def test_a_try_is_kept_exactly_when_torch_finds_its_loss_lower(weights):
    trace = record_random_search(weights=weights, tries=150, seed=2)
    np.testing.assert_allclose(trace["value"], torch_loss(trace["tried"]), rtol=1e-12)
    np.testing.assert_allclose(trace["best"], torch_loss(trace["position"]), rtol=1e-12)
    lower = trace["value"][1:] < trace["best"][:-1]
    kept = (trace["position"][1:] == trace["tried"][1:]).all(axis=1)
    np.testing.assert_array_equal(kept, lower)
    np.testing.assert_array_equal(trace["position"][1:][~lower], trace["position"][:-1][~lower])
    np.testing.assert_array_equal(trace["evaluations"], np.arange(1, 152))


def test_the_captions_say_kept_and_refused_with_the_numbers_compared():
    trace = record_random_search(seed=2)
    for k in range(1, trace.steps):
        word = "kept" if trace["best"][k] < trace["best"][k - 1] else "refused"
        assert f"Try {k}: " in trace.captions[k] and word in trace.captions[k]


def test_the_picture_is_pure_and_packs_and_its_title_has_the_tables_numbers():
    trace = record_random_search()
    picture = draw_random_search(trace)
    scene, blob = pack(picture, trace)
    assert pack(draw_random_search(trace), trace) == (scene, blob)
    needed = [arrival(way, 2, (0.0,)) for way in ("random search", "gradient descent")]
    assert picture.title == (
        f"Evaluations of the loss until within 0.01 of a minimum, in 2 weights: random search {needed[0]}, "
        f"gradient descent {needed[1]}."
    )


def test_in_one_weight_the_points_lie_on_the_curve_and_the_start_moves_along_it():
    picture = draw_random_search(record_random_search(weights=1))
    start = picture.panels[0].marks[-1]
    assert start.options["drag"] == "start" and start.options["along"] == "x"
    refused = next(mark for mark in picture.panels[0].marks if mark.kind == "points" and mark.when == "upto")
    x, y = refused.arrays["x"][0], refused.arrays["y"][0]
    known = np.isfinite(x)
    np.testing.assert_allclose(y[known], torch_loss(x[known][:, None]))


def test_a_right_step_of_a_learners_takes_our_way_and_is_drawn_without_a_word():
    trace = record_random_search(mine=mine(lambda *arguments: random_step(*arguments)))
    assert trace.notes == () and str(trace["label"]) == "my_step" and trace["departs"] == -1
    np.testing.assert_array_equal(trace["my position"], trace["position"])
    assert ("mine", "my_step") in draw_random_search(trace).key


def test_a_step_that_keeps_everything_is_told_where_it_departs():
    def always(loss, w, best, radius, rng):
        tried = w + radius * rng.standard_normal(len(w)) / np.sqrt(len(w))
        return tried, loss(tried)

    trace = record_random_search(mine=mine(always))
    first = int(np.argmax(trace["value"][1:] >= trace["best"][:-1])) + 1
    assert trace["departs"] == first
    assert trace.notes[0].startswith(f"my_step departs from random search at try {first}: its best loss is")
    marks = draw_random_search(trace).panels[0].marks
    assert any(mark.strings.get("labels", [[""]])[0][0] == "departs" for mark in marks)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (lambda loss, w, best, radius, rng: loss(w), "my_step returned float64, wanted (w, best)"),
        (lambda loss, w, best, radius, rng: (w, best), "my_step never asked for the loss"),
        (lambda loss, w, best, radius, rng: (w[:1], loss(w)), "my_step, w returned shape (1,), wanted (2,)"),
        (lambda loss, w, best, radius, rng: (w * np.nan, loss(w)), "my_step returned NaN or infinity"),
        (lambda loss, w, best, radius, rng: loss(w) and {}["w"], "my_step raised KeyError: 'w'"),
        (lambda loss, w: (w, loss(w)), "my_step raised TypeError"),
    ],
)
def test_a_fault_of_a_learners_step_is_one_sentence_and_ours_stays(step, sentence):
    trace = record_random_search(mine=mine(step))
    assert len(trace.notes) == 1 and sentence in trace.notes[0] and "Random search stays drawn" in trace.notes[0]
    np.testing.assert_array_equal(trace["position"], record_random_search()["position"])
    pack(draw_random_search(trace), trace)


def test_a_step_that_never_returns_is_stopped(monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 0.2)

    def forever(loss, w, best, radius, rng):
        while True:
            pass

    assert "did not return within 0.2 s" in record_random_search(mine=mine(forever)).notes[0]


def test_a_learner_who_writes_into_the_weights_moves_neither_ours_nor_the_places_recorded_before():
    def writes(loss, w, best, radius, rng):
        w += 0.01
        return w, float(loss(w))

    trace = record_random_search(mine=mine(writes))
    np.testing.assert_array_equal(trace["position"], record_random_search()["position"])
    np.testing.assert_allclose(trace["my position"][:, 0], 0.01 * np.arange(201))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"weights": 3}, "weights: wanted 1, 2, 10 or 100, got 3"),
        ({"weights": "two"}, "weights: wanted 1, 2, 10 or 100, got 'two'"),
        ({"start": float("nan")}, "start: wanted one or two numbers from −3.2 to 3.2, got nan"),
        ({"start": (1, 2, 3)}, "start: wanted one or two numbers"),
        ({"start": 1e9, "weights": 1}, "start: wanted a number"),
        ({"start": "left"}, "start: wanted one or two numbers"),
        ({"radius": 0}, "radius: wanted a finite number above 0 and below 1000, got 0"),
        ({"radius": 1e9}, "radius: wanted a finite number above 0 and below 1000"),
        ({"tries": 0}, "tries: wanted a whole number from 12 to 1000, got 0"),
        ({"tries": MOST_TRIES + 1}, f"tries: wanted a whole number from 12 to {MOST_TRIES}, got {MOST_TRIES + 1}"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0"),
    ],
)
def test_bad_arguments_are_named_in_the_page_and_the_default_is_drawn(arguments, sentence):
    lab = random_search_lab(**arguments)
    assert sentence in lab.stage.message
    assert lab.trace.steps == 201


def test_a_huge_radius_finds_nothing_better_and_gives_no_warning():
    trace = record_random_search(radius=999.0)
    assert (trace["best"] == trace["best"][0]).all()
    pack(draw_random_search(trace), trace)


def test_the_lab_is_rebuilt_by_its_line_of_code_and_saved_to_a_small_page(tmp_path):
    lab = random_search_lab(weights=10, tries=300, step=7)
    assert lab.code() == "random_search_lab(weights=10, tries=300, step=7)"
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 400_000


def test_what_the_presets_say_is_what_happens():
    stuck = record_random_search(weights=1, start=3.0, radius=0.3)
    assert (stuck["position"][:, 0] > 1).all() and (np.diff(stuck["best"][-100:]) == 0).mean() > 0.95
    leaps = record_random_search(weights=1, start=3.0, radius=1.5)
    assert leaps["position"][-1, 0] < -2
    ten = record_random_search(weights=10, tries=600)
    kept = np.diff(ten["best"]) < 0
    assert kept[:100].mean() > 3 * kept[-100:].mean()
