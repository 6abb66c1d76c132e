"""The picture of a graph of numbers: values run along the arrows, gradients come back against them."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.networks.backprop.formulas import drawn, pretty
from lessonlib.labs.networks.backprop.walk_picture import lit_walk
from lessonlib.stage import Axis, Picture, Plot, Question, Trace, ask_choice, graph, number, numbers, signed

MEETING = ("their mean", "the largest of them", "their sum", "the last of them")
HIGH = 0.78  # height of a row of nodes, in widths of a column


def draw_expression(trace: Trace) -> Picture:
    """The graph with this step's gate or arrow, values and gradients in its nodes, the chain rule with its numbers."""
    names = trace["names"].tolist()
    output, inputs = str(trace["output"]), int(trace["inputs"])
    places, edges = trace["places"], trace["edges"]
    left, low = places.min(axis=0)
    right, high = places.max(axis=0)
    symbols = [str(symbol) if i >= inputs else pretty(names[i]) for i, symbol in enumerate(trace["symbols"])]
    lit, lit_edges = lit_walk(trace, names[:inputs])
    mark = graph(
        dict(zip(names, places, strict=True)),
        [(names[a], names[b]) for a, b in edges],
        labels=dict(zip(names, symbols, strict=True)),
        node_text=_node_text(trace, names),
        text_tones=("positive", "negative"),
        edge_text=_edge_text(trace),
        edge_tone="negative",
        lit=lit,
        lit_edges=lit_edges,
    )
    view = Plot(
        [mark],
        x=Axis((left - 0.5, right + 0.5)),
        y=Axis((low - 0.55, high + 0.55)),
        title=f"Value; ∂: gradient ∂{output}/∂node; ≈: by central difference",
        frame=False,
        aspect=HIGH * (high - low + 1.1) / (right - left + 1),
        alt=f"A graph from {', '.join(names[:inputs])} to {output}, value and gradient in each node.",
    )
    formulas = [drawn(trace, "rule"), drawn(trace, "check")]
    before = f"{output} of {', '.join(pretty(name) for name in names[:inputs])}: forward gate by gate, then back."
    question = _question(trace, names)
    return Picture(_title(trace, names), [view], formulas=formulas, before=before, question=question)


def _question(trace: Trace, names: list[str]) -> Question | None:
    """What becomes of the gradients where paths meet; without such a place, which input moves the output most."""
    output, grad, inputs = str(trace["output"]), trace["grad"][-1], int(trace["inputs"])
    paths = np.bincount(trace["edges"][:, 0], minlength=len(names))
    if paths.max() > 1:
        meet = int(paths.argmax())
        return ask_choice(
            f"{paths[meet]} paths lead back to {pretty(names[meet])}. What is its gradient, of those that they bring?",
            MEETING,
            MEETING[2],
            step=int(trace["complete"][meet]),
            why=f"{pretty(names[meet])} moves {output} along every path at once",
            slips={MEETING[3]: "A backward that writes = where it should write += does that, and is wrong."},
        )
    moves = np.abs(grad[:inputs])
    most = np.flatnonzero(np.isclose(moves, moves.max()))
    if len(most) > 1 or not moves.any():
        return None
    return ask_choice(
        f"Which input moves {output} most, if each is moved by as little?",
        [pretty(name) for name in names[:inputs]],
        pretty(names[most[0]]),
        step=int(trace["complete"][:inputs].max()),
        why=f"∂{output}/∂{pretty(names[most[0]])} = {number(grad[most[0]])} is the largest, whatever its sign",
    )


def _node_text(trace: Trace, names: list[str]) -> list[list[str]]:
    inputs, since, complete = int(trace["inputs"]), trace["since"], trace["complete"]
    value, numeric = numbers(trace["value"]), numbers(trace["numeric"])
    value = [value[i] if i < inputs else f"{pretty(name)} = {value[i]}" for i, name in enumerate(names)]

    def lines(k: int, i: int) -> str:
        grad = trace["grad"][k, i]
        return "\n".join(
            [
                value[i] if since[i] <= k else "",
                "" if np.isnan(grad) else f"∂ {number(grad)}",
                f"≈ {numeric[i]}" if complete[i] <= k else "",
            ]
        )

    return [[lines(k, i) for i in range(len(names))] for k in range(trace.steps)]


def _edge_text(trace: Trace) -> np.ndarray:
    """What an arrow brought back, where several arrows bring parts of one sum."""
    source = trace["edges"][:, 0]
    shared = np.bincount(source)[source] > 1
    return np.where(np.isnan(trace["passed"]) | ~shared, "", numbers(trace["passed"]))


def _title(trace: Trace, names: list[str]) -> str:
    output, grad, inputs = str(trace["output"]), trace["grad"][-1], int(trace["inputs"])
    sources = trace["edges"][:, 0]
    paths = np.bincount(sources, minlength=len(names))
    value = number(trace["value"][-1])
    if paths.max() > 1:
        shared = int(paths.argmax())
        parts = trace["passed"][-1][sources == shared]
        sum_of = " + ".join([number(parts[0]), *map(signed, parts[1:])])
        back = f"{len(parts)} paths lead back to {pretty(names[shared])}"
        return f"{back}, so its gradient is a sum: {sum_of} = {number(grad[shared])}."
    most = int(np.nanargmax(np.abs(grad[:inputs])))
    name = pretty(names[most])
    return f"{output} = {value}, and {name} moves it most: ∂{output}/∂{name} = {number(grad[most])}."
