"""Activations: curves and slopes are torch's, the numbers in captions and formulas are those of the step."""

import re

import numpy as np
import pytest
import torch
from torch.nn import functional as F

import lessonlib.labs
from lessonlib.labs import activations_lab
from lessonlib.labs.networks.activations import NAMES, PRESETS, draw_activations, record_activations
from lessonlib.labs.networks.activations_picture import FORMULAS
from lessonlib.nn import ReLU
from lessonlib.stage import number
from lessonlib.stage.formula import slots
from tests.printed import gap, grain, value

TORCH = {
    "Sigmoid": torch.sigmoid,
    "Tanh": torch.tanh,
    "ReLU": F.relu,
    "LeakyReLU": lambda x: F.leaky_relu(x, 0.3),
    "ELU": lambda x: F.elu(x, 1.7),
}


def record(name, **more):
    return record_activations(name, **{"slope": 0.3, "alpha": 1.7, **more})


@pytest.mark.parametrize("name", NAMES)
def test_curve_and_slope_are_torchs(name):
    trace = record(name, compare=NAMES)
    assert [str(n) for n in trace["names"]] == [name, *(n for n in NAMES if n != name)]
    for row, other in enumerate(trace["names"]):
        x = torch.tensor(trace["x"], requires_grad=True)
        y = TORCH[str(other)](x)
        y.sum().backward()
        np.testing.assert_allclose(trace["y"][row], y.detach(), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(trace["dy"][row], x.grad, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_holds_for_the_numbers_it_shows(name):
    trace = record(name)
    for mark in draw_activations(trace).formulas:
        latex = next(latex for latex in FORMULAS[name] if set(slots(latex)) == set(mark.strings))
        for k in range(trace.steps):
            filled = {n: strings[k if len(strings) > 1 else 0][0] for n, strings in mark.strings.items()}
            if "side" in filled:
                x, d = value(filled["x"]), value(filled["d"])
                assert eval(f"x {filled['side'].replace('=', '==')} 0", {"x": x})
                assert abs(d - trace["dy"][0, k]) <= grain(filled["d"])
            else:
                apart, room = gap(latex, filled)
                assert apart <= room, (latex, filled)


@pytest.mark.parametrize("name", NAMES)
def test_every_caption_says_the_numbers_of_its_step(name):
    trace = record(name)
    for k, caption in enumerate(trace.captions):
        x, y, slope = re.fullmatch(r"x = (\S+): \w+ gives y = (\S+), slope (\S+) \(.*\)\.", caption).groups()
        wanted = trace["x"][k], trace["y"][0, k], trace["dy"][0, k]
        for text, wants in zip((x, y, slope), wanted, strict=True):
            assert abs(value(text) - wants) <= grain(text) + 1e-12
        assert ("saturated" in caption) == (abs(trace["dy"][0, k]) < 0.05)


def test_the_sigmoid_passes_no_more_than_a_quarter_and_the_title_says_so():
    assert draw_activations(record("Sigmoid")).title.startswith("Sigmoid is steepest at x = 0, slope 0.25;")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("alpha", [0.1, 3.0])
def test_the_walking_point_never_leaves_its_picture(name, alpha):
    picture = draw_activations(record(name, alpha=alpha, slope=1.0))
    for panel, value_name in zip(picture.panels[:2], ("y", "dy"), strict=True):
        values = record(name, alpha=alpha, slope=1.0)[value_name][0]
        assert panel.y.domain[0] <= values.min() and values.max() <= panel.y.domain[1]


class MyReLU(ReLU):
    """A learner's class."""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"function": "Sigmod"}, "Unknown function 'Sigmod'; did you mean 'Sigmoid'?"),
        ({"compare": ("tanhh",)}, "Unknown function 'tanhh'; did you mean 'Tanh'?"),
        ({"compare": 5}, "function: wanted one of Sigmoid"),
        ({"slope": -0.1}, "LeakyReLU(slope): wanted a finite number at least 0, got -0.1."),
        ({"slope": float("nan")}, "LeakyReLU(slope): wanted a finite number"),
        ({"alpha": 0}, "ELU(alpha): wanted a finite number above 0, got 0."),
    ],
)
def test_an_argument_that_cannot_be_used_is_named_in_the_page_and_the_lab_is_there(wrong, said):
    lab = activations_lab(**wrong)
    assert said in lab.stage.message and str(lab.trace["names"][0]) == "Sigmoid"


