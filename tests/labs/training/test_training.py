"""The training lab: losses against torch, presets by what they say, learners' networks, bad arguments."""

import math

import numpy as np
import pytest
import torch

from lessonlib.data import load_digits, moons
from lessonlib.labs.training.training import PRESETS, draw_training, record_training, training_lab
from lessonlib.labs.training.training_ground import ROWS, hardest
from lessonlib.labs.training.training_picture import turns
from lessonlib.labs.training.unclipped import UnclippedBCE
from lessonlib.nn import SGD, BCELoss, Linear, NeuralNetwork, ReLU, Sigmoid, train
from lessonlib.stage.pack import pack
from tests.nn.learners import CourseNetwork


def torch_loss_and_right(modules, x, y):
    """Cross-entropy and accuracy of a Linear-ReLU-Linear-ReLU-Linear-Sigmoid network, computed by torch."""
    out = torch.tensor(x)
    for i, module in enumerate(modules[::2]):
        out = out @ torch.tensor(module.weight) + torch.tensor(module.bias)
        out = torch.relu(out) if i < 2 else out
    target = torch.tensor(y, dtype=torch.float64).reshape(-1, 1)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(out, target)
    return float(loss), float(((out > 0) == (target > 0.5)).double().mean()), torch.sigmoid(out)


def test_the_last_epoch_is_that_of_a_plain_training_measured_by_torch():
    trace = record_training(epochs=7, hidden=8, seed=3)
    x, y = moons(2 * ROWS, rng=3)
    modules = [Linear(2, 8, rng=3), ReLU(), Linear(8, 8, rng=4), ReLU(), Linear(8, 1, rng=5), Sigmoid()]
    train(
        NeuralNetwork(modules),
        BCELoss(),
        x[:ROWS],
        y[:ROWS],
        optimizer=SGD(0.3),
        epochs=7,
        batch_size=16,
        rng=3,
        progress=False,
    )
    for side, rows in enumerate((slice(None, ROWS), slice(ROWS, None))):
        loss, right, _ = torch_loss_and_right(modules, x[rows], y[rows])
        assert trace["losses"][-1, side] == pytest.approx(loss, rel=1e-9)
        assert trace["accuracies"][-1, side] == right


def test_before_the_first_epoch_nothing_is_learned():
    trace = record_training(epochs=1)
    x, y = moons(2 * ROWS, rng=0)
    modules = [Linear(2, 16, rng=0), ReLU(), Linear(16, 16, rng=1), ReLU(), Linear(16, 1, rng=2), Sigmoid()]
    assert trace["losses"][0, 0] == pytest.approx(torch_loss_and_right(modules, x[:ROWS], y[:ROWS])[0], rel=1e-9)


def test_the_regions_are_the_networks_answers_at_the_middles_of_the_cells():
    trace = record_training(epochs=2, seed=1)
    low, high = trace["ends"]
    middles = low + (np.arange(40) + 0.5) * (high - low) / 40
    x, y = moons(2 * ROWS, rng=1)
    modules = [Linear(2, 16, rng=1), ReLU(), Linear(16, 16, rng=2), ReLU(), Linear(16, 1, rng=3), Sigmoid()]
    settings = {"optimizer": SGD(0.3), "epochs": 2, "batch_size": 16, "rng": 1, "progress": False}
    train(NeuralNetwork(modules), BCELoss(), x[:ROWS], y[:ROWS], **settings)
    corner = torch_loss_and_right(modules, np.array([[middles[5], middles[30]]]), np.array([1]))[2]
    assert trace["p"][-1, 30, 5] == pytest.approx(corner.item(), rel=1e-9)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_drawn_and_packed(preset):
    trace = record_training(**{**PRESETS[preset][1], "epochs": 3})
    assert pack(draw_training(trace), trace)[0]["steps"] == 4


