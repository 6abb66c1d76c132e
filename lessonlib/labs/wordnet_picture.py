"""The picture of WordNet: two ways up that become one, and what each synset on them means."""

from __future__ import annotations

import itertools

import numpy as np

from lessonlib.stage import Axis, Picture, Plot, Sheet, Trace, formula, graph, number, table


def draw_wordnet(trace: Trace) -> Picture:
    """The graph of the two ways, the table of its synsets, and the path similarity."""
    return Picture(_title(trace), [_ways(trace), _synsets(trace)], formulas=[_similarity(trace)])


def _title(trace: Trace) -> str:
    first = str(trace["nodes"][0])
    second = str(trace["nodes"][int(trace["up"])]) if int(trace["down"]) else first
    steps = int(trace["steps"])
    return f"{first} and {second} meet at {trace['meet']}, {steps} step{'s' * (steps != 1)} apart.".capitalize()


def _ways(trace: Trace) -> Plot:
    names, levels = [str(name) for name in trace["nodes"]], trace["level"]
    x = np.array([0.22, 0.78, 0.5])[trace["column"]]
    nodes = {name: (float(a), -float(b)) for name, a, b in zip(names, x, levels, strict=True)}
    up, down = int(trace["up"]), int(trace["down"])
    left, right, top = names[:up], names[up : up + down], names[up + down :]
    edges = [pair for way in (left, right) for pair in itertools.pairwise([*way, top[0]])]
    edges += itertools.pairwise(top)
    lit: list[list[tuple]] = []
    seen: list[str] = []
    for k, at in enumerate(trace["at"].tolist()):
        last = k == trace.steps - 1
        now = names[at] if at >= 0 else None
        seen = [name for name in seen if name != now]
        path = [*left, *right, top[0]] if last else seen
        lit.append([*((name, "also") for name in path if name != now), *([(now, "lit")] if now else [])])
        seen += [now] if now else []
    mark = graph(nodes, edges, lit=lit)
    deepest = float(levels.max())
    return Plot(
        [mark], x=Axis((-0.05, 1.05)), y=Axis((-deepest - 0.6, 0.6)), title="A kind of: upwards", frame=False,
        aspect=min(0.35 + 0.075 * deepest, 1.4),
        alt=f"From {names[0]} up to entity: {', '.join([*left, *top])}; from the other side {', '.join(right)}.",
    )  # fmt: skip


def _synsets(trace: Trace) -> Sheet:
    names, count = trace["nodes"], len(trace["nodes"])
    order = np.lexsort((trace["column"], trace["level"]))  # the top first, as in the graph
    row = {int(node): r for r, node in enumerate(order)}
    first = np.array([int(np.argmax(trace["at"] == node)) for node in range(count)])
    since = np.zeros((count, 3), dtype=int)
    since[:, 1:] = first[order][:, None]
    kinds = [f"{n:,}".replace(",", " ") for n in trace["below"][order].tolist()]
    body = np.stack(
        [names[order].astype(object), trace["means"][order].astype(object), np.array(kinds, object)], axis=1
    )
    lit = [
        [(row[at], 0, "lit"), (row[at], 1, "also"), (row[at], 2, "also")] if at >= 0 else []
        for at in trace["at"].tolist()
    ]
    return Sheet(
        [table(["synset", "in short", "kinds of it"], body, since=since, lit=lit)], title="What it means", grow=0
    )


def _similarity(trace: Trace):
    known = trace.steps - 1
    up, down = int(trace["up"]), int(trace["down"])
    result = ["?"] * known + [number(1 / (1 + up + down))]
    return formula(
        r"\text{path similarity} = \frac{1}{1 + \text{steps up} + \text{steps down}} = "
        r"\frac{1}{1 + \val{up} + \val{down}} = \val{result}",
        up=["?"] * known + [str(up)], down=["?"] * known + [str(down)], result=result,
    )  # fmt: skip
