"""The SGD lab: runs against torch, the optimum against scikit-learn, noise against theory, a learner's optimizer."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from lessonlib.data import load_breast_cancer, load_iris
from lessonlib.labs import sgd_lab
from lessonlib.labs.descent.sgd import BATCHES, WINDOW, record_sgd
from lessonlib.labs.descent.sgd_picture import draw_sgd
from lessonlib.labs.descent.sgd_runs import Regression, batches, run
from lessonlib.labs.shared import own
from lessonlib.nn import SGD, Momentum
from lessonlib.stage.pack import pack
from lessonlib.stage.theme import SERIES

DATA = {"breast cancer": load_breast_cancer, "iris": load_iris}


def torch_gradient(data, w, rows):
    """The loss and its gradient on ``rows``, by torch's own sigmoid and cross-entropy."""
    w = torch.tensor(w, requires_grad=True)
    x, y = torch.tensor(data.x[rows]), torch.tensor(data.y[rows], dtype=torch.float64)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w, y)
    loss.backward()
    return loss.item(), w.grad.numpy()


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("size", [1, 16, None])
def test_every_step_is_torchs_on_the_same_rows(name, size):
    data = DATA[name]()
    r = run(SGD(0.7), Regression(data), np.array([-1.5, 3.0]), size or len(data.y), 40, 5, "SGD")
    w = r.w[0]
    for k, rows in enumerate(r.rows, start=1):
        grad = torch_gradient(data, w, rows)[1]
        whole = torch_gradient(data, w, slice(None))[1]
        w = w - 0.7 * grad
        np.testing.assert_allclose(r.w[k], w, rtol=1e-9, atol=1e-10)
        np.testing.assert_allclose(r.gradient[k], grad, rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(r.whole[k], whole, rtol=1e-8, atol=1e-10)
        assert r.loss[k] == pytest.approx(torch_gradient(data, w, slice(None))[0], rel=1e-9)


@pytest.mark.parametrize("name", DATA)
def test_the_lowest_loss_is_where_scikit_learn_finds_it(name):
    data, trace = DATA[name](), record_sgd(data=name)
    model = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, max_iter=1000).fit(data.x, data.y)
    np.testing.assert_allclose(trace["lowest"], model.coef_[0], atol=1e-4)
    assert trace["floor"] == pytest.approx(torch_gradient(data, model.coef_[0], slice(None))[0], abs=1e-8)
    (a, b), (c, d) = WINDOW
    assert a < trace["lowest"][0] < b and c < trace["lowest"][1] < d


def test_the_whole_batch_arrives_at_the_lowest_loss():
    trace = record_sgd(steps=500, learning_rate=5.0)
    np.testing.assert_allclose(trace["w"][BATCHES.index("whole batch"), -1], trace["lowest"], atol=1e-4)


@pytest.mark.parametrize("name", DATA)
def test_the_surface_is_the_loss_over_all_rows(name):
    trace = record_sgd(data=name)
    for i, j in ((0, 0), (10, 45), (60, 3), (31, 30)):
        w = np.array([trace["first"][j], trace["second"][i]])
        assert trace["surface"][i, j] == pytest.approx(torch_gradient(DATA[name](), w, slice(None))[0], rel=1e-9)


def test_an_epoch_visits_each_row_once_in_a_new_order():
    drawn = batches(10, 4, np.random.default_rng(0))
    epochs = [np.concatenate([next(drawn) for _ in range(3)]) for _ in range(2)]
    for epoch in epochs:
        assert sorted(epoch) == list(range(10))
    assert epochs[0].tolist() != epochs[1].tolist()


