"""The learner's function in a lab: called on copies of our input, its answer checked and laid beside ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.labs.shared.own import Departure, kind_of, real_numbers
from lessonlib.stage import number
from lessonlib.stage.numbers import vector


def ask(mine: Any, *arguments: np.ndarray, method: str = "forward") -> Any:
    """What ``mine`` answers to copies of ``arguments``: a function, an object with ``method``, or a class of such.

    What overflows in it gives inf or NaN, as it would anywhere, and no warning: the picture shows it.

    >>> ask(np.exp, np.array([0.0, 1000.0]))
    array([ 1., inf])

    Raises:
        Departure: when ``mine`` can do none of this.
    """
    with np.errstate(all="ignore"):
        thing = mine() if isinstance(mine, type) else mine
        call = getattr(thing, method, thing)
        if not callable(call):
            raise Departure(f"{type(thing).__name__} has no {method} and is no function; give it one of them")
        return call(*[np.array(argument) for argument in arguments])


def own_function(mine: Any) -> Any:
    """``mine``, which will be called with what is no array (a table, sessions), when it is a function.

    >>> own_function(len) is len
    True

    Raises:
        Departure: when it cannot be called.
    """
    if not callable(mine):
        raise Departure(f"{type(mine).__name__} is no function; give it one")
    return mine


def wanted_number(value: Any, where: str) -> float:
    """``value`` as a float, or a :class:`Departure` that says what came instead.

    >>> wanted_number(np.array([[2.0]]), "MyLoss.forward")
    2.0
    >>> wanted_number(np.zeros(3), "MyLoss.forward")
    Traceback (most recent call last):
    lessonlib.labs.shared.own.Departure: MyLoss.forward returned shape (3,), wanted one number, the mean over the rows
    """
    if value is None:
        raise Departure(f"{where} returned nothing, wanted one number; is a return missing?")
    array = real_numbers(value)
    if array is None:
        raise Departure(f"{where} returned {kind_of(value)}, wanted one number")
    if array.size != 1:
        raise Departure(f"{where} returned shape {array.shape}, wanted one number, the mean over the rows")
    return float(array.item())


def apart(got: Any, ours: Any) -> np.ndarray:
    """Where two answers differ by more than rounding; NaN agrees with NaN.

    >>> apart([0.1 + 0.2, np.nan, 1.0], [0.3, np.nan, 2.0])
    array([False, False,  True])
    """
    return ~np.isclose(got, ours, rtol=1e-6, atol=1e-9, equal_nan=True)


def told_apart(got: Any, wanted: Any, told: Callable[[Any], str] = number) -> tuple[str, str]:
    """Two numbers, or rows of them, as ``told`` writes them; with more digits where they would look alike.

    >>> told_apart(4.0, 2.0), told_apart(0.12998, 0.13001)
    (('4', '2'), ('0.12998', '0.13001'))
    """
    first, second = told(got), told(wanted)
    if first == second and np.asarray(got).dtype.kind in "fiu" and np.asarray(wanted).dtype.kind in "fiu":
        write = vector if np.ndim(got) else number
        pairs = ((write(got, digits), write(wanted, digits)) for digits in range(4, 16))
        first, second = next((pair for pair in pairs if pair[0] != pair[1]), (first, second))
    return first, second
