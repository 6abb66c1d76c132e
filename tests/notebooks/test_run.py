"""Every notebook runs from top to bottom, and then again in another order, within a minute and a gigabyte."""

import asyncio
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbclient import NotebookClient

from notebooks import build

SECONDS, GIGABYTE = 60, 2**30
# The peak of the kernel's own memory; resource.getrusage would count what pytest held when it started the kernel.
PEAK = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"


async def run(client, cells, until):
    for cell in cells:
        client.timeout = max(1, round(until - time.monotonic()))
        await client.async_execute_cell(cell, client.nb.cells.index(cell))


async def in_order_and_shuffled(text):
    """Run a notebook both ways in one kernel and return the kernel's peak memory in bytes."""
    book = nbformat.reads(text, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    shuffled = random.Random(0).sample(code, len(code))
    client = NotebookClient(book, kernel_name="python3", resources={"metadata": {"path": str(build.HERE)}})
    async with client.async_setup_kernel():
        await run(client, code, time.monotonic() + SECONDS)
        await run(client, shuffled, time.monotonic() + SECONDS)
        book.cells.append(nbformat.v4.new_code_cell(PEAK))
        await run(client, book.cells[-1:], time.monotonic() + SECONDS)
    return int(book.cells[-1].outputs[0].text) * 1024


def both_ways(text):
    """:func:`in_order_and_shuffled`, in a thread of its own: the browser's tests leave an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, in_order_and_shuffled(text)).result()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's peak memory is read from /proc")
@pytest.mark.parametrize("source", build.sources(), ids=lambda source: source.stem)
def test_a_notebook_runs_in_order_and_out_of_order_within_its_limits(source):
    peak = both_ways(build.built(source).read_text(encoding="utf-8"))
    assert peak < GIGABYTE


@pytest.mark.parametrize("source", sorted(build.HERE.glob("src/homework_*.py")), ids=lambda source: source.stem)
def test_a_solved_homework_runs_too(source):
    both_ways(build.notebook(source, solved=True))


def test_a_failing_cell_and_one_that_never_ends_are_noticed(monkeypatch):
    monkeypatch.setitem(globals(), "SECONDS", 1)
    for line in ("1 / 0", "while True: pass"):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line)])
        with pytest.raises(Exception, match=r"ZeroDivisionError|timed out"):
            both_ways(nbformat.writes(book))
