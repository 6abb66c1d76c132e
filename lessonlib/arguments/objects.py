"""Objects and the methods that they must have, and functions."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments.kinds import class_name, is_a, type_name
from lessonlib.arguments.told import told


def having(thing, methods: tuple[str, ...], name: str):
    """Return ``thing``, an object that has all the ``methods``; TypeError for one that lacks some, and for a class.

    >>> having(len, ("forward", "backward"), "train(loss)")
    Traceback (most recent call last):
    TypeError: train(loss): wanted an object with forward and backward, got builtin_function_or_method without forward
    and backward. Define what is missing.
    """
    wanted = " and ".join([", ".join(methods[:-1]), methods[-1]] if methods[1:] else methods)
    if is_a(thing, type):
        call = f"{class_name(thing)}()"
        raise TypeError(
            f"{name}: wanted an object with {wanted}, got the class {call[:-2]}. Write {call}, with arguments."
        )
    missing = [method for method in methods if not _can(thing, method)]
    if missing:
        came = f"{type_name(thing)} without {' and '.join(missing)}"
        raise TypeError(f"{name}: wanted an object with {wanted}, got {came}. Define what is missing.")
    return thing


def _can(thing, method: str) -> bool:
    try:
        return callable(getattr(thing, method, None))
    except Exception:  # a stranger's __getattr__
        return False


def a_function(thing, name: str, call: str):
    """Return ``thing`` if it can be called; TypeError for anything else, which shows how it would be.

    >>> a_function(1, "train(metric)", "metric(output, y)")
    Traceback (most recent call last):
    TypeError: train(metric): wanted a function, called as metric(output, y), got int. Pass its name, without brackets.
    """
    if callable(thing):
        return thing
    came = type_name(thing)
    raise TypeError(f"{name}: wanted a function, called as {call}, got {came}. Pass its name, without brackets.")


def switch(value, name: str) -> bool:
    """Return ``value`` as True or False; TypeError for what is neither, such as "no", which Python holds for true.

    >>> switch("no", "softmax_lab(shift)")
    Traceback (most recent call last):
    TypeError: softmax_lab(shift): wanted True or False, got str 'no'. Pass one of them.
    """
    if not is_a(value, bool | np.bool_):
        raise TypeError(f"{name}: wanted True or False, got {type_name(value)} {told(value)}. Pass one of them.")
    return bool(value)
