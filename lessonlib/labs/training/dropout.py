"""Dropout: the masks of one layer, step by step, and what they do to a network that over-fits."""

from __future__ import annotations

from typing import Any

import ipywidgets

from lessonlib.arguments import one_of, real, whole
from lessonlib.labs.training.dropout_masks import draw_masks, record_masks
from lessonlib.labs.training.dropout_training import draw_dropout_training, record_dropout_training
from lessonlib.stage import Controls, Picture, Trace, lab_of

PARTS = ("masks", "training")

PRESETS = {
    "Half of them dropped": ("Watch the two lines on the right: which of them comes back to x?", {}),
    "Few dropped": ("Nine in ten are kept: the mask changes little.", {"p": 0.1}),
    "Nearly all dropped": ("One in ten is kept: watch how restless the mean of neuron 1 is.", {"p": 0.9}),
    "None dropped": ("With p = 0 training and test are the same.", {"p": 0.0}),
    "Training with and without": ("Watch the two held-out losses: which of them climbs again?", {"part": "training"}),
    "85 in 100 dropped": (
        "p = 0.85: compare its boundary with that of the other network.",
        {"part": "training", "p": 0.85},
    ),
}


def record_dropout(part: str = "masks", p: float = 0.5, seed: int = 5, mine: Any = None) -> Trace:
    """Record 60 masks of one layer and the means over them, or a training with dropout beside the same without.

    Args:
        part: "masks" or "training".
        p: the probability to be dropped, at least 0 and below 1.
        seed: draws the layer and the masks, or the data and the first weights.
        mine: the learner's class ``mine(p)`` with ``forward(x)``, ``backward(grad)`` and ``training``.

    Raises:
        ValueError, TypeError: for an argument that cannot be used; the text says what was wanted.

    Trace:
        part: () "masks" or "training"; what names one of them is recorded for it alone.
        whose: () what the layer is called.
        x: (neurons) masks: the layer.
        p: () masks: the probability to be dropped.
        mask, y: (steps, neurons) masks: which are kept; what goes on.
        mean, unscaled: (steps, neurons) masks: the means so far, of y and of what is kept of x.
        points: (rows, inputs) training: the points to learn from.
        classes: (rows) training: their classes.
        drop: () training: the probability to be dropped.
        ends: (2) training: of the square that is drawn.
        no dropout p, dropout p: (steps, side, side) training: p(class 1) in the plane.
        no dropout train, dropout train: (steps) training: the loss while training.
        no dropout held out, dropout held out: (steps) training: the loss held out.
        no dropout accuracy, dropout accuracy: (steps) training: the accuracy held out.
    """
    p, seed = real(p, "p", at_least=0, below=1), whole(seed, "seed", at_least=0)
    return {"masks": record_masks, "training": record_dropout_training}[one_of(part, PARTS, "part")](p, seed, mine)


def draw_dropout(trace: Trace) -> Picture:
    """Table, means and factor of the masks, or losses and regions of the two networks."""
    return {"masks": draw_masks, "training": draw_dropout_training}[str(trace["part"])](trace)


@lab_of(record_dropout, draw_dropout, presets=PRESETS)
def dropout_lab() -> Controls:
    """Step through masks, train and test, scaled and not; then watch what dropout does to over-fitting.

    Source: Lecture 2, "Regularization: Dropout"; Srivastava et al. (2014), Dropout.
    """
    return {
        "part": ipywidgets.Dropdown(
            options=[("masks of one layer", "masks"), ("a network that over-fits", "training")], description="Show"
        ),
        "p": ipywidgets.FloatSlider(min=0, max=0.9, step=0.05, description="p: dropped"),
        "seed": ipywidgets.IntSlider(min=0, max=30, description="Seed", continuous_update=False),
    }
