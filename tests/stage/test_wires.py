"""Weights as lines: sizes and signs, and shapes that do not fit."""

import numpy as np
import pytest

from lessonlib.stage import wires

ENDS = [[0, 0, 1, 1], [0, 1, 1, 0]]


def test_the_largest_weight_is_the_thickest_line_and_0_is_none():
    weight = wires(ENDS, [[0.0, 2.0], [-4.0, 1.0]]).arrays["weight"]
    np.testing.assert_array_equal(np.rint((weight - 127.5) / 127.5 * 4), [[0, 2], [-4, 1]])


def test_a_weight_that_is_no_number_draws_nothing_and_a_given_largest_holds():
    assert wires(ENDS, [[np.nan, 1.0]], largest=2.0).arrays["weight"].tolist() == [[128, 191]]


@pytest.mark.parametrize(("ends", "weight"), [(ENDS, [[1.0]]), (ENDS, [1.0, 2.0]), ([[0, 0, 1]], [[1.0]])])
def test_each_line_wants_its_weight(ends, weight):
    with pytest.raises(ValueError, match="wires: ends must have shape"):
        wires(ends, weight)
