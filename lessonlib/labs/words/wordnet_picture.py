"""The picture of WordNet: two ways up that become one, and what each synset on them means."""

from __future__ import annotations

import itertools

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, choice, formula, graph, number, table
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import count, plural
from lessonlib.stage.question import Question, ask_choice

LONGEST = 16  # letters that a node has room for; the table has the whole name


def draw_wordnet(trace: Trace) -> Picture:
    """The graph of the two ways, the table of its synsets, and the path similarity."""
    first, second = _words(trace)
    two = first if first == second else f"{first} and {second}"
    return Picture(
        _title(trace),
        [_ways(trace), _synsets(trace)],
        formulas=[_similarity(trace)],
        before=f"Up from {two}: each synset is a kind of the one above it.",
        question=_question(trace),
    )


def _words(trace: Trace) -> tuple[str, str]:
    first = str(trace["nodes"][0])
    return first, str(trace["nodes"][int(trace["up"])]) if int(trace["down"]) else first


def _met(trace: Trace) -> int:
    """The step at which the two ways meet; the last for a word and itself."""
    at = np.flatnonzero(trace["at"] == int(trace["up"]) + int(trace["down"]))
    return int(at[1]) if int(trace["down"]) and len(at) > 1 else trace.steps - 1


def _question(trace: Trace) -> Question | None:
    """The first thing that both are; none for a word and itself, or for one that is a kind of the other."""
    (first, second), meet = _words(trace), str(trace["meet"])
    if not int(trace["up"]) or not int(trace["down"]):
        return None
    top = trace["nodes"][int(trace["up"]) + int(trace["down"]) :].tolist()
    below = str(trace["nodes"][int(trace["up"]) - 1])  # only the first word is one
    choices = sorted({meet, *top[:: -(-len(top) // 3)], below} - {first, second})
    if len(choices) < 2:
        return None
    slips = {below: f"only {first} is one"} if below in choices else {}
    slips |= {name: "that is true, too, but they meet before" for name in choices if name in top[1:]}
    why = f"from there it is {int(trace['up'])} down to {first} and {int(trace['down'])} to {second}"
    text = f"What is the first synset of which {first} and {second} both are a kind?"
    return ask_choice(text, choices, meet, step=_met(trace), why=why, slips=slips)


def _title(trace: Trace) -> str:
    (first, second), steps = _words(trace), int(trace["steps"])
    if not steps:
        return f"From {first} it is {int(trace['level'].max())} steps up to entity."
    return f"{first} and {second} meet at {trace['meet']}, {plural(steps, 'step')} apart.".capitalize()


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
    cut = {name: name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…" for name in names}
    short = {name: f"\u2002{label}\u2002" for name, label in cut.items()}  # room for the bold type at both ends
    walk = trace["at"].tolist()
    begun = [walk.index(node) if node not in (0, up) or not down else 0 for node in range(len(names))]
    known = np.arange(trace.steps)[:, None] >= begun  # (steps, nodes): a name comes with its step
    written = np.where(known, [short[name] for name in names], "")
    mark = graph(nodes, edges, labels=dict.fromkeys(names, ""), node_text=written, text_tones=("ink",), lit=lit)
    deepest = float(levels.max())
    return Plot(
        [mark],
        x=Axis((-0.05, 1.05)),
        y=Axis((-deepest - 0.6, 0.6)),
        title="A kind of: upwards",
        frame=False,
        aspect=min(0.35 + 0.075 * deepest, 1.4),
        alt="The ways up from both words, which become one; a name comes with its step.",
    )


def _synsets(trace: Trace) -> Sheet:
    """The way of the first word to the top, or that of the second to the meeting: as long as one table can be."""
    up, down = int(trace["up"]), int(trace["down"])
    first, second = range(up), range(up, up + down)
    top = range(up + down, len(trace["nodes"]))
    right = [trace["at"].tolist().index(node) for node in second]
    which = [int(bool(right) and right[0] <= k <= right[-1]) for k in range(trace.steps)]
    ways = [_way(trace, [*first, *top]), *([_way(trace, [*second, top[0]])] if right else [])]
    return Sheet([choice(which, ways)], title="What it means", grow=0)


def _way(trace: Trace, way: list[int]) -> Mark:
    """A row for each synset of ``way``, the highest on top, as in the graph."""
    row = {node: r for r, node in enumerate(reversed(way))}
    walk = trace["at"].tolist()
    filling = Filling(trace.steps, (len(way), 3))
    body = np.empty((len(way), 3), dtype=object)
    for node, r in row.items():
        body[r] = str(trace["nodes"][node]), str(trace["means"][node]), count(int(trace["below"][node]), 1000)
        filling.since[r] = walk.index(node)
    for step, node in enumerate(walk):
        if node in row:
            filling.light(step, [(row[node], 0)])
            filling.light(step, [(row[node], 1), (row[node], 2)], "also")
    return table(["synset", "in short", "kinds of it"], body, since=filling.since, lit=filling.lit)


def _similarity(trace: Trace) -> Mark:
    up, down, known = int(trace["up"]), int(trace["down"]), trace.steps - _met(trace)
    told = {"up": str(up), "down": str(down), "result": number(1 / (1 + up + down))}
    return formula(
        r"\text{path similarity} = \frac{1}{1 + \text{steps up} + \text{steps down}} = "
        r"\frac{1}{1 + \val{up} + \val{down}} = \val{result}",
        **{name: ["?"] * _met(trace) + [text] * known for name, text in told.items()},
    )
