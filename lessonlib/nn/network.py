"""The network: a chain of modules, forward through them and backward in reverse."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, having
from lessonlib.nn.activations import ELU, LeakyReLU, ReLU, Sigmoid, Tanh
from lessonlib.nn.layers import Dropout
from lessonlib.nn.module import Module, gradients_of, parameters_of, set_training

_KEEPS_SHAPE = (Sigmoid, Tanh, ReLU, LeakyReLU, ELU, Dropout)


class NeuralNetwork(Module):
    """Chain modules: y = F_n(... F_2(F_1(x))), and dL/dx by their derivatives in reverse order (the chain rule).

    ``modules`` is a list of objects with forward, backward and step: ours, a learner's, or other networks.
    ``training`` set on the network reaches all of them.

    Raises:
        ValueError: for an empty list, for two layers that do not chain (both are named, with both shapes).
        TypeError: for what is no such object, and for a module that returns nothing.

    >>> from lessonlib.nn import Linear
    >>> network = NeuralNetwork([Linear(2, 3, rng=0), ReLU(), Linear(3, 1, rng=0), Sigmoid()])
    >>> network.forward(np.zeros((5, 2))).shape
    (5, 1)
    >>> [w.shape for w in network.parameters()]
    [(2, 3), (3,), (3, 1), (1,)]
    >>> NeuralNetwork([Linear(2, 3), ReLU(), Linear(4, 1)])
    Traceback (most recent call last):
    ValueError: NeuralNetwork: wanted layers that chain, got modules[0], Linear with weight (2, 3), which gives 3
    columns, before modules[2], Linear with weight (4, 1), which wants 4. Make the two sizes equal.

    Source: Lecture 1, "Neural Networks: Forward" and "Backward".
    """

    def __init__(self, modules):
        if not isinstance(modules, (list, tuple)):
            raise TypeError(
                f"NeuralNetwork: wanted a list of modules, got {type(modules).__name__}. Pass [Linear(2, 1)]."
            )
        if not modules:
            raise ValueError("NeuralNetwork: wanted at least one module, got an empty list. Write [Linear(2, 1)].")
        self.modules = list(modules)
        for i, module in enumerate(self.modules):
            having(module, ("forward", "backward", "step"), f"NeuralNetwork(modules[{i}])")
        self._check_chain()

    def forward(self, x):
        """Return y = F_n(... F_1(x)); ``x`` is (B, in) for a first layer of that many inputs."""
        x = float_array(x, "NeuralNetwork.forward")
        for i, module in enumerate(self.modules):
            wanted = _columns(module, axis=0)
            if i > 0 and wanted is not None and np.ndim(x) == 2 and x.shape[1] != wanted:
                raise _broken_chain(self.modules, i - 1, x.shape[1], i, wanted)
            x = _returned(module.forward(x), self.modules, i, "forward")
        return x

    def backward(self, grad):
        """Return dL/dx from ``grad`` = dL/dy; every layer keeps the gradients of its own weights."""
        for i, module in reversed(list(enumerate(self.modules))):
            grad = _returned(module.backward(grad), self.modules, i, "backward")
        return grad

    def step(self, learning_rate):
        """Let each module take its own step."""
        for module in self.modules:
            module.step(learning_rate)

    def parameters(self):
        """Return the arrays of all modules that learn, first layer first; each layer's weight before its bias."""
        return [w for module in self.modules for w in parameters_of(module)]

    def gradients(self):
        """Return dL/dw of the latest ``backward``, in the order of ``parameters``."""
        return [grad for module in self.modules for grad in gradients_of(module)]

    @property
    def training(self) -> bool:
        """Whether the network learns (True) or predicts (False); setting it sets every module that has it."""
        return self._training

    _training = True

    @training.setter
    def training(self, value: bool) -> None:
        self._training = bool(value)
        for module in self.modules:
            set_training(module, self._training)

    def __repr__(self):
        return f"{type(self).__name__}([{', '.join(map(repr, self.modules))}])"

    def _check_chain(self):
        before, gives = 0, None
        for i, module in enumerate(self.modules):
            wants = _columns(module, axis=0)
            if wants is not None:
                if gives is not None and wants != gives:
                    raise _broken_chain(self.modules, before, gives, i, wants)
                before, gives = i, _columns(module, axis=1)
            elif not isinstance(module, _KEEPS_SHAPE):
                gives = None  # a module of unknown effect: forward sees the shapes themselves


def _columns(module, axis: int) -> int | None:
    """How many columns a layer with a weight (in, out) wants (axis 0) or gives (axis 1); None without such a weight."""
    weight = getattr(module, "weight", None)
    return np.shape(weight)[axis] if np.ndim(weight) == 2 else None


def _name(modules, i: int) -> str:
    shape = np.shape(getattr(modules[i], "weight", None))
    return f"modules[{i}], {type(modules[i]).__name__}" + (f" with weight {shape}" if shape else "")


def _broken_chain(modules, i: int, gives: int, j: int, wants: int) -> ValueError:
    return ValueError(
        f"NeuralNetwork: wanted layers that chain, got {_name(modules, i)}, which gives {gives} columns, "
        f"before {_name(modules, j)}, which wants {wants}. Make the two sizes equal."
    )


def _returned(array, modules, i: int, method: str):
    if array is None:
        raise TypeError(
            f"NeuralNetwork: wanted an array from {method} of {_name(modules, i)}, got None. End it with return."
        )
    return array
