"""Questions on penalties: loss + reg * R(W)."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question, choice, tenths

LESSON = "05_regularization"


def l2_loss(rng: np.random.Generator) -> Question:
    """The loss with the sum of squares."""
    weight, loss, reg = tenths(rng, -3, 3, (2, 2)), tenths(rng, 0.2, 2), float(rng.choice([0.1, 0.2, 0.5]))
    squares = float(np.square(weight).sum())
    return Question(
        text=f"`W = {weight}`, the cross-entropy is `{loss}`, and `reg = {reg}`. What is the loss with the L2 penalty "
        "of the slide?",
        given={"weight": weight, "loss": loss, "reg": reg},
        answer=loss + reg * squares,
        why=f"R(W) is the sum of squares, {squares:.2f}; {loss} + {reg} · {squares:.2f} = {loss + reg * squares:.2f}.",
        traps=(
            (loss + reg * squares**0.5, "that takes the root; the slide's R(W) is the sum of squares itself."),
            (loss + reg * squares / 2, "that halves R(W), as some books do; the slide does not."),
            (loss + squares, "R(W) is multiplied by reg."),
        ),
        lesson=LESSON,
        lab="penalties_lab",
    )


def l1_loss(rng: np.random.Generator) -> Question:
    """The loss with the sum of absolute values."""
    weight = (np.abs(tenths(rng, -3, 3, (2, 2))) * [[1, -1], [-1, 1]]).tolist()
    loss, reg = tenths(rng, 0.2, 2), float(rng.choice([0.1, 0.2, 0.5]))
    sizes, plain = float(np.abs(weight).sum()), float(np.sum(weight))
    return Question(
        text=f"`W = {weight}`, the cross-entropy is `{loss}`, and `reg = {reg}`. What is the loss with the L1 penalty?",
        given={"weight": weight, "loss": loss, "reg": reg},
        answer=loss + reg * sizes,
        why=f"R(W) is the sum of the sizes, {sizes:.2f}; {loss} + {reg} · {sizes:.2f} = {loss + reg * sizes:.2f}.",
        traps=(
            (loss + reg * plain, "negative weights count with their size: take absolute values before summing."),
            (loss + sizes, "R(W) is multiplied by reg."),
        ),
        lesson=LESSON,
        lab="penalties_lab",
    )


def l2_step(rng: np.random.Generator) -> Question:
    """What the penalty alone does to a weight."""
    w, reg, rate = float(rng.integers(2, 9)), float(rng.choice([0.1, 0.2, 0.3])), float(rng.choice([0.1, 0.2, 0.5]))
    return Question(
        text=f"The data's gradient for `w = {w:g}` is 0. What does one step of gradient descent make of w, with the "
        f"penalty reg · w², `reg = {reg}`, and `learning_rate = {rate}`?",
        given={"w": w, "reg": reg, "rate": rate},
        answer=w - rate * 2 * reg * w,
        decimals=3,
        why=f"The penalty's slope is 2 · {reg} · {w:g} = {2 * reg * w:g}, so w becomes {w:g} - {rate} · "
        f"{2 * reg * w:g} = {w - rate * 2 * reg * w:.3f}: a share of itself is lost, which is called weight decay.",
        traps=(
            (w - rate * reg * w, "the slope of reg · w² is 2 · reg · w."),
            (w - rate * reg, "that is the step of L1, the same for weights of every size."),
            (w, "the penalty has a gradient too."),
        ),
        lesson=LESSON,
        lab="penalties_lab",
    )


def exactly_zero(rng: np.random.Generator) -> Question:
    """Which penalty makes weights vanish."""
    features = int(rng.integers(20, 60))
    return Question(
        text=f"Of {features} features most carry nothing. Which penalty makes their weights exactly 0?",
        given={"features": features},
        why="L1 pulls with the same force however small the weight is, so it arrives at 0 and stays. The pull of L2 is "
        "2 · reg · w: it fades with the weight.",
        lesson=LESSON,
        lab="penalties_lab",
        **choice(
            rng,
            "L1, the sum of absolute values",
            [
                ("L2, the sum of squares", "its pull fades as a weight gets small, so weights become small but not 0."),
                ("either, if reg is large enough", "no finite reg brings the weights of L2 to exactly 0."),
            ],
        ),
    )


QUESTIONS = (l2_loss, l1_loss, l2_step, exactly_zero)
