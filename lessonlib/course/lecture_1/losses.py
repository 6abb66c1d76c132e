"""Questions on softmax and on the losses of classification."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths
from lessonlib.data.slides import CLASSES, SCORES

LESSON = "02_losses"


def softmax_share(rng: np.random.Generator) -> Question:
    """One class's share of the exponentials."""
    z = tenths(rng, 0.5, 3, (3,))
    k = int(rng.integers(3))
    e = np.exp(z)
    p = float(e[k] / e.sum())
    return Question(
        text=f"Three classes have the scores `{z}`. What is the softmax probability of class {k}, counted from 0?",
        given={"z": z, "k": k},
        answer=p,
        decimals=3,
        why=f"exp gives {', '.join(f'{v:.3f}' for v in e)}; their sum is {e.sum():.3f}, and the share of class {k} "
        f"{e[k]:.3f} / {e.sum():.3f} = {p:.3f}.",
        traps=((z[k] / sum(z), "that is the share of the scores; take exp of each score first."),),
        lesson="01_logistic_regression",
        lab="softmax_lab",
    )


def softmax_shift(rng: np.random.Generator) -> Question:
    """The same number added to all scores."""
    a, b, shift = tenths(rng, 0.5, 2), tenths(rng, 2.5, 4), int(rng.choice([100, 500, 900]))
    p = 1 / (1 + math.exp(b - a))
    return Question(
        text=f"Two classes have the scores `[{a}, {b}]`, so softmax gives `[{p:.3f}, {1 - p:.3f}]`. "
        f"Now {shift} is added to both scores.\nWhat is the first probability now?",
        given={"z": [a, b], "shift": shift},
        answer=p,
        decimals=3,
        why=f"It stays {p:.3f}: exp({shift}) multiplies the top and the bottom of the fraction alike. So one may "
        "subtract the largest score first, and exp never overflows.",
        traps=((0.5, "the scores grew alike, but their difference, which is what counts, is the same as before."),),
        lesson="01_logistic_regression",
        lab="softmax_lab",
    )


def loss_of_an_image(rng: np.random.Generator) -> Question:
    """One image of the slide's cat, car, frog table."""
    k = int(rng.integers(3))
    z = SCORES[:, k].tolist()
    p = math.exp(z[k]) / sum(map(math.exp, z))
    return Question(
        text=f"On the slide, the picture of a {CLASSES[k]} has the scores `{z}` for cat, car and frog.\n"
        "What is its negative log-likelihood?",
        given={"z": z, "k": k},
        answer=-math.log(p),
        why=f"Softmax gives the right class {CLASSES[k]} the probability {p:.4f}, and -ln of it is {-math.log(p):.2f}.",
        traps=(
            (p, "that is the probability of the right class; the loss is minus its logarithm."),
            (-z[k], "that is minus the score; the scores go through softmax first."),
            (-math.log10(p), "that is the logarithm to base 10; the loss takes the natural one."),
        ),
        lesson=LESSON,
        lab="cross_entropy_lab",
    )


def loss_of_a_batch(rng: np.random.Generator) -> Question:
    """The mean over three rows."""
    p = (rng.choice(np.arange(5, 96, 5), 3, replace=False) / 100).tolist()
    losses = [-math.log(v) for v in p]
    mean = sum(losses) / 3
    return Question(
        text=f"A classifier gives the right classes of three rows the probabilities `{p}`. What is the mean "
        "negative log-likelihood?",
        given={"p": p},
        answer=mean,
        why=f"-ln of each is {', '.join(f'{v:.3f}' for v in losses)}; their mean is {mean:.2f}.",
        traps=(
            (sum(losses), "that is the sum over the batch; the loss is the mean."),
            (-math.log(sum(p) / 3), "take the logarithm of each row first, then the mean."),
        ),
        lesson=LESSON,
        lab="cross_entropy_lab",
    )


def binary_cross_entropy(rng: np.random.Generator) -> Question:
    """The loss of one prediction, for a label 0 or 1."""
    p, y = int(rng.choice([5, 10, 20, 30, 70, 80, 90, 95])) / 100, int(rng.integers(2))
    loss, other = -math.log(p if y else 1 - p), -math.log(1 - p if y else p)
    return Question(
        text=f"The prediction is `{p}` and the label is `{y}`. What is the binary cross-entropy?",
        given={"p": p, "y": y},
        answer=loss,
        why=f"For y = {y} only -ln({'p' if y else '1 - p'}) is left: -ln {p if y else 1 - p:.2f} = {loss:.2f}.",
        traps=(
            (other, f"that is the loss for the label {1 - y}."),
            (-loss, "the loss has a minus in front, and is never negative."),
        ),
        lesson=LESSON,
        lab="cross_entropy_lab",
    )


def loss_of_a_guess(rng: np.random.Generator) -> Question:
    """The baseline: all classes alike."""
    classes = int(rng.choice([2, 3, 4, 5, 10, 20, 100]))
    return Question(
        text=f"A new network gives each of {classes} classes the same probability. What is its negative "
        "log-likelihood, whatever the labels?",
        given={"classes": classes},
        answer=math.log(classes),
        why=f"-ln(1 / {classes}) = ln {classes} = {math.log(classes):.2f}. A first loss far above it says that the "
        "network is sure of wrong answers; one that never falls below it has learnt nothing.",
        traps=(
            (math.log2(classes), "that is in bits; the loss takes the natural logarithm."),
            (1 / classes, "that is the probability; the loss is minus its logarithm."),
        ),
        lesson=LESSON,
        lab="cross_entropy_lab",
    )


QUESTIONS = (softmax_share, softmax_shift, loss_of_an_image, loss_of_a_batch, binary_cross_entropy, loss_of_a_guess)
