"""The numpy network of the first homework: activations and optimizers with the derivative under each formula."""

from lessonlib.nn.activations import ELU, LeakyReLU, ReLU, Sigmoid, Tanh
from lessonlib.nn.adaptive import Adadelta, Adagrad, Adam, RMSProp
from lessonlib.nn.module import Module
from lessonlib.nn.optimizers import SGD, Momentum, Nesterov, Optimizer

__all__ = [
    "ELU",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "LeakyReLU",
    "Module",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSProp",
    "ReLU",
    "Sigmoid",
    "Tanh",
]
