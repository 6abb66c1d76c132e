"""The digits are those of scikit-learn, split without a row in both parts."""

import numpy as np
import pytest
from sklearn.datasets import load_digits as all_digits

from lessonlib.data import load_digits


def test_all_rows_of_the_classes_appear_once_with_their_labels():
    images, digits = all_digits(return_X_y=True)
    split = load_digits(classes=(7, 3), rng=5)
    x = np.concatenate([split.x_train, split.x_held_out])
    y = np.concatenate([split.y_train, split.y_held_out])
    found = sorted((label, row.tobytes()) for label, row in zip(y.tolist(), x, strict=True))
    wanted = [(0, row.tobytes()) for row in images[digits == 7] / 16] + [
        (1, row.tobytes()) for row in images[digits == 3] / 16
    ]
    assert found == sorted(wanted)
    assert x.min() == 0 and x.max() == 1 and y.dtype.kind == "i"


def test_the_split_depends_on_rng_alone():
    first, again, other = load_digits(rng=1), load_digits(rng=np.random.default_rng(1)), load_digits(rng=2)
    np.testing.assert_array_equal(first.x_train, again.x_train)
    assert (first.y_train[:50] != other.y_train[:50]).any()


def test_all_ten_classes_can_be_asked_for():
    split = load_digits(classes=range(10), held_out=0.5)
    assert len(split.x_train) + len(split.x_held_out) == 1797 and set(split.y_train) == set(range(10))


def test_wrong_classes_and_parts_are_named():
    for classes in [(3,), 3, (3, 3), ([3], [7]), (3, 11), "37", ("3", "7"), ()]:
        with pytest.raises(ValueError, match=r"load_digits\(classes\): wanted two or more different digits, got"):
            load_digits(classes)
    for part in (0, 1, -0.5, np.nan):
        with pytest.raises(ValueError, match=r"load_digits\(held_out\): wanted a finite number above 0 and below 1"):
            load_digits(held_out=part)
