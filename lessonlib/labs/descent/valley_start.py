"""Where a way into the two valleys begins: read from a number, or from a place in the picture."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np

from lessonlib.arguments import few, told
from lessonlib.nn.valleys import WINDOW


def valley_start(start: float | Sequence[float], weights: int, name: str = "start") -> tuple[float, ...]:
    """``start``, a number or two, as the first weights of ``weights``; with one weight, the second number is left out.

    ``name`` begins the message.

    >>> valley_start(-1, 2), valley_start((0.5, 2.0), 10), valley_start((0.5, 2.0), 1)
    ((-1.0,), (0.5, 2.0), (0.5,))
    >>> valley_start(float("nan"), 1)
    Traceback (most recent call last):
    ValueError: start: wanted a number from −3.2 to 3.2, got nan; click in the picture or write start=0.5.

    Raises:
        ValueError: for other than one or two numbers within the picture.
    """
    try:
        values = np.array(few(start, 3))
    except TypeError:
        values = np.empty(0)
    inside = (WINDOW[0] <= values) & (values <= WINDOW[1])  # false for NaN
    if values.size not in (1, 2) or not inside[:weights].all():
        wanted = "a number" if weights == 1 else "one or two numbers"
        raise ValueError(
            f"{name}: wanted {wanted} from −{WINDOW[1]:g} to {WINDOW[1]:g}, got {told(start, 60)}; "
            f"click in the picture or write {name}=0.5."
        )
    return tuple(values[:weights].tolist())


def among(weights: Any, choices: Sequence[int]) -> int:
    """``weights``, one of ``choices``; ValueError for another number.

    >>> among(3, (1, 2))
    Traceback (most recent call last):
    ValueError: weights: wanted 1 or 2, got 3; choose one of them.
    """
    if isinstance(weights, bool) or not isinstance(weights, numbers.Integral) or weights not in choices:
        *first, last = map(str, choices)
        raise ValueError(f"weights: wanted {', '.join(first)} or {last}, got {told(weights)}; choose one of them.")
    return int(weights)
