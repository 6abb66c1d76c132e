"""What compute accepts: an argument is given back, or refused with what was wanted, what came, what to do."""

from __future__ import annotations

import math
import numbers

import numpy as np


def float_array(x, where: str) -> np.ndarray:
    """Return ``x`` as an array of floats, any shape: floats keep their precision, whole numbers become float64.

    ``where`` names the receiver in the message. No copy is made of an array that holds floats already.
    Raises TypeError for text, objects, complex numbers and ragged lists.

    >>> float_array([1, 2], "ReLU.forward")
    array([1., 2.])
    >>> float_array("one", "ReLU.forward")
    Traceback (most recent call last):
    TypeError: ReLU.forward: wanted an array of numbers, got str. Pass a numpy array such as np.array([[0.5, -1.0]]).
    """
    try:
        array = np.asarray(x)
    except (ValueError, TypeError, RuntimeError) as error:  # ragged lists; torch tensors that require a gradient
        raise TypeError(_not_numbers(where, f"{type(x).__name__} ({str(error).splitlines()[0]})")) from None
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    came = f"an array of {array.dtype}" if isinstance(x, np.ndarray) else type(x).__name__
    raise TypeError(_not_numbers(where, came))


def _not_numbers(where: str, came: str) -> str:
    return f"{where}: wanted an array of numbers, got {came}. Pass a numpy array such as np.array([[0.5, -1.0]])."


def after_forward(kept, where: str):
    """Return what ``forward`` kept for ``backward``; RuntimeError when there is nothing, because forward never ran.

    >>> after_forward(None, "ReLU.backward")
    Traceback (most recent call last):
    RuntimeError: ReLU.backward: wanted a forward first, none came. Call forward, then backward.
    """
    if kept is None:
        raise RuntimeError(f"{where}: wanted a forward first, none came. Call forward, then backward.")
    return kept


def gradient_like(grad, y: np.ndarray | None, where: str) -> np.ndarray:
    """Return ``grad`` as floats after checking that ``forward`` was called and gave a ``y`` of the same shape.

    Raises RuntimeError when ``y`` is None, ValueError for another shape, TypeError for what holds no numbers.

    >>> gradient_like([0.5, 2.0], np.zeros(2), "ReLU.backward")
    array([0.5, 2. ])
    """
    grad = float_array(grad, where)
    if grad.shape != after_forward(y, where).shape:
        raise ValueError(
            f"{where}: wanted a gradient of shape {y.shape}, the shape forward returned, got {grad.shape}. "
            "Pass dL/dy of the latest forward, one number for each output."
        )
    return grad


def real(value, name: str, *, above: float = -math.inf, at_least: float = -math.inf, below: float = math.inf) -> float:
    """Return ``value`` as a finite float with ``above < value``, ``at_least <= value`` and ``value < below``.

    Raises TypeError for what is no number, ValueError for one outside the range; ``name`` begins the message.

    >>> real(0.1, "lr", above=0)
    0.1
    >>> real(0, "lr", above=0)
    Traceback (most recent call last):
    ValueError: lr: wanted a finite number above 0, got 0. Choose one in that range.
    """
    bounds = [f"above {above:g}"] if above > -math.inf else []
    bounds += [f"at least {at_least:g}"] if at_least > -math.inf else []
    bounds += [f"below {below:g}"] if below < math.inf else []
    wanted = " ".join(["a finite number", " and ".join(bounds)]).strip()
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: wanted {wanted}, got {type(value).__name__} {value!r:.40}. Pass a number.")
    try:
        finite = math.isfinite(value)
    except OverflowError:  # a whole number too long for a float
        finite = False
    if not (finite and above < value < below and value >= at_least):
        raise ValueError(f"{name}: wanted {wanted}, got {value!r:.40}. Choose one in that range.")
    return float(value)


def whole(value, name: str, *, at_least: int = 1) -> int:
    """Return ``value`` as an int of at least ``at_least``; TypeError for another type, ValueError for a smaller one.

    >>> whole(0, "epochs")
    Traceback (most recent call last):
    ValueError: epochs: wanted a whole number of at least 1, got 0. Choose one in that range.
    """
    wanted = f"a whole number of at least {at_least}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name}: wanted {wanted}, got {type(value).__name__} {value!r:.40}. Pass an int.")
    if value < at_least:
        raise ValueError(f"{name}: wanted {wanted}, got {value}. Choose one in that range.")
    return int(value)


def generator(rng, name: str) -> np.random.Generator:
    """Return a generator of random numbers: ``rng`` itself, or a new one seeded with the int ``rng`` (None: unseeded).

    >>> generator(0, "Dropout(rng)").random() == np.random.default_rng(0).random()
    True
    """
    if rng is None or isinstance(rng, np.random.Generator):
        return np.random.default_rng(rng)
    if isinstance(rng, numbers.Integral) and rng >= 0:
        return np.random.default_rng(int(rng))
    came = f"{type(rng).__name__} {rng!r:.40}"
    raise TypeError(f"{name}: wanted a numpy Generator or a seed of at least 0, got {came}. Pass rng=0.")


def one_number(value, name: str) -> float:
    """Return ``value``, a number or an array that holds just one, as a float; TypeError for anything else.

    >>> one_number(np.array([[2]]), "loss.forward")
    2.0
    >>> one_number(np.zeros(3), "loss.forward")
    Traceback (most recent call last):
    TypeError: loss.forward: wanted one number, got shape (3,). Return the mean over the batch.
    """
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "fiub":
        came = f"shape {array.shape}" if array.size != 1 else type(value).__name__
        raise TypeError(f"{name}: wanted one number, got {came}. Return the mean over the batch.")
    return float(array.item())


def having(thing, methods: tuple[str, ...], name: str):
    """Return ``thing``, an object that has all the ``methods``; TypeError for one that lacks some, and for a class.

    >>> having(np.zeros, ("forward", "backward"), "train(loss)")
    Traceback (most recent call last):
    TypeError: train(loss): wanted an object with forward and backward, got builtin_function_or_method without forward
    and backward. Define what is missing.
    """
    wanted = " and ".join([", ".join(methods[:-1]), methods[-1]] if methods[1:] else methods)
    if isinstance(thing, type):
        call = f"{thing.__name__}()"
        raise TypeError(
            f"{name}: wanted an object with {wanted}, got the class {call[:-2]}. Write {call}, with arguments."
        )
    missing = [method for method in methods if not callable(getattr(thing, method, None))]
    if missing:
        came = f"{type(thing).__name__} without {' and '.join(missing)}"
        raise TypeError(f"{name}: wanted an object with {wanted}, got {came}. Define what is missing.")
    return thing
