"""Networks and functions that are right in another style."""

import numpy as np
import scipy.special

from tests.checks.specimens import right


@right("softmax")
def softmax_by_scipy(x):
    return scipy.special.softmax(x, axis=1)


@right("softmax")
def softmax_row_by_row(x):
    rows = []
    for row in x:
        e = np.exp(row - max(row))
        rows.append(e / sum(e))
    return rows


@right("softmax")
class Softmax:
    def forward(self, x):
        e = np.exp(x.T - x.max(axis=1))
        return (e / e.sum(axis=0)).T


@right("neural_network")
class NetworkOnATuple:
    def __init__(self, modules):
        self.layers = tuple(modules)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for i in range(len(self.layers) - 1, -1, -1):
            grad = self.layers[i].backward(grad)
        return grad

    def step(self, learning_step):
        [layer.step(learning_step) for layer in self.layers]


@right("neural_network")
class NetworkByItself(list):
    def forward(self, x):
        return NetworkByItself(self[1:]).forward(self[0].forward(x)) if self else x

    def backward(self, grad):
        return NetworkByItself(self[:-1]).backward(self[-1].backward(grad)) if self else grad

    def step(self, learning_rate):
        for module in self[::-1]:
            module.step(learning_rate)


@right("numerical_gradient")
def gradient_in_a_flat_loop(function, x, eps=1e-4):
    flat = np.array(x, dtype=float).ravel()
    out = []
    for i in range(flat.size):
        old = flat[i]
        flat[i] = old + eps
        above = function(flat.reshape(x.shape))
        flat[i] = old - eps
        below = function(flat.reshape(x.shape))
        flat[i] = old
        out.append((above - below) / (2 * eps))
    return np.reshape(out, x.shape)


@right("numerical_gradient")
def gradient_in_place_and_put_back(f, x, h=1e-5):
    x, grad = x.astype(float), np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        grad[i] = (above - f(x)) / (2 * h)
        x[i] += h
        it.iternext()
    return grad


@right("numerical_gradient")
def gradient_in_the_type_of_x(f, x, h=1e-5):
    gradient = np.zeros_like(x, dtype=float)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        below = f(x)
        x[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient


@right("clip_by_norm")
def clip_by_concatenating(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([g.astype(float).ravel() for g in grads]))
    scale = min(1.0, max_norm / (norm + 1e-12))
    return tuple(g * scale for g in grads)
