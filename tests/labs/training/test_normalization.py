"""The long and the round bowl: torch and the normal equations as oracles, and the learner's normalising function."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

from lessonlib.labs.training.normalization import (
    PRESETS,
    draw_normalization,
    homes,
    normalization_lab,
    record_normalization,
)
from lessonlib.stage import number
from lessonlib.stage.pack import pack
from tests.printed import value


@pytest.mark.parametrize("name", ["raw", "normalised"])
def test_the_path_and_the_losses_are_those_of_torch_sgd(name):
    trace = record_normalization(steps=40)
    x, y = torch.tensor(trace[f"{name} x"]), torch.tensor(trace["y"])
    w = torch.tensor(trace[f"{name} w"][0].copy(), requires_grad=True)
    sgd = torch.optim.SGD([w], lr=float(trace[f"{name} rate"]))
    for k in range(41):
        loss = torch.nn.functional.mse_loss(x @ w, y)
        sgd.zero_grad()
        loss.backward()
        assert trace[f"{name} loss"][k] == pytest.approx(loss.item(), rel=1e-9)
        np.testing.assert_allclose(trace[f"{name} w"][k], w.detach().numpy(), rtol=1e-9)
        np.testing.assert_allclose(trace[f"{name} gradient"][k], w.grad.numpy(), rtol=1e-6, atol=2e-9)
        sgd.step()


def test_the_normalised_columns_are_those_of_sklearn():
    trace = record_normalization(scale=7, correlation=0.5)
    np.testing.assert_allclose(trace["normalised x"], StandardScaler().fit_transform(trace["x"]), atol=1e-12)


def test_both_bowls_have_the_minimum_and_the_loss_of_a_regression_by_sklearn():
    trace = record_normalization()
    best = LinearRegression().fit(trace["x"], trace["y"])
    np.testing.assert_allclose(trace["raw minimum"], best.coef_)
    np.testing.assert_allclose(trace["normalised minimum"], best.coef_ * trace["spread"])
    assert trace["floor"] == pytest.approx(np.mean((best.predict(trace["x"]) - trace["y"]) ** 2))
    assert trace["normalised loss"][-1] == pytest.approx(trace["floor"])


def test_both_begin_with_the_same_model():
    trace = record_normalization(start=(3.0, -1.0), scale=12)
    assert trace["raw loss"][0] == pytest.approx(trace["normalised loss"][0])
    np.testing.assert_allclose(trace["raw x"] @ trace["raw w"][0], trace["normalised x"] @ trace["normalised w"][0])


def test_the_data_have_the_deviations_and_the_correlation_that_were_asked_for():
    x, y = homes(8.0, 0.6)
    np.testing.assert_allclose(x.std(axis=0), [1, 8])
    assert np.corrcoef(x.T)[0, 1] == pytest.approx(0.6)
    assert y.mean() == pytest.approx(0)


def test_the_gradient_of_the_parameter_with_the_larger_feature_dominates_until_the_columns_are_normalised():
    trace = record_normalization(scale=10, correlation=0)
    offset = trace["raw w"][0] - trace["raw minimum"]
    ratio = np.divide(*trace["raw gradient"][0][::-1])
    assert ratio == pytest.approx(10**2 * offset[1] / offset[0])  # dL/dw_i = 2 s_i^2 (w_i - minimum_i)
    np.testing.assert_allclose(trace["normalised curvature"], [2, 2])
    np.testing.assert_allclose(trace["raw curvature"], [2, 200])


def test_the_best_rate_shrinks_both_ends_of_the_bowl_alike():
    trace = record_normalization(correlation=0.4, steps=150)
    slow, steep = trace["raw curvature"]
    rate = trace["raw rate"]
    assert 1 - rate * slow == pytest.approx(-(1 - rate * steep))
    for other in (0.9, 1.02):  # a slower rate and a faster one lose in the end
        worse = record_normalization(correlation=0.4, steps=150, learning_rate=float(other * rate))
        assert trace["raw loss"][-1] < worse["raw loss"][-1]


def test_a_rate_above_two_over_the_curvature_diverges_and_the_step_is_said():
    trace = record_normalization(learning_rate=0.4)
    k = int(trace["raw diverged"])
    assert 0 < k < 60 and trace["normalised diverged"] == -1
    assert np.isfinite(trace["raw w"][:k]).all() and np.isnan(trace["raw w"][k + 1 :]).all()
    assert f"raw, diverged at step {k}" in trace.captions[-1]
    assert f"raw diverges at step {k}" in draw_normalization(trace).title
    below, above = (record_normalization(learning_rate=r / trace["raw curvature"][1], steps=300) for r in (1.98, 2.02))
    assert below["raw loss"][-1] < below["raw loss"][0] < above["raw loss"][np.isfinite(above["raw loss"])][-1]


def test_the_round_bowl_bears_eighteen_times_the_rate_of_the_preset_and_diverges_at_twenty_times():
    told, given = PRESETS["A rate of 0.042"]
    trace = record_normalization(**given)
    bears = 2 / trace["normalised curvature"].max() / given["learning_rate"]
    assert "eighteen times" in told and round(bears) == 18
    runs = [record_normalization(**{**given, "learning_rate": given["learning_rate"] * many}) for many in (18, 20)]
    ends = [run["normalised loss"][-1] - run["normalised loss"][-2] for run in runs]
    assert ends[0] <= 0 and not ends[1] <= 0


def test_a_rate_beyond_measure_makes_no_warnings():
    trace = record_normalization(learning_rate=1e200)
    assert trace["raw diverged"] == trace["normalised diverged"] == 1


def test_the_captions_hold_the_numbers_of_their_step():
    trace = record_normalization()
    first, second = np.abs(trace["raw gradient"][3])
    assert f"the gradient of w₂ is {second / first:.3g} times that of w₁" in trace.captions[3]
    assert trace.captions[-1].endswith("normalised, arrived.")


def my_normalize(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


def forgets_the_mean(x):
    return x / x.std(axis=0)


def over_the_rows(x):
    return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)


def writes_into_x(x):
    x -= x.mean(axis=0)
    x /= x.std(axis=0)
    return x


@pytest.mark.parametrize("mine", [my_normalize, writes_into_x])
def test_a_learners_function_that_normalises_gives_our_bowl(mine):
    trace, ours = record_normalization(mine=mine), record_normalization()
    assert trace.notes == () and trace["told"][1] == f"by {mine.__name__}"
    np.testing.assert_allclose(trace["normalised w"], ours["normalised w"], atol=1e-9)
    np.testing.assert_array_equal(trace["x"], ours["x"])


def test_a_forgotten_mean_is_named_and_its_bowl_is_drawn():
    trace = record_normalization(mine=forgets_the_mean)
    assert trace.notes == (
        "forgets_the_mean gives column 1 the mean 3 instead of 0.",
        "forgets_the_mean gives column 2 the mean 8 instead of 0.",
    )
    low, high = trace["normalised curvature"]
    assert high / low > 50
    assert "by forgets_the_mean" in draw_normalization(trace).title


def test_normalising_along_the_wrong_axis_makes_two_columns_one():
    trace = record_normalization(mine=over_the_rows)
    assert "column 1 the mean −1 instead of 0" in trace.notes[0]
    assert "flat along one side" in draw_normalization(trace).panels[1].title


def raises(x):
    raise RuntimeError("no")


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        (raises, "raises raised RuntimeError: no. Our normalising stays drawn"),
        (lambda x: x[:, 0], "returned shape (60,), wanted (60, 2)"),
        (lambda x: x * np.nan, "returned not a number, wanted finite numbers"),
        (lambda x: 0 * x, "returned only zeros"),
        (lambda x: None, "wanted"),
    ],
)
def test_a_learners_failure_is_told_and_ours_stays(mine, sentence):
    trace = record_normalization(mine=mine)
    assert sentence in trace.notes[0] and trace["told"][1] == "normalised"
    np.testing.assert_array_equal(trace["normalised w"], record_normalization()["normalised w"])


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"scale": 0.5}, "scale: wanted a finite number at least 1 and at most 30, got 0.5"),
        ({"correlation": 1.0}, "correlation: wanted a finite number at least 0 and at most 0.95, got 1.0"),
        ({"learning_rate": 0}, "learning_rate: wanted a finite number above 0, got 0"),
        ({"steps": 0}, "steps: wanted a whole number from 1 to 300, got 0"),
        ({"steps": 100_000}, "steps: wanted a whole number from 1 to 300, got 100000"),
        ({"start": (float("nan"), 0)}, "start: wanted 2 numbers"),
        ({"start": ()}, "start: wanted 2 numbers"),
        ({"start": "here"}, "start: wanted 2 numbers"),
    ],
)
def test_a_bad_argument_is_named(bad, sentence):
    with pytest.raises((ValueError, TypeError)) as told:
        record_normalization(**bad)
    assert sentence in str(told.value)
    assert sentence in normalization_lab(**bad).stage.message


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"scale": 1.0},
        {"scale": 30.0, "correlation": 0.95, "steps": 300},
        {"mine": over_the_rows},
        {"learning_rate": 1e200},
    ],
)
def test_the_picture_is_drawn_from_the_trace_alone(given):
    trace = record_normalization(**given)
    first, second = (pack(draw_normalization(trace), trace) for _ in range(2))
    assert first == second


def test_the_lab_says_how_to_make_it_again_and_its_page_is_small(tmp_path):
    lab = normalization_lab(scale=8, mine=my_normalize, step=4)
    assert lab.code() == "normalization_lab(scale=8, mine=my_normalize, step=4)"
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 400_000


@pytest.mark.parametrize("factor", [1e200, 1e-320])
def test_columns_that_no_descent_can_take_are_told_and_ours_stays(factor):
    trace = record_normalization(mine=lambda x: x * factor)
    assert "Our normalising stays drawn" in trace.notes[0]
    np.testing.assert_array_equal(trace["normalised x"], record_normalization()["normalised x"])


def test_no_point_is_drawn_below_the_axis_of_the_loss():
    trace = record_normalization()
    plot = draw_normalization(trace).panels[2]
    for mark in plot.marks:
        shown = mark.arrays["y"][np.isfinite(mark.arrays["y"])]
        assert shown.min() >= plot.y.domain[0] and len(np.unique(shown)) == len(shown)


def test_the_update_holds_for_the_digits_that_are_printed():
    trace = record_normalization()
    for mark in draw_normalization(trace).formulas:
        for k in range(trace.steps):
            told = {place: strings[k][0] for place, strings in mark.strings.items()}
            for i in "12":
                after = value(told[f"w{i}"]) - value(told["rate"]) * value(told[f"g{i}"])
                assert number(after) == told[f"n{i}"]


def test_the_question_of_the_raw_bowl_is_answered_by_its_losses():
    trace = record_normalization()
    question = draw_normalization(trace).question
    above = trace["raw loss"] - trace["floor"]
    k = int(question.options["answer"])
    assert above[k] <= 1e-3 * above[0] < above[k - 1] and question.step == k
    thrown = draw_normalization(record_normalization(learning_rate=0.042, steps=100)).question
    assert thrown.truth == "thrown out of the picture"
