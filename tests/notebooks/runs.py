"""Each copy of a notebook is run once, from top to bottom and then in another order; the tests look at that run."""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from types import SimpleNamespace

import nbformat
from nbclient import NotebookClient

from notebooks import build

SECONDS = 60
LONG = 3  # seconds: a cell of a solved homework that trained for longer is not run a second time, out of order
# The peak of the kernel's own memory; resource.getrusage would count what pytest held when it started the kernel.
PEAK = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"


@cache
def ran(source, solved=False):
    """Run the learner's or the solved copy of a source; return its cells with what they showed, and the peak bytes."""
    if solved and "homework" not in source.stem:
        learners = ran(source, False)
        return SimpleNamespace(cells=learners.solved, peak=learners.peak)
    then = [] if "homework" in source.stem else from_the_first_answer(source)
    return both_ways(build.notebook(source, solved=solved), then, again=LONG if solved else SECONDS)


def from_the_first_answer(source):
    """The code cells of a lesson's solved copy from the first that differs: those above have run, as the learner's."""
    copies = (nbformat.reads(build.notebook(source, solved=solved), as_version=4).cells for solved in (False, True))
    pairs = list(zip(*copies, strict=True))
    first = next((i for i, (blank, answer) in enumerate(pairs) if blank.source != answer.source), len(pairs))
    return [answer for _, answer in pairs[first:] if answer.cell_type == "code"]


def both_ways(text, then=(), seconds=SECONDS, again=SECONDS):
    """Run a notebook's text, in a thread of its own: the browser's tests leave an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _in_order_and_shuffled(text, list(then), seconds, again)).result()


async def _in_order_and_shuffled(text, then, seconds, again):
    book = nbformat.reads(text, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    client = NotebookClient(book, kernel_name="python3", resources={"metadata": {"path": str(build.HERE)}})
    async with client.async_setup_kernel():
        took = await _run(client, code, seconds)
        cells = nbformat.from_dict(book.cells)
        short = [cell for cell, long in zip(code, took, strict=True) if long <= again]
        await _run(client, random.Random(0).sample(short, len(short)), seconds)
        then.append(nbformat.v4.new_code_cell(PEAK))
        book.cells += then
        await _run(client, then, seconds)
    *solved, peak = then
    return SimpleNamespace(cells=cells, solved=solved, peak=int(peak.outputs[0].text) * 1024)


async def _run(client, cells, seconds):
    """Run these cells in this order; return how many seconds each took."""
    started = [time.monotonic()]
    for cell in cells:
        client.timeout = max(1, round(started[0] + seconds - started[-1]))
        await client.async_execute_cell(cell, client.nb.cells.index(cell))
        started.append(time.monotonic())
    return [end - start for start, end in pairwise(started)]
