"""The penalties lab: every fit against scikit-learn, lines of equal penalty and loss, a learner's penalty."""

import numpy as np
import pytest
from scipy import optimize
from sklearn.linear_model import ElasticNet, Lasso, Ridge

from lessonlib.data import load_diabetes
from lessonlib.labs import penalties_lab
from lessonlib.labs.shared import own
from lessonlib.labs.training.penalties import CLASSES, PENALTIES, record_penalties
from lessonlib.labs.training.penalties_picture import draw_penalties
from lessonlib.labs.training.penalty_shapes import ellipses, outlines
from lessonlib.nn import L1, L2
from lessonlib.nn import ElasticNet as OurElasticNet
from lessonlib.nn.proximal import soft_threshold
from lessonlib.stage import number
from lessonlib.stage.pack import pack
from tests.printed import value

DATA = load_diabetes()


def sklearns(x, penalty, strength, beta):
    exact = {"fit_intercept": False, "tol": 1e-12, "max_iter": 100_000}
    if penalty == "L1":
        return Lasso(alpha=strength / 2, **exact).fit(x, DATA.y).coef_
    if penalty == "L2":
        return Ridge(alpha=strength * len(x), fit_intercept=False).fit(x, DATA.y).coef_
    alpha = strength * (0.5 + beta)
    return ElasticNet(alpha=alpha, l1_ratio=0.5 / (0.5 + beta), **exact).fit(x, DATA.y).coef_


@pytest.mark.parametrize("beta", [0.4, 1.0])
def test_all_ten_weights_are_scikit_learns_and_the_zeros_are_the_same(beta):
    trace = record_penalties(beta=beta)
    for i, penalty in enumerate(PENALTIES):
        for k in range(0, trace.steps, 6):
            wanted = sklearns(DATA.x, penalty, trace["strength"][k], beta)
            np.testing.assert_allclose(trace["weights"][i, k], wanted, atol=1e-6)
            np.testing.assert_array_equal(trace["weights"][i, k] == 0, wanted == 0)


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("pair", [("bmi", "blood pressure"), ("cholesterol", "LDL")])
def test_the_two_weights_in_the_plane_are_scikit_learns_of_two_features(penalty, pair):
    trace = record_penalties(penalty, pair=pair)
    x = DATA.x[:, [DATA.features.index(name) for name in pair]]
    for k in range(0, trace.steps, 6):
        np.testing.assert_allclose(trace["w"][k], sklearns(x, penalty, trace["strength"][k], 1.0), atol=1e-6)
    np.testing.assert_allclose(trace["free"], np.linalg.lstsq(x, DATA.y, rcond=None)[0])


@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_proximal_step_in_the_formula_leaves_the_weights_where_they_are(penalty):
    trace = record_penalties(penalty)
    l1, l2 = trace["shares"]
    strength, rate = trace["strength"][:, None], trace["rate"]
    stays = soft_threshold(trace["z"], rate * l1 * strength) / (1 + 2 * rate * l2 * strength)
    np.testing.assert_allclose(stays, trace["w"], atol=1e-9)


@pytest.mark.parametrize(("name", "ours"), [("L1", L1(1.0)), ("L2", L2(1.0)), ("elastic net", OurElasticNet(1.0, 0.7))])
def test_on_the_outline_the_penalty_is_as_large_as_at_the_weights(name, ours):
    trace = record_penalties(name, beta=0.7)
    for k in (0, 20, 40):
        level = ours.value(trace["w"][k])
        np.testing.assert_allclose([ours.value(v) for v in trace["shape"][k]], level, rtol=1e-9)


def test_the_outline_of_nothing_is_a_point():
    assert (outlines(np.zeros((1, 2)), 1.0, 0.0) == 0).all() and (outlines(np.zeros((1, 2)), 0.0, 1.0) == 0).all()


@pytest.mark.parametrize("penalty", PENALTIES)
def test_loss_and_penalty_touch_no_place_of_the_outline_has_a_lower_loss(penalty):
    trace = record_penalties(penalty)
    curvature, free = trace["curvature"], trace["free"]

    def loss(v):
        return np.einsum("...i,ij,...j", v - free, curvature, v - free)

    for k in (10, 30, 40):
        assert loss(trace["shape"][k]).min() >= loss(trace["w"][k]) - 1e-12
        line = ellipses(trace["w"][k : k + 1], free, curvature)[0]
        np.testing.assert_allclose(loss(line), loss(trace["w"][k]), rtol=1e-9)


