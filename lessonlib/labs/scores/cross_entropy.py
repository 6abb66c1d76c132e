"""Cross-entropy: from the scores of three images to their losses; and the loss of yes-or-no answers, with its clip."""

from __future__ import annotations

from typing import Any

import ipywidgets

from lessonlib.arguments import one_of
from lessonlib.labs.scores.binary_entropy import draw_binary_entropy, record_binary_entropy
from lessonlib.labs.scores.image_losses import TABLE, draw_image_losses, record_image_losses
from lessonlib.labs.scores.loss_answers import scores_field
from lessonlib.stage import Controls, Picture, Trace, lab_of

PARTS = ("scores", "binary")

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "The slide's table": ("The car has most of its own share, so its loss is the smallest.", {}),
    "All scores equal": (
        "What does knowing nothing cost? It is the baseline of three classes.",
        {"scores": "0 0 0; 0 0 0; 0 0 0"},
    ),
    "Right, and sure": (
        "Each image's own score is far ahead: what is left of the losses?",
        {"scores": "9 1 0; 1 9 1; 0 0 9"},
    ),
    "Wrong, and sure": (
        "1000 behind, the share is 0 in a float, and the loss still 1000: our NLLLoss joins log and exp.",
        {"scores": "0 0 0; 1000 9 0; 0 0 9"},
    ),
    "Yes or no": ("Step along p: near the wrong end the loss grows without bound, until the clip.", {"part": "binary"}),
}


def record_cross_entropy(part: str = "scores", scores: Any = TABLE, mine: Any = None) -> Trace:
    """Record the three losses of the cat/car/frog table, or the loss of a probability p for y = 1 and y = 0.

    Args:
        part: "scores" or "binary".
        scores: for "scores", three rows (cat, car, frog) of three numbers, a column for each image.
        mine: a loss with ``forward(x, y) -> float``: for "scores" x are logits (B, 3) and y class numbers (B,); for
            "binary" x are probabilities (B, 1) and y is 0 or 1, (B,).

    Raises:
        ValueError, TypeError: for another part, and for scores that are not three rows of three numbers.

    Trace:
        part: () which of the two.
        label: () what the learner's is called.
        scores, e, share: (classes, images) z, exp(z − max) and p.
        most: (images) the largest score of each.
        loss: (images) −ln p of the right class.
        mean: () over the images.
        mine, wrong: (losses) the learner's, of each image and of all; where it departs.
        phase, image: (steps) what is computed, and for which image: −1 for none, or all.
        p: (steps) the probability given to yes.
        value, bare: (answers, steps) the loss for y = 1 and for y = 0, and what it would be without the clip.
        theirs: (answers, steps) the learner's.
    """
    if one_of(part, PARTS, "part") == "binary":
        return record_binary_entropy(mine)
    return record_image_losses(scores, mine)


def draw_cross_entropy(trace: Trace) -> Picture:
    """Tables, shares and losses of the images, or the two curves over p."""
    return draw_binary_entropy(trace) if trace["part"] == "binary" else draw_image_losses(trace)


@lab_of(record_cross_entropy, draw_cross_entropy, presets=PRESETS)
def cross_entropy_lab() -> Controls:
    """Follow L = -sum over c of q_c ln p_c from scores to losses to their mean, or along p for y = 0 and 1.

    Source: Lecture 1, "Negative Log-Likelihood" and "Logistic Regression: Train".
    """
    controls = {
        "part": ipywidgets.Dropdown(
            options=[("three classes: scores to losses", "scores"), ("yes or no: the loss over p", "binary")],
            description="Show",
        ),
        "scores": scores_field(),
    }
    layout, seen = controls["scores"].layout, {"scores": "", "binary": "none"}
    controls["part"].observe(lambda change: layout.set_trait("display", seen[change["new"]]), names="value")
    return controls
