"""Slips that were published or are typical: other libraries' optimizers, aliases, parentheses, updates in backward."""

import numpy as np

from tests.checks.specimens import right, wrong
from tests.checks.wrong_linear import Linear

H = 1e-5


class Optimizer:
    def __init__(self, lr, rho=0.9):
        self.lr, self.rho, self.memory, self.t = lr, rho, {}, 0

    def step(self, params, grads):
        self.t += 1
        for i, (w, g) in enumerate(zip(params, grads, strict=True)):
            w -= self.lr * self.move(i, g)

    def keep(self, name, i, share, new, start=0.0):
        self.memory[name, i] = share * self.memory.get((name, i), start) + new
        return self.memory[name, i]


@wrong("nesterov", "new velocity for old", "wrong value")
class NesterovOfTheNewVelocity(Optimizer):
    def move(self, i, g):
        return self.rho**2 * self.keep("v", i, self.rho, g) + (1 + self.rho) * g


@right("nesterov")
class NesterovOfTheOldVelocity(Optimizer):
    def move(self, i, g):
        old = self.memory.get(("v", i), 0.0)
        self.keep("v", i, self.rho, g)
        return self.rho**2 * old + (1 + self.rho) * g


@wrong("momentum", "torch's dampening", "wrong value")
class MomentumDampenedByTorch(Optimizer):
    def move(self, i, g):
        return self.keep("v", i, self.rho, g if self.t == 1 else (1 - self.rho) * g)


@wrong("adam", "corrected moments stored", "wrong value")
class AdamThatStoresWhatItCorrects(Optimizer):
    def move(self, i, g):
        m = self.memory["m", i] = self.keep("m", i, 0.9, 0.1 * g) / (1 - 0.9**self.t)
        v = self.memory["v", i] = self.keep("v", i, 0.999, 0.001 * g**2) / (1 - 0.999**self.t)
        return m / (np.sqrt(v) + 1e-8)


@wrong("adagrad", "cache begins at 0.1", "wrong value")
class AdagradOfTensorFlow(Optimizer):
    def move(self, i, g):
        return g / (np.sqrt(self.keep("cache", i, 1, g**2, start=0.1)) + 1e-8)


@wrong("sgd", "divided by the number of rows", "wrong value")
class SGDByRows(Optimizer):
    def move(self, i, g):
        return g / len(g)


@wrong("linear", "update inside backward", "wrong value")
class LinearThatStepsInBackward(Linear):
    def backward(self, grad):
        passed = super().backward(grad)
        self.weight -= 0.1 * self._grad_weight
        return passed

    def step(self, learning_rate):
        pass


@wrong("linear", "state shared between objects", "fragile")
class LinearWithAWeightOfItsClass(Linear):
    def __init__(self, in_features, out_features):
        type(self).weight = np.random.default_rng(1).normal(size=(in_features, out_features))
        self.bias = np.zeros(out_features)


@wrong("linear", "learning rate of the first step kept", "wrong value")
class LinearThatKeepsItsFirstRate(Linear):
    rate = None

    def step(self, learning_rate):
        self.rate = self.rate or learning_rate
        super().step(self.rate)


def moved(combine, index_over):
    """A numerical gradient that combines f(x + h) and f(x - h), for every index."""

    def numerical_gradient(f, x, h=H):
        x, gradient = x.astype(float), np.zeros(x.shape)
        for index in index_over(x):
            e = np.zeros(x.shape)
            e[index] = h
            gradient[index] = combine(f(x + e), f(x - e), h)
        return gradient

    return numerical_gradient


@wrong("numerical_gradient", "two names for one array", "wrong value")
def gradient_of_aliases(f, x, h=H):
    x, gradient = x.astype(float), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x, x
        up[index] += h
        down[index] -= h
        gradient[index] = (f(up) - f(down)) / (2 * h)
    return gradient


for slip, diagnosis in (
    (moved(lambda up, down, h: (up - down) / (2 * h), lambda x: range(len(x))), "whole rows moved"),
    (moved(lambda up, down, h: up - down / (2 * h), lambda x: np.ndindex(x.shape)), "parentheses missing"),
    (moved(lambda up, down, h: up - down / 2 * h, lambda x: np.ndindex(x.shape)), "parentheses missing"),
):
    wrong("numerical_gradient", diagnosis, "wrong value")(slip)


@wrong("leaky_relu", "slope alone", "wrong value")
class LeakyReLUOfTheSlope:
    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope)

    def backward(self, grad):
        return np.where(self.x > 0, grad, self.slope * grad)


@wrong("nll_loss", "sum over the whole batch", "wrong value")
class NLLLossOfTheSlide:
    def forward(self, x, y):
        e = np.exp(x - x.max())
        self.p, self.y = e / e.sum(), y
        return -np.log(self.p[np.arange(len(y)), y]).mean()

    def backward(self):
        return (self.p - np.eye(self.p.shape[1])[self.y]) / len(self.y)