def test_presets_show_what_they_say():
    spirals = record_training(**PRESETS["Spirals"][1])
    assert spirals["accuracies"][10, 1] > 0.95  # "within a few epochs"
    relu, sigmoid = record_training(epochs=10), record_training(epochs=10, activation="Sigmoid")
    assert sigmoid["losses"][-1, 0] > 3 * relu["losses"][-1, 0]  # "learns far slower"


def test_of_digits_the_hardest_held_out_images_are_shown_with_the_networks_answers():
    trace = record_training("digits 3 and 7", epochs=2, hidden=8)
    split = load_digits()
    modules = [Linear(64, 8, rng=0), ReLU(), Linear(8, 8, rng=1), ReLU(), Linear(8, 1, rng=2), Sigmoid()]
    train(
        NeuralNetwork(modules),
        BCELoss(),
        split.x_train,
        split.y_train,
        optimizer=SGD(0.3),
        epochs=2,
        batch_size=16,
        rng=0,
        progress=False,
    )
    truth = trace["truth"]
    assert truth.tolist() == [0] * 8 + [1] * 8
    answers = torch_loss_and_right(modules, trace["images"].reshape(16, 64), truth)[2][:, 0]
    np.testing.assert_allclose(trace["says"][-1], answers, rtol=1e-9)
    for image, label in zip(trace["images"], truth, strict=True):
        (row,) = np.flatnonzero((split.x_held_out == image.ravel()).all(axis=1))
        assert split.y_held_out[row] == label
    assert draw_training(trace).panels[0].title.startswith("Held-out 3s")


def test_the_hardest_are_those_whose_truth_gets_least():
    p = np.array([[0.2, 0.9, 0.5, 0.1], [0.2, 0.7, 0.5, 0.3], [np.nan] * 4])
    assert hardest(p, np.array([0, 0, 1, 1])).tolist() == [1, 0, 3, 2]


def test_a_logarithm_of_0_is_named_at_its_epoch_and_clipped_the_same_run_learns():
    lost = record_training(**PRESETS["Logarithm of 0"][1])
    k, side = np.argwhere(~np.isfinite(lost["losses"]))[0]
    assert 1 < k < 20
    which = ("training", "held-out")[side]
    assert lost.notes[0].startswith(f"The {which} loss is not a number after epoch {k}: ")
    assert "logarithm of 0" in lost.notes[0]
    if side == 0:
        assert lost.captions[k].startswith(f"After epoch {k}: train loss not a number")
    kept = record_training(**{**PRESETS["Logarithm of 0"][1], "clipped": True})
    assert not kept.notes and kept["accuracies"][-1, 0] > 0.99
    np.testing.assert_allclose(kept["losses"][: k - 1], lost["losses"][: k - 1], rtol=1e-6)


def test_the_unclipped_loss_is_that_of_torch_where_both_are_numbers():
    rng = np.random.default_rng(0)
    p, y = rng.uniform(0.01, 0.99, (20, 1)), rng.integers(0, 2, 20)
    tensor = torch.tensor(p, requires_grad=True)
    wanted = torch.nn.functional.binary_cross_entropy(tensor[:, 0], torch.tensor(y, dtype=torch.float64))
    wanted.backward()
    loss = UnclippedBCE()
    assert loss.forward(p, y) == pytest.approx(wanted.item(), rel=1e-12)
    np.testing.assert_allclose(loss.backward(), tensor.grad.numpy(), rtol=1e-12)


def test_early_stopping_ends_the_run_and_says_so():
    trace = record_training(patience=2, epochs=150)
    assert trace.steps < 151
    assert "no new lowest held-out loss for 2 epochs" in trace.captions[-1]
    assert trace["best"] == trace.steps - 1 - 2


class Chain(CourseNetwork):
    """A learner's network: the course interface and nothing else."""

    def __init__(self):
        super().__init__([Linear(2, 8, rng=0), ReLU(), Linear(8, 1, rng=1), Sigmoid()])


