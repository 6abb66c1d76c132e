"""Cross-entropy: the losses of the table and the curves over p are torch's, and the clip is where torch has it."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from lessonlib import nn
from lessonlib.data.slides import CLASSES, SCORES
from lessonlib.labs import cross_entropy_lab
from lessonlib.labs.scores.cross_entropy import PRESETS, draw_cross_entropy, record_cross_entropy
from lessonlib.stage.pack import pack
from tests.printed import grain, value

TRUTH = torch.tensor([0, 1, 2])


def torchs(scores):
    logits = torch.tensor(np.asarray(scores, dtype=float).T)
    return F.cross_entropy(logits, TRUTH, reduction="none").numpy(), F.cross_entropy(logits, TRUTH).item()


def losses_of(picture):
    return picture.panels[0].marks[1].marks[0]


def test_the_table_is_the_slides_and_its_losses_are_torchs():
    assert CLASSES == ("cat", "car", "frog")
    assert SCORES.tolist() == [[3.2, 1.3, 2.2], [5.1, 4.9, 2.5], [-1.7, 2.0, -3.1]]
    trace, (losses, mean) = record_cross_entropy(), torchs(SCORES)
    np.testing.assert_allclose(trace["loss"], losses, rtol=1e-12)
    assert trace["mean"] == pytest.approx(mean, rel=1e-12)
    assert [round(float(loss), 2) for loss in trace["loss"]] == [2.04, 0.08, 6.16]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-1000, 1000).map(lambda v: round(v, 2)), min_size=9, max_size=9))
def test_shares_and_losses_are_torchs_for_any_table(numbers):
    scores = np.reshape(numbers, (3, 3))
    trace, (losses, mean) = record_cross_entropy(scores=scores), torchs(scores)
    np.testing.assert_allclose(trace["share"], torch.softmax(torch.tensor(scores), 0), rtol=1e-10, atol=1e-300)
    np.testing.assert_allclose([*trace["loss"], trace["mean"]], [*losses, mean], rtol=1e-10, atol=1e-12)
    pack(draw_cross_entropy(trace), trace)


def test_each_image_goes_from_its_largest_score_to_its_loss_and_the_mean_is_last():
    trace = record_cross_entropy()
    assert trace["phase"].tolist() == ["start", *["max", "exp", "share", "loss"] * 3, "mean"]
    mark = losses_of(draw_cross_entropy(trace))
    assert mark.arrays["since"][0].tolist() == [[4, 8, 12, 13]]
    lit = mark.arrays["lit"]
    assert [lit[step][0].tolist() for step in (4, 8, 12)] == [[0, 0, 1], [0, 1, 1], [0, 2, 1]]
    assert [0, 3, 1] in lit[13].tolist()


def test_captions_hold_the_numbers_of_their_step():
    trace, (losses, mean) = record_cross_entropy(), torchs(SCORES)
    e = np.exp(SCORES - SCORES.max(0))
    for k in range(3):
        peak, powers, share, loss = trace.captions[1 + 4 * k : 5 + 4 * k]
        assert value(re.search(r"score is (\S+),", peak)[1]) == SCORES[:, k].max()
        text = re.search(r"their sum is (\S+)\.$", powers)[1]
        assert abs(value(text) - e[:, k].sum()) <= grain(text)
        text = re.search(r"= (\S+)\.$", share)[1]
        assert abs(value(text) - np.exp(-losses[k])) <= grain(text)
        text = re.search(r"= (\S+);", loss)[1]
        assert abs(value(text) - losses[k]) <= grain(text)
    text = re.search(r"= (\S+)\.$", trace.captions[-1])[1]
    assert abs(value(text) - mean) <= grain(text)


def test_the_title_names_the_image_that_costs_most():
    assert draw_cross_entropy(record_cross_entropy()).title.startswith("A frog costs most: its share is 0.00212, ")
    assert draw_cross_entropy(record_cross_entropy(scores="0 0 0; 9 0 0; 0 0 0")).title.startswith("A cat costs most")


def test_the_points_stand_on_the_curve():
    line, points, now = draw_cross_entropy(record_cross_entropy()).panels[1].marks
    losses, _ = torchs(SCORES)
    np.testing.assert_allclose(points.arrays["x"][0], np.exp(-losses), rtol=1e-12)
    np.testing.assert_allclose(points.arrays["y"][0], losses, rtol=1e-12)
    np.testing.assert_allclose(line.arrays["y"], -np.log(line.arrays["x"]))
    assert np.isfinite(now.arrays["x"]).sum(axis=1).tolist() == [0, *[0, 0, 0, 1] * 3, 0]


def test_over_p_the_loss_is_torchs_with_torchs_clip():
    trace = record_cross_entropy("binary")
    p = torch.tensor(trace["p"])
    for row, y in enumerate((1.0, 0.0)):
        wanted = F.binary_cross_entropy(p, torch.full_like(p, y), reduction="none")
        np.testing.assert_allclose(trace["value"][row], wanted, rtol=1e-12, atol=1e-12)
    assert trace["value"][0, 0] == trace["value"][1, -1] == 100 and trace["bare"][0, 0] == np.inf
    assert trace["p"][0] == 0 and trace["p"][-1] == 1 and (np.diff(trace["p"]) > 0).all() and 0.5 in trace["p"]
    assert trace["value"][0][trace["p"] == 0.5] == pytest.approx(np.log(2), rel=1e-15)


def test_no_point_stands_where_its_loss_is_not():
    trace = record_cross_entropy("binary")
    curves, clip, _ = draw_cross_entropy(trace).panels
    for row, mark in enumerate(mark for mark in curves.marks if mark.kind == "points"):
        y = mark.arrays["y"][:, 0]
        on = np.isfinite(y)
        np.testing.assert_array_equal(y[on], trace["value"][row][on])
        assert (trace["value"][row][~on] >= curves.y.domain[1]).all() and not on.all()
    names = [mark for mark in curves.marks if mark.kind == "text"]
    assert names[0].strings["text"][0, 0] == "↑ 100" and names[1].strings["text"][-1, 0] == "↑ 100"
    (point,) = [mark for mark in clip.marks if mark.kind == "points"]
    assert np.isnan(point.arrays["x"][0, 0]), "0 has no place on a logarithmic axis"
    assert all(label != "0" for _, label in clip.x.ticks)
    images = draw_cross_entropy(record_cross_entropy(scores="0 0 0; 1000 9 0; 0 0 9")).panels[1]
    points, above = images.marks[1], images.marks[3]
    assert np.isnan(points.arrays["y"][0, 0]) and above.strings["text"][0, 0] == "a cat ↑ 1000"


def test_captions_over_p_say_both_losses_and_the_clip_only_where_it_bites():
    trace = record_cross_entropy("binary")
    for k, caption in enumerate(trace.captions):
        texts = re.search(
            r"the loss is (\S+); if no, (\S+?)\.(?: Without the clip it would be (\S+)\.)?$", caption
        ).groups()
        for text, wanted in zip(texts[:2], trace["value"][:, k], strict=True):
            assert abs(value(text) - wanted) <= grain(text) + 1e-15
        bites = (trace["bare"][:, k] > 100.0001).any()
        assert bool(texts[2]) == bites
        if bites and texts[2] != "∞":
            assert value(texts[2]) == pytest.approx(trace["bare"][:, k].max(), rel=5e-3)
    assert trace.captions[0].endswith("Without the clip it would be ∞.")


def mean_of_logs(x, y):
    z = x - x.max(axis=1, keepdims=True)
    return -(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))[np.arange(len(y)), y].mean()


def summed(x, y):
    return mean_of_logs(x, y) * len(y)


def own_clip(p, y):
    p = np.clip(p[:, 0], 1e-7, 1 - 1e-7)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def unclipped(p, y):
    return -np.mean(np.where(y[:, None] == 1, np.log(p), np.log(1 - p)))


class NLLLoss(nn.NLLLoss):
    """The learner's, of the same name."""


