"""Questions on stochastic gradient descent: one sample, a mini-batch, the whole batch."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON = "04_stochastic_gradient_descent"


def updates(rng: np.random.Generator) -> Question:
    """How many updates some epochs make."""
    batch, epochs = int(rng.choice([16, 32, 64])), int(rng.integers(2, 8))
    rows = batch * int(rng.integers(3, 20)) + int(rng.integers(1, batch))
    each = math.ceil(rows / batch)
    return Question(
        text=f"There are {rows} rows, a mini-batch has {batch}, and the last, smaller one is used too. How many "
        f"updates do {epochs} epochs make?",
        given={"rows": rows, "batch": batch, "epochs": epochs},
        answer=each * epochs,
        decimals=0,
        why=f"{rows} / {batch} = {rows / batch:.2f}, so an epoch has {each} mini-batches, and {epochs} epochs have "
        f"{each * epochs}.",
        traps=(
            (rows // batch * epochs, "the last, smaller mini-batch of each epoch is missing."),
            (each, "that is one epoch."),
            (rows * epochs, "that is one update for each row, so mini-batches of 1."),
        ),
        lesson=LESSON,
        lab="sgd_lab",
    )


def gradient_of_one_row(rng: np.random.Generator) -> Question:
    """Logistic regression's gradient on a single sample."""
    x, w = tenths(rng, -2, 2, (2,)), tenths(rng, -2, 2, (2,))
    b, y = tenths(rng, -1, 1), int(rng.integers(2))
    z = float(np.dot(x, w) + b)
    p = 1 / (1 + math.exp(-z))
    return Question(
        text=f"Logistic regression with binary cross-entropy: `x = {x}`, `w = {w}`, `b = {b}`, label `y = {y}`.\n"
        "What is dL/dw for the first weight?",
        given={"x": x, "w": w, "b": b, "y": y},
        answer=(p - y) * x[0],
        decimals=3,
        why=f"The score is {z:.2f}, p = {p:.3f}, and dL/dw = (p - y) x = ({p:.3f} - {y}) · ({x[0]}) = "
        f"{(p - y) * x[0]:.3f}.",
        traps=(
            ((y - p) * x[0], "the sign is the other way round: p - y, not y - p."),
            ((p - y) * x[1], "that is the second weight's."),
            (p - y, "that is dL/db; for a weight it is multiplied by its x."),
            (
                (p - y) * p * (1 - p) * x[0],
                "the sigmoid's slope p (1 - p) cancels against the derivative of the logarithm.",
            ),
        ),
        lesson=LESSON,
        lab="sgd_lab",
    )


def gradient_of_a_batch(rng: np.random.Generator) -> Question:
    """A mini-batch takes the mean."""
    grads = tenths(rng, -2, 2, (4,))
    w, rate = tenths(rng, 1, 3), 0.5
    mean = sum(grads) / 4
    return Question(
        text=f"The four rows of a mini-batch have the gradients `{grads}` for one weight `w = {w}`. The loss is the "
        f"mean over the batch, the learning rate `{rate}`.\nWhat is w after the update?",
        given={"grads": grads, "w": w, "rate": rate},
        answer=w - rate * mean,
        decimals=3,
        why=f"The gradient of a mean is the mean of the gradients, {mean:.4g}; {w} - {rate} · ({mean:.4g}) = "
        f"{w - rate * mean:.3f}. With the sum, the step would grow with the batch.",
        traps=(
            (w - rate * 4 * mean, "that takes the sum of the gradients; the loss is the mean."),
            (w + rate * mean, "that climbs: the step goes against the gradient."),
        ),
        lesson=LESSON,
        lab="sgd_lab",
    )


def noise_of_a_batch(rng: np.random.Generator) -> Question:
    """How noise falls with the batch size."""
    noise, batch = float(rng.choice([0.8, 1.2, 2.0, 2.4])), int(rng.choice([4, 16, 25, 64, 100]))
    return Question(
        text=f"The gradients of single rows scatter around the true gradient with a standard deviation of `{noise}`. "
        f"What is it for mini-batches of {batch} rows, drawn independently?",
        given={"noise": noise, "batch": batch},
        answer=noise / math.sqrt(batch),
        decimals=3,
        why=f"The mean of n rows scatters by 1 / √n: {noise} / √{batch} = {noise / math.sqrt(batch):.3f}. Four times "
        "the rows halve the noise, at four times the work.",
        traps=(
            (noise / batch, "the noise falls with the root of the batch size, more slowly than that."),
            (noise, "the rows' errors partly cancel in the mean."),
        ),
        lesson=LESSON,
        lab="sgd_lab",
    )


QUESTIONS = (updates, gradient_of_one_row, gradient_of_a_batch, noise_of_a_batch)
