"""Gradient check: the slow numerical derivative against the fast one of ``backward``, tensor by tensor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lessonlib.arguments import float_array, having
from lessonlib.nn.derivative import central_differences
from lessonlib.nn.module import gradients_of, parameters_of, set_training

TOLERANCE = 1e-5


@dataclass(frozen=True)
class WorstEntry:
    """The entry of one tensor where the two derivatives differ most; ``error`` is relative to the tensor's largest."""

    name: str
    shape: tuple[int, ...]
    index: tuple[int, ...]
    analytic: float
    numeric: float
    error: float

    def __str__(self) -> str:
        mark = "ok " if self.error <= TOLERANCE else "OFF"
        return (
            f"{mark} {self.name:<24} {self.shape!s:<12} worst at {self.index!s:<10} "
            f"backward {self.analytic: .6g}, numerical {self.numeric: .6g}, error {self.error:.1e}"
        )


@dataclass(frozen=True)
class GradientReport:
    """What ``check_gradients`` found: one :class:`WorstEntry` for each tensor; ``print`` shows it as a table."""

    entries: tuple[WorstEntry, ...]

    @property
    def passed(self) -> bool:
        """Whether every entry of every tensor agrees within 1e-5 of the tensor's largest derivative."""
        return all(entry.error <= TOLERANCE for entry in self.entries)

    def __str__(self) -> str:
        verdict = "The gradients agree." if self.passed else "The gradients do not agree where it says OFF."
        return "\n".join([verdict, *map(str, self.entries)])


def check_gradients(network, loss, x: np.ndarray, y: np.ndarray, h: float = 1e-5) -> GradientReport:
    """Compare ``backward`` with central differences for every parameter and for ``x``; report the worst entry of each.

    Dropout is switched off meanwhile, and parameters are left as they were. At the kink of a ReLU, where the slopes to
    the left and right differ, any value between them is right.

    Args:
        network: with ``forward`` and ``backward``.
        loss: with ``forward(x, y)`` and ``backward()``.
        x, y: rows and their answers.
        h: how far each number is moved.

    Raises:
        ValueError: when a gradient has not the shape of its parameter, or a parameter is not float64 (central
            differences need the digits).
        TypeError: when a gradient is missing, and for a network or a loss without its methods.

    Example:
        >>> from lessonlib.nn import BCELoss, Linear, NeuralNetwork, Sigmoid
        >>> network = NeuralNetwork([Linear(2, 1, rng=0), Sigmoid()])
        >>> report = check_gradients(network, BCELoss(), np.array([[0.0, 1.0], [2.0, -1.0]]), np.array([1, 0]))
        >>> report.passed, [entry.name for entry in report.entries]
        (True, ['modules[0].weight', 'modules[0].bias', 'x'])

    Source: Lecture 1, "But good for gradient checking".
    """
    having(network, ("forward", "backward"), "check_gradients(network)")
    having(loss, ("forward", "backward"), "check_gradients(loss)")
    x = float_array(x, "check_gradients").astype(np.float64)

    def measured(value: np.ndarray = x) -> float:
        return loss.forward(network.forward(value), y)

    was_training = getattr(network, "training", True)
    set_training(network, False)
    try:
        with np.errstate(all="ignore"):  # NaN and infinity are reported as entries that are off
            measured()
            dx = network.backward(loss.backward())
            tensors = [_checked(*tensor) for tensor in _named_parameters(network)]
            entries = [_worst(name, w, grad, loss_of(w, measured), h) for name, w, grad in tensors]
            if dx is not None:
                entries.append(_worst(*_checked("x", x, dx), measured, h))
        return GradientReport(tuple(entries))
    finally:
        set_training(network, was_training)


def loss_of(w: np.ndarray, loss: Callable[[], float]) -> Callable[[np.ndarray], float]:
    """Give L as a function of the one parameter ``w``, which is put back after each look.

    >>> w = np.array([3.0])
    >>> loss_of(w, lambda: float(w[0] ** 2))(np.array([5.0])), w.tolist()
    (25.0, [3.0])
    """

    def f(value):
        kept = w.copy()
        w[...] = value
        try:
            return loss()
        finally:
            w[...] = kept

    return f


def slopes_beside(
    f: Callable[[np.ndarray], float], x: np.ndarray, index: tuple[int, ...], h: float
) -> tuple[float, float]:
    """The slopes of ``f`` to the left and to the right of ``x`` along one entry: two at a kink.

    >>> slopes_beside(lambda x: float(np.abs(x).sum()), np.array([0.0, 2.0]), (0,), 1e-3)
    (-1.0, 1.0)
    """
    e = np.zeros(x.shape)
    e[index] = h
    return (f(x) - f(x - e)) / h, (f(x + e) - f(x)) / h


def _named_parameters(network) -> list[tuple]:
    modules = getattr(network, "modules", None)
    if isinstance(modules, (list, tuple)):
        return [
            (f"modules[{i}].{name}", w, grad)
            for i, module in enumerate(modules)
            for name, w, grad in _named_parameters(module)
        ]
    params, grads = parameters_of(network), gradients_of(network)
    if len(params) != len(grads):
        raise ValueError(
            f"check_gradients: wanted one gradient a parameter of {type(network).__name__}, "
            f"got {len(grads)} for {len(params)}. Let gradients() follow the order of parameters()."
        )
    names = {id(getattr(network, name, None)): name for name in ("weight", "bias")}
    return [
        (names.get(id(w), f"parameters()[{k}]"), w, grad) for k, (w, grad) in enumerate(zip(params, grads, strict=True))
    ]


def _checked(name: str, w, grad) -> tuple[str, np.ndarray, np.ndarray]:
    if grad is None:
        raise TypeError(f"check_gradients: wanted the gradient of {name}, got None. Let backward set it.")
    grad = np.array(float_array(grad, f"check_gradients, the gradient of {name}"))
    dtype = getattr(w, "dtype", type(w).__name__)
    if dtype != np.float64:
        raise ValueError(
            f"check_gradients: wanted {name} in float64, got {dtype}. Central differences need the digits."
        )
    if grad.shape != w.shape:
        raise ValueError(
            f"check_gradients: wanted the gradient of {name} in its shape {w.shape}, got {grad.shape}. "
            "Look for a transpose, or a sum over the wrong axis."
        )
    return name, w, grad


def _worst(name: str, w: np.ndarray, analytic: np.ndarray, f, h: float) -> WorstEntry:
    numeric = central_differences(f, w, h)
    sizes = np.abs([analytic, numeric])
    scale = sizes[np.isfinite(sizes)].max(initial=1e-3)  # at least 1e-3: below that, differences are rounding
    for index in map(tuple, np.argwhere(np.abs(analytic - numeric) > TOLERANCE * scale)):
        slopes = slopes_beside(f, w, index, h)
        numeric[index] = np.clip(analytic[index], min(slopes), max(slopes))  # one point at a smooth place
    errors = np.abs(analytic - numeric) / scale
    errors[~np.isfinite(errors)] = np.inf
    index = tuple(int(i) for i in np.unravel_index(errors.argmax(), errors.shape))
    return WorstEntry(name, w.shape, index, float(analytic[index]), float(numeric[index]), float(errors[index]))
