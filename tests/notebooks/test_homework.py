"""A homework's learner's copy says "not attempted" to everything and runs on; its solved copy passes every check."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from notebooks import build

HOMEWORKS = sorted(build.HERE.glob("src/homework_*.py"))
REPORT = re.compile(r"<Report (\w+): ([^;>]+)")


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


@pytest.mark.parametrize("source", HOMEWORKS, ids=lambda source: source.stem)
def test_an_untouched_homework_is_not_attempted_everywhere(source):
    shown = [outcome for cell, _, outcome in outcomes(source, solved=False) if written_by_learner(source, cell)]
    assert len(shown) >= 5
    assert set(shown) == {"not attempted"}


@pytest.mark.parametrize("source", HOMEWORKS, ids=lambda source: source.stem)
def test_a_solved_homework_passes_every_check(source):
    shown = [outcome for cell, _, outcome in outcomes(source, solved=True) if written_by_learner(source, cell)]
    assert len(shown) >= 5
    assert set(shown) == {"passed"}


@pytest.mark.parametrize("source", HOMEWORKS, ids=lambda source: source.stem)
def test_a_broken_network_of_the_notebook_is_caught(source):
    broken = [o for cell, _, o in outcomes(source, solved=True) if not written_by_learner(source, cell)]
    assert broken
    assert "passed" not in broken
