"""Mistakes in Momentum and Nesterov: what the velocity keeps, and where one looks."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.training.optimizers import STEP


def walk(c, move, shared=False):
    """Where ``move(c, grad, memory, t)`` leads, step by step; ``memory`` is a dict a parameter, or one for all."""
    params = c.fresh("params")
    memories = [defaultdict(float) for _ in params]
    for t, grads in enumerate(c.grads, start=1):
        for w, grad, memory in zip(params, grads, memories, strict=True):
            w -= move(c, grad, memories[0] if shared else memory, t)
    return {f"parameter {i}": w for i, w in enumerate(params, start=1)}


def keep(memory, name, share, new):
    """memory = share * memory + new."""
    memory[name] = share * memory[name] + new
    return memory[name]


def mean(memory, name, share, new):
    """memory = share * memory + (1 - share) * new, a moving mean."""
    return keep(memory, name, share, (1 - share) * new)


def mistake(name, exercise, move, says, *hints, shared=False):
    """A mistake in the rule ``move``; with ``shared``, one memory serves all parameters."""
    return Mistake(name, (exercise,), STEP, lambda c: walk(c, move, shared), says, hints)


def _v(c, g, m):
    return keep(m, "v", c.made["rho"], g)


def _ahead(c, g, m, t):
    return c.lr * (g + c.made["rho"] * _v(c, g, m))


MISTAKES = (
    mistake(
        "divided by the number of rows",
        "sgd",
        lambda c, g, m, t: c.lr * g / len(g),
        "The gradient was divided by its number of rows; the loss has averaged already.",
        "Who averages?",
        "w -= lr * grad.",
    ),
    mistake(
        "new velocity for old",
        "nesterov",
        lambda c, g, m, t: c.lr * (c.made["rho"] ** 2 * _v(c, g, m) + (1 + c.made["rho"]) * g),
        "rho² v with (1 + rho) lr grad is right for the velocity before its update; here it is the one after it.",
        "Which v stands in the formula: that of this step, or of the step before?",
        "Take the step before you update v, or w -= lr * (grad + rho * v) after it.",
    ),
    mistake(
        "torch's dampening",
        "momentum",
        lambda c, g, m, t: c.lr * keep(m, "v", c.made["rho"], g if t == 1 else (1 - c.made["rho"]) * g),
        "From the second step on the gradient is multiplied by 1 − rho: torch's dampening; here v = rho v + grad.",
        "With which factor does the second gradient go into v?",
        "v = rho * v + grad, in every step.",
    ),
    mistake(
        "divided by the number of entries",
        "sgd",
        lambda c, g, m, t: c.lr * g / g.size,
        "The gradient was divided by its own size; the loss has averaged already.",
        "Who averages?",
        "w -= lr * grad.",
    ),
    mistake(
        "only the sign used",
        "sgd",
        lambda c, g, m, t: c.lr * np.sign(g),
        "Every number moved by the same amount: only the sign of the gradient was used.",
        "Does a steep place take a longer step?",
        "w -= lr * grad.",
    ),
    mistake(
        "momentum in SGD",
        "sgd",
        lambda c, g, m, t: c.lr * keep(m, "v", 0.9, g),
        "A velocity is kept; plain SGD remembers nothing.",
        "What is self.v for?",
        "w -= lr * grad.",
    ),
    mistake(
        "momentum without memory",
        "momentum",
        lambda c, g, m, t: c.lr * g,
        "Each step is a plain SGD step: the velocity is forgotten from step to step.",
        "What is v at the beginning of the second step?",
        "self.v = rho * self.v + grad, kept for each parameter.",
    ),
    mistake(
        "momentum dampened",
        "momentum",
        lambda c, g, m, t: c.lr * mean(m, "v", c.made["rho"], g),
        "The gradient was multiplied by 1 − rho; here v = rho v + grad.",
        "How long is the very first step?",
        "v = rho * v + grad, without 1 − rho.",
    ),
    mistake(
        "rho ignored",
        "momentum",
        lambda c, g, m, t: c.lr * keep(m, "v", 0.9, g),
        "0.9 stands in the formula; the rho that the constructor was given is not used.",
        "Which rho was asked for here?",
        "Keep it, self.rho = rho, and use self.rho.",
    ),
    mistake(
        "nothing lost from the velocity",
        "momentum",
        lambda c, g, m, t: c.lr * keep(m, "v", 1.0, g),
        "The velocity keeps everything: rho is not multiplied in.",
        "When would the ball come to rest?",
        "v = rho * v + grad.",
    ),
    mistake(
        "rho on the gradient",
        "momentum",
        lambda c, g, m, t: c.lr * keep(m, "v", 1.0, c.made["rho"] * g),
        "rho was multiplied to the gradient instead of to the velocity.",
        "What is it that fades?",
        "v = rho * v + grad.",
    ),
    mistake(
        "Nesterov in place of momentum",
        "momentum",
        _ahead,
        "This is Nesterov's step, which looks ahead.",
        "What does the plain step subtract?",
        "w -= lr * v.",
    ),
    mistake(
        "one memory for all parameters",
        "momentum",
        lambda c, g, m, t: c.lr * _v(c, g, m),
        "All parameters share one velocity.",
        "How many velocities do two parameters need?",
        "Keep a list: one v for each parameter.",
        shared=True,
    ),
    mistake(
        "look-ahead missing",
        "nesterov",
        lambda c, g, m, t: c.lr * _v(c, g, m),
        "This is plain momentum: the step does not look ahead.",
        "Where is the gradient taken: here, or where the velocity leads?",
        "w -= lr * (grad + rho * v).",
    ),
    mistake(
        "momentum without memory",
        "nesterov",
        lambda c, g, m, t: c.lr * g,
        "Each step is a plain SGD step: the velocity is forgotten from step to step.",
        "What is v at the beginning of the second step?",
        "self.v = rho * self.v + grad, kept for each parameter.",
    ),
    mistake(
        "momentum without memory",
        "nesterov",
        lambda c, g, m, t: c.lr * (1 + c.made["rho"]) * g,
        "The velocity is forgotten from step to step: v is always the gradient.",
        "What is v at the beginning of the second step?",
        "self.v = rho * self.v + grad, kept for each parameter.",
    ),
    mistake(
        "gradient missing in the look-ahead",
        "nesterov",
        lambda c, g, m, t: c.lr * c.made["rho"] * _v(c, g, m),
        "Only rho v was subtracted.",
        "Two terms make the step: which?",
        "w -= lr * (grad + rho * v).",
    ),
    mistake(
        "velocity in place of the gradient",
        "nesterov",
        lambda c, g, m, t: c.lr * (1 + c.made["rho"]) * _v(c, g, m),
        "v + rho v was subtracted; it is grad + rho v.",
        "Two terms make the step: which?",
        "w -= lr * (grad + rho * v).",
    ),
    mistake(
        "momentum dampened",
        "nesterov",
        lambda c, g, m, t: c.lr * (g + c.made["rho"] * mean(m, "v", c.made["rho"], g)),
        "The gradient in the velocity was multiplied by 1 − rho; here v = rho v + grad.",
        "How long is the very first step?",
        "v = rho * v + grad, without 1 − rho.",
    ),
    mistake(
        "rho ignored",
        "nesterov",
        lambda c, g, m, t: c.lr * (g + 0.9 * keep(m, "v", 0.9, g)),
        "0.9 stands in the formula; the rho that the constructor was given is not used.",
        "Which rho was asked for here?",
        "Keep it, self.rho = rho, and use self.rho.",
    ),
    mistake(
        "one memory for all parameters",
        "nesterov",
        _ahead,
        "All parameters share one velocity.",
        "How many velocities do two parameters need?",
        "Keep a list: one v for each parameter.",
        shared=True,
    ),
)
