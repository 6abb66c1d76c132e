"""A number that somebody typed: read as a number in one way everywhere, never evaluated."""

from __future__ import annotations

import math
import re

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
FORM = re.compile(rf"({NUMBER})(?:\s*/\s*({NUMBER}))?")
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def typed(text: str) -> float | None:
    """Read ``text`` as a number: 0.25, -3, 2e-4, .5, a decimal comma, or a fraction such as 1/3; None for no number.

    >>> typed("−0,25"), typed(" 1 / 4 "), typed("1/0"), typed("1,000.5"), typed("2*3")
    (-0.25, 0.25, inf, None, None)
    """
    plain = text.strip().replace("−", "-").replace("–", "-")
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    # ASCII only: \d would take the digits of every script.
    found = FORM.fullmatch(plain) if plain.isascii() else None
    if not found:
        return None
    over = float(found[2]) if found[2] else 1.0
    return float(found[1]) / over if over else math.inf
