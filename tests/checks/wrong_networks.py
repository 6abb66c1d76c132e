"""Wrong networks, numerical gradients and clippings, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong
from tests.nn.learners import CourseNetwork


@wrong("neural_network", "last module left out", "wrong value")
class NoFinalSigmoid(CourseNetwork):
    def forward(self, x):
        for module in self.modules[:-1]:
            x = module.forward(x)
        return x


@wrong("neural_network", "output not handed on", "wrong value")
class SameInputForAll(CourseNetwork):
    def forward(self, x):
        for module in self.modules:
            y = module.forward(x)
        return y


@wrong("neural_network", "backward in forward order", "wrong value")
class BackwardForwards(CourseNetwork):
    def backward(self, grad):
        for module in self.modules:
            grad = module.backward(grad)
        return grad


@wrong("neural_network", "gradient not handed on", "wrong value")
class SameGradientForAll(CourseNetwork):
    def backward(self, grad):
        for module in reversed(self.modules):
            module.backward(grad)
        return grad


@wrong("neural_network", "step missing", "wrong value")
class NoStep(CourseNetwork):
    def step(self, learning_rate):
        return [module.step for module in self.modules]


@wrong("neural_network", "only the first module stepped", "wrong value")
class FirstStepOnly(CourseNetwork):
    def step(self, learning_rate):
        for module in self.modules:
            return module.step(learning_rate)


@wrong("neural_network", "list of modules reversed in place", "wrong value")
class ReversesItsList(CourseNetwork):
    def backward(self, grad):
        self.modules.reverse()
        for module in self.modules:
            grad = module.backward(grad)
        return grad


@wrong("neural_network", "backward returns nothing", "fragile")
class BackwardReturnsNothing(CourseNetwork):
    def backward(self, grad):
        super().backward(grad)


@wrong("numerical_gradient", "one-sided difference", "wrong value")
def forward_difference(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        gradient[i] = (f(x + e) - f(x)) / h
    return gradient


def central(f, x, h, width):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        gradient[i] = (f(x + e) - f(x - e)) / width
    return gradient


@wrong("numerical_gradient", "divided by h instead of 2h", "wrong value")
def divided_by_h(f, x, h=1e-5):
    return central(f, x, h, h)


@wrong("numerical_gradient", "brackets around 2h missing", "wrong value")
def without_brackets(f, x, h=1e-5):
    return central(f, x, h, 2) * h


@wrong("numerical_gradient", "h too small", "fragile")
def too_small_an_h(f, x, h=1e-9):
    return central(f, x, h, 2 * h)


@wrong("numerical_gradient", "all entries moved at once", "wrong shape")
def all_at_once(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@wrong("numerical_gradient", "entry not put back", "wrong value")
def not_put_back(f, x, h=1e-5):
    x, gradient = x.astype(float), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient


@wrong("numerical_gradient", "in-place edit of the input", "fragile")
def left_changed(f, x, h=1e-5):
    gradient = central(f, x.astype(float), h, 2 * h)
    x[...] = x + 1
    return gradient


def norm_of(grads):
    return np.sqrt(sum((grad**2).sum() for grad in grads))


@wrong("clip_by_norm", "each gradient by itself", "wrong value")
def clip_each(grads, threshold):
    return [grad * min(1, threshold / (np.linalg.norm(grad) + 1e-12)) for grad in grads]


@wrong("clip_by_norm", "clipped entry by entry", "wrong value")
def clip_entries(grads, threshold):
    return [np.clip(grad, -threshold, threshold) for grad in grads]


@wrong("clip_by_norm", "scaled below the threshold too", "wrong value")
def clip_always(grads, threshold):
    return [grad * threshold / norm_of(grads) for grad in grads]


@wrong("clip_by_norm", "missing square root", "wrong value")
def clip_without_root(grads, threshold):
    norm = sum((grad**2).sum() for grad in grads)
    return [grad * threshold / norm for grad in grads] if norm >= threshold else list(grads)


@wrong("clip_by_norm", "norms added up", "wrong value")
def clip_by_sum_of_norms(grads, threshold):
    norm = sum(np.linalg.norm(grad) for grad in grads)
    return [grad * threshold / norm for grad in grads] if norm >= threshold else list(grads)


@wrong("clip_by_norm", "nothing returned", "wrong shape")
def clip_in_place(grads, threshold):
    scale = min(1, threshold / (norm_of(grads) + 1e-12))
    for grad in grads:
        grad *= scale


@wrong("clip_by_norm", "in-place edit of the gradient", "fragile")
def clip_in_place_and_return(grads, threshold):
    largest = max(np.abs(grad).max() for grad in grads) or 1.0
    norm = largest * norm_of([grad / largest for grad in grads])
    for grad in grads:
        grad *= threshold / norm if norm >= threshold else 1
    return grads
