"""Anything in a sentence: what came, what a stranger's error says, cut to a length that is read and can be sent."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

SENTENCE = 300  # letters of a message that a learner reads
VALUE = 40  # letters of a value in it


def cut(text: str, most: int = SENTENCE) -> str:
    """``text`` in at most ``most`` letters, the last of them … where it is longer; half a surrogate pair becomes ?.

    >>> cut("the dog is on the table", most=12), cut("\\ud800")
    ('the dog is …', '?')
    """
    short = text if len(text) <= most else f"{text[: most - 1]}…"
    return sendable(short)


def sendable(text: str) -> str:
    """``text`` with a ? for each half of a surrogate pair: UTF-8 has no bytes for it, so no page can be sent one."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def told(value: Any, most: int = VALUE) -> str:
    """How a message writes ``value``: its repr on one line, cut; any object's, even one whose repr raises.

    >>> told([1, 2]), told("a" * 100, most=8)
    ('[1, 2]', "'aaaaaa…")
    """
    try:
        value = value.item() if isinstance(value, np.generic) else value
        # A repr holds the whole text: the beginning of a long one is enough.
        text = repr(value[:most]) + "…" if isinstance(value, str) and len(value) > 2 * most else repr(value)
        return cut(text if isinstance(value, str) else " ".join(text.split()), most)
    except Exception:  # whatever a stranger's object does, a list nested too deep, a whole number of 10 000 digits
        if type(value) is int:
            return f"a number of about {math.log10(abs(value)):.0f} digits"
        return "(its repr raises)"


def said(error: BaseException, most: int = SENTENCE) -> str:
    """The text of ``error`` on one line, cut; "" when it has none, or none that can be had.

    >>> said(KeyError("w")), said(ValueError())
    ("'w'", '')
    """
    try:
        return cut(" ".join(str(error).split()), most)
    except Exception:  # a learner's __str__ that raises
        return ""
