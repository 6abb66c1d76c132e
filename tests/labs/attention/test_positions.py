"""Positions: rows by the formula entry by entry, dot products by distance, and what a learner's rows do otherwise."""

import math
import re

import numpy as np
import pytest
import torch

from lessonlib.attention import positional_encoding
from lessonlib.labs import positions_lab
from lessonlib.labs.attention.positions import PRESETS, record_positions
from lessonlib.labs.attention.positions_picture import draw_positions
from lessonlib.stage.equations import read


def test_each_number_is_the_sine_or_cosine_of_the_paper():
    rows = record_positions(n=9, d=6)["rows"]
    for pos in range(9):
        for column in range(6):
            angle = pos / 10000 ** (2 * (column // 2) / 6)
            assert rows[pos, column] == pytest.approx((math.sin, math.cos)[column % 2](angle), abs=1e-6)


@pytest.mark.parametrize("place", [0, 5, 23])
def test_the_dot_product_is_a_sum_of_cosines_of_the_distance(place):
    products = record_positions(place=place)["products"]
    wanted = [sum(math.cos((pos - place) / 10000 ** (2 * i / 8)) for i in range(4)) for pos in range(24)]
    np.testing.assert_allclose(products, wanted, atol=1e-5)


def test_other_kinds_know_no_nearness():
    assert record_positions(kind="one-hot", place=3)["products"].tolist() == [float(i == 3) for i in range(24)]
    numbers = record_positions(kind="the place itself", place=3)["products"]
    assert numbers.argmax() == 23 and (np.diff(numbers) > 0).all()


def test_the_place_itself_is_one_column_and_its_product_is_not_largest_at_the_same_place():
    trace = record_positions(**PRESETS["The place itself"][1])
    assert trace["rows"].shape == (24, 1) and PRESETS["The place itself"][0].startswith("One column")
    assert trace["products"].argmax() == 23 != int(trace["place"])


def test_one_wave_comes_back_after_one_turn():
    assert draw_positions(record_positions(d=2)).question.options["answer"] == pytest.approx(6.283, abs=1e-3)


def behind(n, d):
    rows = positional_encoding(n, d)
    return torch.cat([rows[:, 0::2], rows[:, 1::2]], dim=1)


def turned(n, d):
    return positional_encoding(n, d).T


def plain(n, d):
    return positional_encoding(n, d).tolist()


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (behind, r"behind departs from positional_encoding in \d+ of 192 numbers, first at place 0, column 1: 0"),
        (turned, r"turned returned shape \(8, 24\), wanted \(24, 8\)"),
        (lambda n, d: None, r"returned nothing"),
    ],
)
def test_what_a_learners_rows_do_otherwise_is_told(mine, told):
    assert re.search(told, record_positions(mine=mine).notes[0])


def test_right_rows_depart_nowhere():
    trace = record_positions(mine=plain)
    assert trace.notes == () and draw_positions(trace).key == [("mine", "plain")]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"n": 7}, "n: wanted a whole number from 8 to 40, got 7"),
        ({"d": 1}, "d: wanted a whole number from 2 to 16, got 1"),
        ({"place": -1}, "place: wanted a whole number from 0 to 39, got -1"),
        ({"kind": "learned"}, "nknown kind 'learned'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in positions_lab(**bad).stage.message.replace("−", "-")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert positions_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000


@pytest.mark.parametrize("kind", ["waves", "one-hot", "the place itself"])
def test_each_cell_opens_the_arithmetic_of_its_number(kind):
    trace = record_positions(kind=kind)
    told = draw_positions(trace).panels[0].marks[0].strings["opens"][0]
    for (pos, c), one in np.ndenumerate(told):
        made, gives = re.split(" [=≈] ", one)
        value = trace["rows"][pos, c]
        assert read(gives) == pytest.approx(value, rel=5e-3, abs=1e-9)
        if kind != "one-hot":
            made = made.replace("^", "**").replace("sin", "np.sin").replace("cos", "np.cos")
            assert eval(made) == pytest.approx(value, abs=1e-6)  # of float32
