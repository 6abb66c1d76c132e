"""Marks that are text: table, tokens, formula, sentence; and the graph of a computation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.stage.equations import held, honest
from lessonlib.stage.formula import mathml, slots
from lessonlib.stage.marks import ROLES, look, ragged
from lessonlib.stage.picture import Mark


def table(
    columns: Sequence[str],
    body,
    *,
    since=None,
    lit: Sequence[Sequence[tuple]] = (),
    caption="",
    series=(),
    upright=False,
) -> Mark:
    """A table whose first column names the row.

    Args:
        columns: the heads.
        body: strings (rows, columns), or (steps, rows, columns) when they change with the step.
        since: (rows, columns) step from which each cell is filled.
        lit: for each step, (row, column, role) with a role of :data:`lessonlib.stage.marks.ROLES`.
        caption: what the table shows.
        series: for each row the series whose colour and marker stand before its name, or none.
        upright: True stands the heads on end: over many narrow columns.
    """
    body = np.asarray(body, dtype=object)
    body = body if body.ndim == 3 else body[None]
    if body.shape[2] != len(columns):
        raise ValueError(f"table: body must have {len(columns)} columns ({', '.join(columns)}), got shape {body.shape}")
    arrays = {} if since is None else {"since": np.asarray(since, dtype=int)[None]}
    if len(lit):
        arrays["lit"] = ragged([[(r, c, ROLES[role]) for r, c, role in step] for step in lit], 3)
    options = {"columns": list(columns), "caption": caption, "series": [look(name, "ink") for name in series]}
    if upright:
        options["upright"] = True
    return Mark("table", "at", arrays, {"text": body}, options)


def tokens(words: Sequence[str], roles: Sequence[Sequence[tuple]], *, name="") -> Mark:
    """A sentence, its words lit by their role: ``roles`` holds for each step (word's position, role)."""
    arrays = {"lit": ragged([[(i, ROLES[role]) for i, role in step] for step in roles], 2)}
    return Mark("tokens", "at", arrays, {"text": np.array([list(words)], dtype=object)}, {"name": name})


def expression(*parts: Mark | str, name="", size=1.0) -> Mark:
    """Matrices of texts side by side with signs between them; on a narrow page a line breaks before a sign.

    Args:
        parts: "cells" marks, and between them signs ("·", "+", "="); two marks may follow one another.
        name: what the expression says, for a screen reader.
        size: multiplies the page's 14 px, for a few small matrices.

    Raises:
        ValueError: when no matrix follows the last sign.

    >>> from lessonlib.stage.marks import cells
    >>> x, w, f = (cells([[v]], texts=[[str(v)]], name=n) for n, v in (("x", 3), ("w", 2), ("f", 6)))
    >>> expression(x, "·", w, "=", f).options["signs"]
    ['', '·', '=']
    """
    signs, marks = [""], []
    for part in parts:
        if isinstance(part, str):
            signs[-1] += part
        else:
            marks.append(part)
            signs.append("")
    if not marks or signs[-1]:
        raise ValueError(f"expression: wanted a matrix after each sign, got {len(marks)} and then {signs[-1]!r}")
    return Mark("expression", "at", {}, {}, {"signs": signs[:-1], "name": name, "size": size}, tuple(marks))


def formula(latex: str, texts: Mapping[str, Any] | None = None, *, series=None, label="", **values: Any) -> Mark:
    r"""A typeset formula whose ``\val{name}`` places take ``values[name]``: one string, or one a step.

    Args:
        latex: the formula.
        texts: values for several formulas, of which this one takes what it has places for.
        series, label: the style, and the name before it.
        values: its own.

    An = that the printed values do not bear out at every step is drawn as ≈.

    Raises:
        ValueError: when the values are not exactly the places of the formula.
    """
    wanted = slots(latex)
    values = {name: text for name, text in (texts or {}).items() if name in wanted} | values
    if set(wanted) != set(values):
        raise ValueError(f"formula {latex!r}: wanted values for {wanted}, got {tuple(values)}")
    strings = {
        name: np.array([[value]] if isinstance(value, str) else [[v] for v in value], dtype=object)
        for name, value in values.items()
    }
    return Mark("formula", "at", {}, strings, look(series, "ink", tree=mathml(held(latex, strings)), label=label))


def sentence(strings: str | Sequence[str], *, tone="ink") -> Mark:
    """A line of text: always the same, or one a step. An = that does not hold for its printed digits becomes ≈."""
    rows = [[honest(strings)]] if isinstance(strings, str) else [[honest(s)] for s in strings]
    return Mark("sentence", "at", {}, {"text": np.array(rows, dtype=object)}, {"tone": tone})


def graph(
    nodes: Mapping[str, tuple[float, float]],
    edges: Sequence[tuple[str, str]],
    *,
    labels: Mapping[str, str] | None = None,
    node_text=None,
    text_tones: Sequence[str] = (),
    edge_text=None,
    edge_tone="ink",
    lit: Sequence[Sequence[tuple]] = (),
    lit_edges: Sequence[Sequence[tuple]] = (),
    opens=None,
) -> Mark:
    """Nodes and arrows between them, with values on both.

    Args:
        nodes: name -> (x, y) in the plot's units.
        edges: (from, to) by name.
        labels: name -> what is written in the node; by default the name.
        node_text: strings (steps, nodes), in the node under its label (value, gradient; lines split by a newline).
        text_tones: for each of these lines "ink", "quiet", "positive" (blue) or "negative" (orange).
        edge_text: strings (steps, edges), on the edge.
        edge_tone: that of these strings.
        lit: for each step, (node name, role).
        lit_edges: for each step, (edge's position in ``edges``, role).
        opens: strings (steps, nodes), "" for none: the arithmetic that made each node's number, shown where it is
            pointed at.

    Raises:
        ValueError: when an edge or a lit node is not among the nodes.
    """
    names = list(nodes)
    unknown = ({name for edge in edges for name in edge} | {name for step in lit for name, _ in step}) - set(names)
    if unknown:
        raise ValueError(f"graph: no node called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    place = {name: i for i, name in enumerate(names)}
    arrays = {
        "xy": np.array([nodes[name] for name in names], dtype=float)[None],
        "edges": np.array([[place[a], place[b]] for a, b in edges], dtype=int).reshape(1, -1, 2),
    }
    if len(lit):
        arrays["lit"] = ragged([[(place[name], ROLES[role]) for name, role in step] for step in lit], 2)
    if len(lit_edges):
        arrays["litEdges"] = ragged([[(i, ROLES[role]) for i, role in step] for step in lit_edges], 2)
    strings = {"label": np.array([[(labels or {}).get(name, name) for name in names]], dtype=object)}
    for name, value in (("nodeText", node_text), ("edgeText", edge_text), ("opens", opens)):
        if value is not None:
            strings[name] = np.asarray(value, dtype=object)
    options = {"text": [look(None, tone) for tone in text_tones], "edge": look(None, edge_tone)}
    return Mark("graph", "at", arrays, strings, options)
