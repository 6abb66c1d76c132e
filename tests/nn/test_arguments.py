"""What is a number for compute, at the edges of what a float can hold."""

import numpy as np
import pytest

from lessonlib.arguments import real


@pytest.mark.parametrize("value", [np.float32(3e38), np.float16(6e4), 1.7e308, 10**300])
def test_a_number_near_the_end_of_its_type_is_taken(value):
    assert real(value, "x") == float(value)


@pytest.mark.parametrize("value", [np.float32("inf"), float("nan"), 10**400, -(10**400)])
def test_a_number_no_float_can_hold_is_refused(value):
    with pytest.raises(ValueError, match="x: wanted a finite number, got"):
        real(value, "x")
