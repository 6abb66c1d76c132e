"""The stepping machine: a trace is drawn as marks, and the browser steps through them."""

from lessonlib.stage.lab import Lab
from lessonlib.stage.marks import area, arrows, bars, cells, choice, contour, line, points, text
from lessonlib.stage.numbers import number, numbers, signed
from lessonlib.stage.picture import Axis, Mark, Picture, Plot, Sheet
from lessonlib.stage.sheets import expression, formula, graph, sentence, table, tokens
from lessonlib.stage.trace import Trace
from lessonlib.stage.widget import Stage

__all__ = [
    "Axis",
    "Lab",
    "Mark",
    "Picture",
    "Plot",
    "Sheet",
    "Stage",
    "Trace",
    "area",
    "arrows",
    "bars",
    "cells",
    "choice",
    "contour",
    "expression",
    "formula",
    "graph",
    "line",
    "number",
    "numbers",
    "points",
    "sentence",
    "signed",
    "table",
    "text",
    "tokens",
]
