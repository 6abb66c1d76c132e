"""Which nodes and arrows of a graph light up while values run forward and gradients come back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.stage import Trace

Lit = list[list[tuple]]


def lit_walk(trace: Trace, known: Sequence[str]) -> tuple[Lit, Lit]:
    """Nodes and arrows of each step: what is ``known`` at the start, a result and what goes into it, a part going back.

    ``trace`` holds names (nodes), edges (edges, 2), and for each step phase, node, and edge, the one walked back.
    """
    names, edges = trace["names"].tolist(), trace["edges"]
    nodes, arrows = [], []
    for phase, node, edge in zip(trace["phase"], trace["node"], trace["edge"], strict=True):
        into = np.flatnonzero(edges[:, 1] == node) if phase == "forward" else []
        lit = [(name, "lit") for name in (known if phase == "start" else [names[node]])]
        also = [edges[edge, 1]] if phase == "backward" else edges[into, 0]
        nodes.append([*lit, *((names[i], "also") for i in also)])
        arrows.append([(int(edge), "back")] if phase == "backward" else [(int(e), "lit") for e in into])
    return nodes, arrows
