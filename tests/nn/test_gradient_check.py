"""The gradient check passes right networks, also on kinks, and points at the entry that is wrong."""

import numpy as np
import pytest

from lessonlib import nn

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])


def make(linear=nn.Linear, activation=nn.Tanh, rng=0):
    return nn.NeuralNetwork([linear(2, 5, rng=rng), activation(), nn.Linear(5, 1, rng=1), nn.Sigmoid()])


@pytest.mark.parametrize("activation", [nn.ReLU, nn.LeakyReLU, nn.ELU, nn.Tanh, nn.Sigmoid])
def test_a_right_network_passes_also_where_relu_has_its_kink(activation):
    network = make(activation=activation)  # biases are 0, so that the row (0, 0) stands exactly on the kink
    before = [w.copy() for w in network.parameters()]
    report = nn.check_gradients(network, nn.BCELoss(), *XOR)
    assert report.passed, str(report)
    assert [e.name for e in report.entries] == [f"modules[{i}].{n}" for i in (0, 2) for n in ("weight", "bias")] + ["x"]
    assert [e.shape for e in report.entries] == [(2, 5), (5,), (5, 1), (1,), (4, 2)]
    for w, kept in zip(network.parameters(), before, strict=True):
        np.testing.assert_array_equal(w, kept)


@pytest.mark.parametrize("loss", [nn.NLLLoss(), nn.HingeLoss()])
def test_losses_over_classes_pass_too_and_dropout_rests_meanwhile(loss):
    rng = np.random.default_rng(0)
    network = nn.NeuralNetwork([nn.Linear(4, 6, rng=0), nn.Dropout(0.5, rng=0), nn.ReLU(), nn.Linear(6, 3, rng=1)])
    assert nn.check_gradients(network, loss, rng.normal(size=(8, 4)), rng.integers(0, 3, 8)).passed
    assert network.training and network.modules[1].training


class ForgetsBias(nn.Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_bias = np.zeros_like(self._grad_bias)
        return dx


class OneEntryOff(nn.Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_weight[1, 3] *= 1.01
        return dx


class WrongInput(nn.Linear):
    def backward(self, grad):
        return super().backward(grad) * 1.001


class GivesNaN(nn.Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_weight[0, 2] = np.nan
        return dx


@pytest.mark.parametrize(
    ("linear", "off", "index"),
    [
        (ForgetsBias, "modules[0].bias", None),
        (OneEntryOff, "modules[0].weight", (1, 3)),
        (WrongInput, "x", None),
        (GivesNaN, "modules[0].weight", (0, 2)),
    ],
)
def test_a_wrong_gradient_is_reported_at_its_tensor_and_entry(linear, off, index):
    report = nn.check_gradients(make(linear), nn.BCELoss(), *XOR)
    wrong = [entry for entry in report.entries if entry.error > 1e-5]
    assert not report.passed and [entry.name for entry in wrong] == [off]
    assert index in (None, wrong[0].index)
    lines = str(report).splitlines()
    assert lines[0].startswith("The gradients do not agree")
    assert [line.split()[1] for line in lines[1:] if line.startswith("OFF")] == [off]


def test_a_layer_that_clears_its_gradients_in_forward_passes():
    class Clears(nn.Linear):
        def forward(self, x):
            if self._grad_weight is not None:
                self._grad_weight[:] = self._grad_bias[:] = 0
            return super().forward(x)

    assert nn.check_gradients(make(Clears), nn.BCELoss(), *XOR).passed


def test_a_wrong_gradient_of_relu_is_not_excused_as_a_kink():
    class PassesAll(nn.ReLU):
        def backward(self, grad):
            return grad

    assert not nn.check_gradients(make(activation=PassesAll), nn.BCELoss(), *XOR).passed


def test_a_learners_network_with_other_attributes_is_checked_by_its_parameters():
    class Mine:
        def __init__(self):
            self.w = np.array([[0.3], [-0.2]])

        def forward(self, x):
            self.x = x
            return x @ self.w

        def backward(self, grad):
            self.dw = self.x.T @ grad

        def step(self, learning_rate):
            self.w -= learning_rate * self.dw

        def parameters(self):
            return [self.w]

        def gradients(self):
            return [self.dw]

    report = nn.check_gradients(Mine(), nn.MSELoss(), XOR[0].astype(int), XOR[1])
    assert report.passed and [e.name for e in report.entries] == ["parameters()[0]"]


def test_missing_misshapen_and_float32_gradients_are_named():
    class Missing(nn.Linear):
        def gradients(self):
            return [self._grad_weight, None]

    class Row(nn.Linear):
        def gradients(self):
            return [self._grad_weight, self._grad_bias[None]]

    class OnlyOne(nn.Linear):
        def gradients(self):
            return [self._grad_weight]

    single = make()
    single.modules[0].weight = single.modules[0].weight.astype(np.float32)
    for network, error, match in [
        (make(Missing), TypeError, r"wanted the gradient of modules\[0\]\.bias, got None"),
        (make(Row), ValueError, r"gradient of modules\[0\]\.bias in its shape \(5,\), got \(1, 5\)"),
        (make(OnlyOne), ValueError, r"one gradient a parameter of OnlyOne, got 1 for 2"),
        (single, ValueError, r"wanted modules\[0\]\.weight in float64, got float32"),
    ]:
        with pytest.raises(error, match=match):
            nn.check_gradients(network, nn.BCELoss(), *XOR)
        assert network.training
