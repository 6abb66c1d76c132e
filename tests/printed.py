"""Reads back what a page prints: numbers with the grain of their last digit, and equations with their places filled."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

_PLAIN = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


def value(text: str) -> float:
    """The number that ``stage.number`` or ``stage.signed`` wrote."""
    return float(text.strip("()").translate(_PLAIN).replace("·10", "e"))


def grain(text: str, digits: int = 3) -> float:
    """Half a unit of the last digit: the last one written, or the last of ``digits``, whose zeros are left out."""
    if value(text) == 0:
        return 0.0  # "0" is only written for 0 itself
    mantissa, _, power = text.strip("()").translate(_PLAIN).partition("·10")
    written = int(power or 0) - len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** min(written, math.floor(math.log10(abs(value(text)))) + 1 - digits)


def gap(latex: str, places: Mapping[str, str], exact: tuple[str, ...] = ()) -> tuple[float, float]:
    """How far the last two sides of an equation are apart, and how far rounding to the printed digits could bring them.

    Places named in ``exact`` are written with six digits, all others with three or more.
    """
    *_, left, right = (_python(side) for side in re.split(r"=|\\approx", latex))
    values = {f"v_{name}": value(text) for name, text in places.items()}
    grains = {f"v_{name}": grain(text, 6 if name in exact else 3) for name, text in places.items()}

    def apart(**moved: float) -> float:
        names = {"sqrt": math.sqrt, "tanh": math.tanh, "e": math.e, "max": max, **values, **moved}
        return eval(left, {"__builtins__": {}}, names) - eval(right, {"__builtins__": {}}, names)

    here = apart()
    room = sum(max(abs(apart(**{n: values[n] + s * g}) - here) for s in (-1, 1)) for n, g in grains.items() if g)
    return abs(here), 1.1 * room + 1e-12


def _python(latex: str) -> str:
    text = re.sub(r"\\val\{(\w+)\}", r"v_\1", latex)
    for before, after in ((r"\cdot", "*"), (r"\,", " "), ("^2", "**2"), (r"\max", "max"), (r"\tanh", "tanh")):
        text = text.replace(before, after)
    inside, before = r"\{([^{}]*)\}", ""
    while text != before:  # from the innermost braces outwards
        before = text
        text = re.sub(rf"\\frac{inside}{inside}", r"((\1)/(\2))", text)
        text = re.sub(rf"\\sqrt{inside}", r"sqrt(\1)", text)
        text = re.sub(rf"\^{inside}", r"**(\1)", text)
    return text.strip()
