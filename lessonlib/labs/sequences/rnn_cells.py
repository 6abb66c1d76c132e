"""Recurrent cells: one step of a vanilla cell, an LSTM or a GRU, gate by gate; and one sequence through all three."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.labs.sequences.rnn_cells_picture import GATES, draw_rnn_cells
from lessonlib.labs.shared.beside import beside
from lessonlib.labs.shared.own import Departure, wanted_shape
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.nn import GRUCell, LSTMCell, RNNCell
from lessonlib.nn.sequences import run
from lessonlib.stage import Controls, Trace, lab_of, number, signed
from lessonlib.stage.numbers import vector

CELLS = {"RNN": RNNCell, "LSTM": LSTMCell, "GRU": GRUCell}
KEEPS = {"LSTM": 1, "GRU": 1}  # the place among the gates of the one that keeps: forget in the LSTM, update in the GRU
PULSE = "1 0 0 0 0 0 0 0"
MOST = (3, 12)  # numbers a step, steps
LARGEST, WIDEST = 9.0, 3

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Keep what you have": (
        "A bias of 4 holds the keeping gates near σ(4) = 0.98. Follow the lengths of h.",
        {"keep": 4.0},
    ),
    "Gate by gate": ("Three gates, a candidate, and a memory c beside h.", {"cell": "LSTM"}),
    "Forget bias 4": ("A bias of 4 on the forget gate: watch c, and then h.", {"cell": "LSTM", "keep": 4.0}),
    "Vanilla": (
        "One product and one tanh: what could decide here what stays?",
        {"cell": "RNN", "x": "1 0 0 0 0 0 0 0 0 0 0 0"},
    ),
    "Two pulses": ("The second meets what is left of the first.", {"x": "1 0 0 0 1 0 0 0", "keep": 2.0}),
    "Two numbers a step": ("One row of numbers for each input.", {"x": "1 0 0 0 0 0; 0 0 0 1 0 0"}),
}


def record_rnn_cells(
    cell: str = "GRU", x: Any = PULSE, hidden: int = 2, keep: float = 0.0, seed: int = 0, mine: Any = None
) -> Trace:
    """Record every gate of one cell at each step of a sequence, and h of all three cells.

    Args:
        cell: whose gates are shown: "RNN" (vanilla), "LSTM" or "GRU".
        x: the sequence, up to 12 numbers in a row; up to 3 rows for as many numbers a step.
        hidden: numbers in h, 1 to 3.
        keep: a bias of the gate that keeps, -9 to 9: forget in the LSTM, update in the GRU. All other biases are 0.
        seed: draws the weights, rounded to one decimal.
        mine: the learner's class for ``cell``, made with (in_features, hidden_features), with ``weight_ih``,
            ``weight_hh``, ``bias_ih``, ``bias_hh`` as torch keeps them and ``forward(x, h)``, for an LSTM with (h, c).

    Raises:
        ValueError, TypeError: for an unknown cell, and numbers out of range; the text says what was wanted.

    Trace:
        t, gate: (steps,) the step of the sequence, and which gate is computed, -1 at the start.
        cell: () whose gates they are.
        names: (gates,) what its gates are called.
        gates: (T, gates, hidden) their values.
        before: (T, 2, hidden) h and c before each step, 0 where there is no c.
        x: (T, inputs) the sequence.
        weight_ih, weight_hh: (rows, columns) the cell's weights.
        bias: (rows,) of x; that of h is 0.
        cells, sizes: (3,) the kinds of cell, and how many parameters each has.
        h: (3, T + 1, hidden) of each kind, from zeros on.
        mine: (T + 1, hidden) the learner's, or (0, hidden).
        label: () its name.
    """
    one_of(cell, CELLS, "cell")
    sequence = typed_matrix(x, "x", MOST, LARGEST).T[:, None]  # (T, 1, in)
    hidden, keep = whole(hidden, "hidden", at_most=WIDEST), real(keep, "keep", at_least=-LARGEST, at_most=LARGEST)
    whole(seed, "seed", at_least=0)
    cells = {name: _made(name, sequence.shape[2], hidden, keep, seed) for name in CELLS}
    h = np.zeros((len(CELLS), len(sequence) + 1, hidden))
    for i, one in enumerate(cells.values()):
        h[i, 1:] = run(one, sequence)[0][:, 0]
    ours, names = cells[cell], list(GATES[cell])
    gates, before = _gates(ours, sequence, names)  # (T, gates, H), and the state before each step (T, 1 or 2, H)
    places = [(0, -1), *((t, g) for t in range(len(sequence)) for g in range(len(names)))]
    found = beside(
        mine,
        lambda label: _theirs(mine, label, ours, sequence),
        h[list(CELLS).index(cell)],
        ours=type(ours).__name__,
        where=lambda t, unit: f"number {unit + 1} of h at step {t}",
        counted="in {} of {} numbers",
        stays=f"Our {type(ours).__name__}",
        differs=lambda theirs, right: ~np.isclose(theirs, right, rtol=1e-5, atol=1e-7),  # float32 is right, too
    )
    arrays = {
        "cell": cell,
        "cells": list(CELLS),
        "x": sequence[:, 0],
        "h": h,
        "gates": gates,
        "names": names,
        "before": before,
        "weight_ih": ours.weight_ih,
        "weight_hh": ours.weight_hh,
        "bias": ours.bias_ih,
        "sizes": [sum(w.size for w in one.parameters()) for one in cells.values()],
        "t": [t for t, _ in places],
        "gate": [g for _, g in places],
        "label": found.label,
        "mine": found.theirs if found.there else np.zeros((0, hidden)),
    }
    return Trace(arrays, [_caption(arrays, t, g) for t, g in places], found.notes)


@lab_of(record_rnn_cells, draw_rnn_cells, presets=PRESETS)
def rnn_cells_lab() -> Controls:
    """Follow a sequence through a recurrent cell, gate by gate, beside the two other kinds of cell.

    Source: Lecture 2, "Vanilla RNN", "LSTM", "GRU".
    """
    return {
        "x": MatrixField("x", hint="up to 12 numbers, then Enter; ; begins a second number a step"),
        "cell": ipywidgets.Dropdown(options=list(CELLS), description="Cell"),
        "keep": ipywidgets.FloatSlider(min=-5, max=5, step=0.5, description="bias that keeps"),
        "hidden": ipywidgets.IntSlider(min=1, max=WIDEST, description="numbers in h"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed of weights"),
    }


def _made(name: str, n_in: int, hidden: int, keep: float, seed: int) -> Any:
    """A cell with weights of one decimal, and no bias but the one that keeps."""
    cell = CELLS[name](n_in, hidden, rng=seed)
    cell.weight_ih, cell.weight_hh = (np.round(2 * w, 1) + 0.0 for w in (cell.weight_ih, cell.weight_hh))
    cell.bias_ih[:], cell.bias_hh[:] = 0, 0
    if name in KEEPS:
        cell.bias_ih[KEEPS[name] * hidden :][:hidden] = keep
    return cell


def _gates(cell: Any, sequence: np.ndarray, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    state, gates, before = None, [], []
    for x in sequence:
        zeros = np.zeros((1, cell.weight_hh.shape[1]))
        parts = state if isinstance(state, tuple) else (zeros if state is None else state,)
        before.append([part[0] for part in (*parts, zeros)[:2]])  # h and, of the LSTM, c
        state = cell.forward(x, state)
        gates.append([cell.gates[name][0] for name in names])
    return np.array(gates), np.array(before)


def _theirs(mine: Any, label: str, ours: Any, sequence: np.ndarray) -> np.ndarray:
    """The learner's h (T + 1, H) over the sequence, with our weights."""
    if not isinstance(mine, type):
        raise Departure(f"{label} is no class, wanted one that is called with (in_features, hidden_features)")
    hidden, with_c = ours.weight_hh.shape[1], isinstance(ours, LSTMCell)
    made, h, c = mine(sequence.shape[2], hidden), np.zeros((1, hidden)), np.zeros((1, hidden))
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        wanted = getattr(ours, name)
        wanted_shape(getattr(made, name, None), wanted.shape, f"{label}.{name}")
        setattr(made, name, wanted.copy())
    rows = [h[0]]
    with np.errstate(all="ignore"):
        for x in sequence:
            after = made.forward(x.copy(), (h.copy(), c.copy()) if with_c else h.copy())
            if with_c and not (isinstance(after, tuple | list) and len(after) == 2):
                raise Departure(f"{label}.forward returned {type(after).__name__}, wanted (h, c)")
            h, c = (wanted_shape(part, h.shape, f"{label}.forward") for part in (after if with_c else (after, c)))
            rows.append(h[0])
    return np.array(rows)


def _caption(a: dict[str, Any], t: int, g: int) -> str:
    if g < 0:
        return f"{len(a['x'])} steps, each reads x and the h before. The weights are drawn, not learned."
    name, values = a["names"][g], a["gates"][t, g]
    says = GATES[a["cell"]][name][1]
    read = f"Step {t + 1}, x = {vector(a['x'][t])}, "
    now = dict(zip(a["names"], a["gates"][t][:, 0], strict=True))
    h, c = a["before"][t][:, 0]
    told = {
        ("GRU", "h"): lambda: f"(1 − {number(now['z'])}) · {signed(now['n'])} + {number(now['z'])} · {signed(h)}",
        ("LSTM", "c"): lambda: f"{number(now['f'])} · {signed(c)} + {number(now['i'])} · {signed(now['g'])}",
        ("LSTM", "h"): lambda: f"{number(now['o'])} · tanh({number(now['c'])})",
    }.get((a["cell"], name))
    if told is None:
        return f"{read}{says}: {name} = {vector(values)}."
    return f"{read}{says}: the first number is {told()} = {number(values[0])}."
