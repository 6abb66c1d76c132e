"""Linear layers that learn wrongly, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong
from tests.checks.wrong_linear import Linear


@wrong("linear", "step missing", "wrong value")
class StepDoesNothing(Linear):
    def step(self, learning_rate):
        pass


@wrong("linear", "step missing", "wrong value")
class StepAssignsLocals(Linear):
    def step(self, learning_rate):
        weight = self.weight - learning_rate * self._grad_weight
        bias = self.bias - learning_rate * self._grad_bias
        return weight, bias


@wrong("linear", "step climbing", "wrong value")
class StepClimbs(Linear):
    def step(self, learning_rate):
        self.weight += learning_rate * self._grad_weight
        self.bias += learning_rate * self._grad_bias


@wrong("linear", "bias never stepped", "wrong value")
class BiasStays(Linear):
    def step(self, learning_rate):
        self.weight -= learning_rate * self._grad_weight


@wrong("linear", "learning rate ignored", "wrong value")
class NoLearningRate(Linear):
    def step(self, learning_rate):
        self.weight -= self._grad_weight
        self.bias -= self._grad_bias


@wrong("linear", "learning rate used twice", "wrong value")
class LearningRateTwice(Linear):
    def step(self, learning_rate):
        self.weight -= learning_rate**2 * self._grad_weight
        self.bias -= learning_rate**2 * self._grad_bias


@wrong("linear", "accumulating gradients", "wrong value")
class Accumulates(Linear):
    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        self._grad_weight, self._grad_bias = np.zeros_like(self.weight), np.zeros_like(self.bias)

    def backward(self, grad):
        self._grad_weight += self.x.T @ grad
        self._grad_bias += grad.sum(axis=0)
        return grad @ self.weight.T


@wrong("linear", "accumulating gradients", "fragile")
class AccumulatesUntilStep(Accumulates):
    def step(self, learning_rate):
        super().step(learning_rate)
        self._grad_weight[:], self._grad_bias[:] = 0, 0


@wrong("linear", "x of the first forward", "wrong value")
class KeepsFirstInput(Linear):
    def forward(self, x):
        self.x = getattr(self, "x", x)
        return x @ self.weight + self.bias


@wrong("linear", "in-place edit of the gradient", "fragile")
class EditsGradient(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        grad *= 0
        return dx


@wrong("linear", "in-place edit of the input", "fragile")
class EditsInput(Linear):
    def backward(self, grad):
        dx = super().backward(grad)
        self.x[...] = 0
        return dx


@wrong("linear", "weights all alike", "fragile")
class StartsAtZero(Linear):
    def __init__(self, in_features, out_features):
        self.weight, self.bias = np.zeros((in_features, out_features)), np.zeros(out_features)


@wrong("linear", "method missing", "raised")
class NoStep:
    __init__, forward, backward = Linear.__init__, Linear.forward, Linear.backward


@wrong("linear", "state shared between objects", "fragile")
class SharesInput(Linear):
    def forward(self, x):
        Linear.x = x
        return x @ self.weight + self.bias
