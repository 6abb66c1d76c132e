"""Wrong optimizers and dropouts, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


class Optimizer:
    """A memory for each parameter by its place; ``move`` returns the step."""

    def __init__(self, lr, rho=0.9, **_):
        self.lr, self.rho, self.memory, self.t = lr, rho, {}, 0

    def step(self, params, grads):
        self.t += 1
        for i, (param, grad) in enumerate(zip(params, grads, strict=True)):
            param -= self.lr * self.move(grad, self.memory.setdefault(i, {"v": 0, "m": 0}))


@wrong("sgd", "climbing", "wrong value")
class SGDClimbs(Optimizer):
    def move(self, grad, memory):
        return -grad


@wrong("sgd", "not updated in place", "wrong value")
class SGDRebinds(Optimizer):
    def step(self, params, grads):
        for param, grad in zip(params, grads, strict=True):
            param = param - self.lr * grad


@wrong("sgd", "not updated in place", "wrong value")
class SGDReplacesEntries(Optimizer):
    def step(self, params, grads):
        for i, grad in enumerate(grads):
            params[i] = params[i] - self.lr * grad


@wrong("sgd", "learning rate used twice", "wrong value")
class SGDTwice(Optimizer):
    def move(self, grad, memory):
        return self.lr * grad


@wrong("sgd", "in-place edit of the gradient", "fragile")
class SGDScalesGradient(Optimizer):
    def step(self, params, grads):
        for param, grad in zip(params, grads, strict=True):
            grad *= self.lr
            param -= grad


@wrong("momentum", "momentum without memory", "wrong value")
class MomentumForgets(Optimizer):
    def move(self, grad, memory):
        return self.rho * 0 + grad


@wrong("momentum", "momentum dampened", "wrong value")
class MomentumDampened(Optimizer):
    def move(self, grad, memory):
        memory["v"] = self.rho * memory["v"] + (1 - self.rho) * grad
        return memory["v"]


@wrong("momentum", "one memory for all parameters", "raised")
class MomentumOneVelocity(Optimizer):
    def move(self, grad, memory):
        self.v = self.rho * getattr(self, "v", 0) + grad
        return self.v


@wrong("momentum", "state shared between objects", "fragile")
class MomentumOnTheClass(Optimizer):
    velocities = {}  # noqa: RUF012 - the mistake itself

    def step(self, params, grads):
        for i, (param, grad) in enumerate(zip(params, grads, strict=True)):
            if self.t == 0 and getattr(self, "fresh", True):
                self.velocities.clear()
            self.fresh = False
            self.velocities[i] = self.rho * self.velocities.get(i, 0) + grad
            param -= self.lr * self.velocities[i]


@wrong("momentum", "caller's array kept", "fragile")
class MomentumKeepsTheArray(Optimizer):
    def move(self, grad, memory):
        memory["v"] = self.rho * memory["v"] + grad if np.ndim(memory["v"]) else grad
        return memory["v"]


@wrong("nesterov", "look-ahead missing", "wrong value")
class NesterovIsMomentum(Optimizer):
    def move(self, grad, memory):
        memory["v"] = self.rho * memory["v"] + grad
        return memory["v"]


@wrong("nesterov", "velocity in place of the gradient", "wrong value")
class NesterovTwoVelocities(Optimizer):
    def move(self, grad, memory):
        memory["v"] = self.rho * memory["v"] + grad
        return memory["v"] + self.rho * memory["v"]


@wrong("adagrad", "missing square root", "wrong value")
class AdagradOnSlide(Optimizer):
    def move(self, grad, memory):
        memory["v"] = memory["v"] + grad**2
        return grad / (memory["v"] + 1e-8)


@wrong("adagrad", "moving mean in place of the sum", "wrong value")
class AdagradForgets(Optimizer):
    def move(self, grad, memory):
        memory["v"] = 0.9 * memory["v"] + 0.1 * grad**2
        return grad / (np.sqrt(memory["v"]) + 1e-8)


@wrong("adagrad", "epsilon missing", "fragile")
class AdagradNaN(Optimizer):
    def move(self, grad, memory):
        memory["v"] = memory["v"] + grad**2
        return grad / np.sqrt(memory["v"])


@wrong("rmsprop", "missing square root", "wrong value")
class RMSPropOnSlide(Optimizer):
    def __init__(self, lr, beta=0.99):
        super().__init__(lr, beta)

    def move(self, grad, memory):
        memory["v"] = self.rho * memory["v"] + (1 - self.rho) * grad**2
        return grad / (memory["v"] + 1e-8)


@wrong("rmsprop", "1 - beta missing", "wrong value")
class RMSPropWhole(RMSPropOnSlide):
    def move(self, grad, memory):
        memory["v"] = self.rho * memory["v"] + grad**2
        return grad / (np.sqrt(memory["v"]) + 1e-8)


@wrong("rmsprop", "beta and 1 - beta exchanged", "wrong value")
class RMSPropExchanged(RMSPropOnSlide):
    def move(self, grad, memory):
        memory["v"] = (1 - self.rho) * memory["v"] + self.rho * grad**2
        return grad / (np.sqrt(memory["v"]) + 1e-8)


class Adam(Optimizer):
    def moments(self, grad, memory):
        memory["m"] = 0.9 * memory["m"] + 0.1 * grad
        memory["v"] = 0.999 * memory["v"] + 0.001 * grad**2
        return memory["m"], memory["v"]


@wrong("adam", "missing bias correction", "wrong value")
class AdamUncorrected(Adam):
    def move(self, grad, memory):
        m, v = self.moments(grad, memory)
        return m / (np.sqrt(v) + 1e-8)


@wrong("adam", "missing square root", "wrong value")
class AdamOnSlide(Adam):
    def move(self, grad, memory):
        m, v = self.moments(grad, memory)
        return m / (v + 1e-8)


@wrong("adam", "steps not counted", "wrong value")
class AdamAlwaysFirst(Adam):
    def move(self, grad, memory):
        m, v = self.moments(grad, memory)
        return m / 0.1 / (np.sqrt(v / 0.001) + 1e-8)


@wrong("adam", "steps counted for each parameter", "wrong value")
class AdamCountsParameters(Adam):
    def step(self, params, grads):
        for i, (param, grad) in enumerate(zip(params, grads, strict=True)):
            self.t += 1
            m, v = self.moments(grad, self.memory.setdefault(i, {"v": 0, "m": 0}))
            param -= self.lr * m / (1 - 0.9**self.t) / (np.sqrt(v / (1 - 0.999**self.t)) + 1e-8)


@wrong("adam", "steps counted from 0", "wrong value")
class AdamFromZero(Adam):
    def move(self, grad, memory):
        m, v = self.moments(grad, memory)
        t = self.t - 1
        return m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
