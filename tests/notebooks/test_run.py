"""Every notebook runs from top to bottom, and then again in another order, within a minute and a gigabyte."""

import sys

import nbformat
import pytest

from notebooks import build
from tests.notebooks.runs import both_ways, ran

GIGABYTE = 2**30
ALL = [(source, False) for source in build.sources()]
ALL += [(source, True) for source in build.HERE.glob("src/homework_*.py")]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's peak memory is read from /proc")
@pytest.mark.parametrize(
    ("source", "solved"), sorted(ALL), ids=lambda value: value.stem if hasattr(value, "stem") else "solved" * value
)
def test_a_notebook_runs_in_order_and_out_of_order_within_its_limits(source, solved):
    assert ran(source, solved).peak < GIGABYTE


def test_a_failing_cell_and_one_that_never_ends_are_noticed():
    for line in ("1 / 0", "while True: pass"):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line)])
        with pytest.raises(Exception, match=r"ZeroDivisionError|timed out"):
            both_ways(nbformat.writes(book), seconds=1)
