"""A formula whose numbers are known at some steps only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lessonlib.stage import Mark, formula
from lessonlib.stage.formula import slots


def known_formula(latex: str, rows: Iterable[Mapping[str, str] | None], **always: str) -> Mark:
    r"""A formula whose places take ``rows[k]`` at step k, and "?" where that is None; ``always`` fills the others.

    A row may hold more than the formula has places for, so that several formulas take the same rows.

    >>> known_formula(r"y = \val{w} \cdot \val{x}", [None, {"x": "2", "y": "6"}], w="3").strings["x"].tolist()
    [['?'], ['2']]
    """
    rows = list(rows)
    places = [name for name in slots(latex) if name not in always]
    told = {name: ["?" if row is None else row[name] for row in rows] for name in places}
    return formula(latex, **always, **told)
