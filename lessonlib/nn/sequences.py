"""Cells along a sequence: the same weights at every step, both directions, layers on layers, and the way back.

``x`` is (T, B, in): T steps of B rows. Each function returns the outputs and ``back``, which takes dL/d(outputs) and
returns dL/dx; it leaves in every cell the sum of its gradients over all steps, ready for ``step`` or an optimizer.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import numpy as np

from lessonlib.arguments import float_array
from lessonlib.nn.recurrent import Cell
from lessonlib.nn.upstream import gradient_like

Back = Callable[[np.ndarray], np.ndarray]


def run(cell: Cell, x: np.ndarray, state=None) -> tuple[np.ndarray, object, Back]:
    """Walk ``cell`` along ``x`` from ``state``: returns (outputs h_1 .. h_T of shape (T, B, H), the last state, back).

    >>> from lessonlib.nn import GRUCell
    >>> cell = GRUCell(2, 3, rng=0)
    >>> outputs, h, back = run(cell, np.ones((5, 1, 2)))
    >>> outputs.shape, back(np.ones((5, 1, 3))).shape, [grad.shape for grad in cell.gradients()]
    ((5, 1, 3), (5, 1, 2), [(9, 2), (9, 3), (9,), (9,)])

    Source: Werbos (1990), Backpropagation through time.
    """
    x = float_array(x, "run")
    if x.ndim != 3 or len(x) == 0:
        raise ValueError(f"run: wanted x of shape (T, B, in), at least one step, got {x.shape}. Put the steps first.")
    steps, outputs = [], []
    for row in x:
        step = copy.copy(cell)  # the same weights, a memory of its own
        state = step.forward(row, state)
        steps.append(step)
        outputs.append(_h(state))
    outputs = np.stack(outputs)  # (T, B, H)

    def back(grad):
        grad = gradient_like(grad, outputs, "run, back")
        coming, sums, dx = None, [np.zeros_like(w) for w in cell.parameters()], []
        for step, arriving in zip(reversed(steps), grad[::-1], strict=True):
            d, coming = step.backward(_arriving(arriving, coming, state))
            dx.append(d)
            sums = [s + g for s, g in zip(sums, step.gradients(), strict=True)]
        cell._grads = sums
        return np.stack(dx[::-1])  # (T, B, in)

    return outputs, state, back


def bidirectional(ahead: Cell, behind: Cell, x: np.ndarray) -> tuple[np.ndarray, Back]:
    """Walk ``ahead`` from the first step to the last and ``behind`` back; returns (both side by side, back).

    The outputs are (T, B, H of ahead + H of behind): at step t all of the sequence has been seen.

    >>> from lessonlib.nn import RNNCell
    >>> bidirectional(RNNCell(2, 3), RNNCell(2, 3), np.ones((5, 1, 2)))[0].shape
    (5, 1, 6)

    Source: Schuster and Paliwal (1997), Bidirectional recurrent neural networks.
    """
    first, _, back_first = run(ahead, x)
    second, _, back_second = run(behind, x[::-1])
    outputs, width = np.concatenate([first, second[::-1]], axis=2), first.shape[2]

    def back(grad):
        grad = gradient_like(grad, outputs, "bidirectional, back")
        return back_first(grad[..., :width]) + back_second(grad[::-1, :, width:])[::-1]

    return outputs, back


def stacked(layers: Sequence[Cell | tuple[Cell, Cell]], x: np.ndarray) -> tuple[np.ndarray, Back]:
    """Give each layer the outputs of the one below; a layer is a cell, or a pair of cells for both directions.

    Returns (the outputs of the top layer, back).

    >>> from lessonlib.nn import LSTMCell
    >>> layers = [(LSTMCell(2, 3), LSTMCell(2, 3)), LSTMCell(6, 4)]
    >>> stacked(layers, np.ones((5, 1, 2)))[0].shape
    (5, 1, 4)

    Source: Lecture 2, "RNNs generating...".
    """
    backs = []
    for layer in layers:
        x, *_, back = bidirectional(*layer, x) if isinstance(layer, tuple) else run(layer, x)
        backs.append(back)

    def whole_back(grad):
        for back in reversed(backs):
            grad = back(grad)
        return grad

    return x, whole_back


def _h(state):
    return state[0] if isinstance(state, tuple) else state


def _arriving(grad, coming, state):
    """dL/d(state) of one step: from the output of this step, and from the step after it (None behind the last)."""
    if isinstance(state, tuple):
        dh, dc = (np.zeros_like(part) for part in state) if coming is None else coming
        return grad + dh, dc
    return grad if coming is None else grad + coming