@pytest.mark.parametrize(
    ("part", "mine"),
    [
        ("scores", mean_of_logs),
        ("scores", NLLLoss),
        ("scores", NLLLoss()),
        ("binary", own_clip),
        ("binary", nn.BCELoss),
    ],
)
def test_a_right_loss_is_drawn_without_a_note(part, mine):
    trace = record_cross_entropy(part, mine=mine)
    assert trace.notes == () and trace["mine" if part == "scores" else "theirs"].size
    pack(draw_cross_entropy(trace), trace)


def test_a_learners_loss_of_our_name_is_called_mine():
    assert record_cross_entropy(mine=NLLLoss)["label"] == "My NLLLoss"


@pytest.mark.parametrize(
    ("part", "mine", "told"),
    [
        ("scores", summed, r"summed departs from NLLLoss for all three: 8\.28 instead of 2\.76\."),
        ("scores", lambda x, y: -mean_of_logs(x, y), "for a cat: −2.04 instead of 2.04"),
        ("scores", lambda x, y: np.nan, "for a cat: not a number instead of 2.04"),
        ("scores", lambda x, y: x, r"returned shape \(1, 3\), wanted one number"),
        ("scores", lambda x, y: None, "returned nothing"),
        ("scores", lambda x: 0, "raised TypeError"),
        ("binary", unclipped, r"first at p = 0, y = 1: ∞ instead of 100: keep the logarithm from reaching 0"),
        ("binary", lambda p, y: own_clip(p, 1 - y), r"departs from BCELoss at .*, first at p = 1·10⁻⁵, y = 1: "),
        ("binary", lambda p, y: "much", "returned str, wanted one number"),
    ],
)
def test_what_a_learners_loss_does_otherwise_is_told_in_one_sentence(part, mine, told):
    trace = record_cross_entropy(part, mine=mine)
    (note,) = trace.notes
    assert re.search(told, note)
    pack(draw_cross_entropy(trace), trace)


