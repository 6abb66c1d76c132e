"""Wrong Linear layers, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


class Linear:
    def __init__(self, in_features, out_features):
        self.weight = np.random.default_rng(1).normal(size=(in_features, out_features))
        self.bias = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad):
        self._grad_weight = self.x.T @ grad
        self._grad_bias = grad.sum(axis=0)
        return grad @ self.weight.T

    def step(self, learning_rate):
        self.weight -= learning_rate * self._grad_weight
        self.bias -= learning_rate * self._grad_bias


@wrong("linear", "missing bias", "wrong value")
class NoBiasInForward(Linear):
    def forward(self, x):
        self.x = x
        return x @ self.weight


@wrong("linear", "missing bias", "wrong shape")
class NoBiasAtAll(Linear):
    def __init__(self, in_features, out_features):
        self.weight = np.random.default_rng(1).normal(size=(in_features, out_features))


@wrong("linear", "weight transposed", "wrong shape")
class WeightTransposed(Linear):
    def __init__(self, in_features, out_features):
        super().__init__(out_features, in_features)
        self.bias = np.zeros(out_features)


@wrong("linear", "bias of shape (1, out)", "wrong shape")
class WideBias(Linear):
    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        self.bias = np.zeros((1, out_features))


@wrong("linear", "gradient transposed", "raised")
class BackwardWithoutTranspose(Linear):
    def backward(self, grad):
        super().backward(grad)
        return grad @ self.weight


@wrong("linear", "gradient transposed", "wrong shape")
class WeightGradientTransposed(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_weight = grad.T @ self.x
        return dx


@wrong("linear", "averaged twice", "wrong value")
class WeightGradientAveraged(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_weight = self.x.T @ grad / len(grad)
        return dx


@wrong("linear", "averaged twice", "wrong value")
class BiasGradientAveraged(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_bias = grad.mean(axis=0)
        return dx


@wrong("linear", "averaged twice", "wrong value")
class InputGradientAveraged(Linear):
    def backward(self, grad):
        return super().backward(grad) / len(grad)


@wrong("linear", "sum over the wrong axis", "wrong shape")
class BiasGradientOverColumns(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_bias = grad.sum(axis=1)
        return dx


@wrong("linear", "bias gradient of shape (1, out)", "wrong shape")
class BiasGradientKeepdims(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_bias = grad.sum(axis=0, keepdims=True)
        return dx


@wrong("linear", "sum over all entries", "wrong shape")
class BiasGradientOneNumber(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self._grad_bias = grad.sum()
        return dx


@wrong("linear", "gradient of the wrong argument", "wrong shape")
class ReturnsWeightGradient(Linear):
    def backward(self, grad):
        super().backward(grad)
        return self._grad_weight
