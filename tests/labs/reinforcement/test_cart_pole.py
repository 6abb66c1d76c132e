"""The lab of the cart: its states are Gymnasium's, its policy is the weights' or the learner's."""

import gymnasium
import numpy as np
import pytest

from lessonlib.labs import cart_pole_lab
from lessonlib.labs.reinforcement.cart_pole import PRESETS, draw_cart_pole, record_cart_pole
from lessonlib.labs.shared import own


@pytest.fixture(scope="module")
def recorded():
    """The trace of the defaults and of each preset."""
    return {
        name: record_cart_pole(**state) for name, state in {"": {}, **{n: s for n, (_, s) in PRESETS.items()}}.items()
    }


def test_the_states_are_gymnasiums_for_the_same_pushes(recorded):
    trace, theirs = recorded["Angle and turning"], gymnasium.make("CartPole-v1").unwrapped
    np.testing.assert_array_equal(trace["states"][0], theirs.reset(seed=0)[0])
    for action, state in zip(trace["action"][:-1], trace["states"][1:], strict=True):
        got, _, terminated, _, _ = theirs.step(int(action))
        np.testing.assert_allclose(state, got, atol=1e-6)
    assert terminated and trace["action"][-1] == -1


def test_the_push_goes_where_the_weights_say(recorded):
    trace = recorded["Three of four"]
    wanted = trace["states"] @ [0, 1, 1, 1] > 0
    assert (trace["action"][:-1] == wanted[:-1]).all()


def test_each_preset_ends_as_its_sentence_has_it(recorded):
    ends = {name: (str(trace["ended"]), trace.steps - 1) for name, trace in recorded.items()}
    assert ends == {
        "": ("a fallen pole", 41),
        "How fast it turns": ("the end of the track", 142),
        "Angle and turning": ("the end of the track", 334),
        "Three of four": ("the end of the time", 500),
        "A coin": ("a fallen pole", ends["A coin"][1]),
        "The wrong way": ("a fallen pole", ends["The wrong way"][1]),
    }
    assert ends["The wrong way"][1] < 12 and ends["A coin"][1] < 60
    for name, trace in recorded.items():
        question = draw_cart_pole(trace).question
        assert question.truth == ends[name][0] and question.step == trace.steps - 1
    assert abs(recorded["Three of four"]["states"][:, 0]).max() < 0.5  # it stays near the middle


def test_the_pole_is_drawn_from_the_cart_upwards_as_it_leans(recorded):
    trace = recorded[""]
    pole = next(mark for mark in draw_cart_pole(trace).panels[0].marks if mark.kind == "line" and mark.when == "at")
    dx, dy = np.diff(pole.arrays["x"], axis=1)[:, 0], np.diff(pole.arrays["y"], axis=1)[:, 0]
    np.testing.assert_allclose(np.arctan2(dx, dy), trace["states"][:, 2], atol=1e-12)


def leaning(state):
    return int(state[2] + state[3] > 0)


def test_a_learners_policy_drives_the_cart():
    trace = record_cart_pole(mine=leaning)
    assert trace["label"] == "leaning" and trace.notes == () and trace.steps == 335
    assert draw_cart_pole(trace).question.text == "leaning decides. What ends the episode?"


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (lambda state: None, "returned nothing, wanted 0 or 1; is a return missing?"),
        (lambda state: 0.5, "returned 0.5, wanted 0 for left or 1 for right"),
        (lambda state: state, "returned an array of float32, wanted 0 for left"),
        (lambda state: state[4], "raised IndexError"),
    ],
)
def test_what_a_learners_policy_does_otherwise_is_told_and_the_weights_go_on(mine, told):
    trace = record_cart_pole(mine=mine)
    (note,) = trace.notes
    assert told in note and trace["label"] == "" and trace.steps == 42


def test_a_policy_that_does_not_return_is_stopped(monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 0.3)

    def forever(state):
        while True:
            pass

    assert "did not return" in record_cart_pole(mine=forever).notes[0]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"weights": "1 2 3"}, "weights: wanted 4 numbers, got 3"),
        ({"weights": "up"}, "weights: wanted numbers, got 'up'"),
        ({"limit": 501}, "limit: wanted a whole number from 1 to 500, got 501"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = cart_pole_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(weights="0 0 1 1", seed=3, limit=20)
    assert lab.trace.steps == 21 and lab.stage.message == ""
    assert lab.code() == "cart_pole_lab(weights='0 0 1 1', seed=3, limit=20)"
