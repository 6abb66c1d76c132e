"""The arithmetic that made each number of a layer norm, as its cell opens it."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Trace, number
from lessonlib.stage.numbers import bracketed


def opened(trace: Trace) -> dict[str, np.ndarray]:
    """What is told of each cell of "x − mean", "mean", "variance" and "y", in the shape in which the picture has it."""
    rows = str(trace["over"]) == "each row"
    lines, away, out = ((v if rows else v.T) for v in (trace["x"], trace["centred"], trace["y"]))  # (lines, n)
    told = {name: np.empty(lines.shape, dtype=object) for name in ("x − mean", "y")}
    sums = {name: np.empty((len(lines), 1), dtype=object) for name in ("mean", "variance")}
    for k, (x, centred, y) in enumerate(zip(lines, away, out, strict=True)):
        mean, variance = number(trace["mean"][k], 4), number(trace["variance"][k], 4)
        sums["mean"][k] = f"({' + '.join(bracketed(number(v)) for v in x)}) / {len(x)} = {mean}"
        squares = " + ".join(f"{bracketed(number(v))}²" for v in centred)
        sums["variance"][k] = f"({squares}) / {len(x)} = {variance}"
        for c in range(len(x)):
            told["x − mean"][k, c] = f"{number(x[c])} − {bracketed(mean)} = {number(centred[c])}"
            told["y"][k, c] = f"{number(centred[c])} / √({variance} + eps) = {number(y[c])}"
    found = told | sums
    return found if rows else {name: one.T for name, one in found.items()}
