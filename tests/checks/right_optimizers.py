"""Optimizers and dropouts that are right in another style: names, memories, epsilon inside the root."""

import numpy as np

from tests.checks.specimens import right


@right("sgd")
class SGDWithEllipsis:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, params, grads):
        for p, g in zip(params, grads, strict=True):
            p[...] = p - self.learning_rate * g
        return params


@right("momentum")
class MomentumWithTheRateInside:
    def __init__(self, lr, momentum=0.9):
        self.lr, self.momentum, self.velocity = lr, momentum, None

    def step(self, params, grads):
        if self.velocity is None:
            self.velocity = [np.zeros_like(p) for p in params]
        for p, g, v in zip(params, grads, self.velocity, strict=True):
            v *= self.momentum
            v -= self.lr * g
            p += v


@right("nesterov")
class NesterovByTheOldVelocity:
    def __init__(self, lr, rho):
        self.lr, self.rho, self.v = lr, rho, None

    def step(self, params, grads):
        old = self.v or [0.0 for _ in params]
        self.v = [self.rho * v - self.lr * g for v, g in zip(old, grads, strict=True)]
        for p, before, after in zip(params, old, self.v, strict=True):
            p += -self.rho * before + (1 + self.rho) * after


@right("adagrad")
class AdagradEpsilonInside:
    def __init__(self, lr, eps=1e-8):
        self.lr, self.eps, self.cache = lr, eps, None

    def step(self, params, grads):
        self.cache = self.cache or [0 * p for p in params]
        for i, (p, g) in enumerate(zip(params, grads, strict=True)):
            self.cache[i] = self.cache[i] + g * g
            p -= self.lr * g / np.sqrt(self.cache[i] + self.eps)


@right("rmsprop")
class RMSPropEpsilonInside:
    def __init__(self, lr, decay=0.99):
        self.lr, self.decay, self.cache = lr, decay, {}

    def step(self, params, grads):
        for i, g in enumerate(grads):
            self.cache[i] = self.decay * self.cache.get(i, 0) + (1 - self.decay) * np.square(g)
            params[i] -= self.lr * g / np.sqrt(self.cache[i] + 1e-8)


@right("adam")
class AdamEpsilonInside:
    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0

    def step(self, params, grads):
        if self.t == 0:
            self.m, self.v = [np.zeros_like(p) for p in params], [np.zeros_like(p) for p in params]
        self.t += 1
        rate = self.lr * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        for p, g, m, v in zip(params, grads, self.m, self.v, strict=True):
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g**2 - v)
            p -= rate * m / np.sqrt(v + self.eps)


@right("dropout")
class DropoutFromTheGlobalState:
    def __init__(self, prob):
        self.prob, self.training = prob, True

    def forward(self, x):
        if not self.training:
            self.m = np.ones_like(x)
            return x
        self.m = np.random.binomial(1, 1 - self.prob, size=x.shape) / (1 - self.prob)  # noqa: NPY002
        return x * self.m

    def backward(self, grad):
        return grad * self.m


@right("dropout")
class DropoutThatWantsAGenerator:
    training = True

    def __init__(self, p, rng):
        self.p, self.rng = p, rng

    def forward(self, x):
        keep = self.rng.random(x.shape) < 1 - self.p if self.training else 1 > 0
        self.scale = keep / (1 - self.p * self.training)
        return x * self.scale

    def backward(self, grad):
        return self.scale * grad


@right("dropout")
class DropoutWithEval:
    def __init__(self, p):
        self.p, self.active = p, True

    def eval(self):
        self.active = False

    def forward(self, x):
        self.dropped = np.random.rand(*x.shape) < self.p * self.active  # noqa: NPY002 - as learners write it
        return np.where(self.dropped, 0, x / (1 - self.p * self.active))

    def backward(self, grad):
        return np.where(self.dropped, 0, grad / (1 - self.p * self.active))
