"""The descent lab: paths against torch's SGD, what becomes of them, a learner's optimizer, bad arguments."""

import numpy as np
import pytest
import torch

from lessonlib.labs import descent_lab
from lessonlib.labs.descent.descent import OTHER_RATES, basins, record_descent
from lessonlib.labs.descent.descent_picture import draw_descent
from lessonlib.labs.shared import own
from lessonlib.nn import SGD, Momentum
from lessonlib.nn.valleys import FLOOR, HILL, LOCAL, LOWEST, WINDOW
from lessonlib.stage.pack import pack


def torch_path(start, rate, steps):
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer, path = torch.optim.SGD([w], lr=rate), [np.array(start, dtype=float)]
    for _ in range(steps):
        optimizer.zero_grad()
        (w[0] ** 4 / 8 - w[0] ** 2 + w[0] / 2 + 3.5 + 0.5 * (w[1:] ** 2).sum()).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


@pytest.mark.parametrize(("weights", "start"), [(1, 3.0), (1, -0.5), (2, (0.5, 2.5)), (2, (-3.0, -1.0))])
@pytest.mark.parametrize("rate", [0.01, 0.08])
def test_every_path_is_torchs(weights, start, rate):
    trace = record_descent(weights, start, rate, compare=["a tenth of the rate"], steps=30)
    for path, lr in zip(trace["position"], trace["rates"], strict=True):
        np.testing.assert_allclose(path, torch_path(np.atleast_1d(start), lr, 30), rtol=1e-12, atol=1e-14)


def test_a_path_diverges_at_the_step_at_which_torchs_leaves_ten_windows():
    trace = record_descent(start=3.0, learning_rate=0.9, compare=())
    path = torch_path([3.0], 0.9, 10)
    step = int(np.argmax(np.abs(path[:, 0]) > 64))
    assert str(trace["verdicts"][0]) == f"diverged at step {step}"
    assert f"diverged at step {step}" in trace.captions[-1] and np.isnan(trace["position"][0, step:]).all()
    picture = draw_descent(trace)
    assert picture.title.startswith(f"Learning rate 0.9: diverged at step {step}")
    pack(picture, trace)


@pytest.mark.parametrize(
    ("start", "rate", "told"),
    [
        (3.0, 0.008, "still on its way after 40 steps"),
        (3.0, 0.08, "in the local minimum after 11 steps"),
        (-0.5, 0.08, "in the lowest minimum after"),
        (-1.0, 0.48, "still jumps to and fro after 40 steps"),
        (LOWEST, 0.1, "in the lowest minimum after 0 steps"),
    ],
)
def test_what_becomes_of_a_rate_is_said(start, rate, told):
    verdict = str(record_descent(start=start, learning_rate=rate, compare=())["verdicts"][0])
    assert verdict.startswith(told)


def test_above_2_over_the_curvature_no_descent_settles_and_just_below_it_does():
    limit = 2 / (1.5 * LOWEST**2 - 2)
    for factor, settles in ((0.95, True), (1.05, False)):
        trace = record_descent(start=-2.0, learning_rate=factor * limit, compare=(), steps=400)
        assert (abs(trace["position"][0, -1, 0] - LOWEST) < 1e-3) == settles


@pytest.mark.parametrize("rate", [0.02, 0.08, 0.3])
def test_the_bands_are_the_starts_whose_paths_end_right_of_the_hill(rate):
    right = basins(rate, 60)
    for place, ends_right in list(zip(np.linspace(*WINDOW, 129), right, strict=True))[::8]:
        assert (torch_path([place], rate, 60)[-1, 0] > HILL) == ends_right


def test_three_rates_are_too_small_good_and_too_large():
    trace = record_descent()
    np.testing.assert_allclose(trace["rates"], [0.08, 0.008, 0.48])
    ends = trace["position"][:, -1, 0]
    assert ends[0] == pytest.approx(LOCAL, abs=1e-4) and ends[1] > LOCAL + 0.1 and ends[2] < HILL
    picture = draw_descent(trace)
    assert f"loss 2.47; the lowest, {FLOOR:.2f}, lies behind the hill; lr 0.008: still on its way" in picture.title
    assert not any(word in label for _, label in picture.key for word in ("minimum", "way", "jumps")), "not yet seen"


