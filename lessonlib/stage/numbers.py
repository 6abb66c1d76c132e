"""Numbers as a learner reads them: three significant digits, a real minus, powers of ten spelled out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from lessonlib.stage.equations import grain, read

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 3) -> str:
    """``value`` with ``digits`` significant digits.

    >>> number(-0.12345), number(1234.5), number(2.0), number(0.00001234), number(3e12)
    ('−0.123', '1234', '2', '1.23·10⁻⁵', '3·10¹²')
    >>> number(float("nan")), number(float("-inf"))
    ('not a number', '−∞')
    """
    value = float(value)
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        exponent = math.floor(math.log10(abs(value)))
        text = f"{value:.{max(digits - 1 - exponent, 0)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace("-", "−")
    mantissa, exponent_text = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}·10{str(int(exponent_text)).translate(_SUPERSCRIPT)}".replace("-", "−")


def beyond(power: float, digits: int = 3) -> str:
    """Ten to the ``power``, as :func:`number` writes it, also where no float holds it.

    >>> beyond(-434.29), beyond(-4.5)
    ('5.13·10⁻⁴³⁵', '3.16·10⁻⁵')
    """
    whole = math.floor(power)
    return f"{number(10 ** (power - whole), digits)}·10{str(whole).translate(_SUPERSCRIPT)}"


def numbers(values: Iterable[float], digits: int = 3) -> np.ndarray:
    """:func:`number` over an array: strings of the same shape.

    >>> numbers([[0.5, -1.25]]).tolist()
    [['0.5', '−1.25']]
    """
    array = np.asarray(values, dtype=float)
    strings = [number(value, digits) for value in array.ravel()]
    return np.array(strings, dtype=object).reshape(array.shape)


def part(share: float, digits: int = 3) -> str:
    """:func:`number` of a share, with more digits where a part would read as the whole.

    >>> part(0.25), part(0.99959), part(0.998, 2), part(1.0)
    ('0.25', '0.9996', '0.998', '1')
    """
    return next((text for more in range(digits, 7) if (text := number(share, more)) != "1"), "1")


def signed(value: float, digits: int = 3) -> str:
    """:func:`number` in brackets when negative, as it is written behind a sign or a product.

    >>> "0.5 − 0.1 · " + signed(-1.2)
    '0.5 − 0.1 · (−1.2)'
    """
    return bracketed(number(value, digits))


def count(value: int, apart: int = 10_000) -> str:
    """A count in full, its thousands apart from ``apart`` on: from 1000 on beside longer ones.

    >>> count(4537), count(1803902), count(4537, apart=1000)
    ('4537', '1 803 902', '4 537')
    """
    return f"{value:,}".replace(",", " ") if abs(value) >= apart else str(value)


def change(before: float, move: float) -> tuple[str, str, str, str]:
    """A step as it is written, ``(before, sign, size, after)``, all to one decimal place: what is printed adds up.

    There are so many digits, at most seven, that a short step shows.

    >>> " ".join(change(-3.61473, 0.0046))
    '−3.61473 + 0.0046 −3.61013'
    """
    sign, after = "−" if move < 0 else "+", before + move
    sizes = [abs(v) for v in (before, move, after) if v]
    if not np.isfinite(after) or not sizes or not 1e-9 < max(sizes) < 1e5:
        return number(before), sign, number(abs(move)), number(after)
    place = max(2 - math.floor(math.log10(size)) for size in sizes)
    place = min(place, 6 - math.floor(math.log10(max(sizes))))
    was, now = round(float(before), place), round(float(after), place)
    return number(was, 12), sign, number(round(abs(now - was), place), 12), number(now, 12)


def worked(rule: Callable[..., float], *inputs: float, digits: int = 3, most: int = 6) -> tuple[list[str], str, str]:
    """A calculation as it is printed, (inputs, "=" or "≈", result): "=" where the printed inputs give the result.

    Args:
        rule: what is computed.
        inputs: its arguments, printed with as many digits as that takes.
        digits: of the result, and the fewest of the inputs.
        most: of the inputs; where they do not suffice, the sign is "≈".

    >>> worked(lambda a, b: a / b, 1, 1.1507), worked(lambda a, b: a / b, 1, 3)
    ((['1', '1.151'], '=', '0.869'), (['1', '3'], '=', '0.333'))
    """
    with np.errstate(all="ignore"):  # what is not a number is shown as such
        calculation = lambda *values: rule(*map(np.float64, values))  # noqa: E731
        result = number(calculation(*inputs), digits)
        texts = [number(value, digits_that_hold(calculation, inputs, digits, most)) for value in inputs]
        if number(calculation(*map(read, texts)), digits) == result:
            return texts, "=", result
    return [number(value, digits) for value in inputs], "≈", result


def gives(value: float, text: str) -> str:
    """The sign between a calculation and the result printed as ``text``: "=" where ``value`` rounds to it, else "≈".

    >>> gives(0.1 * 23.1, "2.31"), gives(0.1 * 23.1, "2.32")
    ('=', '≈')
    """
    return "=" if abs(value - read(text)) <= 1.000001 * grain(text) else "≈"


def vector(values: Iterable[float], digits: int = 3) -> str:
    """Several numbers in brackets, one without.

    >>> vector([0.5, -1]), vector([0.5])
    ('(0.5, −1)', '0.5')
    """
    strings = [number(value, digits) for value in values]
    return strings[0] if len(strings) == 1 else f"({', '.join(strings)})"


def plural(n: int, word: str, words: str = "") -> str:
    """A count with its noun, in the singular for 1; ``words`` is a plural that does not end in s.

    >>> plural(1, "term"), plural(0, "term"), plural(12000, "query", "queries")
    ('1 term', '0 terms', '12 000 queries')
    """
    return f"{count(n)} {word if n == 1 else words or word + 's'}"


def that_hold(calculation: Callable[..., Any], values: Iterable[float], digits: int = 3) -> list[str]:
    """``values`` with so few digits, at least ``digits``, that the printed results of ``calculation`` follow from them.

    ``calculation`` gives one number or several.

    >>> number(1 - math.tanh(-6) ** 2), that_hold(lambda y: 1 - y**2, [math.tanh(-6)])
    ('2.46·10⁻⁵', ['−0.99998771'])
    """
    values = [float(value) for value in values]
    return [number(value, digits_that_hold(calculation, values, digits)) for value in values]


def digits_that_hold(calculation: Callable[..., Any], values: Sequence[float], digits: int = 3, most: int = 9) -> int:
    """How many digits :func:`that_hold` prints."""

    def printed(inputs: Iterable[float]) -> list[str]:
        return numbers(np.ravel(calculation(*inputs)), digits).tolist()

    wanted = printed(values)
    enough = (d for d in range(digits, most) if printed(float(f"{value:.{d - 1}e}") for value in values) == wanted)
    return next(enough, most)


def bracketed(text: str) -> str:
    """What :func:`number` wrote, in brackets when negative, as it stands behind a sign or a product."""
    return f"({text})" if text.startswith("−") else text
