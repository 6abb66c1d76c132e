"""Learned filters: each epoch's maps, pooling and answers against torch, what is told, and what is refused."""

import re

import numpy as np
import pytest
import torch
from torch.nn.functional import conv2d, max_pool2d

from lessonlib.data import load_digits
from lessonlib.labs import convolution_lab
from lessonlib.labs.images.convolution import draw_convolution, record_convolution
from lessonlib.labs.images.convolution_learned import epochs
from lessonlib.nn import Conv2d
from lessonlib.stage.pack import pack

TRACE = record_convolution(filter="learned")


def by_torch(state, x):
    """Maps, pooled maps and logits of images (n, 1, 8, 8), by torch."""
    maps = torch.relu(conv2d(torch.tensor(x), torch.tensor(state.weight), torch.tensor(state.bias)))
    pooled = max_pool2d(maps, 2)
    return maps, pooled, pooled.flatten(1) @ torch.tensor(state.last[0]) + torch.tensor(state.last[1])


def test_maps_pooled_maps_and_answers_are_torchs_after_each_epoch():
    x = TRACE["x"][None] / 16
    for k, state in enumerate(epochs()):
        maps, pooled, logits = by_torch(state, x)
        np.testing.assert_allclose(TRACE["maps"][k], maps[0], atol=1e-12)
        np.testing.assert_allclose(TRACE["says"][k], torch.softmax(logits[0], 0), atol=1e-12)
    np.testing.assert_allclose(TRACE["pooled"], pooled[0], atol=1e-12)


def test_the_share_that_is_right_is_counted_on_the_held_out_digits():
    digits = load_digits(range(10))
    logits = by_torch(epochs()[-1], digits.x_held_out.reshape(-1, 1, 8, 8))[2]
    assert TRACE["right"][-1] == pytest.approx((logits.argmax(1).numpy() == digits.y_held_out).mean())
    assert TRACE["share"] == max(np.mean(digits.y_held_out == d) for d in range(10))
    assert TRACE["right"][-1] > 0.8 > 0.2 > TRACE["right"][0]


def test_each_pooling_step_tells_its_four_numbers_and_frames_them():
    learned = len(TRACE["maps"])
    frames = [mark for mark in draw_convolution(TRACE).panels[0].marks if mark.kind == "line" and mark.when == "at"]
    for step, (i, j) in enumerate(np.ndindex(3, 3), start=learned):
        told = re.search(r"of (.*) in map 1 the largest stays, (\S+)\.$", TRACE.captions[step])
        window = TRACE["maps"][-1][0, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].ravel()
        np.testing.assert_allclose([float(v) for v in told[1].split(", ")], window, rtol=5e-3)
        assert float(told[2]) == max(float(v) for v in told[1].split(", "))
        assert np.isfinite(frames[0].arrays["x"][step]).all()
    assert np.isnan(frames[0].arrays["x"][: learned - 1]).all() and TRACE.steps == learned + 9


def test_the_question_counts_what_torch_pools():
    left = max_pool2d(torch.zeros(1, 4, 6, 6), 2).numel()
    assert draw_convolution(TRACE).question.options["answer"] == left


def test_clothes_are_refused_and_a_learners_layer_is_laid_beside_the_learned_filters():
    lab = convolution_lab("coat", "learned")
    assert "the learned ones read digits, got the image 'coat'; choose a digit." in lab.stage.message
    own = record_convolution("digit 7", "learned", mine=type("MyConv2d", (Conv2d,), {}))
    assert own.notes == ("MyConv2d gives the same 144 numbers.",)
    pack(draw_convolution(own), own)
