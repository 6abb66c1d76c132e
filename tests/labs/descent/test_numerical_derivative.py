"""The numerical derivative lab: its two slopes, both precisions, the kink, a learner's function, bad arguments."""

import numpy as np
import pytest
import torch

from lessonlib.labs import numerical_derivative_lab
from lessonlib.labs.descent.numerical_derivative import record_numerical_derivative
from lessonlib.labs.descent.numerical_derivative_picture import draw_numerical_derivative
from lessonlib.labs.shared import own
from lessonlib.nn import numerical_gradient
from lessonlib.stage.pack import pack

PLACES = (-2.5, -1.2, 0.7, 2.9)


def exact(w):
    """dL/dw of the two valleys by torch."""
    w = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    (w**4 / 8 - w**2 + w / 2 + 3.5).backward()
    return w.grad.item()


def errors(trace, name):
    return np.abs(trace[name] - trace["exact"])


def slope(h, error, low, high):
    """The exponent p of error ~ h^p between ``low`` and ``high``."""
    inside = (low <= h) & (h <= high) & (error > 0)
    return np.polyfit(np.log10(h[inside]), np.log10(error[inside]), 1)[0]


@pytest.mark.parametrize("w", PLACES)
def test_the_error_falls_with_h_squared_then_rises_with_1_over_h(w):
    trace = record_numerical_derivative(w=w)
    assert trace["exact"] == pytest.approx(exact(w), rel=1e-12)
    h, error = trace["h"], errors(trace, "float64")
    assert slope(h, error, 1e-4, 1e-1) == pytest.approx(2, abs=0.05)
    assert slope(h, error, 1e-14, 1e-7) == pytest.approx(-1, abs=0.2)
    best = h[np.argmin(error)]
    assert 1e-7 < best < 1e-4 and error.min() < 1e-9


@pytest.mark.parametrize("w", PLACES)
def test_in_float32_the_best_h_is_a_thousand_times_larger_and_ends_in_nothing(w):
    trace = record_numerical_derivative(w=w, precision="float32")
    h, error = trace["h"], errors(trace, "float32")
    assert slope(h, error, 1e-6, 1e-3) == pytest.approx(-1, abs=0.35)
    assert 1e-3 < h[np.argmin(error)] < 0.1
    assert trace["float32"][-1] == 0 and "the same float32 number" in trace.captions[-1]


def test_float32_is_what_torch_computes_in_float32():
    trace = record_numerical_derivative(w=-1.2, precision="float32")
    for k, h in enumerate(trace["h"]):
        sides = torch.tensor([-1.2 + h, -1.2 - h], dtype=torch.float64).to(torch.float32)
        up, down = (sides**4 / 8 - sides**2 + sides / 2 + 3.5).double()
        ulp = 2.0**-22  # powers may be rounded another way in the last place
        assert abs(trace["float32"][k] - (up - down).item() / (2 * h)) <= 4 * ulp / h


@pytest.mark.parametrize("w", PLACES)
def test_a_one_sided_slope_is_worse_by_a_power_of_h(w):
    trace = record_numerical_derivative(w=w)
    assert slope(trace["h"], errors(trace, "one-sided"), 1e-6, 1e-3) == pytest.approx(1, abs=0.05)


def test_h_runs_from_1_to_1e_15_four_to_a_power_of_ten():
    h = record_numerical_derivative()["h"]
    assert len(h) == 61 and h[0] == 1 and h[-1] == pytest.approx(1e-15)
    np.testing.assert_allclose(h[:-1] / h[1:], 10**0.25)
    assert record_numerical_derivative(largest_h=0.3)["h"][[0, -1]] == pytest.approx([0.3, 1e-15])


def test_beside_the_kink_the_secant_is_wrong_until_it_no_longer_reaches_over_it():
    trace = record_numerical_derivative("kink", w=0.02)
    h, error = trace["h"], errors(trace, "float64")
    assert (error[h > 0.0201] > 0.05).all() and (error[(h < 0.02) & (h > 1e-6)] < 1e-9).all()
    told = ["over the kink" in caption for caption in trace.captions]
    np.testing.assert_array_equal(told, h > 0.02)


def test_on_the_kink_the_two_sided_slope_is_0_and_the_one_sided_1():
    trace = record_numerical_derivative("kink", w=0.0)
    assert (trace["float64"] == 0).all()
    assert trace["one-sided"][8:40] == pytest.approx(1, abs=0.01)
    assert "no derivative" in draw_numerical_derivative(trace).title
    pack(draw_numerical_derivative(trace), trace)


def test_seen_closely_the_loss_is_a_line_at_first_and_a_staircase_at_last():
    trace = record_numerical_derivative(precision="float32")
    steps_in = [len(np.unique(row)) for row in trace["close"]]
    k = int(np.argmin(np.abs(trace["h"] - 1e-3)))
    assert steps_in[k] == 121 and steps_in[28] < 12 and steps_in[-1] == 1
    np.testing.assert_allclose(trace["close"][k], trace["exact"] * np.linspace(-1.5, 1.5, 121), atol=0.01)


