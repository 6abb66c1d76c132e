"""Questions on gradients that vanish and explode."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, choice, tenths

LESSON = "11_vanishing_and_exploding_gradients"


def shrinking(rng: np.random.Generator) -> Question:
    """The chain rule through time, at the sigmoid's steepest point."""
    steps, u = int(rng.integers(3, 9)), float(rng.integers(5, 20)) / 10
    answer = (0.25 * u) ** steps
    exponent = math.floor(math.log10(answer))
    scaled = answer / 10**exponent
    return Question(
        text=f"A recurrent cell h' = sigmoid(`{u}` h) runs for `{steps}` steps, always where the sigmoid is steepest.\n"
        f"By which factor is a gradient multiplied on its way back to the first step? Give it as a multiple of "
        f"1e{exponent}.",
        given={"u": u, "steps": steps, "exponent": exponent},
        answer=scaled,
        why=f"The sigmoid's slope is at most 0.25, so each step multiplies by 0.25 · {u} = {0.25 * u:g}, and "
        f"{steps} of them give {scaled:.2f} · 1e{exponent}. The weight would have to be 4 to keep the gradient alive.",
        traps=(
            ((0.25 * u) ** (steps - 1) / 10**exponent, "each of the steps multiplies once."),
            (u**steps / 10**exponent, "the slope of the sigmoid belongs in each factor."),
        ),
        lesson=LESSON,
        lab="vanishing_gradient_lab",
    )


def residual(rng: np.random.Generator) -> Question:
    """What a residual connection adds to each factor."""
    slope, layers = float(rng.choice([0.2, 0.3, 0.4, 0.5])), int(rng.integers(4, 9))
    answer = (1 + slope) ** layers
    return Question(
        text=f"Each of `{layers}` layers is y = x + F(x), and the slope of each F is `{slope}`.\n"
        "By which factor is the gradient multiplied from the output back to the input?",
        given={"slope": slope, "layers": layers},
        answer=answer,
        why=f"The shortcut adds 1 to every slope: (1 + {slope})^{layers} = {answer:.2f}. Without it the factor would "
        f"be {slope}^{layers} = {slope**layers:.6f}.",
        traps=(
            (slope**layers, "that is the factor without the shortcuts."),
            (1 + slope**layers, "each layer has its own shortcut, not only the whole stack."),
        ),
        lesson=LESSON,
        lab="vanishing_gradient_lab",
    )


def clipped(rng: np.random.Generator) -> Question:
    """The two lines of the clipping algorithm."""
    scale = int(rng.integers(2, 6))
    g = [scale * v for v in [[3, 4], [-6, 8], [5, -12], [8, 15]][int(rng.integers(4))]]
    threshold = float(rng.integers(1, 10))
    norm = math.hypot(*g)
    answer = g[0] * min(1, threshold / norm)
    return Question(
        text=f"The gradient is `{g}` and is clipped by its norm with the threshold `{threshold:g}`.\n"
        "What is its first component afterwards?",
        given={"g": g, "threshold": threshold},
        answer=answer,
        why=f"The norm is {norm:g}, above {threshold:g}, so the whole gradient is multiplied by {threshold:g} / "
        f"{norm:g}: {g[0]} becomes {answer:.2f}. The direction stays.",
        traps=(
            (
                math.copysign(min(abs(g[0]), threshold), g[0]),
                "that clips each component alone, and turns the gradient.",
            ),
            (g[0] / norm, "that makes the norm 1; it should be the threshold."),
        ),
        lesson=LESSON,
        lab="clipping_lab",
    )


def below_threshold(rng: np.random.Generator) -> Question:
    """A gradient that is short enough is left alone."""
    a, b = tenths(rng, 0.5, 3), tenths(rng, 0.5, 3)
    threshold = float(math.ceil(math.hypot(a, b)) + rng.integers(1, 4))
    return Question(
        text=f"The gradient is `{[a, b]}`, the threshold for its norm `{threshold:g}`. What is its first component "
        "after clipping?",
        given={"g": [a, b], "threshold": threshold},
        answer=a,
        decimals=1,
        why=f"The norm {math.hypot(a, b):.2f} is below {threshold:g}, so nothing happens. Clipping only shortens.",
        traps=(
            (a * threshold / math.hypot(a, b), "that would lengthen it: only a norm above the threshold is scaled."),
        ),
        lesson=LESSON,
        lab="clipping_lab",
    )


def remedy(rng: np.random.Generator) -> Question:
    """Which remedy belongs to which trouble."""
    layers = int(rng.integers(30, 120))
    return Question(
        text=f"A network of `{layers}` plain layers with ReLU trains its last layers and hardly moves its first. What "
        "helps?",
        given={"layers": layers},
        why=f"The product of {layers} small slopes reaches the first layers: the gradient vanishes. A shortcut adds 1 "
        "to each factor. Clipping and smaller steps are for gradients that explode.",
        lesson=LESSON,
        lab="vanishing_gradient_lab",
        **choice(
            rng,
            "residual connections",
            [
                ("gradient clipping", "it shortens long gradients; these are too short."),
                ("a smaller learning rate", "the first layers would move even less."),
            ],
        ),
    )


QUESTIONS = (shrinking, residual, clipped, below_threshold, remedy)
