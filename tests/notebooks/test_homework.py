"""In the learner's copy of an exercise every check says "not attempted"; in its solved copy every check passes."""

import re
from functools import cache

import nbformat
import pytest
from nbclient import NotebookClient

from notebooks import build

HOMEWORKS = sorted(build.HERE.glob("src/homework_*.py"))
LESSONS = [s for s in build.sources() if s not in HOMEWORKS and build.BEGIN in s.read_text(encoding="utf-8")]
REPORT = re.compile(r"<Report (\w+): ([^;>]+)")


@cache  # two tests look at the same run
def outcomes(source, solved):
    """Run one copy; return (text of the cell, exercise, outcome) of each report that a cell shows."""
    book = nbformat.reads(build.notebook(source, solved=solved), as_version=4)
    NotebookClient(book, timeout=60, kernel_name="python3").execute()
    return [
        (cell.source, *found)
        for cell in book.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        for found in REPORT.findall(str(output.get("data", {}).get("text/plain", "")))
    ]


def written_by_learner(source, cell):
    """Whether the cell holds a solution, cut out of the learner's copy."""
    stubs = [stub.source for stub in nbformat.reads(build.notebook(source), as_version=4).cells]
    return cell not in stubs or "raise NotImplementedError" in cell


@pytest.mark.parametrize("solved", [False, True], ids=["untouched", "solved"])
@pytest.mark.parametrize("source", [*LESSONS, *HOMEWORKS], ids=lambda source: source.stem)
def test_checks_see_an_untouched_exercise_as_not_attempted_and_a_solved_one_as_passed(source, solved):
    shown = [outcome for cell, _, outcome in outcomes(source, solved) if written_by_learner(source, cell)]
    assert len(shown) >= (5 if source in HOMEWORKS else 1)
    assert set(shown) == {"passed" if solved else "not attempted"}


@pytest.mark.parametrize("source", HOMEWORKS, ids=lambda source: source.stem)
def test_a_broken_network_of_the_notebook_is_caught(source):
    broken = [o for cell, _, o in outcomes(source, solved=True) if not written_by_learner(source, cell)]
    assert broken
    assert "passed" not in broken
