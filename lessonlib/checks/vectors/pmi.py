"""How PMI of one pair of words is checked, in bits or in nats, and its mistakes."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker

COUNTS = ("n_uv", "n_u", "n_v", "n")
CASES = tuple(
    Case(label, **dict(zip(COUNTS, numbers, strict=True)))
    for label, numbers in (
        ("n_uv = 2, n_u = 10, n_v = 20, n = 1000", (2, 10, 20, 1000)),
        ("n_uv = 3, n_u = 60, n_v = 40, n = 500", (3, 60, 40, 500)),
        ("a pair that meets as often as by chance", (5, 50, 10, 100)),
        ("arrays of counts", (np.array([2.0, 3.0]), np.array([9.0, 60.0]), np.array([20.0, 40.0]), 700.0)),
    )
)


def _observe(maker: Maker, case: Case) -> np.ndarray:
    return maker.call(*(case.fresh(name) for name in COUNTS))


def _ratio(c: Case) -> np.ndarray:
    return np.asarray(c.n_uv * c.n / (c.n_u * c.n_v))


def _mistake(name, gives, says, *hints):
    return Mistake(name, ("pmi",), "PMI", lambda c: np.asarray(gives(c)), says, hints)


LOG = "What is the PMI of a pair that meets as often as by chance?", "np.log2(n_uv * n / (n_u * n_v))"
EXERCISES = (
    Exercise(
        "pmi",
        ("pmi", "my_pmi"),
        "function",
        "pmi(n_uv, n_u, n_v, n) -> log2(n_uv n / (n_u n_v)); the natural logarithm is taken too",
        (
            Part(
                "PMI",
                "log2(n_uv n / (n_u n_v))",
                CASES,
                _observe,
                lambda c: np.log2(_ratio(c)),
                also=(lambda c: np.log(_ratio(c)),),
                hints=("How often would u and v meet by chance? How many times as often do they meet?", LOG[1]),
            ),
        ),
    ),
)
MISTAKES = (
    _mistake("logarithm missing", _ratio, "This is the ratio itself, without the logarithm.", *LOG),
    _mistake("another base of the logarithm", lambda c: np.log10(_ratio(c)), "This is log10.", *LOG),
    _mistake("log(1 + ratio)", lambda c: np.log2(1 + _ratio(c)), "1 was added before the logarithm.", *LOG),
    _mistake("wrong sign", lambda c: -np.log2(_ratio(c)), "The ratio stands upside down.", *LOG),
    _mistake("wrong sign", lambda c: -np.log(_ratio(c)), "The ratio stands upside down.", *LOG),
    _mistake("n forgotten", lambda c: np.log2(_ratio(c) / c.n), "n, the number of all words, is missing.", *LOG),
    _mistake("n forgotten", lambda c: np.log(_ratio(c) / c.n), "n, the number of all words, is missing.", *LOG),
    _mistake("PPMI in place of PMI", lambda c: np.maximum(0, np.log2(_ratio(c))), "Negative PMI was cut to 0.", *LOG),
    _mistake("PPMI in place of PMI", lambda c: np.maximum(0, np.log(_ratio(c))), "Negative PMI was cut to 0.", *LOG),
)
