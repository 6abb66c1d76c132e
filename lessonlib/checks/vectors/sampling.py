"""What word2vec leaves out and what it draws: how both functions are checked."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.manners import UNCHANGED

KEEP, DRAW = "keep probability", "distribution"
Z = np.array([0.0005, 0.002, 0.0026, 0.005, 0.02, 0.07, 0.4])
COUNTS = np.array([5000, 820, 300, 41, 7, 1])
DEFAULT = "left at its default"
KEPT = (
    Case("7 frequencies, threshold 0.001", x=Z, setting=(1e-3,)),
    Case("7 frequencies, threshold 0.0001", x=Z, setting=(1e-4,)),
    Case("one frequency, as a number", x=np.float64(0.01), setting=(1e-3,)),
    Case(f"threshold {DEFAULT}", x=Z[2:], setting=(), rare=True),
    Case("a word that never occurs", x=np.array([0.0, 0.01]), setting=(1e-3,), rare=True),
)
DRAWN = (
    Case("counts of 6 words, power 0.75", x=COUNTS, setting=(0.75,)),
    Case("counts of 4 words, power 0.5", x=COUNTS[1:5], setting=(0.5,)),
    Case("frequencies that sum to 1", x=COUNTS / COUNTS.sum(), setting=(0.75,)),
    Case(f"power {DEFAULT}", x=COUNTS, setting=(), rare=True),
    Case("a word that never occurs", x=np.array([9, 0, 4]), setting=(0.75,), rare=True),
)


def keep(z: np.ndarray, t: float) -> np.ndarray:
    """(√(z / t) + 1) t / z, before the clip."""
    with np.errstate(divide="ignore"):  # 0 gives infinity, which the clip takes to 1
        return (np.sqrt(z / t) + 1) * t / z


def drawn(f: np.ndarray, power: float) -> np.ndarray:
    """fᵖ / sum of all fᵖ."""
    return f**power / (f**power).sum()


def _given(maker: Maker, case: Case) -> np.ndarray:
    x = case.fresh("x") if np.ndim(case.x) else float(case.x)
    return maker.call(x, *case.setting)


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    x = case.x.astype(float)
    maker.raw(x, *case.setting)
    return {"x": x}


def _parts(name: str, formula: str, cases: tuple[Case, ...], wanted: Any, hints: tuple[str, str]) -> tuple[Part, Part]:
    return (
        Part(name, formula, cases, _given, wanted, hints=hints, atol=1e-9),
        Part(
            UNCHANGED,
            "the same numbers as before the call",
            cases[:1],
            _after,
            lambda c: {"x": c.x},
            rare=True,
            hints=("Compare the array before and after the call.", "Write into a new array."),
        ),
    )


def setting_of(case: Case, default: float) -> float:
    """The threshold or power of a case; ``default`` where the candidate is to use its own."""
    return case.setting[0] if case.setting else default


def clipped(p: np.ndarray) -> np.ndarray:
    """A probability: at most 1, at least 0."""
    return np.clip(p, 0, 1)


EXERCISES = (
    Exercise(
        "keep_probability",
        ("keep_probability",),
        "function",
        "keep_probability(frequency, threshold=1e-3); frequency is a number or an array, as a fraction of the text",
        _parts(
            KEEP,
            "(√(z / t) + 1) · t / z, at most 1",
            KEPT,
            lambda c: clipped(keep(c.x, setting_of(c, 1e-3))),
            (
                "Work it out by hand for z = 0.004 and t = 0.001: (2 + 1) · 0.25.",
                "np.minimum(1, (np.sqrt(z / t) + 1) * t / z).",
            ),
        ),
    ),
    Exercise(
        "negative_sampling_distribution",
        ("negative_sampling_distribution",),
        "function",
        "negative_sampling_distribution(counts, power=0.75), counts of shape (V,)",
        _parts(
            DRAW,
            "fᵖ / sum of all fᵖ",
            DRAWN,
            lambda c: drawn(c.x, setting_of(c, 0.75)),
            ("Work it out by hand for the counts 16 and 1: 8 to 1.", "weight = counts ** power, weight / weight.sum()"),
        ),
    ),
)
