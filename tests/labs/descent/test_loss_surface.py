"""The loss surface to turn: its heights are the loss, its paths gradient descent, and it stores numbers alone."""

import json

import numpy as np
import plotly.io
import pytest
import torch

from lessonlib.labs.descent.loss_surface import GREY, PATH, loss_surface
from lessonlib.nn.valleys import two_valleys


def test_the_surface_is_the_loss_over_both_weights():
    surface = loss_surface().data[0]
    for i, j in ((0, 0), (10, 40), (44, 3)):
        w = np.array([surface.x[j], surface.y[i]])
        assert surface.z[i][j] == pytest.approx(two_valleys(w), abs=1e-3)


def test_the_paths_are_those_of_torch_and_lie_on_the_surface():
    starts, rate, steps = ((0.0, 2.5), (3.0, -1.0)), 0.05, 30
    for path, start in zip(loss_surface(starts, rate, steps).data[1:], starts, strict=True):
        w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=rate)
        for k in range(steps + 1):
            loss = w[0] ** 4 / 8 - w[0] ** 2 + w[0] / 2 + 3.5 + w[1] ** 2 / 2
            np.testing.assert_allclose([path.x[k], path.y[k]], w.detach().numpy(), rtol=1e-10)
            assert 0 < path.z[k] - loss.item() < 0.1
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def test_each_path_says_where_it_starts_and_in_which_valley_it_ends():
    figure = loss_surface(((0.25, 0.0), (0.26, 0.0)), steps=80)
    told = [(name.text, round(name.x, 2)) for name in figure.layout.scene.annotations]
    assert told == [("start", 0.25), ("lowest", -2.11), ("start", 0.26), ("local minimum", 1.86)]


def test_a_path_that_diverges_ends_where_it_was_last_seen():
    path = loss_surface(((3.0, 0.0),), learning_rate=0.9).data[1]
    assert len(path.x) == 3 and np.isfinite(path.z).all()


def test_what_the_notebook_stores_is_small_and_asks_for_nothing_from_a_network():
    bundle = plotly.io.renderers["plotly_mimetype"].to_mimebundle(loss_surface().to_plotly_json())
    assert list(bundle) == ["application/vnd.plotly.v1+json"]
    stored = json.dumps(bundle, default=lambda value: value.tolist())
    assert len(stored) < 60_000 and "http" not in stored.replace("https://plot.ly", "")


def test_words_and_paths_are_seen_on_a_white_page_and_on_a_dark_one():
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        return np.dot(
            [0.2126, 0.7152, 0.0722], [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        )

    for colour, wanted in ((GREY, 4.2), (PATH, 3.0)):
        for paper in ("#ffffff", "#111111"):
            low, high = sorted([luminance(colour), luminance(paper)])
            assert (high + 0.05) / (low + 0.05) >= wanted
    assert loss_surface().layout.paper_bgcolor == "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"starts": (9.0, 0.0)}, "start: wanted one or two numbers from −3.2 to 3.2"),
        ({"starts": "left"}, "start: wanted one or two numbers"),
        ({"learning_rate": 0}, "learning_rate: wanted a finite number above 0, got 0"),
        ({"steps": 0}, "steps: wanted a whole number of at least 1, got 0"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(arguments, said):
    with pytest.raises((ValueError, TypeError)) as raised:
        loss_surface(**arguments)
    assert said in str(raised.value)
