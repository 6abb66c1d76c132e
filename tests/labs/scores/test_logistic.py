"""Logistic regression: the numbers are torch's, each step shows its own, a learner's model is laid beside ours."""

import re

import numpy as np
import pytest
import torch

from lessonlib.data.slides import ROWS
from lessonlib.labs import logistic_lab
from lessonlib.labs.scores.logistic import BIAS, PRESETS, WEIGHTS, record_logistic
from lessonlib.labs.scores.logistic_picture import draw_logistic
from lessonlib.nn import Linear, NeuralNetwork, Sigmoid
from lessonlib.stage.pack import pack
from tests.printed import grain, value


def torchs(weights, b):
    z = torch.tensor(ROWS) @ torch.tensor(weights, dtype=torch.float64) + b
    return z.numpy(), torch.sigmoid(z).numpy()


def matrix_of(picture, name):
    marks = picture.panels[0].marks[0].marks
    return next(mark for mark in marks if mark.options["name"].startswith(name))


@pytest.mark.parametrize(
    ("weights", "b"), [(WEIGHTS, BIAS), ((0, 0, 0), -3.0), ((100, 100, 100), 100.0), ((-100, 1, 0), 0)]
)
def test_sums_and_probabilities_are_torchs(weights, b):
    trace = record_logistic(weights, b)
    z, p = torchs(weights, b)
    np.testing.assert_allclose(trace["z"], z, rtol=1e-12)
    np.testing.assert_allclose(trace["p"], p, rtol=1e-12)


def test_the_table_is_the_slides():
    assert ROWS.shape == (10, 3)
    assert [f"{v:.6f}" for v in (ROWS[0, 0], ROWS[4, 1], ROWS[9, 2])] == ["0.614179", "0.254333", "0.493885"]


def test_one_row_goes_number_by_number_then_row_by_row_then_all_at_once():
    phases = [str(phase) for phase in record_logistic(row=3)["phase"]]
    one = ["start", "product", "product", "product", "plus b", "sigmoid"]
    assert phases == [*one, *["row"] * 9, "all x w", "all plus b", "all sigmoid"]
    assert record_logistic(row=3)["row"][5:9].tolist() == [3, 0, 1, 2]


def test_what_stands_in_the_columns_is_what_has_been_computed():
    picture = draw_logistic(record_logistic(row=2))
    z, p = torchs(WEIGHTS, BIAS)
    texts, shares = (matrix_of(picture, name).strings["text"][:, :, 0] for name in ("z", "S(z)"))
    wanted = [0.31717539 * 2, 0.31717539 * 2 - 3 * 0.74551499, z[2] - BIAS, z[2]]
    for step, number in enumerate(wanted, start=1):
        assert abs(value(texts[step, 2]) - number) <= grain(texts[step, 2])
        assert set(np.delete(texts[step], 2)) == {""} and set(shares[step]) == {""}
    assert set(shares[15]) == set(shares[16]) == {""}, "the batch begins anew"
    for step, numbers in ((15, z - BIAS), (16, z), (17, z)):
        for text, number in zip(texts[step], numbers, strict=True):
            assert abs(value(text) - number) <= grain(text)
    for text, number in zip(shares[17], p, strict=True):
        assert abs(value(text) - number) <= grain(text)


def test_the_captions_of_a_row_are_calculations_that_hold():
    trace = record_logistic(row=7)
    x, (z, p) = ROWS[7], torchs(WEIGHTS, BIAS)
    running = np.cumsum(x * WEIGHTS)
    for t in range(3):
        u, w, product = map(
            value, re.search(r": (\S+) · (\S+) = ([^.;]\S*?)[.;](?: |$)", trace.captions[1 + t]).groups()
        )
        assert abs(u - x[t]) <= 5e-4 and w == WEIGHTS[t] and abs(product - x[t] * w) <= 5e-3
        if t:
            total = re.search(r"= (\S+)\.$", trace.captions[1 + t])[1]
            assert abs(value(total) - running[t]) <= grain(total)
    for step, number in ((4, z[7]), (5, p[7])):
        text = re.findall(r"−?\d[\d.·⁻⁰-⁹]*\d|\d", trace.captions[step])[3 if step == 4 else 2]
        assert abs(value(text) - number) <= 5e-3, trace.captions[step]


def test_the_title_counts_the_rows_above_a_half():
    for weights, b in ((WEIGHTS, BIAS), ((0, 0, 0), -1.0), ((0, 0, 0), 1.0)):
        above = int((torchs(weights, b)[1] > 0.5).sum())
        assert draw_logistic(record_logistic(weights, b)).title.startswith(f"{above} of 10 rows")


