"""Numbers and arrays of numbers, given back as floats and ints, or refused."""

from __future__ import annotations

import itertools
import math
import numbers
from collections.abc import Mapping, MappingView

import numpy as np

from lessonlib.arguments.told import told

MOST = 50_000_000  # numbers in one table: 0.4 GB as float64
ENDLESS = 5_000_000  # entries after which what does not say how long it is has no end for us


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
    if isinstance(x, Mapping | MappingView):
        came = f"{where}: wanted an array of numbers, got {type(x).__name__}"
        raise TypeError(f"{came}. Pass its numbers alone: list({'x.values()' if isinstance(x, Mapping) else 'x'}).")
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(_not_numbers(where, "a masked array"))
    try:
        # A range says its length and takes no memory until it is made an array.
        array = np.asarray(None if not hasattr(x, "shape") and hasattr(x, "__len__") and len(x) > MOST else x)
    except Exception:  # ragged lists, torch tensors that require a gradient, what a stranger's object does
        why = " with rows of different lengths" if isinstance(x, list | tuple) else ""
        why = " that records its gradient (give x.detach().numpy())" if hasattr(x, "requires_grad") else why
        raise TypeError(_not_numbers(where, f"{type(x).__name__}{why}")) from None
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    came = f"an array of {array.dtype}" if isinstance(x, np.ndarray) else type(x).__name__
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
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: wanted {wanted}, got {type(value).__name__} {told(value)}. Pass a number.")
    try:
        finite = math.isfinite(value)
    except OverflowError:  # a whole number too long for a float
        finite = False
    if not (finite and above < value < below and at_least <= value <= at_most):
        raise ValueError(f"{name}: wanted {wanted}, got {told(value)}. Choose one in that range.")
    return float(value)


def whole(value, name: str, *, at_least: int = 1, at_most: float = math.inf) -> int:
    """Return ``value`` as an int from ``at_least`` to ``at_most``; TypeError for another type, ValueError beyond them.

    >>> whole(0, "epochs")
    Traceback (most recent call last):
    ValueError: epochs: wanted a whole number of at least 1, got 0. Choose one in that range.
    """
    wanted = f"a whole number {f'of at least {at_least}' if at_most == math.inf else f'from {at_least} to {at_most}'}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name}: wanted {wanted}, got {type(value).__name__} {told(value)}. Pass an int.")
    if not at_least <= value <= at_most:
        raise ValueError(f"{name}: wanted {wanted}, got {told(value)}. Choose one in that range.")
    return int(value)


def a_seed(value, name: str) -> int:
    """Return ``value`` as an int that numpy, torch and environments all take as a seed, from 0 to 2**32 - 1.

    >>> a_seed(-1, "Seq2Seq(seed)")
    Traceback (most recent call last):
    ValueError: Seq2Seq(seed): wanted a whole number from 0 to 4294967295, got -1. Choose one in that range.
    """
    return whole(value, name, at_least=0, at_most=2**32 - 1)


def room(where: str, *sizes: int, most: int = MOST) -> None:
    """Refuse a table of ``sizes`` that would hold more than ``most`` numbers: 0.4 GB as float64.

    >>> room("Linear(in, out)", 10**6, 10**6)
    Traceback (most recent call last):
    ValueError: Linear(in, out): wanted at most 50000000 numbers in one table, got 1e+06 x 1e+06. Choose fewer.
    """
    if math.prod(sizes) > most:
        came = " x ".join(f"{size:.3g}" if size < 1e300 else "a number without end" for size in sizes)
        raise ValueError(f"{where}: wanted at most {most} numbers in one table, got {came}. Choose fewer.")


def in_memory(x, where: str, most: int = MOST):
    """Return ``x`` as it is, unless it says that it is longer than ``most``: a range takes no room until it is made a
    list, and one without end then takes all there is.

    >>> in_memory(range(10**12), "pmi(counts)")
    Traceback (most recent call last):
    ValueError: pmi(counts): wanted at most 50000000 entries, got range of 1e+12. Pass fewer.
    """
    if not hasattr(x, "shape") and hasattr(x, "__len__"):
        try:
            many = len(x)
        except Exception:  # a class, a range beyond any count, what a stranger's object does
            many = most + 1 if isinstance(x, range) else 0
        if many > most:
            raise ValueError(
                f"{where}: wanted at most {most} entries, got {type(x).__name__} of {many:.3g}. Pass fewer."
            )
    return x


def listed(x, where: str) -> list:
    """Return the entries of ``x`` as a list, unless there are more than any list may have, or they have no end.

    >>> import itertools
    >>> listed((1, 2), "pad(sequences)"), listed(itertools.count(), "pad(sequences)")
    Traceback (most recent call last):
    ValueError: pad(sequences): wanted at most 5000000 entries, got count of more. Pass a list.
    """
    if hasattr(in_memory(x, where), "__len__"):
        return list(x)
    entries = list(itertools.islice(x, ENDLESS + 1))
    if len(entries) > ENDLESS:
        raise ValueError(f"{where}: wanted at most {ENDLESS} entries, got {type(x).__name__} of more. Pass a list.")
    return entries


def generator(rng, name: str) -> np.random.Generator:
    """Return a generator of random numbers: ``rng`` itself, or a new one seeded with the int ``rng`` (None: unseeded).

    >>> generator(0, "Dropout(rng)").random() == np.random.default_rng(0).random()
    True
    """
    if rng is None or isinstance(rng, np.random.Generator):
        return np.random.default_rng(rng)
    if isinstance(rng, numbers.Integral) and rng >= 0:
        return np.random.default_rng(int(rng))
    came = f"{type(rng).__name__} {told(rng)}"
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
        array = np.asarray(value)
    except Exception:  # ragged lists, and what a stranger's object does
        array = np.array(None)
    if array.size != 1 or array.dtype.kind not in "fiub":
        came = f"shape {array.shape}" if array.size != 1 else type(value).__name__
        raise TypeError(f"{name}: wanted one number, got {came}. Return the mean over the batch.")
    return float(array.item())


def few(value, most: int) -> tuple[float, ...]:
    """Return a number, or the first ``most`` of a row of numbers, as floats; of an endless row no more is asked for.

    Raises:
        TypeError: for text, complex numbers, what a mask hides, and all else that is no row of numbers.

    >>> few(2, 3), few(np.array([1, 2]), 3), few(range(10**12), 3)
    ((2.0,), (1.0, 2.0), (0.0, 1.0, 2.0))
    """
    if isinstance(value, str | bytes):
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
