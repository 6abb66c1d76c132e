"""What a preset says is to be seen is what the numbers of its record do."""

import inspect

import numpy as np
import pytest

from lessonlib.labs.descent.optimizer_picture import draw_optimizers
from lessonlib.labs.descent.optimizer_presets import PRESETS
from lessonlib.labs.descent.optimizers import record_optimizers
from lessonlib.nn.surfaces import SURFACES


def run(preset):
    trace = record_optimizers(**PRESETS[preset][1])
    return trace, {str(label): i for i, label in enumerate(trace["labels"])}


def crossings(values):
    return int((np.diff(np.sign(values)) != 0).sum())


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_names_arguments_that_there_are_and_begins_in_the_picture(preset):
    sentence, arguments = PRESETS[preset]
    assert set(arguments) <= set(inspect.signature(record_optimizers).parameters)
    assert sentence.endswith((".", "?")) and len(sentence) <= 110
    trace, _ = run(preset)
    surface = SURFACES[str(trace["surface"])]
    x, y = trace["position"][0, 0]
    assert surface.x[0] < x < surface.x[1] and surface.y[0] < y < surface.y[1]
    assert str(trace["inside"]).partition(" (")[0] in arguments.get("methods", trace["series"])


def test_above_twice_over_the_curvature_each_step_overshoots_by_more_than_it_gains():
    trace, _ = run("SGD above 0.08")
    y = np.abs(trace["position"][0, : trace["diverged"][0], 1])
    assert 0 < trace["diverged"][0] <= 60 and (np.diff(y) > 0).all()
    assert draw_optimizers(trace).title == f"SGD diverged at step {trace['diverged'][0]}."
    assert PRESETS["SGD above 0.08"][1]["learning_rate"] > 2 / 25


def test_just_below_it_crosses_the_ravine_at_every_step_yet_arrives():
    trace, _ = run("SGD below 0.08")
    steps = trace.steps - 1
    assert crossings(trace["position"][0, :, 1]) == steps
    assert trace["excess"][0, -1] < 1e-3 * trace["excess"][0, 0]


def test_momentum_passes_the_minimum_and_comes_back_while_sgd_never_passes_it():
    trace, at = run("Momentum and SGD")
    ball, sgd = trace["position"][at["Momentum"]], trace["position"][at["SGD"]]
    assert ball[:, 0].max() > 0.5 and ball[:, 1].min() < -0.5  # visibly beyond (0, 0) on both axes
    assert np.abs(ball[-1]).max() < 0.01
    assert crossings(sgd[:, 0]) == crossings(sgd[:, 1]) == 0 and np.abs(sgd[-1, 0]) < np.abs(sgd[0, 0])


def test_adagrads_cache_only_grows_its_steps_only_shrink_and_rmsprop_arrives():
    trace, at = run("Adagrad and RMSProp")
    cache = trace["rows"][1:, [str(n) for n in trace["row_names"]].index("cache")]
    moves = np.abs(np.diff(trace["position"][at["Adagrad"]], axis=0))
    assert (np.diff(cache, axis=0) > 0).all() and (np.diff(moves, axis=0) < 0).all()
    assert trace["excess"][at["RMSProp"], -1] < 1e-6 < 1 < trace["excess"][at["Adagrad"], -1]


def test_the_slides_forms_step_farther_where_the_gradient_is_smaller_and_leave_the_picture():
    trace, at = run("Slide against paper")
    surface, start = SURFACES[str(trace["surface"])], trace["position"][0, 0]
    gradient = np.abs(surface.gradient(*start))
    for method in ("RMSProp", "Adam"):
        slide, paper = at[f"{method} (slide)"], at[method]
        first = np.abs(trace["position"][slide, 1] - start)
        assert (first[0] > first[1]) == (gradient[0] < gradient[1])
        np.testing.assert_allclose(first[0] / first[1], gradient[1] / gradient[0], rtol=1e-4)
        window = np.array([surface.x, surface.y]).T
        inside = [((window[0] <= path) & (path <= window[1])).all() for path in trace["position"][[slide, paper]]]
        assert inside == [False, True]
        assert trace["excess"][slide, -1] > 10 * trace["excess"][paper, -1]


def test_the_wall_throws_sgd_far_out_while_adams_steps_keep_their_length():
    trace, at = run("At the cliff")
    moves = np.abs(np.diff(trace["position"][:, :, 0], axis=1))
    gradient = np.abs(trace["rows"][1:, [str(n) for n in trace["row_names"]].index("gradient"), 0])
    assert 90 < gradient.max() / 0.3 < 100 and gradient.argmax() == 0
    assert trace["position"][at["SGD"], 1, 0] > 2 > 0 > trace["position"][at["SGD"], 0, 0]
    assert moves[at["SGD"], 0] > 50 * moves[at["Adam"], 0]
    assert moves[at["Adam"]].max() <= 1.01 * trace["rates"][at["Adam"]]


def test_near_the_minimum_the_noise_outweighs_sgds_gradient_no_path_settles_and_momentums_swings_widest():
    trace, at = run("Noisy gradient")
    late = slice(-100, None)
    gradient = np.linalg.norm(trace["position"][at["SGD"], late] * [1, 25], axis=1)  # the true one, of the bowl
    assert np.median(gradient) < 0.5 * 4.0 * np.sqrt(np.pi / 2)  # the mean length of such a noise
    assert ((np.diff(trace["excess"][:, late]) > 0).mean(axis=1) > 0.4).all()
    middle = np.median(trace["excess"][:, late], axis=1)
    wide = np.ptp(trace["position"][:, late], axis=1)
    assert (wide.argmax(axis=0) == at["Momentum"]).all()
    assert middle.argmax() == at["Momentum"] and middle.max() > 5 * np.delete(middle, at["Momentum"]).max()