def test_the_tangent_touches_the_curve_with_the_slope_the_step_uses():
    trace = record_descent(start=2.5, compare=())
    marks = draw_descent(trace).panels[0].marks
    tangent = next(mark for mark in marks if mark.when == "at" and mark.kind == "line")
    x, y = tangent.arrays["x"], tangent.arrays["y"]
    slopes = (y[:, 1] - y[:, 0]) / (x[:, 1] - x[:, 0])
    moves = np.diff(trace["position"][0, :, 0])
    np.testing.assert_allclose(-0.08 * slopes[:-1], moves, rtol=1e-9)


def test_the_captions_add_up():
    trace = record_descent(weights=2, start=(0.5, 2.5))
    assert "w₁ = 0.5 + 0.0" in trace.captions[1] and "w₂ = 2.5 − 0.2 = 2.3" in trace.captions[1]


def test_the_picture_is_pure_and_in_two_weights_the_start_moves_both_ways():
    for weights, along in ((1, "x"), (2, "xy")):
        trace = record_descent(weights)
        assert pack(draw_descent(trace), trace) == pack(draw_descent(trace), trace)
        starts = [mark for mark in draw_descent(trace).panels[0].marks if mark.options.get("drag") == "start"]
        assert [mark.options["along"] for mark in starts] == [along]


def test_a_walk_is_shown_until_nothing_changes_any_more():
    rests = record_descent(compare=())
    assert rests.steps < 32 and rests.captions[-1].endswith("Up to step 40 nothing new comes.")
    assert rests["position"][0, -1] == pytest.approx(torch_path(np.array([3.0]), 0.08, 40)[-1], abs=1e-3)
    jumps = record_descent(start=-1.0, learning_rate=0.48, compare=(), steps=100)
    assert jumps.steps < 30 and abs(jumps["position"][0, -1] - jumps["position"][0, -2]) > 0.1
    moving = record_descent(compare=(), learning_rate=0.003)
    assert moving.steps == 41 and "nothing new" not in moving.captions[-1]
    slow = record_descent(start=0.26, compare=(), steps=80)
    assert not [caption for caption in slow.captions[:50] if "stays at" in caption]


def named(step):
    return type("MyDescent", (), {"__init__": lambda self, lr: setattr(self, "lr", lr), "step": step})


def test_a_right_optimizer_of_a_learners_is_drawn_without_a_word():
    trace = record_descent(mine=type("MySGD", (SGD,), {}))
    assert trace.notes == () and trace["departs"] == -1 and str(trace["label"]) == "MySGD"
    np.testing.assert_array_equal(trace["position"][-1], trace["position"][0])
    assert any(name == "mine" and told.startswith("MySGD lr 0.08") for name, told in draw_descent(trace).key)


def test_another_optimizer_departs_at_the_step_at_which_it_does():
    trace = record_descent(mine=Momentum)
    assert trace["departs"] == 2 and "Momentum departs from gradient descent at step 2" in trace.notes[0]


def climb(self, params, grads):
    params[0] += self.lr * grads[0]


def test_one_that_climbs_is_told_and_marked_where_it_departs():
    trace = record_descent(mine=named(climb))
    assert trace["departs"] == 1 and "MyDescent departs from gradient descent at step 1: 3.64" in trace.notes[0]
    marks = draw_descent(trace).panels[0].marks
    assert any(mark.strings.get("labels", [[""]])[0][0] == "departs" for mark in marks)


def raises(self, params, grads):
    raise KeyError("velocity")


def reshapes(self, params, grads):
    params[0].resize(3, refcheck=False)


def nan(self, params, grads):
    params[0][:] = np.nan


def nothing(self, params, grads):
    pass


