"""Mistakes in Adagrad and RMSProp: the root, the square, the memory, the epsilon."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.training.momentum_mistakes import keep, mean, mistake, walk
from lessonlib.checks.training.optimizers import SMALL

EPS = 1e-8


def _sum(m, g):
    return keep(m, "cache", 1.0, g**2)


def _cache(c, m, g):
    return mean(m, "cache", c.made["beta"], g**2)


def _root(cache):
    return np.sqrt(cache) + EPS


def _before(m, g, update):
    """The cache as it was before this gradient."""
    old = m["cache"]
    update(m, g)
    return old


def _corrected(g, m, t):
    return mean(m, "one", 0.9, g) / (1 - 0.9**t)


def _inside(exercise, squares, top=lambda g, m, t: g):
    """A note: epsilon added to the squares, not to their root."""
    return Mistake(
        "epsilon inside the root",
        (exercise,),
        SMALL,
        lambda c: walk(c, lambda c, g, m, t: c.lr * top(g, m, t) / np.sqrt(squares(c, g, m, t) + EPS)),
        "Epsilon stands inside the root: steps on gradients near 1e-6 come out a thousand times shorter than torch's.",
        ("What is √(1e-12 + 1e-8), and what √1e-12 + 1e-8?", "Write np.sqrt(cache) + eps."),
    )


ROOT = "missing square root"
ROOT_SAYS = "The step was divided by the squares themselves: the slide prints it so, the paper and torch take the root."
ROOT_HINTS = "Which unit has grad / grad², and which has grad / √(grad²)?", "Divide by np.sqrt(cache) + eps."
SHARED = "How many caches do two parameters need?", "Keep a list: one cache for each parameter."
EPSILON = "What is 0 / 0?", "Divide by √cache + eps."

MISTAKES = (
    mistake(
        "cache begins at 0.1",
        "adagrad",
        lambda c, g, m, t: c.lr * g / _root(_sum(m, g) + 0.1),
        "The cache begins at 0.1, as in TensorFlow; here it begins at 0.",
        "What is the cache before the first step?",
        "np.zeros_like(param).",
    ),
    _inside("adagrad", lambda c, g, m, t: _sum(m, g)),
    _inside("rmsprop", lambda c, g, m, t: _cache(c, m, g)),
    _inside("adam", lambda c, g, m, t: mean(m, "two", 0.999, g**2) / (1 - 0.999**t), _corrected),
    mistake(ROOT, "adagrad", lambda c, g, m, t: c.lr * g / (_sum(m, g) + EPS), ROOT_SAYS, *ROOT_HINTS),
    mistake(
        "cache without memory",
        "adagrad",
        lambda c, g, m, t: c.lr * g / _root(g**2),
        "The cache is forgotten from step to step: every step has the length lr.",
        "What is the cache at the beginning of the second step?",
        "self.cache += grad ** 2, kept for each parameter.",
    ),
    mistake(
        "not squared",
        "adagrad",
        lambda c, g, m, t: c.lr * g / _root(keep(m, "cache", 1.0, g)),
        "The gradients themselves were added up, not their squares; the root of a negative number is NaN.",
        "Can your cache become negative?",
        "cache += grad ** 2.",
    ),
    mistake(
        "not squared",
        "adagrad",
        lambda c, g, m, t: c.lr * g / _root(keep(m, "cache", 1.0, np.abs(g))),
        "The sizes of the gradients were added up, not their squares.",
        "What is added to the cache?",
        "cache += grad ** 2.",
    ),
    mistake(
        "moving mean in place of the sum",
        "adagrad",
        lambda c, g, m, t: c.lr * g / _root(mean(m, "cache", 0.9, g**2)),
        "The cache forgets: that is RMSProp. Adagrad's only grows.",
        "Does your cache ever shrink?",
        "cache += grad ** 2.",
    ),
    mistake(
        "not divided by the cache",
        "adagrad",
        lambda c, g, m, t: c.lr * g,
        "This is plain SGD.",
        "What is the cache used for?",
        "Divide by np.sqrt(cache) + eps.",
    ),
    mistake(
        "cache updated too late",
        "adagrad",
        lambda c, g, m, t: c.lr * g / (np.sqrt(_before(m, g, _sum)) + 1e-10),
        "The step was divided by the cache before this gradient was added: the first one is divided by eps.",
        "Which comes first: the cache or the step?",
        "First cache += grad ** 2, then the step.",
    ),
    mistake(
        "one memory for all parameters",
        "adagrad",
        lambda c, g, m, t: c.lr * g / _root(_sum(m, g)),
        "All parameters share one cache.",
        *SHARED,
        shared=True,
    ),
    mistake(
        "epsilon missing",
        "adagrad",
        lambda c, g, m, t: c.lr * g / np.sqrt(_sum(m, g)),
        "A gradient of 0 is divided by a cache of 0: NaN.",
        *EPSILON,
    ),
    mistake(ROOT, "rmsprop", lambda c, g, m, t: c.lr * g / (_cache(c, m, g) + EPS), ROOT_SAYS, *ROOT_HINTS),
    mistake(
        "1 - beta missing",
        "rmsprop",
        lambda c, g, m, t: c.lr * g / _root(keep(m, "cache", c.made["beta"], g**2)),
        "grad² was added whole: a mean takes 1 − beta of it.",
        "What is the cache when every gradient is 1?",
        "cache = beta * cache + (1 - beta) * grad ** 2.",
    ),
    mistake(
        "beta and 1 - beta exchanged",
        "rmsprop",
        lambda c, g, m, t: c.lr * g / _root(mean(m, "cache", 1 - c.made["beta"], g**2)),
        "Most of the old cache is thrown away at each step: beta is the part that is kept.",
        "Which part of the cache is kept?",
        "cache = beta * cache + (1 - beta) * grad ** 2.",
    ),
    mistake(
        "sum in place of the moving mean",
        "rmsprop",
        lambda c, g, m, t: c.lr * g / _root(_sum(m, g)),
        "The cache only grows: that is Adagrad.",
        "What is forgotten?",
        "cache = beta * cache + (1 - beta) * grad ** 2.",
    ),
    mistake(
        "cache without memory",
        "rmsprop",
        lambda c, g, m, t: c.lr * g / _root((1 - c.made["beta"]) * g**2),
        "The cache is forgotten from step to step.",
        "What is the cache at the beginning of the second step?",
        "Keep one cache for each parameter.",
    ),
    mistake(
        "beta ignored",
        "rmsprop",
        lambda c, g, m, t: c.lr * g / _root(mean(m, "cache", 0.99, g**2)),
        "0.99 stands in the formula; the beta that the constructor was given is not used.",
        "Which beta was asked for here?",
        "Keep it, self.beta = beta, and use self.beta.",
    ),
    mistake(
        "not divided by the cache",
        "rmsprop",
        lambda c, g, m, t: c.lr * g,
        "This is plain SGD.",
        "What is the cache used for?",
        "Divide by np.sqrt(cache) + eps.",
    ),
    mistake(
        "not squared",
        "rmsprop",
        lambda c, g, m, t: c.lr * g / _root(mean(m, "cache", c.made["beta"], g)),
        "The mean of the gradients was taken, not that of their squares; the root of a negative number is NaN.",
        "Can your cache become negative?",
        "cache = beta * cache + (1 - beta) * grad ** 2.",
    ),
    mistake(
        "one memory for all parameters",
        "rmsprop",
        lambda c, g, m, t: c.lr * g / _root(_cache(c, m, g)),
        "All parameters share one cache.",
        *SHARED,
        shared=True,
    ),
    mistake(
        "epsilon missing",
        "rmsprop",
        lambda c, g, m, t: c.lr * g / np.sqrt(_cache(c, m, g)),
        "A gradient of 0 is divided by a cache of 0: NaN.",
        *EPSILON,
    ),
)
