"""Returns and advantages: the test vector, sums written out, and the two ends of lambda."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.signal import lfilter

from lessonlib.reinforcement import advantages, discounted_returns

LENGTHS = st.shared(st.integers(1, 12), key="T")
ROWS = LENGTHS.flatmap(lambda n: arrays(float, n, elements=st.floats(-10, 10)))
ENDS = LENGTHS.flatmap(lambda n: arrays(bool, n))
UNIT = st.floats(0, 1)


def test_the_returns_of_the_test_vector_come_out():
    wanted = [1.40049, 1.5561, 1.729, 0.81, 0.9, 1, 0]
    np.testing.assert_allclose(discounted_returns([0, 0, 1, 0, 0, 1, 0], 0.9), wanted, rtol=1e-12)


@given(ROWS, UNIT)
def test_returns_are_those_of_a_filter_run_backwards(rewards, gamma):
    wanted = lfilter([1], [1, -gamma], rewards[::-1])[::-1]
    np.testing.assert_allclose(discounted_returns(rewards, gamma), wanted, rtol=1e-9, atol=1e-9)


@given(ROWS, ROWS, st.floats(-10, 10), ENDS, UNIT, UNIT)
def test_advantages_are_the_discounted_sums_of_errors_up_to_the_end_of_the_episode(r, v, last, ended, gamma, lam):
    following = np.append(v[1:], last)
    errors = [r[t] + (0 if ended[t] else gamma * following[t]) - v[t] for t in range(len(r))]
    for t, got in enumerate(advantages(r, v, last, ended, gamma, lam)):
        stop = next((k for k in range(t, len(r)) if ended[k]), len(r) - 1)
        assert got == pytest.approx(sum((gamma * lam) ** (k - t) * errors[k] for k in range(t, stop + 1)), abs=1e-8)


@given(ROWS, ROWS, UNIT)
def test_lambda_1_gives_returns_minus_values_and_lambda_0_the_error_of_one_step(r, v, gamma):
    ended = np.arange(len(r)) == len(r) - 1
    np.testing.assert_allclose(advantages(r, v, 99.0, ended, gamma, 1), discounted_returns(r, gamma) - v, atol=1e-8)
    errors = r + gamma * np.append(v[1:], 0) - v
    np.testing.assert_allclose(advantages(r, v, 99.0, ended, gamma, 0), errors, atol=1e-9)


def test_a_rollout_that_was_cut_off_goes_on_with_the_last_value():
    np.testing.assert_allclose(advantages([1.0, 1.0], [0.0, 0.0], 8.0, [False, False], 0.5, 1), [1 + 0.5 + 2, 1 + 4])


def test_float32_stays_float32_and_arguments_stay_as_they_were():
    r, v = np.ones(4, dtype=np.float32), np.zeros(4, dtype=np.float32)
    assert discounted_returns(r, 0.9).dtype == np.float32
    assert advantages(r, v, np.float32(0), np.zeros(4), 0.9, 0.9).dtype == np.float32
    assert r.tolist() == [1, 1, 1, 1] and v.tolist() == [0, 0, 0, 0]


def test_bad_input_is_told_in_a_sentence():
    ones = [1.0, 1.0]
    for call, said in (
        (lambda: discounted_returns(ones, 1.1), "gamma.*: wanted a finite number at least 0 and at most 1, got 1.1"),
        (lambda: discounted_returns([], 0.9), r"wanted shape \(T,\) of at least one step, got \(0,\)"),
        (lambda: discounted_returns([ones], 0.9), r"wanted shape \(T,\) of at least one step, got \(1, 2\)"),
        (lambda: advantages(ones, ones, 0, [0, 1], -1, 0.9), r"advantages\(gamma\): wanted"),
        (lambda: advantages(ones, ones, 0, [0, 1], 0.9, 2), r"advantages\(lam\): wanted"),
        (lambda: advantages(ones, [1.0], 0, [0, 1], 0.9, 0.9), "wanted rewards, values, terminated of one length, got"),
        (lambda: advantages(ones, ones, 0, True, 0.9, 0.9), r"got \(2,\), \(2,\) and \(\). Pass one a step"),
    ):
        with pytest.raises(ValueError, match=said):
            call()
    with pytest.raises(TypeError, match=r"discounted_returns\(rewards\): wanted an array of numbers"):
        discounted_returns("abc", 0.9)
