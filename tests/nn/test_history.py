"""Accuracy against scikit-learn, and a history that prints itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from lessonlib import nn


@given(st.integers(1, 20), st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_accuracy_equals_scikit_learns(rows, classes, seed):
    rng = np.random.default_rng(seed)
    scores, y = rng.normal(size=(rows, classes)), rng.integers(0, classes, rows)
    assert nn.accuracy(scores, y) == pytest.approx(accuracy_score(y, scores.argmax(axis=1)))
    p, y = rng.random(rows), rng.integers(0, 2, rows)
    wanted = pytest.approx(accuracy_score(y, p > 0.5))
    assert nn.accuracy(p[:, None], y) == nn.accuracy(p, y) == nn.accuracy(p[:, None], y[:, None] == 1) == wanted


def test_accuracy_refuses_what_are_no_classes_and_what_does_not_fit():
    p = np.array([[0.2], [0.7]])
    for output, y, match in [
        (p, [0, 1, 1], r"for each row of the output, \(2, 1\), got y of shape \(3,\)"),
        (np.eye(2), np.eye(2), r"got y of shape \(2, 2\).*argmax"),
        (p, 1, r"got y of shape \(\)"),
        (p[:0], [], r"got y of shape \(0,\)"),
        (p, [0.5, 1], "got fractions or NaN"),
        (p, [np.nan, 1], "got fractions or NaN"),
    ]:
        with pytest.raises(ValueError, match=match):
            nn.accuracy(output, y)


def test_the_best_epoch_is_the_first_of_the_lowest_held_out_loss():
    history = nn.History()
    assert [history.record_validation(v, None) for v in (0.5, 0.4, 0.4, np.nan, 0.6, 0.3)] == [1, 1, 0, 0, 0, 1]
    assert history.best_epoch == 6


def test_a_history_prints_where_it_came_from_and_why_it_ended():
    history = nn.History([0.7, 0.5], [0.5, 0.75], [0.6, 0.8], [0.4, 0.5], 1, 2, "no lower held-out loss in 1 epoch.")
    assert history.epochs == [1, 2]
    assert str(history) == (
        "2 epochs: loss 0.7 to 0.5, metric 0.5 to 0.75, held-out loss 0.6 to 0.8, held-out metric 0.4 to 0.5. "
        "Best held-out loss in epoch 1. Stopped: no lower held-out loss in 1 epoch."
    )
    assert str(nn.History()) == "0 epochs: nothing learned."
