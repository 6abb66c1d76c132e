"""The convolution lab: sums are torch's at every place, sizes are the formula's, a learner's layer is compared."""

import re

import numpy as np
import pytest
import torch

from lessonlib import nn
from lessonlib.labs import convolution_lab
from lessonlib.labs.images.convolution import PRESETS, draw_convolution, record_convolution
from lessonlib.labs.images.convolution_images import FILTERS, IMAGES, picture
from lessonlib.labs.images.convolution_stack import six_filters
from lessonlib.stage.pack import pack
from tests.printed import grain, value


def torchs(x, weight, stride, padding):
    x, weight = (torch.tensor(np.array(a, dtype=float)) for a in (x, weight))
    return torch.nn.functional.conv2d(x[None], weight, stride=stride, padding=padding)[0].numpy()


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize(("image", "stride", "padding"), [("digit 3", 1, 0), ("digit 8", 2, 1), ("sandal", 3, 2)])
def test_the_map_is_torchs(name, image, stride, padding):
    trace = record_convolution(image, name, stride, padding)
    weight = np.array([[float(v) for v in row.split()] for row in FILTERS[name].split(";")])
    np.testing.assert_allclose(trace["y"], torchs(picture(image)[None], weight[None, None], stride, padding), atol=1e-9)
    assert trace.steps == trace["y"].size + 1


def test_the_slides_six_filters_give_six_maps_of_28_by_28():
    trace = record_convolution("photograph")
    assert trace["x"].shape == (3, 32, 32) and trace["weight"].shape == (6, 3, 5, 5) and trace["y"].shape == (6, 28, 28)
    np.testing.assert_allclose(trace["y"], torchs(picture("photograph"), six_filters(), 1, 0), atol=1e-9)
    last = [trace[name][-1] for name in "mij"]
    np.testing.assert_allclose(trace["parts"][-1].sum(), trace["y"][tuple(last)])
    titles = draw_convolution(trace).title, draw_convolution(trace).panels[2].title
    assert "32 × 32 × 3 into 28 × 28 × 6" in titles[0] and "28 × 28 × 6" in titles[1]


def test_a_caption_holds_the_products_and_their_sum():
    trace = record_convolution("digit 3", "1 2; 3 4", stride=2)
    for step, (i, j) in enumerate(np.ndindex(4, 4), 1):
        window = picture("digit 3")[2 * i :, 2 * j :][:2, :2]
        told = re.search(rf"Row {i + 1}, column {j + 1}: (.*); the sum is (\S+)\.$", trace.captions[step])
        assert value(told[2]) == (window * [[1, 2], [3, 4]]).sum()
        products = [float(a) * float(b) for a, b in re.findall(r"(\d+)·(\d+)", told[1])]
        assert sum(products) == value(told[2])


def test_each_step_shows_its_window_and_what_has_been_summed():
    trace = record_convolution("digit 3", "vertical edges", padding=1)
    image, products, drawn = draw_convolution(trace).panels
    frame = image.marks[-1].arrays
    assert np.isnan(frame["x"][0]).all()
    assert (frame["x"][10].min(), frame["y"][10].min(), frame["x"][10].max()) == (
        1,
        1,
        4,
    )  # place 10 is row 2, column 2
    second = draw_convolution(record_convolution("digit 3", "1 0; 0 1", stride=2)).panels[0].marks[-1].arrays
    assert (second["x"][2].min(), second["y"][6].min(), second["y"][6].max()) == (2, 2, 4)
    window = products.marks[0].marks[0].strings["text"][10]
    assert window.tolist() == [[f"{v:.0f}" for v in row] for row in picture("digit 3")[:3, :3]]
    since = drawn.marks[0].arrays["since"][0]
    assert since.shape == (8, 8) and since[0, 0] == 1 and since[-1, -1] == trace.steps - 1


def test_the_size_formula_holds_the_numbers_of_this_picture():
    for padding, stride in ((0, 1), (1, 2), (2, 3)):
        picture_ = draw_convolution(record_convolution("digit 3", "1 0; 0 1", stride, padding))
        size = torchs(np.zeros((1, 8, 8)), np.zeros((1, 1, 2, 2)), stride, padding).shape[-1]
        text = str(picture_.formulas[0].options["tree"])
        places = picture_.formulas[0].strings["places"][:, 0]
        assert places[0] == "?" and (places[1:] == str(size)).all() and f"'mn', {{}}, '{padding}'" in text


def test_a_blur_keeps_the_ink_of_a_flat_image_and_one_pixel_copies():
    assert sum(float(v) for v in FILTERS["blur"].replace(";", " ").split()) == 1
    assert (record_convolution("digit 3", "one pixel", padding=1)["y"] == picture("digit 3")).all()


class Mine(nn.Conv2d):
    pass


class Turned(nn.Conv2d):
    def forward(self, x):
        kept, self.weight = self.weight, self.weight[:, :, ::-1, ::-1]
        try:
            return super().forward(x)
        finally:
            self.weight = kept


class NoPadding(nn.Conv2d):
    def __init__(self, c, k, size, stride, padding):
        super().__init__(c, k, size, stride)


class Raises(nn.Conv2d):
    def forward(self, x):
        raise KeyError("x")


class Nan(nn.Conv2d):
    def forward(self, x):
        return super().forward(x) * np.nan


class Weightless(nn.Conv2d):
    def __init__(self, *sizes):
        self.weight = np.zeros((2, 2))


