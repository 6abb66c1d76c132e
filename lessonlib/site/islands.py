"""A lab as an island in a page: the state that the notebook shows and every preset, drawn by the same code as live."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from IPython.display import display

from lessonlib.arguments import sendable
from lessonlib.stage import Lab, Picture, Trace
from lessonlib.stage.pack import Packer, scene_of

ISLAND, POOL = "application/vnd.lessonlib.island", "application/vnd.lessonlib.pool"


class Pool(Packer):
    """What the islands of a page hold, each array and each table of texts once: most presets of a lab share them.

    >>> from lessonlib.labs import softmax_lab
    >>> pool = Pool()
    >>> one, alone = pool.island_of(softmax_lab()), len(pool.packed())
    >>> pool.island_of(softmax_lab()) == one and len(pool.packed()) == alone
    True
    """

    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[tuple[str, ...], int] = {}

    def table(self, texts: list[str]) -> int:
        """The number of the table: the page looks it up in the pool."""
        return self._tables.setdefault(tuple(map(sendable, texts)), len(self._tables))

    def island(self, step: int, states: Iterable[tuple[str, str, Picture, Trace]]) -> str:
        """An island that opens at ``step`` of the first of ``states``: (name, sentence, picture, trace) each."""
        rows = [
            {"name": name, "sentence": sentence, "scene": scene_of(self, picture, trace)}
            for name, sentence, picture, trace in states
        ]
        return _deflated(_json({"step": step, "states": rows}))

    def island_of(self, lab: Lab) -> str:
        """The lab with all its presets. A page shows ours: the learner's code, not written there, is left out."""
        return self.island(lab.stage.step, _states(lab))

    def packed(self) -> str:
        """The tables, then the arrays."""
        tables = _json(list(self._tables))
        return _deflated(len(tables).to_bytes(4, "little") + tables + self.blob())


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _deflated(raw: bytes) -> str:
    """In base64, so that no text can end the element that holds it."""
    return base64.b64encode(zlib.compress(raw, 9)).decode("ascii")


def _states(lab: Lab) -> Iterator[tuple[str, str, Picture, Trace]]:
    lab.leave_out_own()
    yield "as in the lesson", "", lab.picture, lab.trace
    for name, (sentence, _) in lab.presets.items():
        lab.choose(name)
        yield name, sentence, lab.picture, lab.trace


def publish() -> Pool:
    """From now on, show labs as islands: for the kernel in which a notebook is run for its page."""
    pool = Pool()

    def show(self: Lab, **kwargs: Any) -> None:
        display({ISLAND: pool.island_of(self)}, raw=True)

    Lab._ipython_display_ = show
    return pool


def hand_over(pool: Pool, used: Iterable[str]) -> None:
    """Show the ``pool`` of the islands, and the files that were ``used`` for them, as a notebook's last output."""
    display({POOL: pool.packed(), "text/plain": "\n".join(sorted(used))}, raw=True)
