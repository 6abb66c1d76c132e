"""The clipping lab: both walks against torch's SGD and clip_grad_norm_, the algorithm's lines, learners' functions."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lessonlib.labs.sequences.clipping import clipping_lab, draw_clipping, record_clipping
from lessonlib.nn import clip_by_norm
from lessonlib.nn.recurrent_cliff import recurrent_gradient
from lessonlib.stage.pack import pack

LESSON = Path(__file__).parents[3] / "notebooks/src/11_vanishing_and_exploding_gradients.py"


def torch_walk(threshold, rate, steps):
    w = torch.tensor([5.0, -2.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=rate)
    places = [w.detach().numpy().copy()]
    for _ in range(steps):
        w.grad = torch.tensor(recurrent_gradient(*w.tolist()), dtype=torch.float64)
        if threshold is not None:
            torch.nn.utils.clip_grad_norm_([w], threshold)
        optimizer.step()
        places.append(w.detach().numpy().copy())
    return np.array(places)


# Beside the cliff the 14th digit grows fast: torch divides by norm + 1e-6, so the walks are compared before it.
@pytest.mark.parametrize("threshold", [0.07, 1.0])
def test_the_clipped_walk_is_that_of_torch(threshold):
    trace = record_clipping(threshold=threshold, learning_rate=0.5, steps=12)
    np.testing.assert_allclose(trace["clipped position"], torch_walk(threshold, 0.5, 12), rtol=1e-4)


def test_the_unclipped_walk_is_that_of_torch():
    np.testing.assert_allclose(record_clipping(steps=24)["plain position"], torch_walk(None, 1.0, 24), rtol=1e-8)


def test_a_clipped_gradient_is_never_longer_than_the_threshold_and_keeps_its_direction():
    trace = record_clipping(threshold=0.2)
    before, after = trace["clipped gradient"][1:], trace["clipped used"][1:]
    assert np.linalg.norm(after, axis=1).max() <= 0.2 + 1e-12
    assert (np.linalg.norm(before, axis=1) > 0.2).any()
    np.testing.assert_allclose(before[:, 0] * after[:, 1], before[:, 1] * after[:, 0], atol=1e-12)
    np.testing.assert_allclose(np.diff(trace["clipped position"], axis=0), -after, atol=1e-12)


def test_without_clipping_a_step_leaps_where_with_it_none_does():
    trace = record_clipping()
    leaps = {s: np.linalg.norm(np.diff(trace[f"{s} position"], axis=0), axis=1).max() for s in ("plain", "clipped")}
    assert leaps["plain"] > 5 and leaps["clipped"] <= 0.2 + 1e-12
    assert draw_clipping(trace).title.startswith("Without clipping, step 25 leaps 6.48 away from the cliff")


def test_a_threshold_out_of_reach_leaves_both_walks_the_same():
    trace = record_clipping(threshold=100)
    np.testing.assert_array_equal(trace["plain position"], trace["clipped position"])
    assert draw_clipping(trace).title == "The threshold is never reached: nothing is clipped, and both walks are one."


def test_a_caption_works_the_factor_out():
    assert "norm 1.79 is at least 0.2, so g = 0.2 / 1.79 · g = (−0.0641, −0.189)" in record_clipping().captions[26]
    assert "is below 0.2, so g = " in record_clipping().captions[1]


def test_a_right_function_of_the_learner_departs_nowhere_and_gives_its_name():
    def my_clip(grads, threshold):
        norm = np.sqrt(sum((g**2).sum() for g in grads))
        return [g * min(1, threshold / norm) for g in grads]

    trace = record_clipping(mine=my_clip, steps=20)
    assert not trace.notes and ("clipped", "with my_clip") in draw_clipping(trace).key


def test_clipping_each_number_alone_departs_at_the_first_long_gradient():
    trace = record_clipping(mine=lambda grads, t: [np.clip(g, -t, t) for g in grads])
    first = int(np.argmax(np.linalg.norm(record_clipping()["clipped gradient"], axis=1) > 0.2))
    assert trace["departs"] == first and f"departs from clip_by_norm at step {first}: (" in trace.notes[0]


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        (lambda grads, t: 1 / 0, "raised ZeroDivisionError"),
        (lambda grads, t: None, "returned NoneType, wanted a list of as many arrays"),
        (lambda grads, t: grads[0], "returned ndarray, wanted a list"),
        (lambda grads, t: [grads[0][:1]], "returned shape (1,), wanted (2,)"),
        (lambda grads, t: [grads[0] * np.nan], "wanted finite numbers"),
    ],
)
def test_a_failing_function_is_told_in_a_sentence_and_ours_stays_drawn(mine, sentence):
    trace = record_clipping(mine=mine)
    assert sentence in trace.notes[0] and "clip_by_norm stays drawn" in trace.notes[0]
    np.testing.assert_array_equal(trace["clipped position"], record_clipping()["clipped position"])


def test_a_learners_function_cannot_spoil_the_gradient_it_is_given():
    def spoil(grads, threshold):
        kept = clip_by_norm(grads, threshold)
        grads[0][:] = 99
        return kept

    assert not record_clipping(mine=spoil).notes


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"threshold": 0}, "threshold: wanted a finite number at least 1e-06 and at most 1e+06, got 0"),
        ({"threshold": "a"}, "threshold: wanted a finite number at least 1e-06 and at most 1e+06, got str"),
        ({"learning_rate": -1}, "learning_rate: wanted a finite number above 0"),
        ({"steps": 501}, "steps: wanted a whole number from 1 to 500, got 501"),
        ({"steps": 0}, "steps: wanted a whole number from 1 to 500, got 0"),
        ({"start": (1, np.nan)}, "start: wanted 2 numbers, each from -100 to 100, got (1, nan)"),
        ({"start": "ab"}, "start: wanted 2 numbers"),
        ({"start": (1, 2, 3)}, "start: wanted 2 numbers"),
    ],
)
def test_a_bad_argument_says_what_was_wanted(arguments, sentence):
    with pytest.raises((ValueError, TypeError)) as caught:
        record_clipping(**arguments)
    assert sentence in str(caught.value)


def test_a_walk_out_of_all_bounds_is_said_and_drawn():
    trace = record_clipping(threshold=100, learning_rate=5000, steps=30)
    picture = draw_clipping(trace)
    assert np.isnan(trace["plain position"][-1]).all() and "left the picture" in trace.captions[-1]
    assert pack(picture, trace)


def test_drawing_changes_nothing_and_packs():
    trace = record_clipping()
    before = {name: array.copy() for name, array in trace.arrays.items()}
    assert pack(draw_clipping(trace), trace) and clipping_lab(threshold=0.5).code() == "clipping_lab(threshold=0.5)"
    for name, array in before.items():
        np.testing.assert_array_equal(trace[name], array)


def test_the_lesson_tells_the_clipped_walk_as_it_is():
    trace = record_clipping()
    cut = np.flatnonzero(trace["clipped norm"] >= 0.2)
    assert (len(cut), cut[0]) == (18, 7) and trace["clipped norm"].round(2)[35] == 4.54 == np.nanmax(
        trace["clipped norm"].round(2)
    )
    moves = np.linalg.norm(np.diff(trace["clipped position"], axis=0), axis=1)
    np.testing.assert_allclose(moves[cut - 1], 0.2)
    prose = LESSON.read_text(encoding="utf-8")
    assert "cut 18 times,\n# first at step 7: at step 35 its norm is 4.54" in prose


def test_what_the_cliff_does_is_asked_before_it_is_shown_and_no_rule_has_numbers_at_the_start():
    trace = record_clipping()
    picture = draw_clipping(trace)
    assert picture.question.truth == "thrown far away" and picture.question.step == 25
    assert "6.48" in picture.title and not any(ch.isdigit() for ch in picture.before)
    assert [line.arrays["which"].ravel()[0] for line in picture.formulas] == [0, 0]


@pytest.mark.parametrize("threshold", [1e308, 5e-324])
def test_a_threshold_that_no_axis_holds_is_refused_in_a_sentence(threshold):
    assert "threshold: wanted a finite number at least 1e-06" in clipping_lab(threshold=threshold).stage.message
