"""The diagram of a recurrent cell: what flows into which gate, the present one lit, with the first number of each."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Axis, Plot, Trace, graph, number

# Where each node stands, from what is given on the left to the new state on the right; ′ is what this step makes.
PLACES = {
    "RNN": {"x": (0, 1), "h": (0, -1), "h′": (2, 0)},
    "LSTM": {
        "x": (0, 0.6),
        "h": (0, -1.2),
        "c": (0, 2.4),
        "i": (1.5, 0),
        "f": (1.5, 1.3),
        "g": (1.5, -1.3),
        "o": (1.5, -2.6),
        "c′": (3.1, 1.6),
        "h′": (4.2, -0.6),
    },
    "GRU": {"x": (0, 1.2), "h": (0, -1.2), "r": (1.3, 2), "n": (2.6, 1), "z": (1.3, -2), "h′": (3.9, -0.6)},
}
INTO = {
    "RNN": {"h′": ("x", "h")},
    "LSTM": {**dict.fromkeys("ifgo", ("x", "h")), "c′": ("f", "c", "i", "g"), "h′": ("o", "c′")},
    "GRU": {**dict.fromkeys("rz", ("x", "h")), "n": ("x", "r", "h"), "h′": ("n", "z", "h")},
}


def new(name: str) -> str:
    """What a gate is called in the diagram: the new h and the new c have a stroke.

    >>> new("h"), new("z")
    ('h′', 'z')
    """
    return f"{name}′" if name in "hc" else name


def diagram(trace: Trace) -> Plot:
    """The cell as a graph; at each step the present gate is lit, and the edges and numbers that flow into it."""
    cell = str(trace["cell"])
    places, into, gates = PLACES[cell], INTO[cell], [new(name) for name in trace["names"]]
    edges = [(source, target) for target, sources in into.items() for source in sources]
    order = {name: i for i, name in enumerate(places)}
    texts = np.full((trace.steps, len(places)), "", dtype=object)
    lit: list[list[tuple[str, str]]] = []
    lit_edges: list[list[tuple[int, str]]] = []
    for step, (t, g) in enumerate(trace.rows("t", "gate")):
        known = {"x": trace["x"][t], "h": trace["before"][t, 0], "c": trace["before"][t, 1]}
        known |= dict(zip(gates[: g + 1], trace["gates"][t], strict=False))
        for name in places:
            if name in known:
                texts[step, order[name]] = number(known[name][0])
        now = gates[g] if g >= 0 else ""
        lit.append([(now, "lit"), *((source, "also") for source in into[now])] if now else [])
        lit_edges.append([(i, "lit") for i, (_, target) in enumerate(edges) if target == now])
    x, y = np.transpose(list(places.values()))
    return Plot(
        [graph(places, edges, node_text=texts, text_tones=("ink",), lit=lit, lit_edges=lit_edges)],
        x=Axis((x.min() - 0.6, x.max() + 0.6)),
        y=Axis((y.min() - 0.7, y.max() + 0.7)),
        title=f"The {cell}: what flows into which gate, first numbers",
        frame=False,
        grow=1.2,
        aspect=0.66,
        alt=f"The {cell} as a graph: its input and its state on the left, its gates, and the new state on the right.",
    )
