"""The numerical gradient: how it is checked, and its mistakes: one-sided, the 2, h too small, x left changed."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import RESULT
from lessonlib.checks.manners import UNCHANGED

H = 1e-5
PART, PRECISE, TYPES = "gradient", "digits", "types of numbers"


def _places(x):
    """1, 2, 3, ...: no entry can stand in for another."""
    return np.arange(1.0, x.size + 1).reshape(x.shape)


def _steep(x):
    """1000 s², s = sum of place (x - 1): every entry matters to every slope, and near s = 0 the bend outweighs it."""
    return 1000 * float((_places(x) * (x - 1)).sum()) ** 2


def _slope(x):
    return 2000 * float((_places(x) * (x - 1)).sum()) * _places(x)


def _high(x):
    """A value of a thousand whose slope is 1: what is lost of its digits is seen."""
    return 1000.0 + float(np.sum(np.sin(x)))


def _wavy(x):
    """Ten waves in 2π: a wide h cuts off their tops."""
    return float(np.sum(np.sin(10 * x)))


VECTOR, MATRIX = np.array([1.05, 0.97, 1.0075]), np.array([[1.05, 0.97, 1.02], [0.98, 1.01, 0.995]])
CASES = (
    Case("a vector of 3 numbers", f=_steep, slope=_slope, x=VECTOR),
    Case("a matrix (2, 3)", f=_steep, slope=_slope, x=MATRIX),
    Case("a linear f", f=lambda x: float(3 * x.sum()), slope=lambda x: np.full(x.shape, 3.0), x=np.ones(4)),
    Case("Fortran order", f=_steep, slope=_slope, x=np.asfortranarray(MATRIX), rare=True),
)
COARSE = (
    Case("whole numbers (an array of int)", f=_steep, slope=_slope, x=np.array([1, -2, 3])),
    Case("float32 numbers", f=_steep, slope=_slope, x=np.array([1.0625, 0.984375, 1.0], dtype=np.float32)),
)
DIGITS = (
    Case("f near 1000", f=_high, slope=np.cos, x=np.array([0.3, -0.4]), rare=True),
    Case("f with many waves", f=_wavy, slope=lambda x: 10 * np.cos(10 * x), x=np.array([0.02, 0.31, -0.65]), rare=True),
)


def _gradient(maker: Maker, case: Case) -> np.ndarray:
    return maker.call(case.f, case.fresh("x"))


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    x = case.fresh("x")
    maker.raw(case.f, x)
    return {"x": x}


def _differences(c, ahead, behind, width):
    """(f(x + ahead in one entry) - f(x - behind in it)) / width, entry by entry."""
    gradient = np.zeros(c.x.shape)
    for index in np.ndindex(c.x.shape):
        e = np.zeros(c.x.shape)
        e[index] = 1
        gradient[index] = (c.f(c.x + ahead * e) - c.f(c.x - behind * e)) / width
    return gradient


def _entrywise(c, combine):
    """``combine(f(x + h), f(x - h))`` for each entry."""
    gradient = np.zeros(c.x.shape)
    for index in np.ndindex(c.x.shape):
        e = np.zeros(c.x.shape)
        e[index] = H
        gradient[index] = combine(c.f(c.x + e), c.f(c.x - e))
    return gradient


def _leaving(c, left):
    """Central differences in which each entry, once visited, stays off by ``left``."""
    x, gradient = c.x.astype(float), np.zeros(c.x.shape)
    for index in np.ndindex(c.x.shape):
        was = x[index]
        x[index] = was + H
        above = c.f(x)
        x[index] = was - H
        gradient[index] = (above - c.f(x)) / (2 * H)
        x[index] = was + left
    return gradient


EXERCISES = (
    Exercise(
        "numerical_gradient",
        ("numerical_gradient",),
        "function",
        "numerical_gradient(f, x, h=1e-5)",
        (
            Part(
                PART,
                "(f(x + h) − f(x − h)) / 2h for each entry",
                CASES,
                _gradient,
                lambda c: c.slope(c.x),
                rtol=1e-4,
                atol=1e-4,
                hints=("Try f(x) = x² at x = 3, with h = 0.1.", "Change one entry at a time, up and down by h."),
            ),
            Part(
                PRECISE,
                "(f(x + h) − f(x − h)) / 2h, h near 1e-5",
                DIGITS,
                _gradient,
                lambda c: c.slope(c.x),
                rtol=1e-5,
                atol=2e-5,
                rare=True,
                hints=("How many digits of f(x + h) − f(x − h) are left?", "h = 1e-5 loses the fewest digits."),
            ),
            Part(
                TYPES,
                "(f(x + h) − f(x − h)) / 2h in float64",
                COARSE,
                _gradient,
                lambda c: c.slope(c.x),
                rtol=1e-3,
                atol=1e-2,
                advice=True,
                hints=("What type has x + h?", "Begin with x = x.astype(float)."),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:2],
                _after,
                lambda c: {"x": c.x},
                rare=True,
                atol=0.0,
                rtol=1e-12,
                hints=("Compare x before and after the call.", "Work on a copy, or put each entry back."),
            ),
        ),
    ),
)


def _numerical(name, gives, says, *hints, part=PART):
    return Mistake(name, ("numerical_gradient",), part, gives, says, hints)


SIDES = "How many values of f does one entry of the gradient need?", "(f(x + h) − f(x − h)) / (2 h)."
MISTAKES = (
    _numerical(
        "whole rows moved",
        lambda c: c.slope(c.x).sum(axis=-1, keepdims=True) * np.ones(c.x.shape) if c.x.ndim > 1 else c.slope(c.x),
        "range(len(x)) counts the rows of a matrix: all entries of a row were moved together.",
        "What is x[0] when x is a matrix?",
        "for index in np.ndindex(x.shape): one entry at a time.",
    ),
    _numerical(
        "parentheses missing",
        lambda c: _entrywise(c, lambda up, down: up - down / (2 * H)),
        "Only f(x - h) was divided: a division comes before a subtraction.",
        "What is 8 - 4 / 2?",
        "(f(up) - f(down)) / (2 * h), with both pairs of parentheses.",
    ),
    _numerical(
        "parentheses missing",
        lambda c: _entrywise(c, lambda up, down: up - down / 2 * H),
        "Only f(x - h) was divided, by 2, and multiplied by h.",
        "What is 8 - 4 / 2?",
        "(f(up) - f(down)) / (2 * h), with both pairs of parentheses.",
    ),
    _numerical(
        "one-sided difference",
        lambda c: _differences(c, H, 0, H),
        "f(x + h) − f(x) looks to one side only: the error is h times the bend, not h².",
        *SIDES,
    ),
    _numerical(
        "one-sided difference",
        lambda c: _differences(c, 0, H, H),
        "f(x) − f(x − h) looks to one side only: the error is h times the bend, not h².",
        *SIDES,
    ),
    _numerical(
        "divided by h instead of 2h",
        lambda c: _differences(c, H, H, H),
        "The two points are 2h apart, but the difference was divided by h.",
        *SIDES,
    ),
    _numerical(
        "brackets around 2h missing",
        lambda c: _differences(c, H, H, 2 / H),
        "/ 2 * h divides by 2 and multiplies by h.",
        "In which order does Python work out a / 2 * h?",
        "/ (2 * h).",
    ),
    _numerical(
        "divided by 2h though one-sided",
        lambda c: _differences(c, H, 0, 2 * H),
        "f(x + h) − f(x) was divided by 2h: the gradient is half of what it should be.",
        *SIDES,
    ),
    _numerical(
        "not divided by 2h",
        lambda c: _differences(c, H, H, 1),
        "The difference was not divided by the distance of the two points.",
        *SIDES,
    ),
    _numerical(
        "wrong sign",
        lambda c: -_differences(c, H, H, 2 * H),
        "f(x − h) − f(x + h) was taken.",
        "Which of the two comes first?",
        "(f(x + h) − f(x − h)) / (2 h).",
    ),
    _numerical(
        "all entries moved at once",
        lambda c: np.full(c.x.shape, (c.f(c.x + H) - c.f(c.x - H)) / (2 * H)),
        "x + h moves every entry: the sum of all derivatives came out at every place.",
        "How many entries does x + h change?",
        "Add h to one entry at a time.",
    ),
    _numerical(
        "all entries moved at once",
        lambda c: (c.f(c.x + H) - c.f(c.x - H)) / (2 * H),
        "x + h moves every entry: one number came out, the sum of all derivatives.",
        "How many entries does x + h change?",
        "Add h to one entry at a time.",
    ),
    _numerical(
        "flat gradient",
        lambda c: c.slope(c.x).ravel(),
        "The numbers are right, but the gradient has lost the shape of x.",
        "Which shape has x?",
        "gradient = np.zeros(x.shape), or .reshape(x.shape).",
    ),
    _numerical(
        "entry not put back",
        lambda c: _leaving(c, -H),
        "Each entry stays at x − h after its turn, and the next ones are worked out at another point.",
        "What is x after the loop?",
        "Put the entry back: x[i] = old.",
    ),
    _numerical(
        "entry not put back",
        lambda c: _leaving(c, H),
        "Each entry stays at x + h after its turn, and the next ones are worked out at another point.",
        "What is x after the loop?",
        "Put the entry back: x[i] = old.",
    ),
    _numerical(
        "digits of x lost",
        lambda c: {RESULT: ANY},
        "x + h is worked out in the type of x: whole numbers lose h altogether, float32 most of it.",
        "What is np.array([1]) after x[0] += 1e-5?",
        "Begin with x = x.astype(float).",
        part=TYPES,
    ),
    _numerical(
        "h too small",
        lambda c: {RESULT: ANY},
        "So small an h leaves few digits of the difference: h = 1e-9 errs by 5e-8, h = 1e-5 by 9e-13.",
        "How many digits of f(x + h) − f(x − h) are left?",
        "h = 1e-5 loses the fewest digits.",
        part=PRECISE,
    ),
    _numerical(
        "two names for one array",
        lambda c: np.zeros(c.x.shape),
        "Every slope is exactly 0: up = x and down = x are two names for one array, moved up and then down again.",
        "Print up is down.",
        "up, down = x.copy(), x.copy(), as floats.",
    ),
)
