"""Questions on text classification: what a score must be compared with, and where it comes from."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON, LAB = "20_text_classification", "text_classification_lab"


def majority(rng: np.random.Generator) -> Question:
    """The baseline that needs no model."""
    positive, negative = (int(v) for v in rng.choice(np.arange(50, 1000), 2, replace=False))
    return Question(
        text=f"A test set has `{positive}` positive and `{negative}` negative reviews. Which accuracy has a "
        "classifier that always says the commoner label?",
        given={"positive": positive, "negative": negative},
        answer=max(positive, negative) / (positive + negative),
        decimals=3,
        why=f"{max(positive, negative)} / {positive + negative} = "
        f"{max(positive, negative) / (positive + negative):.3f}: any "
        "model has to beat that.",
        traps=(
            (0.5, "that is a coin; the commoner label does better."),
            (min(positive, negative) / (positive + negative), "that is the rarer label."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def score_of_words(rng: np.random.Generator) -> Question:
    """Logistic regression on a bag of words, word by word."""
    good, dull, bias = tenths(rng, 0.5, 3), tenths(rng, -3, -0.5), tenths(rng, -0.5, 0.5)
    times = int(rng.integers(2, 4))
    score = times * good + dull + bias
    p = 1 / (1 + math.exp(-score))
    return Question(
        text=f"Logistic regression on word counts gives `good` the weight `{good}`, `dull` the weight `{dull}`, and "
        f"has the bias `{bias}`; unknown words have none. A review says `good` `{times}` times and `dull` once. With "
        "which probability is it positive?",
        given={"good": good, "dull": dull, "bias": bias, "times": times},
        answer=p,
        decimals=3,
        why=f"{times} · {good} + ({dull}) + ({bias}) = {score:.2f}, and the sigmoid of it is {p:.3f}. Each word's "
        "part can be read off: that is what makes the model explain itself.",
        traps=(
            (1 / (1 + math.exp(-(good + dull + bias))), "a word counts as often as it is said."),
            (1 / (1 + math.exp(-(score - bias))), "the bias is missing."),
            (score, "that is the score; the sigmoid makes a probability of it."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def confusion(rng: np.random.Generator) -> Question:
    """Accuracy from a confusion table."""
    a, d = (int(v) for v in rng.integers(60, 120, 2))
    b, c = (int(v) for v in rng.integers(10, 50, 2))
    return Question(
        text=f"A confusion table has the rows (negative: `{a}` called negative, `{b}` called positive) and (positive: "
        f"`{c}` called negative, `{d}` called positive). What is the accuracy?",
        given={"a": a, "b": b, "c": c, "d": d},
        answer=(a + d) / (a + b + c + d),
        decimals=3,
        why=f"The right ones lie on the diagonal: ({a} + {d}) / {a + b + c + d} = {(a + d) / (a + b + c + d):.3f}.",
        traps=(
            ((b + c) / (a + b + c + d), "that is the share of mistakes."),
            (d / (c + d), "that looks at the positive reviews only."),
            (d / (b + d), "that looks at those called positive only."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (majority, score_of_words, confusion)
