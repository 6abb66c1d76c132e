"""The controls: a list with None in it, several choices by check boxes, a learning rate for all methods or for one."""

import math

import pytest

from lessonlib.labs import backprop_lab, normalization_lab
from lessonlib.labs.shared.controls import ALL, Choices, Menu, RateControl

NAMES = ("SGD", "Adagrad", "RMSProp", "Adam")


def heard(control):
    values = []
    control.observe(lambda change: values.append(change["new"]), names="value")
    return values


def test_a_menu_shows_the_name_of_its_value_none_however_it_came_to_it():
    menu = Menu(options=[("0.1 for both", 0.1), ("best for each", None), ("another", 1)])
    values = heard(menu)
    menu.value = None
    assert (menu.label, menu.index) == ("best for each", 1)
    menu.value = 1
    menu.index = 1
    assert (menu.value, menu.label) == (None, "best for each") and values == [None, 1, None]


@pytest.mark.parametrize(
    ("lab", "key", "shown"),
    [(backprop_lab, "loss", "that suits the output"), (normalization_lab, "learning_rate", "best for each bowl")],
)
def test_a_lab_names_what_it_takes_when_nothing_was_chosen(lab, key, shown):
    assert lab().controls[key].label == shown


def test_ticking_a_box_adds_its_name_in_the_order_of_the_names():
    choices = Choices(NAMES, "Methods")
    values = heard(choices)
    choices.boxes[3].value = True
    choices.boxes[0].value = True
    choices.boxes[3].value = False
    assert values == [("Adam",), ("SGD", "Adam"), ("SGD",)]


def test_setting_the_value_ticks_the_boxes_and_is_one_change():
    choices = Choices(NAMES, "Methods")
    values = heard(choices)
    choices.value = ["Adam", "SGD"]
    assert values == [("SGD", "Adam")] and [box.value for box in choices.boxes] == [True, False, False, True]


def test_a_single_name_ticks_that_box_and_none_whose_name_it_contains():
    choices = Choices(("ReLU", "LeakyReLU"), "Compare")
    choices.value = "LeakyReLU"
    assert [box.value for box in choices.boxes] == [False, True]


def test_names_that_are_not_offered_tick_nothing():
    choices = Choices(NAMES, "Methods")
    choices.value = ("Lion", "Adam")
    assert choices.value == ("Adam",)


def test_the_slider_sets_the_rate_of_all_methods():
    control = RateControl(NAMES)
    control.slider.value = 0.01
    assert control.value == 0.01


def test_the_slider_sets_the_rate_of_the_one_chosen_and_keeps_the_others():
    control = RateControl(NAMES)
    control.value = 0.1
    control.whose.value = "Adam"
    control.slider.value = 0.5
    assert control.value == {"SGD": 0.1, "Adagrad": 0.1, "RMSProp": 0.1, "Adam": 0.5}
    control.whose.value = "SGD"
    assert control.slider.value == 0.1
    control.whose.value = ALL
    control.slider.value = 1.0
    assert control.value == 1.0


def test_the_others_keep_the_rates_that_suit_the_surface():
    control = RateControl(NAMES)
    control.choose("Adam", 0.5)
    assert control.value == {"Adam": 0.5}
    control.own.click()
    assert control.value is None


def test_a_rate_between_two_places_of_the_slider_is_kept():
    control = RateControl(NAMES)
    control.value = 0.085
    values = heard(control)
    control.slider.value = 10 ** round(math.log10(0.085), 2)  # as the page sends it back, rounded to its places
    assert values == [] and control.value == 0.085


def test_choosing_whose_rate_is_shown_changes_no_rate():
    control = RateControl(NAMES)
    control.value = {"SGD": 0.02, "Adam": 0.3}
    values = heard(control)
    for name in (*NAMES, ALL):
        control.whose.value = name
    assert values == [] and control.value == {"SGD": 0.02, "Adam": 0.3}


@pytest.mark.parametrize("rate", [1e9, 1e-9, 5e-324])
def test_the_slider_is_widened_for_a_rate_beyond_its_ends(rate):
    control = RateControl(NAMES)
    control.value = rate
    assert control.value == rate and control.slider.value == rate
    assert 10**control.slider.min <= rate <= 10**control.slider.max


@pytest.mark.parametrize("rate", [0, -1.0, math.inf, math.nan, "fast", True])
def test_what_is_no_rate_is_passed_on_to_be_refused_and_leaves_the_slider(rate):
    control = RateControl(NAMES)
    ends = control.slider.min, control.slider.max
    control.value = rate
    assert control.value is rate and (control.slider.min, control.slider.max) == ends
