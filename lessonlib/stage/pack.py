"""A picture packed for the page: one JSON scene, and one block of bytes that holds every array once."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.arguments import sendable
from lessonlib.stage.marks import look
from lessonlib.stage.pace import pace
from lessonlib.stage.picture import Axis, Mark, Picture, Plot, Sheet
from lessonlib.stage.still import still
from lessonlib.stage.trace import Trace

_TYPES = {"float32": "f4", "uint8": "u1", "uint16": "u2", "int32": "i4"}


class Packer:
    """Collects arrays into one block; equal arrays are stored once."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._size = 0
        self._seen: dict[tuple, list] = {}

    def array(self, values: np.ndarray) -> list:
        """Store ``values`` in the smallest type that draws the same; returns ``[type, offset, shape]``."""
        with np.errstate(over="ignore"):  # beyond float32 lies infinity, which is drawn no differently
            small = values.astype(_smallest(values))
        raw = small.tobytes()
        key = (small.dtype.name, small.shape, raw)
        if key not in self._seen:
            self._seen[key] = [_TYPES[small.dtype.name], self._size, list(small.shape)]
            padded = raw + b"\0" * (-len(raw) % 4)  # typed arrays in the browser start at multiples of their size
            self._chunks.append(padded)
            self._size += len(padded)
        return self._seen[key]

    def strings(self, values: np.ndarray) -> dict[str, Any]:
        """Store strings as a table of the different ones and an array of places in it."""
        table: dict[str, int] = {}
        index = [table.setdefault(str(value), len(table)) for value in values.ravel()]
        return {"table": self.table(list(table)), "index": self.array(np.array(index, dtype=int).reshape(values.shape))}

    def table(self, texts: list[str]) -> Any:
        """How a scene names the table of these ``texts``: here, the table itself."""
        return texts

    def blob(self) -> bytes:
        """All arrays, one after the other."""
        return b"".join(self._chunks)


def pack(picture: Picture, trace: Trace) -> tuple[dict[str, Any], bytes]:
    """The picture and the trace's captions as ``(scene, blob)``.

    Raises:
        ValueError: when a mark's data has neither one row nor one for each step.
    """
    packer = Packer()
    return scene_of(packer, picture, trace), packer.blob()


def scene_of(packer: Packer, picture: Picture, trace: Trace) -> dict[str, Any]:
    """The scene alone; its arrays go to ``packer``, which may hold those of other pictures.

    Raises:
        ValueError: as :func:`pack`.
    """
    scene = {
        "title": picture.title,
        "before": picture.before or picture.title,
        "question": picture.question and picture.question.packed(),
        "speed": pace(picture, trace.captions),
        "strides": picture.strides,
        "steps": trace.steps,
        "captions": packer.strings(np.array([[caption] for caption in trace.captions], dtype=object)),
        "notes": list(trace.notes),
        "key": [_key(_signs(picture), *entry) for entry in picture.key],
        "panels": [_panel(packer, panel, trace.steps) for panel in picture.panels],
        "formulas": [_mark(packer, mark, trace.steps) for mark in picture.formulas],
        "still": still(picture, trace.captions),
    }
    return _sendable(scene)


def _sendable(scene: Any) -> Any:
    """``scene`` with all its texts as a page can be sent them: titles and labels hold what the learner typed."""
    if isinstance(scene, str):
        return scene if scene.isascii() else sendable(scene)
    if isinstance(scene, dict):
        return {key: _sendable(value) for key, value in scene.items()}
    return [_sendable(value) for value in scene] if isinstance(scene, list | tuple) else scene


def _smallest(values: np.ndarray) -> type:
    if values.dtype.kind == "f":
        return np.float32
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    return np.uint8 if low >= 0 and high < 256 else np.uint16 if low >= 0 and high < 65536 else np.int32


def _key(signs: dict[int, set[str]], series: str, label: str, dash: str | None = None) -> dict[str, Any]:
    entry = look(series, "ink", label=label)
    entry["signs"] = sorted(signs.get(entry["slot"], ("line", "marker")))
    return entry if dash is None else {**entry, "dash": dash}


def _signs(picture: Picture) -> dict[int, set[str]]:
    """By slot, how the series is drawn: a key shows no other sign."""
    signs: dict[int, set[str]] = {}
    marks = [mark for panel in picture.panels for mark in panel.marks]
    while marks:
        mark = marks.pop()
        marks += mark.marks
        if "slot" not in mark.options:
            continue
        drawn = {"line": {"line"}, "arrows": {"line"}, "points": {"marker"}, "bars": {"fill"}, "area": {"fill"}}
        own = drawn.get(mark.kind, set()) | ({"marker"} if mark.options.get("head") else set())
        if own:
            signs.setdefault(mark.options["slot"], set()).update(own)
    return signs


def _panel(packer: Packer, panel: Plot | Sheet, steps: int) -> dict[str, Any]:
    packed = {"title": panel.title, "grow": panel.grow, "marks": [_mark(packer, mark, steps) for mark in panel.marks]}
    if isinstance(panel, Sheet):
        return {"kind": "sheet", **packed}
    axes = {"x": _axis(panel.x), "y": _axis(panel.y)}
    shown = {name: getattr(panel, name) for name in ("alt", "aspect", "frame", "zoom", "equal", "room")}
    return {"kind": "plot", **shown, **axes, **packed}


def _axis(axis: Axis) -> dict[str, Any]:
    ticks = None if axis.ticks is None else [[float(value), str(label)] for value, label in axis.ticks]
    return {"domain": axis.domain, "label": axis.label, "scale": axis.scale, "bands": list(axis.bands), "ticks": ticks}


def _mark(packer: Packer, mark: Mark, steps: int) -> dict[str, Any]:
    for name, array in {**mark.arrays, **mark.strings}.items():
        by_step = mark.when == "at" or name in ("lit", "litEdges")  # what is lit changes with the step in any mark
        if by_step and len(array) not in (1, steps):
            raise ValueError(
                f"mark {mark.kind!r}, {name!r}: wanted {steps} rows (one a step) or 1 (always the same), "
                f"got {len(array)}; its shape is {array.shape}"
            )
    if mark.when == "upto" and any(array.shape[1] != steps for array in mark.arrays.values()):
        shapes = {name: array.shape[1:] for name, array in mark.arrays.items()}
        raise ValueError(f"mark {mark.kind!r}, upto: wanted one item for each of {steps} steps, got {shapes}")
    return {
        "kind": mark.kind,
        "when": mark.when,
        "data": {name: packer.array(array) for name, array in mark.arrays.items()},
        "strings": {name: packer.strings(array) for name, array in mark.strings.items()},
        **({"marks": [_mark(packer, inner, steps) for inner in mark.marks]} if mark.marks else {}),
        **mark.options,
    }
