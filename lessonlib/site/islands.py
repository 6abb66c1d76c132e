"""A lab as an island in a page: the state that the notebook shows and every preset, drawn by the same code as live."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from lessonlib.stage import Lab, Picture, Trace
from lessonlib.stage.pack import pack

MIME = "application/vnd.lessonlib.island"


def island(lab: Lab) -> str:
    """The lab with all its presets, deflated, in base64: no text in it can end the element that holds it.

    What a page shows is ours: the learner's code, which is not written there, is left out.

    >>> from lessonlib.labs import softmax_lab
    >>> 1000 < len(island(softmax_lab())) < 100_000
    True
    """
    return packed(lab.stage.step, _states(lab))


def packed(step: int, states: Iterable[tuple[str, str, Picture, Trace]]) -> str:
    """An island that opens at ``step`` of the first of ``states``: (name, sentence, picture, trace) each."""
    head: dict[str, Any] = {"step": step, "states": []}
    blobs = []
    for name, sentence, picture, trace in states:
        scene, blob = pack(picture, trace)
        head["states"].append({"name": name, "sentence": sentence, "scene": scene, "size": len(blob)})
        blobs.append(blob)
    written = json.dumps(head, ensure_ascii=False, allow_nan=False).encode()
    raw = len(written).to_bytes(4, "little") + written + b"".join(blobs)
    return base64.b64encode(zlib.compress(raw, 9)).decode("ascii")


def _states(lab: Lab) -> Iterator[tuple[str, str, Picture, Trace]]:
    lab.leave_out_own()
    yield "as in the lesson", "", lab.picture, lab.trace
    for name, (sentence, _) in lab.presets.items():
        lab.choose(name)
        yield name, sentence, lab.picture, lab.trace


def publish() -> None:
    """From now on, show labs as islands: for the kernel in which a notebook is run for its page."""

    def as_island(self: Lab, **kwargs: Any) -> dict[str, str]:
        return {MIME: island(self)}

    Lab._repr_mimebundle_ = as_island
