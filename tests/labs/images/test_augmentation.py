"""The augmentation lab: its images are scipy's, its shares are counted anew, and learners' changes are told."""

import re

import numpy as np
import pytest
import scipy.ndimage
import torch

from lessonlib.labs import augmentation_lab
from lessonlib.labs.images.augmentation import IMAGES, PRESETS, draw_augmentation, record_augmentation
from lessonlib.labs.images.augmentation_changes import BY_AMOUNT, MIRRORS
from lessonlib.labs.images.augmentation_networks import images_of, without
from lessonlib.stage.pack import pack
from tests.notebooks.prose import page


def by_torch(data, images, seed=0):
    """What torch makes of the images with the weights of the network that saw them as they are."""
    w1, b1, w2, b2 = (torch.tensor(w) for w in without(data, seed).parameters())
    rows = torch.tensor(images.reshape(len(images), -1), dtype=torch.float64)
    return torch.softmax(torch.relu(rows @ w1 + b1) @ w2 + b2, dim=1).numpy()


def test_each_step_turns_the_image_five_degrees_further_as_scipy_turns_it():
    trace = record_augmentation("rotate", "digit 6")
    assert trace.steps == 37 and trace["said"][6] == "rotated by 30°"
    for k in (0, 1, 6, 18, 36):
        turned = scipy.ndimage.rotate(trace["image"][0], 5 * k, order=1, reshape=False, mode="grid-constant")
        np.testing.assert_allclose(trace["changed"][k], turned, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("change", "step", "by_scipy"),
    [
        ("shift", 6, lambda x: scipy.ndimage.shift(x, (0, 1.5), order=1, mode="grid-constant")),
        ("larger", 20, lambda x: scipy.ndimage.affine_transform(x, [0.5, 0.5], 1.75, order=1, mode="grid-constant")),
        ("smaller", 10, lambda x: scipy.ndimage.affine_transform(x, [2, 2], -3.5, order=1, mode="grid-constant")),
    ],
)
def test_the_other_changes_are_scipys_too(change, step, by_scipy):
    trace = record_augmentation(change, "digit 3")
    np.testing.assert_allclose(trace["changed"][step], by_scipy(trace["image"][0]), rtol=0, atol=1e-9)


@pytest.mark.parametrize("change", BY_AMOUNT)
def test_the_first_step_is_the_image_as_it_is(change):
    trace = record_augmentation(change, "digit 8")
    np.testing.assert_allclose(trace["changed"][0], trace["image"][0], rtol=0, atol=1e-12)
    assert trace.captions[0].startswith("As it is, this 8 is read as ")
    assert trace.steps >= 12


@pytest.mark.parametrize(("image", "data"), [("digit 6", "digits"), ("ankle boot", "clothes")])
def test_the_share_of_right_answers_is_what_torch_and_scipy_count(image, data):
    trace, images = record_augmentation("rotate", image), images_of(data, 0)
    turned = scipy.ndimage.rotate(images.x_held_out, 45, axes=(1, 2), order=1, reshape=False, mode="grid-constant")
    right = by_torch(data, turned).argmax(axis=1) == images.y_held_out
    np.testing.assert_allclose(trace["right"][9, 0], right.mean(), atol=0.5 / len(right))
    np.testing.assert_allclose(trace["p"][0, 0], by_torch(data, trace["image"])[0], atol=1e-5)


def test_nothing_that_is_held_out_was_learned_from():
    for data in ("digits", "clothes"):
        images = images_of(data, 3)
        known = {x.tobytes() for x in images.x}
        assert sum(x.tobytes() in known for x in images.x_held_out) <= 1  # the data may hold an image twice


@pytest.mark.parametrize("change", ["rotate", "shift", "smaller"])
def test_what_training_showed_is_read_better_on_every_seed(change):
    for seed in range(3):
        trace = record_augmentation(change, seed=seed)
        at = int(np.argmin(np.abs(trace["amounts"] - trace["seen"][1])))
        assert trace["right"][at, 1] > trace["right"][at, 0] + 0.2
        assert trace["right"][0].min() > 0.9  # as they are, both read them: far above guessing, 0.1