@pytest.mark.parametrize("network", [Chain, Chain(), Chain().modules], ids=["class", "object", "modules"])
def test_a_learners_network_is_trained_and_left_as_it_was(network):
    before = None if network is Chain else np.copy(getattr(network, "modules", network)[0].weight)
    first, second = (record_training(network=network, epochs=20) for _ in range(2))
    assert not first.notes
    assert first["losses"][-1, 0] < 0.5 * first["losses"][0, 0]
    np.testing.assert_array_equal(first["losses"], second["losses"])
    if before is not None:
        np.testing.assert_array_equal(before, getattr(network, "modules", network)[0].weight)


class Raises(Chain):
    def backward(self, grad):
        raise KeyError("grad")


class WrongShape(Chain):
    def forward(self, x):
        return super().forward(x)[:, 0]


class NotWritten(Chain):
    def forward(self, x):
        raise NotImplementedError


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (Raises, "Raises raised KeyError"),
        (WrongShape, "returned shape (200,), wanted (200, 1)"),
        (NotWritten, "NotWritten is not written yet"),
        ([Linear(3, 1), Sigmoid()], "raised ValueError"),
    ],
)
def test_a_learners_network_that_fails_is_named_and_ours_is_trained(network, said):
    trace = record_training(network=network, epochs=3)
    assert said in trace.notes[0]
    assert str(trace["whose"]) == "our network"


class MyBCE:
    """A learner's loss: the course interface and nothing else."""

    def forward(self, x, y):
        self.inner = BCELoss()
        return self.inner.forward(x, y)

    def backward(self):
        return self.inner.backward()


class Climbs(MyBCE):
    def backward(self):
        return -super().backward()


class NoBackward:
    def forward(self, x, y):
        return 0.5


@pytest.mark.parametrize("loss", [MyBCE, MyBCE()], ids=["class", "object"])
def test_a_learners_loss_trains_our_network_as_ours_does(loss):
    trace, ours = record_training(loss=loss, epochs=3), record_training(epochs=3)
    assert trace.notes == () and trace["whose"] == "MyBCE"
    np.testing.assert_allclose(trace["losses"], ours["losses"])
    assert "MyBCE gets" in draw_training(trace).title


def test_a_learners_network_and_loss_are_named_together():
    assert record_training(network=Chain, loss=MyBCE, epochs=2)["whose"] == "Chain with MyBCE"


def test_a_loss_whose_derivative_has_the_wrong_sign_climbs_above_guessing():
    trace = record_training(loss=Climbs, epochs=3)
    assert trace["losses"][-1, 0] > np.log(2)


def test_a_learners_loss_that_fails_is_named_and_ours_stays():
    trace = record_training(loss=NoBackward, epochs=3)
    assert "backward" in trace.notes[0] and "Our network stays drawn" in trace.notes[0]
    np.testing.assert_array_equal(trace["losses"], record_training(epochs=3)["losses"])


def test_a_loss_that_is_no_number_is_named_at_its_epoch():
    trace = record_training(learning_rate=1e300, epochs=5)
    lost = int(np.flatnonzero(np.isnan(trace["losses"][:, 0]))[0])
    assert f"after epoch {lost}: lower the learning rate" in trace.notes[0]
    assert draw_training(trace).title == f"The loss of our network is not a number from epoch {lost} on."


def test_a_network_that_is_too_sure_from_the_start_is_told_of_without_warnings():
    sure = Linear(2, 1, rng=0)
    sure.weight *= 1e6
    trace = record_training(network=[sure, Sigmoid()], clipped=False, epochs=2)
    assert trace.notes[0].startswith("The training loss is not a number after epoch 0")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"data": "moon"}, "did you mean 'moons'"),
        ({"hidden": 0}, "hidden"),
        ({"epochs": 151}, "from 1 to 150, got 151"),
        ({"learning_rate": 0}, "above 0"),
        ({"learning_rate": math.nan}, "finite"),
        ({"batch_size": 2.5}, "batch_size"),
        ({"optimizer": "Adamw"}, "did you mean 'Adam'"),
        ({"patience": -1}, "patience"),
    ],
)
def test_a_bad_argument_is_told_in_a_sentence(bad, said):
    with pytest.raises((ValueError, TypeError), match=said):
        record_training(**bad)


