"""Wrong sigmoids and tanhs, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


class Sigmoid:
    def forward(self, x):
        self.x = x
        e = np.exp(-np.abs(x))
        self.y = np.where(x >= 0, 1, e) / (1 + e)
        return self.y

    def backward(self, grad):
        return grad * self.y * (1 - self.y)


class Tanh:
    def forward(self, x):
        self.x, self.y = x, np.tanh(x)
        return self.y

    def backward(self, grad):
        return grad * (1 - self.y**2)


@wrong("sigmoid", "sign of the exponent", "wrong value")
class SigmoidFalls(Sigmoid):
    def forward(self, x):
        self.y = 1 / (1 + np.exp(x))
        return self.y


@wrong("sigmoid", "derivative in terms of x where y was meant", "wrong value")
class SigmoidDerivativeInX(Sigmoid):
    def backward(self, grad):
        return grad * self.x * (1 - self.x)


@wrong("sigmoid", "derivative in terms of y where x was meant", "wrong value")
class SigmoidTwice(Sigmoid):
    def backward(self, grad):
        s = 1 / (1 + np.exp(-self.y))
        return grad * s * (1 - s)


@wrong("sigmoid", "upstream gradient missing", "wrong value")
class SigmoidNoUpstream(Sigmoid):
    def backward(self, grad):
        return self.y * (1 - self.y)


@wrong("sigmoid", "overflow", "fragile")
class SigmoidOverflows(Sigmoid):
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y


@wrong("sigmoid", "unstable exp", "fragile")
class SigmoidNaN(Sigmoid):
    def forward(self, x):
        self.y = np.exp(x) / (1 + np.exp(x))
        return self.y


@wrong("sigmoid", "nothing returned", "wrong shape")
class SigmoidReturnsNothing(Sigmoid):
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))


@wrong("tanh", "derivative in terms of x where y was meant", "wrong value")
class TanhDerivativeInX(Tanh):
    def backward(self, grad):
        return grad * (1 - self.x**2)


@wrong("tanh", "square missing", "wrong value")
class TanhNoSquare(Tanh):
    def backward(self, grad):
        return grad * (1 - self.y)


@wrong("tanh", "sigmoid in place of tanh", "wrong value")
class TanhIsSigmoid(Tanh):
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y


@wrong("tanh", "unstable exp", "fragile")
class TanhNaN(Tanh):
    def forward(self, x):
        self.y = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
        return self.y


@wrong("sigmoid", "absolute value in the exponent", "wrong value")
class SigmoidOfTheAbsoluteValue(Sigmoid):
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-np.abs(x)))
        return self.y
