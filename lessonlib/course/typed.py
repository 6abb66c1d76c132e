"""One number that a learner types: read as a number, never evaluated."""

from __future__ import annotations

import math

from lessonlib.arguments import a_text, typed


def typed_number(text: str) -> float:
    """Read ``text`` as a number: 0.25, -3, 2e-4, .5, a decimal comma, or a fraction such as 1/3.

    Raises:
        ValueError, TypeError: for anything else, in one sentence.

    >>> typed_number("−0,25"), typed_number(" 1 / 4 "), typed_number("2e-4")
    (-0.25, 0.25, 0.0002)
    >>> typed_number("__import__('os')")
    Traceback (most recent call last):
    ValueError: wanted a number, got "__import__('os')"; write it as 0.25, -3, 2e-4 or 1/3.
    """
    if not a_text(text, "typed_number(text)").strip():
        raise ValueError("wanted a number, got an empty field; write it as 0.25, -3, 2e-4 or 1/3.")
    if (number := typed(text)) is None:
        shown = text if len(text) <= 40 else text[:39] + "…"
        raise ValueError(f"wanted a number, got {shown!r}; write it as 0.25, -3, 2e-4 or 1/3.")
    if not math.isfinite(number):
        raise ValueError(f"wanted a finite number, got {text.strip()[:40]}; divide by no 0 and stay below 1e300.")
    return number
