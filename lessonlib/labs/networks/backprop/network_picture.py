"""The picture of a network: its graph with shapes and gradients, and under it the matrices of this step's rule."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.networks.backprop.formulas import drawn, pretty
from lessonlib.labs.networks.backprop.matrices import draw_matrices
from lessonlib.labs.networks.backprop.walk_picture import lit_walk
from lessonlib.stage import Axis, Mark, Picture, Plot, Question, Trace, ask_choice, graph, number

ORDERS = ("∂L/∂z₁ · xᵀ", "∂L/∂z₁ · W₁ᵀ", "x · ∂L/∂z₁ᵀ", "xᵀ · ∂L/∂z₁")
HIGH = 0.58  # height of a row of nodes, in widths of a column


def draw_network(trace: Trace) -> Picture:
    """The graph, the matrices of this step, the rule and one entry's numbers."""
    places = trace["places"]
    width, height = np.ptp(places, axis=0)
    layers = ", ".join(map(str, trace["labels"][1 : int(width) + 1]))
    view = Plot(
        [_graph(trace)],
        x=Axis((-0.5, width + 0.5)),
        y=Axis((places[:, 1].min() - 0.5, places[:, 1].max() + 0.5)),
        title="Shape, or the loss; ∂: largest entry of ∂L/∂node",
        frame=False,
        aspect=HIGH * (height + 1) / (width + 1),
        alt=f"A graph from x through {layers}, with the shape and the largest gradient in each node.",
    )
    formulas = [draw_matrices(trace), drawn(trace, "rule"), drawn(trace, "number")]
    before = f"x {trace['shapes'][0]} through {layers} into {trace['loss kind']}, and back."
    return Picture(_title(trace), [view], formulas=formulas, before=before, question=_question(trace))


def _question(trace: Trace) -> Question | None:
    """How the gradient of the first weights is made, where x meets them."""
    names = trace["names"].tolist()
    if not {"W1", "z1"} <= set(names) or trace["labels"][1] != "Linear" or trace["departs"]:
        return None
    return ask_choice(
        "Which product gives ∂L/∂W₁?",
        ORDERS,
        ORDERS[3],
        step=int(trace["graded"][names.index("W1")]),
        why="only so is each input, row for row, multiplied by what its outputs are blamed for",
        slips={ORDERS[0]: "Write the shapes under it: the result must have that of W₁."},
    )


def _graph(trace: Trace) -> Mark:
    names = trace["names"].tolist()
    lit, arrows = lit_walk(trace, names[:1])
    for k, step in enumerate(lit):
        step += [(names[i], "departs") for i in np.flatnonzero(trace["wrong"] <= k)]
    short = [label if len(label) <= 9 else f"{label[:8]}…" for label in map(str, trace["labels"])]
    return graph(
        dict(zip(names, trace["places"], strict=True)),
        [(names[a], names[b]) for a, b in trace["edges"]],
        labels=dict(zip(names, short, strict=True)),
        node_text=[[_text(trace, k, i) for i in range(len(names))] for k in range(trace.steps)],
        text_tones=("positive", "negative"),
        lit=lit,
        lit_edges=arrows,
    )


def _text(trace: Trace, k: int, i: int) -> str:
    shape = str(trace["shapes"][i])
    known = (f"L = {number(trace['loss'])}" if shape == "L" else shape) if trace["since"][i] <= k else ""
    grad = f"∂ {number(trace['largest'][i])}" if trace["graded"][i] <= k else ""
    return f"{known}\n{grad}"


def _title(trace: Trace) -> str:
    if trace["departs"]:
        return str(trace["departs"]).partition(" at ")[0] + "."
    names, largest = trace["names"].tolist(), trace["largest"]
    last = names.index("L") - 1
    first = next((i for i, name in enumerate(names) if name.startswith("W")), 0)  # x where there are no weights
    at = " and ".join(f"{number(largest[i])} at {pretty(names[i])}" for i in (last, first))
    return f"The loss is {number(trace['loss'])}; its gradient is at most {at}."
