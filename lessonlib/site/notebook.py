"""Run a notebook for its page: what each cell says, and what comes out of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from lessonlib.site.islands import POOL

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
PUBLISH = "from lessonlib.site.islands import publish\n_pool = publish()"
HAND_OVER = """import sys
from lessonlib.site.islands import hand_over
hand_over(_pool, {m.__file__ for n, m in list(sys.modules.items()) if n.split(".")[0] == "lessonlib" and m.__file__})"""


@dataclass(frozen=True)
class Part:
    """One cell: its ``kind`` ("markdown" or "code"), its ``source``, and its ``outputs``, {mime type: data} each."""

    kind: str
    source: str
    outputs: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """A notebook that has been run: its ``parts``, the ``pool`` of its islands, and the files that it ``used``."""

    parts: tuple[Part, ...]
    pool: str
    used: tuple[str, ...]


def run(path: Path) -> Run:
    """Run the notebook at ``path`` from top to bottom in a kernel of its own; an exercise not yet written may fail.

    Raises:
        nbclient.exceptions.CellTimeoutError: when a cell takes longer than two minutes.
        RuntimeError: when the kernel does not find this library.
    """
    book = nbformat.read(path, as_version=4)
    first, last = nbformat.v4.new_code_cell(PUBLISH), nbformat.v4.new_code_cell(HAND_OVER)
    book.cells = [first, *book.cells, last]
    folder = {"metadata": {"path": str(path.parent)}}
    env = {**os.environ, "PYTHONPATH": str(ROOT)}  # so that it finds this library and no other
    quiet = ["--IPKernelApp.log_level=40"]
    kernel = {"kernel_name": "python3", "extra_arguments": quiet, "resources": folder}
    NotebookClient(book, timeout=SECONDS, allow_errors=True, **kernel).execute(env=env)
    if not last.outputs or "data" not in last.outputs[0]:
        wrong = [*first.outputs, *last.outputs]
        raise RuntimeError(f"site: the kernel cannot publish labs: {wrong[0].get('evalue', '') if wrong else 'silent'}")
    given = last.outputs[0].data
    parts = tuple(Part(cell.cell_type, cell.source, _outputs(cell)) for cell in book.cells[1:-1])
    used = [str(Path(file).relative_to(ROOT)) for file in given["text/plain"].splitlines()]
    return Run(parts, given[POOL], tuple(used))


def kept(path: Path, folder: Path) -> Run:
    """The run of the notebook at ``path`` that ``folder`` keeps: a new one when it, or what it used, has changed."""
    file = folder / f"{path.stem}.json"
    if file.exists():
        saved = json.loads(file.read_text(encoding="utf-8"))
        parts, pool, used = saved["run"]
        if saved["digest"] == _digest(path, used):
            return Run(tuple(Part(kind, source, tuple(outputs)) for kind, source, outputs in parts), pool, tuple(used))
    fresh = run(path)
    file.write_text(json.dumps({"digest": _digest(path, fresh.used), "run": astuple(fresh)}), encoding="utf-8")
    return fresh


def _digest(path: Path, used: Sequence[str]) -> str:
    data = (file for file in (ROOT / "lessonlib" / "data").rglob("*") if file.is_file() and file.suffix != ".pyc")
    sources = sorted({path, *(ROOT / name for name in used), *data})
    return hashlib.sha256("".join(f"{source} {_hash(source)}\n" for source in sources).encode()).hexdigest()


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""


def _outputs(cell: nbformat.NotebookNode) -> tuple[dict[str, str], ...]:
    found = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stdout":
            found.append({"text/plain": output.text})
        elif output.output_type in ("display_data", "execute_result"):
            found.append(dict(output.data))
    return tuple(found)
