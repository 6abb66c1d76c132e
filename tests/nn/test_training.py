"""The training loop against torch's, with our classes and a learner's, until it ends early or late."""

import numpy as np
import pytest
import torch

from lessonlib import nn
from lessonlib.data import load_digits
from tests.nn.learners import OpaqueNetwork, PlainBCE, PlainLinear, PlainNetwork

X = np.random.default_rng(0).normal(size=(12, 3))
Y = (X[:, 0] * X[:, 1] > 0).astype(int)


def make(seed=0):
    return nn.NeuralNetwork([nn.Linear(3, 4, rng=seed), nn.Tanh(), nn.Linear(4, 1, rng=seed + 1), nn.Sigmoid()])


def torch_run(network, make_optimizer, strength, epochs):
    """Train the same network in torch on the whole batch; give losses and final weights."""
    layers = []
    for module in network.modules:
        if hasattr(module, "weight"):
            layers.append(torch.nn.Linear(*module.weight.shape, dtype=torch.float64))
            layers[-1].weight.data = torch.tensor(module.weight.T.copy())
            layers[-1].bias.data = torch.tensor(module.bias.copy())
        else:
            layers.append(torch.nn.Tanh() if isinstance(module, nn.Tanh) else torch.nn.Sigmoid())
    theirs = torch.nn.Sequential(*layers)
    optimizer, losses = make_optimizer(theirs.parameters()), []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = torch.nn.BCELoss()(theirs(torch.tensor(X)), torch.tensor(Y[:, None].astype(float)))
        losses.append(loss.item())
        (loss + strength * sum((layer.weight**2).sum() for layer in layers if hasattr(layer, "weight"))).backward()
        optimizer.step()
    return losses, [p.detach().numpy().T for p in theirs.parameters()]


@pytest.mark.parametrize("strength", [0, 0.05])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda: {"optimizer": nn.Adam(0.05)}, lambda p: torch.optim.Adam(p, 0.05)),
        (lambda: {"learning_rate": 0.5}, lambda p: torch.optim.SGD(p, 0.5)),
    ],
    ids=["optimizer", "step of the network"],
)
@pytest.mark.parametrize("plain", [False, True], ids=["our classes", "a learner's classes"])
def test_a_run_on_the_whole_batch_equals_torch(ours, theirs, strength, plain):
    network, loss = make(), nn.BCELoss()
    if plain:
        network, loss = PlainNetwork([PlainLinear(3, 4), nn.Tanh(), PlainLinear(4, 1), nn.Sigmoid()]), PlainBCE()
    losses, weights = torch_run(network, theirs, strength, epochs=20)
    history = nn.train(
        network, loss, X, Y, **ours(), epochs=20, batch_size=12, penalty=nn.L2(strength), rng=0, progress=False
    )
    np.testing.assert_allclose(history.losses, losses, rtol=1e-9)
    params = [w for m in network.modules if hasattr(m, "weight") for w in (m.weight, m.bias)]
    for mine, torchs in zip(params, weights, strict=True):
        np.testing.assert_allclose(mine, torchs, rtol=1e-8, atol=1e-10)


class Spy:
    """Network and loss in one: it learns nothing, and remembers which rows it saw."""

    def __init__(self):
        self.batches = []

    def forward(self, x, y=None):
        if y is None:
            return x
        self.batches.append(x[:, 0].astype(int).tolist())
        return float(np.mean(y))

    def backward(self, grad=None):
        return np.zeros(1)

    def step(self, learning_rate):
        assert learning_rate == 0.1


def test_each_epoch_visits_every_row_once_in_a_new_order_and_weighs_the_last_batch_rightly():
    spy, x, y = Spy(), np.arange(10)[:, None], np.arange(10.0) ** 2
    history = nn.train(spy, spy, x, y, learning_rate=0.1, epochs=3, batch_size=4, metric=None, rng=0, progress=False)
    assert [len(batch) for batch in spy.batches] == [4, 4, 2] * 3
    epochs = [[row for batch in spy.batches[i : i + 3] for row in batch] for i in (0, 3, 6)]
    assert all(sorted(epoch) == list(range(10)) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2] and epochs[0] != list(range(10))
    np.testing.assert_allclose(history.losses, np.mean(y))
    assert history.metrics == [] and history.validation_losses == []


def test_the_first_loss_that_is_not_finite_ends_the_run_within_its_epoch():
    class Explodes(Spy):
        def forward(self, x, y=None):
            value = super().forward(x, y)
            return np.inf if len(self.batches) == 5 else value

    spy, x, y = Explodes(), np.arange(10)[:, None], np.arange(10.0)
    history = nn.train(spy, spy, x, y, learning_rate=0.1, epochs=9, batch_size=4, metric=None, rng=0, progress=False)
    assert len(spy.batches) == 5 and history.losses == [4.5, np.inf] and history.stopped_epoch == 2


def test_the_run_depends_on_rng_alone():
    runs = [
        nn.train(make(), nn.BCELoss(), X, Y, learning_rate=1.0, batch_size=4, rng=r, progress=False) for r in (1, 1, 2)
    ]
    assert runs[0] == runs[1] != runs[2]


def test_dropout_works_while_learning_and_rests_on_held_out_rows_and_afterwards():
    seen = []

    class Watch(nn.Dropout):
        def forward(self, x):
            seen.append((len(x), self.training))
            return super().forward(x)

    network = PlainNetwork([nn.Linear(3, 1, rng=0), Watch(0.5, rng=0), nn.Sigmoid()])
    held_out = X[:5], Y[:5]
    nn.train(
        network, nn.BCELoss(), X, Y, learning_rate=0.1, epochs=2, batch_size=6, validation=held_out, progress=False
    )
    assert seen == [(6, True), (6, True), (5, False)] * 2
    assert network.modules[1].training is False


