"""Numbers and arrays of numbers, given back as floats and ints, or refused."""

from __future__ import annotations

import itertools
import math
import numbers
from collections.abc import Mapping, MappingView

import numpy as np

from lessonlib.arguments.kinds import has, is_a, type_name
from lessonlib.arguments.memory import in_memory
from lessonlib.arguments.told import told

LARGEST = 10**4000  # beyond it Python writes no whole number out, and no message could tell it


def float_array(x, where: str) -> np.ndarray:
    """Return ``x`` as an array of floats, any shape: floats keep their precision, whole numbers become float64.

    ``where`` names the receiver in the message. No copy is made of an array that holds floats already.

    Raises:
        TypeError: for text, objects, complex numbers and ragged lists.

    >>> float_array([1, 2], "ReLU.forward")
    array([1., 2.])
    >>> float_array("one", "ReLU.forward")
    Traceback (most recent call last):
    TypeError: ReLU.forward: wanted an array of numbers, got str. Pass a numpy array such as np.array([[0.5, -1.0]]).
    """
    if is_a(x, Mapping | MappingView):
        came = f"{where}: wanted an array of numbers, got {type_name(x)}"
        raise TypeError(f"{came}. Pass its numbers alone: list({'x.values()' if is_a(x, Mapping) else 'x'}).")
    if is_a(x, np.ma.MaskedArray):
        raise TypeError(_not_numbers(where, "a masked array"))
    in_memory(x, where)
    try:
        array = np.asarray(x)
    except Exception:  # ragged lists, torch tensors that require a gradient, what a stranger's object does
        why = " with rows of different lengths" if is_a(x, list | tuple) else ""
        why = " that records its gradient (give x.detach().numpy())" if has(x, "requires_grad") else why
        raise TypeError(_not_numbers(where, f"{type_name(x)}{why}")) from None
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    came = f"an array of {array.dtype}" if is_a(x, np.ndarray) else type_name(x)
    raise TypeError(_not_numbers(where, came))


def _not_numbers(where: str, came: str) -> str:
    return f"{where}: wanted an array of numbers, got {came}. Pass a numpy array such as np.array([[0.5, -1.0]])."


def real(
    value,
    name: str,
    *,
    above: float = -math.inf,
    at_least: float = -math.inf,
    below: float = math.inf,
    at_most: float = math.inf,
) -> float:
    """Return ``value`` as a finite float: above < value, at_least <= value, value < below, value <= at_most.

    Raises:
        TypeError: for what is no number.
        ValueError: for one outside the range; ``name`` begins the message.

    >>> real(0.1, "lr", above=0)
    0.1
    >>> real(0, "lr", above=0)
    Traceback (most recent call last):
    ValueError: lr: wanted a finite number above 0, got 0. Choose one in that range.
    """
    bounds = [f"above {above:g}"] if above > -math.inf else []
    bounds += [f"at least {at_least:g}"] if at_least > -math.inf else []
    bounds += [f"below {below:g}"] if below < math.inf else []
    bounds += [f"at most {at_most:g}"] if at_most < math.inf else []
    wanted = " ".join(["a finite number", " and ".join(bounds)]).strip()
    number = _number(value, numbers.Real, float)
    if number is None:
        raise TypeError(f"{name}: wanted {wanted}, got {type_name(value)} {told(value)}. Pass a number.")
    if not (math.isfinite(number) and above < number < below and at_least <= number <= at_most):
        raise ValueError(f"{name}: wanted {wanted}, got {told(value)}. Choose one in that range.")
    return number


def _number(value, kind: type, as_type: type):
    """``value`` as ``as_type``; None for what is no such number: a truth value, a span of time, one that raises."""
    if is_a(value, bool | np.bool_ | np.timedelta64) or not is_a(value, kind):
        return None
    try:
        return as_type(value)
    except OverflowError:  # a whole number too long for a float
        return math.inf
    except Exception:  # what a stranger's number does
        return None


def whole(value, name: str, *, at_least: int = 1, at_most: float = math.inf) -> int:
    """Return ``value`` as an int from ``at_least`` to ``at_most``; TypeError for another type, ValueError beyond them.

    >>> whole(0, "epochs")
    Traceback (most recent call last):
    ValueError: epochs: wanted a whole number of at least 1, got 0. Choose one in that range.
    """
    wanted = f"a whole number {f'of at least {at_least}' if at_most == math.inf else f'from {at_least} to {at_most}'}"
    number = _number(value, numbers.Integral, int)
    if number is None:
        raise TypeError(f"{name}: wanted {wanted}, got {type_name(value)} {told(value)}. Pass an int.")
    if not at_least <= number <= min(at_most, LARGEST):
        raise ValueError(f"{name}: wanted {wanted}, got {told(value)}. Choose one in that range.")
    return number


