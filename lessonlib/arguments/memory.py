"""What would take more memory than there is, refused before any is asked for."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from lessonlib.arguments.kinds import has, is_a, type_name

MOST = 50_000_000  # numbers in one table: 0.4 GB as float64
ENDLESS = 5_000_000  # entries after which what does not say how long it is has no end for us
DEEP, WIDE = 4, 8  # how far into lists of lists is looked for what says that it is longer than it is


def room(where: str, *sizes: int, most: int = MOST) -> None:
    """Refuse a table of ``sizes`` that would hold more than ``most`` numbers: 0.4 GB as float64.

    >>> room("Linear(in, out)", 10**6, 10**6)
    Traceback (most recent call last):
    ValueError: Linear(in, out): wanted at most 50000000 numbers in one table, got 1e+06 x 1e+06. Choose fewer.
    """
    if math.prod(sizes) > most:
        came = " x ".join(f"{size:.3g}" if size < 1e300 else "a number without end" for size in sizes)
        raise ValueError(f"{where}: wanted at most {most} numbers in one table, got {came}. Choose fewer.")


def in_memory(x: Any, where: str, most: int = MOST) -> Any:
    """Return ``x`` as it is, unless it says that it is longer than ``most`` and does not hold so much.

    A range takes no room until it is made a list, nor does one number that is broadcast to 10^12; then they take all
    there is.

    >>> in_memory(range(10**12), "pmi(counts)")
    Traceback (most recent call last):
    ValueError: pmi(counts): wanted at most 50000000 entries, got range of 1e+12. Pass fewer.
    """
    if (many := claimed(x)) > most:
        raise ValueError(f"{where}: wanted at most {most} entries, got {type_name(x)} of {many:.3g}. Pass fewer.")
    return x


def claimed(x: Any, deep: int = DEEP) -> float:
    """How many entries ``x`` says it has; 0 for an array or a tensor that lies in memory as it is.

    >>> claimed([1, 2]), claimed(np.zeros(3)), claimed(np.broadcast_to(0.0, (10, 10))), claimed([range(10**12)])
    (2, 0, 100, 1000000000000)
    """
    if is_a(x, np.ndarray):
        reach = sum((n - 1) * abs(stride) for n, stride in zip(x.shape, x.strides, strict=True)) + x.itemsize
        return x.size if x.size and reach < x.nbytes else 0
    try:
        if has(x, "untyped_storage"):  # a tensor's
            return x.numel() if x.untyped_storage().nbytes() < x.numel() * x.element_size() else 0
        many = len(x)
    except OverflowError:  # a range beyond any count
        return math.inf
    except Exception:  # a class, a sparse tensor, what a stranger's object does
        return 0
    inside = x[:WIDE] if deep and type(x) in (list, tuple) else ()
    return max([many, *(claimed(entry, deep - 1) for entry in inside if type(entry) not in (str, float, int))])


def listed(x: Any, where: str) -> list:
    """Return the entries of ``x`` as a list, unless there are more than any list may have, or they have no end.

    Raises:
        TypeError: for what has no entries.
        ValueError: for too many, and for what raises when it is asked for the next.

    >>> import itertools
    >>> listed((1, 2), "pad(sequences)"), listed(itertools.count(), "pad(sequences)")
    Traceback (most recent call last):
    ValueError: pad(sequences): wanted at most 5000000 entries, got count of more. Pass a list.
    """
    in_memory(x, where)
    if type(x) in (list, tuple):
        return list(x)
    try:
        rest = None if has(x, "toarray") else iter(x)  # the rows of a sparse matrix are made one by one
    except Exception:  # a number, an array without axes, what a stranger's object does
        rest = None
    if rest is None:
        raise TypeError(f"{where}: wanted a list, got {type_name(x)}. Pass one.")
    most = MOST if has(x, "__len__") else ENDLESS
    try:
        entries = list(itertools.islice(rest, most + 1))
    except MemoryError:
        raise
    except Exception as error:  # of a generator of theirs
        came = f"{type_name(x)} that raises {type_name(error)} when it is asked for them"
        raise ValueError(f"{where}: wanted entries, got {came}. Mend it, or pass a list.") from error
    if len(entries) > most:
        raise ValueError(f"{where}: wanted at most {most} entries, got {type_name(x)} of more. Pass a list.")
    return entries
