"""Paths of optimizers over a loss surface: each method is run from outside, and its inner state is copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lessonlib.labs.shared.own import Departure
from lessonlib.nn import SGD, Adadelta, Adagrad, Adam, Momentum, Nesterov, RMSProp
from lessonlib.nn.optimizers import Optimizer
from lessonlib.nn.surfaces import Surface
from lessonlib.nn.valleys import Valleys

METHODS = ("SGD", "Momentum", "Nesterov", "Adagrad", "Adadelta", "RMSProp", "Adam")
ON_SLIDE = ("Adagrad", "RMSProp", "Adam")  # the three that the slides print without the square root
ROWS = 1000  # more steps than this are thinned: the picture has no more pixels


@dataclass
class Path:
    """One run: where it was, what the loss was, and what the method remembered, at each step that is drawn.

    ``position``, ``gradient``, ``move`` and each field of ``memory`` and ``state`` have shape (rows, n) for n weights;
    ``loss`` has shape (rows,). Row 0 is the start. In the other rows, ``gradient``, ``move`` and ``memory`` (before)
    belong to the step that led to ``position`` and ``state`` (after). From ``diverged_at`` on, all is NaN.
    """

    position: np.ndarray
    gradient: np.ndarray
    move: np.ndarray
    loss: np.ndarray
    memory: dict[str, np.ndarray] = field(default_factory=dict)
    state: dict[str, np.ndarray] = field(default_factory=dict)
    diverged_at: int | None = None


def drawn_steps(steps: int) -> np.ndarray:
    """Which of the steps 0..``steps`` are drawn: all, or every n-th and the last.

    >>> drawn_steps(3), len(drawn_steps(100_000))
    (array([0, 1, 2, 3]), 1001)
    """
    every = max(1, -(-steps // ROWS))
    return np.unique(np.append(np.arange(0, steps + 1, every), steps))


def bounds(surface: Surface | Valleys) -> tuple[np.ndarray, np.ndarray]:
    """How far a path may go, (low, high) of shape (n,): ten windows from the middle of the picture."""
    low, high = np.transpose(surface.window)
    centre, reach = (low + high) / 2, 10 * (high - low)
    return centre - reach, centre + reach


def make(
    method: str, rate: float, *, rho: float, beta: float, betas: tuple[float, float], eps: float | None, on_slide: bool
) -> Optimizer:
    """Our optimizer of that name, with its learning rate and its own constants; ``eps`` None is the method's own."""
    small = {} if eps is None else {"eps": eps}
    slide = {"as_on_slide": on_slide, **small}
    return {
        "SGD": lambda: SGD(rate),
        "Momentum": lambda: Momentum(rate, rho=rho),
        "Nesterov": lambda: Nesterov(rate, rho=rho),
        "Adagrad": lambda: Adagrad(rate, **slide),
        "Adadelta": lambda: Adadelta(rate, rho=rho, **small),
        "RMSProp": lambda: RMSProp(rate, beta=beta, **slide),
        "Adam": lambda: Adam(rate, betas=betas, **slide),
    }[method]()


def follow(
    optimizer: Any, surface: Surface | Valleys, start: Sequence[float], steps: int, noise: np.ndarray, name: str
) -> Path:
    """Run ``optimizer`` for ``steps`` steps from ``start``; ``noise`` (steps, n) is added to the gradients.

    A run is over when it is beyond :func:`bounds`, or no longer finite: it has diverged.

    Raises:
        Departure: when a learner's optimizer changes the shape, or gives NaN at once.
    """
    keep = drawn_steps(steps)
    place = {int(k): row for row, k in enumerate(keep)}
    w = np.array(start, dtype=float)
    path = Path(*(np.full((len(keep), len(w)), np.nan) for _ in range(3)), np.full(len(keep), np.nan))
    low, high = bounds(surface)
    path.position[0], path.loss[0] = w, surface.loss(*w)
    for k in range(1, steps + 1):
        gradient = np.array(surface.gradient(*w)) + noise[k - 1]
        before, row = w.copy(), place.get(k)
        memory = _memory(optimizer) if row is not None else {}
        optimizer.step([w], [gradient.copy()])
        if w.shape != before.shape:
            raise Departure(f"{name}.step changed the shape of the parameters from {before.shape} to {w.shape}")
        if k == 1 and np.isnan(w).any():
            raise Departure(f"{name}.step gave NaN at the first step, from w = {before} and gradient {gradient}")
        if not ((low <= w) & (w <= high)).all():  # false for NaN too
            path.diverged_at = k
            break
        if row is not None:
            path.position[row], path.gradient[row] = w, gradient
            path.move[row], path.loss[row] = w - before, surface.loss(*w)
            for key, after in _memory(optimizer).items():
                path.memory.setdefault(key, np.full(path.move.shape, np.nan))[row] = memory.get(key, 0.0)
                path.state.setdefault(key, np.full(path.move.shape, np.nan))[row] = after
    return path


def moving(path: Path, ours: Path, name: str) -> Path:
    """``path``, unless it stays where it began while ours moves: then a :class:`Departure` says what is missing."""
    held, ours_held = ((p.position == p.position[0]).all() for p in (path, ours))
    if held and not ours_held:
        raise Departure(f"{name}.step moved nothing: change each array of params in place, as in p -= lr * grad")
    return path


def _memory(optimizer: Any) -> dict[str, np.ndarray]:
    """A copy of what our optimizers remember of the one parameter; a learner's class need not show its memory."""
    state = getattr(optimizer, "state", None)
    if not isinstance(optimizer, Optimizer) or not state:
        return {}
    return {name: arrays[0].copy() for name, arrays in state.items()}