@pytest.mark.parametrize("size", [1, 4, 16, 64])
def test_the_noise_falls_with_the_root_of_the_batch_size(size):
    model = Regression(load_breast_cancer())
    r = run(SGD(1e-12), model, np.array([1.0, 1.0]), size, 3 * (569 // size), 0, "SGD")  # it hardly moves
    full = [k for k, rows in enumerate(r.rows, start=1) if len(rows) == size]
    measured = np.sqrt((r.error[full] ** 2).mean())
    assert measured == pytest.approx(np.sqrt((569 - size) / size / 568), rel=0.2)


def test_the_spread_is_that_of_torchs_gradients_of_single_samples():
    data, w = load_iris(), np.array([0.5, 1.5])
    single = np.array([torch_gradient(data, w, [i])[1] for i in range(100)])
    wanted = np.sqrt(((single - single.mean(axis=0)) ** 2).sum(axis=1).mean())
    assert Regression(data).spread(w) == pytest.approx(wanted)


def test_the_whole_batchs_gradient_has_no_error_and_reads_all_rows_a_step():
    trace = record_sgd(steps=20)
    assert (trace["error"][2, 1:] == 0).all()
    np.testing.assert_array_equal(trace["read"][2], 569 * np.arange(21))
    np.testing.assert_array_equal(trace["read"][0], np.arange(21))


def test_on_the_boundary_drawn_the_probability_is_one_half():
    trace = record_sgd(data="iris", steps=20)
    edge = draw_sgd(trace).panels[1].marks[-1]
    ends = np.stack([edge.arrays["x"], edge.arrays["y"]], axis=-1)  # (steps + 1, 2, 2)
    z = (ends - trace["centre"]) / trace["scale"]
    np.testing.assert_allclose(np.einsum("kij,kj->ki", z, trace["w"][-1]), 0, atol=1e-9)


def test_the_rows_lit_are_the_rows_of_the_mini_batch():
    trace, data = record_sgd(steps=40, batch_size=5), load_breast_cancer()
    r = run(SGD(1.0), Regression(data), np.array([-1.5, 3.0]), 5, 40, 0, "SGD")
    lit = draw_sgd(trace).panels[1].marks[2]
    assert np.isnan(lit.arrays["x"][0]).all()
    for k in (1, 7, 40):
        np.testing.assert_allclose(lit.arrays["x"][k], (data.x * data.scale + data.centre)[r.rows[k - 1], 0])


def test_a_small_batch_at_the_end_of_an_epoch_is_counted_as_it_is():
    trace = record_sgd(steps=40)
    assert "mini-batch of 9:" in trace.captions[36] and "mini-batch of 16:" in trace.captions[35]
    sizes = draw_sgd(trace).formulas[0].strings["size"]
    assert (sizes[36][0], sizes[35][0]) == ("9", "16")


def test_the_picture_is_pure_and_packs_for_every_choice_of_batches():
    for show in (BATCHES, ["single sample"], ["mini-batch", "whole batch"], ["whole batch"]):
        trace = record_sgd(show=show, steps=20)
        assert trace["names"].tolist() == list(show)
        assert pack(draw_sgd(trace), trace) == pack(draw_sgd(trace), trace)
        assert all(name in draw_sgd(trace).title for name in show)


def named(step):
    return type("MyOptimizer", (), {"__init__": lambda self, lr: setattr(self, "lr", lr), "step": step})


def test_a_right_optimizer_is_drawn_without_a_word_and_a_momentum_departs_at_its_second_step():
    trace = record_sgd(mine=type("MySGD", (SGD,), {}), steps=30)
    assert trace.notes == () and trace["departs"] == -1
    np.testing.assert_array_equal(trace["w"][-1], trace["w"][1])
    trace = record_sgd(mine=Momentum, steps=30)
    assert trace["departs"] == 2 and "Momentum departs from SGD at update 2" in trace.notes[0]
    pack(draw_sgd(trace), trace)


def raises(self, params, grads):
    raise ZeroDivisionError


def reshapes(self, params, grads):
    params[0].resize(5, refcheck=False)


def nan(self, params, grads):
    params[0][:] = np.nan


def forever(self, params, grads):
    while True:
        pass


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (raises, "MyOptimizer raised ZeroDivisionError"),
        (reshapes, "changed the shape of the parameters from (2, 1) to (5,)"),
        (nan, "MyOptimizer.step gave NaN at the first step"),
        (forever, "MyOptimizer did not return within"),
    ],
)
def test_a_fault_of_a_learners_optimizer_is_one_sentence_and_ours_stays(step, sentence, monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 1.0)
    trace = record_sgd(mine=named(step), steps=20)
    assert len(trace.notes) == 1 and sentence in trace.notes[0] and "SGD stays drawn" in trace.notes[0]
    np.testing.assert_array_equal(trace["w"], record_sgd(steps=20)["w"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"data": "cancer"}, "did you mean 'breast cancer'?"),
        ({"batch_size": 570}, "batch_size: wanted a whole number from 1 to 569, got 570"),
        ({"data": "iris", "batch_size": 101}, "batch_size: wanted a whole number from 1 to 100, got 101"),
        ({"batch_size": 0}, "batch_size: wanted a whole number from 1 to 569, got 0"),
        ({"batch_size": 2.5}, "batch_size: wanted a whole number"),
        ({"learning_rate": 0}, "learning_rate: wanted a finite number above 0, got 0"),
        ({"learning_rate": -1}, "learning_rate: wanted a finite number above 0, got -1"),
        ({"show": ()}, "show: wanted at least one of single sample, mini-batch, whole batch"),
        ({"show": ["minibatch"]}, "did you mean 'mini-batch'"),
        ({"start": (float("nan"), 0)}, "start: wanted 2 numbers, each from -3 to 7, got (nan, 0)"),
        ({"start": 1.0}, "start: wanted 2 numbers, each from -3 to 7, got 1.0"),
        ({"steps": 0}, "steps: wanted a whole number from 12 to 500, got 0"),
        ({"steps": 501}, "steps: wanted a whole number from 12 to 500, got 501"),
        ({"seed": -1}, "seed: wanted a whole number"),
    ],
)
def test_bad_arguments_are_named_in_the_page_and_the_default_is_drawn(arguments, sentence):
    lab = sgd_lab(**arguments)
    assert sentence in lab.stage.message and lab.trace.steps == 151


