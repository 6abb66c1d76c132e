"""A page for each learner: each exercise in the words of its check, the hints folded away. It needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from lessonlib.checks.engine.report import SIGNS
from lessonlib.course.assignment import Assignment
from lessonlib.course.grading.marker import Mark

POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # no script runs and nothing is loaded, whatever got in
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em;
  color: light-dark(#1a1a1a, #e6e6e6); background: light-dark(#ffffff, #161616);
  --jp-content-font-color1: light-dark(#1a1a1a, #e6e6e6); --jp-layout-color1: light-dark(#ffffff, #161616);
  --jp-border-color1: light-dark(#767676, #8a8a8a); }
h1 { font-size: 1.5em; line-height: 1.25; } h2 { font-size: 1.15em; margin: 1.6em 0 .4em; }
table { border-collapse: collapse; } section { overflow-wrap: anywhere; }
th, td { text-align: left; padding: .15em 1.2em .15em 0; vertical-align: top; }
td.points, thead th:last-child { text-align: right; font-variant-numeric: tabular-nums; }
tr.total > * { border-top: 1px solid; } a { color: light-dark(#0b57a4, #8ab8f0); }
summary { cursor: pointer; } :focus-visible { outline: 3px solid light-dark(#0b57a4, #8ab8f0); outline-offset: 2px; }
@media print { body { margin: 0; } }
"""


def page(assignment: Assignment, learner: str, marks: Iterable[Mark], problems: Iterable[str] = ()) -> str:
    """Return the page of a learner; ``problems`` are sentences about the notebook as a whole.

    Whatever comes from the submission is escaped; there is no script, and nothing is loaded.
    """
    marks = list(marks)
    total = sum(mark.points for mark in marks)
    title = escape(f"{assignment.title}: {learner}")
    rows = "".join(_row(number, mark) for number, mark in enumerate(marks, 1))
    sum_up = f'<td class="points">{total:g} of {assignment.points:g}</td>'
    end = f'<tr class="total"><th scope="row">Together</th><td></td>{sum_up}</tr>'
    head = '<tr><th scope="col">Exercise</th><th scope="col">Outcome</th><th scope="col">Points</th></tr>'
    said = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    said = f"<h2>Your notebook</h2><ul>{said}</ul>" if said else ""
    by_hand = f"<p>A person reads: {escape(', '.join(assignment.by_hand))}.</p>" if assignment.by_hand else ""
    parts = "".join(
        f'<section id="e{number}"><h2>{number}. {escape(mark.answer)}</h2>{mark.report._repr_html_()}</section>'
        for number, mark in enumerate(marks, 1)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p><strong>{total:g} of {assignment.points:g} points.</strong> Half a point: right on ordinary input, "
        "but not on all. Only imports, functions, classes and plain constants of your notebook were executed.</p>"
        f"<table><thead>{head}</thead><tbody>{rows}{end}</tbody></table>{by_hand}{said}{parts}</main></body></html>\n"
    )


def _row(number: int, mark: Mark) -> str:
    link = f'<a href="#e{number}">{escape(mark.answer)}</a>'
    outcome = f"{SIGNS[mark.report.outcome]} {mark.report.outcome}"
    points = f"{mark.points:g} of {mark.of:g}"
    return f'<tr><th scope="row">{link}</th><td>{escape(outcome)}</td><td class="points">{points}</td></tr>'