def test_the_predicted_slopes_are_drawn_through_the_error():
    trace = record_numerical_derivative(w=2.0)
    plot = draw_numerical_derivative(trace).panels[2]
    lost, bend = (mark for mark in plot.marks if mark.kind == "line" and mark.options.get("dash") == "1 4")
    end, height = bend.arrays["x"][0, -1], bend.arrays["y"][0, -1]
    error = errors(trace, "float64")
    k = int(np.argmin(np.abs(trace["h"] - 1e-2)))
    assert error[k] == pytest.approx(height * (trace["h"][k] / end) ** 2, rel=0.02)
    near = (trace["h"] > 1e-14) & (trace["h"] < 1e-8)
    predicted = lost.arrays["y"][0][0] * lost.arrays["x"][0][0] / trace["h"]
    assert 0.05 < np.median(error[near] / predicted[near]) < 3


def test_the_formula_shows_every_digit_of_both_losses():
    trace = record_numerical_derivative()
    formula = draw_numerical_derivative(trace).formulas[0]
    up = [float(row[0].replace("−", "-").split("·")[0]) for row in formula.strings["up"]]
    np.testing.assert_array_equal(up, trace["up"])


def test_the_picture_is_pure():
    trace = record_numerical_derivative()
    assert pack(draw_numerical_derivative(trace), trace) == pack(draw_numerical_derivative(trace), trace)


def named(function):
    function.__name__ = "my_gradient"
    return function


def test_a_right_function_of_a_learners_is_drawn_and_its_evaluations_counted():
    trace = record_numerical_derivative(mine=named(lambda f, x, h: numerical_gradient(f, x, h)))
    assert trace.notes == () and trace["calls"] == 2
    np.testing.assert_array_equal(trace["mine"], trace["float64"])
    assert ("mine", "my_gradient (2 loss evaluations a weight)") in draw_numerical_derivative(trace).key


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda f, x, h: np.array([(f(x + h) - f(x)) / h]), "my_gradient departs from numerical_gradient at h = 1: "),
        (lambda f, x, h: np.array([(f(x + h) - f(x - h)) / h]), "my_gradient departs from numerical_gradient at h = 1"),
        (lambda f, x, h: numerical_gradient(f, x, h)[0], "my_gradient returned shape (), wanted (1,)"),
        (lambda f, x, h: None, "my_gradient returned nothing, wanted an array"),
        (lambda f, x, h: "steep", "my_gradient returned str"),
        (lambda f, x, h: {}["f"], "my_gradient raised KeyError: 'f'"),
        (lambda f, x: x, "my_gradient raised TypeError"),
        (lambda f, x, h: x * np.nan, "not a number"),
    ],
)
def test_a_wrong_function_is_told_in_one_sentence(function, sentence):
    trace = record_numerical_derivative(mine=named(function))
    assert len(trace.notes) == 1 and sentence in trace.notes[0]
    pack(draw_numerical_derivative(trace), trace)


def test_a_function_that_never_returns_is_stopped(monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 0.2)

    def forever(f, x, h):
        while True:
            pass

    assert "did not return" in record_numerical_derivative(mine=forever).notes[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"function": "two valley"}, "did you mean 'two valleys'?"),
        ({"precision": "float16"}, "did you mean"),
        ({"w": float("nan")}, "w: wanted a number from −3.2 to 3.2, got nan"),
        ({"w": 100}, "w: wanted a number from"),
        ({"w": "here"}, "w: wanted a number from"),
        ({"largest_h": 0}, "largest_h: wanted a finite number at least 0.1 and at most 2, got 0"),
        ({"largest_h": -1}, "largest_h: wanted a finite number at least 0.1 and at most 2, got -1"),
        ({"largest_h": 50}, "largest_h: wanted a finite number at least 0.1 and at most 2, got 50"),
    ],
)
def test_bad_arguments_are_named_in_the_page_and_the_default_is_drawn(arguments, sentence):
    lab = numerical_derivative_lab(**arguments)
    assert sentence in lab.stage.message and lab.trace.steps == 61


def test_a_drag_in_the_page_moves_the_weight_and_the_page_stays_small(tmp_path):
    lab = numerical_derivative_lab(step=3)
    lab._on_page(lab.stage, {"drag": "w", "value": 1.23456789}, [])
    assert lab.trace["exact"] == pytest.approx(exact(1.23457))
    assert lab.code() == "numerical_derivative_lab(w=1.23457, step=3)"
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 400_000


def test_on_the_kink_no_slope_is_called_exact():
    trace = record_numerical_derivative(function="kink", w=0.0)
    assert np.isnan(trace["exact"]) and not any("exact" in caption or "off by" in caption for caption in trace.captions)
    assert all("by two sides 0, by one 1" in caption for caption in trace.captions[8:20])
    picture = draw_numerical_derivative(trace)
    assert len(picture.panels) == 2 and not any("Error" in panel.title for panel in picture.panels)
    pack(picture, trace)


def test_the_best_h_is_asked_for_and_its_truth_is_where_the_error_is_least():
    for precision in ("float64", "float32"):
        trace = record_numerical_derivative(precision=precision)
        question = draw_numerical_derivative(trace).question
        exact = 0.5 * trace["w"] ** 3 - 2 * trace["w"] + 0.5
        best = trace["h"][np.abs(trace[precision] - exact).argmin()]
        power = float(
            question.truth.removeprefix("near ")
            .translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
            .replace("1·10", "1e")
        )
        assert abs(np.log10(power / best)) < 1.5 and question.step > np.abs(trace[precision] - exact).argmin()
