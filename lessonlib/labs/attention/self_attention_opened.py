"""The arithmetic that made each number of self-attention, as its cell opens it."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.attention.self_attention_told import products
from lessonlib.stage import Trace, number

Told = dict[tuple[int, ...], str]


def projected(trace: Trace, name: str) -> np.ndarray:
    """(n, 4) how the queries "q", keys "k" or values "v" come from a word's numbers and a column of W."""
    x, w = trace["x"], trace["w"]["qkv".index(name)]
    rows = np.concatenate(list(trace[name]), axis=-1)
    told = {(r, c): f"{products(x[r], w[:, c])} = {number(rows[r, c])}" for r, c in np.ndindex(rows.shape)}
    return _table(told, rows.shape)


def mixed(trace: Trace) -> np.ndarray:
    """(n, 4) how the outputs come from a row of weights and a column of values."""
    wide = trace["v"].shape[-1]
    told = {}
    for r, c in np.ndindex(trace["out"].shape):
        head, column = divmod(c, wide)
        total = products(trace["weights"][head, r], trace["v"][head, :, column])
        told[r, c] = f"{total} = {number(trace['out'][r, c])}"
    return _table(told, trace["out"].shape)


def looked(trace: Trace) -> np.ndarray:
    """(steps, heads, n, n) how the score, then the weight of one word for another has come about, as far as it has."""
    scored, divided, hidden, weighed = _stages(trace)
    shape = trace["scores"].shape
    opened = np.full((trace.steps, *shape), "", dtype=object)
    for step, (phase, place) in enumerate(trace.rows("phase", "place")):
        if step:
            opened[step] = opened[step - 1]
        if phase == "score":
            opened[step, :, :, place] = scored[:, :, place]
        elif phase == "scale":
            opened[step] = divided
        elif phase == "mask":
            opened[step] = hidden
        elif phase == "softmax":
            opened[step, :, :, place] = weighed[:, :, place]
    return opened


def _stages(trace: Trace) -> list[np.ndarray]:
    """(heads, n, n) four times: what is told of a score, of it divided, masked, and made a weight."""
    q, k, scores, ready = (trace[name] for name in ("q", "k", "scores", "ready"))
    d, shape = q.shape[-1], scores.shape
    stages: list[Told] = [{}, {}, {}, {}]
    for h, i, j in np.ndindex(shape):
        score, hides = number(scores[h, i, j]), np.isinf(ready[h, i, j])
        scored = f"q · k: {products(q[h, i], k[h, j])} = {score}"
        divided = f"{scored}; {score} / √{d} = {number(scores[h, i, j] / np.sqrt(d))}" if trace["scaled"] else scored
        hidden = "Hidden, for it comes later: −∞" if hides else divided
        total, weight = number(np.exp(ready[h, i]).sum()), number(trace["weights"][h, i, j])
        shown = "exp(−∞)" if hides else f"exp({number(ready[h, i, j])})"
        whole = f"{hidden}; {shown} / {total}, the sum of its row, = {weight}"
        for stage, told in zip(stages, (scored, divided, hidden, whole), strict=True):
            stage[h, i, j] = told
    return [_table(stage, shape) for stage in stages]


def _table(told: Told, shape: tuple[int, ...]) -> np.ndarray:
    """The strings as an array of ``shape``."""
    return np.array([told[place] for place in np.ndindex(shape)], dtype=object).reshape(shape)
