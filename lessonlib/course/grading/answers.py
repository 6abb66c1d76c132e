"""What a call gave back, as JSON and back again: arrays of numbers and words, and errors. Nothing is ever unpickled."""

from __future__ import annotations

import base64
import builtins
import math
from typing import Any

import numpy as np

from lessonlib.checks.engine.judge import Seen
from lessonlib.checks.engine.subject import Missing, NotWritten
from lessonlib.checks.engine.values import NotNumbers

MOST_NUMBERS = 1_000_000  # the largest answer of an exercise has some thousands
NUMBERS = {f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)} | {"f2", "f4", "f8", "b1"}
OURS = (NotWritten, Missing, NotNumbers)  # and what the exercises derive of them, each with words of its own
LONGEST = 400


class Unreadable(ValueError):
    """What came is no answer."""


class Cause:
    """What the error says of the learner's line, found where the line is: a name, a sentence and hints."""

    def __init__(self, name: str, says: str, hints: tuple[str, ...]):
        self.name, self.says, self.hints = name, says, hints


def packed(array: np.ndarray) -> dict[str, Any]:
    """Return an array as JSON can hold it, every bit of its numbers kept.

    >>> unpacked(packed(np.float32([[1, 2]])))
    array([[1., 2.]], dtype=float32)
    >>> unpacked(packed(np.array(["the", "dog"])))
    array(['the', 'dog'], dtype='<U3')
    """
    array = np.asarray(array)
    if array.size > MOST_NUMBERS:
        raise Unreadable(f"{array.size} numbers")
    kind = f"{array.dtype.kind}{array.dtype.itemsize}"
    if kind in NUMBERS:
        raw = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
        return {"kind": kind, "shape": list(array.shape), "data": base64.b64encode(raw).decode()}
    return {"kind": "U", "shape": list(array.shape), "data": [str(word)[:LONGEST] for word in array.ravel().tolist()]}


def unpacked(held: Any) -> np.ndarray:
    """Return the array that :func:`packed` made JSON of.

    >>> unpacked({"kind": "f8", "shape": [2], "data": "AAAA"})
    Traceback (most recent call last):
    lessonlib.course.grading.answers.Unreadable: 3 bytes for 2 numbers of 8
    """
    try:
        kind, shape, data = held["kind"], held["shape"], held["data"]
        if not all(type(n) is int and 0 <= n <= MOST_NUMBERS for n in shape) or len(shape) > 32:
            raise Unreadable("a shape that is none")
        size = math.prod(shape)
        if kind == "U":
            if len(data) != size or not all(isinstance(word, str) and len(word) <= LONGEST for word in data):
                raise Unreadable("words that are none")
            return np.array(data, dtype=str).reshape(shape)
        if kind not in NUMBERS:
            raise Unreadable("a kind of number that is none")
        raw, wide = base64.b64decode(data, validate=True), int(kind[1])
        if len(raw) != size * wide:
            raise Unreadable(f"{len(raw)} bytes for {size} numbers of {wide}")
        return np.frombuffer(raw, dtype=f"<{kind}").reshape(shape).copy()
    except (KeyError, TypeError, ValueError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(type(error).__name__) from None


def sent(seen: Seen, place: str = "", cause: Any = None) -> dict[str, Any]:
    """Return what one case gave as JSON can hold it; ``place`` and ``cause`` say where and why it raised."""
    out: dict[str, Any] = {"doing": seen.doing[:LONGEST], "overflow": seen.overflowed, "got": {}}
    if seen.error is not None:
        try:
            text = " ".join(str(seen.error).split())
        except Exception:
            text = "its text cannot be printed"
        out["error"] = {"kind": type(seen.error).__name__, "text": text[:LONGEST], "place": place[:LONGEST]}
        if cause is not None:
            out["error"]["cause"] = [str(cause.name), str(cause.says), *map(str, cause.hints)]
        return out
    try:
        out["got"] = {str(name)[:LONGEST]: packed(value) for name, value in seen.got.items()}
    except Unreadable as error:
        out["error"] = {"kind": "NotNumbers", "text": str(error)}
    return out


def received(held: Any) -> Seen:
    """Return what one case gave, of what :func:`sent` made of it.

    >>> received({"doing": "forward", "got": {}, "error": {"kind": "ValueError", "text": "no rows"}}).error
    ValueError('no rows')
    """
    if not isinstance(held, dict) or not isinstance(held.get("got"), dict):
        raise Unreadable("no answer")
    got = {name: unpacked(value) for name, value in held["got"].items()}
    return Seen(got, _error(held.get("error")), bool(held.get("overflow")), _words(held.get("doing", "")))


class _Typed(str):
    """What a KeyError says: its argument as it would be typed, which the recorded text is already."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _error(held: Any) -> BaseException | None:
    if held is None:
        return None
    if not isinstance(held, dict):
        raise Unreadable("no error")
    name, text = _words(held.get("kind", "")), _words(held.get("text", ""))
    kind = _ours().get(name) or getattr(builtins, name, None)
    try:
        text = _Typed(text) if issubclass(kind, KeyError) else text
        error = kind(text) if issubclass(kind, (Exception, SystemExit, KeyboardInterrupt, GeneratorExit)) else None
    except TypeError:  # no class, or one that is not made of a text alone
        error = None
    if error is None:
        error = type(name if name.isidentifier() else "Exception", (Exception,), {})(text)
    error.recorded_place = _words(held.get("place", ""))
    cause = held.get("cause")
    if isinstance(cause, list) and len(cause) >= 3:
        error.cause = Cause(_words(cause[0]), _words(cause[1]), tuple(map(_words, cause[2:4])))
    return error


def _ours() -> dict[str, type[Exception]]:
    found, kinds = {}, [*OURS]
    while kinds:
        kind = kinds.pop()
        if kind.__module__.startswith("lessonlib."):
            found[kind.__name__] = kind
            kinds += kind.__subclasses__()
    return found


def _words(text: Any) -> str:
    if not isinstance(text, str):
        raise Unreadable("no words")
    return text[:LONGEST]
