"""The labs: ``from lessonlib.labs import optimizers_lab``."""

from lessonlib.labs.activations import activations_lab
from lessonlib.labs.linear_collapse import linear_collapse_lab
from lessonlib.labs.normalization import normalization_lab
from lessonlib.labs.optimizers import optimizers_lab

__all__ = [
    "activations_lab",
    "linear_collapse_lab",
    "normalization_lab",
    "optimizers_lab",
]
