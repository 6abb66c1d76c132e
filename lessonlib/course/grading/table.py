"""The table of a class: points by exercise, total, what was recognised, seconds, and what a person should look at."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lessonlib.course.assignment import Assignment

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula, and execute


def table(assignment: Assignment, learners: Iterable[str], results: dict[str, dict[str, Any]]) -> str:
    """Return the table as CSV, a row a learner.

    >>> from lessonlib.course.assignment import Asked
    >>> homework = Assignment("hw1a", "A network", "network.ipynb", (Asked("ReLU", "relu"),))
    >>> result = {"points": {"ReLU": 0.5}, "diagnoses": {"ReLU": "fragile; overflow"}, "seconds": 1.5, "flags": []}
    >>> print(table(homework, ["=ann"], {"=ann": result}), end="")
    learner,total,of,ReLU,diagnoses,seconds,flags
    '=ann,0.5,1,0.5,ReLU: fragile; overflow,1.5,
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    answers = [asked.answer for asked in assignment.exercises]
    writer.writerow(["learner", "total", "of", *answers, "diagnoses", "seconds", "flags"])
    for learner in learners:
        result = results[learner]
        points = [result["points"].get(answer, 0) for answer in answers]
        said = " | ".join(f"{name}: {words}" for name, words in result["diagnoses"].items() if words != "passed")
        row = [learner, f"{sum(points):g}", f"{assignment.points:g}", *(f"{n:g}" for n in points), said]
        writer.writerow([_cell(text) for text in (*row, result["seconds"], " | ".join(result["flags"]))])
    return out.getvalue()


def write_whole(path: Path, text: str) -> None:
    """Write a file so that whoever reads it finds the old one or the new one, and never half of it."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    os.replace(beside, path)


def _cell(value: Any) -> str:
    text = " ".join(str(value).split())
    return f"'{text}" if text.startswith(FORMULA) else text