def test_training_draws_amounts_on_both_sides_and_no_further_than_it_says():
    corner = np.zeros((400, 8, 8))
    corner[:, 3, 4] = 1.0
    drawn = BY_AMOUNT["shift"].drawn(corner, 0.5, np.random.default_rng(0))
    centre = (drawn.sum(axis=1) * np.arange(8)).sum(axis=1) / drawn.sum(axis=(1, 2)) - 4
    assert -2 <= centre.min() < -1.9 and 1.9 < centre.max() <= 2
    grown = BY_AMOUNT["smaller"].drawn(np.ones((400, 8, 8)), 0.5, np.random.default_rng(0))
    side = np.sqrt(grown.sum(axis=(1, 2))) / 8
    assert 0.6 < side.min() < 0.7 and 0.95 < side.max() <= 1


def test_a_six_turned_by_half_a_turn_is_a_nine_and_the_label_does_not_know():
    six, two = record_augmentation(image="digit 6"), record_augmentation(image="digit 2")
    assert "It is a 9 now, but its label still says 6." in six.captions[-1]
    assert "label" not in " ".join(six.captions[:-1]) + " ".join(two.captions)
    assert "It still is what its label says." in record_augmentation(image="digit 0").captions[-1]


@pytest.mark.parametrize("change", MIRRORS)
@pytest.mark.parametrize(("image", "data"), [("digit 2", "digits"), ("T-shirt", "clothes")])
def test_mirrored_images_are_numpys_and_their_shares_are_counted_by_torch(change, image, data):
    trace, images = record_augmentation(change, image), images_of(data, 0)
    mirrored = np.flip(images.x_held_out, axis=2 if change == "flip" else 1)
    p = by_torch(data, mirrored)
    right = p.argmax(axis=1) == images.y_held_out
    np.testing.assert_allclose(trace["right"][1, 0], right.mean(), atol=0.5 / len(right))
    for c in range(10):
        assert abs(trace["by class"][c, 0] - right[images.y_held_out == c].mean()) < 0.02
    assert trace.steps == 20 and images.names[trace["truth"][0]] == image.split()[-1]
    for k in (0, 7, 19):
        np.testing.assert_array_equal(trace["changed"][k], np.flip(trace["image"][k], axis=int(change == "flip")))
        np.testing.assert_allclose(trace["p"][k, 0], by_torch(data, trace["changed"][k][None])[0], atol=1e-5)


def test_whether_a_mirrored_image_still_is_what_its_label_says_is_told():
    for change, image, told in [
        ("flip", "digit 2", "It is no 2 any more, but its label still says 2."),
        ("flip", "digit 8", "It still is what its label says."),
        ("upside down", "digit 3", "It still is what its label says."),
        ("upside down", "digit 6", "It is no 6 any more"),
        ("flip", "T-shirt", "It still is what its label says."),
    ]:
        assert told in record_augmentation(change, image).captions[0]
    assert "label" not in record_augmentation("flip", "digit 1").captions[0]


def brighter(image):
    return np.clip(1.5 * image, 0, 1)


def test_a_learners_change_takes_the_place_of_ours():
    trace = record_augmentation(image="digit 5", mine=brighter)
    assert not trace.notes and trace.captions[0].startswith("Changed by brighter, this 5 is read as 5")
    np.testing.assert_allclose(trace["changed"], np.minimum(1.5 * trace["image"], 1))
    pack(draw_augmentation(trace), trace)


def test_a_learner_may_write_into_the_image_and_draw_at_random():
    rng = np.random.default_rng(0)

    def speckled(image):
        image[rng.random(image.shape) < 0.1] = 0
        return image

    before = images_of("digits", 0).x_held_out.copy()
    assert not record_augmentation(mine=speckled).notes
    np.testing.assert_array_equal(images_of("digits", 0).x_held_out, before)


