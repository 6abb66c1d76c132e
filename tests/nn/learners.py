"""Classes as a learner writes them: the course interface and nothing else, neither inherited nor checked."""

import numpy as np


class PlainLinear:
    """A layer whose step binds new weights instead of changing the old ones in place."""

    def __init__(self, n_in, n_out, seed=0):
        self.weight = np.random.default_rng(seed).normal(size=(n_in, n_out))
        self.bias = np.ones(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad):
        self._grad_weight, self._grad_bias = self.x.T @ grad, grad.sum(axis=0)
        return grad @ self.weight.T

    def step(self, learning_rate):
        self.weight = self.weight - learning_rate * self._grad_weight
        self.bias = self.bias - learning_rate * self._grad_bias


class PlainReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)

    def backward(self, grad):
        return grad * (self.x > 0)

    def step(self, learning_rate):
        pass


class PlainBCE:
    """The loss without a limit on its logarithms."""

    def forward(self, x, y):
        self.x, self.y = x, y.reshape(x.shape)
        return -np.mean(self.y * np.log(self.x) + (1 - self.y) * np.log(1 - self.x))

    def backward(self):
        return (self.x - self.y) / (self.x * (1 - self.x)) / len(self.x)


class CourseNetwork:
    """A network with the course's interface and nothing else: no parameters(), gradients() and training."""

    def __init__(self, modules):
        self.modules = modules

    def forward(self, x):
        for module in self.modules:
            x = module.forward(x)
        return x

    def backward(self, grad):
        for module in reversed(self.modules):
            grad = module.backward(grad)
        return grad

    def step(self, learning_rate):
        for module in self.modules:
            module.step(learning_rate)


class PlainNetwork(CourseNetwork):
    """A network whose backward returns nothing."""

    def backward(self, grad):
        super().backward(grad)


class OpaqueNetwork:
    """A network that shows nobody its layers."""

    def __init__(self, inside):
        self._inside = inside

    def forward(self, x):
        return self._inside.forward(x)

    def backward(self, grad):
        self._inside.backward(grad)

    def step(self, learning_rate):
        self._inside.step(learning_rate)
