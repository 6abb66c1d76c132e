"""The dot product of two matrices: row by column, one product at a step."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from lessonlib.labs.scores.dot_product_picture import draw_dot_product, place
from lessonlib.labs.shared.answers import ask
from lessonlib.labs.shared.beside import beside
from lessonlib.labs.shared.own import own_label, run_own, wanted_shape
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.stage import Controls, Trace, lab_of, number, signed
from lessonlib.stage.numbers import bracketed, plural, worked
from lessonlib.stage.trace import columns

OURS = "np.dot"
WALK = "i j s product running"

MOST = {"a": (10, 8), "b": (8, 8)}  # rows and columns that can be read from the last row of a hall
A, B = "1 2; 0 -1; 3 0.5", "2 1 0; -1 3 4"  # shapes of the slide: 3 x 2 times 2 x 3

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A longer column": (
        "How long is a row of A, how long a column of B? Does each number find a partner?",
        {"b": "2 -1; 1 3; 0 4"},
    ),
    "A row times weights": (
        "(1, 3)(3, 1) gives one number: a row of the table, times w.",
        {"a": "0.614 0.147 0.749", "b": "1; -2; 0.5"},
    ),
    "A batch times weights": (
        "(4, 3)(3, 1): the same three weights for every row, one number for each.",
        {"a": "0.614 0.147 0.749; 0.543 0.796 0.081; 0.317 0.746 0.115; 0.902 0.180 0.521", "b": "1; -2; 0.5"},
    ),
    "Times the identity": ("Each row of A meets a column with a single 1: what does it pick?", {"b": "1 0; 0 1"}),
}


def record_dot_product(a: Any = A, b: Any = B, mine: Any = None) -> Trace:
    """Record each product a_is b_sj and the running sum of each c_ij, row by row; or where two shapes do not fit.

    Args:
        a: A, shape (p, m): text such as "1 2; 3 4", or rows of numbers.
        b: B, shape (n, k); the product exists when m = n.
        mine: a function of (a, b) that returns A B, shape (p, k), laid beside np.dot.

    Raises:
        ValueError, TypeError: for what is no matrix of numbers, or too large to be shown.

    Trace:
        fits: () whether the product exists.
        a: (p, m) A.
        b: (n, k) B.
        c: (p, k) their product, without an entry where there is none.
        i, j, s: (steps) the cell and the place in its sum, −1 before the first.
        product, running: (steps) a_is b_sj, and the sum up to it.
        label: () what the learner's is called.
        mine, wrong: (p, k) the learner's answer, without an entry where there is none; where it departs.
    """
    a, b = typed_matrix(a, "a", MOST["a"]), typed_matrix(b, "b", MOST["b"])
    if a.shape[1] != b.shape[0]:
        return _refused(a, b, mine)
    (p, m), k = a.shape, b.shape[1]
    c = np.dot(a, b)
    rows, captions = [(-1, -1, -1, np.nan, np.nan)], [_start(a, b)]
    for i in range(p):
        for j in range(k):
            running = 0.0
            for s in range(m):
                product = a[i, s] * b[s, j]
                captions.append(_caption(a, b, running, i, j, s))
                running += product
                rows.append((i, j, s, product, running))
    found = beside(
        mine,
        lambda label: wanted_shape(ask(mine, a, b), c.shape, label),
        c,
        ours=OURS,
        counted="in {} of {} cells",
        where=lambda i, j: "in " + place("c", i, j),
    )
    arrays = {"fits": True, "a": a, "b": b, "c": c, **columns(WALK, rows), **found.arrays}
    return Trace(arrays, captions, found.notes)


@lab_of(record_dot_product, draw_dot_product, presets=PRESETS)
def dot_product_lab() -> Controls:
    """Multiply two matrices row by column: c_ij = sum over s of a_is b_sj, each product and the running sum lit.

    Source: Lecture 1, "Dot Product".
    """
    hint = "blanks between numbers, ; after each row, then Enter"
    return {"a": MatrixField("A", hint), "b": MatrixField("B", hint)}


def _start(a: np.ndarray, b: np.ndarray) -> str:
    (p, m), k = a.shape, b.shape[1]
    return (
        f"A has rows of {m}, B has columns of {m}: each row meets each column, {p} · {k} = {plural(p * k, 'sum')} of "
        f"{plural(m, 'product')}."
    )


def _caption(a: np.ndarray, b: np.ndarray, before: float, i: int, j: int, s: int) -> str:
    (u, v), gives, product = worked(operator.mul, a[i, s], b[s, j])
    names = f"{place('a', i, s)} · {place('b', s, j)}"
    told = f"{place('c', i, j)}, product {s + 1} of {a.shape[1]}: {names} = {u} · {bracketed(v)} {gives} {product}"
    (so_far, more), gives, total = worked(operator.add, before, a[i, s] * b[s, j])
    return f"{told}; the sum is {so_far} + {bracketed(more)} {gives} {total}."


def _refused(a: np.ndarray, b: np.ndarray, mine: Any) -> Trace:
    """The first row and the first column, pair by pair, until one of them has no number left."""
    (p, m), (n, k) = a.shape, b.shape
    rows, captions = [(-1, -1, -1, np.nan, np.nan)], []
    captions.append(f"A is ({p}, {m}), B is ({n}, {k}). Does each number of A's row find a partner in B's column?")
    running = 0.0
    for s in range(min(m, n)):
        product = a[0, s] * b[s, 0]
        running += product
        rows.append((0, 0, s, product, running))
        captions.append(f"{place('a', 0, s)} finds {place('b', s, 0)}: {number(a[0, s])} · {signed(b[s, 0])}.")
    rows.append((0, 0, min(m, n), np.nan, np.nan))
    alone = place("a", 0, n) if m > n else place("b", m, 0)
    advice = "; B transposed would fit" if k == m else "; A transposed would fit" if p == n else ""
    try:
        np.dot(a, b)
    except ValueError as error:
        captions.append(f"{alone} finds none: np.dot says “{error}”{advice}.")
    notes, none = [], np.zeros((0, 0))
    if mine is not None and run_own(mine, lambda: ask(mine, a, b), stays=OURS)[0] is not None:
        notes.append(f"{own_label(mine, (OURS,))} returns an answer here; np.dot refuses, for there is none.")
    arrays = {"fits": False, "a": a, "b": b, "c": none, "mine": none, "wrong": none, "label": ""}
    return Trace({**arrays, **columns(WALK, rows)}, captions, notes)