def test_the_departing_loss_is_marked_in_the_learners_row():
    mark = losses_of(draw_cross_entropy(record_cross_entropy(mine=summed)))
    assert mark.options["rows"] == ["−ln p", "summed"]
    assert all([1, 3, 4] in step.tolist() and [1, 0, 4] not in step.tolist() for step in mark.arrays["lit"])


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"part": "scors"}, "Unknown part 'scors'; did you mean 'scores'"),
        ({"part": 3}, "part: wanted one of scores, binary"),
        ({"scores": "1 2 3"}, "scores: wanted 3 rows of 3 numbers, one for each class and image, got (1, 3)"),
        ({"scores": "1 2 3; 4 5 6; 7 8 many"}, "scores: wanted numbers, got 'many' in row 3"),
        ({"scores": np.full((3, 3), np.nan)}, "scores: wanted numbers from"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = cross_entropy_lab(**bad)
    assert told in lab.stage.message and lab.trace.steps == 14
    lab.controls["part"].value = "binary"
    assert lab.trace.steps > 100 and lab.stage.message == ""
    assert lab.code() == "cross_entropy_lab(part='binary')"


def test_typing_scores_records_them():
    lab = cross_entropy_lab()
    lab.controls["scores"].text.value = "0 0 0; 0 0 0; 0 0 0"
    np.testing.assert_allclose(lab.trace["loss"], np.log(3), rtol=1e-12)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = cross_entropy_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    assert pack(draw_cross_entropy(lab.trace), lab.trace) == pack(draw_cross_entropy(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_presets_show_what_they_say():
    losses = {name: record_cross_entropy(**more)["loss"] for name, (_, more) in PRESETS.items() if "part" not in more}
    assert losses["The slide's table"].argmin() == 1
    np.testing.assert_allclose(losses["All scores equal"], 1.0986, atol=1e-4)
    assert losses["Right, and sure"].max() < 0.001 and losses["Wrong, and sure"][0] == 1000


def test_images_that_cost_the_same_are_not_set_apart_and_share_a_label():
    picture = draw_cross_entropy(record_cross_entropy(scores="0 0 0; 0 0 0; 0 0 0"))
    assert picture.title == "All three images cost the same: the share of the right class is 0.333, the loss 1.1."
    points = next(mark for mark in picture.panels[1].marks if "labels" in mark.strings)
    assert points.strings["labels"].ravel().tolist() == ["", "", "a cat, a car, a frog"]


def test_a_share_that_a_float_loses_or_that_three_digits_round_to_1_is_told_as_it_is():
    trace = record_cross_entropy(scores="0 0 0; 1000 9 0; 0 0 9")
    lost, nearly = trace.captions[4], trace.captions[8]
    assert lost == "A cat: a float loses the share, −ln 0 = ∞; our NLLLoss takes log and exp together and gives 1000."
    missing = 1 - torch.softmax(torch.tensor([0.0, 9.0, 0.0], dtype=torch.float64), 0)[1].item()
    assert float(f"{missing:.2e}") == 2.47e-4 and "−ln (1 − 2.47·10⁻⁴) = 2.47·10⁻⁴" in nearly


def test_the_scores_are_asked_for_only_where_they_count():
    lab = cross_entropy_lab()
    assert lab.controls["scores"].layout.display != "none"
    lab.controls["part"].value = "binary"
    assert lab.controls["scores"].layout.display == "none"
    lab.set(part="scores")
    lab.wait()
    assert lab.controls["scores"].layout.display == ""
    assert cross_entropy_lab("binary").controls["scores"].layout.display == "none"
