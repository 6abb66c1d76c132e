"""The stepping machine: a trace is drawn as marks, and the browser steps through them."""

from lessonlib.stage.lab import Controls, Lab, Presets
from lessonlib.stage.lab_of import lab_of
from lessonlib.stage.marks import area, arrows, bars, cells, choice, contour, line, points, text
from lessonlib.stage.numbers import number, numbers, signed
from lessonlib.stage.picture import Axis, Mark, Picture, Plot, Sheet
from lessonlib.stage.question import Question, ask_cell, ask_choice, ask_curve, ask_number, ask_place
from lessonlib.stage.sheets import expression, formula, graph, sentence, table, tokens
from lessonlib.stage.trace import Trace
from lessonlib.stage.widget import Stage
from lessonlib.stage.wires import wires

__all__ = [
    "Axis",
    "Controls",
    "Lab",
    "Mark",
    "Picture",
    "Plot",
    "Presets",
    "Question",
    "Sheet",
    "Stage",
    "Trace",
    "area",
    "arrows",
    "ask_cell",
    "ask_choice",
    "ask_curve",
    "ask_number",
    "ask_place",
    "bars",
    "cells",
    "choice",
    "contour",
    "expression",
    "formula",
    "graph",
    "lab_of",
    "line",
    "number",
    "numbers",
    "points",
    "sentence",
    "signed",
    "table",
    "text",
    "tokens",
    "wires",
]
