"""The labs: ``from lessonlib.labs import optimizers_lab``."""

from lessonlib.labs.activations import activations_lab
from lessonlib.labs.optimizers import optimizers_lab

__all__ = ["activations_lab", "optimizers_lab"]
