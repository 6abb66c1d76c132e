"""Hand a homework out: the learner's notebook with what nbgrader reads, and the list of its exercises.

``python3 -m lessonlib.course release hw1a --to DIR`` makes DIR nbgrader's course folder. What is handed out is
``DIR/source/hw1a/``, by nbgrader or by any other way; ``DIR/hw1a.json`` is the grader's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from lessonlib.arguments import one_of
from lessonlib.course.assignment import Assignment, asked_in, blank

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CONFIG = """# What nbgrader has to know of these homeworks; course_id is the name of your class on the exchange.
c = get_config()
c.CourseDirectory.course_id = "deep-learning"
c.ClearSolutions.enabled = False  # the notebooks in source/ hold no solutions, and nbgrader would clear what they hold
c.ExecutePreprocessor.timeout = 120  # seconds: some cells train
"""
HEADING = "## For the grader\n\nThe cells below are read-only: each gives the points of one exercise, or says why not."
CELL = """# {answer}: {points:g} point{plural}. The library is read anew: nothing above can stand in for its checks.
import sys

for part in [part for part in sys.modules if part.partition(".")[0] == "lessonlib"]:
    del sys.modules[part]
from lessonlib.course.points import earned

earned("{exercise}", globals().get("{answer}"))"""
FIXED = {"deletable": False, "editable": False}


def homeworks() -> dict[str, Path]:
    """Return the notebooks of all homeworks by their short names: ``hw1a`` for ``homework_1a_neural_network.ipynb``.

    Raises:
        ValueError: where there are none, as in an installed package.
    """
    found = {"hw" + path.stem.split("_")[1]: path for path in sorted(NOTEBOOKS.glob("homework_*.ipynb"))}
    if not found:
        raise ValueError(
            f"release: wanted the project's notebooks in {NOTEBOOKS}, which an installed package does not hold. "
            "Run the command in a copy of the whole project."
        )
    return found


def released(name: str) -> tuple[dict[str, Any], Assignment]:
    """Return a homework's notebook as it is handed out, and what it asks.

    Args:
        name: ``"hw1a"`` or another of :func:`homeworks`.

    Raises:
        ValueError: for another name, and for a notebook that somebody has worked in.
    """
    path = homeworks()[one_of(name, list(homeworks()), "homework")]
    book = json.loads(path.read_text(encoding="utf-8"))
    texts = ["".join(cell["source"]) for cell in book["cells"]]
    if any(cell.get("outputs") or not _as_built(cell) for cell in book["cells"]):
        raise ValueError(
            f"release: somebody has worked in {path.name}. Put it back with: python3 workbook.py reset {path.stem}"
        )
    code = [text for text, cell in zip(texts, book["cells"], strict=True) if cell["cell_type"] == "code"]
    asked = tuple(asked_in(code))
    by_hand = tuple(answer for text in code if not any(asked_in([text])) for answer in blank(text))
    title = texts[0].splitlines()[0].removeprefix("# ")
    for cell, text in zip(book["cells"], texts, strict=True):
        if cell["cell_type"] == "code" and (answers := blank(text)):
            cell["metadata"] |= {"deletable": False, "nbgrader": _kind(f"answer-{answers[0]}", solution=True)}
    book["cells"].append(_cell("markdown", "points", HEADING, _kind("points", locked=True)))
    for one in asked:
        text = CELL.format(**vars(one), plural="s" * (one.points != 1))
        mark = f"points-{one.answer}"
        book["cells"].append(_cell("code", mark, text, _kind(mark, locked=True, points=one.points)))
    return book, Assignment(name, title, path.name, asked, by_hand)


def release(name: str, to: Path) -> Assignment:
    """Write a homework into the folder ``to``, in nbgrader's order, and return what it asks.

    The same bytes every time. A ``nbgrader_config.py`` that is there already is left as it is.
    """
    book, assignment = released(name)
    folder = to / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    (folder / assignment.notebook).write_text(text, encoding="utf-8", newline="\n")
    (to / f"{name}.json").write_text(assignment.text(), encoding="utf-8", newline="\n")
    if not (to / "nbgrader_config.py").exists():
        (to / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8", newline="\n")
    return assignment


def _as_built(cell: dict[str, Any]) -> bool:
    """Whether a cell's text is what notebooks/build.py made its id of."""
    text = "".join(cell["source"]).replace('<details style="margin-bottom: 1em">', "<details>")
    return any(cell["id"] == hashlib.sha256(f"{copy} {text}".encode()).hexdigest()[:8] for copy in range(100))


def _kind(mark: str, solution: bool = False, locked: bool = False, points: float | None = None) -> dict[str, Any]:
    """A cell's part in nbgrader, in the third version of its schema."""
    kind = {"grade_id": mark, "solution": solution, "locked": locked, "grade": points is not None}
    return {**kind, **({} if points is None else {"points": points}), "schema_version": 3, "task": False}


def _cell(kind: str, mark: str, text: str, nbgrader: dict[str, Any]) -> dict[str, Any]:
    cell = {"cell_type": kind, "id": mark, "metadata": {**FIXED, "nbgrader": nbgrader}}
    cell["source"] = text.splitlines(keepends=True)
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
        cell["metadata"] |= {"tags": ["raises-exception"], "jupyter": {"source_hidden": True}}  # goes on after a 0
    return cell


def add_to(parser: argparse.ArgumentParser) -> None:
    """Say what ``release`` takes on the command line."""
    parser.add_argument("homework", help="hw1a, another one's short name, or all")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder of your class")


def run(options: argparse.Namespace) -> int:
    """Release what the command line names; what goes wrong is told in a sentence."""
    try:
        for name in homeworks() if options.homework == "all" else [options.homework]:
            assignment = release(name, options.to)
            print(f"{options.to / 'source' / name / assignment.notebook}: {assignment.points:g} points")
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