@pytest.mark.parametrize("change", ["rotate", "flip"])
@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (lambda image: image[:4], r"your function returned shape \(4, 8\), wanted \(8, 8\)"),
        (lambda image: None, "your function returned nothing"),
        (lambda image: image / 0, "your function gave a number that is not finite"),
        (lambda image: {}["x"], "raised KeyError"),
        ("flip", "str has no forward and is no function"),
    ],
)
def test_a_failing_change_is_told_and_ours_stays_drawn(change, mine, told):
    trace = record_augmentation(change, mine=mine)
    (note,) = trace.notes
    assert re.search(told, note) and f"Our {change} stays drawn" in note
    assert trace["change"] == change
    pack(draw_augmentation(trace), trace)


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (lambda image: image, "your function changes none of the images"),
        (lambda image: image - 0.5, "gives numbers from −0.5 to 0.5, the images hold 0 to 1"),
    ],
)
def test_what_is_probably_not_meant_is_told(mine, told):
    assert told in record_augmentation(mine=mine).notes[0]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"change": "rotated"}, "Unknown change 'rotated'; did you mean 'rotate'"),
        ({"change": 3}, "change: wanted one of rotate, shift"),
        ({"image": "digit 12"}, "Unknown image 'digit 12'"),
        ({"image": "hat"}, "Unknown image 'hat'"),
        ({"reach": 0}, "reach: wanted a finite number above 0 and at most 1, got 0"),
        ({"reach": 2}, "reach: wanted a finite number above 0 and at most 1, got 2"),
        ({"reach": "all"}, "reach: wanted a finite number above 0 and at most 1, got str"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0, got -1"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = augmentation_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(change="noise", image="digit 1", reach=0.5, seed=0)
    assert lab.trace["change"] == "noise" and lab.stage.message == ""
    assert lab.code() == "augmentation_lab(change='noise', image='digit 1', reach=0.5)"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_and_is_saved_small(name, tmp_path):
    lab = augmentation_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    before = {key: array.copy() for key, array in lab.trace.arrays.items()}
    assert pack(draw_augmentation(lab.trace), lab.trace)
    for key, array in before.items():
        np.testing.assert_array_equal(lab.trace[key], array)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_every_image_of_the_list_is_found_by_its_class():
    for image in IMAGES:
        trace = record_augmentation("flip", image)
        assert trace["names"][trace["truth"][0]] == image.removeprefix("digit ")


def test_the_bars_of_a_class_come_when_it_has_been_shown_and_those_of_all_at_last():
    trace = record_augmentation("flip", "ankle boot")
    bars = next(
        m for m in draw_augmentation(trace).panels[2].marks if m.kind == "line" and m.arrays["x"].shape[1] == 36
    )
    shown = np.isfinite(bars.arrays["x"]).reshape(trace.steps, 12, 3)[:, :, 0]
    assert (
        shown[0].tolist() == [False] * 12
        and shown[1].tolist() == [False] * 9 + [True, False, False]
        and shown[-1].all()
        and not shown[-2, 10:].any()
    )


def test_a_curve_is_asked_by_amount_and_the_worst_class_one_by_one():
    trace = record_augmentation()
    asked = draw_augmentation(trace).question
    np.testing.assert_allclose(
        np.interp(asked.options["x"], trace["amounts"], 100 * trace["right"][:, 0]), asked.options["answer"]
    )
    trace = record_augmentation("flip", "ankle boot")  # boots and sneakers: both are never recognised
    boots = draw_augmentation(trace).question
    assert boots.options["answer"] == 0 == trace["by class"][9, 0] == trace["by class"][7, 0] and boots.step == 1
    trace = record_augmentation("flip", "digit 2")
    worst = np.flatnonzero(trace["by class"][:, 0] == trace["by class"][:, 0].min())
    asked = draw_augmentation(trace).question
    assert len(worst) > 1 or asked.truth == str(worst[0])


def test_trousers_are_told_in_the_plural():
    told = record_augmentation("flip", "trousers").captions[0]
    assert told.startswith("Mirrored, these trousers are read as ")


def test_lesson_13_tells_what_turned_and_mirrored_images_are_read_as():
    text, turned = page("13"), record_augmentation()
    assert f"Here one network saw {len(images_of('digits', 0).x)} digits as they are" in text
    right = {int(amount): 100 * shares for amount, shares in zip(turned["amounts"], turned["right"], strict=True)}
    assert f"At 20° the first network reads {right[20][0]:.1f} % of the held-out digits" in text
    assert 20 < right[45][0] < 30 and f"at 45° a quarter; the second still {right[45][1]:.1f} %." in text
    assert f"{right[0][1]:.1f} % against {right[0][0]:.1f} %: the same" in text
    assert f"at 90° the first network is right in {right[90][0]:.1f} %" in text
    boots = record_augmentation("flip", "ankle boot")
    names = boots["names"].tolist()
    assert boots["by class"][names.index("ankle boot"), 0] == boots["by class"][names.index("sneaker"), 0] == 0
    share, (plain, _), (with_it, _) = 100 * boots["by class"][names.index("ankle boot"), 1], *(100 * boots["right"].T)
    assert (
        f"it is {share:.0f} % of the boots here, with five seeds" in text
        and f"images as they are lose nothing by it ({with_it:.0f} %, without {plain:.0f} %)" in text
    )
    digits = record_augmentation("flip", "digit 2")
    assert f"reads {100 * digits['right'][1, 1]:.0f} % of them" in text
    half = record_augmentation(reach=1.0)
    assert f"it says 6 with probability {half['p'][0, 1, 6]:.2f} only" in text
