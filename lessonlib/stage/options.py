"""Every option that a mark hands to the drawing code, in one place: what Python writes, JavaScript reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_STYLE = {
    "tone": "the colour of a mark without a series",
    "slot": "the colour of a series",
    "dash": "an SVG dash pattern",
    "marker": "the shape of a series' points",
}
_NAME = {"name": "what it is called, for a screen reader and above a matrix"}
_LABEL = {"label": "what is written beside it"}

# By kind of mark: each option, and what it says.
OPTIONS: dict[str, dict[str, str]] = {
    "area": {**_STYLE, **_LABEL, "opacity": "from 0 to 1"},
    "arrows": {**_STYLE, **_LABEL, "width": "of the shaft, pixels"},
    "bars": {**_STYLE, "base": "where bars begin", "width": "share of a band"},
    "cells": {
        **_NAME,
        "scale": "none, sequential or diverging",
        "extent": "(x0, x1, y0, y1) in the plot's units",
        "rows": "names of rows",
        "columns": "names of columns",
    },
    "choice": {},
    "contour": {"levels": "how many"},
    "expression": {**_NAME, "signs": "between the matrices", "size": "times the page's type"},
    "formula": {**_STYLE, **_LABEL, "tree": "the MathML, its places named"},
    "graph": {"text": "the style of each line of a node's text", "edge": "the style of the text on edges"},
    "line": {
        **_STYLE,
        **_LABEL,
        "width": "pixels",
        "head": "whether its last point is marked",
        "opacity": "from 0 to 1",
    },
    "points": {
        **_STYLE,
        "size": "radius, pixels",
        "filled": "or a ring",
        "drag": "the argument that a hand on it sets",
        "along": "the only axis on which it moves",
        "scrub": "what a hand on it steps through",
    },
    "sentence": {"tone": _STYLE["tone"]},
    "table": {
        "columns": "the heads",
        "caption": "what it shows",
        "series": "the style before each row's name",
        "upright": "whether the heads stand on end, over narrow columns",
    },
    "text": {**_STYLE, "anchor": "start, middle or end", "size": "times the page's type"},
    "tokens": _NAME,
    "wires": {},
}

# By kind of mark: each array of texts, and where it is read. A formula names its own, the places of its LaTeX.
TEXTS: dict[str, dict[str, str]] = {
    "bars": {"labels": "at the bars' ends"},
    "cells": {"text": "in the cells", "opens": "where a cell is pointed at: the arithmetic that made it"},
    "graph": {
        "label": "in the nodes",
        "nodeText": "under it",
        "edgeText": "on the edges",
        "opens": "where a node is pointed at: the arithmetic that made it",
    },
    "points": {"labels": "beside the points", "hover": "where a point is pointed at"},
    "sentence": {"text": "the line"},
    "table": {"text": "in the cells"},
    "text": {"text": "in the plot"},
    "tokens": {"text": "the words"},
}


def checked(kind: str, options: Mapping[str, Any], texts: Iterable[str] = ()) -> None:
    """Raise ValueError for a kind, an option or an array of texts that the drawing code does not know.

    >>> checked("line", {"colour": "red"})
    Traceback (most recent call last):
    ValueError: mark 'line': no option colour; there are tone, slot, dash, marker, label, width, head, opacity
    """
    if kind not in OPTIONS:
        raise ValueError(f"no mark is called {kind!r}; there are {', '.join(OPTIONS)}")
    if unknown := [name for name in options if name not in OPTIONS[kind]]:
        raise ValueError(f"mark {kind!r}: no option {', '.join(unknown)}; there are {', '.join(OPTIONS[kind])}")
    known = TEXTS.get(kind, {})
    if kind != "formula" and (unknown := [name for name in texts if name not in known]):
        raise ValueError(f"mark {kind!r}: no texts {', '.join(unknown)}; there are {', '.join(known) or 'none'}")
