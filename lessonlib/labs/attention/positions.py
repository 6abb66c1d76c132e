"""Positions: each place gets a row of numbers, and the dot product of two rows says how far apart the places are."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, whole
from lessonlib.attention import positional_encoding
from lessonlib.labs.attention.own_tensors import taken
from lessonlib.labs.attention.positions_picture import draw_positions
from lessonlib.labs.shared.beside import beside
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import signed
from lessonlib.stage.trace import columns

KINDS = ("waves", "one-hot", "the place itself")
FEWEST, MOST, WIDEST = 8, 40, 16

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "One wave": ("Two columns, one wave: which places look alike to it?", {"d": 2}),
    "Sixteen columns": ("Eight waves, each slower than the one before.", {"d": 16}),
    "From the first place": ("Place 0 beside all others: nearness on one side only.", {"place": 0}),
    "One-hot": ("A column for each place: is place 11 nearer to place 12 than place 0 is?", {"kind": "one-hot"}),
    "The place itself": (
        "One column, with the number of the place in it: is the product largest at place 12?",
        {"kind": KINDS[2]},
    ),
}


def record_positions(n: int = 24, d: int = 8, place: int = 12, kind: str = "waves", mine: Any = None) -> Trace:
    """Record a row for each place, and its dot product with the row of one place.

    Args:
        n: places, 8 to 40.
        d: columns of the waves, 2 to 16; the others have as many as they need, or one.
        place: the place that is compared with all, counted from 0; the last where there are fewer.
        kind: "waves"; "one-hot", a column for each place; "the place itself", its number divided by n.
        mine: the learner's ``positional_encoding(n, d)``, beside the waves.

    Raises:
        ValueError, TypeError: for sizes out of range and other kinds.

    Trace:
        rows: (n, columns) a row for each place.
        products: (n) the dot product of each with the row of ``place``.
        place, kind: () as used.
        pos: (steps) the place that is written, −1 at the beginning, n at the end.
        label: () what the learner's is called.
        mine, wrong: (n, d) the learner's rows, no entry where there are none; where they depart.
    """
    n = whole(n, "n", at_least=FEWEST, at_most=MOST)
    d, place = whole(d, "d", at_least=2, at_most=WIDEST), whole(place, "place", at_least=0, at_most=MOST - 1)
    one_of(kind, KINDS, "kind")
    place, waves = min(place, n - 1), positional_encoding(n, d).numpy().astype(float)
    rows = {"waves": waves, "one-hot": np.eye(n), KINDS[2]: np.arange(n)[:, None] / n}[kind]
    found = beside(
        mine,
        lambda label: taken(mine(n, d), waves.shape, label),
        waves,
        ours="positional_encoding",
        where="at place {}, column {}".format,
        counted="in {} of {} numbers",
        differs=lambda theirs, ours: ~np.isclose(theirs, ours, atol=1e-4, equal_nan=True),
    )
    products = rows @ rows[place]
    walk = range(-1, n + 1)
    arrays = {
        "rows": rows,
        "products": products,
        "place": place,
        "kind": kind,
        **columns("pos", [(pos,) for pos in walk]),
        **found.arrays,
    }
    return Trace(arrays, [_caption(pos, arrays) for pos in walk], found.notes)


@lab_of(
    record_positions,
    draw_positions,
    presets=PRESETS,
    needs={"d": lambda given: given["kind"] == KINDS[0] or given["mine"] is not None},
)
def positions_lab() -> Controls:
    """Write a row of waves for each place, and see by dot products which places it takes for near.

    Source: Vaswani et al. (2017), Attention is all you need, section 3.5.
    """
    return {
        "place": ipywidgets.IntSlider(min=0, max=MOST - 1, description="compare place"),
        "d": ipywidgets.IntSlider(min=2, max=WIDEST, step=2, description="columns d"),
        "n": ipywidgets.IntSlider(min=FEWEST, max=MOST, description="places n"),
        "kind": ipywidgets.Dropdown(options=KINDS, description="Kind"),
    }


def _caption(pos: int, a: dict[str, Any]) -> str:
    rows, products, place, kind = a["rows"], a["products"], a["place"], a["kind"]
    n = len(rows)
    if pos < 0:
        return f"Attention sees a bag of words. Each of {n} places shall get a row that says where it is."
    if pos == n:
        best = products.max()
        like = np.flatnonzero(products > best - 1e-6)
        told = f"place {like[0]}" if len(like) == 1 else f"{len(like)} places"
        return f"The largest dot product with place {place} has {told}: {number(best)}."
    with_it = f" Its dot product with place {place}: {number(products[pos])}."
    if kind == "one-hot":
        return f"Place {pos}: a 1 in column {pos}, 0 elsewhere.{with_it}"
    if kind == KINDS[2]:
        return f"Place {pos}: {pos} / {n} = {number(rows[pos, 0])}.{with_it}"
    first = f"sin({pos}) = {number(rows[pos, 0])}, cos({pos}) = {number(rows[pos, 1])}"
    if rows.shape[1] < 4:
        return f"Place {pos}: {first}.{with_it}"
    slow = number(pos / 10000 ** (2 / rows.shape[1]))
    return f"Place {pos}: {first}, then sin({slow}) = {signed(rows[pos, 2])}, and slower still.{with_it}"