def test_without_arguments_the_lab_shows_what_its_record_records():
    lab, trace = activations_lab(), record_activations()
    assert lab.trace.captions == trace.captions
    for name, array in trace.arrays.items():
        np.testing.assert_array_equal(lab.trace[name], array)


def test_the_line_of_code_rebuilds_the_lab():
    lab = activations_lab("ELU", compare=("Tanh",), step=30)
    lab.controls["alpha"].value = 2.5
    lab.set(mine=MyReLU)
    assert lab.code() == "activations_lab(function='ELU', compare=('Tanh',), alpha=2.5, mine=MyReLU, step=30)"
    again = eval(lab.code(), {**vars(lessonlib.labs), "MyReLU": MyReLU})
    assert again.stage.caption == lab.stage.caption and again.stage.scene == lab.stage.scene
    assert again.stage.blob == lab.stage.blob


@pytest.mark.parametrize(("name", "slope"), [("Sigmoid", lambda y: y * (1 - y)), ("Tanh", lambda y: 1 - y**2)])
def test_the_slope_follows_from_the_digits_of_y_that_are_printed(name, slope):
    trace = record(name)
    printed = draw_activations(trace).formulas[1].strings
    for k in range(trace.steps):
        assert number(slope(value(printed["ysigned"][k][0].strip("()")))) == printed["d"][k][0]


@pytest.mark.parametrize("name", NAMES)
def test_while_the_slope_is_asked_for_none_is_drawn_further_than_x_has_come(name):
    picture = draw_activations(record(name, compare=NAMES))
    assert picture.question.kind == "curve" and picture.before and "steep" not in picture.before
    slopes = [mark for mark in picture.panels[1].marks if mark.kind == "line"]
    assert slopes and all(mark.when == "upto" for mark in slopes)
    trace, bands = record(name), [mark for mark in picture.panels[0].marks if mark.kind == "choice"]
    for band in bands:
        for k in np.flatnonzero(band.arrays["which"][:, 0] == 0):
            assert band.marks[0].arrays["x"][k].max() <= trace["x"][k] + 1e-9
    assert len(bands) == {"Sigmoid": 2, "Tanh": 2, "ReLU": 1, "LeakyReLU": 0, "ELU": 1}[name]


def test_the_presets_show_what_their_sentences_speak_of():
    traces = {name: record_activations(**state) for name, (_, state) in PRESETS.items()}
    at = {x: int(np.argmin(np.abs(trace["x"] - x))) for trace in traces.values() for x in (-0.1, -6, 0.1)}
    sigmoid, tanh = traces["Sigmoid beside tanh"]["dy"]
    assert tanh.max() > sigmoid.max() and (tanh < 0.05).sum() > (sigmoid < 0.05).sum()
    assert traces["A flat side"]["dy"][0][at[-6]] == 0 < traces["A leak"]["dy"][0][at[-6]]
    kink = traces["A kink"]
    assert kink["dy"][0][at[-0.1]] > 1.5 > kink["dy"][0][at[0.1]] and -2 < kink["y"][0].min() < -1.99
    bend = traces["Hardly a bend"]
    assert np.abs(bend["y"][0] - bend["x"]).max() == pytest.approx(0.6)


def test_a_slider_that_is_not_in_force_is_not_shown():
    lab = activations_lab()

    def hidden():
        return [name for name in ("slope", "alpha") if lab.controls[name].layout.display == "none"]

    assert hidden() == ["slope", "alpha"]
    lab.set(function="ELU", compare=("LeakyReLU",))
    lab.wait()
    assert hidden() == []
