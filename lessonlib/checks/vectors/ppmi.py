"""Positive pointwise mutual information: how ppmi is checked, and its mistakes: the sums, the logarithm, the zeros."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import as_array
from lessonlib.checks.manners import UNCHANGED

PPMI = "positive PMI"
COUNTS = np.array([[0, 8, 2, 1], [8, 4, 0, 3], [2, 0, 6, 0], [1, 3, 0, 0]])
CASES = (
    Case("4 words", counts=COUNTS),
    Case("3 words", counts=np.array([[0, 5, 1], [5, 0, 9], [1, 9, 2]])),
    Case("two pairs apart", counts=np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 2], [0, 0, 2, 0]])),
    Case("rows and columns with different sums", counts=np.array([[6, 2, 0], [0, 4, 1], [1, 0, 7]]), rare=True),
    Case("a word that meets nobody", counts=np.array([[0, 3, 0], [3, 2, 0], [0, 0, 0]]), rare=True),
)


def pmi(counts: np.ndarray, log=np.log, n=None) -> np.ndarray:
    """log(n_uv n / (n_u n_v)) with its infinities."""
    n = counts.sum() if n is None else n
    with np.errstate(all="ignore"):
        return log(counts * n / (counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True)))


def _positive(information: np.ndarray) -> np.ndarray:
    return np.maximum(np.nan_to_num(information, nan=0.0, neginf=0.0), 0)


def right(case: Case) -> np.ndarray:
    """max(0, PMI), 0 where a pair never met."""
    return _positive(pmi(case.counts))


def _sparse(case: Case) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix(case.counts)


def _observe(maker: Maker, case: Case) -> Any:
    try:
        return maker.call(case.fresh("counts"))
    except (AttributeError, TypeError):  # written for sparse tables, which is as good
        try:
            return maker.call(_sparse(case))
        except (AttributeError, TypeError):
            return maker.call(case.fresh("counts"))  # its first error says more


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    counts = case.fresh("counts").astype(float)
    try:
        maker.raw(counts)
    except (AttributeError, TypeError):
        table = _sparse(case)
        maker.raw(table)
        counts = as_array(table)
    return {"counts": counts}


EXERCISES = (
    Exercise(
        "ppmi",
        ("ppmi", "positive_pmi"),
        "function",
        "ppmi(counts), counts of shape (V, V)",
        (
            Part(
                PPMI,
                "max(0, log(n_uv n / (n_u n_v)))",
                CASES,
                _observe,
                right,
                also=(lambda c: _positive(pmi(c.counts, np.log2)),),  # in bits
                hints=(
                    "Work out one cell by hand: n_uv, the sum of its row, that of its column, the sum of all.",
                    "np.log only where counts > 0; 0 elsewhere, and np.maximum with 0.",
                ),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                _after,
                lambda c: {"counts": c.counts.astype(float)},
                rare=True,
                hints=("Compare counts before and after the call.", "Make a new array: counts = counts / n."),
            ),
        ),
    ),
)


def _mistake(name, gives, says, *hints, part=PPMI):
    return Mistake(name, ("ppmi",), part, gives, says, hints)


def _quiet(compute):
    def gives(case: Case) -> np.ndarray:
        with np.errstate(all="ignore"):
            return compute(case.counts.astype(float))

    return gives


def _keepdims(n: np.ndarray) -> np.ndarray:
    return _positive(np.log(n * n.sum() / (n.sum(axis=1) * n.sum(axis=0))))


LOG = ("Which logarithm does the slide mean?", "np.log, the natural one.")
MISTAKES = (
    _mistake(
        "negative PMI kept",
        _quiet(lambda n: np.nan_to_num(pmi(n), nan=0.0, neginf=0.0)),
        "Numbers below 0 are kept: this is PMI, not positive PMI.",
        "What does max(0, ...) do?",
        "np.maximum(pmi, 0).",
    ),
    _mistake(
        "log 0 kept",
        _quiet(pmi),
        "Pairs that never met are -inf: the logarithm of 0; nothing was cut at 0.",
        "What is log 0?",
        "np.maximum(pmi, 0).",
    ),
    _mistake(
        "log 0 kept",
        _quiet(lambda n: np.where(n > 0, _positive(pmi(n)), -np.inf)),
        "Pairs that never met are -inf: the logarithm of 0.",
        "What is log 0?",
        "0 where counts is 0.",
    ),
    _mistake(
        "NaN for a word without counts",
        _quiet(lambda n: np.maximum(pmi(n), 0)),
        "A word that meets nobody gives 0 / 0, which is not a number.",
        "What are n_u and n_uv of such a word?",
        "Take the logarithm only where counts > 0.",
    ),
    _mistake("log10 in place of log", _quiet(lambda n: _positive(pmi(n, np.log10))), "This is log10.", *LOG),
    _mistake(
        "logarithm missing",
        _quiet(lambda n: np.nan_to_num(np.exp(pmi(n)))),
        "These are the ratios, without the logarithm.",
        "What is the PMI of a pair that meets as often as by chance?",
        "np.log of the ratio.",
    ),
    _mistake(
        "N forgotten",
        _quiet(lambda n: _positive(pmi(n, n=1.0))),
        "n, the sum of all counts, is missing: every ratio is below 1, and its logarithm below 0.",
        "Write the formula with probabilities: how many n are left?",
        "counts * counts.sum() / (n_u * n_v).",
    ),
    _mistake(
        "n is the number of words",
        _quiet(lambda n: _positive(pmi(n, n=len(n)))),
        "n was taken to be the size of the vocabulary.",
        "What do the counts sum to?",
        "n = counts.sum().",
    ),
    _mistake(
        "keepdims missing",
        _quiet(_keepdims),
        "n_u and n_v both have the shape (V,): both are laid along the columns.",
        "Print the shape of n_u * n_v.",
        "counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True).",
    ),
    _mistake(
        "marginals over the wrong axis",
        _quiet(lambda n: _positive(np.log(n * n.sum() / (n.sum(axis=0)[:, None] * n.sum(axis=1)[None])))),
        "The sums of rows and of columns are exchanged; only a symmetric table hides it.",
        "Which axis does n_u sum over?",
        "n_u sums its row: axis=1.",
    ),
    _mistake(
        "marginals over the wrong axis",
        _quiet(lambda n: _positive(np.log(n * n.sum() / (n.sum(axis=1)[:, None] * n.sum(axis=1)[None])))),
        "Both sums are taken over rows; only a symmetric table hides it.",
        "Which axis does n_v sum over?",
        "n_v sums its column: axis=0.",
    ),
    _mistake(
        "marginals over the wrong axis",
        _quiet(lambda n: _positive(np.log(n * n.sum() / (n.sum(axis=0)[:, None] * n.sum(axis=0)[None])))),
        "Both sums are taken over columns; only a symmetric table hides it.",
        "Which axis does n_u sum over?",
        "n_u sums its row: axis=1.",
    ),
    _mistake(
        "1 added before the logarithm",
        _quiet(lambda n: _positive(np.log((n + 1) * n.sum() / (n.sum(axis=1)[:, None] * n.sum(axis=0)[None])))),
        "1 was added to each count against log 0: pairs that never met now weigh something.",
        "What does a pair that never met get?",
        "Leave the counts; take the logarithm only where they are above 0.",
    ),
    _mistake(
        "1 added before the logarithm",
        _quiet(lambda n: np.log1p(np.nan_to_num(np.exp(pmi(n))))),
        "log(1 + ratio) is above 0 where the ratio is below 1.",
        "What is log(1 + ratio) for a ratio of 1?",
        "np.log(ratio) where counts > 0.",
    ),
    _mistake(
        "in-place edit of the counts",
        lambda c: {"counts": ANY},
        "The counts that were handed in are written into.",
        "Which line assigns into counts?",
        "Make a new array.",
        part=UNCHANGED,
    ),
)
