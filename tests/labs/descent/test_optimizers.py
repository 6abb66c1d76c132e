"""The optimizers lab: bad arguments are named and the lab is there, captions add up, and its code rebuilds it."""

import re

import numpy as np
import pytest

import lessonlib.labs
from lessonlib.labs import optimizers_lab
from lessonlib.labs.descent.optimizer_picture import draw_optimizers
from lessonlib.labs.descent.optimizer_presets import PRESETS
from lessonlib.labs.descent.optimizers import record_optimizers
from lessonlib.nn.surfaces import SURFACES
from lessonlib.stage.pack import pack
from tests.printed import grain, value

BAD = [
    ({"start": ()}, "got (); click in the picture or write start=(-1, 2)."),
    ({"start": (np.nan, 1)}, "got (nan, 1); click in the picture or write start=(-1, 2)."),
    ({"start": (1, np.inf)}, "got (1, inf); click in the picture or write start=(-1, 2)."),
    ({"start": (1, 2, 3)}, "start: wanted 2 numbers, "),
    ({"start": 5}, "got 5; click in the picture or write start=(-1, 2)."),
    ({"start": "ab"}, "start: wanted 2 numbers, "),
    ({"start": (1e200, 0)}, "got (1e+200, 0); click in the picture"),
    ({"learning_rate": 0}, "SGD(lr): wanted a finite number above 0, got 0."),
    ({"learning_rate": -0.1}, "SGD(lr): wanted a finite number above 0, got -0.1."),
    ({"learning_rate": np.nan}, "SGD(lr): wanted a finite number above 0, got nan."),
    ({"learning_rate": np.inf}, "SGD(lr): wanted a finite number above 0, got inf."),
    ({"learning_rate": "fast"}, "SGD(lr): wanted a finite number above 0, got str 'fast'."),
    ({"learning_rate": {"Adma": 1}}, "Unknown method in learning_rate 'Adma'; did you mean 'Adam'"),
    ({"methods": ("Adma",)}, "Unknown method 'Adma'; did you mean 'Adam' or 'Adagrad'?"),
    ({"methods": ("rmsprop",)}, "Unknown method 'rmsprop'; did you mean 'RMSProp'?"),
    ({"methods": ()}, "methods: wanted at least one of SGD, Momentum"),
    ({"methods": None}, "method: wanted one of SGD"),
    ({"surface": "bwol"}, "Unknown surface 'bwol'; did you mean 'bowl'"),
    ({"surface": None}, "surface: wanted one of bowl"),
    ({"formula": "slide"}, "Unknown formula 'slide'; did you mean 'as on the slide'"),
    ({"inside": "Lion"}, "Unknown method 'Lion'"),
    ({"steps": 0}, "steps: wanted a whole number from 1 to 100000, got 0. Choose one in that range."),
    ({"steps": -5}, "got -5"),
    ({"steps": 100_001}, "got 100001"),
    ({"steps": 2.5}, "got float 2.5"),
    ({"steps": True}, "got bool True"),
    ({"noise": -1}, "noise: wanted a finite number at least 0, got -1."),
    ({"rho": 1.0}, "Momentum(rho): wanted a finite number at least 0 and below 1, got 1.0."),
    ({"beta": -0.1}, "RMSProp(beta): wanted"),
    ({"beta2": 1}, "Adam(betas[1]): wanted"),
    ({"eps": 0}, "RMSProp(eps): wanted a finite number above 0, got 0."),
]


@pytest.mark.parametrize(("wrong", "said"), BAD, ids=lambda value: repr(value) if isinstance(value, dict) else "")
def test_an_argument_that_cannot_be_used_is_named_in_the_page_and_the_lab_is_there(wrong, said):
    lab = optimizers_lab(**wrong)
    assert said in lab.stage.message and "Error" not in lab.stage.message
    assert lab.trace.steps == 101 and lab.code() == "optimizers_lab()"


@pytest.mark.parametrize(("wrong", "said"), BAD, ids=lambda value: repr(value) if isinstance(value, dict) else "")
def test_the_same_asked_later_leaves_the_last_good_picture(wrong, said):
    lab = optimizers_lab("beale", steps=7, step=4)
    lab.set(**wrong)
    lab.wait()
    assert said in lab.stage.message
    assert lab.code() == "optimizers_lab(surface='beale', steps=7, step=4)"
    assert (lab.trace.steps, lab.stage.step) == (8, 4)


def test_without_arguments_the_lab_shows_what_its_record_records():
    lab, trace = optimizers_lab(), record_optimizers()
    assert lab.trace.captions == trace.captions and set(lab.trace.arrays) == set(trace.arrays)
    for name, array in trace.arrays.items():
        np.testing.assert_array_equal(lab.trace[name], array)


def test_an_unknown_argument_is_answered_with_those_there_are():
    with pytest.raises(
        TypeError,
        match=r"no argument learnig_rate; did you mean learning_rate\? There are surface, .*, step, predict\.",
    ):
        optimizers_lab(learnig_rate=0.1)


@pytest.mark.parametrize("surface", SURFACES)
def test_a_rate_of_a_billion_diverges_at_step_1_and_is_said_without_a_warning(surface):
    lab = optimizers_lab(surface, learning_rate=1e9)
    assert lab.stage.message == "" and "SGD diverged at step 1" in lab.stage.scene["title"]
    assert lab.trace.captions[1] == (
        "Step 1, Momentum: diverged at step 1; its learning rate is too large for this surface."
    )
    assert lab.stage.scene["title"].count("diverged at step 1") == 4


