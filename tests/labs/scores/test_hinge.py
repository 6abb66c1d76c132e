"""The hinge loss: margins, losses and penalties are torch's, W really gives the table, a learner's loss is compared."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from lessonlib import nn
from lessonlib.data.slides import SCORES
from lessonlib.labs import hinge_lab
from lessonlib.labs.scores.hinge import PIXELS, PRESETS, draw_hinge, record_hinge
from lessonlib.stage.pack import pack
from tests.printed import grain, value

TRUTH = torch.tensor([0, 1, 2])


def torchs(scores, margin=1.0):
    """torch divides each row's loss by the number of classes; the lecture does not."""
    x = torch.tensor(np.asarray(scores, dtype=float).T)
    return 3 * F.multi_margin_loss(x, TRUTH, margin=margin, reduction="none").numpy()


def totals_of(picture):
    return picture.panels[0].marks[2].marks[0]


def test_the_table_costs_what_the_course_of_its_origin_says():
    trace = record_hinge()
    np.testing.assert_allclose(trace["loss"], [2.9, 0, 12.9], atol=1e-12)
    assert trace["mean"] == pytest.approx(15.8 / 3)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(-50, 50).map(lambda v: round(v, 2)), min_size=9, max_size=9),
    st.sampled_from([0.5, 1.0, 3.0]),
    st.sampled_from([0.0, 0.5, 2.0]),
)
def test_losses_are_torchs_for_any_table_margin_and_scale(numbers, margin, scale):
    scores = np.reshape(numbers, (3, 3))
    trace, wanted = record_hinge(scores, margin, scale), torchs(scale * scores, margin)
    np.testing.assert_allclose(trace["loss"], wanted, rtol=1e-9, atol=1e-9)
    assert trace["mean"] == pytest.approx(wanted.mean(), rel=1e-9, abs=1e-9)
    pack(draw_hinge(trace), trace)


@pytest.mark.parametrize(
    ("penalty", "wanted"),
    [
        ("L2", lambda w: (w**2).sum()),
        ("L1", lambda w: w.abs().sum()),
        ("elastic net", lambda w: (0.3 * w**2 + w.abs()).sum()),
    ],
)
def test_the_penalty_is_that_of_a_w_that_gives_the_scores(penalty, wanted):
    trace = record_hinge(penalty=penalty, strength=0.2, beta=0.3, scale=0.5)
    w = 0.5 * torch.linalg.solve(torch.tensor(PIXELS).T, torch.tensor(SCORES.copy()).T).T
    np.testing.assert_allclose(trace["w"], w, atol=1e-12)
    np.testing.assert_allclose(trace["w"] @ trace["x"], 0.5 * SCORES, atol=1e-12)
    assert trace["added"] == pytest.approx(0.2 * wanted(w).item())
    assert sum(trace["rows"]) == pytest.approx(wanted(w).item())
    assert trace["total"] == pytest.approx(torchs(0.5 * SCORES).mean() + 0.2 * wanted(w).item())


def test_the_default_w_is_written_with_two_decimals():
    np.testing.assert_allclose(
        record_hinge()["w"], [[2.05, 0.15, 1.15], [1.35, 1.15, 3.75], [-3.4, 0.3, 1.7]], atol=1e-12
    )


def test_the_curves_over_the_scale_are_torchs():
    trace = record_hinge(strength=0.1, scale=0.5)
    for i in range(0, 81, 16):
        c = trace["scales"][i]
        assert trace["data by scale"][i] == pytest.approx(torchs(c * SCORES).mean(), abs=1e-9)
        assert trace["penalty by scale"][i] == pytest.approx(0.1 * c**2 * (record_hinge()["w"] ** 2).sum(), abs=1e-9)


def test_each_image_goes_margin_by_margin_then_the_mean_the_penalty_and_the_total():
    trace = record_hinge()
    phases = ["start", *["margin", "margin", "image"] * 3, "mean", "row", "row", "row", "penalty", "total"]
    assert trace["phase"].tolist() == phases
    assert trace["row"][[1, 2, 4, 5, 7, 8]].tolist() == [1, 2, 0, 2, 0, 1], "never against its own class"
    assert totals_of(draw_hinge(trace)).arrays["since"][0].tolist() == [[3, 6, 9, 10, 14, 15]]


def test_margins_and_hinges_appear_at_their_step_and_hold_its_numbers():
    trace = record_hinge()
    margins, hinges = draw_hinge(trace).panels[0].marks[1].marks
    for step in (1, 2, 4, 5, 7, 8):
        k, j = trace["image"][step], trace["row"][step]
        room = SCORES[j, k] - SCORES[k, k] + 1
        for mark, wanted in ((margins, room), (hinges, max(0, room))):
            assert mark.arrays["since"][0, j, k] == step and mark.arrays["lit"][step][0].tolist() == [j, k, 1]
            text = mark.strings["text"][0, j, k]
            assert abs(value(text) - wanted) <= grain(text) + 1e-12
        u, v, m, result = map(
            value, re.search(r": (\S+) − (\S+) \+ (\S+) = ([^,: ]+)[,:]", trace.captions[step]).groups()
        )
        assert (u, v, m) == (SCORES[j, k], SCORES[k, k], 1) and result == pytest.approx(room)
        assert ("counts 0" in trace.captions[step]) == (room <= 0)


def test_sums_in_captions_hold():
    trace = record_hinge()
    wanted = {3: 2.9, 6: 0, 9: 12.9, 10: 15.8 / 3, 13: (trace["w"] ** 2).sum(), 14: trace["added"], 15: trace["total"]}
    for step, number in wanted.items():
        text = re.search(r"(?:=|is) (\S+)\.$", trace.captions[step])[1]
        assert abs(value(text) - float(number)) <= grain(text) + 1e-12


