"""Each copy of a notebook is run once, from top to bottom and then in another order; the tests look at that run."""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import SimpleNamespace

import nbformat
from nbclient import NotebookClient

from notebooks import build

SECONDS = 60
# The peak of the kernel's own memory; resource.getrusage would count what pytest held when it started the kernel.
PEAK = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"


@cache
def ran(source, solved=False):
    """Run the learner's or the solved copy of a source; return its cells with what they showed, and the peak in bytes.

    The solved copy of a lesson differs in an exercise or two: it is run from top to bottom alone.
    """
    return both_ways(build.notebook(source, solved=solved), shuffled=not solved or "homework" in source.stem)


def both_ways(text, shuffled=True, seconds=SECONDS):
    """Run a notebook's text, in a thread of its own: the browser's tests leave an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _in_order_and_shuffled(text, shuffled, seconds)).result()


async def _in_order_and_shuffled(text, shuffled, seconds):
    book = nbformat.reads(text, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    client = NotebookClient(book, kernel_name="python3", resources={"metadata": {"path": str(build.HERE)}})
    async with client.async_setup_kernel():
        await _run(client, code, seconds)
        cells = nbformat.from_dict(book.cells)
        if shuffled:
            await _run(client, random.Random(0).sample(code, len(code)), seconds)
        book.cells.append(nbformat.v4.new_code_cell(PEAK))
        await _run(client, book.cells[-1:], seconds)
    return SimpleNamespace(cells=cells, peak=int(book.cells[-1].outputs[0].text) * 1024)


async def _run(client, cells, seconds):
    until = time.monotonic() + seconds
    for cell in cells:
        client.timeout = max(1, round(until - time.monotonic()))
        await client.async_execute_cell(cell, client.nb.cells.index(cell))