def test_a_huge_learning_rate_diverges_without_a_warning_and_is_said():
    trace = record_sgd(learning_rate=1e9, steps=20)
    assert (trace["diverged"] == 1).all() and "diverged at step 1" in trace.captions[5]
    picture = draw_sgd(trace)
    assert "single sample diverged at step 1" in picture.title
    pack(picture, trace)


def test_a_drag_moves_the_start_and_the_page_stays_small(tmp_path):
    lab = sgd_lab(batch_size=64, steps=500)
    lab._on_page(lab.stage, {"drag": "start", "value": [0.25, -1.5]}, [])
    np.testing.assert_array_equal(lab.trace["w"][:, 0], [[0.25, -1.5]] * 3)
    assert lab.code() == "sgd_lab(batch_size=64, start=(0.25, -1.5), steps=500)"
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 400_000


def test_what_the_presets_say_is_what_happens():
    trembles = record_sgd(show=("single sample", "whole batch"), learning_rate=2.0)
    late = trembles["loss"][:, -50:] - trembles["floor"]
    assert late[0].std() > 100 * late[1].std()
    four = record_sgd(show=("mini-batch", "whole batch"), batch_size=4)
    assert np.abs(four["w"][0] - four["w"][1]).max() < 1.5 and four["read"][0, -1] * 100 < four["read"][1, -1]


def test_the_arrows_are_torchs_gradients_and_that_of_all_rows_stands_square_on_its_contour():
    trace, data = record_sgd(steps=40), load_breast_cancer()
    marks = draw_sgd(trace).panels[0].marks
    through = next(mark for mark in marks if mark.kind == "line" and mark.when == "at")
    batch, whole = (mark for mark in marks if mark.kind == "arrows")
    assert (batch.options["slot"], whole.options["tone"]) == (SERIES["mini-batch"], "ink")
    r = run(SGD(1.0), Regression(data), np.array([-1.5, 3.0]), 16, 40, 0, "SGD")
    for k in (0, 3, 17):
        arrows = [np.array([mark.arrays[name][k, 0] for name in ("dx", "dy")]) for mark in (batch, whole)]
        grads = [torch_gradient(data, r.w[k], rows)[1] for rows in (r.rows[k], slice(None))]
        for arrow, grad in zip(arrows, grads, strict=True):
            np.testing.assert_allclose(arrow / np.linalg.norm(arrows[1]), grad / np.linalg.norm(grads[1]), rtol=1e-6)
        places = np.stack([through.arrays[axis][k] for axis in "xy"], axis=1)
        places = places[np.isfinite(places[:, 0])]
        heights = [torch_gradient(data, place, slice(None))[0] for place in places]
        np.testing.assert_allclose(heights, r.loss[k], rtol=0.02)
        near = places[np.argsort(np.linalg.norm(places - r.w[k], axis=1))[[0, 3]]]
        along = (near[1] - near[0]) / np.linalg.norm(near[1] - near[0])
        assert abs(along @ arrows[1]) < 0.15 * np.linalg.norm(arrows[1])
    assert np.isnan(whole.arrays["dx"][-1]).all()


def test_the_price_of_a_loss_is_read_off_in_rows():
    trace = record_sgd(steps=40)
    plot = draw_sgd(trace).panels[2]
    assert plot.title == "Loss by rows read"
    for i, mark in enumerate(plot.marks):
        np.testing.assert_array_equal(mark.arrays["x"][0, 1:], trace["read"][i, 1:])
        np.testing.assert_allclose(mark.arrays["y"][0], trace["loss"][i] - trace["floor"])
    noise = record_sgd(steps=40, measure="noise by batch size")
    assert draw_sgd(noise).panels[2].title == "Noise falls as 1/√rows"
    heads = [draw_sgd(one).formulas[-1].options["columns"] for one in (trace, noise)]
    assert "gradient's error / σ" in heads[1] and "gradient's error / σ" not in heads[0]
