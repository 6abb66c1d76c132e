"""What a layer of the learner's raised or returned: an array that can be drawn, or a sentence that says why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.labs.shared.own import Departure, kind_of, real_numbers


def called(method: Callable[[np.ndarray], Any], value: np.ndarray, where: str) -> Any:
    """``method(value)``, or a :class:`Departure` that says what ``where`` raised."""
    try:
        return method(value.copy())  # a module that writes into its input spoils a copy
    except NotImplementedError:
        raise Departure(f"{where} is not written yet") from None
    except Exception as error:
        raise Departure(f"{where} raised {type(error).__name__}: {error}") from None


def matrix(value: Any, where: str) -> np.ndarray:
    """``value`` as a matrix of floats."""
    array = _numbers(value, where, "a matrix (rows, columns)")
    if array.ndim != 2 or not array.size:
        raise Departure(f"{where} gave shape {array.shape}, wanted a matrix (rows, columns)")
    return array


def like(value: Any, wanted: np.ndarray, where: str) -> np.ndarray:
    """``value`` as floats in the shape of ``wanted``.

    >>> like(None, np.zeros((2, 3)), "MyLinear.backward")
    Traceback (most recent call last):
    lessonlib.labs.shared.own.Departure: MyLinear.backward gave None, wanted an array of shape (2, 3)
    """
    array = _numbers(value, where, f"an array of shape {wanted.shape}")
    if array.shape != wanted.shape:
        raise Departure(f"{where} gave shape {array.shape}, wanted {wanted.shape}")
    return array


def parameter(w: Any, name: str, kind: str) -> np.ndarray:
    """A copy of a layer's weight or bias."""
    if not isinstance(w, np.ndarray) or w.dtype.kind != "f" or w.ndim not in (1, 2):
        came = f"{w.dtype} of shape {w.shape}" if isinstance(w, np.ndarray) else type(w).__name__
        raise Departure(f"{kind}: wanted {name} as an array of floats with one or two axes, got {came}")
    return w.copy()


def _numbers(value: Any, where: str, wanted: str) -> np.ndarray:
    array = real_numbers(value)
    if array is None:
        raise Departure(f"{where} gave {'None' if value is None else kind_of(value)}, wanted {wanted}")
    if not np.isfinite(array).all():
        raise Departure(f"{where} gave NaN or infinity, wanted {wanted} of finite numbers")
    return array
