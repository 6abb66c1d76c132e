"""Numbers as a learner reads them: read back, they are the number to the digits shown."""

import math
import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.stage import number, numbers, signed
from lessonlib.stage.numbers import change, gives, worked
from tests.printed import grain, value

FINITE = st.one_of(
    st.floats(-1e300, 1e300, allow_subnormal=False),
    st.builds(
        lambda mantissa, power: mantissa * 10.0**power, st.floats(-10, 10, allow_subnormal=False), st.integers(-8, 8)
    ),
)


@settings(deadline=None)
@given(FINITE, st.integers(1, 9))
def test_a_number_read_back_is_right_to_half_a_unit_of_its_last_digit(x, digits):
    text = number(x, digits)
    assert abs(value(text) - x) <= 1.000001 * grain(text, digits) + 1e-323  # the smallest floats have few digits
    assert abs(value(text) - x) <= 0.5000001 * 10.0 ** (1 - digits) * abs(x) + 1e-323


@settings(deadline=None)
@given(FINITE)
def test_a_number_is_short_and_written_without_hyphen_or_e(x):
    text = number(x)
    assert re.fullmatch(r"−?\d{1,6}(\.\d{1,5})?(·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?", text), text
    assert "." not in text or not text.partition("·")[0].endswith("0")


@pytest.mark.parametrize("x", [0.0, -0.0, np.float32(0)])
def test_zero_has_no_sign(x):
    assert number(x) == "0"


def test_what_is_no_number_is_said_in_words():
    assert [number(x) for x in (math.nan, math.inf, -math.inf)] == ["not a number", "∞", "−∞"]


def test_rounding_up_to_a_power_of_ten_drops_no_digit():
    rounded = {999.9: "1000", 99999.7: "100000", 0.0009999: "1·10⁻³", 0.99999: "1", 9.999e-9: "1·10⁻⁸"}
    assert {x: number(x) for x in rounded} == rounded


def test_single_precision_shows_the_digits_that_were_meant():
    assert numbers(np.array([[0.1, 2.5]], dtype=np.float32)).tolist() == [["0.1", "2.5"]]


@settings(deadline=None)
@given(FINITE)
def test_brackets_stand_round_negative_numbers_only(x):
    assert signed(x) == (f"({number(x)})" if x < 0 else number(x))


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_change_adds_up_as_it_is_written(before, move):
    start, sign, size, after = change(before, move)
    total = value(start) + (value(size) if sign == "+" else -value(size))
    digits = max(3, *(len(re.sub(r"\D", "", text.partition("·")[0]).lstrip("0")) for text in (start, after)))
    room = grain(start) + grain(size) + grain(after)
    assert digits <= 7
    assert abs(total - value(after)) <= 1.000001 * room + 1e-12


@pytest.mark.parametrize("move", [0.3, -0.03, 0.003, -0.0003])
@pytest.mark.parametrize("before", [2.0, -0.4567, 31.4159])
def test_a_step_much_smaller_than_its_place_still_shows(before, move):
    start, _, _, after = change(before, move)
    assert value(after) != value(start)
    assert value(after) - value(start) == pytest.approx(move, rel=0.02)


@pytest.mark.parametrize("move", [0.0, math.nan, math.inf])
def test_no_step_and_no_finite_step_are_written_too(move):
    assert change(1.5, move)[0] == "1.5"


@settings(deadline=None)
@given(st.floats(-999, 999), st.floats(-99, 99))
def test_a_change_is_exact_to_the_digits_printed(before, move):
    start, sign, size, after = (text.replace("−", "-") for text in change(before, move))
    if "·" not in start + size + after:
        assert Decimal(start) + Decimal(sign + size) == Decimal(after), (before, move)


@settings(deadline=None)
@given(st.lists(st.floats(-99, 99).filter(lambda v: abs(v) > 1e-3), min_size=3, max_size=3))
def test_a_calculation_is_given_an_equals_sign_only_where_its_printed_inputs_give_its_printed_result(inputs):
    texts, sign, result = worked(lambda a, b, c: a * b + c, *inputs)
    a, b, c = map(value, texts)
    assert (number(a * b + c) == result) == (sign == "=")
    assert result == number(inputs[0] * inputs[1] + inputs[2])


def test_the_sign_before_a_result_says_whether_the_numbers_printed_give_it():
    assert [gives(0.0806 * 8, text) for text in ("0.645", "0.6", "0.644")] == ["=", "≈", "≈"]
