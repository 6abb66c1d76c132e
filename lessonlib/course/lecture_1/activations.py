"""Questions on activations and how much gradient each lets through."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, choice, tenths

LESSON = "07_activations"
LAB = "activations_lab"


def slope_from_the_output(rng: np.random.Generator) -> Question:
    """The sigmoid's derivative by its own output."""
    y, grad = int(rng.choice([5, 10, 20, 30, 70, 80, 90])) / 100, tenths(rng, 2, 6)
    return Question(
        text=f"A sigmoid's output is `{y}`, and the gradient `{grad}` arrives. What passes on to its input?",
        given={"y": y, "grad": grad},
        answer=grad * y * (1 - y),
        decimals=3,
        why=f"The slope is y (1 - y) = {y} · {1 - y:.2f} = {y * (1 - y):.4g}, and {grad} times that is "
        f"{grad * y * (1 - y):.3f}.",
        traps=(
            (y * (1 - y), "that is the slope alone; the arriving gradient multiplies it."),
            (grad * y, "that multiplies by the output; the slope is y (1 - y)."),
            (grad * (1 - y * y), "that is the slope of tanh."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def slope_of_tanh(rng: np.random.Generator) -> Question:
    """Tanh's derivative at x."""
    x = float(tenths(rng, 0.3, 2)) * float(rng.choice([-1, 1]))
    y = math.tanh(x)
    return Question(
        text=f"What is the derivative of tanh at x = `{x}`?",
        given={"x": x},
        answer=1 - y * y,
        decimals=3,
        why=f"tanh({x}) = {y:.3f}, and 1 - tanh² = 1 - {y * y:.3f} = {1 - y * y:.3f}.",
        traps=(
            (y, "that is tanh itself."),
            (1 - x * x, "the formula 1 - y² takes the output y, not the input x."),
            (y * (1 - y), "that is the sigmoid's formula."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def leaky_gradient(rng: np.random.Generator) -> Question:
    """What a leaky ReLU lets through."""
    slope, grad, x = float(rng.choice([0.01, 0.02, 0.1, 0.2])), tenths(rng, -8, 8), -float(tenths(rng, 0.2, 4))
    return Question(
        text=f"A leaky ReLU with slope `{slope}` had the input `{x}`. The gradient `{grad}` arrives. What passes on?",
        given={"slope": slope, "grad": grad, "x": x},
        answer=slope * grad,
        decimals=4,
        why=f"The input is negative, so the slope is {slope}: {slope} · ({grad}) = {slope * grad:.4f}. The sign of the "
        "gradient plays no part.",
        traps=(
            (0, "so it would be for ReLU; the leaky one lets some through."),
            (grad, "that is the branch for positive inputs; here x is negative."),
            (slope * x, "that is the output; backward multiplies the arriving gradient."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def elu_value(rng: np.random.Generator) -> Question:
    """ELU below zero."""
    x, alpha = -float(tenths(rng, 0.3, 2.5)), float(rng.choice([1.5, 2.0, 3.0]))
    y = alpha * math.expm1(x)
    return Question(
        text=f"What is ELU at x = `{x}` with alpha = `{alpha}`?",
        given={"x": x, "alpha": alpha},
        answer=y,
        decimals=3,
        why=f"Below 0 it is alpha (exp(x) - 1) = {alpha} · ({math.exp(x):.3f} - 1) = {y:.3f}; far to the left it "
        f"levels out at {-alpha}.",
        traps=(
            (y / alpha, "alpha is missing."),
            (alpha * math.exp(x), "that is alpha exp(x), the slope; the value has the - 1."),
            (0, "so it would be for ReLU."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def sigmoids_in_a_row(rng: np.random.Generator) -> Question:
    """How soon a gradient is gone."""
    limit = int(rng.choice([10, 100, 1000, 10_000, 100_000, 10**6]))
    layers = next(n for n in range(1, 30) if 4**n > limit)
    return Question(
        text=f"Sigmoids follow each other; weights do not count. After how many of them is a gradient of 1 smaller "
        f"than 1 / {limit}, even at the best inputs?",
        given={"limit": limit},
        answer=layers,
        decimals=0,
        why=f"The slope is at most 1/4, at x = 0. 4 to the power {layers} is {4**layers}, the first above {limit}.",
        traps=(
            (layers - 1, f"4 to the power {layers - 1} is {4 ** (layers - 1)}: not yet."),
            (len(bin(limit)) - 2, "that takes one half for the largest slope; it is y (1 - y) at y = one half."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def inner_activation(rng: np.random.Generator) -> Question:
    """The lecture's advice."""
    layers = int(rng.integers(6, 15))
    return Question(
        text=f"Which activation does the lecture advise against inside a network of {layers} layers?",
        given={"layers": layers},
        why="The sigmoid's slope is 1/4 at best, and close to 0 where it saturates: the early layers get next to no "
        "gradient. As the last step, to make a probability, it is right.",
        lesson=LESSON,
        lab=LAB,
        **choice(
            rng,
            "sigmoid",
            [
                ("ReLU", "its slope is 1 for every positive input, so gradients pass."),
                ("leaky ReLU", "its slope is 1, or the leak: nothing is cut off entirely."),
                ("ELU", "its slope is 1 for positive inputs, and it bends smoothly below 0."),
            ],
        ),
    )


QUESTIONS = (slope_from_the_output, slope_of_tanh, leaky_gradient, elu_value, sigmoids_in_a_row, inner_activation)
