"""The course interface: what every layer and network answers to, and how to read the weights of any that has it."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import listed, real


class Module:
    """A function of the network: ``forward`` computes it, ``backward`` its derivative, ``step`` learns.

    Subclass it, or write a class of your own with the same three methods: the network, the training loop, the labs and
    the checks rely on nothing else. ``training`` is True while learning and False while predicting; only layers that
    behave differently then (``Dropout``) look at it.

    >>> class Twice(Module):
    ...     def forward(self, x):
    ...         return 2 * x
    ...     def backward(self, grad):
    ...         return 2 * grad
    >>> Twice().backward(np.array([1.0, -1.0]))
    array([ 2., -2.])

    Source: the interface of the course's first homework.
    """

    training = True

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return y = F(x), and keep what ``backward`` will need."""
        raise NotImplementedError(f"{type(self).__name__}.forward is not written yet: return F(x).")

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Return dL/dx of the latest ``forward`` from ``grad`` = dL/dy; layers with weights keep dL/dw as well."""
        raise NotImplementedError(f"{type(self).__name__}.backward is not written yet: return grad * F'(x).")

    def step(self, learning_rate: float) -> None:
        """Move each parameter down its gradient, w = w - learning_rate * dL/dw, in place, if there are any.

        Raises:
            ValueError: for a ``learning_rate`` that is negative or not finite.
        """
        rate = real(learning_rate, f"{self!r}.step(learning_rate)", at_least=0)
        for w, grad in zip(self.parameters(), self.gradients(), strict=True):
            w -= rate * grad

    def parameters(self) -> list[np.ndarray]:
        """Return the arrays that learn (not copies), in a fixed order."""
        return []

    def gradients(self) -> list[np.ndarray]:
        """Return dL/dw of the latest ``backward``, in the order of ``parameters``."""
        return []


def parameters_of(module) -> list[np.ndarray]:
    """Return the arrays of ``module`` that learn: its ``parameters()``, or its ``weight`` and ``bias``, or none.

    >>> parameters_of(Module())
    []
    """
    if callable(getattr(module, "parameters", None)):
        return listed(module.parameters(), f"{type(module).__name__}.parameters()")
    if isinstance(getattr(module, "modules", None), (list, tuple)):
        return [w for inner in module.modules for w in parameters_of(inner)]
    return [getattr(module, name) for name in ("weight", "bias") if getattr(module, name, None) is not None]


def gradients_of(module) -> list[np.ndarray]:
    """Return dL/dw for each array of ``parameters_of``: ``gradients()``, or ``_grad_weight`` and ``_grad_bias``.

    >>> gradients_of(Module())
    []
    """
    if callable(getattr(module, "gradients", None)):
        return listed(module.gradients(), f"{type(module).__name__}.gradients()")
    if isinstance(getattr(module, "modules", None), (list, tuple)):
        return [grad for inner in module.modules for grad in gradients_of(inner)]
    named = [name for name in ("weight", "bias") if getattr(module, name, None) is not None]
    return [getattr(module, f"_grad_{name}", None) for name in named]


def set_training(module, training: bool) -> None:
    """Tell ``module``, and the modules in it, whether they learn or predict; those without ``training`` need no word.

    >>> dropout = Module()
    >>> set_training(dropout, False)
    >>> dropout.training
    False
    """
    if isinstance(getattr(module, "training", None), bool):
        module.training = training
    elif isinstance(getattr(module, "modules", None), (list, tuple)):
        for inner in module.modules:
            set_training(inner, training)