def test_the_formula_turns_the_held_out_loss_into_the_probability_of_the_truth():
    trace = record_training(epochs=2)
    (mark,) = draw_training(trace).formulas
    shown = float(mark.strings["p"][-1, 0])
    x, y = moons(2 * ROWS, rng=0)
    modules = [Linear(2, 16, rng=0), ReLU(), Linear(16, 16, rng=1), ReLU(), Linear(16, 1, rng=2), Sigmoid()]
    settings = {"optimizer": SGD(0.3), "epochs": 2, "batch_size": 16, "rng": 0, "progress": False}
    train(NeuralNetwork(modules), BCELoss(), x[:ROWS], y[:ROWS], **settings)
    p = torch_loss_and_right(modules, x[ROWS:], y[ROWS:])[2].numpy()[:, 0]
    truth = np.where(y[ROWS:] == 1, p, 1 - p)
    assert shown == pytest.approx(np.prod(truth) ** (1 / ROWS), rel=5e-3)


@pytest.mark.parametrize("preset", ["Spirals", "Digits"])
def test_the_saved_page_is_small(preset, tmp_path):
    page = training_lab(**{**PRESETS[preset][1], "epochs": 150}).save_html(tmp_path / "page.html")
    assert page.stat().st_size < 400_000


def test_the_lab_writes_the_line_that_makes_it_again():
    assert training_lab("XOR", epochs=5, step=2).code() == "training_lab(data='XOR', epochs=5, step=2)"


@pytest.mark.parametrize("seed", range(6))
def test_noise_in_the_held_out_loss_is_not_called_a_turn(seed):
    trace = record_training(seed=seed)
    held_out = trace["losses"][1:, 1]
    assert np.median(held_out[-10:]) < 1.2 * np.median(held_out[-20:-10]), "it goes up and down, and does not climb"
    assert "turned" not in draw_training(trace).title


def test_a_loss_that_climbs_for_good_is_called_a_turn():
    losses = np.r_[np.geomspace(0.7, 0.2, 30), np.linspace(0.2, 0.6, 30)]
    assert turns(losses) and not turns(np.geomspace(0.7, 0.01, 60)) and not turns(losses[:15])


class NeverANumber(BCELoss):
    def forward(self, x, y):
        super().forward(x, y)
        return float("nan")


class WritesIntoItsInput(NeuralNetwork):
    def forward(self, x):
        answer = super().forward(x.copy())
        x[:] = np.nan
        return answer


def test_a_loss_that_never_is_a_number_is_drawn_and_told():
    trace = record_training(loss=NeverANumber, epochs=3)
    assert "not a number after epoch 0" in trace.notes[0]
    pack(draw_training(trace), trace)


def test_a_network_that_writes_into_its_input_spoils_nothing_of_ours():
    modules = [Linear(2, 3, rng=0), ReLU(), Linear(3, 1, rng=1), Sigmoid()]
    trace, plain = record_training(network=WritesIntoItsInput(modules), epochs=2), record_training(epochs=2)
    assert "Our network stays drawn" in trace.notes[0]
    np.testing.assert_array_equal(trace["losses"], plain["losses"])


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_asked_is_not_told_before(preset):
    trace = record_training(**{**PRESETS[preset][1], "epochs": 20})
    picture = draw_training(trace)
    assert picture.before and (picture.question is None) == bool(np.isnan(trace["losses"]).any())
    if picture.question and picture.question.options["unit"] == "epochs":
        k = int(picture.question.options["answer"])
        assert (trace["accuracies"][:k, 1] < 0.95).all() and trace["accuracies"][k, 1] >= 0.95


def test_digits_have_no_boundary_to_predict():
    trace = record_training("digits 3 and 7", epochs=1)
    picture = draw_training(trace)
    asked = picture.question.text if picture.question else ""
    assert [one for one in (asked, picture.before, picture.title, *trace.captions) if "boundary" in one] == []