def a_seed(value, name: str) -> int:
    """Return ``value`` as an int that numpy, torch and environments all take as a seed, from 0 to 2**32 - 1.

    >>> a_seed(-1, "Seq2Seq(seed)")
    Traceback (most recent call last):
    ValueError: Seq2Seq(seed): wanted a whole number from 0 to 4294967295, got -1. Choose one in that range.
    """
    return whole(value, name, at_least=0, at_most=2**32 - 1)


def generator(rng, name: str) -> np.random.Generator:
    """Return a generator of random numbers: ``rng`` itself, or a new one seeded with the int ``rng`` (None: unseeded).

    >>> generator(0, "Dropout(rng)").random() == np.random.default_rng(0).random()
    True
    """
    if rng is None or is_a(rng, np.random.Generator):
        return np.random.default_rng(rng)
    seed = int(rng) if is_a(rng, bool) else _number(rng, numbers.Integral, int)
    if seed is not None and seed >= 0:
        return np.random.default_rng(seed)
    came = f"{type_name(rng)} {told(rng)}"
    raise TypeError(f"{name}: wanted a numpy Generator or a seed of at least 0, got {came}. Pass rng=0.")


def one_number(value, name: str) -> float:
    """Return ``value``, a number or an array that holds just one, as a float; TypeError for anything else.

    >>> one_number(np.array([[2]]), "loss.forward")
    2.0
    >>> one_number(np.zeros(3), "loss.forward")
    Traceback (most recent call last):
    TypeError: loss.forward: wanted one number, got shape (3,). Return the mean over the batch.
    """
    try:
        array = np.asarray(in_memory(value, name))
    except Exception:  # ragged lists, and what a stranger's object does
        array = np.array(None)
    if array.size != 1 or array.dtype.kind not in "fiub":
        came = f"shape {array.shape}" if array.size != 1 else type_name(value)
        raise TypeError(f"{name}: wanted one number, got {came}. Return the mean over the batch.")
    return float(array.item())


def few(value, most: int) -> tuple[float, ...]:
    """Return a number, or the first ``most`` of a row of numbers, as floats; of an endless row no more is asked for.

    Raises:
        TypeError: for text, complex numbers, what a mask hides, and all else that is no row of numbers.

    >>> few(2, 3), few(np.array([1, 2]), 3), few(range(10**12), 3)
    ((2.0,), (1.0, 2.0), (0.0, 1.0, 2.0))
    """
    if is_a(value, str | bytes):
        raise TypeError("a text is no row of numbers")
    try:
        alone = isinstance(value, numbers.Real) or (isinstance(value, np.ndarray) and value.ndim == 0)
        row = [value] if alone else value
        arrays = [np.asarray(number) for number in itertools.islice(row, most)]
        if isinstance(value, np.ma.MaskedArray) or any(a.size != 1 or a.dtype.kind not in "fiub" for a in arrays):
            raise TypeError("no row of numbers")
        return tuple(float(array.item()) for array in arrays)
    except Exception:  # whatever a stranger's object does
        raise TypeError("no row of numbers") from None


def place(value, name: str, lows, highs, advice: str) -> tuple[float, ...]:
    """Return ``value``, as many finite numbers as there are ``lows``, each from its low to its high, as floats.

    Raises:
        TypeError: for what is no row of numbers.
        ValueError: for another count and for a number beyond its ends.

    >>> place([1, 2], "start", (-4, -4), (4, 4), "write start=(-1, 2)")
    (1.0, 2.0)
    >>> place([1, 9], "start", (-4, -4), (4, 4), "write start=(-1, 2)")
    Traceback (most recent call last):
    ValueError: start: wanted 2 numbers, each from -4 to 4, got [1, 9]; write start=(-1, 2).
    """
    ends = list(dict.fromkeys(f"from {low:g} to {high:g}" for low, high in zip(lows, highs, strict=True)))
    ends = f"each {ends[0]}" if len(ends) == 1 else " and ".join(ends)
    wanted = f"{name}: wanted {len(lows)} numbers, {ends}, got {told(value)}; {advice}."
    try:
        row = few(value, len(lows) + 1)
    except TypeError:
        raise TypeError(wanted) from None
    if len(row) != len(lows) or not all(low <= v <= high for low, v, high in zip(lows, row, highs, strict=True)):
        raise ValueError(wanted)
    return row
