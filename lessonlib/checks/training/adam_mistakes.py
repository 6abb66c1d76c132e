"""Mistakes in Adam: the bias correction, the count of steps, the two moments, the root."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.training.momentum_mistakes import keep, mean, mistake

EPS = 1e-8
B1, B2 = 0.9, 0.999


def _moments(g, m, b1=B1, b2=B2):
    return mean(m, "first", b1, g), mean(m, "second", b2, g**2)


def _step(c, one, two, t, first=True, second=True, eps=EPS):
    """lr m^ / (sqrt(v^) + eps); ``first`` and ``second`` say which moments are corrected for their start at zero."""
    one = one / (1 - B1**t) if first else one
    two = two / (1 - B2**t) if second else two
    return c.lr * one / (np.sqrt(two) + eps)


def _adam(c, g, m, t, **changed):
    return _step(c, *_moments(g, m), t, **changed)


def _counted_for_each(c, g, m, t):
    """The memory is shared here only to count; each parameter has moments of its own."""
    m["count"] += 1
    place = int(m["count"] - 1) % len(c.params)
    one, two = (keep(m, (name, place), b, (1 - b) * new) for name, b, new in (("1", B1, g), ("2", B2, g**2)))
    return _step(c, one, two, m["count"])


def _exchanged(c, g, m, t):
    one, two = _moments(g, m, b1=B2, b2=B1)
    return c.lr * one / (1 - B2**t) / (np.sqrt(two / (1 - B1**t)) + EPS)


def _whole(c, g, m, t):
    return _step(c, keep(m, "first", B1, g), keep(m, "second", B2, g**2), t)


def _on_slide(c, g, m, t):
    one, two = _moments(g, m)
    return c.lr * one / (two + EPS)


def _rootless(c, g, m, t):
    one, two = _moments(g, m)
    return c.lr * one / (1 - B1**t) / (two / (1 - B2**t) + EPS)


def _late_root(c, g, m, t):
    one, two = _moments(g, m)
    return c.lr * one / (1 - B1**t) / (np.sqrt(two) / (1 - B2**t) + EPS)


def _stored(c, g, m, t, one=True, two=True):
    """m and v are stored as they come out of the correction."""
    first, second = _moments(g, m)
    m["first"] = first / (1 - B1**t) if one else first
    m["second"] = second / (1 - B2**t) if two else second
    return _step(c, m["first"], m["second"], t, first=not one, second=not two)


CORRECT = "How large are m and v after the first step?", "m / (1 - b1 ** t) and v / (1 - b2 ** t), t from 1."
COUNT = "Print t at every step.", "self.t += 1 once in each step, before the loop over the parameters."
ROOT = "Which unit has grad / grad²?", "Divide by np.sqrt(v_hat) + eps."


def _mistake(name, move, says, *hints, shared=False):
    return mistake(name, "adam", move, says, *hints, shared=shared)


MISTAKES = (
    _mistake(
        "corrected moments stored",
        lambda c, g, m, t: _stored(c, g, m, t, one=True, two=True),
        "m and v are kept as corrected, and corrected again at the next step.",
        "What do m and v hold at the beginning of the second step?",
        "Give the corrected ones names of their own: m_hat = self.m / (1 - b1 ** t).",
    ),
    _mistake(
        "corrected moments stored",
        lambda c, g, m, t: _stored(c, g, m, t, one=True, two=False),
        "m is kept as corrected, and corrected again at the next step.",
        "What do m and v hold at the beginning of the second step?",
        "Give the corrected ones names of their own: m_hat = self.m / (1 - b1 ** t).",
    ),
    _mistake(
        "corrected moments stored",
        lambda c, g, m, t: _stored(c, g, m, t, one=False, two=True),
        "v is kept as corrected, and corrected again at the next step.",
        "What do m and v hold at the beginning of the second step?",
        "Give the corrected ones names of their own: m_hat = self.m / (1 - b1 ** t).",
    ),
    _mistake(
        "missing bias correction",
        lambda c, g, m, t: _adam(c, g, m, t, first=False, second=False),
        "m and v start at zero and are too small at first; neither is divided by 1 − betaᵗ.",
        *CORRECT,
    ),
    _mistake(
        "missing bias correction",
        lambda c, g, m, t: _adam(c, g, m, t, second=False),
        "v starts at zero and is too small at first; only m is corrected.",
        *CORRECT,
    ),
    _mistake(
        "missing bias correction",
        lambda c, g, m, t: _adam(c, g, m, t, first=False),
        "m starts at zero and is too small at first; only v is corrected.",
        *CORRECT,
    ),
    _mistake(
        "missing square root",
        _rootless,
        "The step was divided by v itself: the slide prints it so, the paper and torch take the root.",
        *ROOT,
    ),
    _mistake(
        "missing square root",
        _on_slide,
        'This is the slide\'s "not quite Adam": no root and no bias correction. The paper and torch have both.',
        *ROOT,
    ),
    _mistake(
        "root before the correction",
        _late_root,
        "The root was taken first and corrected afterwards: v has to be divided by 1 − b2ᵗ under the root.",
        "What stands under the root in the formula?",
        "np.sqrt(v / (1 - b2 ** t)) + eps.",
    ),
    _mistake(
        "steps not counted",
        lambda c, g, m, t: _adam(c, g, m, 1),
        "The correction is that of the first step at every step: t is not counted up.",
        *COUNT,
    ),
    _mistake(
        "steps counted for each parameter",
        _counted_for_each,
        "t is counted up once for each parameter of the list, not once a step.",
        *COUNT,
        shared=True,
    ),
    _mistake(
        "steps counted from 0",
        lambda c, g, m, t: _adam(c, g, m, t - 1),
        "At the first step t is 0, and 1 − beta⁰ is 0: division by zero.",
        *COUNT,
    ),
    _mistake(
        "steps counted from 2", lambda c, g, m, t: _adam(c, g, m, t + 1), "At the first step t is 2 already.", *COUNT
    ),
    _mistake(
        "betas exchanged",
        _exchanged,
        "The first moment decays with b2 and the second with b1.",
        "Which of the two has the longer memory?",
        "m with betas[0] = 0.9, v with betas[1] = 0.999.",
    ),
    _mistake(
        "1 - beta missing",
        _whole,
        "grad and grad² were added whole: a mean takes 1 − beta of them.",
        "What is m when every gradient is 1?",
        "m = b1 * m + (1 - b1) * grad, and v alike.",
    ),
    _mistake(
        "momentum missing",
        lambda c, g, m, t: _step(c, g, mean(m, "second", B2, g**2), t, first=False),
        "The gradient stands above, not its moving mean m.",
        "What is the first moment for?",
        "lr * m_hat / (np.sqrt(v_hat) + eps).",
    ),
    _mistake(
        "momentum without memory",
        lambda c, g, m, t: c.lr * g / (np.abs(g) + EPS),
        "m and v are forgotten from step to step: every step has the length lr.",
        "What are m and v at the beginning of the second step?",
        "Keep them on self, one of each for each parameter.",
    ),
    _mistake(
        "not squared",
        lambda c, g, m, t: _step(c, mean(m, "first", B1, g), mean(m, "second", B2, g), t),
        "The second moment is the mean of grad, not of grad²; the root of a negative number is NaN.",
        "Can your v become negative?",
        "v = b2 * v + (1 - b2) * grad ** 2.",
    ),
    _mistake(
        "one memory for all parameters",
        _adam,
        "All parameters share one m and one v.",
        "How many do two parameters need?",
        "Keep lists: one m and one v for each parameter.",
        shared=True,
    ),
    _mistake(
        "epsilon missing",
        lambda c, g, m, t: _adam(c, g, m, t, eps=0),
        "A gradient of 0 is divided by a v of 0: NaN.",
        "What is 0 / 0?",
        "Divide by np.sqrt(v_hat) + eps.",
    ),
)
