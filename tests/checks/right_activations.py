"""Activations that are right in another style: names, loops, lists and tuples, float32, torch."""

import math

import numpy as np
import torch

from tests.checks.specimens import right


@right("sigmoid")
class SigmoidByTanh:
    def forward(self, inputs):
        self.out = 0.5 * (1 + np.tanh(inputs / 2))
        return self.out

    def backward(self, upstream):
        return upstream * self.out * (1 - self.out)


@right("sigmoid")
class SigmoidInLoops:
    def forward(self, x):
        self.y = [[self.one(value) for value in row] for row in x]
        return self.y

    @staticmethod
    def one(value):
        return 1 / (1 + math.exp(-value)) if value > 0 else math.exp(value) / (1 + math.exp(value))

    def backward(self, grad):
        rows = zip(grad, self.y, strict=True)
        return tuple(tuple(g * y * (1 - y) for g, y in zip(*row, strict=True)) for row in rows)


@right("sigmoid")
class SigmoidThatForgets:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-np.clip(x, -500, 500)))
        return self.y

    def backward(self, grad):
        y, self.y = self.y, None
        return np.multiply(grad, y - y**2)


@right("tanh")
class TanhInTorch:
    def forward(self, x):
        self.x = torch.tensor(x, requires_grad=True)
        self.y = torch.tanh(self.x)
        return self.y

    def backward(self, grad):
        self.y.backward(torch.tensor(grad))
        return self.x.grad

    def step(self, learning_rate):
        pass


@right("relu")
class ReLUOneAtZero:
    def forward(self, x):
        self.mask = x >= 0
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask

    def step(self, learning_step):
        return None


@right("relu")
class ReLUOnACopy:
    def forward(self, x):
        y = x.copy()
        y[y < 0] = 0
        self.y = y
        return y

    def backward(self, grad):
        dx = np.array(grad)
        dx[self.y == 0] = 0
        return dx


@right("relu")
class ReLUInFloat32:
    def forward(self, x):
        self.x = np.asarray(x, dtype=np.float32)
        return np.maximum(self.x, np.float32(0))

    def backward(self, grad):
        return (grad * (self.x > 0)).astype(np.float32)


@right("leaky_relu")
class LeakyByMaximum:
    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, x):
        self.x = x
        return np.maximum(x, self.negative_slope * x)

    def backward(self, grad):
        factor = np.ones_like(self.x)
        factor[self.x < 0] = self.negative_slope
        return factor * grad


@right("elu")
class ELUByExp:
    def __init__(self, a=1.0):
        self.a = a

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0) + self.a * (np.exp(np.minimum(x, 0)) - 1)

    def backward(self, grad):
        return np.where(self.x >= 0, grad, grad * self.a * np.exp(np.minimum(self.x, 0)))