class Scripted:
    """A network of one weight that counts its steps, and a loss whose held-out values are written down beforehand."""

    def __init__(self, held_out):
        self.weight, self.bias, self._grad_weight, self.held_out = np.zeros((1, 1)), None, None, iter(held_out)

    def forward(self, x, y=None):
        if y is None:
            return x
        return next(self.held_out) if len(x) == 3 else 1.0

    def backward(self, grad=None):
        return np.zeros(1)

    def step(self, learning_rate):
        self.weight += 1


@pytest.mark.parametrize(
    ("losses", "patience", "stopped", "best"),
    [
        ([5, 4, 3, 3.5, 3.2, 9, 9, 9], 2, 5, 3),
        ([5, 4, 4.5, 3, 3.5, 3.2, 9, 9], 3, 7, 4),
        ([8, 7, 6, 5, 4, 3, 2, 1], 1, None, 8),
        ([8, 7, 6, 5, 4, 3, 2, 9], 1, None, 7),
        ([np.nan] * 8, 2, 2, None),
    ],
)
def test_early_stopping_waits_and_brings_the_best_epoch_back(losses, patience, stopped, best):
    both, x, y = Scripted(losses), np.zeros((4, 1)), np.array([0, 1, 1, 0])
    history = nn.train(
        both,
        both,
        x,
        y,
        learning_rate=0.1,
        epochs=8,
        batch_size=4,
        validation=(x[:3], y[:3]),
        early_stopping=patience,
        rng=0,
        progress=False,
    )
    assert (history.stopped_epoch, history.best_epoch) == (stopped, best)
    ran = stopped or 8
    np.testing.assert_array_equal(history.validation_losses, losses[:ran])
    assert history.epochs == list(range(1, ran + 1)) and both.weight[0, 0] == (best or ran)
    assert history.reason == (f"no lower held-out loss in {patience} epoch{'s' * (patience > 1)}." if stopped else "")


def test_a_run_that_diverges_ends_with_a_sentence_and_no_warning():
    network = nn.NeuralNetwork([nn.Linear(3, 8, rng=0), nn.ReLU(), nn.Linear(8, 1, rng=1)])
    history = nn.train(
        network, nn.MSELoss(), X, Y, learning_rate=1e6, epochs=200, validation=(X, Y), rng=0, progress=False
    )
    assert history.stopped_epoch == len(history.losses) < 200 and not np.isfinite(history.losses[-1])
    assert history.reason.startswith(
        f"the loss became {history.losses[-1]} in epoch {history.stopped_epoch}; lower the"
    )
    lists = history.metrics, history.validation_losses, history.validation_metrics
    assert {len(numbers) for numbers in lists} == {len(history.losses)}


def test_a_learners_unclipped_logarithm_ends_the_run_in_a_sentence_too():
    network = PlainNetwork([PlainLinear(3, 1), nn.Sigmoid()])
    history = nn.train(network, PlainBCE(), 1000 * X, Y, learning_rate=10, rng=0, progress=False)
    assert history.reason.endswith("lower the learning rate, or look for a logarithm of 0.")


def test_digits_3_against_7_reach_99_percent_on_held_out_images_in_20_epochs():
    split, rng = load_digits(held_out=1 / 3), np.random.default_rng(0)
    sizes = [(64, 100), (100, 100), (100, 1)]
    linears = [nn.Linear(*size, rng=rng) for size in sizes]
    network = nn.NeuralNetwork([linears[0], nn.ReLU(), linears[1], nn.ReLU(), linears[2], nn.Sigmoid()])
    nn.train(network, nn.BCELoss(), split.x_train, split.y_train, optimizer=nn.Adam(1e-3), rng=rng, progress=False)
    _, right = nn.evaluate(network, nn.BCELoss(), split.x_held_out, split.y_held_out)
    assert right >= 0.99


def test_the_bar_is_shown_only_when_asked_for_and_on_epoch_sees_every_epoch(capsys):
    lengths = []
    arguments = {"learning_rate": 0.1, "epochs": 3, "on_epoch": lambda history: lengths.append(len(history.losses))}
    nn.train(make(), nn.BCELoss(), X, Y, **arguments, progress=False)
    assert capsys.readouterr() == ("", "") and lengths == [1, 2, 3]
    nn.train(make(), nn.BCELoss(), X, Y, **arguments)
    out, err = capsys.readouterr()
    assert out == "" and "training" in err and "3/3" in err and "loss 0." in err


def test_data_are_not_written_into_and_lists_and_whole_numbers_will_do():
    x, y = (10 * X).astype(int), Y.tolist()
    kept = x.copy()
    history = nn.train(make(), nn.BCELoss(), x, y, learning_rate=0.1, epochs=1, progress=False)
    assert np.isfinite(history.losses[0])
    np.testing.assert_array_equal(x, kept)


def test_an_opaque_network_learns_by_its_own_step_and_is_asked_for_parameters_when_they_are_needed():
    history = nn.train(OpaqueNetwork(make()), nn.BCELoss(), X, Y, learning_rate=1.0, epochs=50, rng=0, progress=False)
    assert history.losses[-1] < history.losses[0]
    needs = {"optimizer": nn.SGD(0.1)}, {"learning_rate": 0.1, "penalty": nn.L2(0.1)}
    for needed in (*needs, {"learning_rate": 0.1, "validation": (X, Y), "early_stopping": 2}):
        with pytest.raises(ValueError, match=r"wanted parameters to learn, got none .*shows them in parameters\(\)"):
            nn.train(OpaqueNetwork(make()), nn.BCELoss(), X, Y, **needed, progress=False)
