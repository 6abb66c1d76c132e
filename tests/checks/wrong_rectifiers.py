"""Wrong ReLUs, leaky ReLUs and ELUs, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)

    def backward(self, grad):
        return grad * (self.x > 0)


class LeakyReLU:
    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, grad):
        return np.where(self.x > 0, grad, self.slope * grad)


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        self.x, self.y = x, np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))
        return self.y

    def backward(self, grad):
        return grad * np.where(self.x > 0, 1, self.y + self.alpha)


@wrong("relu", "abs on the gradient", "wrong value")
class ReLUAbsGradient(ReLU):
    def backward(self, grad):
        return np.abs(grad) * (self.x > 0)


@wrong("relu", "max(0, .) on the gradient", "wrong value")
class ReLUMaxGradient(ReLU):
    def backward(self, grad):
        return np.maximum(0, grad)


@wrong("relu", "max(0, .) on the gradient", "wrong value")
class ReLUMaxGradientMasked(ReLU):
    def backward(self, grad):
        return np.maximum(0, grad) * (self.x > 0)


@wrong("relu", "derivative missing", "wrong value")
class ReLUDerivativeOne(ReLU):
    def backward(self, grad):
        return grad


@wrong("relu", "derivative of ReLU at negative values", "wrong value")
class ReLUSignDerivative(ReLU):
    def backward(self, grad):
        return grad * np.sign(self.x)


@wrong("relu", "mask inverted", "wrong value")
class ReLUMaskInverted(ReLU):
    def backward(self, grad):
        return grad * (self.x < 0)


@wrong("relu", "upstream gradient missing", "wrong value")
class ReLUMaskOnly(ReLU):
    def backward(self, grad):
        return (self.x > 0).astype(float)


@wrong("relu", "forward in place of the derivative", "wrong value")
class ReLUTimesValue(ReLU):
    def backward(self, grad):
        return grad * np.maximum(0, self.x)


@wrong("relu", "averaged twice", "wrong value")
class ReLUAverages(ReLU):
    def backward(self, grad):
        return grad * (self.x > 0) / len(grad)


@wrong("relu", "in-place edit of the input", "fragile")
class ReLUEditsInput(ReLU):
    def forward(self, x):
        x[x < 0] = 0
        self.x = x
        return x


@wrong("relu", "in-place edit of the gradient", "fragile")
class ReLUEditsGradient(ReLU):
    def backward(self, grad):
        grad[self.x <= 0] = 0
        return grad


@wrong("relu", "state shared between objects", "fragile")
class ReLUSharesState(ReLU):
    def forward(self, x):
        ReLUSharesState.x = x
        return np.maximum(0, x)


@wrong("relu", "one maximum of the whole array", "wrong shape")
class ReLUOneMaximum(ReLU):
    def forward(self, x):
        self.x = x
        return np.maximum(0, np.max(x))


@wrong("leaky_relu", "constant ignored", "wrong value")
class LeakyConstant(LeakyReLU):
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.01 * x)


@wrong("leaky_relu", "derivative of ReLU at negative values", "wrong value")
class LeakyDerivativeOfReLU(LeakyReLU):
    def backward(self, grad):
        return grad * (self.x > 0)


@wrong("leaky_relu", "x in the derivative", "wrong value")
class LeakyXInDerivative(LeakyReLU):
    def backward(self, grad):
        return grad * np.where(self.x > 0, 1, self.slope * self.x)


@wrong("elu", "brackets", "wrong value")
class ELUBrackets(ELU):
    def forward(self, x):
        self.x, self.y = x, np.where(x > 0, x, self.alpha * np.exp(np.minimum(x, 0)) - 1)
        return self.y


@wrong("elu", "constant ignored", "wrong value")
class ELUDerivativeForAlphaOne(ELU):
    def backward(self, grad):
        return grad * np.where(self.x > 0, 1, self.y + 1)


@wrong("elu", "forward in place of the derivative", "wrong value")
class ELUValueAsDerivative(ELU):
    def backward(self, grad):
        return grad * np.where(self.x > 0, 1, self.y)


@wrong("elu", "overflow", "fragile")
class ELUOverflows(ELU):
    def forward(self, x):
        self.x, self.y = x, np.where(x > 0, x, self.alpha * (np.exp(x) - 1))
        return self.y