def test_the_contours_are_the_mean_squared_error_above_its_lowest():
    trace = record_penalties()
    x = DATA.x[:, trace["pair"]]
    lowest = optimize.minimize(lambda v: ((x @ v - DATA.y) ** 2).mean(), np.zeros(2)).fun
    for i, j in ((0, 0), (30, 50), (60, 7)):
        v = np.array([trace["grid"][j], trace["grid"][i]])
        assert trace["surface"][i, j] == pytest.approx(((x @ v - DATA.y) ** 2).mean() - lowest, abs=1e-6)


def test_l1_makes_one_zero_after_another_and_l2_none():
    zeros = (record_penalties()["weights"] == 0).sum(axis=2)
    assert zeros[0, 0] == 0 and zeros[0, -1] == 10 and set(zeros[0]) >= {1, 2, 3, 4, 6, 8, 10}
    assert (zeros[1] == 0).all() and zeros[2, -1] == 10


@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_picture_is_pure_its_table_lights_exactly_the_zeros_and_its_title_counts_them(penalty):
    trace = record_penalties(penalty)
    picture = draw_penalties(trace)
    assert pack(picture, trace) == pack(draw_penalties(trace), trace)
    table = picture.panels[2].marks[0]
    for k in (0, 30, trace.steps - 1):
        lit = {(r, c) for r, c, role in table.arrays["lit"][k].tolist() if role > 0}
        assert lit == {(int(r), int(c) + 1) for c, r in np.argwhere(trace["weights"][:, k] == 0)}
        shown = table.strings["text"][k]
        assert {(r, c) for r, c in np.argwhere(shown == "0").tolist()} == lit
    if penalty == "L1":
        zeros = (trace["weights"][0] == 0).sum(axis=1)
        k = int(np.argmax(zeros >= 5))
        assert picture.title.startswith(f"L1 makes {zeros[k]} of 10 weights exactly 0 at strength 0.117")


def test_the_names_of_the_lines_stand_apart():
    for penalty in PENALTIES:
        marks = draw_penalties(record_penalties(penalty)).panels[1].marks
        heights = sorted(mark.arrays["y"][0, 0] for mark in marks if mark.kind == "text")
        assert len(heights) == 10 and np.diff(heights).min() > 0.04


class MyL1:
    """As the lecture has it."""

    def __init__(self, strength):
        self.strength = strength

    def value(self, weight):
        return self.strength * np.abs(weight).sum()

    def gradient(self, weight):
        return self.strength * np.sign(weight)


def mine(**methods):
    return type("MyL1", (MyL1,), methods)


def test_a_right_penalty_of_a_learners_has_our_outline_and_no_word():
    trace = record_penalties(mine=MyL1)
    assert trace.notes == () and str(trace["label"]) == "MyL1"
    for k in (0, 20, 40):
        line = trace["mine"][k]
        line = line[np.isfinite(line).all(axis=1)]
        np.testing.assert_allclose(np.abs(line).sum(axis=1), np.abs(trace["w"][k]).sum(), rtol=0.02)
    assert ("mine", "all places where MyL1 is as large as there") in draw_penalties(trace).key
    pack(draw_penalties(trace), trace)


def test_our_own_penalties_agree_with_themselves():
    for name, cls in zip(CLASSES, (L1, L2, OurElasticNet), strict=True):
        assert cls.__name__ == name and record_penalties(CLASSES[name], mine=cls, beta=0.5).notes == ()


@pytest.mark.parametrize(
    ("methods", "sentences"),
    [
        ({"value": lambda self, w: (w**2).sum()}, ["MyL1 departs from L1 in value at w = (0.5, −0.25): 0.3125"]),
        (
            {"gradient": lambda self, w: np.ones(2)},
            ["MyL1 departs from L1 in gradient along the second weight at w = (0.5, −0.25): 1 instead of −1."],
        ),
        ({"value": lambda self, w: np.abs(w)}, ["MyL1.value returned shape (2,), wanted ()"]),
        ({"gradient": lambda self, w: 1.0}, ["MyL1.gradient returned shape (), wanted (2,)"]),
        ({"value": lambda self, w: None}, ["MyL1.value returned nothing"]),
        ({"value": lambda self, w: {}["w"]}, ["MyL1 raised KeyError: 'w'"]),
        ({"value": lambda self, w: np.nan}, ["in value at w = (0.5, −0.25): not a number instead of 0.75"]),
    ],
)
def test_a_wrong_penalty_is_told_in_a_sentence(methods, sentences):
    trace = record_penalties(mine=mine(**methods))
    assert len(trace.notes) == len(sentences)
    for note, sentence in zip(trace.notes, sentences, strict=True):
        assert sentence in note
    pack(draw_penalties(trace), trace)


