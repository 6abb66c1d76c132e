"""Right answers to the exercises of which the library has none of its own; they are mutated as ours are."""

import numpy as np

from lessonlib import nn
from tests.checks.wrong_small_functions import vocabulary_by_loops


def by_hand(x, y, W1, b1, W2, b2):
    a = x @ W1 + b1
    h = np.maximum(a, 0)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    target = y.reshape(-1, 1)
    loss = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    dz = (p - target) / len(x)
    da = dz @ W2.T * (a > 0)
    return loss, [x.T @ da, np.sum(da, axis=0), h.T @ dz, np.sum(dz, axis=0)]


def digit_network():
    layers = [nn.Linear(64, 30, rng=0), nn.ReLU(), nn.Linear(30, 1, rng=1), nn.Sigmoid()]
    return nn.NeuralNetwork(layers)


def early_stopping(losses, patience):
    best = int(np.argmin(losses))
    return len(losses) - 1 - best >= patience


def pmi(n_uv, n_u, n_v, n):
    return np.log(n_uv * n / (n_u * n_v))


def score(words, weight, bias):
    total = bias
    for word in set(words):
        total = total + weight.get(word, 0.0)
    return 1 / (1 + np.exp(-total))


ANSWERS = {
    "by_hand": by_hand,
    "digit_network": digit_network,
    "early_stopping": early_stopping,
    "pmi": pmi,
    "score": score,
    "vocabulary": vocabulary_by_loops,
}
