"""Learning-rate decay: functions of the epoch that give the learning rate; and a warm-up before any of them."""

from __future__ import annotations

import math
from collections.abc import Callable

from lessonlib.arguments import real, whole

Schedule = Callable[[int], float]


def constant(lr: float) -> Schedule:
    """Return the schedule that always gives ``lr``.

    >>> constant(0.1)(7)
    0.1
    """
    lr = real(lr, "constant(lr)", above=0)
    return lambda epoch: lr


def step_decay(lr: float, every: int, factor: float = 0.1) -> Schedule:
    """Return the schedule rate(t) = lr * factor^floor(t / every).

    ``lr`` is the first rate, above 0; after each ``every`` epochs, a whole number of at least 1, it is multiplied by
    ``factor``, above 0 and below 1; t is the epoch, counted from 0.

    Raises:
        ValueError, TypeError: for other numbers.

    >>> rate = step_decay(0.1, every=10, factor=0.5)
    >>> rate(0), rate(9), rate(10), rate(25)
    (0.1, 0.1, 0.05, 0.025)

    Source: Lecture 2, "Remember the learning rate decay".
    """
    lr, factor = real(lr, "step_decay(lr)", above=0), real(factor, "step_decay(factor)", above=0, below=1)
    every = whole(every, "step_decay(every)")
    return lambda epoch: lr * factor ** (epoch // every)


def cosine_decay(lr: float, epochs: int) -> Schedule:
    """Return the schedule rate(t) = lr (1 + cos(pi t / T)) / 2: half a cosine from ``lr`` down to 0.

    ``lr`` is the first rate, above 0; T is ``epochs``, a whole number of at least 1; t is the epoch from 0, and
    from T on the rate stays 0.

    Raises:
        ValueError, TypeError: for other numbers.

    >>> rate = cosine_decay(0.1, epochs=20)
    >>> rate(0), round(rate(10), 3), rate(20), rate(30)
    (0.1, 0.05, 0.0, 0.0)

    Source: Loshchilov and Hutter (2017), SGDR: Stochastic gradient descent with warm restarts.
    """
    lr, epochs = real(lr, "cosine_decay(lr)", above=0), whole(epochs, "cosine_decay(epochs)")
    return lambda epoch: lr * (1 + math.cos(math.pi * min(epoch, epochs) / epochs)) / 2


def warm_up(schedule: Schedule, epochs: int) -> Schedule:
    """Return ``schedule`` with its first ``epochs`` rates, at least 1, scaled up in a line: rate(t) (t + 1) / epochs.

    Raises:
        TypeError: for a ``schedule`` that cannot be called, and for ``epochs`` that are no whole number.

    >>> rate = warm_up(constant(0.4), epochs=4)
    >>> [round(rate(t), 1) for t in range(6)]
    [0.1, 0.2, 0.3, 0.4, 0.4, 0.4]

    Source: Goyal et al. (2017), Accurate, large minibatch SGD.
    """
    if not callable(schedule):
        raise TypeError(
            f"warm_up(schedule): wanted a function of the epoch, got {type(schedule).__name__}. Pass constant(0.1)."
        )
    epochs = whole(epochs, "warm_up(epochs)")
    return lambda epoch: schedule(epoch) * min(1.0, (epoch + 1) / epochs)
