"""Run a notebook for its page: what each cell says, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SECONDS = 120
PUBLISH = "from lessonlib.site.islands import publish\npublish()"


@dataclass(frozen=True)
class Part:
    """One cell: its ``kind`` ("markdown" or "code"), its ``source``, and its ``outputs``, {mime type: data} each."""

    kind: str
    source: str
    outputs: tuple[dict[str, str], ...] = ()


def run(path: Path) -> list[Part]:
    """Run the notebook at ``path`` from top to bottom in a kernel of its own; an exercise not yet written may fail.

    Raises:
        nbclient.exceptions.CellTimeoutError: when a cell takes longer than two minutes.
        RuntimeError: when the kernel does not find this library.
    """
    book = nbformat.read(path, as_version=4)
    first = nbformat.v4.new_code_cell(PUBLISH)
    book.cells.insert(0, first)
    folder = {"metadata": {"path": str(path.parent)}}
    NotebookClient(book, timeout=SECONDS, kernel_name="python3", allow_errors=True, resources=folder).execute()
    if first.outputs:
        raise RuntimeError(f"site: the kernel cannot publish labs: {first.outputs[0].get('evalue', first.outputs[0])}")
    return [Part(cell.cell_type, cell.source, _outputs(cell)) for cell in book.cells[1:]]


def _outputs(cell: nbformat.NotebookNode) -> tuple[dict[str, str], ...]:
    kept = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stdout":
            kept.append({"text/plain": output.text})
        elif output.output_type in ("display_data", "execute_result"):
            kept.append(dict(output.data))
    return tuple(kept)
