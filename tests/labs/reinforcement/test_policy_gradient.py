"""The lab of policy gradients: the curve is exact, the estimates are autograd's, a baseline cuts scatter."""

import re

import numpy as np
import pytest
import torch

from lessonlib.labs import policy_gradient_lab
from lessonlib.labs.reinforcement import policy_gradient
from lessonlib.labs.reinforcement.policy_gradient import PRESETS, draw_policy_gradient, record_policy_gradient
from lessonlib.reinforcement import ShortCorridor, reinforce_loss


def exact(p):
    """J of the start by the linear equations of the three places."""
    go = np.array([[1 - p, p, 0], [p, 0, 1 - p], [0, 1 - p, 0]])  # left of the first stays; the middle is exchanged
    return np.linalg.solve(np.eye(3) - go, -np.ones(3))[0]


@pytest.fixture(scope="module")
def trace():
    return record_policy_gradient()


def test_the_curve_is_the_exact_return_and_the_slope_its_derivative_by_theta(trace):
    np.testing.assert_allclose(trace["J"], [exact(p) for p in trace["p"]], rtol=1e-9)
    h, theta = 1e-5, np.log(trace["p"] / (1 - trace["p"]))
    up, down = ([exact(1 / (1 + np.exp(-t))) for t in theta + move] for move in (h, -h))
    np.testing.assert_allclose(trace["slope"], (np.array(up) - down) / (2 * h), rtol=1e-4, atol=1e-4)


def test_each_push_is_the_rate_times_the_estimate(trace):
    theta = np.log(trace["p"] / (1 - trace["p"]))
    np.testing.assert_allclose(np.diff(theta), 0.01 * trace["reduced"][1:], atol=1e-9)
    plain = record_policy_gradient(baseline=False, rate=0.001)
    theta = np.log(plain["p"] / (1 - plain["p"]))
    np.testing.assert_allclose(np.diff(theta), 0.001 * plain["plain"][1:], atol=1e-9)


def test_the_arrow_is_the_push_of_the_episode_that_was_played(trace):
    (arrow,) = [mark for mark in draw_policy_gradient(trace).panels[0].marks if mark.kind == "arrows"]
    begun, push = arrow.arrays["x"].ravel(), arrow.arrays["dx"].ravel()
    assert np.isnan(push[0]), "nothing is pushed before the first episode"
    np.testing.assert_allclose(begun[1:], trace["p"][:-1], rtol=1e-5)
    np.testing.assert_allclose((begun + push)[1:], trace["p"][1:], rtol=1e-5)


def test_over_many_episodes_both_estimates_have_the_exact_mean_and_the_baseline_scatters_less():
    p, rng, both = 0.8, np.random.default_rng(0), []
    for _ in range(4000):
        actions = policy_gradient._episode(p, rng)
        score, left = actions - p, -np.arange(len(actions), 0, -1.0)
        both.append((left @ score, (left - exact(p)) @ score))
    both = np.array(both)
    error = both.std(axis=0) / np.sqrt(len(both))
    assert (np.abs(both.mean(axis=0) - policy_gradient.slope(np.array([p]))) < 4 * error).all()
    assert both[:, 1].var() < 0.6 * both[:, 0].var()


def test_an_episode_walks_the_corridor_to_its_goal():
    actions = policy_gradient._episode(0.6, np.random.default_rng(1))
    corridor = ShortCorridor()
    corridor.reset()
    steps = [corridor.step(int(action)) for action in actions]
    assert steps[-1][2] and not any(step[2] for step in steps[:-1])


def test_the_presets_end_as_their_sentences_have_it():
    runs = {name: record_policy_gradient(**state) for name, (_, state) in PRESETS.items()}
    assert runs["Mostly left"]["p"][-1] > 0.4
    assert np.abs(runs["At the best place"]["p"] - (2 - 2**0.5)).max() < 0.1
    assert np.ptp(runs["Large steps"]["p"]) > 0.8
    asked = {name: draw_policy_gradient(run).question.kind for name, run in runs.items()}
    assert asked == {
        "Without a baseline": "choice",
        "Mostly left": "number",
        "At the best place": "choice",
        "Large steps": "number",
    }


class TestOfALearners:
    """A learner's reinforce_loss beside ours."""

    def test_ours_and_a_sum_over_the_steps_depart_nowhere(self, trace):
        def summed(logits, actions, returns):
            return reinforce_loss(logits, actions, returns) * len(actions)

        for mine in (reinforce_loss, summed):
            drawn = record_policy_gradient(mine=mine)
            assert drawn.notes == ()
            np.testing.assert_allclose(drawn["mine"], trace["reduced"][1:], rtol=1e-5)

    @pytest.mark.parametrize(
        ("mine", "told"),
        [
            (lambda *a: -reinforce_loss(*a), r"departs from reinforce_loss in \d+ of 60 pushes, first that of"),
            (
                lambda logits, a, G: -(logits.softmax(1)[torch.arange(len(a)), a] * G).mean(),
                "departs from reinforce_loss",
            ),
            (lambda *a: None, "returned nothing, wanted the loss"),
            (lambda logits, a, G: logits, r"returned shape \(\d+, 2\), wanted the loss"),
            (lambda logits, a: logits, "raised TypeError"),
        ],
    )
    def test_a_mistake_is_told(self, mine, told):
        (note,) = record_policy_gradient(mine=mine).notes
        assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"start": 1.0}, "start: wanted a finite number at least 0.03 and at most 0.97, got 1"),
        ({"rate": 0}, "rate: wanted a finite number above 0 and at most 1, got 0"),
        ({"episodes": 201}, "episodes: wanted a whole number from 1 to 200, got 201"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = policy_gradient_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(start=0.3, rate=0.02, baseline=False, episodes=12, seed=4)
    assert lab.trace.steps == 13 and lab.stage.message == ""
