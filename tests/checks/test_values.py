"""Two answers agree to the precision that the candidate computes in, and only in the same shape."""

import re

import numpy as np
import pytest

from lessonlib.checks import check
from lessonlib.checks.engine.values import agree


@pytest.mark.parametrize(
    ("kind", "near", "far"), [(float, 1e-6, 3e-5), (np.float32, 3e-5, 1e-3), (np.float16, 5e-3, 0.1)]
)
def test_the_tolerance_is_that_of_the_candidates_precision(kind, near, far):
    wanted = np.array([1.0, -2.0])
    assert agree((wanted * (1 + near)).astype(kind), wanted, rtol=1e-5, atol=1e-8)
    assert not agree((wanted * (1 + far)).astype(kind), wanted, rtol=1e-5, atol=1e-8)


def test_nan_agrees_with_nan_and_infinity_with_its_own_sign():
    assert agree(np.array([np.nan, np.inf]), np.array([np.nan, np.inf]), 1e-5, 1e-8)
    assert not agree(np.array([np.nan]), np.array([0.0]), 1e-5, 1e-8)
    assert not agree(np.array([np.inf]), np.array([-np.inf]), 1e-5, 1e-8)


def test_the_same_numbers_in_another_shape_do_not_agree():
    assert not agree(np.ones((1, 2)), np.ones(2), 1e-5, 1e-8)
    assert not agree(np.ones(()), np.ones(1), 1e-5, 1e-8)


def test_two_numbers_that_differ_are_told_with_as_many_digits_as_show_it():
    def discounted_returns(rewards, gamma):
        total, told = 0, []
        for reward in rewards[::-1]:
            total = reward + gamma * total
            told.append(1.00003 * total)
        return told[::-1]

    said = check("discounted_returns", discounted_returns).sentence
    wanted, got = (re.search(rf"{word} (−?[\d.]+)", said)[1] for word in ("wanted", "got"))
    assert wanted != got and float(got) / float(wanted) == pytest.approx(1.00003, abs=1e-4)