@pytest.mark.parametrize("image", ["digit 3", "photograph"])
def test_a_right_layer_of_a_learner_departs_nowhere(image):
    trace = record_convolution(image, padding=1, mine=Mine)
    assert not any("departs" in note for note in trace.notes)
    np.testing.assert_allclose(trace["mine"], trace["y"])
    assert str(trace["label"]) == "Mine"
    pack(draw_convolution(trace), trace)


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (Turned, r"Turned departs from Conv2d at \d+ of 64 places, first at row 1, column 1: .*turns the filter round"),
        (NoPadding, r"NoPadding.forward returned shape \(1, 1, 6, 6\), wanted \(1, 1, 8, 8\)"),
        (Raises, "Raises raised KeyError: 'x'. Our Conv2d stays drawn"),
        (Nan, "Nan departs from Conv2d at 64 of 64 places.*not a number instead of"),
        (Weightless, r"Weightless.weight returned shape \(2, 2\), wanted \(1, 1, 3, 3\)"),
        (nn.Conv2d(1, 1, 3), "Conv2d is no class"),
    ],
)
def test_what_a_learners_layer_does_otherwise_is_told_in_one_sentence(mine, told):
    trace = record_convolution("digit 3", padding=1, mine=mine)
    (note,) = trace.notes
    assert re.search(told, note), note
    pack(draw_convolution(trace), trace)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"image": "digit 11"}, "nknown image 'digit 11'; did you mean 'digit 1'"),
        ({"filter": "edgy"}, "nknown filter 'edgy'"),
        ({"filter": "1 2 3; 4 5 6"}, "filter: wanted as many rows as columns, got (2, 3)"),
        ({"filter": "1 100; 0 0"}, "filter: wanted numbers from −99 to 99"),
        ({"filter": "__import__('os')"}, "filter: wanted"),
        ({"stride": 0}, "stride: wanted a whole number from 1 to 4, got 0"),
        ({"stride": 5}, "stride: wanted a whole number from 1 to 4, got 5"),
        ({"padding": 3}, "padding: wanted a whole number from 0 to 2, got 3"),
        ({"image": "coat", "filter": "2", "padding": 2}, "wanted at most 1000 places, got 32 x 32"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = convolution_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(image="digit 1", filter="1 0; 0 1", stride=2, padding=1)
    assert lab.trace["y"].shape == (1, 5, 5) and lab.stage.message == ""
    assert lab.code() == "convolution_lab(image='digit 1', filter='1 0; 0 1', stride=2, padding=1)"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = convolution_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    assert pack(draw_convolution(lab.trace), lab.trace) == pack(draw_convolution(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_the_largest_picture_is_saved_small(tmp_path):
    lab = convolution_lab("coat", "1 2 3 4 5; 6 7 8 9 1; 2 3 4 5 6; 7 8 9 1 2; 3 4 5 6 7", padding=1)
    assert lab.trace.steps == 26 + 1  # a row of the map at a step
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_every_image_is_drawn_and_every_control_records_again():
    lab = convolution_lab()
    for name in IMAGES:
        lab.controls["image"].value = name
        assert lab.trace.steps > 12 and lab.stage.message == ""
    lab.controls["image"].value = "digit 0"
    lab.controls["filter"].text.value = "blur"
    lab.controls["stride"].value, lab.controls["padding"].value = 3, 2
    np.testing.assert_allclose(
        lab.trace["y"], torchs(picture("digit 0")[None], np.outer([1, 2, 1], [1, 2, 1])[None, None] / 16, 3, 2)
    )
    shown = draw_convolution(lab.trace).panels[2].marks[0].strings["text"][0]
    for text, wanted in zip(shown.ravel(), lab.trace["y"].ravel(), strict=True):
        assert abs(value(text) - wanted) <= grain(text)


class Biasless(Mine):
    def forward(self, x):
        return super().forward(x) - self.bias[:, None, None]


class FirstChannel(Mine):
    def forward(self, x):
        kept, self.weight = self.weight, np.concatenate([self.weight[:, :1], 0 * self.weight[:, 1:]], axis=1)
        try:
            return super().forward(x)
        finally:
            self.weight = kept


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (Mine, "Mine gives the same 36 numbers."),
        (Biasless, "but it leaves out self.bias"),
        (FirstChannel, "but of two channels it reads only the first"),
    ],
)
def test_a_layer_is_tried_with_a_bias_and_two_channels_which_the_picture_does_not_have(mine, told):
    (note,) = record_convolution("digit 3", mine=mine).notes
    assert told in note


def test_where_the_window_skips_places_the_size_is_asked_else_the_place_of_the_largest_sum():
    trace = record_convolution("digit 3", stride=2, padding=1)
    assert draw_convolution(trace).question.options["answer"] == trace["y"].shape[-1] == 4
    trace = record_convolution("digit 3")
    asked, y = draw_convolution(trace).question, trace["y"][0]
    assert asked.kind == "place" and y[int(asked.options["answer"][1]), int(asked.options["answer"][0])] == y.max()
    six = draw_convolution(record_convolution("photograph")).question
    assert six.options["answer"] == sum(w.numel() for w in torch.nn.Conv2d(3, 6, 5).parameters())


def test_a_window_on_the_photograph_is_drawn_with_its_own_slice():
    kinds = [mark.kind for mark in draw_convolution(record_convolution("photograph")).panels[0].marks]
    assert kinds == ["cells", "line", "text", "line"] * 3


def test_the_place_of_the_largest_sum_is_told_by_its_row_and_column():
    trace = record_convolution()
    row, column = np.argwhere(trace["y"][0] == trace["y"][0].max())[0] + 1
    assert draw_convolution(trace).question.truth == f"in row {row}, column {column}"
