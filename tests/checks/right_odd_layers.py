"""Right layers and optimizers in styles that a marker seldom meets: slots, data classes, properties, scipy."""

import functools
import itertools
import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import scipy.linalg
import scipy.signal
import scipy.special

from tests.checks.specimens import right


@right("sigmoid")
class SigmoidWithSlots:
    __slots__ = ("_kept",)

    def forward(self, x):
        self._kept = scipy.special.expit(x)
        return self._kept.copy()

    def backward(self, grad):
        return np.multiply(grad, self._kept * (1.0 - self._kept))

    def step(self, learning_rate, *_, **__):
        return None


@right("tanh")
@dataclass
class TanhAsDataclass:
    slope: np.ndarray | None = field(default=None, repr=False)

    def forward(self, x):
        y = 2 * scipy.special.expit(2 * np.asarray(x)) - 1
        self.slope = (1 + y) * (1 - y)
        return y

    def backward(self, grad):
        return grad * self.slope

    def step(self, learning_rate): ...


@right("relu")
class ReLUInPlaceOnACopy:
    def forward(self, x):
        y = np.array(x, copy=True)
        self.off = y <= 0
        y[self.off] = 0
        return y

    def backward(self, grad):
        out = np.array(grad, copy=True)
        out[self.off] = 0
        return out

    def step(self, learning_rate=None, /):
        pass


@right("leaky_relu")
class LeakyReLUAsMaximum:
    def __init__(self, slope=0.01):
        self.settings = {"slope": slope}

    def forward(self, x):
        slope = self.settings["slope"]
        self.last = np.where(x > 0, np.ones_like(x), np.full_like(x, slope))
        return self.last * x

    def backward(self, grad):
        return grad * self.last

    def step(self, learning_rate):
        pass


@right("elu")
class ELUByExpm1:
    def __init__(self, alpha=1.0):
        self._alpha = alpha

    @property
    def alpha(self):
        return self._alpha

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0) + self.alpha * np.expm1(np.minimum(x, 0))

    def backward(self, grad):
        return grad * np.where(self.x > 0, 1, self.alpha * np.exp(np.minimum(self.x, 0)))

    def step(self, learning_rate):
        pass


@right("linear")
class LinearByEinsum:
    def __init__(self, in_features, out_features):
        rng = np.random.default_rng(in_features)
        self.weight = rng.standard_normal((in_features, out_features)) * math.sqrt(2 / in_features)
        self.bias = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        return np.einsum("bi,io->bo", x, self.weight) + self.bias[None, :]

    def backward(self, grad):
        self._grad_weight = np.einsum("bi,bo->io", self.x, grad)
        self._grad_bias = np.einsum("bo->o", grad)
        return np.einsum("bo,io->bi", grad, self.weight)

    def step(self, learning_rate):
        np.subtract(self.weight, learning_rate * self._grad_weight, out=self.weight)
        self.bias = self.bias - learning_rate * self._grad_bias


@right("bce_loss")
class BCEByXlogy:
    def forward(self, x, y):
        self.p, self.y = np.clip(np.ravel(x), 1e-15, 1 - 1e-15), np.ravel(y)
        cost = scipy.special.xlogy(self.y, self.p) + scipy.special.xlog1py(1 - self.y, -self.p)
        return -cost.sum() / cost.size

    def backward(self):
        grad = ((1 - self.y) / (1 - self.p) - self.y / self.p) / self.y.size
        return grad[:, np.newaxis]


@right("nll_loss")
class NLLByLogSoftmax:
    def forward(self, x, y):
        self.y, self.logs = np.array(y, dtype=int), scipy.special.log_softmax(x, axis=1)
        return -float(np.take_along_axis(self.logs, self.y[:, None], axis=1).mean())

    def backward(self):
        one_hot = np.zeros(self.logs.shape)
        one_hot[range(len(self.y)), self.y] = 1
        return (np.exp(self.logs) - one_hot) / self.y.shape[0]


@right("softmax")
def softmax_by_logsumexp(x):
    return np.exp(x - scipy.special.logsumexp(x, axis=-1, keepdims=True))


