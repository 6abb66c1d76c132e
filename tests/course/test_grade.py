"""The course's result, against a weighted mean of numpy's, and what is no mark."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.course import grade, grade_calculator

MARK = st.floats(0, 10)


@given(st.lists(MARK, min_size=1, max_size=6), MARK, MARK)
def test_the_result_is_the_mean_with_the_lectures_weights(homeworks, project, exam):
    wanted = np.average([np.mean(homeworks), project, exam], weights=[40, 40, 20])
    assert grade(homeworks, project, exam) == pytest.approx(wanted, abs=1e-12)


def test_the_ends_of_the_scale_are_0_and_10():
    assert grade([0, 0, 0], 0, 0) == 0
    assert grade(np.full(3, 10), np.float32(10), 10) == pytest.approx(10)


@pytest.mark.parametrize(
    ("marks", "kind", "sentence"),
    [
        (([8, 11], 9, 6), ValueError, "homework 2: wanted a mark from 0 to 10, got 11"),
        (([8], -1, 6), ValueError, "project: wanted a mark from 0 to 10, got -1"),
        (([8], 9, float("nan")), ValueError, "exam: wanted a mark from 0 to 10, got nan"),
        (([], 9, 6), ValueError, "at least one mark"),
        ((8, 9, 6), TypeError, "homeworks: wanted a list of marks, got int 8"),
        (("8", 9, 6), TypeError, "homeworks: wanted a list of marks, got str '8'"),
        (([8, None], 9, 6), TypeError, "homework 2: wanted a mark from 0 to 10, got NoneType"),
        (([8], "9", 6), TypeError, "project: wanted a mark from 0 to 10, got str '9'"),
    ],
)
def test_what_is_no_mark_is_named_in_a_sentence(marks, kind, sentence):
    with pytest.raises(kind) as caught:
        grade(*marks)
    assert sentence in str(caught.value)


def typed(*texts):
    calculator = grade_calculator()
    for field, text in zip(calculator.fields, texts, strict=True):
        field.value = text
    return calculator


def test_the_calculator_shows_the_result_and_how_it_comes_about():
    assert typed("8", "9", "7", "9", "6").sentence == "Result: 8.00 = 0.4 · (8 + 9 + 7) / 3 + 0.4 · 9 + 0.2 · 6"


def test_an_open_mark_leaves_a_range_as_wide_as_its_share():
    assert "Result: 6.80 to 8.80. Exam is still open" in typed("8", "9", "7", "9", "").sentence
    assert "Result: 2.00 to 7.33. Homework 3 and Project are still open" in typed("0", "9", "", "", "4").sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("eleven", "No result: Project: wanted a number, got 'eleven'"),
        ("11", "No result: Project: wanted a mark from 0 to 10, got 11"),
        ("-1", "No result: Project: wanted a mark from 0 to 10, got -1"),
    ],
)
def test_the_calculator_names_the_field_that_holds_no_mark(text, sentence):
    assert typed("8", "9", "7", text, "").sentence.startswith(sentence)


def test_what_is_typed_into_the_calculator_is_shown_as_text():
    assert "<img" not in typed("<img src=x>", "", "", "", "").shown.value
