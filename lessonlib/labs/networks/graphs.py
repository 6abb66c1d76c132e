"""It's a graph: recurrent, with two inputs, with two heads; each stepped forward and back by the same chain rule."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from lessonlib.arguments import one_of
from lessonlib.labs.networks.backprop.controls import InputControl
from lessonlib.labs.networks.backprop.expressions import GRAPHS
from lessonlib.labs.networks.backprop.scalar import record_expression
from lessonlib.labs.networks.backprop.scalar_picture import draw_expression
from lessonlib.stage import Controls, Trace, lab_of

PRESETS: dict[str, tuple[str, dict]] = {
    **{name: (expression.about, {"graph": name}) for name, expression in GRAPHS.items()},
    "a recurrence, u = 0.1": (
        "With u = 0.1 each time passes on a tenth or less: which x does the gradient of w hear of?",
        {"graph": "recurrent", "inputs": {"u": 0.1}},
    ),
}


def record_graphs(graph: str = "recurrent", inputs: Mapping[str, float] | None = None) -> Trace:
    """Record forward and backward through one of :data:`GRAPHS`.

    Args:
        graph: "recurrent", "two inputs" (question answering) or "two heads" (multi-task).
        inputs: numbers for some of its inputs, {name: number from -10 to 10}.

    Raises:
        ValueError, TypeError: for a graph or an input that there is not.

    Trace:
        kind: () "expression".
        names: (nodes) inputs first, then the results.
        edges: (edges, 2) from and to.
        places: (nodes, 2) column and row.
        phase, node, edge: (steps) "start", "forward", "seed" or "backward"; the node and the edge it is about, or -1.
        since: (nodes) the step that brings the value.
        rule latex: (steps) the formula of the rule.
        rule values: (steps, places) what stands in it.
        about, output: () its sentence, the name of its result.
        inputs: () how many of the nodes are inputs.
        symbols: (nodes) what stands in each node.
        value, numeric: (nodes) the value; the gradient by central difference.
        complete: (nodes) the step that brings the last part of the gradient.
        grad: (steps, nodes) the gradients so far, NaN where there is none yet.
        passed: (steps, edges) what each edge brought back so far.
        check latex: (steps) the formula of the central difference.
        check values: (steps, places) what stands in it.
    """
    return record_expression(GRAPHS[one_of(graph, GRAPHS, "graph")], inputs)


draw_graphs = draw_expression


@lab_of(record_graphs, draw_graphs, presets=PRESETS)
def graphs_lab() -> Controls:
    """Step through a recurrent, a two-input or a two-headed graph: gradients add where paths meet.

    Source: Lecture 1, "It's a graph!", "Recurrent", "e.g. qa", "e.g. multi-task".
    """
    controls = {
        "graph": ipywidgets.Dropdown(options=list(GRAPHS), description="Graph", style={"description_width": "initial"}),
        "inputs": InputControl(GRAPHS["recurrent"].inputs),
    }
    controls["graph"].observe(lambda change: controls["inputs"].graph(GRAPHS[change["new"]].inputs), names="value")
    return controls