def test_the_formula_holds_for_the_row_and_shows_only_what_is_known():
    trace = record_logistic(row=0)
    one, batch = draw_logistic(trace).formulas[0].marks
    sums = one.strings["sum"][:, 0]
    assert sums[0] == "? + ? + ? + ?" and sums[1] == "0.614 · 2 + ? + ? + ?"
    assert sums[4] == "0.614 · 2 + 0.147 · (−3) + 0.749 · 1 + 0.5"
    assert one.strings["p"][4, 0] == "?" and value(one.strings["p"][5, 0]) == pytest.approx(
        torchs(WEIGHTS, BIAS)[1][0], abs=5e-4
    )
    assert not batch.strings


def my_model(x, w, b):
    return 1 / (1 + np.exp(-(np.dot(x, w) + b)))


def as_column(x, w, b):
    return my_model(x, w, b)[:, None]


def without_sigmoid(x, w, b):
    return x @ w + b


def without_b(x, w, b):
    return 1 / (1 + np.exp(-(x @ w)))


class Constant:
    def forward(self, x):
        return np.full(len(x), 0.25)


def of_our_weights():
    linear = Linear(3, 1)
    linear.weight[:, 0], linear.bias[:] = WEIGHTS, BIAS
    return NeuralNetwork([linear, Sigmoid()])


@pytest.mark.parametrize("mine", [my_model, as_column, of_our_weights()])
def test_a_right_model_is_drawn_without_a_note(mine):
    trace = record_logistic(mine=mine)
    assert trace.notes == ()
    np.testing.assert_allclose(trace["mine"], torchs(WEIGHTS, BIAS)[1], rtol=1e-12)
    picture = draw_logistic(trace)
    assert picture.key == [("mine", str(trace["label"]))]
    assert not (matrix_of(picture, str(trace["label"])).arrays["lit"] >= 0).any()


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (without_sigmoid, r"returned z itself \(2\.04 in row 0\): the sigmoid is missing\. Our model stays drawn"),
        (without_b, "without_b departs from ours in 10 of 10 rows, first in row 0: 0.823 instead of 0.884"),
        (Constant, "Constant has weights of its own and differs from ours in 10 of 10 rows, first in row 0: 0.25"),
        (lambda x: 3 * x[:, 0], r"returned 1\.84 in row 0, wanted a probability from 0 to 1"),
        (lambda x: x, r"returned shape \(10, 3\), wanted \(10,\)"),
        (lambda x: x[:, 0] * np.nan, "returned not a number in row 0"),
        (lambda x: 1 / 0, "raised ZeroDivisionError"),
        ("model", "str has no forward and is no function"),
    ],
)
def test_what_a_learners_model_does_otherwise_is_told_in_one_sentence(mine, told):
    (note,) = record_logistic(mine=mine).notes
    assert re.search(told, note)


def test_departing_rows_are_marked():
    trace = record_logistic(mine=without_b)
    lit = matrix_of(draw_logistic(trace), "without_b").arrays["lit"]
    assert lit.shape == (trace.steps, 10, 3) and (lit[:, :, 2] == 4).all()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"weights": (1, 2)}, "weights: wanted 3 numbers, each from -100 to 100"),
        ({"weights": (1, 2, np.nan)}, "weights: wanted 3 numbers, each from -100 to 100"),
        ({"weights": "heavy"}, "weights: wanted 3 numbers, each from -100 to 100"),
        ({"weights": (1, 2, 1e9)}, "weights: wanted 3 numbers, each from -100 to 100"),
        ({"b": None}, "b: wanted a finite number"),
        ({"b": np.inf}, "b: wanted a finite number"),
        ({"row": 10}, "row: wanted a whole number from 0 to 9, got 10"),
        ({"row": -1}, "row: wanted a whole number from 0 to 9, got -1"),
        ({"row": 1.5}, "row: wanted a whole number"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = logistic_lab(**bad)
    assert told in lab.stage.message
    lab.set(weights=(1, 0, 0), b=0.0, row=1)
    assert lab.trace["row"][0] == 1 and lab.stage.message == ""
    assert lab.trace["p"][0] == pytest.approx(torch.sigmoid(torch.tensor(ROWS[0, 0])).item())


def test_a_weights_slider_records_again_and_the_code_says_so():
    lab = logistic_lab(step=4)
    lab.controls["weights"].sliders[1].value = 1.5
    assert lab.trace["w"].tolist() == [2.0, 1.5, 1.0]
    assert lab.code() == "logistic_lab(weights=(2.0, 1.5, 1.0), step=4)"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = logistic_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    assert pack(draw_logistic(lab.trace), lab.trace) == pack(draw_logistic(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_a_probability_that_three_digits_round_to_1_is_told_by_what_it_lacks():
    trace = record_logistic(weights=(20.0, -30.0, 10.0), b=5.0)
    z = torch.tensor(ROWS[0]).double() @ torch.tensor([20.0, -30.0, 10.0], dtype=torch.float64) + 5
    assert torch.sigmoid(-z).item() == pytest.approx(1.44e-9, rel=5e-3)
    assert "the sigmoid makes it 1 − 1.44·10⁻⁹: above 0.5" in trace.captions[5]
