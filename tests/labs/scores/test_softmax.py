"""Softmax: shares are torch's, what overflows is shown as it is and warns nobody, a learner's function is compared."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.data.slides import SCORES
from lessonlib.labs import softmax_lab
from lessonlib.labs.scores.softmax import PRESETS, record_softmax
from lessonlib.labs.scores.softmax_picture import draw_softmax
from lessonlib.stage.pack import pack
from tests.printed import grain, value


def torchs(scores, temperature=1.0):
    return torch.softmax(torch.tensor(scores, dtype=torch.float64) / temperature, 0).numpy()


def texts_of(picture):
    return picture.panels[0].marks[0].marks[0].strings["text"]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(-1000, 1000).map(lambda v: round(v, 2)), min_size=2, max_size=7),
    st.sampled_from([0.1, 0.7, 1.0, 3.0, 100.0]),
)
def test_with_the_shift_the_shares_are_torchs_at_any_score_and_temperature(scores, temperature):
    trace = record_softmax(scores, temperature)
    np.testing.assert_allclose(trace["share"], torchs(scores, temperature), rtol=1e-10, atol=1e-300)
    assert trace["e"].max() == 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-30, 30).map(lambda v: round(v, 2)), min_size=2, max_size=7))
def test_without_the_shift_the_shares_are_the_same_as_long_as_exp_can_hold_them(scores):
    np.testing.assert_allclose(record_softmax(scores, shift=False)["share"], torchs(scores), rtol=1e-10)


def test_the_first_scores_are_those_of_the_slides_cat():
    assert record_softmax()["z"].tolist() == SCORES[:, 0].tolist() == [3.2, 5.1, -1.7]
    np.testing.assert_allclose(record_softmax()["share"], torchs([3.2, 5.1, -1.7]), rtol=1e-12)


@pytest.mark.parametrize(
    ("scores", "told"), [("1000 999", "∞ / ∞"), ("-1000 -999", "0 / 0"), ("1000 1", "∞ / ∞"), ("709.9 709.9", "∞ / ∞")]
)
def test_without_the_shift_what_is_not_a_number_is_shown_as_such(scores, told):
    trace = record_softmax(scores, shift=False)
    with np.errstate(all="ignore"):
        e = np.exp(trace["z"])
        np.testing.assert_array_equal(trace["share"], e / e.sum())
    picture = draw_softmax(trace)
    assert told in picture.title and "not a number" in picture.title
    assert "not a number" in texts_of(picture)[-1]
    assert "every gradient, would be lost" in trace.captions[-1]
    pack(picture, trace)


@pytest.mark.parametrize("shift", [True, False])
def test_the_shares_by_temperature_are_computed_as_the_table_computes_them(shift):
    trace = record_softmax("1000 999 990", shift=shift)
    _, _, panel = draw_softmax(trace).panels
    curves = [mark for mark in panel.marks if mark.kind == "line"][1:]
    for i, (curve, point) in enumerate(zip(curves, panel.marks[2::2], strict=True)):
        with np.errstate(all="ignore"):
            t, z = curve.arrays["x"][0], trace["z"]
            assert np.isnan(curve.arrays["y"][:-1]).all(), "drawn only when the shares are known"
            e = np.exp(z[:, None] / t - (z.max() / t if shift else 0))
            np.testing.assert_allclose(curve.arrays["y"][-1], e[i] / e.sum(axis=0), rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(point.arrays["y"][-1], trace["share"][i : i + 1])
    assert np.isnan(curves[0].arrays["y"][-1]).any() == (not shift)


def test_the_shift_mends_what_was_not_a_number():
    assert np.isnan(record_softmax("1000 999", shift=False)["share"]).all()
    np.testing.assert_allclose(record_softmax("1000 999")["share"], torchs([1000.0, 999.0]), rtol=1e-12)


def test_each_step_shows_what_has_been_computed_and_no_more():
    trace = record_softmax("1 2 3", temperature=2.0)
    mark = draw_softmax(trace).panels[0].marks[0].marks[0]
    since = mark.arrays["since"][0]
    e = torch.exp(torch.tensor([1.0, 2, 3], dtype=torch.float64) / 2 - 1.5).numpy()
    assert since[:3].tolist() == [[0, 1, 2, 3, 9], [0, 1, 2, 4, 10], [0, 1, 2, 5, 11]]
    for step, wanted in ((5, ""), (6, e[0]), (7, e[:2].sum()), (8, e.sum()), (9, e.sum())):
        text = mark.strings["text"][step, 3, 3]
        assert text == wanted if wanted == "" else abs(value(text) - wanted) <= grain(text)
    assert mark.strings["text"][-1, 3, 4] == "1" and set(mark.strings["text"][:-1, 3, 4]) == {""}
    for row, share in enumerate(torchs([1.0, 2, 3], 2.0)):
        text = mark.strings["text"][-1, row, 4]
        assert abs(value(text) - share) <= grain(text)


def test_captions_hold_the_numbers_of_their_step():
    trace = record_softmax("1 2 3", temperature=2.0)
    e, p = np.exp([-1, -0.5, 0]), torchs([1.0, 2, 3], 2.0)
    assert trace.captions[1].endswith("1 / 2 = 0.5, and so on.") and "The largest, 1.5 for frog" in trace.captions[2]
    for i in range(3):
        power, held = re.search(r"exp\((\S+)\) = (\S+?)\.$", trace.captions[3 + i]).groups()
        assert value(power) == [-1, -0.5, 0][i] and abs(value(held) - e[i]) <= grain(held)
        total = re.search(r"= (\S+)\.$", trace.captions[6 + i])[1]
        assert abs(value(total) - e[: i + 1].sum()) <= grain(total)
        share = re.search(r"= (\S+)\.$", trace.captions[9 + i])[1]
        assert abs(value(share) - p[i]) <= grain(share)


def test_the_shares_at_other_temperatures_are_torchs_too():
    picture = draw_softmax(record_softmax("3 1 -2", temperature=5.0))
    curves = [mark for mark in picture.panels[2].marks if mark.options.get("label")]
    for i, curve in enumerate(curves):
        for t, share in zip(curve.arrays["x"][0][::30], curve.arrays["y"][-1][::30], strict=True):
            assert share == pytest.approx(torchs([3.0, 1, -2], t)[i], abs=1e-12)


def test_a_bar_is_exp_and_then_its_share():
    trace = record_softmax()
    grey, accent, nan = draw_softmax(trace).panels[1].marks
    e, share = np.exp([-1.9, 0, -6.8]), torchs([3.2, 5.1, -1.7])
    nothing = [np.nan] * 3
    heights = {2: nothing, 4: [e[0], e[1], np.nan], 8: e, 10: [share[0], share[1], e[2]], 12: share}
    for step, wanted in heights.items():
        both = np.fmax(grey.arrays["height"][step], accent.arrays["height"][step])
        np.testing.assert_allclose(both, wanted, rtol=1e-12)
    assert np.isfinite(accent.arrays["height"]).sum(axis=1).tolist() == [0] * 3 + [1] * 3 + [0] * 3 + [1] * 3 + [0]
    assert grey.strings["labels"][8].tolist() == ["0.15", "1", "0.0011"]
    assert grey.strings["labels"][12].tolist() == ["13 %", "87 %", "<1 %"]
    assert np.isnan(nan.arrays["y"]).all()


def test_without_the_shift_a_bar_waits_for_its_share_and_says_nan_where_it_is_none():
    grey, accent, nan = draw_softmax(record_softmax("1000 999 1", shift=False)).panels[1].marks
    assert not np.isfinite(grey.arrays["height"][:9]).any() and not np.isfinite(accent.arrays["height"][:9]).any()
    assert np.isfinite(nan.arrays["y"][-1]).tolist() == [True, True, False]
    assert nan.strings["text"][-1].tolist() == ["NaN", "NaN", "0 %"]


def shifted(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def on_the_slide(pred):
    exp_scores = np.exp(pred)
    return exp_scores / exp_scores.sum()


@pytest.mark.parametrize("mine", [shifted, on_the_slide, lambda x: shifted(x)[0]])
def test_a_right_function_is_drawn_without_a_note(mine):
    trace = record_softmax("1 2 3", temperature=0.5, mine=mine)
    assert trace.notes == ()
    np.testing.assert_allclose(trace["mine"], torchs([1.0, 2, 3], 0.5), rtol=1e-12)
    assert draw_softmax(trace).key == [("mine", str(trace["label"]))]


@pytest.mark.parametrize(
    ("scores", "mine", "told"),
    [
        (
            "1000 999",
            on_the_slide,
            "first that of class 0: not a number instead of 0.731; does it subtract the largest",
        ),
        ("1 2 3", np.exp, r"exp departs from the softmax in 3 of 3 shares, first that of cat: 2\.72 instead of 0\.09"),
        ("1 2 3", lambda x: shifted(x.T).T, "first that of cat: 1 instead of 0.09"),
        ("1 2 3", lambda x: x.sum(), r"returned shape \(\), wanted \(3,\)"),
        ("1 2 3", lambda x: x[:, :2], r"returned shape \(1, 2\), wanted \(3,\)"),
        ("1 2 3", lambda x: None, "returned nothing"),
        ("1 2 3", lambda x: x / 0 + "s", "raised "),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told_in_one_sentence(scores, mine, told):
    trace = record_softmax(scores, mine=mine)
    (note,) = trace.notes
    assert re.search(told, note)
    pack(draw_softmax(trace), trace)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"scores": "3"}, "scores: wanted 2 to 7 numbers in one row, got (1, 1)"),
        ({"scores": "1 2; 3 4"}, "scores: wanted 2 to 7 numbers in one row, got (2, 2)"),
        ({"scores": "1 2 3 4 5 6 7 8"}, "scores: wanted at most"),
        ({"scores": "1 cat"}, "scores: wanted numbers, got 'cat'"),
        ({"scores": "1 20000"}, "scores: wanted numbers from −10000 to 10000"),
        ({"shift": "no"}, "shift: wanted True or False, got str 'no'"),
        ({"shift": np.array([])}, "shift: wanted True or False, got"),
        ({"temperature": 0}, "temperature: wanted a finite number at least 0.1 and at most 100, got 0"),
        ({"temperature": 1e9}, "temperature: wanted a finite number at least 0.1 and at most 100, got 1"),
        ({"temperature": "hot"}, "temperature: wanted a finite number"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = softmax_lab(**bad)
    assert told in lab.stage.message
    lab.set(scores="0 0", temperature=2.0, shift=False)
    assert lab.trace["share"].tolist() == [0.5, 0.5] and lab.stage.message == ""
    assert lab.code() == "softmax_lab(scores='0 0', temperature=2.0, shift=False)"


def test_a_column_of_scores_is_read_as_a_row():
    assert record_softmax("1; 2; 3")["z"].tolist() == [1, 2, 3]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = softmax_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    assert pack(draw_softmax(lab.trace), lab.trace) == pack(draw_softmax(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_presets_show_what_they_say():
    shares = {name: record_softmax(**preset)["share"] for name, (_, preset) in PRESETS.items()}
    assert np.isnan(shares["Scores near 1000"]).all() and np.isnan(shares["Scores near −1000"]).all()
    np.testing.assert_allclose(shares["100 more for all"], record_softmax()["share"], rtol=1e-10)
    assert shares["Cold"].max() > 0.999 and np.ptp(shares["Hot"]) < 0.15


def test_every_control_records_again():
    lab = softmax_lab()
    lab.controls["scores"].text.value = "1000 0"
    lab.controls["shift"].value = False
    assert np.isnan(lab.trace["share"][0]) and lab.trace["share"][1] == 0
    lab.controls["temperature"].value = 10.0
    np.testing.assert_allclose(lab.trace["share"], torchs([1000.0, 0.0], 10.0), atol=1e-12)
