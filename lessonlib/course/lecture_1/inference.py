"""Questions on logistic regression's way from a row to a probability, and on the dot product."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, choice, tenths
from lessonlib.data.slides import ROWS

LESSON = "01_logistic_regression"


def row_times_weights(rng: np.random.Generator) -> Question:
    """A row of the slide's table times the weights, plus b."""
    row = int(rng.integers(len(ROWS)))
    x = ROWS[row].round(3).tolist()
    w, b = tenths(rng, -3, 3, (3,)), tenths(rng, -2, 2)
    f = float(np.dot(x, w) + b)
    return Question(
        text=f"Row {row} of the slide's table is `x = {x}`. The weights are `w = {w}` and `b = {b}`.\n"
        "What is the score f = x w + b?",
        given={"x": x, "w": w, "b": b},
        answer=f,
        why=f"Three products and their sum, then b: {np.dot(x, w):.3f} + ({b}) = {f:.3f}.",
        traps=((f - b, "that is x w; b is still to be added."), (f - 2 * b, "b is added, not taken away.")),
        lesson=LESSON,
        lab="logistic_lab",
    )


def sigmoid_of_score(rng: np.random.Generator) -> Question:
    """A score to its probability."""
    z = float(tenths(rng, 0.5, 3)) * float(rng.choice([-1, 1]))
    p = 1 / (1 + math.exp(-z))
    return Question(
        text=f"Logistic regression gives a row the score `{z}`. What is the probability of class 1?",
        given={"z": z},
        answer=p,
        decimals=3,
        why=f"The sigmoid 1 / (1 + exp(-z)): exp({-z}) = {math.exp(-z):.3f}, and 1 / {1 + math.exp(-z):.3f} = {p:.3f}.",
        traps=(
            (1 - p, "that is the probability of class 0; the exponent is minus the score."),
            (p * (1 - p), "that is the sigmoid's slope, not its value."),
        ),
        lesson=LESSON,
        lab="logistic_lab",
    )


def score_of_probability(rng: np.random.Generator) -> Question:
    """A probability back to its score."""
    p = int(rng.choice([5, 10, 15, 20, 30, 70, 80, 85, 90, 95])) / 100
    z = math.log(p / (1 - p))
    return Question(
        text=f"The sigmoid's output is `{p}`. Which score went in?",
        given={"p": p},
        answer=z,
        why=f"Solve p = 1 / (1 + exp(-z)) for z: z = ln(p / (1 - p)) = ln({p / (1 - p):.3f}) = {z:.2f}.",
        traps=(
            (-z, "the sign is the other way round: above one half the score is positive."),
            (math.log(p), "that is ln p; divide p by 1 - p first."),
        ),
        lesson=LESSON,
        lab="logistic_lab",
    )


def product_entry(rng: np.random.Generator) -> Question:
    """One entry of a (3, 2)(2, 3) product."""
    i, j = rng.choice(np.arange(1, 4), 2, replace=False).tolist()
    a, b = rng.integers(-5, 6, (3, 2)), rng.integers(-5, 6, (2, 3))
    c = a @ b
    (x, y), (u, v) = a[i - 1].tolist(), b[:, j - 1].tolist()
    answer = int(c[i - 1, j - 1])
    return Question(
        text=f"`A = {a.tolist()}` and `B = {b.tolist()}`; C = A B.\n"
        f"What is the entry in row {i}, column {j} of C, counted from 1?",
        given={"a": a.tolist(), "b": b.tolist(), "i": i, "j": j},
        answer=answer,
        decimals=0,
        why=f"Row {i} of A times column {j} of B: {x} · ({u}) + {y} · ({v}) = {answer}.",
        traps=((int(c[j - 1, i - 1]), f"that is row {j}, column {i}: the row comes from A, the column from B."),),
        lesson=LESSON,
        lab="dot_product_lab",
    )


def product_size(rng: np.random.Generator) -> Question:
    """How many numbers a product holds."""
    p, m, k = rng.choice(np.arange(2, 10), 3, replace=False).tolist()
    return Question(
        text=f"A has shape ({p}, {m}) and B has shape ({m}, {k}). How many numbers are in np.dot(A, B)?",
        given={"p": p, "m": m, "k": k},
        answer=p * k,
        decimals=0,
        why=f"The inner {m} are summed away; what stays is ({p}, {k}), and {p} · {k} = {p * k}.",
        traps=((p * m * k, "so many products are computed, but they are summed over the inner dimension."),),
        lesson=LESSON,
        lab="dot_product_lab",
    )


def product_that_exists(rng: np.random.Generator) -> Question:
    """Which of three products exists."""
    p, m, k = rng.choice(np.arange(2, 10), 3, replace=False).tolist()
    outer = f"the inner numbers differ, so it cannot be multiplied; that the outer ones are {p} and {p} does not help."
    return Question(
        text="Which of these pairs of shapes can be multiplied with np.dot?",
        given={"p": p, "m": m, "k": k},
        why=f"(p, m)(n, k) needs m == n: the two inner numbers are {m} and {m}.",
        lesson=LESSON,
        lab="dot_product_lab",
        **choice(
            rng,
            f"({p}, {m})({m}, {k})",
            [(f"({p}, {m})({k}, {p})", outer), (f"({p}, {m})({p}, {m})", "equal shapes can be added, not multiplied.")],
        ),
    )


def weights_of_many_classes(rng: np.random.Generator) -> Question:
    """How many parameters a linear classifier has."""
    features, classes = int(rng.integers(3, 40)), int(rng.integers(3, 12))
    return Question(
        text=f"Rows have {features} features and there are {classes} classes. One layer x W + b gives the scores.\n"
        "How many parameters does it learn?",
        given={"features": features, "classes": classes},
        answer=features * classes + classes,
        decimals=0,
        why=f"W has {features} · {classes} = {features * classes} numbers, b has one for each class: "
        f"{features * classes + classes}.",
        traps=(
            (features * classes, "each class has its own b too."),
            (features * classes + 1, "b is no single number here: each class has its own."),
            (features + 1, "that is logistic regression for two classes; here each class has its own weights."),
        ),
        lesson=LESSON,
        lab="logistic_lab",
    )


QUESTIONS = (
    row_times_weights,
    sigmoid_of_score,
    score_of_probability,
    product_entry,
    product_size,
    product_that_exists,
    weights_of_many_classes,
)
