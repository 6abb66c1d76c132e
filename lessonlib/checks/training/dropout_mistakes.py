"""Mistakes in Dropout: the scale, the probability, the mask of backward, and what happens at test time."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Mistake
from lessonlib.checks.manners import MEMORY
from lessonlib.checks.training.dropout import (
    AGAIN,
    BACK,
    COLUMNS,
    EVEN,
    FACTOR,
    NEW,
    OWN,
    ROWS,
    SAME,
    TEST,
    TRAIN,
    ZEROS,
    mask,
    masked_gradient,
)


def _dropout(name, part, gives, says, *hints):
    return Mistake(name, ("dropout",), part, gives, says, hints)


SCALING = "What is the mean of y, if the mean of x is 1?", "Divide what is kept by 1 − p, while training only."
MASK = "Which numbers of x had a part in the output?", "Keep the mask: return grad * self.mask"
MODE = "What does forward do when self.training is False?", "if not self.training: return x"

MISTAKES = (
    _dropout(
        "dropout unscaled",
        TRAIN,
        lambda c: mask(c, c.p, 1.0),
        "What is kept is not divided by 1 − p, so that the sums shrink while training.",
        *SCALING,
    ),
    _dropout(
        "multiplied by 1 - p",
        TRAIN,
        lambda c: mask(c, c.p, 1 - c.p),
        "What is kept was multiplied by 1 − p; it has to be divided by it.",
        *SCALING,
    ),
    _dropout(
        "divided by p",
        TRAIN,
        lambda c: mask(c, c.p, 1 / c.p if c.p else np.inf),
        "What is kept was divided by p; the share that is kept is 1 − p.",
        *SCALING,
    ),
    _dropout(
        "p taken for the share that is kept",
        TRAIN,
        lambda c: mask(c, 1 - c.p, 1 / c.p if c.p else 0.0),
        "p is the share that is dropped; here it is the share that is kept.",
        "How many numbers should be 0 for p = 0.25?",
        "Keep where rng.random(x.shape) >= p, and divide by 1 − p.",
    ),
    _dropout(
        "p taken for the share that is kept",
        TRAIN,
        lambda c: mask(c, 1 - c.p, 1 / (1 - c.p)),
        "The mask keeps a share p and drops 1 − p: the comparison is the wrong way round.",
        "How many numbers should be 0 for p = 0.25?",
        "Keep where rng.random(x.shape) >= p.",
    ),
    _dropout(
        "p taken for the share that is kept",
        TRAIN,
        lambda c: mask(c, 1 - c.p, 1.0 if c.p else 0.0),
        "The mask keeps a share p and drops 1 − p, and nothing is scaled.",
        "How many numbers should be 0 for p = 0.25?",
        "Keep where rng.random(x.shape) >= p, and divide by 1 − p.",
    ),
    _dropout(
        "nothing dropped",
        TRAIN,
        lambda c: mask(c, 0.0, 1.0),
        "Every number came through as it was, although the layer is training.",
        "What is self.training when the object is new?",
        "self.training = True in __init__.",
    ),
    _dropout(
        "nothing dropped",
        TRAIN,
        lambda c: mask(c, 0.0, 1 / (1 - c.p)),
        "Every number was scaled, and none dropped.",
        "Where is the mask?",
        "x * mask / (1 - p)",
    ),
    _dropout(
        "one mask for all rows",
        TRAIN,
        lambda c: {ROWS: False},
        "The same columns are dropped in every row.",
        "Which shape has your mask?",
        "Draw a number for each entry: rng.random(x.shape).",
    ),
    _dropout(
        "one mask for all columns",
        TRAIN,
        lambda c: {COLUMNS: False},
        "Whole rows are dropped.",
        "Which shape has your mask?",
        "Draw a number for each entry: rng.random(x.shape).",
    ),
    _dropout(
        "noise in place of a mask",
        TRAIN,
        lambda c: {EVEN: False},
        "What is kept is multiplied by different numbers; it should be one factor, 1 / (1 − p).",
        "Which values has your mask?",
        "The mask is 0 or 1: rng.random(x.shape) >= p.",
    ),
    _dropout(
        "one mask for ever",
        AGAIN,
        lambda c: {NEW: False},
        "Two calls of forward drop the same numbers: the mask is drawn only once, or a seed is set each time.",
        "When is the mask drawn?",
        "Draw it in forward, without setting a seed there.",
    ),
    _dropout(
        "backward without the mask",
        BACK,
        lambda c: masked_gradient(c, 0.0, 1.0, same=c.p == 0),
        "The gradient is passed on as it came, also to numbers that were dropped.",
        *MASK,
    ),
    _dropout(
        "backward without the mask",
        BACK,
        lambda c: masked_gradient(c, 0.0, 1 / (1 - c.p), same=c.p == 0),
        "The gradient is scaled, but passed on also to numbers that were dropped.",
        *MASK,
    ),
    _dropout(
        "backward unscaled",
        BACK,
        lambda c: masked_gradient(c, c.p, 1.0),
        "The mask is right, but forward divided by 1 − p and backward does not.",
        *MASK,
    ),
    _dropout(
        "scaled twice",
        BACK,
        lambda c: masked_gradient(c, c.p, 1 / (1 - c.p) ** 2),
        "backward divides by 1 − p although the mask holds that factor already.",
        *MASK,
    ),
    _dropout(
        "new mask in backward",
        BACK,
        lambda c: masked_gradient(c, c.p, 1 / (1 - c.p), same=c.p == 0),
        "backward draws a mask of its own: other numbers are dropped than in forward.",
        *MASK,
    ),
    _dropout(
        "mask inverted",
        BACK,
        lambda c: {ZEROS: 1 - c.p, SAME: False},
        "The gradient passes where forward dropped, and stops where it kept.",
        *MASK,
    ),
    _dropout(
        "dropout active at test time",
        TEST,
        lambda c: {ZEROS: c.p},
        "Numbers are dropped although .training is False.",
        *MODE,
    ),
    _dropout(
        "dropout scaled at test time",
        TEST,
        lambda c: mask(c, 0.0, 1 - c.p),
        "At test time y = x (1 − p); that belongs to a dropout that does not scale while training.",
        *MODE,
    ),
    _dropout(
        "dropout scaled at test time",
        TEST,
        lambda c: mask(c, 0.0, 1 / (1 - c.p)),
        "At test time nothing is dropped, but x is still divided by 1 − p.",
        *MODE,
    ),
    _dropout(
        "state shared between objects",
        MEMORY,
        lambda c: {OWN: False},
        "A second layer overwrites the mask of the first: it is kept on the class or in a global name.",
        "Where is the mask kept?",
        "self.mask, not on the class and not in a global.",
    ),
    _dropout(
        "everything dropped at test time",
        TEST,
        lambda c: {ZEROS: 1.0, FACTOR: ANY},
        "At test time only zeros come out.",
        *MODE,
    ),
)