def test_points_stand_on_the_hinge():
    trace = record_hinge(margin=2.0)
    line, points, now = draw_hinge(trace).panels[1].marks
    x, y = points.arrays["x"][0], points.arrays["y"][0]
    np.testing.assert_allclose(y, np.interp(x, line.arrays["x"][0], line.arrays["y"][0]), atol=1e-9)
    np.testing.assert_allclose(sorted(y), sorted(np.maximum(0, (SCORES - np.diag(SCORES) + 2)[~np.eye(3, dtype=bool)])))
    assert np.isfinite(now.arrays["x"][:, 0]).tolist() == [phase == "margin" for phase in trace["phase"]]


def test_the_title_says_which_image_costs_most_or_that_none_does():
    assert draw_hinge(record_hinge()).title.startswith("A frog costs most, 12.9; the mean is 5.27, with λ R(W)")
    assert "costs nothing" in draw_hinge(record_hinge(scores="9 0 0; 0 9 0; 0 0 9")).title


def my_hinge(x, y):
    rows = np.arange(len(y))
    hinges = np.maximum(0, x - x[rows, y][:, None] + 1)
    hinges[rows, y] = 0
    return hinges.sum() / len(y)


def counts_the_right_class(x, y):
    return np.maximum(0, x - x[np.arange(len(y)), y][:, None] + 1).sum() / len(y)


@pytest.mark.parametrize(
    ("mine", "margin"), [(my_hinge, 1.0), (nn.HingeLoss, 1.0), (nn.HingeLoss, 2.5), (nn.HingeLoss(2.5), 2.5)]
)
def test_a_right_loss_is_drawn_without_a_note(mine, margin):
    trace = record_hinge(mine=mine, margin=margin)
    assert trace.notes == ()
    np.testing.assert_allclose(
        trace["mine"], [*torchs(SCORES, margin), torchs(SCORES, margin).mean()], rtol=1e-9, atol=1e-9
    )
    mark = totals_of(draw_hinge(trace))
    assert len(mark.options["rows"]) == 2 and not (mark.arrays["lit"][:, :, 2] == 4).any()


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (counts_the_right_class, r"departs from HingeLoss for a cat: 3\.9 instead of 2\.9\."),
        (lambda x, y: my_hinge(x, y) / 3, r"for a cat: 0\.967 instead of 2\.9"),
        (lambda x, y: np.nan, "not a number instead of 2.9"),
        (lambda x, y: x - 1, r"returned shape \(1, 3\), wanted one number"),
        (lambda x, y: [][0], "raised IndexError"),
        (nn.NLLLoss, r"NLLLoss departs from HingeLoss for a cat: 2\.04 instead of 2\.9"),
    ],
)
def test_what_a_learners_loss_does_otherwise_is_told_in_one_sentence(mine, told):
    trace = record_hinge(mine=mine)
    (note,) = trace.notes
    assert re.search(told, note)
    pack(draw_hinge(trace), trace)


def test_the_departing_loss_is_marked_in_the_learners_row():
    mark = totals_of(draw_hinge(record_hinge(mine=lambda x, y: my_hinge(x, y) * len(y))))
    assert all([1, 3, 4] in step.tolist() and [1, 0, 4] not in step.tolist() for step in mark.arrays["lit"])


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"scores": "1 2"}, "scores: wanted 3 rows of 3 numbers"),
        ({"scores": "a"}, "scores: wanted numbers, got 'a'"),
        ({"margin": 0}, "margin: wanted a finite number above 0 and at most 10, got 0"),
        ({"margin": 99.0}, "margin: wanted a finite number above 0 and at most 10, got 99"),
        ({"scale": -1}, "scale: wanted a finite number at least 0"),
        ({"strength": -0.1}, "strength: wanted a finite number at least 0"),
        ({"beta": None}, "beta: wanted a finite number at least 0"),
        ({"penalty": "l2"}, "Unknown penalty 'l2'; did you mean 'L2'"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = hinge_lab(**bad)
    assert told in lab.stage.message and lab.trace.steps == 16
    lab.set(penalty="L1", scale=0.5)
    assert str(lab.trace["penalty"]) == "L1" and lab.stage.message == ""
    assert lab.code() == "hinge_lab(scale=0.5, penalty='L1')"


def test_every_control_records_again():
    lab = hinge_lab()
    for name, new in (("margin", 2.0), ("scale", 0.5), ("strength", 0.2), ("beta", 1.0), ("penalty", "L1")):
        lab.controls[name].value = new
        assert lab.trace[name] == new
    lab.controls["scores"].text.value = "1 2 3; 4 5 6; 7 8 9"
    np.testing.assert_allclose(lab.trace["scores"], 0.5 * np.arange(1, 10).reshape(3, 3), atol=1e-12)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = hinge_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    assert pack(draw_hinge(lab.trace), lab.trace) == pack(draw_hinge(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_presets_show_what_they_say():
    trace = {name: record_hinge(**more) for name, (_, more) in PRESETS.items()}
    assert trace["The slide's table"]["loss"][1] == 0 and trace["A wider margin"]["loss"][1] > 0
    assert not any(trace["All right"]["loss"]) and not any(trace["All right, W halved"]["loss"])
    assert trace["All right"]["added"] == pytest.approx(4 * trace["All right, W halved"]["added"])
    assert trace["W = 0"]["loss"].tolist() == [2, 2, 2]


def test_images_that_cost_the_same_are_not_set_apart():
    assert draw_hinge(record_hinge(scale=0.0)).title == "All three images cost the same, 2, with λ R(W) it is 2."
