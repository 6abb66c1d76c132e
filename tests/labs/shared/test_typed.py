"""What a learner types is read as numbers or refused by name; it is never run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.course.typed import typed_number
from lessonlib.labs.shared.typed import MatrixField, as_text, typed_matrix

MOST = (8, 8)


@pytest.mark.parametrize(
    "text",
    [
        "1 2.5; -3 4e2",
        "1, 2.5; -3, 4e2",
        "[[1, 2.5], [-3, 4e2]]",
        "[[  1.    2.5]\n [ -3.  400. ]]",
        "1\t2.5\n−3 400\n",
        " 1,2.5 ;; -3 +400;",
    ],
)
def test_the_usual_ways_to_write_a_matrix_are_read_alike(text):
    np.testing.assert_array_equal(typed_matrix(text, "a", MOST), [[1, 2.5], [-3, 400]])


@pytest.mark.parametrize("value", [[[1, 2], [3, 4]], ((1, 2), (3, 4)), np.array([[1, 2], [3, 4]], dtype=np.int8)])
def test_rows_of_numbers_are_taken_as_they_are(value):
    np.testing.assert_array_equal(typed_matrix(value, "a", MOST), [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3,2 5,1 -1,7", [[3.2, 5.1, -1.7]]),
        ("0,5 1,5; 2,5 3,5", [[0.5, 1.5], [2.5, 3.5]]),
        ("0,5, 1,5", [[0.5, 1.5]]),
        ("−0,25", [[-0.25]]),
        ("1/4 1", [[0.25, 1]]),
        ("[[1,2],[3,4]]", [[1, 2], [3, 4]]),
        ("1,2,3", [[1, 2, 3]]),
        ("1, 2", [[1, 2]]),
        ("1,2.5", [[1, 2.5]]),
    ],
)
def test_a_comma_between_two_digits_is_a_decimal_comma_where_nothing_speaks_against_it(text, wanted):
    np.testing.assert_array_equal(typed_matrix(text, "a", MOST), wanted)


@pytest.mark.parametrize("text", ["0,25", "-3", "2e-4", ".5", "1/3", "−7,5", "٣", "1_000", "2*3", "nan", "1,000.5.1"])
def test_a_field_of_the_quiz_and_one_of_a_lab_read_a_number_alike(text):
    try:
        wanted = typed_number(text)
    except ValueError:
        with pytest.raises(ValueError):
            typed_matrix(text, "a", (1, 1))
    else:
        assert typed_matrix(text, "a", (1, 1)) == wanted


def test_one_row_may_be_written_without_inner_brackets():
    assert typed_matrix([1, 2, 3], "a", MOST).shape == typed_matrix("1 2 3", "a", MOST).shape == (1, 3)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("1 2; 3", "got 2 numbers in row 1 and 1 in row 2"),
        ([[1, 2], [3]], "got 2 numbers in row 1 and 1 in row 2"),
        ("", "wanted a matrix, got no numbers"),
        ([], "wanted a matrix, got no numbers"),
        ("[[]]", "wanted a matrix, got no numbers"),
        ("1 two", "got 'two' in row 1"),
        ("1; nan", "got 'nan' in row 2"),
        ("1 1_000", "got '1_000' in row 1"),
        ("0x10", "got '0x10' in row 1"),
        ("2*3", r"got '2\*3' in row 1"),
        ("__import__('os').getcwd()", "got .__import__"),
        ("1e999", "got inf"),
        ([[float("nan")]], "got nan"),
        ("2e6", r"wanted numbers from −1e\+06 to 1e\+06, got 2e\+06"),
        (" ".join("1" * 9), r"wanted at most 8 rows and 8 columns, got \(1, 9\)"),
        ([[1, None]], "got NoneType in row 1"),
        ([["1", "x"]], "got 'x' in row 1"),
        ([[1, 2], 3], "got list in row 1"),
        (np.zeros((2, 2, 2)), "a: "),
        (None, "a: "),
        ({"rows": 2}, "a: "),
        (7j, "got complex"),
        ([[7j]], "got complex in row 1"),
        (range(10**12), "wanted at most 10000 entries, got range"),
        (np.ones((300, 300)), r"wanted at most 10000 numbers, got shape \(300, 300\)"),
        (np.ma.array([1.0, 2.0], mask=[True, False]), "got MaskedArray"),
    ],
)
def test_what_is_no_matrix_is_refused_in_a_sentence_that_names_it(value, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence) as refused:
        typed_matrix(value, "a", MOST)
    assert str(refused.value).startswith("a: wanted")


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=40))
def test_any_text_gives_a_matrix_or_a_sentence(text):
    try:
        assert typed_matrix(text, "a", MOST).ndim == 2
    except ValueError as refused:
        assert str(refused).startswith("a: wanted")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.integers(-999, 999), min_size=2, max_size=2), min_size=1, max_size=8))
def test_what_the_field_shows_is_read_back_as_the_same_matrix(rows):
    np.testing.assert_array_equal(typed_matrix(as_text(rows), "a", MOST), rows)


def test_the_field_gives_what_was_typed_and_shows_what_was_set():
    field, seen = MatrixField("A", hint="hint"), []
    field.observe(lambda change: seen.append(change["new"]), names="value")
    field.value = [[1, 2], [3, 4]]
    assert field.text.value == "1 2; 3 4" and seen == [[[1, 2], [3, 4]]], "showing it is no second request"
    field.text.value = "5 6"
    assert field.value == "5 6"


def test_a_hint_may_wrap_and_is_shown_as_it_is_written():
    told = MatrixField("A", hint="rows < 4 & apart by ;").children[1]
    assert told.value == "rows &lt; 4 &amp; apart by ;" and told.layout.max_width == "100%"
