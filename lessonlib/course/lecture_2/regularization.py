"""Questions on the hinge loss, on penalties, dropout and data augmentation."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question, choice, tenths

LESSON, LAB = "13_dropout_and_augmentation", "dropout_lab"


def hinge(rng: np.random.Generator) -> Question:
    """The multi-class hinge loss of one row of scores."""
    scores, k = tenths(rng, -4, 6, (4,)), int(rng.integers(4))
    terms = [max(0.0, s - scores[k] + 1) for j, s in enumerate(scores) if j != k]
    answer = sum(terms)
    return Question(
        text=f"The scores of four classes are `{scores}`, and class `{k}`, counted from 0, is right. What is the "
        "multi-class hinge loss with margin 1?",
        given={"scores": scores, "k": k},
        answer=answer,
        decimals=1,
        why=f"Each wrong class gives max(0, its score - {scores[k]} + 1): {' + '.join(f'{t:.1f}' for t in terms)} = "
        f"{answer:.1f}. A class that is 1 below the right one costs nothing.",
        traps=(
            (answer + 1, "the right class itself is left out of the sum."),
            (sum(max(0.0, s - scores[k]) for s in scores), "the margin of 1 is missing."),
            (sum(s - scores[k] + 1 for j, s in enumerate(scores) if j != k), "negative terms count as 0."),
        ),
        lesson="05_regularization",
        lab="hinge_lab",
    )


def elastic_net(rng: np.random.Generator) -> Question:
    """The slide's elastic net."""
    w, beta = tenths(rng, -3, 3, (3,)), float(rng.choice([0.2, 0.5, 2.0]))
    l2, l1 = float(np.square(w).sum()), float(np.abs(w).sum())
    return Question(
        text=f"`W = {w}` and `beta = {beta}`. What is the elastic net R(W) = beta ‖W‖₂² + ‖W‖₁?",
        given={"w": w, "beta": beta},
        answer=beta * l2 + l1,
        why=f"{beta} · {l2:.2f} + {l1:.1f} = {beta * l2 + l1:.2f}: the squares keep all weights small, the absolute "
        "values make some of them exactly 0.",
        traps=(
            (beta * l2**0.5 + l1, "‖W‖₂² is the sum of the squares, without a root."),
            (l2 + beta * l1, "beta stands before the squares."),
            (beta * (l2 + l1), "beta stands before the squares only."),
        ),
        lesson="05_regularization",
        lab="penalties_lab",
    )


def dropout_scale(rng: np.random.Generator) -> Question:
    """What a kept number becomes at train time."""
    p, x = float(rng.choice([0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.75])), tenths(rng, -4, 4)
    return Question(
        text=f"Dropout drops each number with probability `{p}` and scales at train time, so that nothing changes at "
        f"test time. A neuron gives `{x}` and is kept. What goes on to the next layer?",
        given={"x": x, "p": p},
        answer=x / (1 - p),
        why=f"{x} / (1 - {p}) = {x / (1 - p):.2f}. It is kept with probability {1 - p:g}, so its mean over many masks "
        f"is {x} again.",
        traps=(
            (x, "then the mean over many masks would be too small at train time."),
            (x * (1 - p), "that is the other convention, which scales at test time."),
            (x / p, f"divide by the probability to be kept, {1 - p:g}."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def dropout_test(rng: np.random.Generator) -> Question:
    """At test time nothing is dropped and nothing scaled."""
    p, x = float(rng.choice([0.1, 0.2, 0.25, 0.4, 0.6, 0.75])), tenths(rng, 0.5, 4)
    return Question(
        text=f"Dropout with p = `{p}` scales at train time. The network now predicts (test time), and a neuron gives "
        f"`{x}`. What goes on to the next layer?",
        given={"x": x, "p": p},
        answer=x,
        decimals=1,
        why=f"{x}: at test time nothing is dropped, and since the kept numbers were scaled in training, nothing needs "
        "scaling now. Forget to switch dropout off, and the same input gives another answer each time.",
        traps=(
            (x * (1 - p), "that would be needed only if training had not scaled."),
            (x / (1 - p), "that is what training does with a kept number."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def all_kept(rng: np.random.Generator) -> Question:
    """How likely a whole layer survives."""
    p, neurons = float(rng.choice([0.1, 0.2, 0.3, 0.5])), int(rng.integers(3, 7))
    return Question(
        text=f"A layer has `{neurons}` neurons, each dropped with probability `{p}`. With which probability does a "
        "mask keep all of them?",
        given={"p": p, "neurons": neurons},
        answer=(1 - p) ** neurons,
        decimals=3,
        why=f"Each is kept with {1 - p:g}, and they are drawn one by one: {1 - p:g}^{neurons} = "
        f"{(1 - p) ** neurons:.3f}. So nearly every step trains another thinned network.",
        traps=(
            (p**neurons, "that is the chance that all are dropped."),
            (1 - p, "that is the chance of one neuron alone."),
            (1 - p**neurons, "that is the chance that at least one is kept."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def label_kept(rng: np.random.Generator) -> Question:
    """Which change of an image keeps its label."""
    digit, shift = int(rng.choice([2, 4, 5, 7])), int(rng.integers(1, 3))
    return Question(
        text=f"You augment images of handwritten digits. Which change keeps an image of a `{digit}` a `{digit}`?",
        given={"digit": digit},
        why=f"A {digit} that lies a little to the side is still a {digit}. Mirrored it is no digit at all, and half a "
        "turn makes another sign of it (6 becomes 9). A cat may be mirrored: it depends on what the label means.",
        lesson=LESSON,
        lab="augmentation_lab",
        **choice(
            rng,
            f"a shift by {shift} pixels",
            [
                ("a flip from left to right", "letters and digits do not survive the mirror."),
                ("a turn by 180 degrees", "upside down it is another sign."),
            ],
        ),
    )


QUESTIONS = (hinge, elastic_net, dropout_scale, dropout_test, all_kept, label_kept)
