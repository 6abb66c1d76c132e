"""Layer normalization: numbers of torch's own, of the syllabus, and over the batch those of scikit-learn's scaler."""

import re

import numpy as np
import pytest
import torch
from sklearn.preprocessing import StandardScaler

from lessonlib.attention import LayerNorm
from lessonlib.labs import layer_norm_lab
from lessonlib.labs.attention.layer_norm import PRESETS, record_layer_norm
from lessonlib.labs.attention.layer_norm_opened import opened
from lessonlib.labs.attention.layer_norm_picture import draw_layer_norm
from lessonlib.stage.equations import read


def test_rows_become_those_of_torch():
    trace = record_layer_norm()
    wanted = torch.nn.functional.layer_norm(torch.tensor(trace["x"]), (4,))
    np.testing.assert_allclose(trace["y"], wanted, atol=1e-6)
    assert trace["y"][0].round(3).tolist() == [1.732, -0.577, -0.577, -0.577]


def test_over_the_batch_columns_are_scaled_as_scikit_learn_scales_them():
    trace = record_layer_norm(over="each column")
    np.testing.assert_allclose(trace["y"], StandardScaler().fit_transform(trace["x"]), atol=1e-4)


@pytest.mark.parametrize("more", ["2 4 6 8", "9 -9 0 1"])
def test_a_neighbour_moves_a_row_over_the_batch_alone(more):
    first = {o: record_layer_norm("1 0 0 0; 3 1 2 5", o)["y"][0] for o in ("each row", "each column")}
    other = {o: record_layer_norm(f"1 0 0 0; {more}", o)["y"][0] for o in ("each row", "each column")}
    np.testing.assert_allclose(first["each row"], other["each row"])
    assert not np.allclose(first["each column"], other["each column"])


def test_a_factor_and_a_sum_leave_nothing_and_equal_numbers_become_zeros():
    plain = record_layer_norm()["y"][0]
    for name in ("A hundred times as large", "Far from 0"):
        np.testing.assert_allclose(record_layer_norm(**PRESETS[name][1])["y"][0], plain, atol=1e-4)
    assert record_layer_norm(**PRESETS["Equal numbers"][1])["y"][0].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("name", ["", *PRESETS])
def test_the_title_tells_the_variance_that_the_rows_have(name):
    trace = record_layer_norm(**(PRESETS[name][1] if name else {}))
    title = draw_layer_norm(trace).title
    if title.startswith("Each row"):
        spread = set(np.var(trace["y"], axis=1).round(3).tolist())
        assert spread == {1.0} or (spread == {0.0, 1.0} and "0 where its numbers are equal" in title)


def test_the_slip_of_the_question_is_the_variance_divided_by_one_less():
    question = draw_layer_norm(record_layer_norm()).question
    assert question.options["answer"] == pytest.approx(1.732, abs=1e-3)
    assert 1.5 in [pytest.approx(wrong) for wrong in question.slips]


def unbiased(x):
    return (x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True)


def whole(x):
    return (x - x.mean()) / x.std(correction=0)


class Flat:
    def __init__(self, d):
        self.d = d

    def forward(self, x):
        return x.mean(-1)


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (unbiased, r"in 12 of 12 numbers, first number 1 of row 1: 1.5 instead of 1.73"),
        (unbiased, r"is the variance divided by d − 1\?$"),
        (whole, r"whole departs from LayerNorm"),
        (Flat, r"Flat returned shape \(3,\), wanted \(3, 4\)"),
    ],
)
def test_what_a_learners_norm_does_otherwise_is_told(mine, told):
    assert re.search(told, record_layer_norm(mine=mine).notes[0])


def test_right_norms_depart_nowhere():
    for mine in (torch.nn.LayerNorm, LayerNorm, torch.nn.LayerNorm(4)):
        assert record_layer_norm(mine=mine).notes == ()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"rows": "1; 2"}, "rows: wanted rows of 2 to 5 numbers, got 1"),
        ({"rows": "1 2 3 4 5 6"}, "rows: wanted at most 4 rows and 5 columns"),
        ({"rows": "1 5000"}, "rows: wanted numbers from −1000 to 1000, got 5000"),
        ({"over": "all"}, "nknown over 'all'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in layer_norm_lab(**bad).stage.message


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert layer_norm_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000


@pytest.mark.parametrize("over", ["each row", "each column"])
def test_each_cell_opens_the_arithmetic_of_its_number(over):
    trace = record_layer_norm("1 0 0 0; 3 1 2 5; 2 4 6 9", over)
    axis = 1 if over == "each row" else 0
    wanted = {
        "x − mean": trace["x"] - trace["x"].mean(axis=axis, keepdims=True),
        "mean": trace["x"].mean(axis=axis, keepdims=True),
        "variance": trace["x"].var(axis=axis, keepdims=True),
        "y": trace["y"],
    }
    for name, told in opened(trace).items():
        assert told.shape == wanted[name].shape
        for one, value in zip(told.ravel(), wanted[name].ravel(), strict=True):
            made, gives = re.split(" [=≈] ", one)
            made = re.sub("eps", "1e-5", made.replace("−", "-").replace("²", "**2")).replace("√", "np.sqrt")
            assert read(gives) == pytest.approx(value, rel=5e-3, abs=1e-9)
            assert eval(made) == pytest.approx(value, rel=2e-2, abs=1e-3)