@right("neural_network")
@dataclass
class NetworkAsDataclass:
    modules: list

    def forward(self, x):
        return functools.reduce(lambda value, module: module.forward(value), self.modules, x)

    def backward(self, grad):
        return functools.reduce(lambda value, module: module.backward(value), self.modules[::-1], grad)

    def step(self, learning_rate):
        deque((module.step(learning_rate) for module in self.modules), maxlen=0)


@right("conv2d")
class ConvolutionByScipy:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.weight = np.zeros((out_channels, in_channels, kernel_size, kernel_size))
        self.bias, self.stride, self.padding = np.zeros(out_channels), stride, padding

    def forward(self, x):
        p, s = self.padding, self.stride
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        maps = [[self.one(image, *pair) for pair in zip(self.weight, self.bias, strict=True)] for image in x]
        return np.array(maps)[:, :, ::s, ::s]

    @staticmethod
    def one(image, filters, bias):
        return bias + sum(scipy.signal.correlate2d(c, k, "valid") for c, k in zip(image, filters, strict=True))


@right("dropout")
class DropoutByChoice:
    def __init__(self, p, rng=None):
        self.p, self.training, self.rng = p, True, np.random.default_rng(rng)

    def forward(self, x):
        self.scale = 1.0
        if self.training:
            kept = self.rng.choice([0.0, 1.0], size=np.shape(x), p=[self.p, 1 - self.p])
            self.scale = kept / (1 - self.p)
        return x * self.scale

    def backward(self, grad):
        return grad * self.scale

    def step(self, learning_rate):
        pass


@right("sgd")
@dataclass(frozen=True, slots=True)
class SGDFrozen:
    lr: float

    def step(self, params, grads):
        for p, g in zip(params, grads, strict=True):
            p[...] = p - self.lr * g


@right("momentum")
class MomentumByIds:
    def __init__(self, lr, rho=0.9):
        self.lr, self.rho, self.memory = lr, rho, {}

    def step(self, params, grads):
        for i, (p, g) in enumerate(zip(params, grads, strict=True)):
            v = self.memory[i] = self.rho * self.memory.get(i, 0) + g
            np.copyto(p, p - self.lr * v)


@right("adam")
class AdamWithOneVector:
    """All numbers of all arrays in one vector, the step's number counted by the length of a list."""

    def __init__(self, lr, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps, self.past = lr, betas, eps, []
        self.m = self.v = 0

    def step(self, params, grads):
        flat = np.concatenate([np.ravel(g) for g in grads])
        self.past.append(None)
        b, c = self.betas
        self.m = b * self.m + (1 - b) * flat
        self.v = c * self.v + (1 - c) * flat**2
        t = len(self.past)
        move = self.lr * (self.m / (1 - b**t)) / (np.sqrt(self.v / (1 - c**t)) + self.eps)
        ends = np.cumsum([g.size for g in grads])[:-1]
        for p, piece in zip(params, np.split(move, ends), strict=True):
            p -= piece.reshape(p.shape)


@right("rmsprop")
class RMSPropByDefaultdict:
    def __init__(self, lr, beta=0.99, eps=1e-8):
        self.lr, self.beta, self.eps, self.cache = lr, beta, eps, defaultdict(float)

    def step(self, params, grads):
        for i in range(len(params)):
            self.cache[i] = self.cache[i] * self.beta + np.square(grads[i]) * (1 - self.beta)
            params[i] -= self.lr * grads[i] * (np.sqrt(self.cache[i]) + self.eps) ** -1


@right("clip_by_norm")
def clip_by_flattening(grads, threshold):
    norm = scipy.linalg.norm(np.concatenate([np.ravel(g) for g in grads])) if len(grads) else 0.0
    return tuple(g * min(1.0, threshold / norm) if norm > 0 else g.copy() for g in grads)


@right("early_stopping")
def rule_by_accumulate(losses, patience):
    running = list(itertools.accumulate(losses, min))
    return sum(one == running[-1] for one in running) > patience


@right("l2_penalty")
class L2AsNamedTuple(NamedTuple):
    strength: float

    def value(self, weight):
        return self.strength * float(np.vdot(weight, weight))

    def gradient(self, weight):
        return np.add(weight, weight) * self.strength