def forever(self, params, grads):
    while True:
        pass


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (raises, "MyDescent raised KeyError: 'velocity'"),
        (reshapes, "changed the shape of the parameters from (1,) to (3,)"),
        (nan, "MyDescent.step gave NaN at the first step"),
        (nothing, "MyDescent.step moved nothing"),
        (forever, "MyDescent did not return within"),
    ],
)
def test_a_fault_of_a_learners_optimizer_is_one_sentence_and_ours_stays(step, sentence, monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 0.5)
    trace = record_descent(mine=named(step))
    assert len(trace.notes) == 1 and sentence in trace.notes[0] and "Gradient descent stays drawn" in trace.notes[0]
    np.testing.assert_array_equal(trace["position"], record_descent()["position"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"weights": 3}, "weights: wanted 1 or 2, got 3"),
        ({"weights": np.zeros(3)}, "weights: wanted 1 or 2, got array([0., 0., 0.])"),
        ({"weights": np.True_}, "weights: wanted 1 or 2, got True"),
        ({"start": 10**400}, "start: wanted a number from −3.2 to 3.2, got 1000"),
        ({"start": float("nan")}, "start: wanted a number from −3.2 to 3.2, got nan"),
        ({"start": ()}, "start: wanted a number"),
        ({"weights": 2, "start": (0.0, 99.0)}, "start: wanted one or two numbers"),
        ({"learning_rate": 0}, "learning_rate: wanted a finite number above 0, got 0"),
        ({"learning_rate": -0.1}, "learning_rate: wanted a finite number above 0, got -0.1"),
        ({"learning_rate": float("nan")}, "learning_rate: wanted a finite number above 0"),
        ({"compare": "half the rate"}, "Unknown rate to compare 'half the rate'"),
        ({"steps": 0}, "steps: wanted a whole number from 12 to 1000, got 0"),
        ({"steps": 100_000}, "steps: wanted a whole number from 12 to 1000, got 100000"),
    ],
)
def test_bad_arguments_are_named_in_the_page_and_the_default_is_drawn(arguments, sentence):
    lab = descent_lab(**arguments)
    assert sentence in lab.stage.message and lab.trace.steps == 41


def test_a_learning_rate_of_1e9_diverges_at_the_first_step_without_a_warning():
    trace = record_descent(learning_rate=1e9, compare=tuple(OTHER_RATES))
    assert [str(told) for told in trace["verdicts"]] == ["diverged at step 1"] * 3
    pack(draw_descent(trace), trace)


def test_a_drag_moves_the_start_and_weights_may_change_after_it(tmp_path):
    lab = descent_lab()
    lab._on_page(lab.stage, {"drag": "start", "value": -1.25}, [])
    assert lab.trace["position"][0, 0, 0] == -1.25 and lab.code() == "descent_lab(start=-1.25)"
    lab.set(weights=2)
    assert lab.trace["position"][0, 0].tolist() == [-1.25, 1.5]
    lab._on_page(lab.stage, {"drag": "start", "value": [0.5, -2.0]}, [])
    assert lab.trace["position"][0, 0].tolist() == [0.5, -2.0]
    lab.set(weights=1)
    assert lab.trace["position"][0, 0].tolist() == [0.5] and lab.stage.message == ""
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 400_000


def test_the_contour_drawn_through_each_place_has_its_loss_and_the_gradient_is_square_to_it():
    trace = record_descent(weights=2, start=(0.0, 2.5), compare=())
    contour = next(m for m in draw_descent(trace).panels[0].marks if m.kind == "line" and m.when == "at")
    for k in (0, 5, 20):
        place, gradient = trace["position"][0, k], trace["gradient"][0, k + 1]
        x, y = (contour.arrays[name][k][np.isfinite(contour.arrays[name][k])] for name in "xy")
        loss = x**4 / 8 - x**2 + x / 2 + 3.5 + y**2 / 2
        np.testing.assert_allclose(loss, trace["loss"][0, k], atol=0.02)
        near = np.argsort((x - place[0]) ** 2 + (y - place[1]) ** 2)[:2]
        along = np.array([np.diff(x[near])[0], np.diff(y[near])[0]])
        cosine = abs(along @ gradient) / np.linalg.norm(along) / np.linalg.norm(gradient)
        assert cosine < 0.1, k


@pytest.mark.parametrize(
    ("start", "rate", "answer"),
    [
        (3.0, 0.08, "in the local minimum"),
        (-0.5, 0.08, "in the lowest minimum"),
        (3.0, 0.003, "still on its way"),
        (-1.0, 0.48, "jumping to and fro"),
        (3.0, 0.9, "gone from the picture"),
    ],
)
def test_where_a_walk_ends_is_asked_and_its_truth_stands_in_torchs_path(start, rate, answer):
    question = draw_descent(record_descent(start=start, learning_rate=rate, compare=())).question
    path = torch_path([start], rate, 40)[:, 0]
    near = {"in the local minimum": LOCAL, "in the lowest minimum": LOWEST}.get(answer)
    assert question.truth == answer
    assert near is None or abs(path[question.step :] - near).max() < 0.03
