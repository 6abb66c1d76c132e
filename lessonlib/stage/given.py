"""What a learner gives to a lab, read once: a lab computes again and again, and a generator can be read only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lessonlib.arguments import has, in_memory, listed


def read_once(
    given: Mapping[str, Any], otherwise: Mapping[str, Any], but: Iterable[str] = ()
) -> tuple[dict[str, Any], Exception | None]:
    """``given`` with each generator made a list, and the first error; what is refused is taken from ``otherwise``.

    What has no end, or claims more entries than fit into memory, is refused here: a control would look through it.

    Args:
        given, otherwise: arguments, by name.
        but: arguments that are left as they are, those that hold the learner's code.

    >>> read_once({"scores": map(int, "12"), "rate": 0.5}, {})
    ({'scores': [1, 2], 'rate': 0.5}, None)
    >>> read_once({"scores": range(10**12)}, {"scores": None})[0]
    {'scores': None}
    """
    kept, left, first = dict(given), set(but), None
    for name, value in given.items():
        if name in left or callable(value):
            continue
        try:
            in_memory(value, name)
            if has(value, "__iter__") and not has(value, "__len__"):
                kept[name] = listed(value, name)
        except (TypeError, ValueError) as error:
            kept[name], first = otherwise[name], first or error
    return kept, first
