"""Names out of a list: one of them, or several."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from lessonlib.arguments.kinds import is_a, type_name
from lessonlib.arguments.memory import listed
from lessonlib.arguments.told import cut, told


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
        near = nearest(value, names)
        guess = f"; did you mean {' or '.join(map(repr, near))}?" if near else "."
        raise ValueError(f"Unknown {what} {told(value)}{guess} There are: {', '.join(names)}.")
    raise TypeError(f"{what}: wanted one of {', '.join(names)}, got {type_name(value)}")


def nearest(value: str, names: Iterable[str]) -> list[str]:
    """Those of ``names``, at most two, that ``value`` is a misspelling of.

    >>> nearest("stp", ["scores", "step"])
    ['step']
    """
    by_lower = {name.lower(): name for name in names}
    lower = value[:100].lower()  # the nearest of a million letters would be looked for half a minute
    near = [lower] if lower in by_lower else difflib.get_close_matches(lower, by_lower, n=2, cutoff=0.4)
    return [by_lower[name] for name in near]


def no_argument(unknown: Iterable[str], names: Iterable[str], where: str) -> TypeError:
    """The error that ``where`` has no arguments of the names ``unknown``; it offers the nearest.

    >>> no_argument(["stp"], ["scores", "step"], "softmax_lab")
    TypeError('softmax_lab: no argument stp; did you mean step? There are scores, step.')
    """
    unknown, names = list(unknown), list(names)
    near = nearest(unknown[0], names)[:1]
    guess = f"; did you mean {near[0]}?" if near else "."
    return TypeError(f"{where}: no argument {cut(', '.join(unknown), 60)}{guess} There are {', '.join(names)}.")


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
