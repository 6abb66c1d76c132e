"""From the one-hot to the answer: a row for each word, its vectors as strips of colours, its answer."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Axis, Mark, Plot, Trace, arrows, cells, numbers, text
from lessonlib.stage.filling import Filling

# Where the columns begin and how wide they are, in type sizes, so that their texts stand apart.
ONE_HOT, V, U, SCORE, SHARE, WANTED = (5.2, 1.8), (8.0, 6.5), (16.3, 6.5), (23.2, 3.8), (27.3, 3.6), (32.3, 1.8)
RIGHT = 35.1
PICKED = -2.5  # the row of v that is picked, above u, in rows


def by_softmax(trace: Trace) -> bool:
    """Whether all words answer, and not only those that are asked."""
    return str(trace["output"]) == "softmax"


def table_and_pair(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """For each step the tables that it shows, and the pair that it asks, -1 for none: the tables are those before it.

    The first step is the start, then comes a step for each pair, and at the end the tables after the last one.
    """
    steps = np.arange(trace.steps)
    return np.maximum(steps - 1, 0), np.where((steps > 0) & (steps < trace.steps - 1), steps - 1, -1)


def draw_table(trace: Trace) -> Plot:
    """The table at each step, the rows that the pair reads framed, and the picked row over those that it meets."""
    words = [str(word) for word in trace["words"]]
    size, dim, (table, pair) = len(words), trace["inputs"].shape[2], table_and_pair(trace)
    inputs, outputs, there = trace["inputs"][table], trace["outputs"][table], pair >= 0
    centre, context = trace["targets"][pair, 0], trace["targets"][pair, 1]
    asked = np.full((trace.steps, size), by_softmax(trace))  # which words get a dot product
    np.put_along_axis(asked, trace["targets"][pair, 1:], True, axis=1)
    asked &= there[:, None]
    hot, wanted, score, share = (np.full((trace.steps, size), "", dtype=object) for _ in range(4))
    hot[there], wanted[asked] = np.where(np.arange(size) == centre[there, None], "1", "0"), "0"
    wanted[there, context[there]] = "1"
    score[asked], share[asked] = (numbers(trace[name][pair][asked], 2) for name in ("scores", "share"))
    lit_v, lit_u, lit_hot = _lit(trace, pair, dim)
    limit = max(float(np.abs(trace["inputs"]).max()), float(np.abs(trace["outputs"]).max()))
    inputs, outputs = (np.round(values * 32 / limit) / 32 for values in (inputs, outputs))
    colours = {"when": "at", "scale": "diverging", "limits": (-1.0, 1.0)}
    picked = np.where(there[:, None], inputs[np.arange(trace.steps), centre], 0.0)
    named = [f"v of “{words[c]}”" if p >= 0 else "" for c, p in zip(centre, pair, strict=True)]
    from_, to = V[0] + V[1], U[0] - 0.15
    marks: list[Mark] = [
        text(np.full(size, ONE_HOT[0] - 0.4), np.arange(size) + 0.5, words, anchor="end"),
        _column(hot, ONE_HOT, lit=lit_hot),
        cells(inputs, extent=(V[0], from_, 0, size), lit=lit_v, **colours),
        cells(picked[:, None], extent=(U[0], U[0] + U[1], PICKED, PICKED + 1), **colours),
        cells(outputs, extent=(U[0], U[0] + U[1], 0, size), lit=lit_u, **colours),
        _column(score, SCORE),
        _column(share, SHARE, np.where(asked, trace["share"][pair], 0.0)),
        _column(wanted, WANTED),
        arrows(
            np.full(trace.steps, from_),
            np.where(there, centre + 0.5, np.nan),
            np.full(trace.steps, to - from_),
            PICKED - centre,
            when="at",
            tone="accent",
            width=2,
        ),
        text([U[0] + U[1] / 2], [PICKED - 0.6], named, when="at", anchor="middle"),
    ]
    heads = dict(zip(("one-hot", "v: inputs", "u: outputs", "v · u"), (ONE_HOT, V, U, SCORE), strict=True))
    heads |= {"softmax" if by_softmax(trace) else "σ(v · u)": SHARE, "wanted": WANTED}
    middles = [left + wide / 2 for left, wide in heads.values()]
    marks.append(text(middles, [-0.6] * len(heads), list(heads), tone="quiet", anchor="middle", size=0.9))
    return Plot(
        marks,
        x=Axis((0.0, RIGHT)),
        y=Axis((size + 0.1, PICKED - 1.1)),
        title="From the one-hot to the answer",
        frame=False,
        aspect=0.75,
        grow=1.7,
        room=RIGHT,
        alt="A row for each word: its one-hot, its input and its output vector as strips of colours, its dot product "
        "with the centre's row, what is made of that, and what was wanted.",
    )


def _lit(trace: Trace, pair: np.ndarray, dim: int) -> tuple[list, list, list]:
    """What is framed at each step: the centre's row of v, the rows of u that are asked, the 1 of the one-hot."""
    v, u = (Filling(trace.steps, (len(trace["words"]), dim)) for _ in range(2))
    hot: list[list[tuple[int, int, str]]] = [[] for _ in pair]
    for step, p in enumerate(pair):
        if p < 0:
            continue
        centre, context, *drawn = trace["targets"][p].tolist()
        hot[step] = [(centre, 0, "lit")]
        v.light(step, [(centre, c) for c in range(dim)])
        u.light(step, [(i, c) for i in drawn for c in range(dim)], "also")
        u.light(step, [(context, c) for c in range(dim)])
    return v.lit, u.lit, hot


def _column(texts: np.ndarray, place: tuple[float, float], share: np.ndarray | None = None, lit=()) -> Mark:
    """A column of the table: texts (steps, words), shaded by a ``share`` from 0 to 1."""
    values = np.zeros(texts.shape) if share is None else share
    scale = {"scale": "none"} if share is None else {"scale": "sequential", "limits": (0.0, 1.0)}
    extent = (place[0], place[0] + place[1], 0, texts.shape[1])
    return cells(values[..., None], when="at", texts=texts[..., None], extent=extent, lit=lit, **scale)
