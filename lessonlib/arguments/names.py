"""Names out of a list: one of them, or several."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from lessonlib.arguments.kinds import is_a, type_name
from lessonlib.arguments.memory import listed
from lessonlib.arguments.told import told


def one_of(value: Any, names: Iterable[str], what: str) -> str:
    """``value`` if it is one of ``names``; else a ValueError that offers the nearest.

    >>> one_of("Adma", ["SGD", "Adam"], "method")
    Traceback (most recent call last):
        ...
    ValueError: Unknown method 'Adma'; did you mean 'Adam'? There are: SGD, Adam.
    """
    names = list(names)
    if is_a(value, str):
        value = value if type(value) is str else str.__getitem__(value, slice(None))  # theirs may compare as it likes
        if value in names:
            return value
        by_lower = {name.lower(): name for name in names}
        lower = value[:100].lower()  # the nearest of a million letters would be looked for half a minute
        near = [lower] if lower in by_lower else difflib.get_close_matches(lower, by_lower, n=2, cutoff=0.4)
        guess = f"; did you mean {' or '.join(repr(by_lower[n]) for n in near)}?" if near else "."
        raise ValueError(f"Unknown {what} {told(value)}{guess} There are: {', '.join(names)}.")
    raise TypeError(f"{what}: wanted one of {', '.join(names)}, got {type_name(value)}")


def some_of(values: Any, names: Iterable[str], what: str) -> list[str]:
    """Several of ``names``, each once, as :func:`one_of` takes them; a single name is a list of one.

    >>> some_of(["Adam", "SGD", "Adam"], ["SGD", "Adam"], "method"), some_of("SGD", ["SGD", "Adam"], "method")
    (['Adam', 'SGD'], ['SGD'])
    """
    names = list(names)
    try:
        several = [values] if is_a(values, str) else listed(values, what)
    except TypeError:
        several = [values]  # which one_of refuses
    return list(dict.fromkeys(one_of(value, names, what) for value in several))