def test_a_penalty_that_never_returns_is_stopped(monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 0.3)

    def forever(self, weight):
        while True:
            pass

    assert "MyL1 did not return" in record_penalties(mine=mine(value=forever)).notes[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"penalty": "L3"}, "Unknown penalty 'L3'"),
        ({"pair": ("bmi", "height")}, "Unknown feature 'height'"),
        ({"pair": ("bmi", "bmi")}, "pair: wanted two different features"),
        ({"pair": "bmi"}, "pair: wanted two different features"),
        ({"beta": -1}, "beta: wanted a finite number at least 0, got -1"),
        ({"beta": float("nan")}, "beta: wanted a finite number"),
        ({"strongest": -0.5}, "strongest: wanted a finite number at least 0.01 and at most 1000, got -0.5"),
        ({"strongest": 0}, "strongest: wanted a finite number at least 0.01 and at most 1000, got 0"),
        ({"strongest": 1e9}, "strongest: wanted a finite number at least 0.01 and at most 1000"),
    ],
)
def test_bad_arguments_are_named_in_the_page_and_the_default_is_drawn(arguments, sentence):
    lab = penalties_lab(**arguments)
    assert sentence in lab.stage.message and lab.trace.steps == 48


def test_the_lab_is_rebuilt_by_its_line_of_code_and_saved_to_a_small_page(tmp_path):
    lab = penalties_lab("elastic net", pair=("cholesterol", "LDL"), beta=0.5, mine=MyL1, step=9)
    assert lab.code() == (
        "penalties_lab(penalty='elastic net', pair=('cholesterol', 'LDL'), beta=0.5, mine=MyL1, step=9)"
    )
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 400_000


def test_what_the_presets_say_is_what_happens():
    corner = record_penalties("L1")["w"]
    assert ((corner[:, 1] == 0) & (corner[:, 0] != 0)).any()
    assert (record_penalties("L2")["w"] != 0).all()
    alike = record_penalties("L1", pair=("cholesterol", "LDL"))["w"]
    assert ((alike[:, 1] == 0) & (alike[:, 0] != 0)).any()


class ForgetsItsStrength(MyL1):
    def gradient(self, weight):
        return np.sign(weight)


class ForgetsItsStrengthInL2(MyL1):
    def value(self, weight):
        return self.strength * (weight**2).sum()

    def gradient(self, weight):
        return 2 * weight


@pytest.mark.parametrize(("penalty", "mine"), [("L1", ForgetsItsStrength), ("L2", ForgetsItsStrengthInL2)])
def test_a_strength_that_the_gradient_forgets_is_seen(penalty, mine):
    (note,) = record_penalties(penalty, mine=type(f"My{penalty}", (mine,), {})).notes
    assert "gradient along the first weight at strength 0.7, w = (0.5, −0.25): 1 instead of 0.7" in note


@pytest.mark.parametrize("penalty", PENALTIES)
def test_no_caption_says_not_yet_once_a_weight_has_been_0(penalty):
    trace = record_penalties(penalty)
    zeros = (trace["weights"][PENALTIES.index(penalty)] == 0).any(axis=1)
    for k, caption in enumerate(trace.captions):
        assert ("yet" in caption) == (penalty != "L2" and not zeros[: k + 1].any()), caption


@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_curves_show_no_more_than_the_strength_has_reached(penalty):
    trace = record_penalties(penalty)
    picture = draw_penalties(trace)
    lines = [mark for mark in picture.panels[1].marks if mark.kind == "line"]
    curves = [mark for mark in lines if mark.arrays["y"].shape[-1] == trace.steps]
    assert len(curves) == 10 and all(mark.when == "upto" for mark in curves)
    if penalty != "L2":
        step, column = picture.question.step, PENALTIES.index(penalty)
        first = trace["weights"][column, step] == 0
        assert trace["features"][first].tolist() == [picture.question.truth]
        assert (trace["weights"][column, :step] != 0).all()


@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_proximal_step_holds_for_the_digits_that_are_printed(penalty):
    trace = record_penalties(penalty)
    for mark in draw_penalties(trace).formulas[:2]:
        for k in range(trace.steps):
            told = {place: value(strings[k][0]) for place, strings in mark.strings.items()}
            after = np.sign(told["z"]) * max(abs(told["z"]) - told.get("t", 0), 0) / told.get("shrink", 1)
            assert number(after) == mark.strings["w"][k][0]


@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_strengths_end_with_the_first_that_leaves_no_weight(penalty):
    trace = record_penalties(penalty)
    nothing = ~trace["weights"][PENALTIES.index(penalty)].any(axis=1)
    assert nothing.sum() == (penalty != "L2") and nothing[-1] == (penalty != "L2")
