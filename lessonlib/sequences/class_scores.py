"""The F1 of each class, and their plain mean: a rare class counts as much as a frequent one."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Sequence

import numpy as np

from lessonlib.arguments import has, in_memory, is_a, listed, told, whole

MOST = 1_000_000  # classes: each has its own F1


def macro_f1(y: Iterable, predicted: Iterable, classes: Sequence | int) -> float:
    """Return the mean over the classes of F1 = 2 hits / (predicted + gold), 0 for a class that nobody names.

    F1 is the harmonic mean of precision, hits / predicted, and recall, hits / gold.

    Args:
        y: the right class of each example, (N,).
        predicted: the class that was guessed for each, (N,).
        classes: the names of all classes, or their number K when they are 0 to K - 1.

    Raises:
        TypeError: for what is no list of classes.
        ValueError: for no example, lists of unequal length, a class listed twice, and one that is not listed.

    >>> macro_f1(["plant", "plant", "food"], ["plant", "food", "food"], ["plant", "food"])
    0.6667

    Source: van Rijsbergen (1979), Information retrieval; Lecture 2, "Text classification".
    """
    names = (
        list(range(whole(classes, "macro_f1(classes)", at_most=MOST)))
        if _is_number(classes)
        else _listed(classes, "classes")
    )
    place = {name: number for number, name in enumerate(names)}
    if not names or len(place) < len(names):
        raise ValueError(
            f"macro_f1(classes): wanted each class once, got {told(names, 60)}. List every class one time."
        )
    gold, guess = (_places(values, place, what) for values, what in ((y, "y"), (predicted, "predicted")))
    if len(gold) != len(guess) or not len(gold):
        came = f"{len(gold)} and {len(guess)}"
        raise ValueError(f"macro_f1: wanted as many guesses as right classes, at least 1, got {came}. Pass one a row.")
    hits = np.bincount(gold[gold == guess], minlength=len(names))  # (K,)
    named = np.bincount(gold, minlength=len(names)) + np.bincount(guess, minlength=len(names))  # (K,)
    return float(np.mean(2 * hits / np.maximum(named, 1)))


def _is_number(classes) -> bool:
    return is_a(classes, numbers.Integral) or (np.isscalar(classes) and not isinstance(classes, (str, bytes)))


def _listed(values, what: str) -> list:
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        came = f"{type(values).__name__} {told(values)}"
        raise TypeError(f"macro_f1({what}): wanted a list of classes, got {came}. Pass a list such as [0, 2, 1].")
    where = f"macro_f1({what})"
    in_memory(values, where)
    try:
        found = values.tolist() if has(values, "tolist") else listed(values, where)
    except (NotImplementedError, RuntimeError):  # a sparse tensor, one on the device meta
        found = None
    if not isinstance(found, list):  # an array without axes
        raise TypeError(f"{where}: wanted a list of classes, got one value. Pass a list such as [0, 2, 1].")
    strange = next((value for value in found if not _is_one(value)), None)
    if strange is not None:
        came = f"{type(strange).__name__} {told(strange)}"
        raise TypeError(f"macro_f1({what}): wanted one class an example, got {came}. Take the argmax of the logits.")
    return found


def _is_one(value) -> bool:
    """Whether ``value`` can name a class: what can be looked up, which a list, or a pair that holds one, cannot."""
    try:
        hash(value)
    except Exception:  # a TypeError of Python's, or what a stranger's object does
        return False
    return True


def _places(values, place: dict, what: str) -> np.ndarray:
    found = _listed(values, what)
    strange = next((value for value in found if value not in place), None)
    if any(value not in place for value in found):
        came, there = f"{told(strange)}", ", ".join(map(str, place))
        raise ValueError(f"macro_f1({what}): unknown class {came}. There are: {there:.200}. List it in classes.")
    return np.array([place[value] for value in found], dtype=int)
