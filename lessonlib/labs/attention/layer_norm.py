"""Layer normalization by hand: of each row its mean, its variance, and the row over again with mean 0, variance 1."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np
import torch

from lessonlib.arguments import one_of
from lessonlib.attention import LayerNorm
from lessonlib.labs.attention.layer_norm_picture import draw_layer_norm
from lessonlib.labs.attention.own_tensors import given, taken
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import signed, vector
from lessonlib.stage.trace import columns

ROWS = "1 0 0 0; 2 4 6 8; -3 1 -1 5"
MOST, LARGEST = (4, 5), 1000.0
OVER = ("each row", "each column")

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A hundred times as large": (
        "Row 1 grows a hundredfold: what does the norm make of it?",
        {"rows": "100 0 0 0; 2 4 6 8"},
    ),
    "Far from 0": ("Row 1 with 50 added to each number: what is left of the 50?", {"rows": "51 50 50 50; 2 4 6 8"}),
    "Equal numbers": ("A row without variance: eps keeps it from 0 / 0.", {"rows": "3 3 3 3; 2 4 6 8"}),
    "Over the batch": (
        "The mean of each column over the rows, as batch norm takes it: now a row depends on its neighbours.",
        {"over": "each column"},
    ),
}


def record_layer_norm(rows: Any = ROWS, over: str = "each row", mine: Any = None) -> Trace:
    """Record mean, variance and normalized numbers of each row, or of each column, as batch norm has it.

    Args:
        rows: x, up to 4 rows of 2 to 5 numbers from −1000 to 1000: text such as "1 0; 2 4", or an array.
        over: "each row", or "each column".
        mine: the learner's ``LayerNorm``: a class called with the length of a row, or a function of x.

    Raises:
        ValueError, TypeError: for other rows, and another choice.

    Trace:
        x, centred, y: (rows, d) as given, less its mean, and normalized.
        mean, variance: (lines) of each row, or of each column.
        over: () as given.
        phase, line: (steps) "start", "mean", "centre", "variance", "divide" or "all", and the row or column.
        label: () what the learner's is called.
        mine, wrong: (rows, d) the learner's numbers, no entry where there are none; where they depart from LayerNorm.
    """
    x = typed_matrix(rows, "rows", MOST, LARGEST)
    if x.shape[1] < 2:
        raise ValueError(f'rows: wanted rows of 2 to {MOST[1]} numbers, got 1; write "1 0 0 0; 2 4 6 8".')
    axis = 1 - OVER.index(one_of(over, OVER, "over"))
    lines = x if axis else x.T
    right = _normalized(x)
    y = right if axis else _normalized(x.T).T
    mean = lines.mean(axis=1)
    centred = lines - mean[:, None]
    walk = [("start", -1)]
    walk += [(phase, line) for line in range(len(lines)) for phase in ("mean", "centre", "variance", "divide")]
    walk += [("all", -1)]
    found = _beside(mine, x, right)
    arrays = {
        "x": x,
        "centred": centred if axis else centred.T,
        "y": y,
        "mean": mean,
        "variance": (centred**2).mean(axis=1),
        "over": over,
        **columns("phase line", walk),
        **found.arrays,
    }
    return Trace(arrays, [_caption(phase, line, arrays) for phase, line in walk], found.notes)


@lab_of(record_layer_norm, draw_layer_norm, presets=PRESETS)
def layer_norm_lab() -> Controls:
    """Give each row the mean 0 and the variance 1, one number after the other.

    Source: Ba, Kiros and Hinton (2016), Layer normalization.
    """
    return {
        "rows": MatrixField("Rows", hint=f"up to {MOST[0]} rows of 2 to {MOST[1]} numbers, ; between rows"),
        "over": ipywidgets.Dropdown(options=OVER, description="mean over"),
    }


def _normalized(x: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return LayerNorm(x.shape[1]).double()(given(x)).numpy()


def _beside(mine: Any, x: np.ndarray, right: np.ndarray) -> Beside:
    def run(label: str) -> np.ndarray:
        layer = mine(x.shape[1]) if isinstance(mine, type) else mine
        layer = layer.double() if isinstance(layer, torch.nn.Module) else layer
        call = layer if callable(layer) else layer.forward
        return taken(call(given(x)), x.shape, label)

    return beside(
        mine,
        run,
        right,
        ours="LayerNorm",
        where=lambda row, column: f"number {column + 1} of row {row + 1}",
        counted="in {} of {} numbers",
        differs=lambda theirs, ours: ~np.isclose(theirs, ours, rtol=1e-3, atol=1e-3, equal_nan=True),
        hint=lambda theirs: "; is the variance divided by d − 1?" if _unbiased(theirs, right) else "",
    )


def _unbiased(theirs: np.ndarray, right: np.ndarray) -> bool:
    d = right.shape[1]
    return bool(np.allclose(theirs * np.sqrt(d / (d - 1)), right, atol=1e-2))


def _caption(phase: str, line: int, a: dict[str, Any]) -> str:
    rows = a["over"] == "each row"
    if phase == "start":
        return f"{len(a['x'])} rows of {a['x'].shape[1]} numbers each. The mean is taken over {a['over']}."
    if phase == "all":
        return f"The mean of {a['over']} is 0 now, and its variance 1, or 0 where all its numbers were equal."
    values = a["x"][line] if rows else a["x"][:, line]
    centred = a["centred"][line] if rows else a["centred"][:, line]
    mean, variance = a["mean"][line], a["variance"][line]
    name, count = f"{'Row' if rows else 'Column'} {line + 1}", len(values)
    if phase == "mean":
        total = " + ".join([number(values[0]), *map(signed, values[1:])])
        return f"{name}: the mean is ({total}) / {count} = {number(mean, 4)}."
    if phase == "centre":
        first = f"{number(values[0])} − {signed(mean, 4)} = {number(centred[0], 4)}"
        return f"{name}: the mean is taken away, {first}, and so on."
    if phase == "variance":
        squares = " + ".join(f"{signed(v)}²" for v in centred)
        return (
            f"{name}: the variance is ({squares}) / {count} = {number(variance)}, divided by {count}, not {count - 1}."
        )
    y = a["y"][line] if rows else a["y"][:, line]
    return f"{name}: each is divided by √({number(variance)} + 0.00001): {vector(y)}."
