"""What a candidate gave back: numbers made comparable, and compared: shape first, then value."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.arguments.memory import MOST, claimed
from lessonlib.checks.engine.exercise import ABSENT, ANY

# The name of the only result of a part that does not name its results.
RESULT = ""


class NotNumbers(Exception):
    """The candidate gave back something that holds no real numbers; the text says what."""


def as_array(value: Any) -> np.ndarray:
    """Return a copy of what the candidate gave back as an array: lists, sparse matrices and torch tensors are as good.

    >>> as_array([[1, 2]])
    array([[1, 2]])
    >>> as_array("one")
    Traceback (most recent call last):
    lessonlib.checks.engine.values.NotNumbers: str 'one'
    """
    if claimed(value) > MOST:
        raise NotNumbers(f"{type(value).__name__} that claims {claimed(value):.3g} entries")
    try:
        value = value.toarray() if hasattr(value, "toarray") else value
        tensor = value.detach().cpu().numpy() if hasattr(value, "detach") else value
        array = np.array(tensor, copy=True)
    except Exception:  # ragged lists, and whatever a stranger's object does in __array__
        raise NotNumbers(named(value)) from None
    if array.dtype.kind not in "fiub":
        raise NotNumbers(f"an array of {array.dtype}" if isinstance(value, np.ndarray) else named(value))
    return array


def named(value: Any, limit: int = 60) -> str:
    """The type and the beginning of the repr of any object, even one whose repr raises."""
    kind = type(value).__name__
    if value is None:
        return kind
    try:
        text = " ".join(repr(value).split())
    except Exception:
        return f"{kind} (its repr raises)"
    return f"{kind} {text[: limit - 1] + '…' if len(text) > limit else text}"


def results(value: Any) -> dict[str, Any]:
    """Name the results of a part: a dict stays, a lone value is called :data:`RESULT`; all become arrays."""
    given = value if isinstance(value, dict) else {RESULT: value}
    return {name: item if item is ANY or item is ABSENT else np.asarray(item) for name, item in given.items()}


def agree(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> bool:
    """Same shape and, to the precision that the candidate computes in, the same numbers (NaN equals NaN)."""
    return got.shape == wanted.shape and not off(got, wanted, rtol, atol).any()


def off(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Which entries are off: booleans of the shape of ``wanted``. Words are off when they differ at all.

    >>> off(np.array(["the", "dog"]), np.array(["the", "cat"]), 0, 0)
    array([False,  True])
    """
    if "U" in (got.dtype.kind, wanted.dtype.kind):
        return np.asarray(got.astype(str) != wanted.astype(str))
    rtol, atol = tolerance(got, rtol, atol)
    return ~np.isclose(got.astype(float), wanted.astype(float), rtol=rtol, atol=atol, equal_nan=True)


def distances(wanted: np.ndarray, got: np.ndarray, off: np.ndarray) -> np.ndarray:
    """How far each entry is off: infinite where it is NaN or another word, −1 where it is right."""
    if "U" in (wanted.dtype.kind, got.dtype.kind):
        return np.where(off, np.inf, -1.0)
    with np.errstate(all="ignore"):
        distance = np.abs(got.astype(float) - wanted.astype(float))
    return np.where(off, np.where(np.isnan(distance), np.inf, distance), -1.0)


def tolerance(got: np.ndarray, rtol: float, atol: float) -> tuple[float, float]:
    """Loosen the tolerance for float32 and float16, which hold about 7 and 3 digits."""
    if got.dtype == np.float16:
        return max(rtol, 1e-2), max(atol, 1e-2)
    return (max(rtol, 1e-4), max(atol, 1e-5)) if got.dtype == np.float32 else (rtol, atol)


def number(value: Any, digits: int = 4) -> str:
    """A number in so many digits, with a real minus, and without one at zero; a word in quotes.

    >>> number(-0.25), number(np.float64("nan")), number(-0.0), number(np.str_("the"))
    ('−0.25', 'nan', '0', "'the'")
    """
    if isinstance(value, str):
        return repr(str(value))
    return f"{float(value) + 0.0:.{digits}g}".replace("-", "\N{MINUS SIGN}")


def told_apart(got: Any, wanted: Any) -> tuple[str, str]:
    """Both in four digits; in more where they would look alike, and are not.

    >>> told_apart(2.9171, 2.9172), told_apart(1, 2)
    (('2.9171', '2.9172'), ('1', '2'))
    """
    pairs = ((number(got, digits), number(wanted, digits)) for digits in range(4, 17))
    return next((pair for pair in pairs if pair[0] != pair[1]), (number(got), number(wanted)))


def shape(array: np.ndarray, name: str = "") -> str:
    """A shape in words, after the name of what has it; of a text the text itself.

    >>> shape(np.zeros((5, 3))), shape(np.zeros(())), shape(np.zeros(2), "bias"), shape(np.array("e + r"), "merge 1")
    ('shape (5, 3)', 'a single number', 'bias of shape (2,)', "merge 1 'e + r'")
    """
    if not array.ndim and array.dtype.kind == "U":
        return f"{name} {number(array[()])}".lstrip()
    if not array.ndim:
        return f"{name}, a single number".removeprefix(", ")
    return f"{name} of shape {array.shape}".removeprefix(" of ")
