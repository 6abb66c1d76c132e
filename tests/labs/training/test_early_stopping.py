"""Early stopping: the rule against the training loop's own and against a plain loop, the run against torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from lessonlib.data import moons
from lessonlib.labs.shared.decision_regions import places, square
from lessonlib.labs.training.early_stopping import (
    HELD_OUT,
    draw_early_stopping,
    early_stopping_lab,
    record_early_stopping,
)
from lessonlib.nn import Adam, BCELoss, Linear, NeuralNetwork, ReLU, Sigmoid, train
from lessonlib.stage.pack import pack

DEFAULT = record_early_stopping()


@pytest.fixture
def lab():
    return early_stopping_lab(epochs=20, rows=10, hidden=2)


def in_torch(epochs, rows=30, noise=0.3, hidden=32, seed=19):
    """The same run in torch: same points, first weights and batches; p in the plane and the losses by epoch."""
    rng = np.random.default_rng(seed)
    x, y = moons(rows, noise=noise, rng=rng)
    unseen = moons(HELD_OUT, noise=noise, rng=rng)
    linear = [Linear(2, hidden, rng=rng), Linear(hidden, hidden, rng=rng), Linear(hidden, 1, rng=rng)]
    weights = [torch.tensor(w, requires_grad=True) for layer in linear for w in layer.parameters()]

    def forward(rows):
        h = torch.tensor(rows)
        for i in (0, 2):
            h = torch.relu(h @ weights[i] + weights[i + 1])
        return torch.sigmoid(h @ weights[4] + weights[5])[:, 0]

    grid = places(square(np.vstack([x, unseen[0]]), margin=0.1))
    adam, bce = torch.optim.Adam(weights, lr=0.02), torch.nn.functional.binary_cross_entropy
    p, held_out = [], []
    for epoch in range(epochs + 1):
        if epoch:
            order = rng.permutation(rows)
            for start in range(0, rows, 10):
                batch = order[start : start + 10]
                adam.zero_grad()
                bce(forward(x[batch]), torch.tensor(y[batch], dtype=torch.float64)).backward()
                adam.step()
        with torch.no_grad():
            p.append(forward(grid).reshape(40, 40).numpy())
            held_out.append(bce(forward(unseen[0]), torch.tensor(unseen[1], dtype=torch.float64)).item())
    return np.array(p), np.array(held_out)


def test_the_run_is_that_of_torch_with_the_same_weights_and_batches():
    p, held_out = in_torch(15)
    np.testing.assert_allclose(DEFAULT["p"][:16], p, atol=1e-6)
    np.testing.assert_allclose(DEFAULT["held out"][:16], held_out, rtol=1e-6)


@pytest.mark.parametrize("patience", [1, 3, 10, 40])
def test_the_rule_stops_and_keeps_as_the_training_loop_does(patience):
    trace = record_early_stopping(patience=patience)
    rng = np.random.default_rng(19)
    x, y = moons(30, noise=0.3, rng=rng)
    unseen = moons(HELD_OUT, noise=0.3, rng=rng)
    layers = [Linear(2, 32, rng=rng), ReLU(), Linear(32, 32, rng=rng), ReLU(), Linear(32, 1, rng=rng), Sigmoid()]
    network = NeuralNetwork(layers)
    history = train(
        network,
        BCELoss(),
        x,
        y,
        optimizer=Adam(0.02),
        epochs=100,
        batch_size=10,
        validation=unseen,
        rng=rng,
        early_stopping=patience,
        progress=False,
    )
    assert (history.stopped_epoch, history.best_epoch) == (trace["stop"], trace["kept"])
    kept = network.forward(places(tuple(trace["ends"]))).reshape(40, 40)
    np.testing.assert_allclose(trace["p"][trace["kept"]], kept, atol=1e-9)


def by_hand(losses, patience):
    best, waited = np.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            return epoch
    return -1


AT_THE_LAST_EPOCH = {"patience": 10, "epochs": int(DEFAULT["stop"])}


@pytest.mark.parametrize("given", [{"patience": 2}, AT_THE_LAST_EPOCH, {"hidden": 2, "patience": 30}])
def test_the_stop_is_that_of_a_plain_loop(given):
    trace = record_early_stopping(**given)
    assert trace["stop"] == by_hand(trace["held out"][1:], given["patience"])


def test_the_network_over_fits():
    loss, learned = DEFAULT["held out"], DEFAULT["train"]
    assert learned[-1] < 0.1 < loss.min() < 0.5 * loss[-1]
    assert DEFAULT["parameters"] == 2 * 32 + 32 + 32 * 32 + 32 + 32 + 1


def test_little_patience_takes_a_bump_for_the_end_and_much_keeps_the_same_epoch():
    short, long = record_early_stopping(patience=1), record_early_stopping(patience=40)
    assert short["held out"][short["kept"]] > 1.05 * DEFAULT["held out"][DEFAULT["kept"]]
    assert long["kept"] == DEFAULT["kept"] and long["stop"] == DEFAULT["stop"] + 30
    assert "too early" in draw_early_stopping(short).title


def test_the_captions_say_what_the_rule_knows_at_each_epoch():
    stop, kept, loss = int(DEFAULT["stop"]), int(DEFAULT["kept"]), DEFAULT["held out"]
    assert f"Epoch {kept}: held-out loss {loss[kept]:.3g} is a new minimum" in DEFAULT.captions[kept]
    assert f"best {loss[kept]:.3g} in epoch {kept}, 4 epochs ago; patience is 10: go on." in DEFAULT.captions[kept + 4]
    assert "10 epochs ago: stop" in DEFAULT.captions[stop] and stop == kept + 10
    assert all("never seen" in caption for caption in DEFAULT.captions[stop + 1 :])


def test_a_run_without_a_stop_says_so():
    trace = record_early_stopping(hidden=3)
    assert trace["stop"] == -1
    assert "does not stop" in draw_early_stopping(trace).title


def my_rule(losses, patience):
    return len(losses) - 1 - int(np.argmin(losses)) >= patience


def at_the_first_rise(losses, patience):
    return len(losses) > 1 and losses[-1] > losses[-2]


def test_a_learners_rule_that_agrees_needs_no_word():
    trace = record_early_stopping(mine=my_rule)
    assert trace.notes == () and trace["my stop"] == trace["stop"]


def test_a_learners_rule_that_stops_elsewhere_is_named_with_both_epochs():
    trace = record_early_stopping(mine=at_the_first_rise)
    rise = 2 + int(np.argmax(np.diff(trace["held out"][1:]) > 0))
    assert trace["my stop"] == rise
    assert trace.notes == (f"at_the_first_rise stops after epoch {rise}; our rule stops after epoch {trace['stop']}.",)
    never = record_early_stopping(mine=lambda losses, patience: False)
    assert never.notes == (f"<lambda> never stops; our rule stops after epoch {trace['stop']}.",)


def test_a_learners_rule_that_empties_its_list_spoils_nothing():
    def empties(losses, patience):
        stop = my_rule(losses, patience)
        losses.clear()
        return stop

    trace = record_early_stopping(mine=empties)
    assert trace["my stop"] == trace["stop"]
    np.testing.assert_array_equal(trace["held out"], DEFAULT["held out"])


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        (lambda losses, patience: losses[99], "raised IndexError"),
        (lambda losses, patience: None, "returned NoneType None, wanted True to stop or False"),
        (lambda losses: True, "raised TypeError"),
        (3, "raised TypeError: 'int' object is not callable"),
    ],
)
def test_a_learners_failure_is_told_and_our_rule_stays(mine, sentence):
    trace = record_early_stopping(mine=mine, epochs=20)
    assert sentence in trace.notes[0] and "Our rule stays drawn" in trace.notes[0]
    assert trace["my stop"] == -1 and trace["label"] == ""


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"patience": 0}, "patience: wanted a whole number from 1 to 100, got 0"),
        ({"patience": 101}, "patience: wanted a whole number from 1 to 100, got 101"),
        ({"epochs": 9}, "epochs: wanted a whole number from 10 to 200, got 9"),
        ({"epochs": 100_000}, "epochs: wanted a whole number from 10 to 200, got 100000"),
        ({"rows": 4}, "rows: wanted a whole number from 10 to 200, got 4"),
        ({"hidden": 65}, "hidden: wanted a whole number from 1 to 64, got 65"),
        ({"noise": -1}, "noise: wanted a finite number at least 0 and at most 1, got -1"),
        ({"noise": 2}, "noise: wanted a finite number at least 0 and at most 1, got 2"),
        ({"seed": "a"}, "seed: wanted a whole number"),
    ],
)
def test_a_bad_argument_is_named_in_the_page(bad, sentence, lab):
    with pytest.raises((ValueError, TypeError)) as told:
        record_early_stopping(**bad)
    assert sentence in str(told.value)
    lab.set(**bad)
    lab.wait()
    assert sentence in lab.stage.message and lab.trace.steps == 21


@pytest.mark.parametrize("given", [{}, {"hidden": 1, "epochs": 10}, {"patience": 1, "mine": at_the_first_rise}])
def test_the_picture_is_drawn_from_the_trace_alone(given):
    trace = record_early_stopping(**given)
    first, second = (pack(draw_early_stopping(trace), trace) for _ in range(2))
    assert first == second


def test_the_lab_says_how_to_make_it_again_and_its_page_is_small(tmp_path):
    lab = early_stopping_lab(epochs=200, mine=my_rule, step=4)
    assert lab.code() == "early_stopping_lab(epochs=200, mine=my_rule, step=4)"
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 400_000


@pytest.mark.parametrize("seed", [19, 1, 2, 3, 4])
def test_with_more_points_the_two_losses_part_less(seed):
    few, many = (record_early_stopping(rows=rows, seed=seed) for rows in (30, 200))
    assert many["held out"][-1] - many["train"][-1] < few["held out"][-1] - few["train"][-1]


def test_what_is_asked_is_the_epoch_of_the_stop_or_of_the_lowest_loss():
    question = draw_early_stopping(DEFAULT).question
    assert question.options["answer"] == DEFAULT["stop"] == question.step
    never = record_early_stopping(hidden=3)
    assert draw_early_stopping(never).question.options["answer"] == 1 + np.argmin(never["held out"][1:])


def test_the_word_stop_stays_in_its_plot():
    late = record_early_stopping(patience=40, epochs=70)
    if late["stop"] < 0:
        late = record_early_stopping(patience=40, epochs=int(record_early_stopping(patience=40)["stop"]))
    hidden = [mark for mark in draw_early_stopping(late).panels[0].marks if mark.kind == "choice"]
    words = [mark for one in hidden for mark in one.marks if mark.kind == "text"]
    assert words and words[0].options["anchor"] == "end"
