"""The numpy network of the first homework: each formula with its derivative right under it."""

from lessonlib.nn.activations import ELU, LeakyReLU, ReLU, Sigmoid, Tanh
from lessonlib.nn.adaptive import Adadelta, Adagrad, Adam, RMSProp
from lessonlib.nn.clipping import clip_by_norm
from lessonlib.nn.convolution import Conv2d
from lessonlib.nn.derivative import numerical_gradient
from lessonlib.nn.gradient_check import GradientReport, check_gradients
from lessonlib.nn.history import History, accuracy
from lessonlib.nn.layers import Dropout, Flatten, Linear
from lessonlib.nn.losses import BCELoss, HingeLoss, MSELoss, NLLLoss, softmax
from lessonlib.nn.module import Module
from lessonlib.nn.network import NeuralNetwork
from lessonlib.nn.optimizers import SGD, Momentum, Nesterov, Optimizer
from lessonlib.nn.penalties import L1, L2, ElasticNet
from lessonlib.nn.pooling import MaxPool2d
from lessonlib.nn.recurrent import GRUCell, LSTMCell, RNNCell
from lessonlib.nn.residual import Residual
from lessonlib.nn.training import evaluate, train

__all__ = [
    "ELU",
    "L1",
    "L2",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "BCELoss",
    "Conv2d",
    "Dropout",
    "ElasticNet",
    "Flatten",
    "GRUCell",
    "GradientReport",
    "HingeLoss",
    "History",
    "LSTMCell",
    "LeakyReLU",
    "Linear",
    "MSELoss",
    "MaxPool2d",
    "Module",
    "Momentum",
    "NLLLoss",
    "Nesterov",
    "NeuralNetwork",
    "Optimizer",
    "RMSProp",
    "RNNCell",
    "ReLU",
    "Residual",
    "Sigmoid",
    "Tanh",
    "accuracy",
    "check_gradients",
    "clip_by_norm",
    "evaluate",
    "numerical_gradient",
    "softmax",
    "train",
]
