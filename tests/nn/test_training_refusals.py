"""What the training loop says about data, arguments and learners' classes that it cannot train with."""

import numpy as np
import pytest

from lessonlib import nn
from tests.nn.learners import PlainBCE, PlainNetwork

X = np.random.default_rng(0).normal(size=(12, 3))
Y = (X[:, 0] * X[:, 1] > 0).astype(int)
NAN = X.copy()
NAN[3, 1] = np.nan
GOOD = {
    "network": nn.NeuralNetwork([nn.Linear(3, 1, rng=0), nn.Sigmoid()]),
    "loss": nn.BCELoss(),
    "x": X,
    "y": Y,
    "learning_rate": 0.1,
}


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        ({"x": NAN}, ValueError, r"train: wanted finite numbers in x, got nan at \[3, 1\] \(1 such\)"),
        ({"y": np.where(Y, np.inf, 0)}, ValueError, "wanted finite numbers in y, got inf at"),
        ({"x": X[:5]}, ValueError, r"one y for each row of x, got x \(5, 3\) and y \(12,\)"),
        ({"x": X[:0], "y": Y[:0]}, ValueError, r"wanted rows in x, got shape \(0, 3\)"),
        ({"x": 3.0}, ValueError, r"wanted rows in x, got shape \(\)"),
        ({"x": "text"}, TypeError, "train, x: wanted an array of numbers, got str"),
        ({"y": ["cat"] * 12}, TypeError, "train, y: wanted an array of numbers, got list"),
        ({"y": np.ones(12, int)}, ValueError, r"train\(y\): wanted at least two classes, got 1 in all rows"),
        ({"y": np.ones((12, 1))}, ValueError, r"wanted at least two classes, got 1\.0 in all rows"),
        ({"y": np.eye(12)[:, :2]}, ValueError, r"BCELoss\.forward: wanted y of shape \(12, 1\)"),
        ({"y": np.where(Y, 7, 3)}, ValueError, "wanted labels 0 and 1, got 3 to 7"),
        (
            {"network": nn.NeuralNetwork([nn.ReLU(), nn.Sigmoid()])},
            ValueError,
            "wanted parameters to learn, got none in",
        ),
        ({"network": nn.NeuralNetwork}, TypeError, r"train\(network\): wanted an object .*got the class NeuralNetwork"),
        ({"network": np.zeros(3)}, TypeError, "got ndarray without forward and backward and step"),
        ({"loss": nn.BCELoss}, TypeError, r"train\(loss\): .*got the class BCELoss\. Write BCELoss\(\)"),
        ({"loss": np.mean}, TypeError, r"train\(loss\): wanted an object with forward and backward"),
        ({"learning_rate": None}, ValueError, "wanted an optimizer or a learning_rate, got neither"),
        ({"optimizer": nn.SGD(0.1)}, ValueError, "wanted an optimizer or a learning_rate, got both"),
        ({"learning_rate": None, "optimizer": nn.SGD}, TypeError, r"train\(optimizer\): .*got the class SGD"),
        ({"learning_rate": None, "optimizer": "adam"}, TypeError, r"train\(optimizer\): .*got str without step"),
        ({"learning_rate": 0}, ValueError, r"train\(learning_rate\): wanted a finite number above 0"),
        ({"epochs": 0}, ValueError, r"train\(epochs\): wanted a whole number from 1 to 1000000, got 0"),
        ({"batch_size": 2.5}, TypeError, r"train\(batch_size\): wanted a whole number"),
        ({"penalty": 0.1}, TypeError, r"train\(penalty\): wanted an object with gradient, got float"),
        ({"early_stopping": 3}, ValueError, r"train\(early_stopping\): wanted validation=\(x, y\) too"),
        ({"early_stopping": 0, "validation": (X, Y)}, ValueError, r"train\(early_stopping\): wanted a whole number"),
        ({"validation": X}, TypeError, r"train\(validation\): wanted \(x, y\), got ndarray"),
        ({"validation": (NAN, Y)}, ValueError, r"train\(validation\): wanted finite numbers in x, got nan at \[3, 1\]"),
        ({"metric": 1}, TypeError, r"train\(metric\): wanted a function, called as metric\(output, y\), got int"),
        ({"on_epoch": "print"}, TypeError, r"train\(on_epoch\): wanted a function, called as on_epoch\(history\)"),
        ({"rng": "seed"}, TypeError, r"train\(rng\): wanted a numpy Generator or a seed"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(change, error, match):
    with pytest.raises(error, match=match):
        nn.train(**{**GOOD, **change}, progress=False)


@pytest.mark.parametrize("measure", [nn.evaluate, nn.check_gradients])
def test_what_cannot_be_measured_is_refused_in_a_sentence(measure):
    name = measure.__name__
    for change, match in [
        ({"network": None}, rf"{name}\(network\): wanted an object with .*forward.*, got NoneType"),
        ({"network": nn.NeuralNetwork}, rf"{name}\(network\): wanted .*got the class NeuralNetwork"),
        ({"loss": None}, rf"{name}\(loss\): wanted an object with .*forward.*, got NoneType"),
    ]:
        given = {**GOOD, **change}
        with pytest.raises(TypeError, match=match):
            measure(given["network"], given["loss"], X, Y)
    with pytest.raises(TypeError, match=r"evaluate\(metric\): wanted a function"):
        nn.evaluate(GOOD["network"], GOOD["loss"], X, Y, metric=1)


def test_a_learners_loss_or_network_that_returns_nothing_is_named():
    class Silent(PlainBCE):
        def forward(self, x, y):
            super().forward(x, y)

    class EachRow(PlainBCE):
        def forward(self, x, y):
            return np.zeros(len(x))

    class Mute(PlainNetwork):
        def forward(self, x):
            super().forward(x)

    plain = PlainNetwork([nn.Linear(3, 1, rng=0), nn.Sigmoid()])
    for network, loss, match in [
        (plain, Silent(), r"Silent\.forward: wanted one number, got NoneType"),
        (plain, EachRow(), r"EachRow\.forward: wanted one number, got shape \(12,\)\. Return the mean"),
        (Mute(plain.modules), PlainBCE(), r"the output of Mute\.forward: wanted an array of numbers, got NoneType"),
    ]:
        with pytest.raises(TypeError, match=match):
            nn.train(network, loss, X, Y, learning_rate=0.1, progress=False)
