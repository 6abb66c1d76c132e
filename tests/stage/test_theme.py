"""Colours that can be read and told apart, and never alone in telling series apart."""

import re

import numpy as np
import pytest

from lessonlib.stage.theme import DARK, DASHES, LIGHT, MARKERS, SERIES, css, style

PAPER = {"light": "#ffffff", "dark": "#111111"}


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def variables(theme):
    first, *_, last = re.findall(r"\{(--st-[^}]*)\}", css())
    return dict(re.findall(r"--st-(\w+): (?:var\(.*?, )?(#\w{6})", first if theme == "light" else last))


@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_every_series_stands_out_from_the_paper(theme, palette):
    assert min(contrast(colour, PAPER[theme]) for colour in palette) >= 2.8  # of a line, which has dash and marker too


def lab(colour):
    """CIE L*a*b*, in which a distance of 25 is seen at a glance."""
    light = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in light])
    from_rgb = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(from_rgb @ linear / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_no_two_colours_differ_by_a_little_of_the_hue_alone(palette):
    found = np.array([lab(colour) for colour in palette])
    apart = np.linalg.norm(found[:, None] - found, axis=2) + 100 * np.eye(8)
    assert apart.min() >= 25


@pytest.mark.parametrize("theme", PAPER)
def test_what_is_read_has_the_contrast_of_print(theme):
    found = variables(theme)
    assert found["paper"] == PAPER[theme]
    for name in ("ink", "quiet"):
        assert contrast(found[name], found["paper"]) >= 7
    for name in ("lit", "also"):
        assert contrast(found["ink"], found[name]) >= 7


def test_no_two_slots_share_colour_dash_or_marker():
    for looks in (LIGHT, DARK, DASHES, MARKERS):
        assert len(looks) == 8 and len(set(looks)) == 8


def test_the_learners_own_looks_like_none_of_ours():
    assert [name for name, slot in SERIES.items() if slot == SERIES["mine"]] == ["mine"]
    assert style("mine").dash == ""  # the one solid line


@pytest.mark.parametrize(
    "together",
    [
        ("SGD", "Momentum", "Nesterov", "Adagrad", "Adadelta", "RMSProp", "Adam"),
        ("Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU"),
        ("train", "validation", "test"),
        ("forward", "backward"),
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh"),
    ],
)
def test_what_stands_in_one_picture_differs(together):
    assert len({style(name) for name in together}) == len(together)


def test_an_unknown_series_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match=r"unknown series 'Lion': wanted one of mine, SGD, .*add a new one"):
        style("Lion")