def test_a_hundred_thousand_steps_are_computed_thinned_and_said():
    trace = record_optimizers(methods="SGD", inside="SGD", steps=100_000)
    assert trace.notes == ("100000 steps were computed; 1000 are drawn, evenly spread.",)
    assert trace.steps == 1001 and trace["t"][-1] == 100_000
    scene, blob = pack(draw_optimizers(trace), trace)
    assert scene["steps"] == 1001 and len(blob) < 200_000


@pytest.mark.parametrize(("surface", "start"), [("bowl", (0, 0)), ("saddle", (0, 0)), ("rosenbrock", (1, 1))])
def test_a_start_where_the_slope_is_zero_is_a_start_like_any_other(surface, start):
    lab = optimizers_lab(surface, start=start, methods=("SGD", "Momentum"))
    assert lab.stage.message == "" and (lab.trace["position"] == start).all()


@pytest.mark.parametrize("surface", SURFACES)
def test_the_numbers_of_a_caption_add_up_and_are_those_of_the_step(surface):
    trace = record_optimizers(surface, "Momentum", steps=50)
    pattern = r"Step (\d+), Momentum: x = (\S+) ([+−]) (\S+) = (\S+), y = (\S+) ([+−]) (\S+) = (\S+); loss (\S+)\."
    for k, caption in enumerate(trace.captions[1:], start=1):
        step, *parts, loss = re.fullmatch(pattern, caption).groups()
        assert int(step) == trace["t"][k]
        for axis, (before, sign, size, after) in enumerate((parts[:4], parts[4:])):
            total = value(before) + (value(size) if sign == "+" else -value(size))
            assert abs(total - value(after)) <= 1.000001 * (grain(before) + grain(size) + grain(after))
            assert abs(value(before) - trace["position"][0, k - 1, axis]) <= 1.000001 * grain(before)
            assert abs(value(after) - trace["position"][0, k, axis]) <= 1.000001 * grain(after)
        above = trace["excess"][0, k] + SURFACES[surface].floor
        assert abs(value(loss) - above) <= 1.000001 * grain(loss)


def test_the_title_names_the_method_that_is_lowest_at_the_end():
    trace = record_optimizers("himmelblau", steps=40)
    best = str(trace["labels"][trace["excess"][:, -1].argmin()])
    assert draw_optimizers(trace).title.startswith(f"After 40 steps, {best} is lowest: ")


def test_drawing_changes_nothing_and_gives_the_same_twice():
    trace = record_optimizers(steps=20)
    first, second = (pack(draw_optimizers(trace), trace) for _ in range(2))
    assert first == second


STATES = [
    {},
    {"surface": "cliff", "methods": ("Adam",), "inside": "Adam", "start": (2.5, -1.25), "step": 17},
    {"learning_rate": {"SGD": 0.02, "Adam": 0.3}, "noise": 1.5, "steps": 40},
    {"learning_rate": 0.1 + 0.2, "formula": "both", "eps": 1e-7},
    {"start": np.array([1.0, 2.0]), "steps": np.int64(30), "rho": np.float64(0.5)},
    *(arguments for _, arguments in PRESETS.values()),
]


@pytest.mark.parametrize("state", STATES, ids=repr)
def test_the_line_of_code_rebuilds_the_lab(state):
    lab = optimizers_lab(**state)
    again = eval(lab.code(), vars(lessonlib.labs))
    assert again.stage.scene == lab.stage.scene and again.stage.blob == lab.stage.blob
    assert again.stage.step == lab.stage.step == state.get("step", 0)


def test_the_line_of_code_follows_the_controls():
    lab = optimizers_lab()
    lab.controls["surface"].value = "saddle"
    lab.controls["learning_rate"].slider.value = 0.0123456789
    lab._on_page(lab.stage, {"drag": "start", "value": [0.12345678, -1.5]}, [])
    lab.stage.step = 9
    assert lab.code() == ("optimizers_lab(surface='saddle', start=(0.123457, -1.5), learning_rate=0.0123457, step=9)")
    again = eval(lab.code(), vars(lessonlib.labs))
    assert again.stage.blob == lab.stage.blob and again.stage.caption == lab.stage.caption


@pytest.mark.parametrize("surface", ["rosenbrock", "beale", "saddle", "himmelblau", "cliff"])
def test_the_gradient_stands_square_on_the_contour_through_the_place(surface):
    trace, ground = record_optimizers(surface, ["SGD"], inside="SGD", steps=30), SURFACES[surface]
    plot = draw_optimizers(trace).panels[0]
    through = next(mark for mark in plot.marks if mark.kind == "line" and mark.when == "at")
    arrow = next(mark for mark in plot.marks if mark.kind == "arrows")
    assert plot.equal
    for k in (0, 5, 30):
        x, y = trace["position"][0, k]
        step = 1e-6
        slope = [
            (ground.loss(x + dx, y + dy) - ground.loss(x - dx, y - dy)) / (2 * step)
            for dx, dy in ((step, 0), (0, step))
        ]
        drawn = np.array([arrow.arrays["dx"][k, 0], arrow.arrays["dy"][k, 0]])
        np.testing.assert_allclose(drawn / np.linalg.norm(drawn), slope / np.linalg.norm(slope), atol=1e-4)
        places = np.stack([through.arrays[axis][k] for axis in "xy"], axis=1)
        near = places[np.nanargmin(np.linalg.norm(places - [x, y], axis=1))]
        assert np.linalg.norm(near - [x, y]) < 0.05 * np.ptp(trace["y"])


def test_in_a_ravine_wider_than_high_no_angle_is_shown_that_would_not_be_right():
    for surface in SURFACES:
        trace = record_optimizers(surface, steps=20)
        plot = draw_optimizers(trace).panels[0]
        drawn = any(mark.kind == "arrows" for mark in plot.marks)
        assert plot.equal == drawn != ("so no gradient is drawn" in trace.captions[0])
        assert drawn == (surface != "bowl")
