"""The learner's own class in a lab: made, run with a time limit, and its failure told in one sentence."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

import numpy as np

from lessonlib.arguments import cut, said, type_name
from lessonlib.arguments.memory import MOST as MOST_NUMBERS
from lessonlib.arguments.memory import claimed
from lessonlib.deadline import attempt
from lessonlib.put_back import put_back

SECONDS = 3.0
MOST = 200  # letters of what their error says: the sentence goes on behind it
LONGEST = 60  # letters of a name
_UNTIL: ContextVar[float] = ContextVar("until", default=math.inf)  # when all of a learner's code must have returned


def name_of(mine: Any) -> str:
    """What the learner calls it: the class's or the function's name.

    >>> name_of(dict), name_of({})
    ('dict', 'dict')
    """
    try:
        name = getattr(mine, "__name__", None)
    except Exception:  # a stranger's __getattr__
        name = None
    return cut(name if isinstance(name, str) and name else type(mine).__name__, LONGEST)


class Named:
    """Several things of the learner's under one name: "MyNetwork with MyLoss"."""

    def __init__(self, name: str) -> None:
        self.__name__ = name


def own_label(mine: Any, ours: Iterable[str]) -> str:
    """What the picture calls it: its name, or "My Adam" where one of ours has that name too.

    >>> own_label(dict, ["Adam"]), own_label(dict, ["dict"])
    ('dict', 'My dict')
    """
    return f"My {name_of(mine)}" if name_of(mine) in ours else name_of(mine)


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Within it, a learner's functions have :data:`SECONDS` for all of them, not for each."""
    before = _UNTIL.set(time.monotonic() + SECONDS)
    try:
        yield
    finally:
        _UNTIL.reset(before)


def run_own(mine: Any, run: Callable[[], Any], stays: str, seconds: float | None = None) -> tuple[Any, str]:
    """Run the learner's code for at most ``seconds`` (:data:`SECONDS`): (result, "") or (None, what went wrong).

    >>> run_own(dict, lambda: {}["w"], stays="SGD")
    (None, "dict raised KeyError: 'w'. SGD stays drawn; mend dict and run its cell and this one again.")
    """
    seconds, name = SECONDS if seconds is None else seconds, own_label(mine, (stays,))
    left = min(seconds, _UNTIL.get() - time.monotonic())
    if left <= 0:
        return None, f"{name} was not run: the {seconds:g} s that your code has in all are over. {stays} stays drawn."
    with put_back():
        result, error = attempt(run, left)
    if error is None:
        return result, ""
    if isinstance(error, Departure):
        what = said(error, MOST)
    elif isinstance(error, NotImplementedError):
        what = f"{name} is not written yet"
    elif isinstance(error, TimeoutError):
        what = f"{name} did not return within {seconds:g} s and was stopped"
    else:
        what = ": ".join(filter(None, [f"{name} raised {cut(type(error).__name__, 60)}", said(error, MOST)]))
    what = what if what.endswith("?") else f"{what.rstrip('.')}."
    mended = name.replace("My ", "my ")  # within a sentence
    return None, f"{what} {stays} stays drawn; mend {mended} and run its cell and this one again."


class Departure(Exception):
    """The learner's code returned something that cannot be drawn; the text says what was wanted and what came."""


def wanted_shape(value: Any, shape: tuple[int, ...], where: str) -> np.ndarray:
    """``value`` as a float array, or a :class:`Departure` that names the shape or the content that came instead.

    >>> wanted_shape([1, 2], (3,), "MyReLU.forward")
    Traceback (most recent call last):
        ...
    lessonlib.labs.shared.own.Departure: MyReLU.forward returned shape (2,), wanted (3,)
    """
    if value is None:
        raise Departure(f"{where} returned nothing, wanted an array of numbers of shape {shape}; is a return missing?")
    array = real_numbers(value)
    if array is None:
        raise Departure(f"{where} returned {kind_of(value)}, wanted an array of numbers of shape {shape}")
    if array.shape != shape:
        raise Departure(f"{where} returned shape {array.shape}, wanted {shape}")
    return array


def real_numbers(value: Any) -> np.ndarray | None:
    """``value`` as a float array of its own; None for text, complex numbers, dates, a mask, and what is no array.

    >>> real_numbers([1, 2]), real_numbers(["0.5"]), real_numbers(1j)
    (array([1., 2.]), None, None)
    """
    if isinstance(value, np.ma.MaskedArray) or claimed(value) > MOST_NUMBERS:
        return None
    try:
        array = np.asarray(value)
        return np.array(array, dtype=float) if array.dtype.kind in "fiub" else None
    except Exception:  # ragged lists, and whatever a stranger's object does in __array__
        return None


def kind_of(value: Any) -> str:
    """What a sentence calls ``value``: its type, and for an array that of its entries.

    >>> kind_of("0.5"), kind_of(np.array([1j]))
    ('str', 'an array of complex128')
    """
    if isinstance(value, np.ma.MaskedArray):
        return "a masked array"
    kind = f"an array of {value.dtype}" if isinstance(value, np.ndarray) else type_name(value)
    return f"{kind} that claims {many:.3g} entries" if (many := claimed(value)) > MOST_NUMBERS else kind


def within_memory(value: Any, where: str) -> Any:
    """``value``, or a :class:`Departure` when it says that it is longer than any answer is.

    >>> within_memory(range(10**12), "mine")
    Traceback (most recent call last):
    lessonlib.labs.shared.own.Departure: mine returned range that claims 1e+12 entries; return what was asked alone
    """
    if claimed(value) > MOST_NUMBERS:
        raise Departure(f"{where} returned {kind_of(value)}; return what was asked alone")
    return value


def counterpart(mine: Any, ours: Iterable[str], otherwise: str) -> str:
    """Which of ours the learner's class is compared with: the longest of our names that its name contains.

    >>> class MyLeakyReLU: ...
    >>> counterpart(MyLeakyReLU, ["ReLU", "LeakyReLU"], "ReLU")
    'LeakyReLU'
    """
    plain = name_of(mine).lower().replace("_", "")
    return max((name for name in ours if name.lower() in plain), key=len, default=otherwise)
