"""Marks are plain descriptions: shapes by step, contours of the right area, shades of the right value."""

import numpy as np
import pytest

from lessonlib.stage import Axis, area, arrows, bars, cells, choice, contour, line, points, text
from lessonlib.stage.marks import ROLES, ragged

X, ROWS = np.arange(4.0), np.arange(12.0).reshape(3, 4)


@pytest.mark.parametrize(
    "make",
    [
        lambda when, x, y: line(x, y, when=when),
        lambda when, x, y: points(x, y, when=when),
        lambda when, x, y: bars(x, y, when=when),
        lambda when, x, y: arrows(x, y, y, y, when=when),
        lambda when, x, y: area(x, y, y, when=when),
    ],
)
def test_data_comes_as_rows_by_step_whatever_was_given(make):
    shapes = [
        ("constant", X, X, (1, 4), (1, 4)),  # the same at all steps
        ("upto", X, X, (1, 4), (1, 4)),  # one item a step
        ("at", X, X, (4, 1), (4, 1)),  # one item a step
        ("at", ROWS, ROWS, (3, 4), (3, 4)),  # four items a step
        ("at", X, ROWS, (1, 4), (3, 4)),  # x stays, y changes
    ]
    for when, x, y, wanted_x, wanted_y in shapes:
        mark = make(when, x, y)
        assert mark.when == when and mark.arrays["x"].shape == wanted_x
        assert {array.shape for name, array in mark.arrays.items() if name != "x"} == {wanted_y}


def test_single_numbers_are_a_row_of_one():
    mark = points(1.0, 2.0)
    assert mark.arrays["x"].tolist() == [[1.0]] and mark.arrays["y"].tolist() == [[2.0]]


def test_labels_and_since_belong_to_the_points_not_to_the_steps():
    mark = points([0, 1], [0, 1], labels=["a", "b"], since=[3, 0])
    assert mark.strings["labels"].tolist() == [["a", "b"]] and mark.arrays["since"].tolist() == [[3, 0]]


def test_text_changes_with_the_step_where_it_should():
    assert text([1, 2, 3], [0, 0, 0], ["a", "b", "c"], when="at").strings["text"].tolist() == [["a"], ["b"], ["c"]]
    assert text([1, 2, 3], [0, 0, 0], ["a", "b", "c"]).strings["text"].tolist() == [["a", "b", "c"]]


def ring_area(x, y):
    return 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))


def test_the_bands_of_a_contour_cover_the_areas_they_should():
    grid = np.linspace(-2, 2, 201)
    levels = [0.0, 0.25, 1.0, 2.25]  # of x^2 + y^2: circles of radius 0, 0.5, 1, 1.5
    mark = contour(grid, grid, np.add.outer(grid**2, grid**2), levels)
    covered, begin = np.zeros(len(levels)), 0
    for level, count in mark.arrays["ring"]:
        part = slice(begin, begin + count)
        size = ring_area(mark.arrays["x"][0, part], mark.arrays["y"][0, part])
        first = not covered[level]
        covered[level] += size if first else -size  # an outer ring, then its hole
        begin += count
    circles = np.pi * np.array([0, 0.25, 1.0, 2.25])
    np.testing.assert_allclose(covered, [*np.diff(circles), 16 - circles[-1]], rtol=2e-3)
    assert begin == mark.arrays["x"].shape[1]


def test_a_contour_of_another_shape_is_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"\(len\(y\), len\(x\)\) = \(2, 3\), got \(3, 2\)"):
        contour([0, 1, 2], [0, 1], np.zeros((3, 2)), [0])


def test_shades_run_from_the_lowest_value_to_the_highest():
    assert cells([[0, 1, 2]], scale="sequential").arrays["shade"].tolist() == [[[0, 128, 255]]]
    assert cells([[0, 1, 9]], scale="sequential", limits=(0, 2)).arrays["shade"].tolist() == [[[0, 128, 255]]]


def test_zero_is_in_the_middle_of_a_diverging_scale():
    shades = cells([[-1, 0, 4]], scale="diverging").arrays["shade"][0, 0]
    assert shades[1] in (127, 128) and shades[2] == 255 and abs(shades[0] - 255 * 3 / 8) <= 0.5


def test_cells_that_are_not_finite_are_shaded_without_a_warning():
    shades = cells([[np.nan, -np.inf, 1.0, 2.0, np.inf]], scale="sequential").arrays["shade"]
    assert shades.tolist() == [[[0, 0, 128, 255, 255]]]


def test_sides_of_cells_share_the_scale_and_what_is_not_there_is_not_coloured():
    mark = cells([[0.0, 2.0]], scale="sequential", sides=[[[0, 1, 2, np.nan], [np.nan] * 4]])
    assert mark.arrays["sides"].tolist() == [[[[0, 128, 255, -1], [-1] * 4]]]


def test_a_matrix_of_one_value_has_one_shade():
    assert len(np.unique(cells(np.full((2, 2), 3.0), scale="sequential").arrays["shade"])) == 1
    assert not cells(np.zeros((2, 2)), scale="sequential").arrays["shade"].any()


def test_what_is_lit_is_kept_by_step_with_its_role():
    mark = cells(np.zeros((2, 2)), lit=[[], [(0, 1, "lit"), (1, 1, "also")]])
    assert mark.arrays["lit"].tolist() == [[[-1, -1, -1]] * 2, [[0, 1, ROLES["lit"]], [1, 1, ROLES["also"]]]]


def test_rows_of_different_length_are_filled_up():
    assert ragged([[(1, 2)], [], [(3, 4), (5, 6)]], 2).shape == (3, 2, 2)
    assert ragged([], 2).shape == (0, 1, 2)


@pytest.mark.parametrize("which", [[0, 2], [-2, 0]])
def test_a_choice_among_marks_that_are_not_there_is_refused(which):
    with pytest.raises(ValueError, match="which must be -1 or a place in 2 marks"):
        choice(which, [text(0, 0, ["a"]), text(0, 0, ["b"])])


@pytest.mark.parametrize(
    ("domain", "scale", "said"),
    [((1, 1), "linear", "two different"), ((0, np.nan), "linear", "finite"), ((0, 1), "log", "above 0")],
)
def test_an_axis_that_cannot_be_drawn_is_refused(domain, scale, said):
    with pytest.raises(ValueError, match=f"'loss': .*{said}"):
        Axis(domain, "loss", scale)
