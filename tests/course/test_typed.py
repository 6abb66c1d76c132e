"""A number that a learner types is read, or refused in one sentence; it is never run."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.course.typed import typed_number


@given(st.floats(-1e250, 1e250))
def test_whatever_python_prints_for_a_number_is_read_back(number):
    assert typed_number(repr(number)) == number


@given(st.integers(-99, 99), st.integers(1, 99))
def test_a_fraction_is_divided(over, under):
    assert typed_number(f"{over}/{under}") == pytest.approx(float(Fraction(over, under)))


@pytest.mark.parametrize("text", ["-0.25", "−0.25", "–0.25", "-0,25", " -.25 ", "-25e-2", "-1 / 4"])
def test_the_usual_ways_to_write_a_number_are_read_alike(text):
    assert typed_number(text) == -0.25


@pytest.mark.parametrize(
    "text", ["", "  ", "a", "nan", "inf", "1 2", "1,2,3", "1.2.3", "0x1", "1_0", "2**9", "1/0", "1e999", "1/2/3", "٣"]
)
def test_anything_else_is_refused_in_one_sentence(text):
    with pytest.raises(ValueError, match=r"^wanted a (finite )?number, got .+; (write it as|divide by no)"):
        typed_number(text)


@given(st.text(max_size=200))
def test_no_text_gets_through_as_anything_but_a_finite_number(text):
    try:
        assert abs(typed_number(text)) < float("inf")
    except ValueError as refused:
        assert len(str(refused)) < 250
