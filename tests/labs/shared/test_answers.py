"""The learner's function, object or class is asked alike, on copies, and answers of the wrong kind are told."""

import re

import numpy as np
import pytest

from lessonlib import labs
from lessonlib.labs.shared.answers import apart, ask, wanted_number
from lessonlib.labs.shared.controls import Sliders
from lessonlib.labs.shared.own import Departure
from lessonlib.nn import clip_by_norm, numerical_gradient, softmax


class Doubler:
    def forward(self, x):
        x *= 2
        return x


@pytest.mark.parametrize("mine", [Doubler, Doubler(), Doubler().forward])
def test_a_class_an_object_and_a_function_are_asked_alike_and_get_copies(mine):
    x = np.array([1.0, 2.0])
    np.testing.assert_array_equal(ask(mine, x), [2.0, 4.0])
    np.testing.assert_array_equal(x, [1.0, 2.0])


def test_what_can_neither_be_called_nor_has_forward_is_told():
    with pytest.raises(Departure, match="int has no forward and is no function"):
        ask(3, np.zeros(2))


def test_what_overflows_in_a_learners_function_warns_nobody():
    assert np.isnan(ask(lambda x: np.exp(x) / np.exp(x), np.array([1000.0]))).all()


@pytest.mark.parametrize("value", [np.zeros((3, 3)), [], "much", None, object()])
def test_a_loss_that_is_not_one_number_is_told(value):
    with pytest.raises(Departure, match="wanted one number"):
        wanted_number(value, "MyLoss.forward")


def test_rounding_is_no_departure_and_nan_where_ours_is_a_number_is():
    assert apart([1 + 1e-9, np.nan, np.inf], [1.0, 2.0, 3.0]).tolist() == [False, True, True]
    assert not apart([np.nan, np.inf], [np.nan, np.inf]).any()


def test_one_slider_changes_one_number_and_rounding_of_the_page_changes_none():
    sliders = Sliders(["w0", "w1"], low=-4, high=4, step=0.1)
    sliders.value = (0.614, -7.5)
    sliders.sliders[0].value = 0.6  # the nearest place of the slider, as the page sends it back
    assert sliders.value == (0.614, -7.5) and sliders.sliders[1].min == -7.5
    sliders.sliders[0].value = 1.0
    sliders.sliders[1].value = 2.0
    assert sliders.value == (1.0, 2.0)


class NearlyL2:
    def __init__(self, strength):
        self.strength = strength

    def value(self, weight):
        return self.strength * (weight**2).sum()

    def gradient(self, weight):
        return 2.0006 * self.strength * weight


@pytest.mark.parametrize(
    ("lab", "given"),
    [
        ("softmax_lab", {"mine": lambda x: 1.0003 * softmax(x)}),
        ("dot_product_lab", {"mine": lambda a, b: 1.0003 * (a @ b)}),
        ("clipping_lab", {"mine": lambda grads, t: [1.0002 * g for g in clip_by_norm(grads, t)]}),
        ("numerical_derivative_lab", {"mine": lambda f, x, h: 1.0003 * numerical_gradient(f, x, h)}),
        ("penalties_lab", {"mine": NearlyL2, "penalty": "L2"}),
        ("normalization_lab", {"mine": lambda x: 1.0003 * (x - x.mean(axis=0)) / x.std(axis=0)}),
    ],
)
def test_no_departure_is_told_by_two_numbers_that_look_alike(lab, given):
    (note,) = getattr(labs, lab)(**given).trace.notes[:1]
    got, wanted = re.search(r"(\S+|\([^)]*\)) instead of (\([^)]*\)|[^ ,]+?)[.,]?(?: |$)", note).groups()
    assert got != wanted and "instead of" in note
