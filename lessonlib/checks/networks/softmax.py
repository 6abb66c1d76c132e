"""The softmax of each row: how it is checked, and its mistakes: the axis, the shift, the shapes."""

from __future__ import annotations

import numpy as np

from lessonlib import nn
from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.manners import UNCHANGED

X = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1], [-0.5, 0.1, 0.4]])
HUGE = np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1001.0, -999.0], [0.0, 1.0, 2.0]])
CASES = (
    Case("4 rows of 3 scores", x=X),
    Case("3 rows of 3 scores", x=X[:3]),
    Case("one row of 4 scores", x=np.array([[0.1, -0.7, 1.2, 0.3]])),
    Case("rows in Fortran order", x=np.asfortranarray(X), rare=True),
    Case("float32 numbers", x=X.astype(np.float32), rare=True),
    Case("all zeros", x=np.zeros((2, 3)), rare=True),
    Case("40 rows of 12 scores", x=np.random.default_rng(8).normal(size=(40, 12)), rare=True),
    Case("huge scores (up to ±1000)", x=HUGE, extreme=True),
    Case("a small score beside a huge one", x=np.array([[-1000.0, 1000.0], [0.0, -900.0]]), extreme=True),
)


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    x = case.fresh("x")
    maker.raw(x)
    return {"x": x}


EXERCISES = (
    Exercise(
        "softmax",
        ("softmax", "Softmax"),
        "function",
        "softmax(x), x of shape (B, C)",
        (
            Part(
                "softmax",
                "exp(x) / sum of exp(x) in each row",
                CASES,
                lambda maker, c: maker.call(c.fresh("x")),
                lambda c: nn.softmax(c.x),
                hints=("Does each row of your answer sum to 1?", "e = exp(x − max of the row); e / sum of e."),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                _after,
                lambda c: {"x": c.x},
                rare=True,
                hints=("Compare x before and after the call.", "x = x - x.max(...) makes a new array; x -= does not."),
            ),
        ),
    ),
)


def _softmax(name, gives, says, *hints):
    return Mistake(name, ("softmax",), "softmax", gives, says, hints)


def _share(e, **axis):
    return e / e.sum(**axis)


ROWS = {"axis": 1, "keepdims": True}
MISTAKES = (
    _softmax(
        "softmax over the wrong axis",
        lambda c: nn.softmax(c.x, axis=0),
        "The columns sum to 1; each row should.",
        "Which axis runs along a row?",
        "axis=1, keepdims=True.",
    ),
    _softmax(
        "softmax over all entries",
        lambda c: _share(np.exp(c.x - c.x.max())),
        "All entries together sum to 1; each row should.",
        "What does .sum() without an axis add up?",
        "axis=1, keepdims=True.",
    ),
    _softmax(
        "softmax without the shift",
        lambda c: _share(np.exp(c.x), **ROWS),
        "exp of a large score is infinite, and infinity over infinity is NaN.",
        "What is np.exp(1000)?",
        "Subtract each row's maximum first: x - x.max(axis=1, keepdims=True).",
    ),
    _softmax(
        "one shift for all rows",
        lambda c: _share(np.exp(c.x - c.x.max()), **ROWS),
        "One maximum of the whole array was subtracted: rows far below it become 0 / 0.",
        "What is left of a row of −1000 when 1000 is subtracted?",
        "x - x.max(axis=1, keepdims=True).",
    ),
    _softmax(
        "keepdims missing",
        lambda c: _share(np.exp(c.x - c.x.max(axis=1, keepdims=True)), axis=1),
        "The sums have the shape (B,) and are laid along the columns; only a square x hides it.",
        "Print the shape of the sums.",
        "e.sum(axis=1, keepdims=True) has the shape (B, 1).",
    ),
    _softmax(
        "keepdims missing",
        lambda c: _share(np.exp(c.x - c.x.max(axis=1)), axis=1, keepdims=True),
        "The maxima have the shape (B,) and are laid along the columns; only a square x hides it.",
        "Print the shape of the maxima.",
        "x.max(axis=1, keepdims=True) has the shape (B, 1).",
    ),
    _softmax(
        "keepdims missing",
        lambda c: _share(np.exp(c.x - c.x.max(axis=1)), axis=1),
        "Maxima and sums have the shape (B,) and are laid along the columns; only a square x hides it.",
        "Print the shape of the maxima.",
        "keepdims=True in both gives (B, 1).",
    ),
    _softmax(
        "keepdims missing",
        lambda c: _share(np.exp(c.x), axis=1),
        "The sums have the shape (B,) and are laid along the columns; only a square x hides it.",
        "Print the shape of the sums.",
        "e.sum(axis=1, keepdims=True) has the shape (B, 1).",
    ),
    _softmax(
        "shift over the wrong axis",
        lambda c: _share(np.exp(c.x - c.x.max(axis=0)), **ROWS),
        "Each column was shifted by its own maximum, which changes the shares within a row.",
        "By how much is each entry of a row shifted?",
        "x - x.max(axis=1, keepdims=True).",
    ),
    _softmax(
        "exp missing",
        lambda c: c.x / c.x.sum(**ROWS),
        "The scores were divided by their sum, without exp.",
        "Can a share be negative?",
        "Take exp of x first.",
    ),
    _softmax(
        "not divided by the sum",
        lambda c: np.exp(c.x - c.x.max(**ROWS)),
        "exp was taken, but not divided by the sum of the row.",
        "Does each row sum to 1?",
        "e / e.sum(axis=1, keepdims=True).",
    ),
    _softmax(
        "not divided by the sum",
        lambda c: np.exp(c.x),
        "exp was taken, but not divided by the sum of the row.",
        "Does each row sum to 1?",
        "e / e.sum(axis=1, keepdims=True).",
    ),
    _softmax(
        "logarithm taken",
        lambda c: np.log(nn.softmax(c.x)),
        "This is the logarithm of the softmax.",
        "Can a share be negative?",
        "Leave the logarithm to the loss.",
    ),
    _softmax(
        "sign of the exponent",
        lambda c: nn.softmax(-c.x),
        "The smallest score got the largest share: the exponent has a minus.",
        "Which class should win?",
        "exp(x), without a minus.",
    ),
    _softmax(
        "sigmoid in place of softmax",
        lambda c: 1 / (1 + np.exp(-c.x)),
        "Each score was squashed alone; the classes of a row have to share 1.",
        "Does each row sum to 1?",
        "e / e.sum(axis=1, keepdims=True).",
    ),
)
